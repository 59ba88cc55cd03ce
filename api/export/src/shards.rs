//! The roots of the ledger over a feed, computed as `docs/ledger.md` says: the same events give the same roots.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use registro_eventlog::ledger::note::Checkpoint;
use registro_eventlog::ledger::shard;
use registro_eventlog::ledger::tree::{Frontier, Hash, leaf_hash};
use serde::{Deserialize, Serialize};

/// Where a school year's part of the ledger ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    pub year: i16,
    pub entries: u64,
    /// Base 64.
    pub root: String,
}

/// The trees of a feed, entry by entry.
pub(crate) struct Shards {
    name: String,
    ended: Vec<Shard>,
    growing: Option<(i16, Frontier)>,
    /// Roots that somebody has signed, by year and size.
    signed: BTreeMap<(i16, u64), Hash>,
    pub proved: u64,
}

impl Shards {
    /// Of the ledger with this name.
    pub(crate) fn new(name: String) -> Self {
        let (ended, growing, signed) = (Vec::new(), None, BTreeMap::new());
        Self { name, ended, growing, signed, proved: 0 }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What somebody has signed is looked for on the way.
    pub(crate) fn expect(&mut self, year: i16, signed: &Checkpoint) {
        self.signed.insert((year, signed.size), signed.root);
    }

    /// Adds the record of the next event. `Err` if it is not what was signed.
    pub(crate) fn add(&mut self, recorded_at: Timestamp, leaf: Hash) -> Result<(), NotAsSigned> {
        let year = shard::year(recorded_at);
        let mut tree = match self.growing.take() {
            Some((current, tree)) if current == year => tree,
            Some((before, tree)) => {
                let origin = shard::origin(&self.name, before);
                let last = Checkpoint { origin, size: tree.size(), root: tree.root() };
                self.ended.push(ended(before, &tree));
                let mut next = Frontier::default();
                next.push(leaf_hash(last.text().as_bytes()));
                next
            }
            None => Frontier::default(),
        };
        tree.push(leaf);
        if let Some(signed) = self.signed.remove(&(year, tree.size())) {
            if signed != tree.root() {
                return Err(NotAsSigned { year, entries: tree.size() });
            }
            self.proved += 1;
        }
        self.growing = Some((year, tree));
        Ok(())
    }

    pub(crate) fn end(self) -> Vec<Shard> {
        let last = self.growing.map(|(year, tree)| ended(year, &tree));
        self.ended.into_iter().chain(last).collect()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("anno {year}: le prime {entries} righe non sono quelle che il libro mastro ha firmato")]
pub(crate) struct NotAsSigned {
    year: i16,
    entries: u64,
}

fn ended(year: i16, tree: &Frontier) -> Shard {
    Shard { year, entries: tree.size(), root: BASE64_STANDARD.encode(tree.root()) }
}
