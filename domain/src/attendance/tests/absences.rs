//! Absences: of the day or of some hours.

use super::*;

/// A5-03
#[test]
fn a_whole_day_of_absence_is_every_hour_of_that_days_timetable() {
    let event = absence_recorded(0, AbsenceScope::WholeDay, whole_day(0));
    assert_eq!(after(&[], &absent(ON)), Ok(vec![event.clone()]));
    assert_eq!(after(&[event], &absent(ON)), Ok(vec![]));
}

/// A5-03
#[test]
fn an_absence_of_some_hours_counts_those_hours_once() {
    let event = absence_recorded(0, hours(&[3, 4]), missed(&[(3, 0), (4, 0)]));
    assert_eq!(after(&[], &absent_for(&[3, 4])), Ok(vec![event.clone()]));
    let known = [event];
    assert_eq!(after(&known, &absent_for(&[3, 4])), Ok(vec![]));
    assert_eq!(after(&known, &absent_for(&[4])), Ok(vec![]));
    let more = absence_recorded(1, hours(&[4, 5]), missed(&[(3, 0), (4, 0), (5, 1)]));
    assert_eq!(after(&known, &absent_for(&[4, 5])), Ok(vec![more]));
    assert_eq!(missed_on(&history(&[absent_for(&[3]), absent(ON)]), ON), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn an_absence_names_hours_that_the_day_has() {
    let none = |period| Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(period) };
    for (periods, refusal) in
        [(&[0, 1][..], none(0)), (&[6, 7], none(7)), (&[7], none(7)), (&[], Rejection::NoHours)]
    {
        assert_eq!(after(&[], &absent_for(periods)), Err(refusal));
    }
    assert_eq!(missed_on(&history(&[absent_for(&[1, 6])]), ON), [1, 6]);
    // From 12 January 2026 there is no sixth hour on Wednesdays.
    let on = day("2026-01-14");
    assert_eq!(
        after(&[], &absent_in(IN_3B, "2026-01-14", hours(&[6]), "2026-01-14")),
        Err(Rejection::NoSuchHour { on, period: PeriodNumber(6) })
    );
    assert_eq!(Rejection::NoHours.norm(), Norm::HoursOfAbsence);
}

#[test]
fn who_came_in_or_went_out_was_not_absent_the_whole_day() {
    let came = Rejection::CameInThatDay { on: day(ON), at: at("09:00") };
    assert_eq!(after(&history(&[enters("09:00", Ground::None)]), &absent(ON)), Err(came));
    let left = Rejection::AlreadyOut { on: day(ON), since: at("12:00") };
    assert_eq!(after(&history(&[leaves("12:00")]), &absent(ON)), Err(left));
    // Some hours in between may still be missed.
    let events = history(&[enters("09:00", Ground::None), leaves("12:00"), absent_for(&[3])]);
    assert_eq!(missed_on(&events, ON), [1, 3, 5, 6]);
}

/// D-14: recorded late, the absence stays on its own day; recorded before it, it is refused.
#[test]
fn an_absence_is_not_recorded_before_its_day() {
    let on = |today| absent_in(IN_3B, ON, AbsenceScope::WholeDay, today);
    let early = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], &on("2025-11-11")), Err(early.clone()));
    assert_eq!(early.norm(), Norm::TwoTimes);
    for today in ["2025-11-12", "2025-11-13", "2025-11-20"] {
        let event = absence_recorded(0, AbsenceScope::WholeDay, whole_day(0));
        assert_eq!(after(&[], &on(today)), Ok(vec![event]), "{today}");
    }
}

/// D-14
#[test]
fn neither_an_entry_nor_an_exit_is_recorded_before_its_day() {
    let early = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], &enters_on(ON, "09:00", Ground::None, "2025-11-11")), Err(early.clone()));
    let student = person(STUDENT);
    let exit_seen = |today| {
        let (day_of_class, exit) = (lessons_of(IN_3B, ON), out("12:00"));
        Command::RecordExit { student, day: day_of_class, exit, today: day(today) }
    };
    assert_eq!(after(&[], &exit_seen("2025-11-11")), Err(early));
    assert_eq!(after(&[], &exit_seen("2025-11-12")).map(|events| events.len()), Ok(1));
    assert_eq!(after(&[], &exit_seen("2025-11-13")).map(|events| events.len()), Ok(1));
}

#[test]
fn each_day_is_counted_by_itself() {
    let events = history(&[absent(ON), absent("2025-11-13"), absent("2025-11-14")]);
    let annulled = and(&events, &[annul(0)]);
    assert_eq!(missed_on(&annulled, ON), [0; 0]);
    assert_eq!(missed_on(&annulled, "2025-11-13"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(folded(&annulled).standing(day("2025-11-14")).len(), 1);
}
