//! What holds for any day of any student, however odd.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Quarters of an hour from 08:05 to 14:05, which is too late for anybody.
fn any_time() -> impl Strategy<Value = Time> {
    (0i32..=24).prop_map(|quarters| {
        let minutes = 8 * 60 + 5 + quarters * 15;
        Time::constant((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
    })
}

fn any_scope() -> impl Strategy<Value = AbsenceScope> {
    let some_hours = prop::collection::btree_set((1u8..=6).prop_map(PeriodNumber), 1..4);
    prop_oneof![Just(AbsenceScope::WholeDay), some_hours.prop_map(AbsenceScope::Hours)]
}

fn any_ground() -> impl Strategy<Value = Ground> {
    prop_oneof![Just(Ground::None), Just(Ground::Transport)]
}

fn any_exit() -> impl Strategy<Value = Exit> {
    (any_time(), any::<bool>()).prop_map(|(time, of_age)| Exit { at: time, of_age, ..out("12:00") })
}

fn any_outing() -> impl Strategy<Value = Outing> {
    let to = prop_oneof![Just(Destination::Citizenship), Just(Destination::School)];
    (to, any_scope(), 0u8..=7).prop_map(|(to, away, hours)| Outing { to, away, hours })
}

/// A fact of the day, as it might be recorded.
fn any_record() -> impl Strategy<Value = Command> {
    let (student, today) = (person(STUDENT), day(ON));
    let here = || lessons_of(IN_3B, ON);
    prop_oneof![
        any_scope().prop_map(move |scope| Command::RecordAbsence { student, day: here(), scope, today }),
        (any_time(), any_ground()).prop_map(move |(at, ground)| Command::RecordEntry {
            student,
            day: here(),
            at,
            ground,
            today
        }),
        any_exit().prop_map(move |exit| Command::RecordExit { student, day: here(), exit, today }),
        any_outing().prop_map(move |outing| Command::RecordActivity { student, day: here(), outing, today }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let (student, number) = (person(STUDENT), 0u32..8);
    let amended = prop_oneof![
        any_scope().prop_map(Amended::Absence),
        (any_time(), any_ground()).prop_map(|(at, ground)| Amended::Entry { at, ground }),
        any_exit().prop_map(Amended::Exit),
    ];
    let justify =
        move |number| bring(by_mother(), number, JustificationGround::Other, Evidence::None, "2025-11-13");
    let check = move |(number, accepted)| Command::DecideJustification {
        student,
        number: FactNumber(number),
        outcome: if accepted {
            JustificationOutcome::Accepted
        } else {
            JustificationOutcome::Refused { reason: text("x") }
        },
        on: day("2025-11-13"),
    };
    prop_oneof![
        4 => any_record(),
        2 => (number.clone(), amended).prop_map(|(number, amended)| correct(number, amended)),
        1 => number.clone().prop_map(annul),
        1 => prop_oneof![Just(IN_3B), Just(IN_4A)].prop_map(|class| restamp(class, ON)),
        1 => number.clone().prop_map(justify),
        1 => (number, any::<bool>()).prop_map(check),
    ]
}

fn accepted(commands: &[Command]) -> Vec<AttendanceEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).unwrap_or_default());
    }
    events
}

proptest! {
    /// A5-03
    #[test]
    fn the_hours_of_a_day_do_not_depend_on_the_order_of_recording(
        (commands, shuffled) in prop::collection::vec(any_record(), 2..5)
            .prop_flat_map(|commands| (Just(commands.clone()), Just(commands).prop_shuffle())),
    ) {
        let (one, other) = (accepted(&commands), accepted(&shuffled));
        if one.len() == commands.len() && other.len() == commands.len() {
            prop_assert_eq!(missed_on(&one, ON), missed_on(&other, ON));
        }
    }

    /// A5-03
    #[test]
    fn hours_missed_are_hours_of_the_day_each_once(commands in prop::collection::vec(any_command(), 1..10)) {
        let timetable: BTreeSet<u8> = (1..=6).collect();
        for event in accepted(&commands) {
            let Some((_, missed)) = count_of(&event) else { continue };
            let periods: BTreeSet<u8> = missed.iter().map(|hour| hour.period.0).collect();
            prop_assert_eq!(periods.len(), missed.len());
            prop_assert!(periods.is_subset(&timetable));
        }
    }

    /// A5-03: every count names facts of the register that stand that day.
    #[test]
    fn each_hour_missed_comes_from_a_fact_that_stands(commands in prop::collection::vec(any_command(), 1..10)) {
        let events = accepted(&commands);
        if let Some((on, missed)) = events.iter().rev().find_map(count_of) {
            let year = folded(&events);
            let standing: BTreeSet<_> = year.standing(on).into_iter().map(|(number, _)| number).collect();
            prop_assert!(missed.iter().all(|hour| standing.contains(&hour.fact)));
        }
    }

    #[test]
    fn every_act_on_attendance_done_twice_is_silence_the_second_time(
        commands in prop::collection::vec(any_command(), 0..10), last in any_command(),
    ) {
        let mut events = accepted(&commands);
        if let Ok(first) = after(&events, &last) {
            events.extend(first);
            prop_assert_eq!(after(&events, &last), Ok(vec![]));
        }
    }

    #[test]
    fn comings_and_goings_alternate(commands in prop::collection::vec(any_record(), 1..8)) {
        let year = folded(&accepted(&commands));
        let mut movements: Vec<_> = year
            .standing(day(ON))
            .into_iter()
            .filter_map(|(number, recorded)| match recorded.fact {
                Fact::Entry { at, .. } => Some((at, number, true)),
                Fact::Exit { at, .. } => Some((at, number, false)),
                Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => None,
            })
            .collect();
        movements.sort();
        prop_assert!(movements.windows(2).all(|pair| pair[0].2 != pair[1].2), "{:?}", movements);
    }

    #[test]
    fn whatever_the_order_of_what_is_read_nothing_panics(
        (events, dropped) in prop::collection::vec(any_command(), 1..10)
            .prop_map(|commands| accepted(&commands))
            .prop_flat_map(|events| (Just(events.clone()).prop_shuffle(), 0..=events.len())),
        last in any_command(),
    ) {
        let read = &events[dropped..];
        prop_assert_eq!(folded(read).length as usize, read.len());
        let _ = after(read, &last);
    }

    /// A5-03: two hours of mathematics in a row, or one of two hours, are two hours.
    #[test]
    fn grouping_hours_in_lessons_cannot_change_the_count(
        commands in prop::collection::vec(any_record(), 1..5), groups in prop::collection::vec(0u8..3, 6),
    ) {
        let regrouped = |command: Command| {
            let group = |mut day: ClassDay| {
                for (hour, group) in day.hours.iter_mut().zip(&groups) {
                    hour.subject = subject(&format!("G{group}"));
                    hour.teachers = vec![person(u128::from(*group))];
                }
                day
            };
            match command {
                Command::RecordAbsence { student, day, scope, today } => {
                    Command::RecordAbsence { student, day: group(day), scope, today }
                }
                Command::RecordEntry { student, day, at, ground, today } => {
                    Command::RecordEntry { student, day: group(day), at, ground, today }
                }
                Command::RecordPermittedEntry { student, day, at, today } => {
                    Command::RecordPermittedEntry { student, day: group(day), at, today }
                }
                Command::RecordExit { student, day, exit, today } => {
                    Command::RecordExit { student, day: group(day), exit, today }
                }
                Command::RecordActivity { student, day, outing, today } => {
                    Command::RecordActivity { student, day: group(day), outing, today }
                }
                other @ (Command::Correct { .. }
                | Command::Annul { .. }
                | Command::Restamp { .. }
                | Command::Justify { .. }
                | Command::DecideJustification { .. }
                | Command::Excuse { .. }
                | Command::RevokeExcuse { .. }
                | Command::WithdrawJustification { .. }
                | Command::Admit { .. }
                | Command::VerifyGround { .. }
                | Command::Classify { .. }
                | Command::Contest { .. }
                | Command::ConfirmClassification { .. }
                | Command::Foretell { .. }
                | Command::RecordRecoveryAbsence { .. }) => other,
            }
        };
        let grouped: Vec<_> = commands.iter().cloned().map(regrouped).collect();
        prop_assert_eq!(missed_on(&accepted(&commands), ON), missed_on(&accepted(&grouped), ON));
    }
}
