//! The file between processes: one writer, readers beside it, closing, being killed, and commits in groups.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use registro_eventlog::event::{Expected, SchoolId};
use registro_eventlog::log::{AppendError, EventLog, Filter, LogError};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use super::super::contract::{MORNING, Subject, append, assert_dense, at, exactly, write};
use super::Database;

/// Opens the log once whoever was writing has let go of it.
async fn reopened(database: &Database) -> Subject {
    let begun = Instant::now();
    loop {
        match database.open().await {
            Ok(log) => return Subject { log, clock: database.clock.clone() },
            Err(LogError::InUse(_)) if begun.elapsed() < Duration::from_secs(10) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_second_writer_is_refused() {
    let database = Database::new();
    let first = database.subject().await;
    assert!(matches!(database.open().await.err(), Some(LogError::InUse(_))));
    let school = first.school().await;
    first.write(school, "case-1").await;
    first.log.close().await;
    let second = database.subject().await;
    second.write(school, "case-1").await;
    assert_dense(&second.everything(school).await);
}

#[tokio::test]
async fn it_goes_on_where_it_was_closed() {
    let database = Database::new();
    let (first, sent) = (database.subject().await, append([write("case-1", Expected::NoStream, 3)]));
    let (school, empty) = (first.school().await, first.school().await);
    let answer = first.log.append(school, sent.clone()).await.unwrap();
    let (feed, schools) = (first.everything(school).await, first.log.schools().await.unwrap());
    first.log.close().await;
    let left: Vec<_> =
        std::fs::read_dir(database.directory.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "log.db" || name == "log.db.lock"), "{left:?}");

    database.clock.set(MORNING - 1_000_000);
    let second = database.subject().await;
    assert_eq!(second.everything(school).await, feed);
    assert_eq!(second.log.schools().await.unwrap(), schools);
    assert!(second.log.append(school, sent).await.unwrap().repeated);
    assert!(second.log.append(school, append([write("case-1", exactly(1), 1)])).await.is_err());
    let head = *second.log.subscribe(school).await.unwrap().borrow();
    assert_eq!(head.unwrap().position, answer.last);
    // Heads, versions and the last instant are all taken up again.
    assert_eq!(second.write(school, "case-1").await.recorded_at, at(MORNING));
    second.write(empty, "case-1").await;
    assert_dense(&second.everything(school).await);
}

/// Release 0.3.0 had an index more.
#[tokio::test]
async fn a_file_of_an_earlier_release_is_read_as_it_is_and_written_once_it_is_up_to_date() {
    let database = Database::new();
    let first = database.subject().await;
    let school = first.school().await;
    for stream in ["case-1", "lesson-1", "case-1"] {
        first.write(school, stream).await;
    }
    let before = first.everything(school).await;
    first.log.close().await;
    let earlier =
        "CREATE INDEX event_by_category ON event (school, category, position); PRAGMA user_version = 1";
    let mut file = SqliteConnection::connect(&database.path().display().to_string()).await.unwrap();
    sqlx::raw_sql(earlier).execute(&mut file).await.unwrap();

    let reader = SqliteLog::open_read_only(&database.path()).await.unwrap();
    assert_eq!(reader.read_all(school, None, 9, Filter::All).await.unwrap(), before);
    let lessons = reader.read_all(school, None, 1, Filter::Categories(&["lesson"])).await.unwrap();
    assert_eq!(lessons, before[1..2]);
    reader.close().await;
    let second = database.subject().await;
    assert_eq!(second.everything(school).await, before);
    second.write(school, "case-1").await;
    second.log.close().await;
    let now = "SELECT user_version, (SELECT count(*) FROM sqlite_schema WHERE name = 'event_by_category') \
               FROM pragma_user_version";
    let now: (i64, i64) = sqlx::query_as(now).fetch_one(&mut file).await.unwrap();
    assert_eq!(now, (2, 0));
}

#[tokio::test]
async fn dropped_without_a_word_it_loses_nothing() {
    let database = Database::new();
    let first = database.subject().await;
    let school = first.school().await;
    for _ in 0..5 {
        first.write(school, "case-1").await;
    }
    drop(first);
    let second = reopened(&database).await;
    assert_eq!(second.everything(school).await.len(), 5);
    second.write(school, "case-1").await;
}

/// The whole runtime goes while appends are on their way: what was acknowledged is there, in a feed without holes.
#[test]
fn cut_off_in_the_middle_it_keeps_what_it_acknowledged() {
    let (database, school) = (Database::new(), SchoolId(Uuid::new_v4()));
    let mut acknowledged = 0;
    for _ in 0..5 {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        acknowledged += runtime.block_on(async {
            let subject = reopened(&database).await;
            subject.log.open_school(school, false).await.unwrap();
            assert!(acknowledged <= subject.everything(school).await.len());
            assert_dense(&subject.everything(school).await);
            let answers = (0..50).map(|_| {
                let (log, name) = (Arc::clone(&subject.log), format!("case-{}", Uuid::new_v4()));
                tokio::spawn(async move {
                    log.append(school, append([write(&name, Expected::NoStream, 1)])).await
                })
            });
            let answers: Vec<_> = answers.collect();
            let mut acknowledged = 0;
            for answer in answers.into_iter().take(10) {
                answer.await.unwrap().unwrap();
                acknowledged += 1;
            }
            acknowledged
        });
        runtime.shutdown_background();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let feed = runtime.block_on(async { reopened(&database).await.everything(school).await });
    assert!(50 <= acknowledged && acknowledged <= feed.len());
    assert_dense(&feed);
}

#[tokio::test]
async fn readers_beside_the_writer_see_its_commits() {
    let database = Database::new();
    assert!(SqliteLog::open_read_only(&database.path()).await.is_err(), "there is nothing to read yet");
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let reader = SqliteLog::open_read_only(&database.path()).await.unwrap();
    subject.write(school, "case-1").await;
    let later = subject.school().await;
    subject.write(later, "lesson-1").await;

    for school in [school, later] {
        let feed = reader.read_all(school, None, 9, Filter::All).await.unwrap();
        assert_eq!(feed, subject.everything(school).await);
    }
    assert_eq!(reader.schools().await.unwrap(), subject.log.schools().await.unwrap());
    let refused = reader.append(school, append([write("case-1", exactly(1), 1)])).await;
    assert!(matches!(refused, Err(AppendError::Log(LogError::ReadOnly))));
    assert!(matches!(reader.open_school(SchoolId(Uuid::new_v4()), false).await, Err(LogError::ReadOnly)));
    reader.open_school(school, false).await.unwrap();
    reader.close().await;
    subject.write(school, "case-1").await;
}

#[tokio::test]
async fn a_closed_log_can_be_read_by_a_tool() {
    let database = Database::new();
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    subject.log.close().await;
    let reader = SqliteLog::open_read_only(&database.path()).await.unwrap();
    assert_eq!(reader.read_all(school, None, 9, Filter::All).await.unwrap().len(), 1);
}

#[tokio::test]
async fn appends_that_come_together_are_committed_together() {
    let database = Database::new();
    let log = database.open().await.unwrap();
    let schools = [SchoolId(Uuid::from_u128(1)), SchoolId(Uuid::from_u128(2))];
    for school in schools {
        log.open_school(school, false).await.unwrap();
    }
    let before = log.commits();
    let names: Vec<_> = (0..64).map(|number| format!("case-{number}")).collect();
    let appends = names
        .iter()
        .zip(schools.iter().cycle())
        .map(|(name, school)| log.append(*school, append([write(name, Expected::NoStream, 1)])));
    assert!(join_all(appends).await.iter().all(Result::is_ok));
    let commits = log.commits() - before;
    assert!(commits <= 4, "{commits} commits for 64 appends");

    // What is refused or repeated costs no commit.
    let before = log.commits();
    log.append(schools[0], append([write("case-0", Expected::NoStream, 1)])).await.unwrap_err();
    assert_eq!(log.commits(), before);
}
