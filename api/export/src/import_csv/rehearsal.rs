//! A copy of a school's log where an import is tried: the same events, keys of its own, and nothing stays of it.

use std::sync::Arc;

use registro::cli::Failure;
use registro::sealing::ByRetention;
use registro_eventlog::copy::copy_school;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::{EventLog, SystemClock};
use registro_eventlog::seal::{Cost, FileVault, KeyStore, SealedLog};
use registro_eventlog::sqlite::SqliteLog;
use tempfile::TempDir;
use uuid::Uuid;

pub(super) struct Rehearsal {
    log: Arc<SealedLog>,
    /// Goes when this does.
    _folder: TempDir,
}

/// Its passphrase is forgotten with it.
const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

impl Rehearsal {
    pub(super) async fn of(from: &dyn EventLog, keys: &KeyStore, school: SchoolId) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let vault = FileVault::open_or_make(
            &folder.path().join("kek"),
            Uuid::new_v4().simple().to_string().as_bytes(),
            CHEAP,
        )?;
        let own = KeyStore::open(&folder.path().join("keys.db"), Arc::new(vault)).await?;
        keys.hand_over(school, &own, &|_| true).await?;
        let copy = SqliteLog::open(&folder.path().join("log.db"), Arc::new(SystemClock)).await?;
        let schools = from.schools().await?;
        let known = schools.into_iter().find(|known| known.id == school).ok_or("la scuola non si trova")?;
        copy_school(from, &copy, known, &mut |_| {}).await?;
        let log = SealedLog::new(Arc::new(copy), Arc::new(own), Arc::new(ByRetention));
        Ok(Self { log: Arc::new(log), _folder: folder })
    }

    pub(super) fn log(&self) -> Arc<dyn EventLog> {
        self.log.clone()
    }

    pub(super) async fn end(self) {
        self.log.close().await;
    }
}
