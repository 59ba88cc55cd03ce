//! A log whose data are sealed on their way in and opened on their way out.

use std::collections::HashSet;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use futures::poll;
use jiff::Timestamp;
use tokio::sync::{Mutex, watch};

use super::data::{self, ERASED, LOCKED, Place};
use super::destroyed::Destroyed;
use super::key::KeyId;
use super::{KeyStore, Policy, Scope, SealError};
use crate::event::{CommandId, EventId, Position, Recorded, SchoolId, StreamName, Version};
use crate::log::{Append, AppendError, Appended, EventLog, Filter, FoundCommand, Head, LogError, School};

/// An engine, and the keys of what it holds.
pub struct SealedLog {
    stored: Arc<dyn EventLog>,
    keys: Arc<KeyStore>,
    policy: Arc<dyn Policy>,
    destroyed: Destroyed,
    /// Appends reach the engine in the order in which they were begun, whoever of them waits for a key.
    turn: Mutex<()>,
}

impl SealedLog {
    pub fn new(stored: Arc<dyn EventLog>, keys: Arc<KeyStore>, policy: Arc<dyn Policy>) -> Self {
        Self { stored, keys, policy, destroyed: Destroyed::default(), turn: Mutex::default() }
    }

    /// The scope of each event of an append, in order.
    fn scopes(&self, school: SchoolId, append: &Append) -> Vec<Option<Scope>> {
        let mut scopes = Vec::new();
        for write in &append.writes {
            for (index, event) in (0u32..).zip(&write.events) {
                let EventId(id) = EventId::derive(school, append.command, &write.stream, index);
                scopes.push(self.policy.scope(&write.stream, event, id));
            }
        }
        scopes
    }

    async fn seal(&self, school: SchoolId, append: &mut Append) -> Result<(), SealError> {
        let scopes = self.scopes(school, append);
        let wanted: Vec<_> = scopes.iter().flatten().cloned().collect();
        let mut keys = self.keys.of_scopes(school, &wanted).await?.into_iter();
        let mut scopes = scopes.into_iter();
        for write in &mut append.writes {
            let Version(first) = write.expected.next();
            for (version, event) in (first..).zip(&mut write.events) {
                let Some(key) = scopes.next().flatten().and_then(|_| keys.next()) else { continue };
                let (stream, version) = (&write.stream, Version(version));
                let place = Place { school, stream, version, kind: &event.kind };
                event.data = data::seal(&key, &place, &event.data).map_err(super::VaultError::from)?;
            }
        }
        Ok(())
    }

    async fn open(&self, school: SchoolId, mut records: Vec<Recorded>) -> Result<Vec<Recorded>, LogError> {
        let named: HashSet<KeyId> = records.iter().filter_map(|record| data::key_of(&record.data)).collect();
        if named.is_empty() {
            return Ok(records);
        }
        let keys = self.keys.by_id(named.iter().copied()).await.map_err(unavailable)?;
        let gone: HashSet<KeyId> = named.into_iter().filter(|id| !keys.contains_key(id)).collect();
        let condemned = match gone.is_empty() {
            true => gone,
            false => self.destroyed.among(&*self.stored, &*self.policy, school, &gone).await?,
        };
        for record in &mut records {
            let Some(id) = data::key_of(&record.data) else { continue };
            let (stream, version, kind) = (&record.stream, record.version, record.kind.as_str());
            let place = Place { school, stream, version, kind };
            let sealed = std::mem::take(&mut record.data);
            let opened = keys.get(&id).and_then(|key| data::open(key, &place, sealed).ok());
            record.data = match opened {
                Some(plain) => plain,
                None if condemned.contains(&id) => vec![ERASED],
                None => {
                    tracing::error!(
                        "event {} of {}: its key {id} is missing or wrong, and nothing in the log says that it was to be \
                         destroyed",
                        record.position.0,
                        record.stream
                    );
                    vec![LOCKED]
                }
            };
        }
        Ok(records)
    }
}

fn unavailable(error: SealError) -> LogError {
    LogError::Engine("the keys of the log", Box::new(error))
}

#[async_trait]
impl EventLog for SealedLog {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        self.stored.open_school(school, synthetic).await
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        self.stored.schools().await
    }

    async fn append(&self, school: SchoolId, mut append: Append) -> Result<Appended, AppendError> {
        let turn = self.turn.lock().await;
        self.seal(school, &mut append).await.map_err(unavailable)?;
        // An engine takes an append in when it is first polled.
        let mut appending = self.stored.append(school, append);
        if let Poll::Ready(appended) = poll!(&mut appending) {
            return appended;
        }
        drop(turn);
        appending.await
    }

    async fn prepare(&self, school: SchoolId, append: &Append) -> Result<(), LogError> {
        let wanted: Vec<_> = self.scopes(school, append).into_iter().flatten().collect();
        self.keys.of_scopes(school, &wanted).await.map_err(unavailable)?;
        Ok(())
    }

    async fn import(
        &self,
        school: SchoolId,
        mut append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        self.seal(school, &mut append).await.map_err(unavailable)?;
        self.stored.import(school, append, recorded_at).await
    }

    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        self.stored.find_command(school, command).await
    }

    async fn find_commands(
        &self,
        school: SchoolId,
        commands: &[CommandId],
    ) -> Result<Vec<FoundCommand>, LogError> {
        self.stored.find_commands(school, commands).await
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        let records = self.stored.read_stream(school, stream, from).await?;
        self.open(school, records).await
    }

    async fn read_streams(
        &self,
        school: SchoolId,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        let records = self.stored.read_streams(school, streams).await?;
        self.open(school, records).await
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let records = self.stored.read_all(school, after, limit, filter).await?;
        self.open(school, records).await
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let records = self.stored.read_at(school, positions).await?;
        self.open(school, records).await
    }

    async fn shown(&self, school: SchoolId, stored: Vec<Recorded>) -> Result<Vec<Recorded>, LogError> {
        self.open(school, stored).await
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        self.stored.position_at(school, instant).await
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        self.stored.subscribe(school).await
    }

    fn counts_events(&self) -> bool {
        self.stored.counts_events()
    }

    fn stored(&self) -> Option<Arc<dyn EventLog>> {
        Some(Arc::clone(&self.stored))
    }

    async fn stopped(&self) {
        self.stored.stopped().await;
    }

    async fn close(&self) {
        self.stored.close().await;
    }
}

#[cfg(test)]
mod tests;
