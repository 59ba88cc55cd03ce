//! Keeps the write-ahead file small: what is committed moves to the database file now and then, and the file is cut
//! when it has grown all the same.
//!
//! SQLite would do the first by itself after a commit, but says nothing when it fails.

use std::path::{Path, PathBuf};

use sqlx::SqliteConnection;

use super::schema;

/// Pages that may wait in the file before they are moved.
const PAGES: u64 = 1_000;
/// Pages that a commit writes whatever it holds, and for each event beside its record: a guess on the high side.
const PER_COMMIT: u64 = 8;
const PER_EVENT: u64 = 2;
/// Bytes of a page.
const PAGE: u64 = 4_096;
/// Bytes beyond which the file is cut. Readers that overlap without a pause keep it from being begun anew.
const LARGE: u64 = 16 << 20;
/// How long a cut waits for readers that began before it. Nothing is written meanwhile.
const PATIENCE: &str = "PRAGMA busy_timeout = 200";

pub(super) struct Wal {
    path: PathBuf,
    /// Pages that have not been moved, at a guess.
    waiting: u64,
    /// Bytes at which the file is cut though readers are in the way.
    limit: u64,
}

/// What a commit has written.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) events: usize,
    /// Of their records.
    pub(super) bytes: usize,
}

impl Wal {
    pub(super) fn of(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        let mut wal = Self { path: name.into(), waiting: 0, limit: LARGE };
        // What a process that was killed has left counts.
        wal.waiting = wal.bytes() / PAGE;
        wal
    }

    /// After a commit. An error leaves in doubt what the database file holds; what was committed is in the other.
    pub(super) async fn committed(
        &mut self,
        connection: &mut SqliteConnection,
        written: Written,
    ) -> Result<(), sqlx::Error> {
        self.waiting += PER_COMMIT + PER_EVENT * written.events as u64 + written.bytes as u64 / PAGE;
        if PAGES <= self.waiting {
            // The guess is high: ask, which moves nothing.
            self.waiting = checkpoint(connection, "PRAGMA wal_checkpoint(NOOP)").await?.waiting;
        }
        if self.waiting < PAGES {
            return Ok(());
        }
        self.waiting = 0;
        let all = checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?.waiting == 0;
        let bytes = self.bytes();
        if bytes < LARGE || (!all && bytes < self.limit) {
            return Ok(());
        }
        sqlx::raw_sql(PATIENCE).execute(&mut *connection).await?;
        let cut = checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        sqlx::raw_sql(schema::BUSY).execute(&mut *connection).await?;
        if !cut?.in_the_way {
            self.limit = LARGE;
        } else {
            tracing::warn!(path = %self.path.display(), bytes, "a reader keeps the write-ahead file from being cut");
            self.limit = bytes + LARGE;
        }
        Ok(())
    }

    fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }
}

struct Checkpoint {
    /// Readers, or another process.
    in_the_way: bool,
    /// Pages of the file that are still to be moved.
    waiting: u64,
}

async fn checkpoint(
    connection: &mut SqliteConnection,
    statement: &'static str,
) -> Result<Checkpoint, sqlx::Error> {
    let (busy, there, moved): (i64, i64, i64) = sqlx::query_as(statement).fetch_one(connection).await?;
    Ok(Checkpoint { in_the_way: busy != 0, waiting: u64::try_from(there - moved).unwrap_or_default() })
}
