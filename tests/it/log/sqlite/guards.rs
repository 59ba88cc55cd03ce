//! The database itself refuses what no log may do, whoever asks, and a log whose guards are gone is not opened.

use registro_eventlog::event::Expected;
use registro_eventlog::log::{AppendError, EventLog, LogError};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::super::contract::{append, assert_dense, exactly, write};
use super::Database;

/// Whoever has the file and a copy of SQLite, with SQLite's own settings.
async fn stranger(database: &Database) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", database.path().display())).await.unwrap()
}

#[tokio::test]
async fn nothing_is_changed_removed_or_replaced() {
    let database = Database::new();
    let subject = database.subject().await;
    let school = subject.school().await;
    for _ in 0..3 {
        subject.write(school, "case-1").await;
    }
    let before = subject.everything(school).await;
    let mut stranger = stranger(&database).await;
    let attempts = [
        "UPDATE event SET recorded_at = 0",
        "UPDATE event SET record = x'00' WHERE position = 1",
        "UPDATE OR REPLACE event SET position = 0 WHERE position = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE position = 2",
        "UPDATE stream SET name = 'case-2'",
        "DELETE FROM stream",
        "UPDATE command SET last = 9",
        "DELETE FROM command",
        "UPDATE school SET synthetic = 1",
        "DELETE FROM school",
        // The last event, with another record.
        "INSERT OR REPLACE INTO event SELECT school, position, stream, version, category, recorded_at, id, x'00' \
         FROM event WHERE position = 2",
        "REPLACE INTO event SELECT school, 3, stream, 1, category, recorded_at, id, x'00' FROM event WHERE position = 1",
        "INSERT OR IGNORE INTO event SELECT * FROM event WHERE position = 1",
        "INSERT INTO event SELECT * FROM event WHERE position = 1 \
         ON CONFLICT (school, position) DO UPDATE SET record = x'00'",
        "REPLACE INTO stream SELECT id, school, 'case-2' FROM stream",
        "REPLACE INTO stream SELECT 9, school, name FROM stream",
        "REPLACE INTO command SELECT school, id, zeroblob(32), first, last, recorded_at FROM command",
        "REPLACE INTO school SELECT id, uuid, 1 FROM school",
        "REPLACE INTO school SELECT 9, uuid, 1 FROM school",
        // A hole in the feed, a hole in the stream, a place before the first.
        "INSERT INTO event SELECT school, 7, stream, 3, category, recorded_at, id, record FROM event WHERE position = 2",
        "INSERT INTO event SELECT school, 3, stream, 7, category, recorded_at, id, record FROM event WHERE position = 2",
        "INSERT INTO event SELECT school, -1, stream, -1, category, recorded_at, id, record FROM event WHERE position = 2",
    ];
    for attempt in attempts {
        let refused = sqlx::query(attempt).execute(&mut stranger).await;
        let message = refused.expect_err(attempt).to_string();
        assert!(message.contains("the log is append-only"), "{attempt}: {message}");
    }
    assert_eq!(subject.everything(school).await, before);
    subject.write(school, "case-1").await;
}

#[tokio::test]
async fn a_log_without_its_guards_is_not_opened() {
    for tampering in [
        "DROP TRIGGER event_never_deleted",
        "DROP INDEX event_by_stream",
        "DROP TRIGGER event_never_updated; \
         CREATE TRIGGER event_never_updated BEFORE UPDATE ON event BEGIN SELECT 1; END",
        "CREATE TRIGGER forgetful BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = 1", // Which had an index more.
    ] {
        let database = Database::new();
        database.open().await.unwrap().close().await;
        let mut stranger = stranger(&database).await;
        sqlx::raw_sql(tampering).execute(&mut stranger).await.unwrap();
        stranger.close().await.unwrap();
        let refused = database.open().await.err();
        assert!(matches!(refused, Some(LogError::Corrupt { .. })), "{tampering}: {refused:?}");
    }
}

#[tokio::test]
async fn other_tables_in_the_file_are_none_of_our_business() {
    let database = Database::new();
    database.open().await.unwrap().close().await;
    sqlx::raw_sql("CREATE TABLE notes (text)").execute(&mut stranger(&database).await).await.unwrap();
    database.open().await.unwrap().close().await;
}

/// Events of an append: a few go to the database's thread in one message with their commit, many in several.
const BATCHES: [usize; 2] = [2, 70];
/// What is refused: something that is sent last, and something that is sent first.
const REFUSED: [&str; 2] =
    ["command WHEN NEW.last > NEW.first", "event WHEN NEW.stream = 2 AND NEW.version = 1"];

/// A full disk looks like this: the insert fails, the batch is taken back, and the log goes on.
#[tokio::test]
async fn what_the_database_refuses_is_taken_back() {
    for events in BATCHES {
        for refused in REFUSED {
            taken_back(events, refused).await;
        }
    }
}

async fn taken_back(events: usize, refused: &str) {
    let database = Database::new();
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    sqlx::raw_sql(AssertSqlSafe(format!(
        "CREATE TRIGGER full BEFORE INSERT ON {refused} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )))
    .execute(&mut stranger(&database).await)
    .await
    .unwrap();

    let refused = append([write("case-1", exactly(0), 1), write("case-2", Expected::NoStream, events)]);
    for _ in 0..2 {
        let outcome = subject.log.append(school, refused.clone()).await;
        assert!(matches!(outcome, Err(AppendError::Log(LogError::Engine(..)))), "{outcome:?}");
        assert_eq!(subject.everything(school).await.len(), 1);
    }
    subject.write(school, "case-2").await;
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
}

/// A commit that fails leaves in doubt what is stored. It is not tried again: the log stops, and nobody may write until
/// the process has ended.
#[tokio::test]
async fn a_commit_in_doubt_stops_the_log() {
    for events in BATCHES {
        in_doubt(events).await;
    }
}

async fn in_doubt(events: usize) {
    let database = Database::new();
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    // A reference that is checked on commit and does not hold.
    let mut stranger = stranger(&database).await;
    sqlx::raw_sql(
        "CREATE TABLE target (id INTEGER PRIMARY KEY);
         CREATE TABLE promise (kept INTEGER REFERENCES target (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER broken AFTER INSERT ON event BEGIN INSERT INTO promise VALUES (1); END",
    )
    .execute(&mut stranger)
    .await
    .unwrap();

    let outcome = subject.log.append(school, append([write("case-1", exactly(0), events)])).await;
    assert!(matches!(outcome, Err(AppendError::Log(LogError::Stopped))), "{outcome:?}");
    sqlx::raw_sql("DROP TRIGGER broken").execute(&mut stranger).await.unwrap();
    let outcome = subject.log.append(school, append([write("case-1", exactly(0), 1)])).await;
    assert!(matches!(outcome, Err(AppendError::Log(LogError::Stopped))), "{outcome:?}");
    // Reading goes on, and closing does not hang.
    assert_eq!(subject.everything(school).await.len(), 1);
    subject.log.close().await;
    assert!(matches!(database.open().await.err(), Some(LogError::InUse(_))));

    // What the next process finds.
    let next = Database::new();
    for file in ["log.db", "log.db-wal"] {
        std::fs::copy(database.directory.path().join(file), next.directory.path().join(file)).unwrap();
    }
    let subject = next.subject().await;
    assert_eq!(subject.everything(school).await.len(), 1);
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
}
