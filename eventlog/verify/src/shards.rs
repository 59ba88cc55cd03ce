//! The trees of a history: one a school year, each begun with the text of the last checkpoint of the one before.

use crate::history::History;
use crate::merkle::{self, Hash};
use crate::note::Checkpoint;

/// The tree of one school year, as the history makes it.
pub(crate) struct Shard {
    pub(crate) origin: String,
    pub(crate) year: i64,
    /// Number of its first event in the feed.
    pub(crate) first: u64,
    /// Its first leaf, unless it is the first shard.
    link: Option<Hash>,
    to: u64,
}

impl Shard {
    pub(crate) fn size(&self) -> u64 {
        self.to - self.first + u64::from(self.link.is_some())
    }

    pub(crate) fn leaves<'a>(&self, history: &'a History) -> impl Iterator<Item = Hash> + use<'a> {
        let events = &history.leaves[self.first as usize..self.to as usize];
        self.link.into_iter().chain(events.iter().copied())
    }

    /// The event that a leaf is; the link counts as the first.
    pub(crate) fn event(&self, leaf: u64) -> u64 {
        self.first + leaf.saturating_sub(u64::from(self.link.is_some()))
    }

    /// How many events of the feed stand before the end of a tree of this size.
    pub(crate) fn events(&self, size: u64) -> u64 {
        self.event(size)
    }
}

/// All shards of a history, for a school of this name.
pub(crate) fn of(history: &History, school: &str) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    for (year, first) in &history.years {
        let to = history.of_year(*year).map_or(*first, |(_, to)| to);
        let link = shards.last().and_then(|before| {
            let size = before.size();
            let root = merkle::roots(before.leaves(history), &[size]).pop().flatten()?;
            Some(merkle::leaf(Checkpoint::text(&before.origin, size, &root).as_bytes()))
        });
        shards.push(Shard { origin: format!("{school}/{year}"), year: *year, first: *first, link, to });
    }
    shards
}
