//! Public holidays (`giorni festivi`): the national ones, as dated data, and the patron of the school's town.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::regulation::{Dated, Measured, document_text};

/// The days that are `festivi` where the school is.
///
/// Norm: L. 260/1949, art. 2, as amended; DPR 792/1985; L. 151/2025 for 4 October (row T-7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holidays {
    /// A day takes its name from the first feast that falls on it.
    pub national: Vec<Feast>,
    pub patron: Option<Patron>,
}

/// A national feast and the norm that makes it one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feast {
    /// In Italian, as it is shown to people.
    pub name: String,
    pub norm: String,
    pub in_force: Dated<Recurrence>,
}

/// The feast of the town's patron saint (`santo patrono`): a holiday only there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patron {
    pub name: String,
    pub day: AnnualDay,
}

impl Holidays {
    /// The holidays of the whole country, without any patron.
    pub fn national() -> Holidays {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Document {
            feast: Vec<Feast>,
        }
        /// Every decision asks for them: they are parsed once.
        static NATIONAL: LazyLock<Holidays> = LazyLock::new(|| {
            let text = include_str!("../../regulation/national-holidays.toml");
            let document: Document = toml::from_str(&document_text("national-holidays.toml", text))
                .expect("embedded: proved by `holidays_are_those_of_the_rule_sheet`");
            Holidays { national: document.feast, patron: None }
        });
        NATIONAL.clone()
    }

    /// The holidays of the town whose patron this is.
    pub fn with_patron(self, patron: Patron) -> Holidays {
        Holidays { patron: Some(patron), ..self }
    }

    pub fn is_holiday(&self, day: Date) -> bool {
        self.name_of(day).is_some()
    }

    /// Why `day` is a holiday, in Italian; none if it is not one.
    pub fn name_of(&self, day: Date) -> Option<&str> {
        let patron = self.patron.iter().filter(|patron| patron.day.falls_on(day));
        let national = self.national.iter().filter(|feast| feast.falls_on(day));
        patron.map(|patron| patron.name.as_str()).chain(national.map(|feast| feast.name.as_str())).next()
    }
}

impl Feast {
    fn falls_on(&self, day: Date) -> bool {
        self.in_force.on(day).is_some_and(|recurrence| recurrence.falls_on(day))
    }
}

/// When a feast comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Recurrence {
    Annual(AnnualDay),
    DaysAfterEaster(u8),
    EverySunday,
    /// A law took the feast away (L. 54/1977 did so with two that came back).
    Abolished,
}

impl Recurrence {
    fn falls_on(self, day: Date) -> bool {
        match self {
            Recurrence::Annual(annual) => annual.falls_on(day),
            Recurrence::DaysAfterEaster(days) => {
                easter_sunday(day.year()).saturating_add(i64::from(days).days()) == day
            }
            Recurrence::EverySunday => day.weekday() == Weekday::Sunday,
            Recurrence::Abolished => false,
        }
    }
}

/// Easter of the Gregorian calendar, by the method of Meeus: `moon` is the age of the paschal moon, `week` brings it
/// to a Sunday and `late` takes a week back in the years that would come too late.
fn easter_sunday(year: i16) -> Date {
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * week) / 451;
    Date::constant(year, 3, 22).saturating_add(i64::from(moon + week - 7 * late).days())
}

/// A day of every year, such as 29 June; written `MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AnnualDay {
    month: i8,
    day: i8,
}

impl AnnualDay {
    pub fn falls_on(self, day: Date) -> bool {
        (self.month, self.day) == (day.month(), day.day())
    }

    /// None on 29 February of a common year, and beyond the years that can be written.
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl Measured for AnnualDay {
    const UNIT: &'static str = "month-day";
}

/// A day of the year or a recurrence that nobody can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither MM-DD, easter+N, sunday nor abolished")]
pub struct UnknownRecurrence(String);

impl FromStr for AnnualDay {
    type Err = UnknownRecurrence;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownRecurrence(written.to_owned());
        // A leap year, so that 29 February is a day.
        let day: Date = format!("2000-{written}").parse().map_err(|_| unknown())?;
        let annual = AnnualDay { month: day.month(), day: day.day() };
        if annual.to_string() == written { Ok(annual) } else { Err(unknown()) }
    }
}

impl fmt::Display for AnnualDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl TryFrom<String> for AnnualDay {
    type Error = UnknownRecurrence;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        written.parse()
    }
}

impl From<AnnualDay> for String {
    fn from(annual: AnnualDay) -> Self {
        annual.to_string()
    }
}

impl TryFrom<String> for Recurrence {
    type Error = UnknownRecurrence;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        match written.as_str() {
            "sunday" => Ok(Recurrence::EverySunday),
            "abolished" => Ok(Recurrence::Abolished),
            other => match other.strip_prefix("easter+") {
                Some(days) => {
                    days.parse().map(Recurrence::DaysAfterEaster).map_err(|_| UnknownRecurrence(written))
                }
                None => written.parse().map(Recurrence::Annual),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn holidays_are_those_of_the_rule_sheet() {
        let holidays = Holidays::national();
        // T-7: 2026, the first year with 4 October, on its weekdays and Saturdays.
        let weekdays: Vec<_> = date(2026, 1, 1)
            .series(1.day())
            .take(365)
            .filter(|day| day.weekday() != Weekday::Sunday && holidays.is_holiday(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(
            weekdays,
            ["01-01", "01-06", "04-06", "04-25", "05-01", "06-02", "08-15", "12-08", "12-25", "12-26"]
        );
        assert_eq!(holidays.name_of(date(2025, 11, 16)), Some("domenica"));
        assert_eq!(holidays.name_of(date(2026, 4, 5)), Some("Pasqua"));
        assert_eq!(holidays.name_of(date(2026, 11, 1)), Some("Ognissanti")); // A Sunday too.
        assert_eq!(holidays.name_of(date(2025, 11, 15)), None); // Saturday is not a holiday.
    }

    #[test]
    fn easter_comes_a_week_earlier_in_the_years_that_would_be_too_late() {
        for (year, month, day) in
            [(1954, 4, 18), (1981, 4, 19), (2000, 4, 23), (2008, 3, 23), (2049, 4, 18), (2076, 4, 19)]
        {
            assert_eq!(easter_sunday(year), date(year, month, day));
            assert_eq!(Holidays::national().name_of(date(year, month, day)), Some("Pasqua"));
        }
    }

    #[test]
    fn a_holiday_holds_while_its_law_does() {
        let holidays = Holidays::national();
        for (day, is_holiday) in [
            (date(2025, 10, 4), false), // T-7: a Saturday, before L. 151/2025 counts.
            (date(2027, 10, 4), true),  // T-7: a Monday.
            (date(2027, 10, 5), false),
            (date(1976, 1, 6), true),
            (date(1976, 6, 2), true),
            (date(1977, 6, 2), false),
            (date(2000, 6, 2), false),
            (date(2003, 6, 2), true),
            (date(1985, 1, 7), false),
            (date(1986, 1, 6), true),
        ] {
            assert_eq!(holidays.is_holiday(day), is_holiday, "{day}");
        }
    }

    #[test]
    fn the_patron_is_a_holiday_only_in_its_town() {
        let rome = Patron { name: "Santi Pietro e Paolo".into(), day: "06-29".parse().expect("a day") };
        let holidays = Holidays::national();
        assert!(!holidays.is_holiday(date(2026, 6, 29)));
        let holidays = holidays.with_patron(rome);
        assert_eq!(holidays.name_of(date(2026, 6, 29)), Some("Santi Pietro e Paolo")); // T-7
        assert!(!holidays.is_holiday(date(2026, 6, 30)));
    }

    #[test]
    fn a_recurrence_is_written_in_one_way_only() {
        for written in ["02-30", "2-3", "13-01", "easter+", "easter-1", "Sunday", ""] {
            assert_eq!(Recurrence::try_from(written.to_owned()), Err(UnknownRecurrence(written.into())));
        }
    }
}
