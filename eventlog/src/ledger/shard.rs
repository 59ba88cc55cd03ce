//! A school year's part of the ledger: a log of its own, whose first entry is where the one before ended.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The month in which a shard begins, on its first day at midnight, UTC.
const BEGINS: i8 = 9;

/// The school year of an instant, named by the year in which it begins.
pub fn year(recorded_at: Timestamp) -> i16 {
    let day = recorded_at.to_zoned(TimeZone::UTC).date();
    if day.month() < BEGINS { day.year() - 1 } else { day.year() }
}

/// The name of a shard: its origin, and the name of the key that signs it.
pub fn origin(of_school: &str, year: i16) -> String {
    format!("{of_school}/{year}")
}
