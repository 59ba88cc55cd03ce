//! Until when accesses are kept. That a month's time is over is said; that it goes is decided by a person.
//!
//! Norm: Garante, 27 November 2008 (C5-03); interpretation 0043.

use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_eventlog::access::Month;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    months_after_the_school_year: u16,
    never_before_months: u16,
}

/// Accesses would not be kept for as long as they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gli accessi si conservano almeno {0} mesi")]
pub struct TooShort(u16);

impl Retention {
    /// What the school has not decided otherwise.
    pub fn adopted() -> Self {
        toml::from_str(include_str!("retention.toml")).expect("embedded: proved by `the_adopted_numbers`")
    }

    /// Another number of months after the end of the school year, by the school's decision.
    pub fn of(months: Option<u16>) -> Result<Self, TooShort> {
        let adopted = Self::adopted();
        let Some(months) = months else { return Ok(adopted) };
        if months < adopted.never_before_months {
            return Err(TooShort(adopted.never_before_months));
        }
        Ok(Self { months_after_the_school_year: months, ..adopted })
    }

    /// The last day on which a month's accesses must be there.
    pub fn kept_until(self, month: Month) -> Date {
        let year = SchoolYear::containing(month.first_day());
        let after = year.last_day().checked_add(i32::from(self.months_after_the_school_year).months());
        after.unwrap_or(Date::MAX)
    }

    /// Whether a month's time is over.
    pub fn is_over(self, month: Month, today: Date) -> bool {
        self.kept_until(month) < today
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(written: &str) -> Month {
        written.parse().expect("a month")
    }

    #[test]
    fn the_adopted_numbers() {
        let adopted = Retention { months_after_the_school_year: 24, never_before_months: 6 };
        assert_eq!(Retention::adopted(), adopted);
        assert_eq!(Retention::of(None), Ok(adopted));
    }

    /// C5-03
    #[test]
    fn accesses_are_kept_for_two_years_after_their_school_year() {
        let adopted = Retention::adopted();
        for (of, until) in
            [("2025-09", date(2028, 8, 31)), ("2026-08", date(2028, 8, 31)), ("2026-09", date(2029, 8, 31))]
        {
            assert_eq!(adopted.kept_until(month(of)), until, "{of}");
            assert!(!adopted.is_over(month(of), until));
            assert!(adopted.is_over(month(of), until.tomorrow().expect("a day")));
        }
    }

    /// C5-03: five months are too few, six are not.
    #[test]
    fn no_school_keeps_them_for_less_than_six_months() {
        assert_eq!(Retention::of(Some(5)), Err(TooShort(6)));
        let shortest = Retention::of(Some(6)).expect("enough");
        assert_eq!(shortest.kept_until(month("2026-08")), date(2027, 2, 28));
    }
}
