//! How the hours of a day are counted, and how near the line they bring a student.

use jiff::civil::{date, time};

use super::*;
use crate::attendance::{Collection, ExitReason, Ground};

fn six_hours() -> ClassDay {
    let bell = [(8, 5, 9), (9, 0, 10), (10, 0, 11), (11, 0, 12), (12, 0, 13), (13, 0, 14)];
    ClassDay {
        class: ClassId(uuid::Uuid::nil()),
        on: date(2025, 11, 12),
        hours: (1..)
            .zip(bell)
            .map(|(n, (h, m, end))| LessonHour {
                period: PeriodNumber(n),
                starts: time(h, m, 0, 0),
                ends: time(end, 0, 0, 0),
                subject: SubjectCode(format!("M{n}")),
                teachers: vec![],
            })
            .collect(),
    }
}

const ABSENT: Fact = Fact::Absence { scope: AbsenceScope::WholeDay };

fn entry(hour: i8, minute: i8) -> Fact {
    let at = time(hour, minute, 0, 0);
    Fact::Entry { at, admitted_from: at, ground: Ground::None }
}

fn exit(hour: i8, minute: i8) -> Fact {
    let at = time(hour, minute, 0, 0);
    Fact::Exit { at, reason: ExitReason::Family, collection: Collection::AdultStudent }
}

fn periods(facts: &[Fact]) -> Vec<u8> {
    let numbered: Vec<_> = (1..).map(FactNumber).zip(facts).collect();
    missed(&six_hours(), &numbered, CountingPolicy::WholeLessons).iter().map(|m| m.period.0).collect()
}

#[test]
fn hours_of_absence_follow_the_days_timetable() {
    for (facts, expected) in [
        (vec![], vec![]),
        (vec![ABSENT], vec![1, 2, 3, 4, 5, 6]), // A5-03
        (vec![entry(8, 12)], vec![]),           // A1-09: admitted 08:12, no hour.
        (vec![entry(9, 0)], vec![1]),           // A1-09: admitted at 09:00, one hour.
        (vec![entry(10, 0)], vec![1, 2]),       // A5-03: entry at the third period.
        (vec![entry(10, 20)], vec![1, 2]),      // The third was attended in part.
        (vec![exit(12, 0)], vec![5, 6]),        // A5-03: exit after the fourth period.
        (vec![exit(11, 20)], vec![5, 6]),       // A2-07: the hours after the exit.
        (vec![ABSENT, entry(9, 0)], vec![1]),   // The absence became the hour missed.
        (vec![entry(9, 0), exit(12, 0)], vec![1, 5, 6]),
        (vec![exit(10, 0), entry(12, 0)], vec![3, 4]), // Out and back again.
        (vec![exit(9, 30), entry(9, 45)], vec![]),     // Out within one hour.
        (vec![Fact::Absence { scope: AbsenceScope::Hours(BTreeSet::from([PeriodNumber(3)])) }], vec![3]),
    ] {
        assert_eq!(periods(&facts), expected, "{facts:?}");
    }
}

#[test]
fn each_missed_hour_names_the_fact_it_comes_from() {
    let (entry, exit) = (entry(9, 0), exit(12, 0));
    let day = missed(
        &six_hours(),
        &[(FactNumber(4), &entry), (FactNumber(9), &exit)],
        CountingPolicy::WholeLessons,
    );
    assert_eq!(day.iter().map(|m| m.fact.0).collect::<Vec<_>>(), [4, 9, 9]);
}

/// A5-01: exact integers. 891 hours allow 222.75, so 222 is within the law and 223 is not.
#[test]
fn three_quarters_are_compared_without_cutting() {
    let share = Share { numerator: 3, denominator: 4 };
    for (annual, last_valid) in [(1056, 264), (990, 247), (891, 222), (1089, 272), (957, 239)] {
        assert!(share.is_met(annual * 60, last_valid * 60), "{annual}");
        assert!(!share.is_met(annual * 60, (last_valid + 1) * 60), "{annual}");
    }
    // A product that cuts the line to whole hours fails a student who missed 222.5 of 891.
    assert!(share.is_met(891 * 60, 222 * 60 + 30));
    assert!(share.is_met(891 * 60, 222 * 60 + 45));
    assert!(!share.is_met(891 * 60, 222 * 60 + 46));
    assert_eq!(share.minutes_left(1056 * 60, 198 * 60), 66 * 60); // A5-11
    assert_eq!(share.minutes_left(1056 * 60, 265 * 60), -60);
}

/// A5-11: of 400 hours a hundred may be missed, so an hour is one percent.
#[test]
fn a_warning_begins_at_its_percentage() {
    let share = Share { numerator: 3, denominator: 4 };
    let levels = WarningLevels::try_from([50, 75, 90]).expect("they rise");
    for (missed, expected) in [
        (0, Warning::None),
        (49, Warning::None),
        (50, Warning::First),
        (74, Warning::First),
        (75, Warning::Second),
        (89, Warning::Second),
        (90, Warning::Last),
        (100, Warning::Last), // The whole of it, and the year is valid.
        (101, Warning::BeyondTheLine),
    ] {
        assert_eq!(levels.warning(share, 400 * 60, missed * 60), expected, "{missed}");
        assert_eq!(share.percent_used(400 * 60, missed * 60), missed);
    }
    assert_eq!(levels.warning(share, 400 * 60, 50 * 60 - 1), Warning::None);
    assert_eq!(levels.warning(share, 400 * 60, 100 * 60 + 1), Warning::BeyondTheLine);
    assert_eq!(share.percent_used(1056 * 60, 198 * 60), 75);
    let whole = Share { numerator: 1, denominator: 1 };
    assert_eq!(levels.warning(whole, 400 * 60, 0), Warning::None);
    assert_eq!(levels.warning(whole, 400 * 60, 1), Warning::BeyondTheLine);
    assert_eq!((whole.percent_used(400 * 60, 1), share.percent_used(0, 0)), (0, 0));
}

#[test]
fn warning_levels_rise() {
    for levels in [[75, 50, 90], [50, 50, 90], [0, 50, 90], [50, 75, 101]] {
        assert!(WarningLevels::try_from(levels).is_err(), "{levels:?}");
    }
}
