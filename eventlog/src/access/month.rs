//! A month, by which accesses are kept and expire.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

/// It is not written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month")]
pub struct NotAMonth;

impl Month {
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    pub fn first_day(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(written: &str) -> Result<Self, NotAMonth> {
        if written.len() != "2026-11".len() {
            return Err(NotAMonth);
        }
        let first: Date = format!("{written}-01").parse().map_err(|_| NotAMonth)?;
        Ok(Self::of(first))
    }
}
