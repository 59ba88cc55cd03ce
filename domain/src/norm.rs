//! The table of authorities: every norm that a decision cites, by its row in the rule sheet.

mod table;

use std::fmt;

/// One line of the table of authorities.
pub struct Authority {
    pub norm: Norm,
    /// Row of the rule sheet.
    pub row: &'static str,
    /// Where it stands, in Italian, as it is shown to people.
    pub citation: &'static str,
    /// What it says, in Italian, in our own words.
    pub says: &'static str,
}

pub use table::{AUTHORITIES, Norm};

impl Norm {
    pub fn authority(self) -> &'static Authority {
        AUTHORITIES
            .iter()
            .find(|line| line.norm == self)
            .expect("declared together: proved by `every_norm_has_one_line`")
    }

    pub fn row(self) -> &'static str {
        self.authority().row
    }

    pub fn citation(self) -> &'static str {
        self.authority().citation
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.citation(), self.row())
    }
}

impl From<Norm> for String {
    fn from(norm: Norm) -> Self {
        norm.row().to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no norm has the row {0:?}")]
pub struct UnknownNorm(String);

impl TryFrom<String> for Norm {
    type Error = UnknownNorm;
    fn try_from(row: String) -> Result<Self, Self::Error> {
        AUTHORITIES.iter().find(|line| line.row == row).map(|line| line.norm).ok_or(UnknownNorm(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_norm_has_one_line() {
        for (i, line) in AUTHORITIES.iter().enumerate() {
            assert_eq!(line.norm as usize, i);
            assert!(AUTHORITIES[i + 1..].iter().all(|other| other.row != line.row));
        }
    }

    /// B7-02: the ministry's note on the first cycle does not bind this school. A duty rests on a norm, and none on this.
    #[test]
    fn the_note_on_the_first_cycle_gives_rise_to_nothing() {
        assert!(AUTHORITIES.iter().all(|line| line.row != "B7-02" && !line.citation.contains("5274")));
    }
}
