//! What cannot be undone is refused beforehand: a simulated school in a real register, rows of another log.

use std::sync::Arc;

use jiff::Timestamp;
use registro::clock::SimulatedClock;
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, StreamName};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::runner::Runner;
use registro_projections::store::{ReadStore, StoreError};
use uuid::Uuid;

use super::killed::simulate;
use super::support::SCHOOL;
use crate::served::binary;

#[tokio::test]
async fn a_simulated_school_is_not_put_beside_a_real_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("real.db");
    let log = SqliteLog::open(&path, Arc::new(SystemClock)).await.expect("a log");
    log.open_school(SCHOOL, false).await.expect("a real school");
    log.close().await;
    let output = simulate(&binary(), &path).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let log = SqliteLog::open_read_only(&path).await.expect("a log");
    assert_eq!(log.schools().await.expect("schools").len(), 1);
}

#[tokio::test]
async fn rows_folded_from_another_log_are_not_taken_for_this_ones() {
    let dir = tempfile::tempdir().expect("a folder");
    let store = ReadStore::open(&dir.path().join("read.db")).await.expect("a store");
    let one = log_with(&dir.path().join("one.db"), 1).await;
    let mut runner = Runner::open(one, store.clone()).await.expect("a runner");
    assert!(runner.catch_up(SCHOOL).await.expect("folded").is_some());
    // As long as the first, but of other events.
    let other = log_with(&dir.path().join("other.db"), 2).await;
    let mut runner = Runner::open(other, store).await.expect("a runner");
    let refused = runner.catch_up(SCHOOL).await;
    assert!(matches!(refused, Err(StoreError::OfAnotherLog { .. })), "{refused:?}");
}

/// A log of one event, the school's foundation, by one command or another.
async fn log_with(path: &std::path::Path, command: u128) -> Arc<dyn EventLog> {
    use registro_domain::norm::Norm;
    use registro_domain::school::SchoolEvent;
    use registro_domain::text::Text;

    let clock = Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
    let log = SqliteLog::open(path, clock).await.expect("a log");
    log.open_school(SCHOOL, true).await.expect("a school");
    let on = jiff::civil::date(2025, 9, 1);
    let text = |what| Text::new("testo", what, 100).expect("a text");
    let (name, mechanographic_code) = (text("Istituto di prova"), text("RMIS000000"));
    let because = vec![Norm::OnlyRegisterFunctions];
    let founded = SchoolEvent::Founded { name, mechanographic_code, on, because };
    let (kind, data) = registro_eventlog::codec::encode(&founded).expect("encodable");
    let nobody = Uuid::nil();
    let append = Append {
        command: CommandId(Uuid::from_u128(command)),
        fingerprint: [0; 32],
        correlation: nobody,
        actor: Actor {
            person: nobody,
            capacity: "principal".into(),
            assurance: 2,
            session: nobody,
            on_behalf_of: None,
        },
        writes: vec![Write {
            stream: StreamName::new("school").expect("a name"),
            expected: Expected::NoStream,
            events: vec![NewEvent { kind, effective_on: on, about: vec![], data }],
        }],
    };
    log.append(SCHOOL, append).await.expect("appended");
    Arc::new(log)
}
