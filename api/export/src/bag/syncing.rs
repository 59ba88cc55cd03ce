//! Whole files go to the disk while others are made.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};

pub(super) struct Syncing {
    files: Sender<PathBuf>,
    thread: JoinHandle<io::Result<()>>,
}

impl Syncing {
    pub(super) fn begin() -> Self {
        let (files, whole) = channel::<PathBuf>();
        let thread = spawn(move || whole.iter().try_for_each(|path| File::open(path)?.sync_all()));
        Self { files, thread }
    }

    pub(super) fn add(&self, path: PathBuf) {
        // The thread has ended over another file: what went wrong is told at the end.
        let _ = self.files.send(path);
    }

    /// Waits until every file is on the disk.
    pub(super) fn end(self) -> io::Result<()> {
        drop(self.files);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("what syncs the files has stopped")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_told_at_the_end() {
        let folder = tempfile::tempdir().expect("it can");
        let (there, gone) = (folder.path().join("there"), folder.path().join("gone"));
        std::fs::write(&there, "it is").expect("it can");
        let syncing = Syncing::begin();
        syncing.add(there.clone());
        assert!(syncing.end().is_ok());
        let syncing = Syncing::begin();
        syncing.add(gone);
        syncing.add(there);
        assert_eq!(syncing.end().expect_err("it is gone").kind(), io::ErrorKind::NotFound);
    }
}
