//! Mistakes seen in registers in use, each as a test.

use super::*;
use crate::hours::Share;
use crate::term::SchoolDays;

/// A5-03: the same minutes give different hours in different products, so each count names its way of counting.
#[test]
fn the_way_of_counting_is_stored_with_every_count() {
    let known = history(&[absent(ON), enters("09:00", Ground::None), leaves("12:00"), annul(2)]);
    let known = and(&known, &[correct(1, Amended::Entry { at: at("10:00"), ground: Ground::None })]);
    let known = and(&known, &[restamp(IN_4A, ON)]);
    for event in &known {
        let stored = serde_json::to_value(event).expect("an event is plain data").to_string();
        assert!(stored.contains(r#""policy":"whole-lessons""#), "{stored}");
    }
}

/// A5-03: 08:20 with a ground, a minute before the bell, and the whole hour are three different cases of one policy.
#[test]
fn an_hour_attended_in_part_is_an_hour_attended() {
    for (time, hours) in [("08:20", &[][..]), ("08:59", &[]), ("09:00", &[1])] {
        assert_eq!(missed_on(&history(&[enters(time, Ground::Family)]), ON), hours, "{time}");
    }
}

/// A5-01: a limit cut to 222 hours fails who missed 222 and a half of 891.
#[test]
fn the_quarter_of_the_year_is_not_cut_to_whole_hours() {
    let share: Share = REGULATION.attendance_share(day("2026-06-08"));
    for (annual_hours, missed_minutes, valid) in [
        (1056, 264 * 60, true),
        (1056, 264 * 60 + 1, false),
        (990, 247 * 60 + 30, true),
        (990, 247 * 60 + 31, false),
        (891, 222 * 60 + 30, true),
        (891, 222 * 60 + 45, true),
        (891, 222 * 60 + 46, false),
        (1089, 272 * 60 + 15, true),
        (1089, 272 * 60 + 16, false),
    ] {
        assert_eq!(
            share.is_met(annual_hours * 60, missed_minutes),
            valid,
            "{missed_minutes} of {annual_hours}"
        );
    }
}

/// A5-03: in January the class has another timetable, and November is still November.
#[test]
fn a_past_day_is_not_counted_with_the_timetable_of_today() {
    let in_january = absent_in(IN_3B, ON, AbsenceScope::WholeDay, "2026-01-20");
    assert_eq!(missed_on(&history(&[in_january]), ON), [1, 2, 3, 4, 5, 6]);
    let wednesday = "2026-01-14";
    assert_eq!(missed_on(&history(&[absent(wednesday)]), wednesday), [1, 2, 3, 4, 5]);
}

/// A5-03: the student is in 4A today, and was in 3B that day.
#[test]
fn a_past_day_is_not_counted_with_the_class_of_today() {
    let event = people::PersonEvent::Moved {
        student: person(STUDENT),
        year: crate::calendar::SchoolYear(2025),
        withdrawn: IN_3B,
        class: IN_4A,
        from: day("2025-11-13"),
        reason: text("richiesta"),
        because: vec![],
    };
    let enrolled = people::PersonEvent::Enrolled {
        student: person(STUDENT),
        class: IN_3B,
        year: crate::calendar::SchoolYear(2025),
        from: day("2025-09-15"),
        annual_hours: 1056,
        because: vec![],
    };
    let moved = [enrolled, event].iter().fold(people::Person::Known(born("2010-05-20")), people::evolve);
    let people::Person::Known(profile) = moved else { panic!("known") };
    for (on, hours) in [(ON, 6), ("2025-11-13", 5)] {
        let class = profile.class_on(day(on)).expect("enrolled");
        let events = history(&[absent_in(class, on, AbsenceScope::WholeDay, "2026-02-02")]);
        assert_eq!(missed_on(&events, on).len(), hours, "{on}");
    }
}

/// A5-03: nobody signs, and nobody teaches: the hours of the timetable count all the same.
#[test]
fn absence_does_not_depend_on_whether_the_lesson_was_signed() {
    let mut unsigned = lessons_of(IN_3B, ON);
    for hour in &mut unsigned.hours {
        hour.teachers.clear();
    }
    let (student, scope) = (person(STUDENT), AbsenceScope::WholeDay);
    let command = Command::RecordAbsence { student, day: unsigned, scope, today: day(ON) };
    assert_eq!(after(&[], &command), after(&[], &absent(ON)));
}

/// T-5: Friday 31 October and Monday 3 November are consecutive days of lessons, over a week-end and a month.
#[test]
fn consecutive_days_are_counted_over_a_week_end_and_a_month() {
    let calendar = lazio_2025_26(Week::FiveDays);
    for (on, next) in [
        ("2025-10-30", "2025-10-31"),
        ("2025-10-31", "2025-11-03"),
        ("2025-12-22", "2026-01-07"),
        ("2026-02-27", "2026-03-02"),
    ] {
        let following = SchoolDays(1).last_day(day(on), &calendar, &calendar.holidays());
        assert_eq!(following, Ok(day(next)), "{on}");
    }
}

/// B7-05: a log of new values only cannot say what was there before.
#[test]
fn every_act_that_mends_repeats_what_it_withdraws() {
    let known = history(&[leaves("12:00"), correct(0, Amended::Exit(out("13:00")))]);
    let fact = |time| {
        let exit = out(time);
        Fact::Exit { at: exit.at, reason: exit.reason, collection: exit.collection }
    };
    let known = and(&known, &[annul(0)]);
    let withdrawn: Vec<_> = known
        .iter()
        .filter_map(|event| match event {
            AttendanceEvent::Corrected { withdrawn, .. } | AttendanceEvent::Annulled { withdrawn, .. } => {
                Some(withdrawn.clone())
            }
            AttendanceEvent::AbsenceRecorded { .. }
            | AttendanceEvent::EntryRecorded { .. }
            | AttendanceEvent::ExitRecorded { .. }
            | AttendanceEvent::Restamped { .. }
            | AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::ActivityRecorded { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
            | AttendanceEvent::Classified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => None,
        })
        .collect();
    assert_eq!(withdrawn, [fact("12:00"), fact("13:00")]);
}

/// A5-03: an entry recorded after an absence of the same day must not delete it.
#[test]
fn an_entry_after_an_absence_leaves_both_in_the_register() {
    let known = history(&[absent(ON), enters("09:00", Ground::None)]);
    assert!(matches!(
        known.as_slice(),
        [
            AttendanceEvent::AbsenceRecorded { number: FactNumber(0), .. },
            AttendanceEvent::EntryRecorded { number: FactNumber(1), turns: Some(FactNumber(0)), .. },
        ]
    ));
    assert_eq!(folded(&known).facts.len(), 2);
    assert_eq!(missed_on(&known, ON), [1]);
}

/// A1-04, A5-03: a door is not a classroom: who waits for 09:00 and goes home has attended nothing.
#[test]
fn an_entry_counts_from_the_admission_and_not_from_the_door() {
    let events = history(&[absent(ON), enters("08:16", Ground::None), leaves("08:59")]);
    assert_eq!(missed_on(&events, ON), [1, 2, 3, 4, 5, 6]);
    let events = history(&[absent(ON), enters("08:16", Ground::None), leaves("09:01")]);
    assert_eq!(missed_on(&events, ON), [1, 3, 4, 5, 6]);
}
