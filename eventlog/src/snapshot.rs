//! A copy of a SQLite file as it is at one instant, while others go on writing it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("cannot copy {0}")]
    Database(PathBuf, #[source] sqlx::Error),
    #[error("cannot make {0} durable")]
    Disk(PathBuf, #[source] io::Error),
}

/// Copies what is committed in `from` into a new file `to`. It is durable when this returns; its folder is the caller's.
pub async fn snapshot(from: &Path, to: &Path) -> Result<(), SnapshotError> {
    let failed = |error| SnapshotError::Database(from.to_owned(), error);
    let mut connection = SqliteConnectOptions::new()
        .filename(from)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging()
        .connect()
        .await
        .map_err(failed)?;
    sqlx::query("VACUUM INTO ?").bind(to.to_string_lossy()).execute(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    // SQLite leaves that to us.
    let synced = File::open(to).and_then(|file| file.sync_all());
    synced.map_err(|error| SnapshotError::Disk(to.to_owned(), error))
}
