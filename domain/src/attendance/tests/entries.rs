//! Late entries: until when one is on time, when one is let into class, which hours are missed.

use super::*;

/// From which time a student who comes at `time` is let into class, and the hours missed.
fn admitted(time: &str, ground: Ground) -> Result<(Time, Vec<u8>), Rejection> {
    let events = after(&[], &enters(time, ground))?;
    let [AttendanceEvent::EntryRecorded { admitted_from, missed, .. }] = events.as_slice() else {
        panic!("not one entry: {events:?}");
    };
    Ok((*admitted_from, missed.iter().map(|hour| hour.period.0).collect()))
}

fn because(time: &str, ground: Ground) -> Vec<Norm> {
    match after(&[], &enters(time, ground)).as_deref() {
        Ok([AttendanceEvent::EntryRecorded { because, .. }]) => because.clone(),
        other => panic!("not one entry: {other:?}"),
    }
}

fn entry_recorded(
    (number, turns): (u32, Option<u32>),
    (time, admitted_from): (&str, &str),
    ground: Ground,
    missed: Vec<MissedHour>,
    because: &[Norm],
) -> AttendanceEvent {
    AttendanceEvent::EntryRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        at: at(time),
        admitted_from: at(admitted_from),
        ground,
        turns: turns.map(FactNumber),
        policy: CountingPolicy::WholeLessons,
        missed,
        because: because.to_vec(),
    }
}

/// A1-01
#[test]
fn at_08_05_a_student_is_on_time_and_at_08_06_late() {
    let on_time = Rejection::NotLate { at: at("08:05"), starts: at("08:05") };
    assert_eq!(after(&[], &enters("08:05", Ground::None)), Err(on_time.clone()));
    assert_eq!(on_time.norm(), Norm::OnTimeUntilLessonsStart);
    assert_eq!(
        on_time.to_string(),
        "l'ingresso delle 08:05 non è un ritardo: le lezioni iniziano alle 08:05"
    );
    // A1-02: an entry after 08:05 is a delay, whatever the ground.
    // A1-03: a ground is cited when one is stated.
    let late = [Norm::LateEntryAlwaysRecorded, Norm::GroundOfLateEntry];
    for (ground, because) in [(Ground::None, &late[..1]), (Ground::Transport, &late), (Ground::Family, &late)]
    {
        let event = entry_recorded((0, None), ("08:06", "08:06"), ground, vec![], because);
        assert_eq!(after(&[], &enters("08:06", ground)), Ok(vec![event]));
    }
}

/// A1-04, with A1-03 for the grounds and A1-09 for the hours.
#[test]
fn a_late_student_without_ground_waits_for_the_second_hour_after_08_15() {
    use Ground::{Family, None, Transport};
    for (time, ground, admitted_from, hours) in [
        ("08:12", None, "08:12", &[][..]), // A1-09
        ("08:14", None, "08:14", &[]),
        ("08:15", None, "08:15", &[]),
        ("08:16", None, "09:00", &[1]),
        ("08:31", None, "09:00", &[1]), // A1-08: deferred, never sent home.
        ("08:59", None, "09:00", &[1]),
        ("09:00", None, "09:00", &[1]),
        ("09:01", None, "09:01", &[1]),
        ("08:15", Transport, "08:15", &[]),
        ("08:16", Transport, "08:16", &[]),
        ("08:40", Transport, "08:40", &[]),
        ("08:16", Family, "08:16", &[]),
        ("08:59", Family, "08:59", &[]),
        ("09:00", Family, "09:00", &[1]),
    ] {
        let hours = hours.to_vec();
        assert_eq!(admitted(time, ground), Ok((at(admitted_from), hours)), "{time} {ground:?}");
    }
}

/// A1-04, A1-09, A5-03
#[test]
fn an_entry_at_08_16_is_deferred_and_counts_the_first_hour() {
    let because = [
        Norm::LateEntryAlwaysRecorded,
        Norm::LateEntryDeferred,
        Norm::NeverSentHome,
        Norm::LateEntryFromSecondHour,
    ];
    let event = entry_recorded((0, None), ("08:16", "09:00"), Ground::None, missed(&[(1, 0)]), &because);
    assert_eq!(after(&[], &enters("08:16", Ground::None)), Ok(vec![event]));
}

/// A1-03, A1-09
#[test]
fn an_entry_from_the_second_hour_counts_hours_even_if_justified() {
    let because = [Norm::LateEntryAlwaysRecorded, Norm::GroundOfLateEntry, Norm::LateEntryFromSecondHour];
    let event = entry_recorded((0, None), ("09:00", "09:00"), Ground::Family, missed(&[(1, 0)]), &because);
    assert_eq!(after(&[], &enters("09:00", Ground::Family)), Ok(vec![event]));
}

/// A5-03
#[test]
fn an_entry_at_the_third_period_is_two_hours() {
    for (time, hours) in
        [("09:59", &[1][..]), ("10:00", &[1, 2]), ("10:01", &[1, 2]), ("13:59", &[1, 2, 3, 4, 5])]
    {
        assert_eq!(admitted(time, Ground::Family), Ok((at(time), hours.to_vec())), "{time}");
    }
}

/// A1-02: each effect cites its rule.
#[test]
fn every_late_entry_says_which_rules_it_rests_on() {
    let always = Norm::LateEntryAlwaysRecorded;
    for (time, ground, expected) in [
        ("08:15", Ground::None, vec![always]),
        (
            "08:16",
            Ground::None,
            vec![always, Norm::LateEntryDeferred, Norm::NeverSentHome, Norm::LateEntryFromSecondHour],
        ),
        ("08:16", Ground::Transport, vec![always, Norm::GroundOfLateEntry]),
        ("09:00", Ground::Transport, vec![always, Norm::GroundOfLateEntry, Norm::LateEntryFromSecondHour]),
    ] {
        assert_eq!(because(time, ground), expected, "{time} {ground:?}");
    }
}

#[test]
fn an_entry_falls_within_the_lessons_of_the_day() {
    let outside = |time| Rejection::OutsideLessons {
        on: day(ON),
        at: at(time),
        starts: at("08:05"),
        ends: at("14:00"),
    };
    for time in ["07:59", "08:04", "14:00", "14:01"] {
        assert_eq!(after(&[], &enters(time, Ground::None)), Err(outside(time)));
    }
    assert_eq!(admitted("13:59", Ground::None).map(|(admitted_from, _)| admitted_from), Ok(at("13:59")));
    assert_eq!(outside("14:00").norm(), Norm::HoursOfAbsence);
}

/// A1-01: who has no first hour is on time at the second bell, and late a minute after.
#[test]
fn when_lessons_begin_later_that_day_so_does_lateness() {
    let mut from_nine = lessons_of(IN_3B, ON);
    from_nine.hours.remove(0);
    let enters = |time| {
        let (day_of_class, today) = (from_nine.clone(), day(ON));
        Command::RecordEntry {
            student: person(STUDENT),
            day: day_of_class,
            at: at(time),
            ground: Ground::None,
            today,
        }
    };
    let on_time = Rejection::NotLate { at: at("09:00"), starts: at("09:00") };
    assert_eq!(after(&[], &enters("09:00")), Err(on_time));
    assert_eq!(after(&[], &enters("09:01")).map(|events| events.len()), Ok(1));
    assert_eq!(missed_on(&history(&[enters("09:01")]), ON), [0; 0]);
}

#[test]
fn an_entry_is_recorded_once() {
    let known = history(&[enters("08:40", Ground::None)]);
    let inside = |since| Err(Rejection::AlreadyInside { on: day(ON), since: at(since) });
    assert_eq!(after(&known, &enters("08:40", Ground::None)), Ok(vec![]));
    assert_eq!(after(&known, &enters("08:39", Ground::None)), inside("08:40"));
    assert_eq!(after(&known, &enters("08:41", Ground::None)), inside("08:40"));
    // Another ground is another fact, and not silence: it is corrected with a reason.
    assert_eq!(after(&known, &enters("08:40", Ground::Transport)), inside("08:40"));
    // Sent again after the exit, it is still the same entry.
    let known = and(&known, &[leaves("12:00")]);
    assert_eq!(after(&known, &enters("08:40", Ground::None)), Ok(vec![]));
    assert_eq!(after(&known, &enters("10:00", Ground::None)), inside("08:40"));
}

#[test]
fn an_entry_may_be_recorded_after_the_exit_of_the_same_day() {
    let in_order = history(&[enters("09:00", Ground::None), leaves("12:00")]);
    let late = history(&[leaves("12:00"), enters("09:00", Ground::None)]);
    assert_eq!(missed_on(&in_order, ON), [1, 5, 6]);
    assert_eq!(missed_on(&late, ON), [1, 5, 6]);
}

/// A1-04: who was in class and comes back waits for nobody.
#[test]
fn who_comes_back_the_same_morning_is_not_deferred() {
    let events = history(&[leaves("08:10"), enters("08:30", Ground::None)]);
    assert!(matches!(
        events.last(),
        Some(AttendanceEvent::EntryRecorded { admitted_from, .. }) if *admitted_from == at("08:30")
    ));
    assert_eq!(missed_on(&events, ON), [0; 0]);
    let events = history(&[leaves("10:00"), enters("12:00", Ground::None)]);
    assert_eq!(missed_on(&events, ON), [3, 4]);
    // At the minute of the exit, it is a return too.
    assert_eq!(missed_on(&history(&[leaves("10:00"), enters("10:00", Ground::None)]), ON), [0; 0]);
}

/// A1-04: deferred to 09:00 and gone at 08:40, a student was never in class.
#[test]
fn who_leaves_while_waiting_for_the_second_hour_misses_the_whole_day() {
    let events = history(&[enters("08:20", Ground::None), leaves("08:40")]);
    assert_eq!(missed_on(&events, ON), [1, 2, 3, 4, 5, 6]);
}

/// A5-03
#[test]
fn an_entry_after_an_absence_of_the_same_day_turns_it_into_the_hours_missed() {
    let known = history(&[absent(ON)]);
    let because = [Norm::LateEntryAlwaysRecorded, Norm::LateEntryFromSecondHour];
    let turned =
        entry_recorded((1, Some(0)), ("10:00", "10:00"), Ground::None, missed(&[(1, 1), (2, 1)]), &because);
    assert_eq!(after(&known, &enters("10:00", Ground::None)), Ok(vec![turned]));

    let year = folded(&and(&known, &[enters("10:00", Ground::None)]));
    assert_eq!(year.facts[&FactNumber(0)].standing, Standing::TurnedInto(FactNumber(1)));
    assert_eq!(year.facts[&FactNumber(1)].standing, Standing::Stands);
    // An absence of some hours is not turned: it says more than that the student had not come.
    let hours = history(&[absent_for(&[6]), enters("10:00", Ground::None)]);
    assert_eq!(missed_on(&hours, ON), [1, 2, 6]);
}

/// A1-01: the bell of the first hour is not that of a class that begins at ten.
#[test]
fn nobody_is_late_for_an_hour_that_the_class_does_not_have() {
    let mut from_ten = lessons_of(IN_3B, ON);
    from_ten.hours.drain(..2);
    let student = person(STUDENT);
    let command = Command::RecordEntry {
        student,
        day: from_ten,
        at: at("10:00"),
        ground: Ground::Family,
        today: day(ON),
    };
    assert_eq!(after(&[], &command), Err(Rejection::NotLate { at: at("10:00"), starts: at("10:00") }));
}

/// A1-04: the deferral is for who comes late, and not for who was there.
#[test]
fn out_and_back_within_the_first_hour_costs_no_hour() {
    let events = history(&[leaves("08:10"), enters("08:16", Ground::None)]);
    assert_eq!(missed_on(&events, ON), [0; 0]);
    let [_, AttendanceEvent::EntryRecorded { because, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert!(!because.contains(&Norm::LateEntryDeferred));
    // Before any exit, the same entry is deferred.
    assert_eq!(missed_on(&history(&[enters("08:16", Ground::None)]), ON), [1]);
}
