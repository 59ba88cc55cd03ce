//! No sequence of acts reaches an outcome that the law forbids.

use proptest::prelude::*;

use super::*;

fn acts() -> impl Strategy<Value = Act> {
    let student = prop_oneof![Just(ANNA), Just(BRUNO)];
    let terms = prop_oneof![Just(by("2026-08-28")), Just(EssayTerm::AtExam)];
    let outcomes = prop_oneof![
        Just(Outcome::Admitted),
        Just(suspended(&[], true)),
        Just(suspended(&["MAT"], false)),
        Just(suspended(&["MAT"], true)),
        Just(not_admitted(Ground::Behaviour)),
        Just(not_admitted(Ground::Subjects)),
        Just(not_admitted(Ground::Essay)),
    ];
    let essays = prop_oneof![
        Just(EssayOutcome::Passed),
        Just(EssayOutcome::Insufficient),
        Just(EssayOutcome::NotDelivered)
    ];
    prop_oneof![
        1 => Just(frozen()),
        4 => (student.clone(), 5_u8..10, 5_u8..10).prop_map(|(who, one, other)| graded(who, one, other)),
        4 => (student.clone(), 5_u8..10).prop_map(|(who, value)| behaved(who, value)),
        6 => (student.clone(), outcomes).prop_map(|(who, what)| outcome(who, what)),
        2 => terms.prop_map(essay),
        2 => essays.prop_map(assessed),
        2 => (student, 7_u8..16).prop_map(|(who, points)| {
            Act::DeliberateCredit { student: person(who), points, votes: UNANIMOUS }
        }),
        1 => (1_u32..4).prop_map(closed),
        1 => Just(reopened()),
        1 => Just(published("2026-08-30")),
    ]
}

/// What the articles say of an outcome, written again without the code that decides.
fn is_lawful(judged: &Judged, label: &str) -> bool {
    let Some(last) = &judged.outcome else { return true };
    let behaviour = judged.behaviour.as_ref().map_or(0, |given| given.value.tenths());
    let low: Vec<_> = judged.grades.iter().filter(|(_, given)| given.tenths() < 6).collect();
    let passed = judged.essay.as_ref().is_some_and(|essay| essay.assessed == Some(EssayOutcome::Passed));
    let exam = label.starts_with('5');
    match &last.outcome {
        Outcome::Admitted => low.is_empty() && (6 < behaviour || (behaviour == 6 && (exam || passed))),
        Outcome::Suspended { subjects, essay } => {
            !exam
                && 6 <= behaviour
                && *essay == (behaviour == 6)
                && subjects.len() == low.len()
                && (*essay || !subjects.is_empty())
        }
        Outcome::NotAdmitted { ground: Ground::Behaviour } => behaviour < 6,
        Outcome::NotAdmitted { ground: Ground::Subjects } => !low.is_empty(),
        Outcome::NotAdmitted { ground: Ground::Essay } => judged.essay.is_some() && !passed,
        Outcome::ExcludedForAbsences => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    /// B2-02, B2-03, B2-04, B2-05, DPR122-4: whatever is tried, what stands is lawful; credit at the top of its band goes
    /// with nine in behaviour.
    #[test]
    fn whatever_is_tried_what_stands_is_lawful(
        label in prop_oneof![Just("3B"), Just("5B")],
        tried in proptest::collection::vec(acts(), 1..60),
    ) {
        let mut state = after(&[final_of(label, "2026-05-25", opened(SITTING))]);
        for (index, act) in tried.into_iter().enumerate() {
            let on = if index < 30 { SITTING } else { "2026-08-29" };
            let before = state.clone();
            if let Ok(events) = decided(&state, &final_of(label, on, act.clone())) {
                state = events.iter().fold(state, evolve);
            }
            for judged in state.students.values() {
                prop_assert!(is_lawful(judged, label), "{act:?} on {before:?}");
                if let Some((points, _, band)) = judged.credit {
                    let nine = judged.behaviour.as_ref().is_some_and(|given| 9 <= given.value.tenths());
                    prop_assert!(band.from <= points && (points < band.to || (points == band.to && nine)));
                }
            }
            if before.closed_on().is_some() && state.closed_on().is_some() {
                for (student, judged) in &before.students {
                    let resolved = judged.suspended.is_some();
                    prop_assert!(resolved || state.students[student].grades == judged.grades);
                }
            }
        }
    }
}
