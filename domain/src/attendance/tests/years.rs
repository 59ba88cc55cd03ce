//! What holds for any acts on several days of a student's year, in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::hours;

const DAYS: [&str; 4] = [ON, "2025-11-13", "2025-11-14", "2025-11-17"];

fn any_day() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&DAYS[..])
}

fn any_scope() -> impl Strategy<Value = AbsenceScope> {
    let some_hours = prop::collection::btree_set((1u8..=6).prop_map(PeriodNumber), 1..4);
    prop_oneof![Just(AbsenceScope::WholeDay), some_hours.prop_map(AbsenceScope::Hours)]
}

fn any_time() -> impl Strategy<Value = Time> {
    (8i8..=13, prop::sample::select(&[6i8, 15, 30, 45][..]))
        .prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0))
}

/// Acts that say what happened on a day, whoever says it and in whichever class.
fn any_fact(class: ClassId) -> impl Strategy<Value = Command> {
    let (student, today) = (person(STUDENT), day("2025-12-01"));
    let away = (any_scope(), 0u8..=6);
    prop_oneof![
        (any_day(), any_scope()).prop_map(move |(on, scope)| {
            Command::RecordAbsence { student, day: lessons_of(class, on), scope, today }
        }),
        (any_day(), any_time()).prop_map(move |(on, at)| {
            let (day, ground) = (lessons_of(class, on), Ground::Transport);
            Command::RecordEntry { student, day, at, ground, today }
        }),
        (any_day(), any_time()).prop_map(move |(on, at)| {
            let exit = Exit { at, of_age: true, ..out("12:00") };
            Command::RecordExit { student, day: lessons_of(class, on), exit, today }
        }),
        (any_day(), away).prop_map(move |(on, (away, hours))| {
            let outing = Outing { to: Destination::School, away, hours };
            Command::RecordActivity { student, day: lessons_of(class, on), outing, today }
        }),
        any_day().prop_map(move |on| {
            let course = Course { on: day(on), subject: subject("MAT"), hours: 2 };
            Command::RecordRecoveryAbsence { student, class, course, today }
        }),
    ]
}

/// Everything else that may be asked, on any fact.
fn any_act() -> impl Strategy<Value = Command> {
    let (student, on) = (person(STUDENT), day("2025-12-01"));
    let number = (0u32..12).prop_map(FactNumber);
    let amended = prop_oneof![
        any_scope().prop_map(Amended::Absence),
        any_time().prop_map(|at| Amended::Entry { at, ground: Ground::Family }),
        any_time().prop_map(|at| Amended::Exit(Exit { at, of_age: true, ..out("12:00") })),
    ];
    let kind = prop::sample::select(&[AbsenceKind::Individual, AbsenceKind::Collective][..]);
    let verification =
        prop_oneof![Just(Verification::Accepted), Just(Verification::Rejected { reason: text("x") })];
    let outcome = prop_oneof![
        Just(JustificationOutcome::Accepted),
        Just(JustificationOutcome::Refused { reason: text("x") })
    ];
    let reason = || text("x");
    prop_oneof![
        3 => (number.clone(), any_day(), amended).prop_map(move |(number, on, amended)| {
            Command::Correct { student, day: lessons_of(IN_3B, on), number, amended, reason: reason() }
        }),
        3 => (number.clone(), any_day()).prop_map(move |(number, on)| {
            Command::Annul { student, day: lessons_of(IN_3B, on), number, reason: reason() }
        }),
        1 => any_day().prop_map(back_on),
        2 => number.clone().prop_map(move |FactNumber(number)| {
            bring(by_mother(), number, JustificationGround::Other, Evidence::None, "2025-12-01")
        }),
        2 => (number.clone(), outcome).prop_map(move |(number, outcome)| {
            Command::DecideJustification { student, number, outcome, on }
        }),
        1 => number.clone().prop_map(move |number| {
            Command::WithdrawJustification { number, by: by_mother(), on }
        }),
        1 => (number.clone(), verification).prop_map(move |(number, outcome)| {
            Command::VerifyGround { student, number, outcome, on }
        }),
        2 => (number.clone(), kind).prop_map(move |(number, kind)| {
            Command::Classify { student, number, kind, reason: reason(), on }
        }),
        1 => number.clone().prop_map(move |number| {
            Command::Contest { number, by: by_mother(), grounds: reason(), on }
        }),
        1 => number.prop_map(move |number| {
            Command::ConfirmClassification { student, number, reason: reason(), on }
        }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![3 => any_fact(IN_3B), 2 => any_act()]
}

/// The history of those acts that are allowed, one after another.
fn lived(commands: &[Command]) -> Vec<AttendanceEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).unwrap_or_default());
    }
    events
}

/// The hours of each day that has some, by the last event that counted them.
fn counted(events: &[AttendanceEvent]) -> BTreeMap<Date, Vec<MissedHour>> {
    let mut days: BTreeMap<_, _> =
        events.iter().filter_map(count_of).map(|(on, missed)| (on, missed.to_vec())).collect();
    days.retain(|_, missed| !missed.is_empty());
    days
}

/// The hours of each day by the facts that stand, counted afresh in the class of that day.
fn counted_afresh(year: &Attendance, class_of: impl Fn(Date) -> ClassId) -> BTreeMap<Date, Vec<MissedHour>> {
    let afresh = |on: &Date| {
        let standing = year.standing(*on);
        let facts: Vec<_> = standing.iter().map(|(number, recorded)| (*number, &recorded.fact)).collect();
        let lessons = lessons_of(class_of(*on), &on.to_string());
        (*on, hours::missed(&lessons, &facts, CountingPolicy::WholeLessons))
    };
    year.by_day.keys().map(afresh).filter(|(_, missed)| !missed.is_empty()).collect()
}

proptest! {
    /// A5-03: what every event says of its day is what the facts of that day say together.
    #[test]
    fn the_count_of_a_day_is_that_of_the_facts_that_stand(
        commands in prop::collection::vec(any_command(), 1..20),
    ) {
        let events = lived(&commands);
        prop_assert_eq!(counted(&events), counted_afresh(&folded(&events), |_| IN_3B));
    }

    /// A5-01, A5-03: present is never less than nothing, nor more than the timetable.
    #[test]
    fn hours_present_are_never_negative_nor_above_the_timetable(
        commands in prop::collection::vec(any_command(), 1..20),
    ) {
        for (on, missed) in counted(&lived(&commands)) {
            let lessons = lessons_of(IN_3B, &on.to_string());
            let mut periods: Vec<_> = missed.iter().map(|hour| hour.period).collect();
            periods.dedup();
            prop_assert_eq!(periods.len(), missed.len());
            prop_assert!(periods.iter().all(|period| lessons.hour(*period).is_some()));
        }
    }

    /// A5-03, A5-08: in whichever order the facts of some days are written down.
    #[test]
    fn the_order_of_recording_does_not_change_the_totals(
        (commands, shuffled) in prop::collection::vec(any_fact(IN_3B), 2..7)
            .prop_flat_map(|commands| (Just(commands.clone()), Just(commands).prop_shuffle())),
    ) {
        let (one, other) = (lived(&commands), lived(&shuffled));
        if one.len() == commands.len() && other.len() == commands.len() {
            let periods = |events: &[AttendanceEvent]| {
                let periods = |missed: Vec<MissedHour>| missed.iter().map(|hour| hour.period).collect::<Vec<_>>();
                counted(events).into_iter().map(|(on, missed)| (on, periods(missed))).collect::<Vec<_>>()
            };
            prop_assert_eq!(periods(&one), periods(&other));
        }
    }

    /// A5-03: moved to 4A from the 14th on, each day counts by the class of that day.
    #[test]
    fn totals_depend_on_the_class_of_that_day(commands in prop::collection::vec(any_command(), 1..15)) {
        let mut events = lived(&commands);
        let moved = day("2025-11-14");
        for on in folded(&events).by_day.range(moved..).map(|(on, _)| on.to_string()).collect::<Vec<_>>() {
            events.extend(after(&events, &restamp(IN_4A, &on)).expect("a day is counted again"));
        }
        let class_of = |on| if on < moved { IN_3B } else { IN_4A };
        prop_assert_eq!(counted(&events), counted_afresh(&folded(&events), class_of));
    }

    #[test]
    fn every_act_of_a_year_done_twice_is_silence_the_second_time(
        commands in prop::collection::vec(any_command(), 0..15), last in any_command(),
    ) {
        let mut events = lived(&commands);
        if let Ok(first) = after(&events, &last) {
            events.extend(first);
            prop_assert_eq!(after(&events, &last), Ok(vec![]));
        }
    }

    /// A4-01, A3-03: what is collective is neither reserved nor accepted.
    #[test]
    fn nothing_collective_is_reserved_or_accepted_while_it_is(
        commands in prop::collection::vec(any_command(), 1..20), back in any_day(),
    ) {
        let events = lived(&commands);
        let year = folded(&events);
        for number in year.to_be_reserved(day(back)) {
            let recorded = &year.facts[&number];
            prop_assert_eq!(recorded.classification.kind(), AbsenceKind::Individual);
            prop_assert!(recorded.on < day(back));
        }
    }
}
