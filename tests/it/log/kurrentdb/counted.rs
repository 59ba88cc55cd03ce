//! In what the log in KurrentDB differs from the others, as far as a reader can see: **its positions are sparse**, since
//! they are those of the whole cluster. Here they are counted, so that the contract can be held to it as it is.
//!
//! Everything else of the contract holds, by other means. A command over several streams happens when it is planned,
//! and a reader of the feed never sees half of one; whoever reads a stream may see it a moment before the feed shows it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use registro_eventlog::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use registro_eventlog::log::{Append, AppendError, Appended, EventLog, Filter, Head, LogError, School};
use tokio::sync::watch;

/// A log with sparse positions, seen with dense ones: the place of each event in its school's feed.
#[derive(Clone)]
pub(super) struct Counted {
    log: Arc<dyn EventLog>,
    places: Arc<Mutex<HashMap<SchoolId, Vec<Position>>>>,
    /// One reads on at a time, and the others find what they wanted.
    reading: Arc<tokio::sync::Mutex<()>>,
}

impl Counted {
    pub(super) fn new(log: Arc<dyn EventLog>) -> Self {
        Self { log, places: Arc::default(), reading: Arc::default() }
    }

    /// Reads on, and asserts that what is new comes after what was there.
    async fn catch_up(&self, school: SchoolId) {
        let after = self.places.lock().unwrap().get(&school).and_then(|places| places.last().copied());
        let new = self.log.read_all(school, after, usize::MAX, Filter::All).await.unwrap();
        let mut known = self.places.lock().unwrap();
        let places = known.entry(school).or_default();
        for record in new {
            assert!(places.last().is_none_or(|last| *last < record.position), "{record:?} is out of order");
            places.push(record.position);
        }
    }

    async fn count(&self, school: SchoolId, position: Position) -> Position {
        let find = || self.places.lock().unwrap().get(&school)?.binary_search(&position).ok();
        let mut found = find();
        if found.is_none() {
            let _reading = self.reading.lock().await;
            if find().is_none() {
                self.catch_up(school).await;
            }
            found = find();
        }
        Position(found.unwrap_or_else(|| panic!("{position:?} is not in the feed")) as u64)
    }

    /// A position beyond the feed stays beyond it.
    async fn position(&self, school: SchoolId, count: Position) -> Position {
        let find = || {
            let known = self.places.lock().unwrap();
            known.get(&school)?.get(usize::try_from(count.0).unwrap()).copied()
        };
        if let Some(position) = find() {
            return position;
        }
        let reading = self.reading.lock().await;
        self.catch_up(school).await;
        drop(reading);
        if let Some(position) = find() {
            return position;
        }
        let known = self.places.lock().unwrap();
        let last = known.get(&school).and_then(|places| places.last()).map_or(0, |last| last.0);
        Position(count.0.saturating_add(last).saturating_add(1))
    }

    async fn counted(&self, mut records: Vec<Recorded>) -> Vec<Recorded> {
        for record in &mut records {
            record.position = self.count(record.school, record.position).await;
        }
        records
    }

    async fn answer(&self, school: SchoolId, appended: Appended) -> Appended {
        let first = self.count(school, appended.first).await;
        Appended { first, last: self.count(school, appended.last).await, ..appended }
    }

    async fn head(&self, school: SchoolId, head: Option<Head>) -> Option<Head> {
        let head = head?;
        Some(Head { position: self.count(school, head.position).await, ..head })
    }
}

#[async_trait]
impl EventLog for Counted {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        self.log.open_school(school, synthetic).await
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        self.log.schools().await
    }

    async fn append(&self, school: SchoolId, append: Append) -> Result<Appended, AppendError> {
        let appended = self.log.append(school, append).await?;
        Ok(self.answer(school, appended).await)
    }

    async fn import(
        &self,
        school: SchoolId,
        append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        let appended = self.log.import(school, append, recorded_at).await?;
        Ok(self.answer(school, appended).await)
    }

    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let Some((appended, fingerprint)) = self.log.find_command(school, command).await? else {
            return Ok(None);
        };
        Ok(Some((self.answer(school, appended).await, fingerprint)))
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        let records = self.log.read_stream(school, stream, from).await?;
        Ok(self.counted(records).await)
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let after = match after {
            Some(count) => Some(self.position(school, count).await),
            None => None,
        };
        let records = self.log.read_all(school, after, limit, filter).await?;
        Ok(self.counted(records).await)
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        self.log.subscribe(school).await?;
        let mut places = Vec::with_capacity(positions.len());
        for count in positions {
            places.push(self.position(school, *count).await);
        }
        let records = self.log.read_at(school, &places).await?;
        Ok(self.counted(records).await)
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        let Some(position) = self.log.position_at(school, instant).await? else { return Ok(None) };
        Ok(Some(self.count(school, position).await))
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        let mut heads = self.log.subscribe(school).await?;
        let head = *heads.borrow_and_update();
        let (sender, counted) = watch::channel(self.head(school, head).await);
        let this = self.clone();
        tokio::spawn(async move {
            while heads.changed().await.is_ok() {
                let head = *heads.borrow_and_update();
                if sender.send(this.head(school, head).await).is_err() {
                    return;
                }
            }
        });
        Ok(counted)
    }

    fn counts_events(&self) -> bool {
        true
    }

    async fn stopped(&self) {
        self.log.stopped().await;
    }

    async fn close(&self) {
        self.log.close().await;
    }
}
