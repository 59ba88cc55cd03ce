//! A bag that was begun and is not finished: what it is about, and which of its files are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use registro::cli::Failure;
use registro::last_seen::sync_folder;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Held, private};

const NAME: &str = "export-in-progress.ndjson";

/// What an export is of. One that was broken off goes on as long as this is what would be begun anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// Of the files: what an earlier program began is begun anew.
    #[serde(default)]
    pub format: u8,
    pub school: Uuid,
    /// The last event exported, as everything else stands at it.
    pub until: u64,
    pub event: Uuid,
    /// How many cases were expunged and how many acts of erasure there are: what was written before is of before them.
    pub expunged: usize,
    pub erasures: usize,
    pub keys: bool,
}

/// Which files are whole, one a line. Whether they still are is seen by their hashes.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Begun(Begun),
    /// Everything but the events is there.
    Prepared,
    Held(Held),
    /// Something was erased or expunged while it was made.
    Spoilt,
}

/// What a folder holds already.
pub(crate) struct Found {
    pub begun: Begun,
    pub prepared: bool,
    pub files: Vec<Held>,
}

impl Journal {
    /// What was begun in a folder, if anything. A folder with anything else in it is refused.
    pub(crate) fn find(folder: &Path) -> Result<Option<Found>, Failure> {
        let path = folder.join(NAME);
        if !path.exists() {
            private::folder(folder)?;
            return match fs::read_dir(folder)?.next() {
                None => Ok(None),
                Some(_) => Err(format!(
                    "{} non è vuota, e non contiene un'esportazione cominciata",
                    folder.display()
                )
                .into()),
            };
        }
        let text = fs::read_to_string(&path)?;
        let (mut begun, mut prepared, mut spoilt, mut files) = (None, false, false, Vec::new());
        // The last line may be half of one.
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            match serde_json::from_str(line)? {
                Line::Begun(first) => begun = Some(first),
                // Before it stands what is one whole: if any of it was lost, all is made anew.
                Line::Prepared => prepared = files.iter().all(|held: &Held| held.is_in(folder)),
                Line::Held(held) => files.push(held),
                Line::Spoilt => spoilt = true,
            }
        }
        prepared &= !spoilt;
        // An event file that was lost is written again.
        files.retain(|held| held.is_in(folder));
        Ok(begun.map(|begun| Found { begun, prepared, files }))
    }

    /// Begins anew: whatever of an export was there is taken away.
    pub(crate) fn begin(folder: &Path, begun: Begun) -> io::Result<Self> {
        let (path, data) = (folder.join(NAME), folder.join("data"));
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        let mut journal = Self { file: private::file(&path)?, path };
        journal.write(&Line::Begun(begun))?;
        Ok(journal)
    }

    pub(crate) fn go_on(folder: &Path) -> io::Result<Self> {
        let path = folder.join(NAME);
        let mut file = OpenOptions::new().append(true).open(&path)?;
        if !fs::read(&path)?.ends_with(b"\n") {
            // Half a line, of a file that was written and not noted.
            let text = fs::read_to_string(&path)?;
            let whole = text.rfind('\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64)?;
            file = OpenOptions::new().append(true).open(&path)?;
        }
        Ok(Self { path, file })
    }

    pub(super) fn note(&mut self, held: &Held) -> io::Result<()> {
        self.write(&Line::Held(held.clone()))
    }

    pub(crate) fn prepared(&mut self) -> io::Result<()> {
        self.write(&Line::Prepared)
    }

    /// Durable before anything else happens.
    pub(super) fn spoilt(mut self) -> io::Result<()> {
        self.write(&Line::Spoilt)?;
        self.file.sync_all()
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }

    pub(super) fn end(self) -> io::Result<()> {
        fs::remove_file(&self.path)?;
        sync_folder(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Payload;
    use super::*;

    #[test]
    fn what_was_noted_is_found_again_and_what_is_spoilt_does_not_go_on() {
        let folder = tempfile::tempdir().expect("it can");
        let folder = folder.path().join("bag");
        assert!(Journal::find(&folder).expect("it can").is_none(), "nothing was begun");
        let id = Uuid::from_u128(1);
        let begun =
            Begun { format: 2, school: id, until: 7, event: id, expunged: 0, erasures: 0, keys: false };
        let mut journal = Journal::begin(&folder, begun.clone()).expect("it can");
        let mut file = Payload::create(&folder, "data/one").expect("it can");
        file.write_all(b"one").expect("it can");
        let held = file.finish().expect("it can");
        journal.note(&held).expect("it can");
        journal.prepared().expect("it can");
        let found = Journal::find(&folder).expect("it can").expect("it can");
        assert_eq!((found.begun, found.prepared, found.files), (begun, true, vec![held]));

        Journal::go_on(&folder).expect("it can").spoilt().expect("it can");
        assert!(!Journal::find(&folder).expect("it can").expect("it can").prepared);
        fs::remove_file(folder.join(NAME)).expect("it can");
        assert!(Journal::find(&folder).is_err(), "something else is in it");
    }
}
