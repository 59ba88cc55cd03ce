//! The days of the school: public holidays, the school year, and the published calendar of lessons.

mod holidays;

use std::fmt;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

pub use holidays::{AnnualDay, Feast, Holidays, Patron, Recurrence, UnknownRecurrence};

use crate::regulation::{Provision, document_text};
use crate::text::italian_day;

/// The calendar of lessons of one school year (`calendario scolastico`), as the school publishes it.
///
/// Its JSON travels in an event: these names are the storage format.
///
/// Norm: D.Lgs. 297/1994, art. 74; the Region's calendar, adapted by the school (row T-5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolCalendar {
    pub year: SchoolYear,
    pub first_day: Date,
    pub last_day: Date,
    pub closures: Vec<Closure>,
    pub week: Week,
    pub patron: Option<Patron>,
}

/// Days without lessons beside the public holidays, first and last included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    pub from: Date,
    pub to: Date,
    pub reason: String,
}

/// From Monday to which day there are lessons: Friday (`settimana corta`) or Saturday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Week {
    FiveDays,
    SixDays,
}

/// Why there are no lessons on a day, in the words of the school.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLesson {
    #[error("{}: lezioni non ancora iniziate (primo giorno: {})", italian_day(*day), italian_day(*first_day))]
    BeforeFirstDay { day: Date, first_day: Date },
    #[error("{}: lezioni già terminate (ultimo giorno: {})", italian_day(*day), italian_day(*last_day))]
    AfterLastDay { day: Date, last_day: Date },
    #[error("{}: è domenica", italian_day(*day))]
    Sunday { day: Date },
    #[error("{}: è sabato, e le lezioni vanno dal lunedì al venerdì", italian_day(*day))]
    Saturday { day: Date },
    #[error("{}: è festivo ({name})", italian_day(*day))]
    Holiday { day: Date, name: String },
    #[error("{}: {reason} ({} – {})", italian_day(*day), italian_day(*from), italian_day(*to))]
    Closure { day: Date, from: Date, to: Date, reason: String },
}

impl SchoolCalendar {
    pub fn is_lesson_day(&self, holidays: &Holidays, day: Date) -> bool {
        self.why_no_lesson(holidays, day).is_none()
    }

    /// The lesson days of the year, in order (row T-5).
    pub fn lesson_days(&self, holidays: &Holidays) -> impl Iterator<Item = Date> {
        let days = self.first_day.series(1.day()).take_while(|day| *day <= self.last_day);
        days.filter(|day| self.is_lesson_day(holidays, *day))
    }

    /// The reason, if `day` has no lessons. The calendar's own patron counts, whether or not `holidays` has it.
    pub fn why_no_lesson(&self, holidays: &Holidays, day: Date) -> Option<NoLesson> {
        if day < self.first_day {
            return Some(NoLesson::BeforeFirstDay { day, first_day: self.first_day });
        }
        if self.last_day < day {
            return Some(NoLesson::AfterLastDay { day, last_day: self.last_day });
        }
        if day.weekday() == Weekday::Sunday {
            return Some(NoLesson::Sunday { day });
        }
        let patron = self.patron.iter().find(|patron| patron.day.falls_on(day));
        if let Some(name) = holidays.name_of(day).or(patron.map(|patron| patron.name.as_str())) {
            return Some(NoLesson::Holiday { day, name: name.to_owned() });
        }
        if let Some(closure) = self.closures.iter().find(|closure| closure.from <= day && day <= closure.to) {
            let Closure { from, to, reason } = closure.clone();
            return Some(NoLesson::Closure { day, from, to, reason });
        }
        match self.week {
            Week::FiveDays if day.weekday() == Weekday::Saturday => Some(NoLesson::Saturday { day }),
            Week::FiveDays | Week::SixDays => None,
        }
    }

    /// The national holidays and the calendar's patron: what deadlines of this school are counted with (row T-7).
    pub fn holidays(&self) -> Holidays {
        Holidays { patron: self.patron.clone(), ..Holidays::national() }
    }
}

/// The calendar of Lazio for 2025/26, in a school of Rome, before any closure of the school's own.
///
/// Norm: DGR Lazio 42/2025 (row T-5).
pub fn lazio_2025_26(week: Week) -> SchoolCalendar {
    regional("calendar-lazio-2025-26.toml", include_str!("../regulation/calendar-lazio-2025-26.toml"), week)
        .expect("embedded: proved by `lazio_gives_the_lesson_days_that_the_region_counts`")
}

/// The calendar of Lazio for 2026/27, in a school of Rome, before any closure of the school's own.
///
/// Norm: the Region's notice of February 2026, under DGR Lazio 42/2025 (row T-5).
pub fn lazio_2026_27(week: Week) -> SchoolCalendar {
    regional("calendar-lazio-2026-27.toml", include_str!("../regulation/calendar-lazio-2026-27.toml"), week)
        .expect("embedded: proved by `lazio_gives_the_lesson_days_that_the_region_counts`")
}

/// A Region sets the days; how many of them in a week is for the school.
fn regional(name: &str, text: &'static str, week: Week) -> Result<SchoolCalendar, toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        year: SchoolYear,
        first_day: Date,
        last_day: Date,
        closures: Vec<Closure>,
        patron: Option<Patron>,
    }
    let Document { year, first_day, last_day, closures, patron } =
        toml::from_str(&document_text(name, text))?;
    Ok(SchoolCalendar { year, first_day, last_day, closures, week, patron })
}

/// A school year (`anno scolastico`), named by the civil year in which it starts.
///
/// Norm: D.Lgs. 297/1994, art. 74, c. 1: it starts on 1 September and ends on 31 August. The window of every count
/// that starts afresh each year (row A1-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SchoolYear(pub i16);

static BEGINS: LazyLock<Provision<AnnualDay>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        school_year_begins: Provision<AnnualDay>,
    }
    let text = include_str!("../regulation/dlgs-297-1994-art-74.toml");
    let document: Document = toml::from_str(&document_text("dlgs-297-1994-art-74.toml", text))
        .expect("embedded: proved by `a_school_year_goes_from_september_to_august`");
    document.school_year_begins
});

impl SchoolYear {
    /// The school year that `day` is in.
    pub fn containing(day: Date) -> SchoolYear {
        let this = SchoolYear(day.year());
        if day < this.first_day() { SchoolYear(day.year() - 1) } else { this }
    }

    pub fn first_day(self) -> Date {
        // Outside the years that can be written, the nearest day that can.
        let beyond = if self.0 < 0 { Date::MIN } else { Date::MAX };
        let Ok(new_year) = Date::new(self.0, 1, 1) else { return beyond };
        BEGINS.in_force.judging(new_year).in_year(self.0).unwrap_or(beyond)
    }

    pub fn last_day(self) -> Date {
        SchoolYear(self.0.saturating_add(1)).first_day().saturating_sub(1.day())
    }

    /// How the year is named in addresses and streams: `2025`.
    pub fn slug(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (i32::from(self.0) + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests;
