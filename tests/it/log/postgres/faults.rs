//! Faults: the server stopped and started, its processes killed, another's long transaction, a restore elsewhere, a
//! database that lost what it had committed, a clock that was set back.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use registro_eventlog::event::{Expected, SchoolId};
use registro_eventlog::log::{AppendError, EventLog, Filter, LogError};
use registro_eventlog::postgres::{Patience, PostgresLog};
use sqlx::{Connection, Executor, query_scalar, raw_sql};
use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::contract::{MORNING, Subject, append, assert_dense, at, exactly, write};
use super::server::Server;
use super::{Database, OWNER, SERVING};
use crate::history::{Counts, History};

const CLIENTS: usize = 12;

fn long() -> bool {
    std::env::var_os("REGISTRO_TEST_LONG").is_some()
}

/// Clients that write to two schools until they are told to stop.
struct Load {
    schools: [SchoolId; 2],
    history: Arc<History>,
    stop: Arc<AtomicBool>,
    clients: JoinSet<usize>,
}

impl Load {
    async fn begin(log: &Arc<PostgresLog>, subject: &Subject) -> Self {
        let schools = [subject.school().await, subject.school().await];
        let (history, stop) = (Arc::new(History::default()), Arc::new(AtomicBool::new(false)));
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let (log, history, stop) = (Arc::clone(log), Arc::clone(&history), Arc::clone(&stop));
            clients.spawn(async move {
                let (school, mut client, mut done) = (schools[number % 2], Client::new(number), 0);
                while !stop.load(Ordering::SeqCst) {
                    done += usize::from(client.step(&history, &*log, school).await);
                }
                done
            });
        }
        Self { schools, history, stop, clients }
    }

    /// The feeds, read while clients write: each must be the beginning of what is read later.
    async fn look(&self, subject: &Subject) -> Vec<(SchoolId, usize)> {
        let mut lengths = Vec::new();
        for school in self.schools {
            let feed = subject.everything(school).await;
            assert_dense(&feed);
            lengths.push((school, feed.len()));
        }
        lengths
    }

    /// Every client ends by itself: none is stuck. Gives what [`History::check`] counts.
    async fn end(mut self, subject: &Subject) -> Counts {
        self.stop.store(true, Ordering::SeqCst);
        let all = async { while self.clients.join_next().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(60), all).await.expect("a client is stuck");
        let mut feeds = Vec::new();
        for school in self.schools {
            feeds.push((school, subject.everything(school).await));
        }
        self.history.check(&feeds)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_and_comes_back_loses_nothing_and_stops_nobody() {
    let Some(database) = Database::restartable().await else { return };
    let log = database.open().await.unwrap();
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let load = Load::begin(&log, &subject).await;
    let mut before = load.look(&subject).await;
    for round in 0..if long() { 20 } else { 4 } {
        tokio::time::sleep(Duration::from_millis(300)).await;
        database.server().stop(if round % 4 == 3 { "fast" } else { "immediate" });
        tokio::time::sleep(Duration::from_millis(100 * round % 700)).await;
        database.server().start_again().await;
        let now = load.look(&subject).await;
        assert!(before.iter().zip(&now).all(|(before, now)| before.1 <= now.1), "events are gone");
        before = now;
    }
    let stopped = tokio::time::timeout(Duration::from_millis(10), log.stopped()).await;
    assert!(stopped.is_err(), "the log has stopped");
    let Counts { acknowledged, refused, unknown: doubt, recorded } = load.end(&subject).await;
    println!("{acknowledged} acknowledged, {refused} refused, {doubt} in doubt, {recorded} of them recorded");
    assert!(100 < acknowledged, "{acknowledged}");
    // The server was never away for longer than patience lasts: whatever was cut off was settled.
    assert_eq!((refused, doubt), (0, 0));
    log.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_away_is_told_from_one_that_is_gone_for_a_moment() {
    let Some(database) = Database::restartable().await else { return };
    let patience = Patience { outage: Duration::from_millis(400), ..Patience::default() };
    let log = database.open_with(patience).await;
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let load = Load::begin(&log, &subject).await;
    for _ in 0..if long() { 8 } else { 2 } {
        tokio::time::sleep(Duration::from_millis(300)).await;
        database.server().stop("immediate");
        let begun = Instant::now();
        // Nobody waits for ever, for a write or for a read.
        let outcome = log.append(load.schools[0], append([write("case-x", exactly(7), 1)])).await;
        assert!(matches!(outcome, Err(AppendError::Log(LogError::Engine(..)))), "{outcome:?}");
        assert!(log.read_all(load.schools[0], None, 1, Filter::All).await.is_err());
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        tokio::time::sleep(Duration::from_secs(1)).await;
        database.server().start_again().await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let Counts { acknowledged, refused, unknown: doubt, recorded } = load.end(&subject).await;
    println!("{acknowledged} acknowledged, {refused} refused, {doubt} in doubt, {recorded} of them recorded");
    assert!(50 < acknowledged && 0 < refused, "{acknowledged} {refused}");
    log.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn server_processes_killed_at_work_lose_nothing() {
    let Some(database) = Database::restartable().await else { return };
    let log = database.open().await.unwrap();
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let load = Load::begin(&log, &subject).await;
    let mut superuser = database.as_superuser().await;
    let (mut killed, begun) = (0, Instant::now());
    let rounds = if long() { 300 } else { 30 };
    for round in 0.. {
        if rounds <= killed || Duration::from_secs(60) < begun.elapsed() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(round * 7 % 41)).await;
        // Now whoever is at work, now whoever there is.
        killed += query_scalar::<_, i64>(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE usename = $1 AND (state = 'active' OR $2)",
        )
        .bind(SERVING)
        .bind(round % 3 == 0)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    }
    let Counts { acknowledged, refused, unknown: doubt, recorded } = load.end(&subject).await;
    println!(
        "{killed} killed; {acknowledged} acknowledged, {refused} refused, {doubt} in doubt, {recorded} of them recorded"
    );
    assert!(20 < acknowledged && rounds <= killed, "{acknowledged} {killed}");
    assert_eq!((refused, doubt), (0, 0));

    // And whoever listens still hears of commits, of other processes too.
    let other = database.subject().await;
    let school = other.school().await;
    let mut heard = log.subscribe(school).await.unwrap();
    other.write(school, "case-heard").await;
    let changed = tokio::time::timeout(Duration::from_secs(10), heard.changed()).await;
    changed.expect("nothing was heard").unwrap();
    other.log.close().await;
    log.close().await;
}

/// The trap of feeds bounded by transaction numbers: any open transaction in the cluster freezes them.
#[tokio::test]
async fn a_long_transaction_in_another_database_freezes_nothing() {
    let Some(database) = Database::restartable().await else { return };
    let mut superuser = database.as_superuser().await;
    superuser.execute(raw_sql("CREATE DATABASE another")).await.unwrap();
    let mut long = super::connect(&database.superuser.clone().database("another")).await;
    long.execute("CREATE TABLE t (n int)").await.unwrap();
    long.execute("BEGIN ISOLATION LEVEL SERIALIZABLE").await.unwrap();
    long.execute("INSERT INTO t VALUES (1)").await.unwrap();
    let mut reading = database.as_role(SERVING).await;
    reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    reading.execute("SELECT count(*) FROM registro_log.event").await.unwrap();
    let (subject, other) = (database.subject().await, database.subject().await);
    let school = subject.school().await;
    let mut heard = other.log.subscribe(school).await.unwrap();
    for number in 0..50 {
        let appended = subject.write(school, "case-1").await;
        assert_eq!(appended.last.0, number);
        let seen = heard.wait_for(|head| head.is_some_and(|head| appended.last <= head.position));
        tokio::time::timeout(Duration::from_secs(5), seen).await.expect("frozen").unwrap();
        assert_eq!(other.everything(school).await.len() as u64, number + 1);
    }
    long.execute(raw_sql("COMMIT")).await.unwrap();
    subject.log.close().await;
    other.log.close().await;
}

#[tokio::test]
async fn dumped_and_restored_into_another_cluster_it_is_the_same_log() {
    let Some(database) = Database::restartable().await else { return };
    let Some(second) = Server::start().await else { return };
    let first = database.subject().await;
    let (school, empty) = (first.school().await, first.school().await);
    for name in ["case-1", "lesson-1", "case-1", "school"] {
        first.write(school, name).await;
    }
    let sent = append([write("case-2", Expected::NoStream, 3)]);
    first.log.append(school, sent.clone()).await.unwrap();
    let (feed, schools) = (first.everything(school).await, first.log.schools().await.unwrap());
    // The first cluster is older in transactions than the second will ever be.
    let mut superuser = database.as_superuser().await;
    for _ in 0..200 {
        superuser.execute("SELECT pg_current_xact_id()").await.unwrap();
    }
    first.log.close().await;

    let superuser = second.superuser();
    let restored = Database::empty_on(Some(second), superuser).await;
    let dumped = database
        .server()
        .command("pg_dump")
        .args(["--schema=registro_log", "--username=postgres", "--host"])
        .arg(database.server().directory())
        .arg("postgres")
        .output()
        .unwrap();
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    let dump = restored.server().directory().join("dump.sql");
    std::fs::write(&dump, &dumped.stdout).unwrap();
    let loaded = restored
        .server()
        .command("psql")
        .args(["--quiet", "--set=ON_ERROR_STOP=1", "--username=postgres", "--host"])
        .arg(restored.server().directory())
        .arg("--file")
        .arg(&dump)
        .arg("postgres")
        .stdout(Stdio::null())
        .output()
        .unwrap();
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));

    let again = restored.subject().await;
    assert_eq!(again.everything(school).await, feed);
    assert_eq!(again.log.schools().await.unwrap(), schools);
    assert!(again.log.append(school, sent).await.unwrap().repeated);
    // Heads, versions and row numbers go on from where they were.
    again.write(school, "case-1").await;
    again.write(school, "case-9").await;
    again.write(empty, "case-1").await;
    let new = again.school().await;
    again.write(new, "case-1").await;
    assert_dense(&again.everything(school).await);
    assert_eq!(again.everything(school).await[..feed.len()], feed);
    again.log.close().await;
}

/// As when a replica that was behind takes over, or a backup is restored under a running process.
#[tokio::test]
async fn a_database_that_lost_what_it_had_committed_stops_the_log() {
    let Some(database) = Database::restartable().await else { return };
    let log = database.open().await.unwrap();
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let school = subject.school().await;
    for _ in 0..3 {
        subject.write(school, "case-1").await;
    }
    // A life without the last event, told consistently.
    let mut owner = database.as_role(OWNER).await;
    owner
        .execute(raw_sql(
            "ALTER TABLE registro_log.event DISABLE TRIGGER USER; ALTER TABLE registro_log.head DISABLE TRIGGER USER;
             ALTER TABLE registro_log.command DISABLE TRIGGER USER;
             DELETE FROM registro_log.event WHERE position = 2; DELETE FROM registro_log.command WHERE last = 2;
             UPDATE registro_log.head SET next = 2;
             ALTER TABLE registro_log.event ENABLE ALWAYS TRIGGER event_is_never_changed;
             ALTER TABLE registro_log.command ENABLE ALWAYS TRIGGER command_is_never_changed;
             ALTER TABLE registro_log.head ENABLE ALWAYS TRIGGER head_is_never_removed;
             ALTER TABLE registro_log.head ENABLE ALWAYS TRIGGER head_only_goes_forward;",
        ))
        .await
        .unwrap();
    owner.close().await.unwrap();
    database.server().stop("immediate");
    database.server().start_again().await;
    // Nobody writes, and yet it is found out.
    tokio::time::timeout(Duration::from_secs(20), log.stopped())
        .await
        .expect("it goes on as if nothing had happened");
    let outcome = log.append(school, append([write("case-1", exactly(2), 1)])).await;
    assert!(matches!(outcome, Err(AppendError::Log(LogError::Stopped))), "{outcome:?}");
    assert!(matches!(log.open_school(school, false).await, Err(LogError::Stopped)));
    assert_eq!(subject.everything(school).await.len(), 2, "reading goes on");
    log.close().await;
    // Whoever opens it now takes it as it is.
    let subject = database.subject().await;
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
    subject.log.close().await;
}

/// Found out under the lock as well, without any connection being lost.
#[tokio::test]
async fn a_head_that_goes_back_stops_the_log() {
    let Some(database) = Database::new().await else { return };
    let log = database.open().await.unwrap();
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let school = subject.school().await;
    for _ in 0..3 {
        subject.write(school, "case-1").await;
    }
    let mut owner = database.as_role(OWNER).await;
    owner
        .execute(raw_sql(
            "ALTER TABLE registro_log.head DISABLE TRIGGER USER; UPDATE registro_log.head SET next = 1",
        ))
        .await
        .unwrap();
    let outcome = log.append(school, append([write("case-1", exactly(2), 1)])).await;
    assert!(matches!(outcome, Err(AppendError::Log(LogError::Stopped))), "{outcome:?}");
    tokio::time::timeout(Duration::from_secs(5), log.stopped()).await.expect("it goes on");
    log.close().await;
}

#[tokio::test]
async fn a_guard_taken_away_is_found_out_when_the_server_comes_back() {
    let Some(database) = Database::restartable().await else { return };
    let log = database.open().await.unwrap();
    let subject = Subject { log: log.clone(), clock: database.clock.clone() };
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let mut owner = database.as_role(OWNER).await;
    owner
        .execute(raw_sql("ALTER TABLE registro_log.event DISABLE TRIGGER event_is_never_changed"))
        .await
        .unwrap();
    database.server().stop("immediate");
    database.server().start_again().await;
    tokio::time::timeout(Duration::from_secs(20), log.stopped()).await.expect("it goes on");
    log.close().await;
}

/// Set back an hour, then a day, also for a process that begins then and for one whose clock is right.
#[tokio::test]
async fn a_clock_set_back_never_takes_time_back() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    assert_eq!(subject.write(school, "case-1").await.recorded_at, at(MORNING));
    let late = database.subject().await;
    for (back, right) in [(3_600, 1), (86_400, 2)] {
        let before = at(MORNING + right - 1);
        database.clock.set(MORNING - back * 1_000_000);
        assert_eq!(subject.write(school, "case-1").await.recorded_at, before);
        assert_eq!(late.write(school, "case-1").await.recorded_at, before);
        let begun_then = database.subject().await;
        assert_eq!(begun_then.write(school, "case-1").await.recorded_at, before);
        begun_then.log.close().await;
        // Right again in one process: the other goes on from there, whatever its own clock says.
        database.clock.set(MORNING + right);
        assert_eq!(subject.write(school, "case-1").await.recorded_at, at(MORNING + right));
        database.clock.set(MORNING - back * 1_000_000);
        assert_eq!(late.write(school, "case-1").await.recorded_at, at(MORNING + right));
    }
    late.log.close().await;
    let feed = subject.everything(school).await;
    assert!(feed.is_sorted_by_key(|record| record.recorded_at));
    subject.log.close().await;
}
