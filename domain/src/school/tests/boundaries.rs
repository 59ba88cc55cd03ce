//! First and last days and hours, each with its neighbour.

use super::*;

fn allowed(command: &Command) -> bool {
    after(&SCHOOL, command).is_ok_and(|said| !said.is_empty())
}

#[test]
fn a_week_of_lessons_goes_from_monday_to_saturday() {
    let with = |weekday| timetable(IN_4A, "2025-09-15", vec![slot(weekday, 1, "ITA", &[])]);
    assert_eq!([0, 1, 6, 7].map(|weekday| allowed(&with(weekday))), [false, true, true, false]);
}

/// A1-01
#[test]
fn a_bell_rings_from_its_own_day() {
    let rung = school_after(&[
        publish(Week::SixDays),
        ring(bell(), "2025-09-15"),
        list("ITA"),
        open(IN_3B, "3B", 1),
        timetable(IN_3B, "2025-09-15", vec![slot(1, 1, "ITA", &[])]),
    ]);
    assert!(rung.class_day(IN_3B, day("2025-09-15"), &Holidays::national()).is_ok());
    let early = after(&rung, &timetable(IN_3B, "2025-09-14", vec![]));
    assert_eq!(early, Err(Rejection::NoTimetable { on: day("2025-09-14") }));
}

/// A5-02: one hour is a number of hours, none is not.
#[test]
fn a_class_has_at_least_one_hour_a_year() {
    let class = ClassId(uuid::Uuid::from_u128(0x1a));
    assert_eq!([0, 1].map(|hours| allowed(&open(class, "1A", hours))), [false, true]);
}

/// T-5: the days around each closure.
#[test]
fn lessons_stop_on_the_first_day_of_a_closure_and_start_after_its_last() {
    let calendar = SchoolCalendar { patron: None, ..lazio_2025_26(Week::SixDays) };
    let lessons = |on| calendar.is_lesson_day(&Holidays::national(), day(on));
    for (last_before, first, last, first_after) in [
        ("2025-12-22", "2025-12-23", "2026-01-05", "2026-01-07"),
        ("2026-04-01", "2026-04-02", "2026-04-07", "2026-04-08"),
    ] {
        assert_eq!([last_before, first, last, first_after].map(lessons), [true, false, false, true]);
    }
}
