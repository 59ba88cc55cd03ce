//! A writer that is like ours but for one setting: it shows that the power cuts find what that setting loses.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use registro_eventlog::codec;
use registro_eventlog::event::{EventId, Position, Recorded, Version};
use registro_eventlog::log::{EventLog, SystemClock};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use super::disk::{Disk, Step, steps};
use super::{WATCHED, complete, cut, one_more, trace, watched};
use crate::faults::place::{Place, SCHOOL};
use crate::seed::Seed;

/// Set for the process that is watched: the log that it writes to.
const TARGET: &str = "REGISTRO_TEST_CARELESS";
const COMMITS: u64 = 60;

/// Commits events one by one with `synchronous=NORMAL`, and says of each that it is recorded.
async fn write_carelessly(path: &Path) {
    let options = SqliteConnectOptions::new().filename(path).synchronous(SqliteSynchronous::Normal);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("a connection");
    let head: i64 = sqlx::query_scalar("SELECT max(position) FROM event")
        .fetch_one(&mut connection)
        .await
        .expect("a head");
    let head = u64::try_from(head).expect("a position");
    for position in head + 1..=head + COMMITS {
        let sent = one_more();
        let (write, command) = (&sent.writes[0], sent.command);
        let event = &write.events[0];
        let record = Recorded {
            school: SCHOOL,
            position: Position(position),
            id: EventId::derive(SCHOOL, command, &write.stream, 0),
            stream: write.stream.clone(),
            version: Version(0),
            kind: event.kind.clone(),
            effective_on: event.effective_on,
            recorded_at: jiff::Timestamp::now().round(jiff::Unit::Microsecond).expect("an instant"),
            actor: sent.actor.clone(),
            command,
            correlation: sent.correlation,
            about: event.about.clone(),
            data: event.data.clone(),
        };
        store(&mut connection, &record).await.expect("stored");
        println!("{{\"position\":{{\"first\":{position},\"last\":{position}}}}}");
    }
    // Killed here: nothing is closed in good order.
    std::process::exit(0);
}

async fn store(connection: &mut SqliteConnection, record: &Recorded) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let stream: i64 = sqlx::query_scalar("INSERT INTO stream (school, name) VALUES (1, ?) RETURNING id")
        .bind(record.stream.as_str())
        .fetch_one(&mut *transaction)
        .await?;
    let position = i64::try_from(record.position.0).unwrap_or_default();
    sqlx::query(
        "INSERT INTO event (school, position, stream, version, category, recorded_at, id, record) \
         VALUES (1, ?, ?, 0, ?, ?, ?, ?)",
    )
    .bind(position)
    .bind(stream)
    .bind(record.stream.category())
    .bind(record.recorded_at.as_microsecond())
    .bind(record.id.0.as_bytes().as_slice())
    .bind(codec::encode_record(record))
    .execute(&mut *transaction)
    .await?;
    sqlx::query("INSERT INTO command VALUES (1, ?, ?, ?, ?, ?)")
        .bind(record.command.0.as_bytes().as_slice())
        .bind([1; 32].as_slice())
        .bind(position)
        .bind(position)
        .bind(record.recorded_at.as_microsecond())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

/// The same test over a log written with `synchronous=NORMAL` finds acknowledged events missing: it can fail.
#[tokio::test(flavor = "multi_thread")]
async fn a_careless_writer_is_found_out() {
    if let Some(target) = std::env::var_os(TARGET) {
        return write_carelessly(target.as_ref()).await;
    }
    let mut seed = Seed::printed();
    let place = Place::new().await;
    let disk = Disk::of(place.path());
    let trace = place.path().join("trace");
    let mut child = Command::new("strace");
    child
        .args(watched(&trace, &["-e", WATCHED]))
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "--nocapture", "faults::power::careless::a_careless_writer_is_found_out"])
        .env(TARGET, place.log())
        .stdout(Stdio::null());
    let mut child = child.spawn().expect("strace runs (apt install strace)");
    assert!(child.wait().expect("its end").success());
    complete(&trace, child.id());
    let steps = steps(&trace::calls(&trace), place.path(), disk.names());
    let told = steps.iter().filter(|(_, step)| matches!(step, Step::Acknowledged(_))).count();
    assert_eq!(told as u64, COMMITS);

    // Without a power cut nothing is missing: killed processes do not show this fault.
    let end = place.feed().await;
    let log = SqliteLog::open(&place.log(), Arc::new(SystemClock)).await.expect("it opens");
    log.close().await;
    let found = cut(disk, &steps, &end, 100, &mut seed).await;
    println!("{} states opened, {} losses", found.states, found.losses.len());
    assert!(found.states / 4 < found.losses.len(), "{found:?}");
    assert!(found.losses.iter().any(|loss| loss.contains("was acknowledged")), "{found:?}");
}
