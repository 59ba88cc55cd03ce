//! A value of the law with the days from which it holds.

use jiff::civil::{Date, Time};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};

/// One line of a value's history: what it is, and the first day on which it is that.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line<T> {
    pub from: Date,
    pub value: T,
}

/// A value through time. A change of law is a new line, never an edit.
///
/// There is always a first line and each line starts after the one before, so from the first day on, every day has
/// exactly one value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<Line<T>>")]
pub struct Dated<T> {
    first: Line<T>,
    later: Vec<Line<T>>,
}

/// Why a history of a value is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHistory {
    #[error("a dated value needs at least one line")]
    Empty,
    #[error("the line from {second} does not start after the one from {first}")]
    OutOfOrder { first: Date, second: Date },
}

impl<T> Dated<T> {
    /// The value in force on `day`; none before the first line.
    pub fn on(&self, day: Date) -> Option<&T> {
        self.lines().take_while(|line| line.from <= day).last().map(|line| &line.value)
    }

    /// The value that judges an act of `day`. A day before the first line is judged by the first line, the oldest rule
    /// that is known.
    pub fn judging(&self, day: Date) -> &T {
        self.on(day).unwrap_or(&self.first.value)
    }

    /// Every line, from the oldest.
    pub fn lines(&self) -> impl Iterator<Item = &Line<T>> {
        std::iter::once(&self.first).chain(&self.later)
    }
}

impl<T> TryFrom<Vec<Line<T>>> for Dated<T> {
    type Error = BadHistory;

    fn try_from(lines: Vec<Line<T>>) -> Result<Self, BadHistory> {
        for pair in lines.windows(2) {
            if pair[1].from <= pair[0].from {
                return Err(BadHistory::OutOfOrder { first: pair[0].from, second: pair[1].from });
            }
        }
        let mut lines = lines.into_iter();
        let first = lines.next().ok_or(BadHistory::Empty)?;
        Ok(Dated { first, later: lines.collect() })
    }
}

/// A value as an act lays it down: where it stands, in what it is measured, and its history.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, bound = "T: Measured")]
pub struct Provision<T> {
    /// Article and comma.
    pub norm: String,
    /// Row of the rule sheet.
    pub row: String,
    /// Where the text was read.
    pub source: String,
    #[serde(deserialize_with = "the_unit_of::<T, _>")]
    pub unit: String,
    pub in_force: Dated<T>,
}

/// A kind of value, with the only unit in which it may be written.
pub trait Measured: DeserializeOwned {
    const UNIT: &'static str;
}

impl Measured for Time {
    const UNIT: &'static str = "time-of-day";
}

/// Three days must not be read as three hours: the unit written has to be the one that the code counts in.
fn the_unit_of<'de, T: Measured, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let written = String::deserialize(deserializer)?;
    if written == T::UNIT {
        Ok(written)
    } else {
        Err(D::Error::custom(format_args!("the unit is {written:?}, and should be {:?}", T::UNIT)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dated(lines: &[(Date, u8)]) -> Result<Dated<u8>, BadHistory> {
        lines.iter().map(|(from, value)| Line { from: *from, value: *value }).collect::<Vec<_>>().try_into()
    }

    #[test]
    fn a_change_of_law_holds_from_its_day() {
        let value = dated(&[(date(2025, 9, 1), 5), (date(2026, 1, 1), 7)]).expect("two lines in order");
        for (day, expected) in [
            (date(2025, 8, 31), None),
            (date(2025, 9, 1), Some(&5)),
            (date(2025, 12, 31), Some(&5)),
            (date(2026, 1, 1), Some(&7)),
        ] {
            assert_eq!(value.on(day), expected, "{day}");
        }
        assert_eq!(value.judging(date(2025, 8, 31)), &5);
        assert_eq!(value.judging(date(2026, 1, 1)), &7);
    }

    #[test]
    fn a_history_is_neither_empty_nor_out_of_order_nor_double() {
        let (first, second) = (date(2026, 1, 1), date(2025, 9, 1));
        assert_eq!(dated(&[]), Err(BadHistory::Empty));
        assert_eq!(dated(&[(first, 1), (second, 2)]), Err(BadHistory::OutOfOrder { first, second }));
        assert_eq!(dated(&[(first, 1), (first, 2)]), Err(BadHistory::OutOfOrder { first, second: first }));
    }
}
