//! States kept between commands. They may be old: exact versions find that out when it matters.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{LoadError, Loaded, Trust, load};
use crate::event::{Recorded, SchoolId, StreamName, Version};
use crate::log::EventLog;

/// A bounded map from stream to state. Streams not asked for lately are forgotten first.
#[derive(Debug)]
pub struct StateCache<S> {
    /// Entries in each half.
    half: usize,
    halves: Mutex<Halves<S>>,
}

/// What was used since the last turn, and what was used in the turn before. A full half becomes the older one.
#[derive(Debug)]
struct Halves<S> {
    newer: HashMap<Key, Loaded<Arc<S>>>,
    older: HashMap<Key, Loaded<Arc<S>>>,
}

type Key = (SchoolId, StreamName);

impl<S> StateCache<S> {
    /// Keeps at most `capacity` states, and at least two.
    pub fn new(capacity: usize) -> Self {
        let halves = Halves { newer: HashMap::new(), older: HashMap::new() };
        Self { half: (capacity / 2).max(1), halves: Mutex::new(halves) }
    }

    /// The kept state if it may be trusted, else the state in the log, which is then kept.
    pub async fn load<E>(
        &self,
        log: &dyn EventLog,
        school: SchoolId,
        stream: &StreamName,
        trust: Trust,
        initial: S,
        fold: impl Fn(S, &Recorded) -> Result<S, E>,
    ) -> Result<Loaded<Arc<S>>, LoadError<E>> {
        if trust == Trust::Cached
            && let Some(kept) = self.get(school, stream)
        {
            return Ok(kept);
        }
        let Loaded { state, last } = load(log, school, stream, initial, fold).await?;
        let loaded = Loaded { state: Arc::new(state), last };
        self.put(school, stream, last, Arc::clone(&loaded.state));
        Ok(loaded)
    }

    /// Reads those of the streams that are not kept, by one question to the log, and keeps them.
    pub async fn bring<E>(
        &self,
        log: &dyn EventLog,
        school: SchoolId,
        mut streams: Vec<StreamName>,
        initial: impl Fn() -> S,
        fold: impl Fn(S, &Recorded) -> Result<S, E>,
    ) -> Result<(), LoadError<E>> {
        streams.sort();
        streams.dedup();
        streams.retain(|stream| self.get(school, stream).is_none());
        if streams.is_empty() {
            return Ok(());
        }
        let records = log.read_streams(school, &streams).await?;
        let events: HashMap<&StreamName, &[Recorded]> = records
            .chunk_by(|one, next| one.stream == next.stream)
            .map(|events| (&events[0].stream, events))
            .collect();
        for stream in &streams {
            let events = events.get(stream).copied().unwrap_or_default();
            let Loaded { state, last } = Loaded { state: initial(), last: None }.after(events, &fold)?;
            self.put(school, stream, last, Arc::new(state));
        }
        Ok(())
    }

    /// Forgets every state: what they were folded from may not be read any more.
    pub fn clear(&self) {
        let mut halves = self.lock();
        halves.newer.clear();
        halves.older.clear();
    }

    /// Keeps the state after `last`, such as the one just made by an append, or of a stream without events: a roll looks at
    /// whoever was never absent as well. Never replaces a later one.
    pub fn put(&self, school: SchoolId, stream: &StreamName, last: Option<Version>, state: Arc<S>) {
        let key = (school, stream.clone());
        let mut halves = self.lock();
        let kept = halves.newer.get(&key).or_else(|| halves.older.get(&key));
        if kept.is_some_and(|kept| last < kept.last) {
            return;
        }
        halves.older.remove(&key);
        halves.insert(key, Loaded { state, last }, self.half);
    }

    /// Forgets a stream's state.
    pub fn evict(&self, school: SchoolId, stream: &StreamName) {
        let key = (school, stream.clone());
        let mut halves = self.lock();
        halves.newer.remove(&key);
        halves.older.remove(&key);
    }

    pub(super) fn get(&self, school: SchoolId, stream: &StreamName) -> Option<Loaded<Arc<S>>> {
        let key = (school, stream.clone());
        let mut halves = self.lock();
        if let Some(kept) = halves.newer.get(&key) {
            return Some(kept.clone());
        }
        let kept = halves.older.remove(&key)?;
        halves.insert(key, kept.clone(), self.half);
        Some(kept)
    }

    /// A panic elsewhere leaves at worst an entry missing.
    fn lock(&self) -> MutexGuard<'_, Halves<S>> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Halves<S> {
    fn insert(&mut self, key: Key, kept: Loaded<Arc<S>>, half: usize) {
        if half <= self.newer.len() && !self.newer.contains_key(&key) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(key, kept);
    }
}
