//! Opens the database file: connection settings, tables, and the cheap checks that it is still an append-only log.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::{engine, rows};
use crate::log::LogError;

/// Each in its turn, never changed once released. How many were made is kept in the file as `user_version`.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/0001_sqlite_log.sql"),
    include_str!("../../migrations/0002_sqlite_log.sql"),
];

const LATEST: i64 = MIGRATIONS.len() as i64;

/// How long a statement waits for another process that holds the file, in milliseconds.
const BUSY_MS: u64 = 10_000;
/// The same, to be set again.
pub(super) const BUSY: &str = "PRAGMA busy_timeout = 10000";
/// Readers beyond this wait: two cores serve no more at once.
const READERS: u32 = 4;

/// The one connection that writes, on a file made if absent.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection, LogError> {
    let mut connection = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("recursive_triggers", "ON")
        .statement_cache_capacity(rows::STATEMENTS)
        // What a statement may have to take back: no file for it.
        .pragma("temp_store", "MEMORY")
        // The writer does it, and hears of it when it fails.
        .pragma("wal_autocheckpoint", "0")
        .connect()
        .await
        .map_err(engine("cannot open the log for writing"))?;
    migrate(&mut connection).await?;
    check(&mut connection).await?;

    // FULL, or an acknowledged event may be lost in a power cut.
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&mut connection)
        .await
        .map_err(engine("cannot read the database's settings"))?;
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut connection)
        .await
        .map_err(engine("cannot read the database's settings"))?;
    if synchronous != 2 || journal != "wal" {
        return Err(LogError::Corrupt {
            what: "settings (WAL, synchronous = FULL)",
            place: path.display().to_string(),
        });
    }
    Ok(connection)
}

/// Connections that only read, on a file that exists.
pub(super) async fn readers(path: &Path) -> Result<SqlitePool, LogError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .connect_with(options(path).read_only(true).row_buffer_size(256))
        .await
        .map_err(engine("cannot open the log for reading"))?;
    let mut connection = pool.acquire().await.map_err(engine("cannot open the log for reading"))?;
    check(&mut connection).await?;
    Ok(pool)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_millis(BUSY_MS))
        .disable_statement_logging()
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await
}

/// Makes the tables of an empty file, and brings those of an earlier release up to date.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), LogError> {
    let failed = "cannot make the tables";
    match version(connection).await.map_err(engine(failed))? {
        LATEST => return Ok(()),
        0 => {}
        // What is not as that release made it is left as it is.
        _ => check(connection).await?,
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(engine(failed))?;
    // Another process may have been quicker.
    let made = version(&mut transaction).await.map_err(engine(failed))?;
    for (number, migration) in (1..).zip(MIGRATIONS).filter(|(number, _)| made < *number) {
        let numbered = format!("{migration} PRAGMA user_version = {number}");
        sqlx::raw_sql(AssertSqlSafe(numbered)).execute(&mut *transaction).await.map_err(engine(failed))?;
    }
    transaction.commit().await.map_err(engine(failed))
}

/// Is this a log that we know, with every guard in its place and word for word as we made it?
async fn check(connection: &mut SqliteConnection) -> Result<(), LogError> {
    let failed = "cannot check the tables";
    // Version and tables of one moment: another process may be bringing them up to date.
    let mut moment = connection.begin().await.map_err(engine(failed))?;
    let found = version(&mut moment).await.map_err(engine(failed))?;
    let objects_found = objects(&mut moment).await?;
    moment.rollback().await.map_err(engine(failed))?;
    // Who only reads, reads those of an earlier release too.
    let Some(made) =
        usize::try_from(found).ok().and_then(|made| MIGRATIONS.get(..made)).filter(|m| !m.is_empty())
    else {
        return Err(LogError::Corrupt {
            what: "version of the tables",
            place: format!("user_version {found}"),
        });
    };
    let mut model = SqliteConnection::connect("sqlite::memory:").await.map_err(engine(failed))?;
    sqlx::raw_sql(AssertSqlSafe(made.concat())).execute(&mut model).await.map_err(engine(failed))?;
    let expected = objects(&mut model).await?;
    model.close().await.map_err(engine(failed))?;
    match expected.symmetric_difference(&objects_found).next() {
        None => Ok(()),
        Some((name, _)) => Err(LogError::Corrupt { what: "tables and triggers", place: name.clone() }),
    }
}

/// Name and text of the log's tables, indexes and triggers. Other tables in the file are not ours to judge.
async fn objects(connection: &mut SqliteConnection) -> Result<BTreeSet<(String, String)>, LogError> {
    let objects: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, sql FROM sqlite_schema \
         WHERE tbl_name IN ('school', 'stream', 'event', 'command') AND sql IS NOT NULL",
    )
    .fetch_all(connection)
    .await
    .map_err(engine("cannot read the schema"))?;
    Ok(objects.into_iter().collect())
}
