//! Tests handed back.

use super::*;

fn plans() -> Command {
    Command::PlanTest {
        day: lessons_of(IN_3B, ON),
        period: PeriodNumber(4),
        teacher: person(LAB),
        today: day("2025-11-03"),
    }
}

fn hands_back(teacher: u128, on: &str, today: &str) -> Command {
    Command::HandBackTest {
        day: lessons_of(IN_3B, ON),
        period: PeriodNumber(4),
        teacher: person(teacher),
        back: HandBack { on: day(on), graded: 19 },
        today: day(today),
    }
}

/// A12-10
#[test]
fn a_planned_test_is_handed_back_once_by_who_has_the_hour() {
    let planned = history(&[plans()]);
    let back = LessonEvent::TestHandedBack {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(4),
        teacher: person(LAB_TOO),
        graded: 19,
        handed_back_on: day("2025-11-24"),
        because: vec![Norm::MarksInTime],
    };
    assert_eq!(after(&planned, &hands_back(LAB_TOO, "2025-11-24", "2025-11-24")), Ok(vec![back]));
    // Late too: the duty tells.
    assert!(after(&planned, &hands_back(LAB, "2025-12-10", "2025-12-10")).is_ok());
    let period = PeriodNumber(4);
    let others = Rejection::NotTheirHour { on: day(ON), period };
    assert_eq!(after(&planned, &hands_back(MATHS, "2025-11-24", "2025-11-24")), Err(others));
    let none = Rejection::NoTest { on: day(ON), period };
    assert_eq!(after(&[], &hands_back(LAB, "2025-11-24", "2025-11-24")), Err(none));
    let done = history(&[plans(), hands_back(LAB, "2025-11-24", "2025-11-24")]);
    assert_eq!(after(&done, &hands_back(LAB_TOO, "2025-11-25", "2025-11-25")), Ok(vec![]));
    assert_eq!(folded(&done).handed_back[&period], day("2025-11-24"));
}

/// A12-10, D-14
#[test]
fn a_test_is_not_handed_back_before_it_was_done_nor_tomorrow() {
    let planned = history(&[plans()]);
    let before = Rejection::BackBefore { on: day(ON), back_on: day("2025-11-11") };
    assert_eq!(after(&planned, &hands_back(LAB, "2025-11-11", "2025-11-24")), Err(before.clone()));
    assert_eq!(
        before.to_string(),
        "la verifica del 12 novembre 2025 non può essere restituita l'11 novembre 2025"
    );
    let future = Rejection::InTheFuture { on: day("2025-11-25"), today: day("2025-11-24") };
    assert_eq!(after(&planned, &hands_back(LAB, "2025-11-25", "2025-11-24")), Err(future.clone()));
    assert_eq!((before.norm(), future.norm()), (Norm::TwoTimes, Norm::TwoTimes));
    assert!(after(&planned, &hands_back(LAB, ON, ON)).is_ok());
}
