//! What a backup consists of: its files with their hashes, and how far each school goes. Written last: without it, a
//! folder is no backup.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Failure;
use crate::last_seen::{Seen, durable};

pub(super) const NAME: &str = "manifest.json";
pub(super) const LOG: &str = "log.db";
pub(super) const ACCESS: &str = "access";
pub(super) const KEYS: &str = "keys.db";
pub(super) const LEDGER: &str = "ledger";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// `registro-backup.v1`.
    pub(super) kind: String,
    pub(super) made_by: String,
    pub(super) made_at: Timestamp,
    pub(super) schools: BTreeMap<Uuid, Held>,
    pub(super) files: BTreeMap<PathBuf, Stored>,
}

/// How far a school's history goes in the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) synthetic: bool,
    /// `None`: nothing was recorded yet.
    pub(super) head: Option<Seen>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

pub(super) const KIND: &str = "registro-backup.v1";

impl Manifest {
    pub(super) fn of(folder: &Path, schools: BTreeMap<Uuid, Held>) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        for path in files_under(folder)? {
            files.insert(path.strip_prefix(folder)?.to_owned(), stored(&path)?);
        }
        let made_by = format!("registro {}", env!("CARGO_PKG_VERSION"));
        Ok(Self { kind: KIND.to_owned(), made_by, made_at: Timestamp::now(), schools, files })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        Ok(durable(&folder.join(NAME), &serde_json::to_vec_pretty(self)?)?)
    }

    /// What a folder claims to hold, and holds.
    pub(super) fn checked(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(NAME);
        let bytes = fs::read(&path)
            .map_err(|error| format!("{} non si legge ({error}): non è un backup finito", path.display()))?;
        let manifest: Self = serde_json::from_slice(&bytes)?;
        if manifest.kind != KIND {
            return Err(format!("{}: {} non è un backup noto", path.display(), manifest.kind).into());
        }
        for (name, said) in &manifest.files {
            let inside = name.components().all(|part| matches!(part, std::path::Component::Normal(_)));
            if !inside {
                return Err(format!("{}: il nome non è di un file del backup", name.display()).into());
            }
            let found = stored(&folder.join(name))
                .map_err(|error| format!("{}: non si legge ({error})", name.display()))?;
            if found != *said {
                return Err(
                    format!("{}: il file non è quello di cui fu fatto il backup", name.display()).into()
                );
            }
        }
        Ok(manifest)
    }
}

pub(super) fn stored(path: &Path) -> io::Result<Stored> {
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut File::open(path)?, &mut hash)?;
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Stored { bytes, sha256 })
}

/// Every file of a folder and of those in it; of one that is not there, none.
pub(super) fn files_under(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { waiting.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// A durable copy of a file, in folders made for it.
pub(super) fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()?;
    crate::last_seen::sync_folder(to)
}
