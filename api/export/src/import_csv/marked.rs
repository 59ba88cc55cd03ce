//! A log in which every act is marked: who imported it, on whose behalf, and with which file.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use registro_eventlog::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use registro_eventlog::log::{Append, AppendError, Appended, EventLog, Filter, Head, LogError, School};
use tokio::sync::watch;
use uuid::Uuid;

pub(super) struct Marked {
    pub(super) log: Arc<dyn EventLog>,
    /// Who imports.
    pub(super) by: Uuid,
    /// The import itself.
    pub(super) session: Uuid,
}

#[async_trait]
impl EventLog for Marked {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        self.log.open_school(school, synthetic).await
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        self.log.schools().await
    }

    /// Nobody is said to have done what another did for her.
    async fn append(&self, school: SchoolId, mut append: Append) -> Result<Appended, AppendError> {
        if append.actor.person != self.by {
            append.actor.on_behalf_of = Some(append.actor.person);
            append.actor.person = self.by;
        }
        append.actor.session = self.session;
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
        self.log.find_command(school, command).await
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        self.log.read_stream(school, stream, from).await
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        self.log.read_all(school, after, limit, filter).await
    }

    fn counts_events(&self) -> bool {
        self.log.counts_events()
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        self.log.read_at(school, positions).await
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        self.log.position_at(school, instant).await
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        self.log.subscribe(school).await
    }

    fn stored(&self) -> Option<Arc<dyn EventLog>> {
        self.log.stored()
    }

    async fn stopped(&self) {
        self.log.stopped().await;
    }

    async fn close(&self) {
        self.log.close().await;
    }
}
