//! The layout on disk (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries, and the partial ones at the edge.

use std::fs;
use std::path::PathBuf;

use super::store::Batch;
use super::tree::{Frontier, Hash, Nodes, leaf_hash, node_hash};
use super::{LedgerError, damaged, file};

/// Hashes in a full tile, entries in a full bundle.
const WIDTH: u64 = 256;
/// Levels of the tree in a tile.
const HEIGHT: u32 = 8;

/// The tiles of one log.
#[derive(Clone, Debug)]
pub struct Tiles {
    pub folder: PathBuf,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Hashes(u32),
    Entries,
}

impl Tiles {
    fn path(&self, of: Of, index: u64, width: u64) -> PathBuf {
        self.folder.join(path(of, index, width))
    }

    /// Of the tile or bundle, what belongs to a tree in which it is `width` wide: a wider one begins the same.
    fn read(&self, of: Of, index: u64, width: u64) -> Result<(PathBuf, Vec<u8>), LedgerError> {
        let exact = self.path(of, index, width);
        let path = if exact.exists() { exact } else { self.path(of, index, WIDTH) };
        let bytes = fs::read(&path).map_err(file(&path))?;
        Ok((path, bytes))
    }

    fn hashes(&self, level: u32, index: u64, width: u64) -> Result<Vec<Hash>, LedgerError> {
        let (path, bytes) = self.read(Of::Hashes(level), index, width)?;
        let (hashes, rest) = bytes.as_chunks();
        let enough = usize::try_from(width).is_ok_and(|width| width <= hashes.len());
        if !enough || !rest.is_empty() {
            return Err(damaged(&path, "a tile of another length"));
        }
        Ok(hashes[..width as usize].to_vec())
    }

    /// The entries of bundle number `index`, in a tree of `size` leaves.
    pub fn entries(&self, index: u64, size: u64) -> Result<Vec<Vec<u8>>, LedgerError> {
        let width = width(size, index);
        if width == 0 {
            return Ok(Vec::new());
        }
        let (path, bytes) = self.read(Of::Entries, index, width)?;
        let mut entries = Vec::new();
        let mut rest = bytes.as_slice();
        while (entries.len() as u64) < width {
            let Some((length, after)) = rest.split_first_chunk() else {
                return Err(damaged(&path, "a bundle that ends early"));
            };
            let length = usize::from(u16::from_be_bytes(*length));
            let Some((entry, after)) = after.split_at_checked(length) else {
                return Err(damaged(&path, "a bundle that ends early"));
            };
            entries.push(entry.to_vec());
            rest = after;
        }
        Ok(entries)
    }

    pub fn entry(&self, index: u64, size: u64) -> Result<Vec<u8>, LedgerError> {
        let place = usize::try_from(index % WIDTH).unwrap_or_default();
        self.entries(index / WIDTH, size)?
            .into_iter()
            .nth(place)
            .ok_or_else(|| damaged(&self.folder, format!("no entry {index}")))
    }

    /// The nodes of the tree when it had `size` leaves.
    pub fn at(&self, size: u64) -> At<'_> {
        At { tiles: self, size }
    }
}

/// The tiles as they make up a tree of some size.
pub struct At<'a> {
    tiles: &'a Tiles,
    size: u64,
}

impl Nodes for At<'_> {
    type Error = LedgerError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, LedgerError> {
        let (tile_level, above) = (level / HEIGHT, level % HEIGHT);
        let first = index << above;
        let tile = first / WIDTH;
        let hashes = self.tiles.hashes(tile_level, tile, width(self.size >> (HEIGHT * tile_level), tile))?;
        let from = usize::try_from(first % WIDTH).unwrap_or_default();
        let within = hashes.get(from..from + (1 << above));
        within.map(subtree).ok_or_else(|| damaged(&self.tiles.folder, format!("no node {level}/{index}")))
    }
}

/// The root over hashes that are a power of two in number.
fn subtree(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while 1 < row.len() {
        row = row.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row[0]
}

/// How much of the tile `index` there is when its level has `count` hashes.
fn width(count: u64, index: u64) -> u64 {
    count.saturating_sub(index * WIDTH).min(WIDTH)
}

fn path(of: Of, index: u64, width: u64) -> String {
    let mut number = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while 0 < rest {
        number = format!("x{:03}/{number}", rest % 1000);
        rest /= 1000;
    }
    let partial = if width == WIDTH { String::new() } else { format!(".p/{width}") };
    match of {
        Of::Hashes(level) => format!("tile/{level}/{number}{partial}"),
        Of::Entries => format!("tile/entries/{number}{partial}"),
    }
}

/// A log whose tiles are being written.
pub struct Growing {
    tiles: Tiles,
    frontier: Frontier,
    /// The hashes of the last tile of each level, not yet full.
    edge: Vec<Vec<Hash>>,
    /// What of the edge is not written yet.
    changed: Vec<bool>,
    entries: Vec<Vec<u8>>,
    batch: Batch,
    /// Folders of partial tiles whose full ones have been written.
    superseded: Vec<PathBuf>,
}

impl Growing {
    /// Goes on where the tiles made up a tree of `size` leaves. Whatever was written beyond is written again.
    pub fn open(tiles: Tiles, size: u64) -> Result<Self, LedgerError> {
        let mut edge = Vec::new();
        let mut count = size;
        while 0 < count {
            let (index, width) = (count / WIDTH, count % WIDTH);
            let level = u32::try_from(edge.len()).unwrap_or(u32::MAX);
            edge.push(if width == 0 { Vec::new() } else { tiles.hashes(level, index, width)? });
            count /= WIDTH;
        }
        Ok(Self {
            frontier: Frontier::read(size, &tiles.at(size))?,
            changed: vec![false; edge.len()],
            entries: if size.is_multiple_of(WIDTH) {
                Vec::new()
            } else {
                tiles.entries(size / WIDTH, size)?
            },
            edge,
            tiles,
            batch: Batch::default(),
            superseded: Vec::new(),
        })
    }

    pub fn tiles(&self) -> &Tiles {
        &self.tiles
    }

    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Adds an entry of at most 65,535 bytes.
    pub fn push(&mut self, entry: Vec<u8>) -> Result<(), LedgerError> {
        let mut hash = leaf_hash(&entry);
        self.frontier.push(hash);
        self.entries.push(entry);
        if self.entries.len() as u64 == WIDTH {
            let bundle = self.bundle()?;
            self.fill(Of::Entries, self.size() / WIDTH - 1, &bundle)?;
            self.entries.clear();
        }
        let (mut level, mut count) = (0, self.size());
        loop {
            if level == self.edge.len() {
                self.edge.push(Vec::new());
                self.changed.push(false);
            }
            self.edge[level].push(hash);
            self.changed[level] = true;
            if (self.edge[level].len() as u64) < WIDTH {
                return Ok(());
            }
            let full = std::mem::take(&mut self.edge[level]);
            self.changed[level] = false;
            count /= WIDTH;
            self.fill(Of::Hashes(u32::try_from(level).unwrap_or(u32::MAX)), count - 1, full.as_flattened())?;
            hash = subtree(&full);
            level += 1;
        }
    }

    fn fill(&mut self, of: Of, index: u64, bytes: &[u8]) -> Result<(), LedgerError> {
        let path = self.tiles.path(of, index, WIDTH);
        let mut partial = path.as_os_str().to_owned();
        partial.push(".p");
        self.superseded.push(partial.into());
        self.batch.write(path, bytes)
    }

    fn bundle(&self) -> Result<Vec<u8>, LedgerError> {
        let mut bundle = Vec::new();
        for entry in &self.entries {
            let length = u16::try_from(entry.len())
                .map_err(|_| damaged(&self.tiles.folder, "an entry over 65,535 bytes"))?;
            bundle.extend_from_slice(&length.to_be_bytes());
            bundle.extend_from_slice(entry);
        }
        Ok(bundle)
    }

    /// Makes all tiles durable, those at the edge too.
    pub fn flush(&mut self) -> Result<(), LedgerError> {
        let size = self.size();
        if !self.entries.is_empty() && self.changed.first().is_some_and(|changed| *changed) {
            let (index, width) = (size / WIDTH, size % WIDTH);
            let bundle = self.bundle()?;
            self.batch.write(self.tiles.path(Of::Entries, index, width), &bundle)?;
        }
        let mut count = size;
        for (level, hashes) in (0u32..).zip(&self.edge) {
            let changed = &mut self.changed[level as usize];
            if *changed && !hashes.is_empty() {
                let path = self.tiles.path(Of::Hashes(level), count / WIDTH, count % WIDTH);
                self.batch.write(path, hashes.as_flattened())?;
            }
            *changed = false;
            count /= WIDTH;
        }
        self.batch.commit()
    }

    /// Removes partial tiles that no signed tree needs any more.
    pub fn tidy(&mut self) -> Result<(), LedgerError> {
        for folder in self.superseded.drain(..) {
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(file(&folder)(error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
