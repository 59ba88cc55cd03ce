//! Keeps a school's ledger on disk: adds events, signs, and refuses to sign what does not continue what it has signed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::key::{Module, SchoolKey};
use super::note::{Checkpoint, Verifier};
use super::tiles::{Growing, Tiles};
use super::tree::{self, Hash};
use super::{LedgerError, damaged, file, shard, store};
use crate::codec;
use crate::event::{Position, Recorded, SchoolId};
use crate::file_lock::FileLock;

/// The last note signed of a shard, durable before anybody sees it.
const SIGNED: &str = "signed";
/// The same as it is published, with what witnesses added.
pub const PUBLISHED: &str = "checkpoint";

/// A school's ledger, for the one process that writes it.
pub struct Keeper {
    folder: PathBuf,
    key: SchoolKey,
    current: Option<Shard>,
    last: Option<Position>,
    /// Held while this lives.
    _lock: FileLock,
}

struct Shard {
    year: i16,
    growing: Growing,
    signed: Option<Checkpoint>,
}

/// The name of a school's ledger, unless it has chosen one.
pub fn default_origin(school: SchoolId) -> String {
    format!("registro.example/{}", school.0)
}

impl Keeper {
    /// Opens the ledger in the folder, made if absent. Where a key is there already, the ledger keeps its name.
    /// Given a module, its key signs and not one in the folder.
    pub fn open(
        folder: &Path,
        school: SchoolId,
        module: Option<Arc<dyn Module>>,
    ) -> Result<Self, LedgerError> {
        fs::create_dir_all(folder).map_err(file(folder))?;
        let path = folder.join("lock");
        let lock = FileLock::take(&path)
            .map_err(file(&path))?
            .ok_or_else(|| LedgerError::InUse(folder.to_owned()))?;
        let key = SchoolKey::open(folder, school, &default_origin(school), module)?;
        let mut keeper = Self { folder: folder.to_owned(), key, current: None, last: None, _lock: lock };
        if let Some(year) = years(folder)?.pop() {
            let shard = keeper.shard(year)?;
            keeper.last = last_position(&shard)?;
            keeper.current = Some(shard);
        }
        Ok(keeper)
    }

    /// A shard that has been signed, exactly as it was.
    fn shard(&self, year: i16) -> Result<Shard, LedgerError> {
        let folder = self.folder.join(year.to_string());
        let path = folder.join(SIGNED);
        let note = fs::read_to_string(&path).map_err(file(&path))?;
        let verifier = self.verifier_of(year);
        let signed = Checkpoint::open(&note, &verifier).map_err(|error| damaged(&path, error.to_string()))?;
        let growing = Growing::open(Tiles { folder: folder.clone() }, signed.size)?;
        if growing.root() != signed.root {
            return Err(LedgerError::Inconsistent(format!(
                "the tiles in {} are not the signed tree",
                folder.display()
            )));
        }
        // Before a crash it may have been signed and not published.
        let published = folder.join(PUBLISHED);
        if !fs::read_to_string(&published).is_ok_and(|published| published.starts_with(&note)) {
            store::write(&published, note.as_bytes())?;
        }
        Ok(Shard { year, growing, signed: Some(signed) })
    }

    pub fn verifier(&self) -> Verifier {
        self.key.verifier()
    }

    fn origin(&self, year: i16) -> String {
        shard::origin(&self.key.verifier().name, year)
    }

    fn verifier_of(&self, year: i16) -> Verifier {
        self.key.verifier().named(self.origin(year))
    }

    /// Where the last event of the ledger stands in the feed.
    pub fn last(&self) -> Option<Position> {
        self.last
    }

    /// The events of the last bundle, as the ledger holds them, for comparison with the log.
    pub fn tail(&self) -> Result<Vec<(Position, Vec<u8>)>, LedgerError> {
        let Some(Shard { growing, .. }) = &self.current else { return Ok(Vec::new()) };
        let bundle = growing.size().saturating_sub(1) / 256;
        let entries = growing.tiles().entries(bundle, growing.size())?;
        let events = entries.into_iter().filter_map(|entry| {
            let record = codec::decode_record(&entry).ok()?;
            Some((record.position, entry))
        });
        Ok(events.collect())
    }

    /// Adds the events that come next in the feed.
    pub fn add(&mut self, records: &[Recorded]) -> Result<(), LedgerError> {
        for record in records {
            if self.last.is_some_and(|last| record.position <= last) {
                return Err(LedgerError::Inconsistent(format!("position {} comes again", record.position.0)));
            }
            let year = shard::year(record.recorded_at);
            let current = match self.current.take() {
                Some(shard) if shard.year == year => shard,
                Some(before) => self.follow(before, year)?,
                None => self.begin(year)?,
            };
            let current = self.current.insert(current);
            current.growing.push(codec::encode_record(record))?;
            self.last = Some(record.position);
        }
        Ok(())
    }

    fn begin(&self, year: i16) -> Result<Shard, LedgerError> {
        let folder = self.folder.join(year.to_string());
        Ok(Shard { year, growing: Growing::open(Tiles { folder }, 0)?, signed: None })
    }

    /// Closes a shard, and opens the next with the checkpoint as its first entry.
    fn follow(&self, mut before: Shard, year: i16) -> Result<Shard, LedgerError> {
        if year < before.year {
            return Err(LedgerError::Inconsistent(format!("an event of {year} after {}", before.year)));
        }
        let last = self.sign_shard(&mut before)?;
        let mut next = self.begin(year)?;
        next.growing.push(last.text().into_bytes())?;
        Ok(next)
    }

    /// Signs what has been added; None if there is nothing at all.
    pub fn sign(&mut self) -> Result<Option<Checkpoint>, LedgerError> {
        let Some(mut shard) = self.current.take() else { return Ok(None) };
        let signed = self.sign_shard(&mut shard);
        self.current = Some(shard);
        signed.map(Some)
    }

    /// Publishes a cosignature of the checkpoint with this text, unless another has taken its place meanwhile.
    pub fn cosign(&self, year: i16, text: &str, line: &str) -> Result<(), LedgerError> {
        let path = self.folder.join(year.to_string()).join(PUBLISHED);
        let published = fs::read_to_string(&path).map_err(file(&path))?;
        if !published.starts_with(&format!("{text}\n")) || published.contains(line) {
            return Ok(());
        }
        store::write(&path, format!("{published}{line}").as_bytes())
    }

    fn sign_shard(&self, shard: &mut Shard) -> Result<Checkpoint, LedgerError> {
        let next = Checkpoint {
            origin: self.origin(shard.year),
            size: shard.growing.size(),
            root: shard.growing.root(),
        };
        if shard.signed.as_ref() == Some(&next) {
            return Ok(next);
        }
        shard.growing.flush()?;
        continues(shard.signed.as_ref(), &next, shard.growing.tiles())?;
        let note = self.key.sign(next.origin.clone(), &next.text())?;
        let folder = &shard.growing.tiles().folder;
        store::write(&folder.join(SIGNED), note.as_bytes())?;
        store::write(&folder.join(PUBLISHED), note.as_bytes())?;
        shard.signed = Some(next.clone());
        shard.growing.tidy()?;
        Ok(next)
    }
}

/// Never a smaller tree, never another past: proved from the tiles on disk as anybody would.
fn continues(signed: Option<&Checkpoint>, next: &Checkpoint, tiles: &Tiles) -> Result<(), LedgerError> {
    let Some(signed) = signed else { return Ok(()) };
    let refused = || {
        LedgerError::Inconsistent(format!(
            "{} entries do not continue the {} that were signed",
            next.size, signed.size
        ))
    };
    if next.size < signed.size {
        return Err(refused());
    }
    let proof: Vec<Hash> = tree::consistency(signed.size, next.size, &tiles.at(next.size))?;
    let continued = tree::extends((signed.size, &signed.root), (next.size, &next.root), &proof);
    if continued { Ok(()) } else { Err(refused()) }
}

/// The school years of which something has been signed, in order.
pub fn years(folder: &Path) -> Result<Vec<i16>, LedgerError> {
    let mut years = Vec::new();
    for entry in fs::read_dir(folder).map_err(file(folder))? {
        let entry = entry.map_err(file(folder))?;
        let year: Option<i16> = entry.file_name().to_str().and_then(|name| name.parse().ok());
        years.extend(year.filter(|_| entry.path().join(SIGNED).exists()));
    }
    years.sort_unstable();
    Ok(years)
}

/// The position of the last event of a shard. Every signed shard has one: its link alone is never signed.
fn last_position(shard: &Shard) -> Result<Option<Position>, LedgerError> {
    let (tiles, size) = (shard.growing.tiles(), shard.growing.size());
    let entry = tiles.entry(size.saturating_sub(1), size)?;
    let record = codec::decode_record(&entry).map_err(|error| damaged(&tiles.folder, error.to_string()))?;
    Ok(Some(record.position))
}
