//! Around the rows: a file opened; memory for whoever folds everything again; nothing left of what was deleted.

use std::time::Duration;

use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use super::Pool;

/// What a connection of [`Pool::roomy`] keeps in memory, in KiB.
const ROOM: u32 = 32 * 1024;
/// After how many pages of the write-ahead file it brings them to the file itself: 64 MB of them, instead of four.
const BEFORE_A_CHECKPOINT: &str = "16384";
/// How often, and after which pauses, is tried what others are in the way of.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// A file is there as long as it is open: nobody asks a connection whether it still lives before it is used.
fn of_a_file(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false)
}

/// Of two processes that make a file at once, one is told that it is locked, however long it would have waited.
pub(in crate::store) async fn open_file(
    options: SqliteConnectOptions,
    connections: u32,
) -> Result<SqlitePool, sqlx::Error> {
    let locked = |error: &sqlx::Error| {
        error.as_database_error().is_some_and(|said| said.code().as_deref() == Some("5"))
    };
    for _ in 0..TRIES {
        match of_a_file(connections).connect_with(options.clone()).await {
            Err(error) if locked(&error) => tokio::time::sleep(PAUSE).await,
            done => return done,
        }
    }
    of_a_file(connections).connect_with(options).await
}

impl Pool {
    /// SQLite keeps two megabytes of a file by itself, and reads and writes the rest of its trees again and again.
    /// PostgreSQL's memory is the server's.
    pub(in crate::store) async fn roomy(&self) -> Result<Self, sqlx::Error> {
        let Pool::Sqlite(pool) = self else { return Ok(self.clone()) };
        let options = pool.connect_options().as_ref().clone();
        let options = options
            .pragma("cache_size", format!("-{ROOM}"))
            .pragma("wal_autocheckpoint", BEFORE_A_CHECKPOINT);
        // One folds; another looks how far that is.
        Ok(Pool::Sqlite(of_a_file(2).connect_with(options).await?))
    }

    pub(in crate::store) async fn leave_roomy(&self) {
        if let Pool::Sqlite(pool) = self {
            // Somebody who reads may be in the way of it; the next checkpoint is not.
            if let Err(error) = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await {
                tracing::debug!(?error, "the write-ahead file stays as long as it is");
            }
            pool.close().await;
        }
    }

    /// Leaves nothing behind of what was deleted: neither in free pages nor in the write-ahead file. PostgreSQL has removed
    /// the files of dropped tables by itself.
    pub(in crate::store) async fn purge(&self) -> Result<(), sqlx::Error> {
        let Pool::Sqlite(pool) = self else { return Ok(()) };
        // The whole file is copied, for once not in memory.
        let vacuum = "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY";
        sqlx::raw_sql(vacuum).execute(pool).await?;
        // Somebody who reads just now holds the write-ahead file: it is tried again.
        for _ in 0..TRIES {
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(pool).await?;
            let busy: i64 = row.try_get(0)?;
            if busy == 0 {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(sqlx::Error::Protocol("the write-ahead file is in use by a reader that does not end".to_owned()))
    }
}
