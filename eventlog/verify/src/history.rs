//! A school's history as it was found: a leaf for each event, where each school year begins, and what is wrong with it.

use crate::merkle::Hash;

/// Something that no log of ours could hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The number of the event in the feed, from 0.
    pub(crate) event: u64,
    /// What is wrong, in Italian.
    pub(crate) what: String,
}

/// How many findings are told; the first is what counts.
pub(crate) const TOLD: usize = 20;

#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) school: Option<[u8; 16]>,
    pub(crate) leaves: Vec<Hash>,
    /// School years, each with the number of its first event.
    pub(crate) years: Vec<(i64, u64)>,
    pub(crate) findings: Vec<Finding>,
}

impl History {
    pub(crate) fn events(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub(crate) fn finds(&mut self, event: u64, what: impl Into<String>) {
        if self.findings.len() < 10 * TOLD {
            self.findings.push(Finding { event, what: what.into() });
        }
    }

    /// The events of a school year: from, to (exclusive).
    pub(crate) fn of_year(&self, year: i64) -> Option<(u64, u64)> {
        let place = self.years.iter().position(|(known, _)| *known == year)?;
        let to = self.years.get(place + 1).map_or(self.events(), |(_, first)| *first);
        Some((self.years[place].1, to))
    }
}
