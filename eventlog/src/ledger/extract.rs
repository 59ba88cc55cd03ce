//! A year of the ledger as files that nobody goes on writing: made again entry by entry, and only if it is what was signed.

use std::fs;
use std::path::Path;

use super::keeper::{PUBLISHED, years};
use super::shelf::{Published, Shelf};
use super::stamping;
use super::tiles::{Growing, Tiles};
use super::{LedgerError, damaged, file, store};
use crate::codec;
use crate::event::Position;

/// Entries in a bundle.
const WIDTH: u64 = 256;

impl Shelf {
    /// Writes the year that a checkpoint closes to a folder of its own: checkpoint, tiles, time stamps.
    pub fn extract(&self, published: &Published, to: &Path) -> Result<(), LedgerError> {
        let (from, size) = (self.tiles(published.year), published.checkpoint.size);
        let mut made = Growing::open(Tiles { folder: to.to_owned() }, 0)?;
        for bundle in 0..size.div_ceil(WIDTH) {
            for entry in from.entries(bundle, size)? {
                made.push(entry)?;
            }
        }
        made.flush()?;
        if made.root() != published.checkpoint.root {
            return Err(LedgerError::Inconsistent(format!(
                "the entries of {} are not those of the signed tree",
                published.year
            )));
        }
        store::write(&to.join(PUBLISHED), published.note.as_bytes())?;
        let stamps = from.folder.join(stamping::FOLDER);
        if stamps.exists() {
            for entry in fs::read_dir(&stamps).map_err(file(&stamps))? {
                let path = entry.map_err(file(&stamps))?.path();
                let bytes = fs::read(&path).map_err(file(&path))?;
                let name = path.file_name().unwrap_or_default();
                store::write(&to.join(stamping::FOLDER).join(name), &bytes)?;
            }
        }
        Ok(())
    }

    /// The events of a bundle of a year, each with its number in the tree; None after the last one.
    pub fn bundle(
        &self,
        published: &Published,
        bundle: u64,
    ) -> Result<Option<Vec<(u64, Position)>>, LedgerError> {
        let size = published.checkpoint.size;
        if size <= bundle * WIDTH {
            return Ok(None);
        }
        // The first year has none before it: its entry 0 is an event.
        let linked = bundle == 0 && years(&self.folder)?.first().is_some_and(|first| *first < published.year);
        let entries = (bundle * WIDTH..).zip(self.tiles(published.year).entries(bundle, size)?);
        let mut events = Vec::new();
        for (index, entry) in entries {
            match codec::decode_record(&entry) {
                Ok(record) => events.push((index, record.position)),
                // The entry that links a year to the one before is no event.
                Err(_) if linked && index == 0 => {}
                Err(error) => {
                    let folder = self.tiles(published.year).folder;
                    return Err(damaged(&folder, format!("entry {index} is no event: {error}")));
                }
            }
        }
        Ok(Some(events))
    }
}
