//! A log of which less is seen than there is: its end is hidden, its news come late, its pages stop, or an event is of a
//! kind that nobody knows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use registro_eventlog::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use registro_eventlog::log::{
    Append, AppendError, Appended, EventLog, Filter, Head, LogError, School as KnownSchool,
};
use tokio::sync::{Semaphore, watch};

pub(super) struct Partial {
    log: Arc<dyn EventLog>,
    /// What is beyond is not read.
    until: Position,
    /// What `subscribe` tells.
    head: watch::Sender<Option<Head>>,
    /// Pages that may still be read.
    pages: Semaphore,
    /// The event that is of an unknown kind.
    unknown: Mutex<Option<Position>>,
    /// How often streams were read, one or several at a time.
    readings: AtomicUsize,
}

/// Pages without end.
const ALL: usize = Semaphore::MAX_PERMITS;

impl Partial {
    /// Everything up to a position, as if the rest had not happened yet.
    pub(super) fn up_to(log: Arc<dyn EventLog>, last: &Recorded) -> Self {
        let head = Head { position: last.position, recorded_at: last.recorded_at };
        Self::new(log, last.position, Some(head), ALL)
    }

    /// Everything can be read, but it tells of what is new only what [`Self::tell`] is given.
    pub(super) fn late(log: Arc<dyn EventLog>, told: Option<Head>) -> Self {
        Self::new(log, Position(u64::MAX), told, ALL)
    }

    /// Of everything, only so many pages of the feed can be read, until more are let through.
    pub(super) fn paged(log: Arc<dyn EventLog>, pages: usize) -> Self {
        Self::new(log, Position(u64::MAX), None, pages)
    }

    fn new(log: Arc<dyn EventLog>, until: Position, told: Option<Head>, pages: usize) -> Self {
        let (head, unknown) = (watch::Sender::new(told), Mutex::default());
        Self { log, until, head, pages: Semaphore::new(pages), unknown, readings: AtomicUsize::new(0) }
    }

    /// How often streams were read since it was last asked.
    pub(super) fn readings(&self) -> usize {
        self.readings.swap(0, Ordering::Relaxed)
    }

    pub(super) fn let_through(&self) {
        self.pages.add_permits(ALL / 2);
    }

    /// The event there is of a kind that this version does not know, or is again as it is.
    pub(super) fn unknown_at(&self, position: Option<Position>) {
        *self.unknown.lock().expect("not poisoned") = position;
    }

    pub(super) fn tell(&self, head: Option<Head>) {
        self.head.send_replace(head);
    }

    fn seen(&self, mut events: Vec<Recorded>) -> Vec<Recorded> {
        events.retain(|event| event.position <= self.until);
        let unknown = *self.unknown.lock().expect("not poisoned");
        for event in events.iter_mut().filter(|event| Some(event.position) == unknown) {
            event.kind = "of-another-time.v9".to_owned();
        }
        events
    }
}

#[async_trait]
impl EventLog for Partial {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        self.log.open_school(school, synthetic).await
    }

    async fn schools(&self) -> Result<Vec<KnownSchool>, LogError> {
        self.log.schools().await
    }

    async fn append(&self, school: SchoolId, append: Append) -> Result<Appended, AppendError> {
        self.log.append(school, append).await
    }

    async fn import(
        &self,
        school: SchoolId,
        append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        self.log.import(school, append, recorded_at).await
    }

    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let found = self.log.find_command(school, command).await?;
        Ok(found.filter(|(appended, _)| appended.last <= self.until))
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        Ok(self.seen(self.log.read_stream(school, stream, from).await?))
    }

    async fn read_streams(
        &self,
        school: SchoolId,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        Ok(self.seen(self.log.read_streams(school, streams).await?))
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let page = self.pages.acquire().await.expect("never closed");
        if self.pages.available_permits() < ALL / 4 {
            page.forget();
        }
        Ok(self.seen(self.log.read_all(school, after, limit, filter).await?))
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        Ok(self.seen(self.log.read_at(school, positions).await?))
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        Ok(self.log.position_at(school, instant).await?.map(|position| position.min(self.until)))
    }

    async fn subscribe(&self, _: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Ok(self.head.subscribe())
    }

    fn counts_events(&self) -> bool {
        self.log.counts_events()
    }

    async fn stopped(&self) {
        self.log.stopped().await;
    }

    async fn close(&self) {
        self.log.close().await;
    }
}
