//! Terms (`termini`): how days, months and hours are counted, each rule by its own name.
//!
//! Two of them look alike and are not: school and civil-law terms do not move when they end on a Saturday
//! ([`CivilDays`]); the months of European law do ([`EuMonths`]).

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;

use crate::calendar::{Holidays, SchoolCalendar};
use crate::regulation::Measured;
use crate::text::italian_day;

/// Days as civil law counts them: the rule of every "giorni" of the school and of DPR 249/1998.
///
/// Norm: art. 2963 c.c.; art. 155, c. 1-4, c.p.c. (rows T-1, T-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct CivilDays(pub u16);

impl CivilDays {
    /// The last day on which the act is still in time.
    ///
    /// The first day does not count, holidays inside the term do, and a term that would end on a holiday ends on the
    /// next day that is not one. Saturday is not a holiday: c. 5 of art. 155 is for acts of civil procedure only.
    pub fn last_day(self, start: Date, holidays: &Holidays) -> Date {
        from(start.saturating_add(i64::from(self.0).days()), |day| !holidays.is_holiday(day))
    }

    /// The last day on which something may be asked for that needs these days of notice before `event`.
    ///
    /// Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. e (row A2-01). Counted backwards, so that nothing moves: to
    /// move the day forward would shorten the notice.
    pub fn last_day_before(self, event: Date) -> Date {
        event.saturating_sub(i64::from(self.0).days())
    }
}

/// Months as European law counts them: the rule of the requests of art. 12 GDPR.
///
/// Norm: Reg. (CEE, Euratom) 1182/71, art. 3 (row T-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct EuMonths(pub u16);

impl EuMonths {
    /// The last day on which the answer is still in time.
    ///
    /// The day with the same number, or the last of a month that does not have it; if that is a holiday, a Sunday or
    /// a Saturday, the next working day.
    pub fn last_day(self, start: Date, holidays: &Holidays) -> Date {
        from(start.saturating_add(i64::from(self.0).months()), |day| is_working_day(holidays, day))
    }
}

/// Hours from an instant to another, such as the hours to notify a breach of personal data.
///
/// Norm: art. 33 GDPR, counted without any extension, the strictest reading (row T-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Hours(pub u16);

impl Hours {
    /// The instant until which the act is in time. Real hours: the night in which clocks change makes no difference.
    pub fn end(self, start: Timestamp) -> Timestamp {
        start.saturating_add(SignedDuration::from_hours(i64::from(self.0))).unwrap_or(Timestamp::MAX)
    }
}

/// Days with lessons, by the calendar that the school published.
///
/// Norm: the published calendar (row T-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SchoolDays(pub u16);

/// The calendar has fewer lesson days than the term needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "non ci sono {days} giorni di lezione dopo questa data: {} (ultimo giorno di lezione: {})",
    italian_day(*start),
    italian_day(*last_day)
)]
pub struct BeyondCalendar {
    pub start: Date,
    pub days: u16,
    pub last_day: Date,
}

impl SchoolDays {
    /// The last day on which the act is still in time: the first does not count.
    pub fn last_day(
        self,
        start: Date,
        calendar: &SchoolCalendar,
        holidays: &Holidays,
    ) -> Result<Date, BeyondCalendar> {
        let Some(further) = usize::from(self.0).checked_sub(1) else { return Ok(start) };
        let mut ahead = calendar.lesson_days(holidays).filter(|day| start < *day);
        let beyond = BeyondCalendar { start, days: self.0, last_day: calendar.last_day };
        ahead.nth(further).ok_or(beyond)
    }
}

/// Days from Monday to Friday that are not holidays.
///
/// Norm: reg. istituto, art. 29, c. 7 lett. b, read as ten such days for two working weeks (row T-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct WorkingDays(pub u16);

impl WorkingDays {
    /// The last day on which the act is still in time: the first does not count.
    pub fn last_day(self, start: Date, holidays: &Holidays) -> Date {
        let ahead = start.series(1.day()).skip(1).filter(|day| is_working_day(holidays, *day));
        ahead.take(usize::from(self.0)).last().unwrap_or(start)
    }
}

impl Measured for CivilDays {
    const UNIT: &'static str = "civil-days";
}

impl Measured for Hours {
    const UNIT: &'static str = "hours";
}

impl Measured for EuMonths {
    const UNIT: &'static str = "eu-months";
}

impl Measured for WorkingDays {
    const UNIT: &'static str = "working-days";
}

impl Measured for SchoolDays {
    const UNIT: &'static str = "school-days";
}

fn is_working_day(holidays: &Holidays, day: Date) -> bool {
    day.weekday() != Weekday::Saturday && !holidays.is_holiday(day)
}

/// The first day from `start` on that will do.
fn from(start: Date, will_do: impl Fn(Date) -> bool) -> Date {
    start.series(1.day()).find(|day| will_do(*day)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Week, lazio_2025_26};

    fn day(written: &str) -> Date {
        written.parse().expect("a date")
    }

    fn rome() -> Holidays {
        lazio_2025_26(Week::FiveDays).holidays()
    }

    #[test]
    fn a_term_in_days_ends_on_the_next_day_that_is_not_a_holiday() {
        for (start, days, last_day) in [
            ("2025-11-10", 15, "2025-11-25"), // An ordinary Tuesday: nothing moves.
            ("2025-11-14", 15, "2025-11-29"), // T-1, T-2: a Saturday stays.
            ("2025-11-15", 15, "2025-12-01"), // T-1: a Sunday.
            ("2025-11-22", 15, "2025-12-09"), // A Sunday, then 8 December.
            ("2025-11-23", 15, "2025-12-09"), // T-1: 8 December.
            ("2025-11-24", 15, "2025-12-09"), // The day itself.
            ("2025-12-10", 15, "2025-12-27"), // T-1: Christmas, Santo Stefano, and a Saturday stays.
            ("2026-03-21", 15, "2026-04-07"), // Easter, Easter Monday.
            ("2026-04-09", 15, "2026-04-24"), // The day before the Liberation.
            ("2026-04-10", 15, "2026-04-27"), // T-1: a Saturday that is a holiday, a Sunday.
            ("2026-05-18", 15, "2026-06-03"), // T-1: 2 June.
            ("2026-06-14", 15, "2026-06-30"), // T-7: the patron of Rome.
            ("2025-09-19", 15, "2025-10-04"), // T-7: not a holiday in 2025.
            ("2027-09-19", 15, "2027-10-05"), // T-7: a holiday in 2027.
            ("2026-12-29", 3, "2027-01-02"),  // T-7: New Year's Day.
            ("2025-08-12", 3, "2025-08-16"),  // T-7: the Assumption.
            ("1976-01-03", 3, "1976-01-07"),  // T-7: the Epiphany, before L. 54/1977.
            ("1976-05-30", 3, "1976-06-03"),  // T-7: 2 June, before L. 54/1977.
            ("2025-11-13", 3, "2025-11-17"),  // A3-05: from the return, a Sunday.
            ("2026-01-07", 3, "2026-01-10"),  // A3-05: a Saturday stays.
            ("2025-11-25", 5, "2025-12-01"),  // A12-12
            ("2025-11-08", 30, "2025-12-09"), // A12-13
            ("2028-02-28", 1, "2028-02-29"),  // A leap year.
            ("2027-02-27", 2, "2027-03-01"),  // A common one.
            ("2025-11-12", 0, "2025-11-12"),
        ] {
            assert_eq!(CivilDays(days).last_day(day(start), &rome()), day(last_day), "{start} + {days}");
        }
    }

    #[test]
    fn a_notice_is_counted_backwards_and_does_not_move() {
        assert_eq!(CivilDays(3).last_day_before(day("2025-11-14")), day("2025-11-11")); // A2-01
        assert_eq!(CivilDays(3).last_day_before(day("2025-11-12")), day("2025-11-09")); // A Sunday.
        assert_eq!(CivilDays(3).last_day_before(day("2028-03-01")), day("2028-02-27"));
    }

    #[test]
    fn a_term_in_months_ends_on_a_working_day() {
        for (start, months, last_day) in [
            ("2025-11-05", 1, "2025-12-05"), // An ordinary Friday: nothing moves.
            ("2025-10-30", 1, "2025-12-01"), // The day before the next row: the same Sunday.
            ("2025-10-31", 1, "2025-12-01"), // T-3: no 31 November, and the 30th is a Sunday.
            ("2025-10-28", 1, "2025-11-28"), // A Friday.
            ("2025-10-29", 1, "2025-12-01"), // A Saturday moves too.
            ("2026-01-31", 1, "2026-03-02"), // T-3: 28 February is a Saturday.
            ("2026-03-06", 1, "2026-04-07"), // T-3: Easter Monday.
            ("2026-03-07", 1, "2026-04-07"),
            ("2026-11-05", 1, "2026-12-07"), // Where days would end on Saturday 5, months do not.
            ("2027-01-31", 1, "2027-03-01"),
            ("2028-01-31", 1, "2028-02-29"), // A leap year: a Tuesday.
            ("2025-10-31", 3, "2026-02-02"), // 31 January is a Saturday.
        ] {
            assert_eq!(EuMonths(months).last_day(day(start), &rome()), day(last_day), "{start} + {months}");
        }
        assert_eq!(CivilDays(30).last_day(day("2026-11-05"), &rome()), day("2026-12-05"));
    }

    #[test]
    fn a_term_in_hours_counts_real_hours() {
        for (start, hours, end) in [
            ("2025-11-14T14:30+01:00", 72, "2025-11-17T14:30+01:00"), // T-4: over a Sunday.
            ("2026-03-28T14:30+01:00", 24, "2026-03-29T15:30+02:00"), // The night of twenty-three hours.
            ("2026-10-24T14:30+02:00", 24, "2026-10-25T13:30+01:00"), // The night of twenty-five.
        ] {
            let instant = |written: &str| written.parse::<Timestamp>().expect("an instant");
            assert_eq!(Hours(hours).end(instant(start)), instant(end), "{start} + {hours}");
        }
        assert_eq!(Hours(1).end(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_term_in_school_days_skips_days_without_lessons() {
        for (start, days, week, last_day) in [
            ("2025-11-13", 3, Week::FiveDays, "2025-11-18"), // A3-05: over a week-end.
            ("2025-11-13", 3, Week::SixDays, "2025-11-17"),
            ("2026-03-20", 1, Week::FiveDays, "2026-03-23"), // A3-15: the day after a trip.
            ("2025-12-22", 1, Week::SixDays, "2026-01-07"),  // T-5: over Christmas.
            ("2026-04-01", 1, Week::SixDays, "2026-04-08"),  // T-5: over Easter.
            ("2025-09-01", 1, Week::FiveDays, "2025-09-15"), // T-5: the first day of lessons.
            ("2026-06-05", 1, Week::FiveDays, "2026-06-08"), // T-5: the last one.
            ("2025-11-16", 0, Week::FiveDays, "2025-11-16"),
        ] {
            let term = SchoolDays(days).last_day(day(start), &lazio_2025_26(week), &rome());
            assert_eq!(term, Ok(day(last_day)), "{start} + {days}");
        }
        let (start, last_day) = (day("2026-06-05"), day("2026-06-08"));
        let too_far = SchoolDays(2).last_day(start, &lazio_2025_26(Week::FiveDays), &rome());
        assert_eq!(too_far, Err(BeyondCalendar { start, days: 2, last_day }));
    }

    #[test]
    fn two_working_weeks_are_ten_days_from_monday_to_friday() {
        for (start, last_day) in [
            ("2025-11-12", "2025-11-26"), // T-6
            ("2025-11-11", "2025-11-25"),
            ("2025-11-28", "2025-12-15"), // T-6: without 8 December.
            ("2025-11-29", "2025-12-15"), // From a Saturday.
            ("2025-12-01", "2025-12-16"),
        ] {
            assert_eq!(WorkingDays(10).last_day(day(start), &rome()), day(last_day), "{start}");
        }
        assert_eq!(WorkingDays(0).last_day(day("2025-11-15"), &rome()), day("2025-11-15"));
    }

    #[test]
    fn easter_monday_moves_every_term_of_twenty_years() {
        let easter_mondays = [
            "2020-04-13",
            "2021-04-05",
            "2022-04-18",
            "2023-04-10",
            "2024-04-01",
            "2025-04-21",
            "2026-04-06",
            "2027-03-29",
            "2028-04-17",
            "2029-04-02",
            "2030-04-22",
            "2031-04-14",
            "2032-03-29",
            "2033-04-18",
            "2034-04-10",
            "2035-03-26",
            "2036-04-14",
            "2037-04-06",
            "2038-04-26",
            "2039-04-11",
            "2040-04-02",
        ];
        let holidays = Holidays::national();
        for (year, monday) in (2020..).zip(easter_mondays.map(day)) {
            let named: Vec<_> = date(year, 1, 1)
                .series(1.day())
                .take_while(|day| day.year() == year)
                .filter(|day| holidays.name_of(*day) == Some("Lunedì dell'Angelo"))
                .collect();
            assert_eq!(named, [monday]); // T-7
            let tuesday = monday.saturating_add(1.day());
            let fifteen_before = monday.saturating_sub(15.days());
            assert_eq!(CivilDays(15).last_day(fifteen_before, &holidays), tuesday);
            assert_eq!(CivilDays(15).last_day(fifteen_before.saturating_add(1.day()), &holidays), tuesday);
            assert_eq!(EuMonths(0).last_day(monday, &holidays), tuesday);
            assert_eq!(WorkingDays(1).last_day(monday, &holidays), tuesday);
        }
    }

    proptest! {
        #[test]
        fn a_term_never_ends_early_nor_on_a_holiday(start in 0i64..20_000, days in 0u16..400) {
            let (start, holidays) = (date(2000, 1, 1).saturating_add(start.days()), rome());
            let (civil, working) =
                (CivilDays(days).last_day(start, &holidays), WorkingDays(days).last_day(start, &holidays));
            prop_assert!(start.saturating_add(i64::from(days).days()) <= civil);
            prop_assert!(!holidays.is_holiday(civil));
            prop_assert!(civil <= CivilDays(days + 1).last_day(start, &holidays));
            prop_assert!(days == 0 || is_working_day(&holidays, working));
            prop_assert!(is_working_day(&holidays, EuMonths(days % 12).last_day(start, &holidays)));
        }
    }
}
