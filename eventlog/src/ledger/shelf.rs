//! What a ledger on disk answers: checkpoints, receipts, files. For anybody, also while it is being written.

use std::fs;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use super::keeper::{PUBLISHED, years};
use super::note::{self, Checkpoint, Verifier};
use super::receipt::Receipt;
use super::stamping::day_of;
use super::tiles::Tiles;
use super::tree::Hash;
use super::{LedgerError, damaged, file, shard, tree};
use crate::codec;
use crate::event::Position;

/// A school's ledger, read only.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub folder: PathBuf,
}

/// A checkpoint as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub year: i16,
    pub note: String,
    pub checkpoint: Checkpoint,
}

impl Published {
    /// Whether this key is among those that signed it.
    pub fn is_signed_by(&self, verifier: &Verifier) -> bool {
        let known = std::slice::from_ref(verifier);
        note::open(&self.note, known).is_ok_and(|opened| !opened.by.is_empty())
    }
}

impl Shelf {
    /// The public key of the school.
    pub fn verifier(&self) -> Result<Verifier, LedgerError> {
        let path = self.folder.join("public-key");
        let text = fs::read_to_string(&path).map_err(file(&path))?;
        Verifier::parse(text.trim_end()).map_err(|error| damaged(&path, error.to_string()))
    }

    /// The last checkpoint of every school year, in order.
    pub fn published(&self) -> Result<Vec<Published>, LedgerError> {
        let school = self.verifier()?;
        years(&self.folder)?.into_iter().map(|year| self.published_of(&school, year)).collect()
    }

    fn published_of(&self, school: &Verifier, year: i16) -> Result<Published, LedgerError> {
        let path = self.folder.join(year.to_string()).join(PUBLISHED);
        let note = fs::read_to_string(&path).map_err(file(&path))?;
        let verifier = school.named(shard::origin(&school.name, year));
        let checkpoint =
            Checkpoint::open(&note, &verifier).map_err(|error| damaged(&path, error.to_string()))?;
        Ok(Published { year, note, checkpoint })
    }

    /// The receipt of the event at a position; None while no checkpoint covers it.
    pub fn receipt(&self, position: Position) -> Result<Option<Receipt>, LedgerError> {
        for Published { year, note, checkpoint } in self.published()?.into_iter().rev() {
            let tiles = self.tiles(year);
            let Some((index, entry)) = find(&tiles, checkpoint.size, position)? else { continue };
            let proof = tree::inclusion(index, checkpoint.size, &tiles.at(checkpoint.size))?;
            return Ok(Some(Receipt { entry, index, proof, checkpoint: note }));
        }
        Ok(None)
    }

    /// Proof that a shard of `old` entries is the beginning of the same at `new`, which has been signed.
    pub fn consistency(&self, year: i16, old: u64, new: u64) -> Result<Vec<Hash>, LedgerError> {
        tree::consistency(old, new, &self.tiles(year).at(new))
    }

    /// The position of the last event that a checkpoint covers.
    pub fn last(&self) -> Result<Option<Position>, LedgerError> {
        let Some(Published { year, checkpoint, .. }) = self.published()?.pop() else { return Ok(None) };
        let entry = self.tiles(year).entry(checkpoint.size.saturating_sub(1), checkpoint.size)?;
        Ok(position_of(&entry))
    }

    /// The last checkpoint, and the day (UTC) of the last event that it covers.
    pub(super) fn last_of_day(&self) -> Result<Option<(Date, Published)>, LedgerError> {
        let Some(published) = self.published()?.pop() else { return Ok(None) };
        let size = published.checkpoint.size;
        let entry = self.tiles(published.year).entry(size.saturating_sub(1), size)?;
        let record =
            codec::decode_record(&entry).map_err(|error| damaged(&self.folder, error.to_string()))?;
        Ok(Some((day_of(record.recorded_at), published)))
    }

    pub(super) fn tiles(&self, year: i16) -> Tiles {
        Tiles { folder: self.folder.join(year.to_string()) }
    }

    /// A file of a shard's layout, such as `2025/tile/0/x001/234`; None if there is none.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let public = path.split_once('/').is_some_and(|(year, rest)| {
            let open = rest == PUBLISHED || rest.starts_with("tile/") || rest.starts_with("timestamps/");
            year.parse::<i16>().is_ok() && open
        });
        if !inside || !public || path.ends_with(".new") {
            return Ok(None);
        }
        let path = self.folder.join(path);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => Ok(None),
            Err(error) => Err(file(&path)(error)),
        }
    }
}

/// The entry of an event: positions only grow, so its bundle is found by halving.
fn find(tiles: &Tiles, size: u64, position: Position) -> Result<Option<(u64, Vec<u8>)>, LedgerError> {
    // Every bundle before `low` begins at or before the position, none from `high` on.
    let (mut low, mut high) = (0, size.div_ceil(256));
    while low < high {
        let middle = low + (high - low) / 2;
        let begins = tiles.entries(middle, size)?.iter().find_map(|entry| position_of(entry));
        if begins.is_some_and(|begins| begins <= position) { low = middle + 1 } else { high = middle }
    }
    let Some(bundle) = low.checked_sub(1) else { return Ok(None) };
    let entries = (bundle * 256..).zip(tiles.entries(bundle, size)?);
    Ok(entries.into_iter().find(|(_, entry)| position_of(entry) == Some(position)))
}

/// None of the entry that links a shard to the one before.
fn position_of(entry: &[u8]) -> Option<Position> {
    codec::decode_record(entry).ok().map(|record| record.position)
}
