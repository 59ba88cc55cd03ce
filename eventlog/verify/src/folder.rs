//! The ledger's folder of a school: hashes and entries as they were published (C2SP tlog-tiles).

use std::fs;
use std::path::{Path, PathBuf};

use crate::history::History;
use crate::merkle::{self, Hash};
use crate::note::Checkpoint;
use crate::record::Record;

const WIDTH: u64 = 256;

/// One shard's folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

/// The school years that the folder holds, in order.
pub(crate) fn years(ledger: &Path) -> Vec<i64> {
    let mut years: Vec<i64> = fs::read_dir(ledger)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    years.sort_unstable();
    years
}

impl Folder {
    pub(crate) fn of(ledger: &Path, year: i64) -> Self {
        Self(ledger.join(year.to_string()))
    }

    /// The bytes of a tile `width` wide, from a wider one if need be.
    fn read(&self, kind: &str, index: u64, width: u64) -> Option<Vec<u8>> {
        let mut name = format!("{:03}", index % 1000);
        let mut rest = index / 1000;
        while rest != 0 {
            name = format!("x{:03}/{name}", rest % 1000);
            rest /= 1000;
        }
        let full = self.0.join("tile").join(kind).join(&name);
        let partial = self.0.join("tile").join(kind).join(format!("{name}.p/{width}"));
        fs::read(if width < WIDTH && partial.exists() { partial } else { full }).ok()
    }

    /// The hashes of the first leaves as the tiles of the lowest level hold them. Err: the first leaf of a missing tile.
    pub(crate) fn leaves(&self, size: u64) -> Result<Vec<Hash>, u64> {
        let mut leaves = Vec::new();
        for tile in 0..size.div_ceil(WIDTH) {
            let width = WIDTH.min(size - tile * WIDTH);
            let bytes = self.read("0", tile, width).ok_or(tile * WIDTH)?;
            let hashes: Vec<Hash> = bytes.as_chunks().0.iter().copied().take(width as usize).collect();
            if (hashes.len() as u64) < width {
                return Err(tile * WIDTH);
            }
            leaves.extend(hashes);
        }
        Ok(leaves)
    }

    /// The first leaf of the first tile whose root is not the one that the tile above holds.
    pub(crate) fn first_bad_tile(&self, leaves: &[Hash]) -> Option<u64> {
        let full = leaves.len() as u64 / WIDTH;
        let above = full.div_ceil(WIDTH);
        (0..above).find_map(|tile| {
            let width = WIDTH.min(full - tile * WIDTH);
            let held = self.read("1", tile, width)?;
            held.as_chunks::<32>().0.iter().take(width as usize).enumerate().find_map(|(place, held)| {
                let first = (tile * WIDTH + place as u64) * WIDTH;
                let under = leaves.get(first as usize..(first + WIDTH) as usize)?;
                let root = merkle::roots(under.iter().copied(), &[WIDTH]).pop().flatten();
                (root != Some(*held)).then_some(first)
            })
        })
    }

    /// The entries of the first `size` leaves. Err: the first leaf of a missing or cut bundle.
    pub(crate) fn entries(&self, size: u64) -> Result<Vec<Vec<u8>>, u64> {
        let mut entries = Vec::new();
        for bundle in 0..size.div_ceil(WIDTH) {
            let width = WIDTH.min(size - bundle * WIDTH);
            let bytes = self.read("entries", bundle, width).ok_or(bundle * WIDTH)?;
            let mut rest = bytes.as_slice();
            for place in 0..width {
                let cut = bundle * WIDTH + place;
                let (length, after) = rest.split_first_chunk().ok_or(cut)?;
                let (entry, after) = after.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(cut)?;
                entries.push(entry.to_vec());
                rest = after;
            }
        }
        Ok(entries)
    }

    /// The size and root that the folder itself claims. No signature is looked at.
    pub(crate) fn claimed(&self) -> Option<Checkpoint> {
        Checkpoint::read(&fs::read_to_string(self.0.join("checkpoint")).ok()?)
    }
}

/// The history that the entries of all shards tell.
pub(crate) fn history(ledger: &Path) -> History {
    let mut history = History::default();
    let mut last: Option<(u64, i64)> = None;
    for year in years(ledger) {
        let folder = Folder::of(ledger, year);
        let Some(claimed) = folder.claimed() else { continue };
        let first = history.events();
        let linked = history.years.is_empty();
        let entries = match folder.entries(claimed.size) {
            Ok(entries) => entries,
            Err(at) => {
                history.finds(first + at, "il fascicolo degli eventi manca o è troncato");
                return history;
            }
        };
        history.years.push((year, first));
        for entry in entries.iter().skip(usize::from(!linked)) {
            let number = history.events();
            history.leaves.push(merkle::leaf(entry));
            let Some(record) = Record::read(entry) else {
                history.finds(number, "il contenuto non è un evento leggibile");
                continue;
            };
            if *history.school.get_or_insert(record.school) != record.school {
                history.finds(number, "l'evento è di un'altra scuola");
            }
            if record.year() != year {
                history.finds(number, "l'evento è in un anno scolastico che non è il suo");
            }
            if last.is_some_and(|(position, at)| record.position <= position || record.recorded_at < at) {
                history.finds(number, "l'evento non segue quello prima");
            }
            last = Some((record.position, record.recorded_at));
        }
    }
    history
}
