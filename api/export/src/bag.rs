//! A folder as BagIt 1.0 has it (RFC 8493): what it carries under `data/`, with the hash of each file, and notes about it.

mod begun;
mod checked;
mod private;
mod syncing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use registro::cli::Failure;
use registro::last_seen::sync_folder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use begun::{Begun, Found, Journal};
pub(crate) use checked::Checked;
use private::durable;
use syncing::Syncing;

/// A file of the bag, by its path from the bag's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub name: String,
    pub bytes: u64,
    /// As in the manifest, in hexadecimal.
    pub hash: String,
}

/// A bag that is being filled, by several at once.
pub(crate) struct Bag {
    folder: PathBuf,
    holding: Mutex<Holding>,
}

struct Holding {
    files: BTreeMap<String, Held>,
    /// `None` for a bag that is made in one go.
    journal: Option<Journal>,
    syncing: Syncing,
}

/// A file of the bag that is being written.
pub(crate) struct Payload {
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

impl Bag {
    pub(crate) fn new(folder: &Path, journal: Journal, files: Vec<Held>) -> Self {
        let syncing = Syncing::begin();
        files.iter().for_each(|held| syncing.add(folder.join(&held.name)));
        let files = files.into_iter().map(|held| (held.name.clone(), held)).collect();
        Self::holding(folder, Holding { files, journal: Some(journal), syncing })
    }

    fn holding(folder: &Path, holding: Holding) -> Self {
        Self { folder: folder.to_owned(), holding: Mutex::new(holding) }
    }

    fn held(&self) -> MutexGuard<'_, Holding> {
        self.holding.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A small bag, in a folder that is new or empty.
    pub(crate) fn small(folder: &Path) -> Result<Self, Failure> {
        private::folder(folder)?;
        if fs::read_dir(folder)?.next().is_some() {
            return Err(format!("{} non è vuota", folder.display()).into());
        }
        let syncing = Syncing::begin();
        Ok(Self::holding(folder, Holding { files: BTreeMap::new(), journal: None, syncing }))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn holds(&self, name: &str) -> bool {
        self.held().files.contains_key(name)
    }

    pub(crate) fn create(&self, name: &str) -> io::Result<Payload> {
        Payload::create(&self.folder, name)
    }

    /// A file that is whole.
    pub(crate) fn hold(&self, held: Held) -> io::Result<()> {
        let mut holding = self.held();
        if let Some(journal) = &mut holding.journal {
            journal.note(&held)?;
        }
        holding.syncing.add(self.folder.join(&held.name));
        holding.files.insert(held.name.clone(), held);
        Ok(())
    }

    pub(crate) fn add(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut payload = self.create(name)?;
        payload.write_all(bytes)?;
        self.hold(payload.finish()?)
    }

    /// A copy of a file from elsewhere.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> io::Result<()> {
        let mut payload = self.create(name)?;
        io::copy(&mut File::open(from)?, &mut payload)?;
        self.hold(payload.finish()?)
    }

    /// Everything but the events is there.
    pub(crate) fn prepared(&self) -> io::Result<()> {
        self.held().journal.as_mut().map_or(Ok(()), Journal::prepared)
    }

    /// What is in it may not all be shown any more: it goes, and whoever comes back begins anew.
    pub(crate) fn spoilt(self) -> io::Result<()> {
        let Holding { journal, .. } = self.holding.into_inner().unwrap_or_else(PoisonError::into_inner);
        journal.map_or(Ok(()), Journal::spoilt)?;
        let data = self.folder.join("data");
        if data.exists() { fs::remove_dir_all(data) } else { Ok(()) }
    }

    /// Writes what makes the folder a bag, when all the rest is durable. Until then it is none.
    pub(crate) fn finish(self, info: &[(&str, String)]) -> Result<u64, Failure> {
        let Self { folder, holding } = self;
        let Holding { files, journal, syncing } =
            holding.into_inner().unwrap_or_else(PoisonError::into_inner);
        syncing.end()?;
        sync_folders_of(&folder, files.keys())?;
        let mut manifest = String::new();
        for held in files.values() {
            writeln!(manifest, "{}  {}", held.hash, held.name)?;
        }
        let bytes: u64 = files.values().map(|held| held.bytes).sum();
        let mut about = String::new();
        for (label, value) in info {
            writeln!(about, "{label}: {value}")?;
        }
        writeln!(about, "Payload-Oxum: {bytes}.{}", files.len())?;
        let tags = [("bag-info.txt", about.as_str()), ("bagit.txt", DECLARATION), (MANIFEST, &manifest)];
        let mut tag_manifest = String::new();
        for (name, text) in tags {
            writeln!(tag_manifest, "{}  {name}", hex(&Sha256::digest(text)))?;
            durable(&folder.join(name), text.as_bytes())?;
        }
        durable(&folder.join(TAG_MANIFEST), tag_manifest.as_bytes())?;
        journal.map_or(Ok(()), Journal::end)?;
        Ok(bytes)
    }
}

/// Every name of a file is on the disk.
fn sync_folders_of<'a>(bag: &Path, files: impl Iterator<Item = &'a String>) -> io::Result<()> {
    let mut folders = BTreeSet::new();
    for name in files {
        let path = bag.join(name);
        let above = path.ancestors().skip(1).take_while(|above| above.starts_with(bag));
        folders.extend(above.map(PathBuf::from));
    }
    for folder in folders {
        File::open(folder)?.sync_all()?;
    }
    sync_folder(bag)
}

impl Payload {
    pub(crate) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let path = folder.join(name);
        if let Some(folder) = path.parent() {
            private::folder(folder)?;
        }
        let file = BufWriter::with_capacity(1 << 16, private::file(&path)?);
        Ok(Self { name: name.to_owned(), file, hash: Sha256::new(), bytes: 0 })
    }

    pub(crate) fn finish(mut self) -> io::Result<Held> {
        self.file.flush()?;
        Ok(Held { name: self.name, bytes: self.bytes, hash: hex(&self.hash.finalize()) })
    }
}

impl Held {
    /// Whether the file is there, and what it was.
    pub(crate) fn is_in(&self, folder: &Path) -> bool {
        let mut hash = Sha256::new();
        let read = File::open(folder.join(&self.name)).and_then(|mut file| io::copy(&mut file, &mut hash));
        read.is_ok_and(|bytes| bytes == self.bytes) && hex(&hash.finalize()) == self.hash
    }
}

impl Write for Payload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(|half| char::from(DIGITS[usize::from(half)])).collect()
}
