//! Files that are there whole or not at all: written beside their place, made durable, then given their name.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{LedgerError, file};

/// How many files wait for their names at most.
const AT_ONCE: usize = 256;

/// Files to be written together: one flush of each folder, and the disk takes them in one go.
#[derive(Default)]
pub struct Batch {
    written: Vec<(File, PathBuf)>,
}

impl Batch {
    pub fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<(), LedgerError> {
        if self.written.len() == AT_ONCE {
            self.commit()?;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(file(folder))?;
        }
        let beside = temporary(&path);
        let mut made = File::create(&beside).map_err(file(&beside))?;
        made.write_all(bytes).map_err(file(&beside))?;
        self.written.push((made, path));
        Ok(())
    }

    /// Makes everything durable.
    pub fn commit(&mut self) -> Result<(), LedgerError> {
        let written = std::mem::take(&mut self.written);
        for (made, path) in &written {
            made.sync_all().map_err(file(path))?;
        }
        let mut folders = std::collections::BTreeSet::new();
        for (_, path) in &written {
            fs::rename(temporary(path), path).map_err(file(path))?;
            // A new folder is an entry of the one above it.
            folders.extend(path.ancestors().skip(1).take(4).filter(|folder| folder.is_dir()));
        }
        folders.into_iter().try_for_each(sync_folder)
    }
}

/// Writes one file durably.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    let mut batch = Batch::default();
    batch.write(path.to_owned(), bytes)?;
    batch.commit()
}

/// The same, for its owner only.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(file(folder))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(path).map_err(file(path))?;
    made.write_all(bytes).and_then(|()| made.sync_all()).map_err(file(path))?;
    sync_folder(folder)
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn sync_folder(folder: &Path) -> Result<(), LedgerError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(file(folder))
}
