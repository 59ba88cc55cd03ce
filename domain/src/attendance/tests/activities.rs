//! Away from class for the school: what counts as attended, and what does not.

use super::*;

fn outing_on(on: &str, to: Destination, away: AbsenceScope, hours: u8) -> Command {
    let outing = Outing { to, away, hours };
    Command::RecordActivity { student: person(STUDENT), day: lessons_of(IN_3B, on), outing, today: day(on) }
}

fn outing(to: Destination, hours: u8) -> Command {
    outing_on(ON, to, AbsenceScope::WholeDay, hours)
}

fn for_hours(periods: &[u8], done: u8) -> Command {
    outing_on(ON, Destination::School, hours(periods), done)
}

fn trip_until(last_day: &str) -> Destination {
    Destination::Trip { last_day: day(last_day), calendar: calendar() }
}

fn recorded(
    number: u32,
    activity: Activity,
    done: u8,
    missed: Vec<MissedHour>,
    norm: Norm,
) -> AttendanceEvent {
    AttendanceEvent::ActivityRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        activity,
        away: AbsenceScope::WholeDay,
        hours: done,
        turns: None,
        policy: CountingPolicy::WholeLessons,
        missed,
        because: vec![Norm::HoursOfAbsence, norm],
    }
}

/// A5-08, B1-09: the hours done at the host body count as attended; A5-09 the same for reflection at school.
#[test]
fn the_hours_done_count_as_attended() {
    for (to, activity, norm) in [
        (Destination::Citizenship, Activity::Citizenship, Norm::CitizenshipHoursCount),
        (Destination::Reflection, Activity::Reflection, Norm::ReflectionHoursCount),
        (Destination::School, Activity::School, Norm::AbsentFromActivities),
    ] {
        let event = recorded(0, activity, 6, vec![], norm);
        assert_eq!(after(&[], &outing(to.clone(), 6)), Ok(vec![event.clone()]));
        assert_eq!(after(&[event], &outing(to, 6)), Ok(vec![]));
    }
    let some = recorded(0, Activity::Citizenship, 4, missed(&[(5, 0), (6, 0)]), Norm::CitizenshipHoursCount);
    assert_eq!(after(&[], &outing(Destination::Citizenship, 4)), Ok(vec![some]));
}

/// A5-08: five days of six hours: thirty hours done, none missed; eighteen done, twelve missed.
#[test]
fn of_thirty_hours_of_citizenship_those_not_done_are_absence() {
    let week = ["2025-11-10", "2025-11-11", "2025-11-12", "2025-11-13", "2025-11-14"];
    for (done, absence) in [([6, 6, 6, 6, 6], 0), ([6, 6, 6, 0, 0], 12), ([4, 4, 4, 3, 3], 12)] {
        let commands: Vec<_> = week
            .iter()
            .zip(done)
            .map(|(on, hours)| outing_on(on, Destination::Citizenship, AbsenceScope::WholeDay, hours))
            .collect();
        let events = history(&commands);
        let missed: usize = week.iter().map(|on| missed_on(&events, on).len()).sum();
        assert_eq!(missed, absence, "{done:?}");
    }
}

/// A5-09: two days, 26 and 27 November 2025, six hours of reflection a day.
#[test]
fn two_days_of_reflection_at_school_are_no_absence() {
    for on in ["2025-11-26", "2025-11-27"] {
        let events = history(&[outing_on(on, Destination::Reflection, AbsenceScope::WholeDay, 6)]);
        assert_eq!(missed_on(&events, on), [0; 0]);
    }
}

/// A5-04: the trip of 18 March 2026: who takes part is at school; who does not and is in class has nothing recorded,
/// and who is not in class is absent.
#[test]
fn who_does_not_go_on_the_trip_counts_as_absent_only_if_not_at_school() {
    let on = "2026-03-18";
    let trip = history(&[outing_on(on, trip_until(on), AbsenceScope::WholeDay, 5)]);
    assert_eq!(missed_on(&trip, on), [0; 0]);
    assert_eq!(missed_on(&[], on), [0; 0]);
    // From January there are five hours on Wednesdays.
    assert_eq!(missed_on(&history(&[absent(on)]), on), [1, 2, 3, 4, 5]);
}

/// A3-15: a trip stores the first lesson day after it.
#[test]
fn a_trip_says_when_lessons_go_on() {
    for (on, last_day, back) in [
        ("2026-03-20", "2026-03-20", Some("2026-03-23")), // A Friday.
        ("2026-03-18", "2026-03-19", Some("2026-03-20")),
        ("2025-12-22", "2025-12-22", Some("2026-01-07")),
        ("2026-06-08", "2026-06-08", None), // The last day of lessons.
    ] {
        let events = history(&[outing_on(on, trip_until(last_day), AbsenceScope::WholeDay, 5)]);
        let back_to_lessons = back.map(day);
        assert!(
            matches!(events[0], AttendanceEvent::ActivityRecorded { activity: Activity::Trip { back_to_lessons: said }, .. } if said == back_to_lessons),
            "{on}"
        );
    }
}

/// A5-04, A5-03: called absent by mistake, the student was at an activity.
#[test]
fn an_activity_turns_the_absence_of_that_day() {
    let known = history(&[absent(ON), outing(Destination::Citizenship, 6)]);
    assert_eq!(missed_on(&known, ON), [0; 0]);
    let year = folded(&known);
    assert_eq!(year.facts[&FactNumber(0)].standing, Standing::TurnedInto(FactNumber(1)));
    // Annulled, the absence is back.
    assert_eq!(missed_on(&and(&known, &[annul(1)]), ON), [1, 2, 3, 4, 5, 6]);
    let absence_again = Rejection::AtActivity { on: day(ON) };
    assert_eq!(after(&known, &absent(ON)), Err(absence_again.clone()));
    assert_eq!(absence_again.norm(), Norm::AbsentFromActivities);
    assert_eq!(absence_again.to_string(), "il 12 novembre 2025 lo studente è a un'attività della scuola");
}

/// A5-03, A5-04: some hours at an activity, the others in class.
#[test]
fn an_activity_of_some_hours_leaves_the_others_to_the_lessons() {
    assert_eq!(missed_on(&history(&[for_hours(&[2, 3], 2)]), ON), [0; 0]);
    assert_eq!(missed_on(&history(&[for_hours(&[2, 3], 1)]), ON), [3]);
    assert_eq!(missed_on(&history(&[for_hours(&[2, 3], 2), absent(ON)]), ON), [1, 4, 5, 6]);
    assert_eq!(missed_on(&history(&[absent(ON), for_hours(&[2, 3], 2)]), ON), [1, 4, 5, 6]);
    assert_eq!(missed_on(&history(&[for_hours(&[5, 6], 2), leaves("12:00")]), ON), [0; 0]);
    assert_eq!(missed_on(&history(&[absent_for(&[2]), for_hours(&[2, 3], 2)]), ON), [0; 0]);
}

/// A5-03, A5-08: back in class after the activity, and away again.
#[test]
fn who_comes_to_class_after_an_activity_misses_what_was_not_done() {
    let back = |done, time| history(&[outing(Destination::School, done), enters(time, Ground::None)]);
    assert_eq!(missed_on(&back(2, "10:00"), ON), [0; 0]);
    assert_eq!(missed_on(&back(2, "11:00"), ON), [3]);
    let left = and(&back(2, "10:00"), &[leaves("12:00")]);
    assert_eq!(missed_on(&left, ON), [5, 6]);
    let rests = Rejection::MovementRestsOnIt { on: day(ON), at: at("12:00") };
    assert_eq!(after(&left, &annul(1)), Err(rests));
}

#[test]
fn an_activity_fits_the_day() {
    let too_many = |hours, of| Rejection::MoreHoursThanAway { on: day(ON), hours, of };
    let at_activity = Rejection::AtActivity { on: day(ON) };
    for (known, command, refusal) in [
        (vec![], outing(Destination::Citizenship, 7), too_many(7, 6)),
        (vec![], for_hours(&[2, 3], 3), too_many(3, 2)),
        (vec![], for_hours(&[], 0), Rejection::NoHours),
        (vec![], for_hours(&[7], 1), Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(7) }),
        (vec![outing(Destination::School, 6)], outing(Destination::Citizenship, 6), at_activity.clone()),
        (vec![outing(Destination::School, 6)], for_hours(&[2], 1), at_activity.clone()),
        (vec![for_hours(&[2, 3], 2)], for_hours(&[3, 4], 2), at_activity.clone()),
        (vec![outing(Destination::School, 6)], leaves("12:00"), at_activity),
        (
            vec![leaves("12:00")],
            outing(Destination::School, 6),
            Rejection::AlreadyOut { on: day(ON), since: at("12:00") },
        ),
    ] {
        assert_eq!(after(&history(&known), &command), Err(refusal));
    }
    assert_eq!(count(after(&history(&[for_hours(&[2, 3], 2)]), &for_hours(&[4], 1))), Ok(1));
    let (student, outing) =
        (person(STUDENT), Outing { to: Destination::School, away: hours(&[1]), hours: 1 });
    let day_of_class = lessons_of(IN_3B, ON);
    let early = Command::RecordActivity { student, day: day_of_class, outing, today: day("2025-11-11") };
    let in_future = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], &early), Err(in_future));
    assert_eq!(too_many(7, 6).norm(), Norm::HoursOfAbsence);
}

fn course(subject_code: &str, hours: u8, today: &str) -> Command {
    let course = Course { on: day("2026-06-24"), subject: subject(subject_code), hours };
    Command::RecordRecoveryAbsence { student: person(STUDENT), class: IN_3B, course, today: day(today) }
}

/// A13: lessons of a recovery course must be attended and justified, outside the annual hours (art. 29, c. 8).
#[test]
fn an_absence_from_a_recovery_course_is_to_be_justified_and_is_no_hour_of_the_year() {
    let known = history(&[course("MAT", 2, "2026-06-24")]);
    let event = AttendanceEvent::RecoveryMissed {
        student: person(STUDENT),
        class: IN_3B,
        on: day("2026-06-24"),
        number: FactNumber(0),
        subject: subject("MAT"),
        hours: 2,
        because: vec![Norm::RecoveryCourses],
    };
    assert_eq!(known, [event]);
    assert_eq!(after(&known, &course("MAT", 2, "2026-06-24")), Ok(vec![]));
    assert_eq!(missed_on(&known, "2026-06-24"), [0; 0]);
    assert_eq!(folded(&known).to_be_reserved(day("2026-06-25")), [FactNumber(0)]);
    let justified = bring(by_mother(), 0, JustificationGround::Family, Evidence::None, "2026-06-25");
    assert_eq!(count(after(&known, &justified)), Ok(1));

    let known_already = Rejection::CourseAlreadyMissed { on: day("2026-06-24") };
    assert_eq!(after(&known, &course("MAT", 1, "2026-06-24")), Err(known_already.clone()));
    assert_eq!(known_already.norm(), Norm::RecoveryCourses);
    assert_eq!(count(after(&known, &course("ITA", 1, "2026-06-24"))), Ok(1));
    assert_eq!(after(&[], &course("MAT", 0, "2026-06-24")), Err(Rejection::NoHours));
    let early = Rejection::InTheFuture { on: day("2026-06-24"), today: day("2026-06-23") };
    assert_eq!(after(&[], &course("MAT", 2, "2026-06-23")), Err(early));
}
