//! Tests planned for an hour of a day to come, and called off.

use super::*;

fn plans(period: u8, teacher: u128, today: &str) -> Command {
    let (period, teacher) = (PeriodNumber(period), person(teacher));
    Command::PlanTest { day: lessons_of(IN_3B, ON), period, teacher, today: day(today) }
}

fn calls_off(period: u8, teacher: u128, today: &str) -> Command {
    let (period, teacher) = (PeriodNumber(period), person(teacher));
    Command::CallOffTest { day: lessons_of(IN_3B, ON), period, teacher, today: day(today) }
}

/// A2-02
#[test]
fn who_has_the_hour_plans_a_test_for_a_day_to_come_once() {
    let planned = LessonEvent::TestPlanned {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(4),
        subject: subject("INF"),
        teacher: person(LAB),
        planned_on: day("2025-11-11"),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&[], &plans(4, LAB, "2025-11-11")), Ok(vec![planned.clone()]));
    // In co-presence it is the same test.
    for teacher in [LAB, LAB_TOO] {
        assert_eq!(after(std::slice::from_ref(&planned), &plans(4, teacher, "2025-11-11")), Ok(vec![]));
    }
    let period = PeriodNumber(4);
    let refused = Rejection::NotTheirHour { on: day(ON), period };
    assert_eq!(after(&[], &plans(4, MATHS, "2025-11-11")), Err(refused.clone()));
    assert_eq!(
        refused.to_string(),
        "il 12 novembre 2025 alla 4ª ora insegnano altri: la verifica la programma chi ha l'ora"
    );
    assert_eq!(
        after(&[], &plans(7, LAB, "2025-11-11")),
        Err(Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(7) })
    );
    let today = Rejection::NotToCome { on: day(ON), today: day(ON) };
    assert_eq!(after(&[], &plans(4, LAB, ON)), Err(today.clone()));
    assert_eq!(today.norm(), Norm::TwoTimes);
}

/// A2-02
#[test]
fn a_test_is_called_off_by_who_has_the_hour_until_the_day() {
    let planned = history(&[plans(4, LAB, "2025-11-11")]);
    assert_eq!(folded(&planned).tests.keys().copied().collect::<Vec<_>>(), [PeriodNumber(4)]);
    let off = LessonEvent::TestCalledOff {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(4),
        teacher: person(LAB_TOO),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&planned, &calls_off(4, LAB_TOO, ON)), Ok(vec![off]));
    let period = PeriodNumber(4);
    let past = Rejection::TestIsPast { on: day(ON), period };
    assert_eq!(after(&planned, &calls_off(4, LAB, "2025-11-13")), Err(past));
    let others = Rejection::NotTheirHour { on: day(ON), period };
    assert_eq!(after(&planned, &calls_off(4, MATHS, ON)), Err(others));
    assert_eq!(after(&[], &calls_off(4, LAB, ON)), Err(Rejection::NoTest { on: day(ON), period }));
    let none = history(&[plans(4, LAB, "2025-11-11"), calls_off(4, LAB, "2025-11-11")]);
    assert_eq!(after(&none, &calls_off(4, LAB, ON)), Ok(vec![]));
    assert_eq!(folded(&none).tests.len(), 0);
    assert_eq!(after(&none, &plans(4, LAB, "2025-11-11")).map(|events| events.len()), Ok(1));
}
