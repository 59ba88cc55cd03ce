//! The same day under each way of counting.

use std::collections::BTreeSet;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::attendance::{AbsenceScope, Activity, Collection, ExitReason, Ground};
use crate::ids::{ClassId, PeriodNumber, SubjectCode};

const ABSENT: Fact = Fact::Absence { scope: AbsenceScope::WholeDay };

fn hour(number: u8, starts: (i8, i8), ends: (i8, i8)) -> LessonHour {
    LessonHour {
        period: PeriodNumber(number),
        starts: time(starts.0, starts.1, 0, 0),
        ends: time(ends.0, ends.1, 0, 0),
        subject: SubjectCode(format!("M{number}")),
        teachers: vec![],
    }
}

/// From 08:05 to 14:00: the first hour is of fifty-five minutes.
fn six_hours() -> ClassDay {
    let bell = [((8, 5), (9, 0)), ((9, 0), (10, 0)), ((10, 0), (11, 0)), ((11, 0), (12, 0))];
    let bell = bell.into_iter().chain([((12, 0), (13, 0)), ((13, 0), (14, 0))]);
    ClassDay {
        class: ClassId(uuid::Uuid::nil()),
        on: date(2025, 11, 12),
        hours: (1..).zip(bell).map(|(number, (starts, ends))| hour(number, starts, ends)).collect(),
    }
}

fn entry(at: Time, admitted_from: Time) -> Fact {
    Fact::Entry { at, admitted_from, ground: Ground::None }
}

fn enters(hour: i8, minute: i8) -> Fact {
    let at = time(hour, minute, 0, 0);
    entry(at, at)
}

fn leaves(hour: i8, minute: i8) -> Fact {
    let at = time(hour, minute, 0, 0);
    Fact::Exit { at, reason: ExitReason::Family, collection: Collection::AdultStudent }
}

fn minutes(day: &ClassDay, facts: &[Fact]) -> [u32; 4] {
    let numbered: Vec<_> = (1..).map(FactNumber).zip(facts).collect();
    Policy::ALL.map(|policy| policy.minutes_missed(day, &numbered))
}

/// A5-03: the same minutes are 1, 1 and a quarter, 1 and a half or 2 hours.
#[test]
fn the_same_minutes_give_different_hours_in_different_registers() {
    let third = Fact::Absence { scope: AbsenceScope::Hours(BTreeSet::from([PeriodNumber(3)])) };
    for (facts, whole, exact, half, nearest) in [
        (vec![], 0, 0, 0, 0),
        (vec![ABSENT], 360, 355, 360, 360),
        (vec![enters(8, 12)], 0, 7, 0, 0), // A1-09
        (vec![enters(8, 32)], 0, 27, 0, 0),
        (vec![enters(8, 33)], 0, 28, 30, 60), // Half of fifty-five is twenty-seven and a half.
        (vec![enters(9, 0)], 60, 55, 60, 60), // A1-09
        (vec![enters(9, 20)], 60, 75, 60, 60),
        (vec![enters(9, 29)], 60, 84, 60, 60),
        (vec![enters(9, 30)], 60, 85, 90, 120),
        (vec![ABSENT, enters(10, 20)], 120, 135, 120, 120),
        (vec![leaves(12, 0)], 120, 120, 120, 120),  // A5-03
        (vec![leaves(11, 20)], 120, 160, 150, 180), // A2-07
        (vec![leaves(11, 37)], 120, 143, 120, 120),
        (vec![enters(9, 30), leaves(11, 20)], 180, 245, 240, 300),
        (vec![leaves(9, 30), enters(9, 45)], 0, 15, 0, 0), // Out and back within an hour.
        (vec![leaves(9, 15), enters(10, 45)], 0, 90, 60, 120), // 45 minutes of each of two hours.
        (vec![third.clone()], 60, 60, 60, 60),
        (vec![third, enters(9, 0)], 120, 115, 120, 120),
    ] {
        assert_eq!(minutes(&six_hours(), &facts), [whole, exact, half, nearest], "{facts:?}");
    }
}

/// A1-04: a student who waits for the second hour is away until it begins, and who goes home meanwhile for the day.
#[test]
fn minutes_run_from_the_admission_and_not_from_the_door() {
    let deferred = entry(time(8, 16, 0, 0), time(9, 0, 0, 0));
    assert_eq!(minutes(&six_hours(), std::slice::from_ref(&deferred)), [60, 55, 60, 60]);
    assert_eq!(minutes(&six_hours(), &[deferred.clone(), leaves(8, 40)]), [360, 355, 360, 360]);
    assert_eq!(minutes(&six_hours(), &[deferred, leaves(8, 40), enters(8, 50)]), [0, 45, 30, 60]);
}

/// A5-03: a register that rounds a lesson of two hours at once makes one hour of two times twenty-five minutes; ours
/// counts the hours of the timetable.
#[test]
fn rounding_is_by_the_hour_and_not_by_the_lesson() {
    assert_eq!(minutes(&six_hours(), &[leaves(9, 35), enters(10, 25)]), [0, 50, 0, 0]);
}

/// A recovery course is outside the timetable, and so outside the annual hours (A13).
#[test]
fn a_recovery_course_is_not_an_hour_of_the_day() {
    let course = Fact::RecoveryMissed { subject: SubjectCode("MAT".to_owned()), hours: 2 };
    assert_eq!(minutes(&six_hours(), &[course]), [0, 0, 0, 0]);
}

/// A5-08: hours at an activity that counts as attendance are not missed.
#[test]
fn hours_at_an_activity_are_attended() {
    let away = AbsenceScope::Hours([PeriodNumber(5), PeriodNumber(6)].into());
    let activity = Fact::Activity { activity: Activity::Citizenship, away, hours: 2 };
    let [_, exact, half, nearest] = minutes(&six_hours(), &[leaves(11, 20), activity.clone()]);
    assert_eq!([exact, half, nearest], [40, 30, 60]);
    assert_eq!(minutes(&six_hours(), std::slice::from_ref(&activity)), [0, 0, 0, 0]);
    // They are no credit for other hours.
    let third = Fact::Absence { scope: AbsenceScope::Hours([PeriodNumber(3)].into()) };
    assert_eq!(minutes(&six_hours(), &[activity, third]), [60, 60, 60, 60]);
}

#[test]
fn the_adopted_way_is_one_of_those_compared() {
    let adopted = CountingPolicy::WholeLessons;
    let stored = serde_json::to_value(adopted).expect("plain data");
    assert_eq!(stored, Policy::from(adopted).slug());
    assert!(Policy::ALL.contains(&adopted.into()));
}

fn any_time() -> impl Strategy<Value = Time> {
    (0i32..=355).prop_map(|minutes| {
        let minutes = 8 * 60 + 5 + minutes;
        Time::constant((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
    })
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let hours = prop::collection::btree_set((1u8..=6).prop_map(PeriodNumber), 1..4);
    prop_oneof![
        1 => Just(ABSENT),
        1 => hours.prop_map(|periods| Fact::Absence { scope: AbsenceScope::Hours(periods) }),
        3 => (any_time(), any_time()).prop_map(|(one, other)| entry(one.min(other), one.max(other))),
        3 => any_time().prop_map(|at| entry(at, at)),
        3 => any_time().prop_map(|at| leaves(at.hour(), at.minute())),
        1 => (0u8..3, any::<bool>()).prop_map(|(hours, all_day)| {
            let some = AbsenceScope::Hours([PeriodNumber(1), PeriodNumber(2)].into());
            let away = if all_day { AbsenceScope::WholeDay } else { some };
            Fact::Activity { activity: Activity::School, away, hours }
        }),
    ]
}

proptest! {
    /// A5-03
    #[test]
    fn no_policy_depends_on_how_hours_are_grouped_into_lessons(
        facts in prop::collection::vec(any_fact(), 0..5), groups in prop::collection::vec(0u8..3, 6),
    ) {
        let mut grouped = six_hours();
        for (hour, group) in grouped.hours.iter_mut().zip(&groups) {
            hour.subject = SubjectCode(format!("G{group}"));
        }
        prop_assert_eq!(minutes(&six_hours(), &facts), minutes(&grouped, &facts));
    }

    /// A5-03
    #[test]
    fn no_policy_depends_on_the_order_of_recording(
        (facts, shuffled) in prop::collection::vec(any_fact(), 0..5).prop_flat_map(|facts| {
            let numbered: Vec<_> = (1..).map(FactNumber).zip(facts).collect();
            (Just(numbered.clone()), Just(numbered).prop_shuffle())
        }),
    ) {
        let day = six_hours();
        for policy in Policy::ALL {
            let count = |facts: &[(FactNumber, Fact)]| {
                let facts: Vec<_> = facts.iter().map(|(number, fact)| (*number, fact)).collect();
                policy.minutes_missed(&day, &facts)
            };
            prop_assert_eq!(count(&facts), count(&shuffled), "{}", policy.slug());
        }
    }

    /// A5-03
    #[test]
    fn no_policy_counts_more_than_the_days_timetable(facts in prop::collection::vec(any_fact(), 0..6)) {
        let whole_day = minutes(&six_hours(), &[ABSENT]);
        for (counted, whole) in minutes(&six_hours(), &facts).into_iter().zip(whole_day) {
            prop_assert!(counted <= whole);
        }
    }

    /// A5-03: an hour of which nothing was attended is an hour away for every policy.
    #[test]
    fn the_adopted_way_never_counts_what_another_would_not(facts in prop::collection::vec(any_fact(), 0..6)) {
        let facts: Vec<_> =
            facts.into_iter().filter(|fact| !matches!(fact, Fact::Activity { .. })).collect();
        let [whole, exact, half, nearest] = minutes(&six_hours(), &facts);
        prop_assert!(whole <= half && whole <= nearest && half <= nearest);
        prop_assert!(whole <= exact + 5, "the first hour is of fifty-five minutes");
    }
}
