//! What holds for any history of a person, however odd.

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..500).prop_map(|days| day("2025-07-01").saturating_add(jiff::Span::new().days(days)))
}

fn any_command() -> impl Strategy<Value = Command> {
    let class = prop_oneof![Just(IN_3B), Just(IN_4A)];
    let until = proptest::option::of(any_day());
    (0usize..9, class, any_day(), until, 2u128..4, 1u16..3).prop_map(
        |(kind, class, from, until, guardian, hours)| {
            let year = SchoolYear::containing(from);
            let guardian = person(guardian);
            match kind {
                0 => register("2008-02-29"),
                1 => Command::Enrol { class, year, from, annual_hours: hours },
                2 => Command::Move { year, class, from, reason: text("x") },
                3 => Command::Leave { year, last_day: from, reason: text("x") },
                4 => Command::SetAnnualHours { year, hours, reason: text("x"), on: from },
                5 => Command::HoldResponsibility { guardian, relation: Relation::Father, from },
                6 => Command::LimitResponsibility { guardian, from, until, order: text("x") },
                7 => Command::AssignOffice { office: Office::Secretariat, from, until },
                _ => {
                    let chair = Chair { class, subject: subject("MAT"), weekly_hours: 2 };
                    Command::AssignChair { chair, from, until }
                }
            }
        },
    )
}

fn accepted(commands: &[Command]) -> Vec<PersonEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).unwrap_or_default());
    }
    events
}

proptest! {
    #[test]
    fn every_act_on_a_person_done_twice_is_silence_the_second_time(
        commands in prop::collection::vec(any_command(), 1..12), last in any_command(),
    ) {
        let mut events = accepted(&commands);
        if let Ok(first) = after(&events, &last) {
            events.extend(first);
            prop_assert_eq!(after(&events, &last), Ok(vec![]));
        }
    }

    #[test]
    fn a_student_is_never_in_two_classes_on_a_day(
        commands in prop::collection::vec(any_command(), 1..14), on in any_day(),
    ) {
        if let Person::Known(profile) = folded(&accepted(&commands)) {
            let year = SchoolYear::containing(on);
            let there = |e: &&Enrolment| e.year == year && covers(e.from, e.until, on);
            prop_assert!(profile.enrolments.iter().filter(there).count() <= 1);
        }
    }

    #[test]
    fn whatever_the_order_of_what_is_read_nothing_panics(
        commands in prop::collection::vec(any_command(), 1..12), seed in any::<prop::sample::Index>(),
        last in any_command(),
    ) {
        let mut events = accepted(&commands);
        if !events.is_empty() {
            let cut = seed.index(events.len());
            events.rotate_left(cut);
            events.extend_from_within(..cut);
        }
        let _ = after(&events, &last);
    }
}
