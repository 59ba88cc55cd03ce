//! What every engine must do. Each check opens schools of its own, so one log can serve them all.

pub(super) mod append;
pub(super) mod concurrency;
pub(super) mod copied;
pub(super) mod feed;
pub(super) mod model;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::date;
use registro_eventlog::event::{
    About, Actor, CommandId, Expected, NewEvent, Position, Recorded, SchoolId, StreamName, Version,
};
use registro_eventlog::log::{Append, AppendError, Appended, Clock, EventLog, Filter, Write};
use uuid::Uuid;

/// 12 March 2026, 08:00 in Rome, in microseconds.
pub(super) const MORNING: i64 = 1_773_298_800_000_000;

/// A clock that stands still until it is set.
pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(MORNING)))
    }

    pub(super) fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        // Some nanoseconds too many: the log keeps whole microseconds.
        let micros = Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap();
        micros + jiff::SignedDuration::from_nanos(789)
    }
}

pub(super) fn at(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap()
}

/// A log under test and the clock that it goes by.
pub(super) struct Subject {
    pub(super) log: Arc<dyn EventLog>,
    pub(super) clock: Arc<TestClock>,
}

impl Subject {
    pub(super) async fn school(&self) -> SchoolId {
        let school = SchoolId(Uuid::new_v4());
        self.log.open_school(school, false).await.unwrap();
        school
    }

    /// One event, wherever the stream is.
    pub(super) async fn write(&self, school: SchoolId, name: &str) -> Appended {
        let last = self.log.read_stream(school, &stream(name), Version(0)).await.unwrap();
        let expected = last.last().map(|record| record.version).into();
        self.log.append(school, append([write(name, expected, 1)])).await.unwrap()
    }

    pub(super) async fn everything(&self, school: SchoolId) -> Vec<Recorded> {
        self.log.read_all(school, None, usize::MAX, Filter::All).await.unwrap()
    }
}

pub(super) fn stream(name: &str) -> StreamName {
    StreamName::new(name).unwrap()
}

pub(super) fn event(data: impl Into<Vec<u8>>) -> NewEvent {
    NewEvent {
        kind: "something-happened.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        about: vec![About { person: Uuid::from_u128(7), role: "student".to_owned() }],
        data: data.into(),
    }
}

pub(super) fn write(name: &str, expected: Expected, events: usize) -> Write {
    let events = (0..events).map(|number| event(format!("{name} {number}"))).collect();
    Write { stream: stream(name), expected, events }
}

/// A command never sent before.
pub(super) fn append(writes: impl Into<Vec<Write>>) -> Append {
    Append {
        command: CommandId(Uuid::new_v4()),
        fingerprint: [1; 32],
        correlation: Uuid::from_u128(3),
        actor: Actor {
            person: Uuid::from_u128(4),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::from_u128(5),
            on_behalf_of: Some(Uuid::from_u128(6)),
        },
        writes: writes.into(),
    }
}

pub(super) fn exactly(version: u64) -> Expected {
    Expected::Exactly(Version(version))
}

pub(super) fn positions(records: &[Recorded]) -> Vec<u64> {
    records.iter().map(|record| record.position.0).collect()
}

/// The feed has no hole, each stream has none, and the feed holds each stream in its order.
pub(super) fn assert_dense(records: &[Recorded]) {
    let mut next = std::collections::HashMap::<&StreamName, u64>::new();
    for (place, record) in (0..).zip(records) {
        assert_eq!(record.position, Position(place));
        let version = next.entry(&record.stream).or_default();
        assert_eq!(record.version, Version(*version), "{}", record.stream);
        *version += 1;
    }
}

pub(super) fn conflict(outcome: Result<Appended, AppendError>) -> Option<Version> {
    match outcome {
        Err(AppendError::Conflict { actual, .. }) => actual,
        other => panic!("expected a conflict: {other:?}"),
    }
}
