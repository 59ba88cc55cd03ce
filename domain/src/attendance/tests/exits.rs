//! Early exits: with whom, why, and the hours missed.

use super::*;
use crate::ids::Protocol;

const FAMILY_OF_A_MINOR: [Norm; 3] = [Norm::ExitAtEndOfPeriod, Norm::MinorCollected, Norm::HoursOfAbsence];

fn not_collected() -> Rejection {
    Rejection::MinorNotCollected { on: day(ON) }
}

/// An adult relative, with a delegation found under its number.
fn relative(document_checked: bool) -> Collection {
    let delegation = Protocol { number: 4711, year: 2025 };
    Collection::Relative { kinship: Kinship::Grandparent, delegation, document_checked }
}

fn with(collection: Collection, of_age: bool) -> Command {
    leaves_as(Exit { collection, of_age, ..out("12:00") })
}

/// A5-03, A2-04, A2-06
#[test]
fn an_exit_after_the_fourth_period_is_two_hours() {
    let event = exit_recorded(0, &out("12:00"), missed(&[(5, 0), (6, 0)]), &FAMILY_OF_A_MINOR);
    assert_eq!(after(&[], &leaves("12:00")), Ok(vec![event.clone()]));
    assert_eq!(after(&[event], &leaves("12:00")), Ok(vec![]));
}

/// A5-03: the hour in which one leaves was attended in part.
#[test]
fn an_exit_counts_the_hours_that_begin_after_it() {
    for (time, hours) in [
        ("08:05", &[1, 2, 3, 4, 5, 6][..]),
        ("08:06", &[2, 3, 4, 5, 6]),
        ("11:59", &[5, 6]),
        ("12:00", &[5, 6]),
        ("12:01", &[6]),
        ("13:00", &[6]),
        ("13:01", &[]),
        ("13:59", &[]),
    ] {
        assert_eq!(missed_on(&history(&[leaves(time)]), ON), hours, "{time}");
    }
}

/// A2-04: 11:37 is not the end of a period. The exit is recorded as it was, with the hour that it interrupts, for a
/// person to judge; what is urgent or sudden does not wait for the bell.
#[test]
fn an_exit_in_the_middle_of_a_period_is_recorded_with_the_hour_it_interrupts() {
    let event = exit_recorded(0, &out("11:37"), missed(&[(5, 0), (6, 0)]), &FAMILY_OF_A_MINOR);
    assert_eq!(after(&[], &leaves("11:37")), Ok(vec![event]));
    for (time, hour) in [("11:37", Some(4)), ("11:59", Some(4)), ("12:00", None), ("12:01", Some(5))] {
        let events = history(&[leaves(time)]);
        let [AttendanceEvent::ExitRecorded { interrupts, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*interrupts, hour.map(PeriodNumber), "{time}");
    }
    for (reason, waits) in [
        (ExitReason::Family, true),
        (ExitReason::Health, true),
        (ExitReason::Malaise, false),
        (ExitReason::Urgent, false),
    ] {
        assert_eq!(reason.waits_for_the_end_of_the_hour(), waits, "{reason:?}");
    }
}

/// A2-06
#[test]
fn a_minor_leaves_with_a_parent_or_a_delegate_whose_document_was_seen() {
    let parent = Collection::Guardian { person: person(MOTHER) };
    for (collection, of_age, allowed) in [
        (Collection::AdultStudent, false, false),
        (relative(false), false, false),
        (relative(true), false, true),
        (Collection::Delegate { document_checked: true }, false, false),
        (parent, false, true),
        (Collection::AdultStudent, true, true),
        (relative(false), true, true),
        (relative(true), true, true),
        (parent, true, true),
    ] {
        let answer = after(&[], &with(collection, of_age)).map(|events| events.len());
        assert_eq!(answer, if allowed { Ok(1) } else { Err(not_collected()) }, "{collection:?} {of_age}");
    }
}

/// A2-06
#[test]
fn a_minor_with_a_delegate_without_document_stays_at_school() {
    let refused = after(&[], &with(relative(false), false));
    assert_eq!(refused, Err(not_collected()));
    assert_eq!(not_collected().norm(), Norm::MinorCollected);
    assert_eq!(
        not_collected().to_string(),
        "lo studente è minorenne il 12 novembre 2025: va indicato chi lo ha prelevato; se è un parente \
         maggiorenne, con la delega scritta e il documento"
    );
}

/// A2-06: born on 14 November 2007, eighteen on 14 November 2025.
#[test]
fn a_student_who_turns_eighteen_that_day_needs_nobody() {
    let student = born("2007-11-14");
    let leaves_alone = |on| {
        let of_age = student.is_of_age(day(on), &REGULATION);
        let exit = Exit { collection: Collection::AdultStudent, of_age, ..out("12:00") };
        Command::RecordExit { student: student.person, day: lessons_of(IN_3B, on), exit, today: day(on) }
    };
    let minor = Rejection::MinorNotCollected { on: day("2025-11-13") };
    assert_eq!(after(&[], &leaves_alone("2025-11-13")), Err(minor));
    let events = after(&[], &leaves_alone("2025-11-14")).expect("of age");
    let [AttendanceEvent::ExitRecorded { because, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(because, &[Norm::ExitAtEndOfPeriod, Norm::HoursOfAbsence]);
}

/// A2-07, A12-03: taken ill at 11:20, with the father: a class of reasons, and the hours after it.
#[test]
fn who_is_taken_ill_leaves_with_a_parent_and_without_a_diagnosis() {
    let father = Collection::Guardian { person: person(3) };
    let exit = Exit { reason: ExitReason::Malaise, collection: father, ..out("11:20") };
    let because = [Norm::ExitForMalaise, Norm::MinorCollected, Norm::HoursOfAbsence];
    let event = exit_recorded(0, &exit, missed(&[(5, 0), (6, 0)]), &because);
    assert_eq!(after(&[], &leaves_as(exit)), Ok(vec![event]));
    for reason in [ExitReason::Family, ExitReason::Health, ExitReason::Urgent] {
        let events = history(&[leaves_as(Exit { reason, ..out("12:00") })]);
        let [AttendanceEvent::ExitRecorded { because, .. }] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(because, &FAMILY_OF_A_MINOR);
    }
}

#[test]
fn an_exit_falls_within_the_lessons_of_the_day() {
    let outside = |time| Rejection::OutsideLessons {
        on: day(ON),
        at: at(time),
        starts: at("08:05"),
        ends: at("14:00"),
    };
    for time in ["08:04", "14:00"] {
        assert_eq!(after(&[], &leaves(time)), Err(outside(time)));
    }
    for time in ["08:05", "13:59"] {
        assert_eq!(after(&[], &leaves(time)).map(|events| events.len()), Ok(1), "{time}");
    }
    assert_eq!(
        outside("14:00").to_string(),
        "le 14:00 sono fuori dall'orario di lezione del 12 novembre 2025 (dalle 08:05 alle 14:00)"
    );
}

#[test]
fn one_leaves_once_and_after_having_come() {
    let out_already = Rejection::AlreadyOut { on: day(ON), since: at("12:00") };
    for time in ["11:59", "12:01"] {
        assert_eq!(after(&history(&[leaves("12:00")]), &leaves(time)), Err(out_already.clone()));
    }
    let entered = history(&[enters("09:00", Ground::Family)]);
    for exit in ["08:59", "09:00"] {
        let refusal = Rejection::ExitBeforeEntry { on: day(ON), exit: at(exit), entry: at("09:00") };
        assert_eq!(after(&entered, &leaves(exit)), Err(refusal));
    }
    assert_eq!(after(&entered, &leaves("09:01")).map(|events| events.len()), Ok(1));
    let again = history(&[leaves("10:00"), enters("11:00", Ground::None), leaves("13:00")]);
    assert_eq!(missed_on(&again, ON), [3, 6]);
}

#[test]
fn who_is_absent_does_not_leave_before_having_come() {
    let absent_then = Rejection::AbsentThatDay { on: day(ON) };
    assert_eq!(after(&history(&[absent(ON)]), &leaves("12:00")), Err(absent_then));
    let came = history(&[absent(ON), enters("09:00", Ground::None)]);
    assert_eq!(after(&came, &leaves("12:00")).map(|events| events.len()), Ok(1));
    let annulled = history(&[absent(ON), annul(0)]);
    assert_eq!(after(&annulled, &leaves("12:00")).map(|events| events.len()), Ok(1));
}
