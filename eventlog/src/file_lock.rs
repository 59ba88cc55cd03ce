//! A lock of the operating system on a file, so that one process at a time does what it guards.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held until it is dropped, or its process ends, however it ends.
pub(crate) struct FileLock(File);

impl FileLock {
    /// Takes the lock on a file, made if absent. None: another holds it.
    pub(crate) fn take(path: &Path) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for FileLock {
    /// To close the file is not enough: a program that this process is just starting has it open too, until it runs.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(?error, "a lock is not given back before its file is closed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FileLock;

    #[test]
    fn one_at_a_time_and_again_once_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = FileLock::take(&path).unwrap().unwrap();
        assert!(FileLock::take(&path).unwrap().is_none());
        // As a program that is being started has it.
        let shared = held.0.try_clone().unwrap();
        drop(held);
        let again = FileLock::take(&path).unwrap();
        assert!(again.is_some());
        drop(shared);
        assert!(FileLock::take(&path).unwrap().is_none(), "the lock was given away with the file of another");
    }
}
