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

/// The whole contract as tests of one engine. `$opened` gives a log of its own and whatever it stands on, or none where
/// there is no server to be had; `$cases` is how many runs of the model it gets.
macro_rules! keeps_the_contract {
    ($opened:ident, $cases:literal) => {
        keeps_the_contract! { $opened, tokio::test =>
            append::expected_versions,
            append::what_is_recorded,
            append::a_retry_is_the_same_append,
            append::sixteen_at_once_are_one,
            append::all_or_nothing,
            append::what_was_looked_at_is_still_so,
            append::what_is_never_taken,
            append::payloads_of_every_kind,
            feed::every_checkpoint_resumes,
            feed::nothing_is_nothing,
            feed::an_unknown_school_is_said_to_be_unknown,
            feed::streams_are_read_together,
            feed::a_filter_is_the_feed_filtered,
            feed::a_category_is_a_whole_word,
            feed::positions_are_read_in_the_order_of_the_feed,
            feed::an_instant_has_its_position,
            feed::time_never_goes_back,
            feed::subscribers_hear_of_every_commit,
            feed::schools_stand_side_by_side,
            feed::synthetic_is_for_ever,
            feed::a_closed_log_takes_no_more,
            copied::a_copy_is_the_same_feed,
            copied::a_copy_leaves_what_is_not_its_own,
            copied::an_import_does_not_go_back_in_time
        }
        keeps_the_contract! { $opened, tokio::test(flavor = "multi_thread") =>
            concurrency::no_reader_sees_a_hole,
            concurrency::what_is_sent_in_order_is_kept_in_order
        }

        #[test]
        fn it_behaves_like_the_plainest_log() {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let Some((_place, subject)) = runtime.block_on($opened()) else { return };
            $crate::log::contract::model::it_behaves_like_the_plainest_log(&runtime, &subject, $cases);
        }
    };
    ($opened:ident, $test:meta => $($part:ident::$check:ident),+) => {
        $(
            #[$test]
            async fn $check() {
                let Some((_place, subject)) = $opened().await else { return };
                $crate::log::contract::$part::$check(&subject).await;
                subject.log.close().await;
            }
        )+
    };
}
pub(super) use keeps_the_contract;

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
