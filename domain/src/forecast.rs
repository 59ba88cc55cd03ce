//! Where a student's year is heading: what its count asks a person to decide, and when the line would be crossed.

use jiff::civil::Date;

use crate::hours::Share;
use crate::norm::Norm;

/// The count of a student's year at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearSoFar {
    pub annual_minutes: u32,
    /// Those that count: without what derogations took off (row A5-05).
    pub absent_minutes: u32,
}

/// When more would be missed than may be, if a student went on as she does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// No lesson day has passed: there is no rate.
    TooEarly,
    NotThisYear,
    /// At the end of this lesson day, the first.
    Crosses(Date),
    AlreadyBeyond,
}

impl YearSoFar {
    pub fn of_hours(annual_hours: u16, missed: u32, excused: u32) -> YearSoFar {
        let absent_minutes = missed.saturating_sub(excused).saturating_mul(60);
        YearSoFar { annual_minutes: u32::from(annual_hours) * 60, absent_minutes }
    }

    /// The norms under which a person is asked to decide whether the student is excluded from the final scrutiny; none
    /// while the year is valid. A proposal: nothing follows from it until somebody decides.
    ///
    /// Norm: reg. istituto, art. 23, Scrutinio (row A5-07): below the share (A5-01) of the total of the year, whatever
    /// was missed of one subject (B3-03).
    pub fn exclusion_proposed(self, share: Share) -> Option<[Norm; 3]> {
        let because = [Norm::ExclusionFromScrutiny, share.norm(), Norm::OverallTotal];
        (!share.is_met(self.annual_minutes, self.absent_minutes)).then_some(because)
    }

    /// When the line is crossed at the present rate: the absences so far over the lesson days `elapsed`, since the
    /// student is in the school. In whole numbers, so that a day exactly on the line is still within it.
    ///
    /// Norm: none, a choice of the school (row A5-11, docs/interpretations/0021-the-present-rate.md).
    pub fn forecast(self, share: Share, elapsed: u32, to_come: impl IntoIterator<Item = Date>) -> Forecast {
        if !share.is_met(self.annual_minutes, self.absent_minutes) {
            return Forecast::AlreadyBeyond;
        }
        if elapsed == 0 {
            return Forecast::TooEarly;
        }
        // absent × (elapsed + further) / elapsed against annual: both sides times `elapsed`.
        let annual = self.annual_minutes.saturating_mul(elapsed);
        let crossed = |further: u32| {
            !share.is_met(annual, self.absent_minutes.saturating_mul(elapsed.saturating_add(further)))
        };
        let first = (1..).zip(to_come).find(|(further, _)| crossed(*further));
        first.map_or(Forecast::NotThisYear, |(_, day)| Forecast::Crosses(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Week, lazio_2025_26};
    use crate::hours::Warning;
    use crate::regulation::Regulation;

    fn share() -> Share {
        Regulation::adopted().attendance_share(date(2026, 2, 27))
    }

    fn of(annual_hours: u16, missed: u32) -> YearSoFar {
        YearSoFar::of_hours(annual_hours, missed, 0)
    }

    /// On a day of 2025/26, five days a week, for a student who is in the school since the first.
    fn forecast(annual_hours: u16, missed: u32, today: Date) -> Forecast {
        let calendar = lazio_2025_26(Week::FiveDays);
        let days: Vec<Date> = calendar.lesson_days(&calendar.holidays()).collect();
        let elapsed = days.iter().filter(|day| **day <= today).count();
        let to_come = days[elapsed..].iter().copied();
        of(annual_hours, missed).forecast(share(), u32::try_from(elapsed).expect("a year"), to_come)
    }

    /// A5-11: 198 of 1056 hours on 27 February, after 108 lesson days: 264, the whole of what may be missed, would be
    /// reached on Friday 24 April, the 144th, and the Monday after it is too many.
    #[test]
    fn a_student_who_goes_on_missing_as_she_does_crosses_the_line_on_a_day() {
        let year = of(1056, 198);
        assert_eq!(share().minutes_left(year.annual_minutes, year.absent_minutes), 66 * 60);
        assert_eq!(share().percent_used(year.annual_minutes, year.absent_minutes), 75);
        let on = date(2026, 2, 27);
        for (missed, expected) in [
            (0, Forecast::NotThisYear),
            (164, Forecast::NotThisYear),
            (165, Forecast::Crosses(date(2026, 6, 8))), // The last day of lessons.
            (198, Forecast::Crosses(date(2026, 4, 27))),
            (264, Forecast::Crosses(date(2026, 3, 2))), // The next day of lessons, after a week-end.
            (265, Forecast::AlreadyBeyond),
        ] {
            assert_eq!(forecast(1056, missed, on), expected, "{missed}");
        }
    }

    /// A5-11
    #[test]
    fn a_forecast_needs_a_day_gone_by_and_one_to_come() {
        assert_eq!(forecast(1056, 0, date(2025, 9, 14)), Forecast::TooEarly);
        assert_eq!(forecast(1056, 6, date(2025, 9, 15)), Forecast::Crosses(date(2025, 11, 14)));
        assert_eq!(forecast(1056, 264, date(2026, 6, 8)), Forecast::NotThisYear);
        assert_eq!(forecast(1056, 265, date(2026, 6, 8)), Forecast::AlreadyBeyond);
    }

    /// A5-11: half a year at the school is a rate of half the days.
    #[test]
    fn who_came_in_january_is_not_taken_for_someone_who_missed_nothing_in_autumn() {
        let to_come: Vec<Date> = vec![date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)];
        let year = of(40, 8);
        assert_eq!(year.forecast(share(), 4, to_come.clone()), Forecast::Crosses(date(2026, 3, 3)));
        assert_eq!(year.forecast(share(), 40, to_come), Forecast::NotThisYear);
    }

    /// A5-07: 270 of 1056 hours at the scrutiny: a proposal, and hours in derogation (A5-05) may take it away.
    #[test]
    fn below_three_quarters_an_exclusion_is_proposed_and_only_proposed() {
        let because = Some([Norm::ExclusionFromScrutiny, Norm::ThreeQuartersOfTheYear, Norm::OverallTotal]);
        for (missed, excused, proposed) in [
            (264, 0, None),
            (265, 0, because),
            (270, 0, because),
            (270, 5, because),
            (270, 6, None),
            (3, 9, None),
        ] {
            let year = YearSoFar::of_hours(1056, missed, excused);
            assert_eq!(year.exclusion_proposed(share()), proposed, "{missed} less {excused}");
        }
    }

    /// B3-03: 60 percent of one subject attended, 80 of the whole: the year is valid.
    #[test]
    fn the_year_is_measured_on_its_total_and_not_on_a_subject() {
        let (of_subject, overall) = (of(100, 40), of(1000, 200));
        assert!(!share().is_met(of_subject.annual_minutes, of_subject.absent_minutes));
        assert_eq!(overall.exclusion_proposed(share()), None);
    }

    /// A5-01: the regulation of the school repeats the law, and its own words decide alike.
    #[test]
    fn the_schools_own_words_propose_the_same() {
        let restated = Regulation::adopted().attendance_share_restated(date(2026, 6, 10));
        for (annual, last_valid) in [(1056, 264), (990, 247), (891, 222), (1089, 272)] {
            assert_eq!(of(annual, last_valid).exclusion_proposed(restated), None, "{annual}");
            assert!(of(annual, last_valid + 1).exclusion_proposed(restated).is_some(), "{annual}");
        }
    }

    /// A5-11: of the 264 hours that may be missed.
    #[test]
    fn the_adopted_warnings_begin_at_these_hours() {
        let levels = Regulation::adopted().warning_levels(date(2026, 2, 27));
        for (missed, expected) in [
            (131, Warning::None),
            (132, Warning::First),
            (197, Warning::First),
            (198, Warning::Second),
            (237, Warning::Second),
            (238, Warning::Last),
            (264, Warning::Last),
            (265, Warning::BeyondTheLine),
        ] {
            let year = of(1056, missed);
            let warning = levels.warning(share(), year.annual_minutes, year.absent_minutes);
            assert_eq!(warning, expected, "{missed}");
        }
        assert_eq!(levels.norm(), Norm::WarningLevels);
    }

    proptest! {
        /// A5-11: the first day is the first: at the same rate, the day before the line is not crossed yet.
        #[test]
        fn a_forecast_is_the_first_day_beyond_the_line(
            annual in 1u16..1300, missed in 0u32..400, elapsed in 1u32..210, further in 0usize..210,
        ) {
            let days: Vec<Date> = date(2026, 1, 1).series(jiff::ToSpan::day(1)).take(further).collect();
            let at_the_end_of = |day: u32| u64::from(missed) * 4 * u64::from(elapsed + day);
            let allowed = u64::from(annual) * u64::from(elapsed);
            let all = u32::try_from(further).expect("few");
            match of(annual, missed).forecast(share(), elapsed, days.iter().copied()) {
                Forecast::TooEarly => prop_assert!(false, "a day has passed"),
                Forecast::AlreadyBeyond => prop_assert!(u32::from(annual) < missed * 4),
                Forecast::NotThisYear => prop_assert!(at_the_end_of(all) <= allowed),
                Forecast::Crosses(day) => {
                    let nth = days.iter().position(|other| *other == day).expect("one of those to come");
                    let nth = u32::try_from(nth).expect("few") + 1;
                    prop_assert!(allowed < at_the_end_of(nth) && at_the_end_of(nth - 1) <= allowed);
                }
            }
        }
    }
}
