//! Justifications: who brings them, when, and what becomes of them.

use super::*;

fn justify_as(by: JustifierFor, number: u32, on: &str) -> Command {
    bring(by, number, JustificationGround::Family, Evidence::None, on)
}

fn justify(number: u32, on: &str) -> Command {
    justify_as(by_mother(), number, on)
}

fn check(number: u32, outcome: JustificationOutcome) -> Command {
    let (student, number, on) = (person(STUDENT), FactNumber(number), day("2025-11-13"));
    Command::DecideJustification { student, number, outcome, on }
}

fn refused() -> JustificationOutcome {
    JustificationOutcome::Refused { reason: text("firma non riconosciuta") }
}

fn submitted(by: JustifierFor, on: &str, because: Norm) -> AttendanceEvent {
    AttendanceEvent::JustificationSubmitted {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        by: by.by(),
        ground: JustificationGround::Family,
        evidence: Evidence::None,
        term: Term::InTime,
        submitted_on: day(on),
        because: vec![because],
    }
}

/// A3-01: absent on Wednesday 12 November, back on the 13th.
#[test]
fn an_absence_is_justified_on_return_by_who_answers_for_the_student() {
    let known = history(&[absent(ON)]);
    let event = submitted(by_mother(), "2025-11-13", Norm::JustifiedOnReturn);
    assert_eq!(after(&known, &justify(0, "2025-11-13")), Ok(vec![event.clone()]));
    assert_eq!(after(&[known, vec![event]].concat(), &justify(0, "2025-11-14")), Ok(vec![]));
}

/// A3-01
#[test]
fn an_absence_is_not_justified_before_its_day() {
    let known = history(&[absent(ON)]);
    let early = Rejection::JustifiedBeforehand { on: day(ON), submitted_on: day("2025-11-11") };
    assert_eq!(after(&known, &justify(0, "2025-11-11")), Err(early.clone()));
    assert_eq!(early.norm(), Norm::JustifiedOnReturn);
    assert_eq!(
        early.to_string(),
        "la giustificazione del 12 novembre 2025 porterebbe la data del 11 novembre 2025, precedente al fatto"
    );
    assert_eq!(after(&known, &justify(0, "2025-11-12")).map(|events| events.len()), Ok(1));
}

/// A3-01, A1-03: a late entry and an early exit too.
#[test]
fn every_fact_that_stands_may_be_justified() {
    let known = history(&[enters("09:00", Ground::Family), leaves("12:00")]);
    for number in [0, 1] {
        assert_eq!(after(&known, &justify(number, ON)).map(|events| events.len()), Ok(1));
    }
    for (commands, refusal) in [
        (vec![], Rejection::UnknownFact(FactNumber(0))),
        (vec![absent(ON), annul(0)], Rejection::AlreadyAnnulled(FactNumber(0))),
        (
            vec![absent(ON), enters("09:00", Ground::None)],
            Rejection::TurnedInto { number: FactNumber(0), into: FactNumber(1) },
        ),
    ] {
        let known = history(&commands);
        assert_eq!(after(&known, &justify(0, "2025-11-13")), Err(refusal.clone()));
        assert_eq!(after(&known, &check(0, JustificationOutcome::Accepted)), Err(refusal));
    }
}

/// A3-07: born on 13 November 2007, eighteen on 13 November 2025.
#[test]
fn a_student_justifies_alone_from_the_eighteenth_birthday() {
    let student = born("2007-11-13");
    let known = history(&[absent(ON)]);
    let alone = |on| student.justifier(person(STUDENT), day(on), &REGULATION);
    let minor = people::Rejection::NotOfAge { on: day("2025-11-12"), born_on: day("2007-11-13") };
    assert_eq!(alone("2025-11-12"), Err(minor));
    let by = alone("2025-11-13").expect("of age");
    let event = submitted(by, "2025-11-13", Norm::AdultJustifiesAlone);
    assert_eq!(after(&known, &justify_as(by, 0, "2025-11-13")), Ok(vec![event]));
}

/// A3-11
#[test]
fn a_teacher_checks_the_justification_and_records_the_outcome() {
    let known = history(&[absent(ON), justify(0, "2025-11-13")]);
    for outcome in [JustificationOutcome::Accepted, refused()] {
        let event = AttendanceEvent::JustificationDecided {
            student: person(STUDENT),
            on: day(ON),
            number: FactNumber(0),
            outcome: outcome.clone(),
            decided_on: day("2025-11-13"),
            because: vec![Norm::JustificationChecked],
        };
        assert_eq!(after(&known, &check(0, outcome.clone())), Ok(vec![event.clone()]));
        let decided = [known.clone(), vec![event]].concat();
        assert_eq!(after(&decided, &check(0, outcome)), Ok(vec![]));
    }
}

/// A3-11
#[test]
fn what_nobody_submitted_is_not_checked() {
    let known = history(&[absent(ON)]);
    let nothing = Rejection::NothingToDecide(FactNumber(0));
    assert_eq!(after(&known, &check(0, JustificationOutcome::Accepted)), Err(nothing.clone()));
    assert_eq!(after(&known, &check(0, refused())), Err(nothing.clone()));
    assert_eq!(nothing.norm(), Norm::JustificationChecked);
}

/// A3-11
#[test]
fn an_outcome_is_not_reversed_but_a_refused_justification_may_be_brought_again() {
    let nothing = Err(Rejection::NothingToDecide(FactNumber(0)));
    let submitted = history(&[absent(ON), justify(0, "2025-11-13")]);
    let accepted = and(&submitted, &[check(0, JustificationOutcome::Accepted)]);
    assert_eq!(after(&accepted, &check(0, refused())), nothing);
    assert_eq!(after(&accepted, &justify(0, "2025-11-14")), Ok(vec![]));
    let turned_down = and(&submitted, &[check(0, refused())]);
    assert_eq!(after(&turned_down, &check(0, JustificationOutcome::Accepted)), nothing);
    let again = and(&turned_down, &[justify(0, "2025-11-14")]);
    assert_eq!(after(&again, &check(0, JustificationOutcome::Accepted)).map(|events| events.len()), Ok(1));
}
