//! The contract, kept by the log in SQLite; and what only a file can get wrong.

mod file;
mod guards;

use std::path::PathBuf;
use std::sync::Arc;

use registro_eventlog::log::LogError;
use registro_eventlog::sqlite::SqliteLog;
use tempfile::TempDir;

use super::contract::{Subject, TestClock, keeps_the_contract};

/// A database of its own for a test, gone when the test is over.
struct Database {
    directory: TempDir,
    clock: Arc<TestClock>,
}

impl Database {
    fn new() -> Self {
        Self { directory: TempDir::new().unwrap(), clock: TestClock::new() }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("log.db")
    }

    async fn open(&self) -> Result<Arc<SqliteLog>, LogError> {
        SqliteLog::open(&self.path(), self.clock.clone()).await.map(Arc::new)
    }

    async fn subject(&self) -> Subject {
        Subject { log: self.open().await.unwrap(), clock: self.clock.clone() }
    }
}

async fn opened() -> Option<(Database, Subject)> {
    let database = Database::new();
    let subject = database.subject().await;
    Some((database, subject))
}

keeps_the_contract!(opened, 64);
