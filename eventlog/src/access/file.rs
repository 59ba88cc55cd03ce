//! The files of the access log, by month and process, and how one is opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};

use super::{AccessError, Month};

const SCHEMA: &str = include_str!("../../migrations/0001_access_log.sql");
/// How long is waited for whoever reads the file.
const BUSY: Duration = Duration::from_secs(2);

pub(super) fn path(dir: &Path, month: Month, process: u32) -> PathBuf {
    dir.join(format!("{month}-{process}.db"))
}

/// A file's month and process, by its name.
fn named(path: &Path) -> Option<(Month, u32)> {
    let (month, process) = path.file_name()?.to_str()?.strip_suffix(".db")?.rsplit_once('-')?;
    Some((month.parse().ok()?, process.parse().ok()?))
}

/// The files of the folder; of a folder that is not there, none.
pub(super) fn all(dir: &Path) -> Result<Vec<PathBuf>, AccessError> {
    let failed = |error| AccessError::Folder(dir.to_owned(), error);
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if named(&path).is_some() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// A month's files, each with its process.
pub(super) fn of_month(dir: &Path, month: Month) -> Result<Vec<(u32, PathBuf)>, AccessError> {
    let files = all(dir)?.into_iter().filter_map(|path| {
        let (of, process) = named(&path)?;
        (of == month).then_some((process, path))
    });
    Ok(files.collect())
}

pub(super) fn months(dir: &Path) -> Result<Vec<Month>, AccessError> {
    let mut months: Vec<Month> =
        all(dir)?.iter().filter_map(|path| named(path)).map(|(month, _)| month).collect();
    months.sort_unstable();
    months.dedup();
    Ok(months)
}

/// The one connection that adds to a file, made if absent.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An answer follows: what was acknowledged must outlive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .pragma("recursive_triggers", "ON")
        .connect()
        .await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await?;
    if version == 0 {
        let made = sqlx::AssertSqlSafe(format!("BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = 1; COMMIT;"));
        sqlx::raw_sql(made).execute(&mut connection).await?;
    }
    Ok(connection)
}

pub(super) async fn reader(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    options(path).read_only(true).connect().await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).disable_statement_logging()
}
