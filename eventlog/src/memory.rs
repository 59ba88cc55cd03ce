//! The log in memory: the same contract without a disk, for tests and for simulations that are thrown away.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::append;
use crate::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use crate::log::{Append, AppendError, Appended, Clock, EventLog, Filter, Head, LogError, School};

/// An [`EventLog`] that lasts as long as the process.
pub struct MemoryLog {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    feeds: HashMap<SchoolId, Feed>,
    closed: bool,
}

struct Feed {
    synthetic: bool,
    records: Vec<Recorded>,
    streams: HashMap<StreamName, Vec<usize>>,
    commands: HashMap<CommandId, (Appended, [u8; 32])>,
    head: watch::Sender<Option<Head>>,
}

impl MemoryLog {
    /// An empty log that goes by this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    fn store(
        &self,
        school: SchoolId,
        append: Append,
        imported: Option<Timestamp>,
    ) -> Result<Appended, AppendError> {
        append::check(&append)?;
        let mut state = self.state();
        if state.closed {
            return Err(LogError::Stopped.into());
        }
        let feed = state.feeds.get_mut(&school).ok_or(LogError::UnknownSchool(school))?;
        feed.append(school, append, imported, &*self.clock)
    }

    /// No method leaves the state half changed, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn feed(&self, school: SchoolId) -> Result<&Feed, LogError> {
        self.feeds.get(&school).ok_or(LogError::UnknownSchool(school))
    }
}

impl Feed {
    fn append(
        &mut self,
        school: SchoolId,
        append: Append,
        imported: Option<Timestamp>,
        clock: &dyn Clock,
    ) -> Result<Appended, AppendError> {
        let (command, fingerprint) = (append.command, append.fingerprint);
        if let Some((appended, sent_before)) = self.commands.get(&command) {
            return if *sent_before == fingerprint {
                Ok(Appended { repeated: true, ..*appended })
            } else {
                Err(AppendError::CommandReused(command))
            };
        }
        for write in &append.writes {
            let actual = self.streams.get(&write.stream).map(|stream| Version(stream.len() as u64 - 1));
            if write.expected != actual.into() {
                return Err(AppendError::Conflict {
                    stream: write.stream.clone(),
                    expected: write.expected,
                    actual,
                });
            }
        }
        let first = Position(self.records.len() as u64);
        let last_instant = self.records.last().map(|record| record.recorded_at);
        let recorded_at = append::instant(clock, imported, last_instant, school)?;
        let records = append::records(school, append, first, recorded_at)?;

        let appended = append::appended(first, records.len(), recorded_at);
        for (record, _) in records {
            self.streams.entry(record.stream.clone()).or_default().push(self.records.len());
            self.records.push(record);
        }
        self.commands.insert(command, (appended, fingerprint));
        self.head.send_replace(Some(Head { position: appended.last, recorded_at }));
        Ok(appended)
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        let mut state = self.state();
        if state.closed {
            return Err(LogError::Stopped);
        }
        let feed = state.feeds.entry(school).or_insert_with(|| Feed {
            synthetic,
            records: Vec::new(),
            streams: HashMap::new(),
            commands: HashMap::new(),
            head: watch::Sender::new(None),
        });
        if feed.synthetic == synthetic { Ok(()) } else { Err(LogError::SyntheticForEver(school)) }
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        let mut schools: Vec<_> = self
            .state()
            .feeds
            .iter()
            .map(|(id, feed)| School { id: *id, synthetic: feed.synthetic })
            .collect();
        schools.sort_by_key(|school| school.id);
        Ok(schools)
    }

    async fn append(&self, school: SchoolId, append: Append) -> Result<Appended, AppendError> {
        self.store(school, append, None)
    }

    async fn import(
        &self,
        school: SchoolId,
        append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        self.store(school, append, Some(recorded_at))
    }

    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let found = self.state().feed(school)?.commands.get(&command).copied();
        Ok(found.map(|(appended, fingerprint)| (Appended { repeated: true, ..appended }, fingerprint)))
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        let state = self.state();
        let feed = state.feed(school)?;
        let Some(places) = feed.streams.get(stream) else {
            return Ok(Vec::new());
        };
        let from = usize::try_from(from.0).unwrap_or(usize::MAX).min(places.len());
        Ok(places[from..].iter().map(|place| feed.records[*place].clone()).collect())
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let state = self.state();
        let records = &state.feed(school)?.records;
        let from = after.map_or(0, |after| usize::try_from(after.0).unwrap_or(usize::MAX).saturating_add(1));
        let wanted = |record: &&Recorded| match filter {
            Filter::All => true,
            Filter::Categories(categories) => categories.contains(&record.stream.category()),
        };
        Ok(records[from.min(records.len())..].iter().filter(wanted).take(limit).cloned().collect())
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let state = self.state();
        let records = &state.feed(school)?.records;
        let positions: BTreeSet<_> =
            positions.iter().filter_map(|place| usize::try_from(place.0).ok()).collect();
        Ok(positions.into_iter().filter_map(|place| records.get(place).cloned()).collect())
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        let state = self.state();
        let records = &state.feed(school)?.records;
        let until = records.partition_point(|record| record.recorded_at <= instant) as u64;
        Ok(until.checked_sub(1).map(Position))
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Ok(self.state().feed(school)?.head.subscribe())
    }

    fn counts_events(&self) -> bool {
        true
    }

    /// Memory is never in doubt.
    async fn stopped(&self) {
        std::future::pending().await
    }

    async fn close(&self) {
        self.state().closed = true;
    }
}
