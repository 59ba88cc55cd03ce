//! What takes hours off the absences, under which conditions, and what it leaves of the year.

use super::*;
use crate::attendance::{self, Attendance, Excuse};
use crate::hours::Share;
use crate::regulation::Regulation;
use crate::school::tests::{day, person, text};

const STUDENT: u128 = 1;
const THREE_QUARTERS: Share = Share { numerator: 3, denominator: 4 };

fn folded(events: &[DerogationEvent]) -> Derogations {
    events.iter().fold(Derogations::default(), evolve)
}

fn after(events: &[DerogationEvent], command: &Command) -> Result<Vec<DerogationEvent>, Rejection> {
    decide(&folded(events), command)
}

/// The history that some acts leave, all of them allowed.
fn history(commands: &[Command]) -> Vec<DerogationEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}")));
    }
    events
}

fn ask(letter: Letter, from: &str, until: &str) -> Command {
    Command::Request {
        student: person(STUDENT),
        letter,
        from: day(from),
        until: day(until),
        document: text("prot. 812/2026"),
        today: day("2026-03-02"),
    }
}

fn asks(letter: Letter) -> Command {
    ask(letter, "2026-02-02", "2026-02-27")
}

fn grant(number: u32, hours: u16, evaluation: Evaluation, missed: &[(&str, u16)]) -> Command {
    let missed = missed.iter().map(|(on, hours)| (day(on), *hours)).collect();
    decided(number, Decision::Grant { hours, evaluation, missed })
}

/// Eight days of six hours in February.
fn grants(hours: u16, evaluation: Evaluation) -> Command {
    let days = ["02", "03", "04", "05", "06", "25", "26", "27"].map(|day| format!("2026-02-{day}"));
    grant(0, hours, evaluation, &days.each_ref().map(|day| (day.as_str(), 6)))
}

fn denies() -> Command {
    decided(0, Decision::Deny { reason: text("documento scaduto") })
}

fn decided(number: u32, decision: Decision) -> Command {
    let number = FactNumber(number);
    Command::Decide { student: person(STUDENT), number, decision, today: day("2026-03-10") }
}

fn revokes(number: u32) -> Command {
    let (number, reason) = (FactNumber(number), text("documento non autentico"));
    Command::Revoke { student: person(STUDENT), number, reason, today: day("2026-04-01") }
}

fn outcome(outcome: DerogationOutcome) -> DerogationEvent {
    DerogationEvent::Decided {
        student: person(STUDENT),
        on: day("2026-03-10"),
        number: FactNumber(0),
        outcome,
        because: vec![Norm::Derogations, Norm::EvaluationPossible],
    }
}

/// A5-05
#[test]
fn a_derogation_is_asked_with_its_letter_and_document() {
    let event = DerogationEvent::Requested {
        student: person(STUDENT),
        on: day("2026-03-02"),
        number: FactNumber(0),
        letter: Letter::B,
        from: day("2026-02-02"),
        until: day("2026-02-27"),
        document: text("prot. 812/2026"),
        because: vec![Norm::Derogations, Norm::DerogationKeptApart],
    };
    assert_eq!(after(&[], &asks(Letter::B)), Ok(vec![event.clone()]));
    assert_eq!(after(std::slice::from_ref(&event), &asks(Letter::B)), Ok(vec![]));
    assert_eq!(after(&[event], &asks(Letter::C)).map(|events| events.len()), Ok(1));
    let (from, until) = (day("2026-02-27"), day("2026-02-26"));
    let backwards = Rejection::EndsBeforeStart { from, until };
    assert_eq!(after(&[], &ask(Letter::B, "2026-02-27", "2026-02-26")), Err(backwards));
    assert_eq!(after(&[], &ask(Letter::B, "2026-02-27", "2026-02-27")).map(|events| events.len()), Ok(1));
    let outside = Rejection::OutsideYear { on: day("2026-09-01"), year: SchoolYear(2025) };
    assert_eq!(after(&[], &ask(Letter::B, "2026-06-01", "2026-09-01")), Err(outside.clone()));
    assert_eq!(outside.to_string(), "il 1º settembre 2026 è fuori dall'anno scolastico 2025/26");
    assert_eq!(after(&[], &ask(Letter::B, "2026-06-01", "2026-08-31")).map(|events| events.len()), Ok(1));
}

/// A5-05: 300 hours absent of 1056; 40 granted for therapies (b): 260 are within 264, the year is valid.
#[test]
fn forty_hours_for_therapies_make_the_year_valid() {
    let events = history(&[asks(Letter::B), grants(40, Evaluation::Possible)]);
    assert_eq!(events.last(), Some(&outcome(DerogationOutcome::Granted { hours: 40 })));
    let (excused, of_the_year) = (excused_by(&events), 300);
    assert_eq!(excused, 40);
    assert!(!THREE_QUARTERS.is_met(1056 * 60, of_the_year * 60));
    assert!(THREE_QUARTERS.is_met(1056 * 60, (of_the_year - excused) * 60));
    // Thirty-six are just enough, thirty-five are not.
    assert!(THREE_QUARTERS.is_met(1056 * 60, (300 - 36) * 60));
    assert!(!THREE_QUARTERS.is_met(1056 * 60, (300 - 35) * 60));
}

/// A5-06: 40 hours of sport (d), but the class council has nothing to assess: no effect, whatever the letter.
#[test]
fn no_letter_takes_hours_off_if_the_student_cannot_be_assessed() {
    for letter in [Letter::A, Letter::B, Letter::C, Letter::D, Letter::E, Letter::F, Letter::G] {
        let events = history(&[asks(letter), grants(40, Evaluation::NotPossible)]);
        assert_eq!(events.last(), Some(&outcome(DerogationOutcome::NotAssessable)), "{letter:?}");
        assert_eq!(excused_by(&events), 0);
        let possible = history(&[asks(letter), grants(40, Evaluation::Possible)]);
        assert_eq!(excused_by(&possible), 40);
    }
}

/// The hours that attendance takes off, given what was decided.
fn excused_by(events: &[DerogationEvent]) -> u32 {
    let state = folded(events);
    let excuses = state.requests.iter().filter_map(|(number, request)| Some((*number, request.hours()?)));
    let year = excuses.fold(Attendance::default(), |year, (derogation, hours)| {
        let (student, on) = (person(STUDENT), day("2026-03-10"));
        let command = attendance::Command::Excuse { student, hours, derogation, on };
        let events =
            attendance::decide(&year, &command, &Regulation::adopted()).expect("it is told, not judged");
        events.iter().fold(year, attendance::evolve)
    });
    year.excuses
        .values()
        .map(|excuse| match excuse {
            Excuse::Excused { hours, .. } => u32::from(*hours),
            Excuse::Revoked => 0,
        })
        .sum()
}

/// A5-05
#[test]
fn a_request_is_decided_once_and_revoked_once() {
    let asked = history(&[asks(Letter::D)]);
    let denial = DerogationOutcome::Denied { reason: text("documento scaduto") };
    assert_eq!(after(&asked, &denies()), Ok(vec![outcome(denial)]));
    let granted = history(&[asks(Letter::D), grants(40, Evaluation::Possible)]);
    assert_eq!(after(&granted, &grants(40, Evaluation::Possible)), Ok(vec![]));
    for other in [grants(39, Evaluation::Possible), grants(40, Evaluation::NotPossible), denies()] {
        assert_eq!(after(&granted, &other), Err(Rejection::AlreadyDecided(FactNumber(0))));
    }
    assert_eq!(after(&[], &denies()), Err(Rejection::UnknownRequest(FactNumber(0))));
    let revoked = DerogationEvent::Revoked {
        student: person(STUDENT),
        on: day("2026-04-01"),
        number: FactNumber(0),
        hours: 40,
        reason: text("documento non autentico"),
        because: vec![Norm::Derogations],
    };
    assert_eq!(after(&granted, &revokes(0)), Ok(vec![revoked]));
    let gone = history(&[asks(Letter::D), grants(40, Evaluation::Possible), revokes(0)]);
    assert_eq!(after(&gone, &revokes(0)), Ok(vec![]));
    assert_eq!(
        after(&gone, &grants(40, Evaluation::Possible)),
        Err(Rejection::AlreadyRevoked(FactNumber(0)))
    );
    assert_eq!(excused_by(&gone), 0);
    let refused = history(&[asks(Letter::D), denies()]);
    for not_granted in [&asked, &refused] {
        assert_eq!(after(not_granted, &revokes(0)), Err(Rejection::NotGranted(FactNumber(0))));
    }
    assert_eq!(after(&refused, &asks(Letter::D)).map(|events| events.len()), Ok(1));
}

/// A5-05, A5-03: eight days of six hours: forty-eight were missed.
#[test]
fn no_more_hours_are_granted_than_were_missed_in_those_days() {
    let asked = history(&[asks(Letter::B)]);
    assert_eq!(after(&asked, &grants(48, Evaluation::Possible)).map(|events| events.len()), Ok(1));
    let (from, until) = (day("2026-02-02"), day("2026-02-27"));
    let refused = Rejection::MoreThanMissed { from, until, available: 48, hours: 49 };
    assert_eq!(after(&asked, &grants(49, Evaluation::Possible)), Err(refused.clone()));
    assert_eq!(refused.norm(), Norm::HoursOfAbsence);
    assert_eq!(
        refused.to_string(),
        "dal 2 febbraio 2026 al 27 febbraio 2026 le ore di assenza che si possono ancora derogare sono 48, meno di 49"
    );
    assert_eq!(after(&asked, &grants(0, Evaluation::Possible)), Err(Rejection::NoHours));
    let around = [("2026-02-01", 6), ("2026-02-02", 2), ("2026-02-27", 3), ("2026-02-28", 6)];
    assert_eq!(after(&asked, &grant(0, 5, Evaluation::Possible, &around)).map(|events| events.len()), Ok(1));
    let refused = Rejection::MoreThanMissed { from, until, available: 5, hours: 6 };
    assert_eq!(after(&asked, &grant(0, 6, Evaluation::Possible, &around)), Err(refused));
}

/// A5-05: an hour is excused once, even if two documents speak of its day.
#[test]
fn two_derogations_of_the_same_days_do_not_take_the_same_hours() {
    let missed = [("2026-02-02", 6), ("2026-02-27", 6), ("2026-03-02", 6)];
    let first = grant(0, 9, Evaluation::Possible, &missed);
    let events = history(&[asks(Letter::B), first, ask(Letter::C, "2026-02-27", "2026-03-02")]);
    let second = |hours| grant(2, hours, Evaluation::Possible, &missed);
    assert_eq!(after(&events, &second(9)).map(|events| events.len()), Ok(1));
    let (from, until) = (day("2026-02-27"), day("2026-03-02"));
    let refused = Rejection::MoreThanMissed { from, until, available: 9, hours: 10 };
    assert_eq!(after(&events, &second(10)), Err(refused));
    let mut without = events.clone();
    without.extend(after(&events, &revokes(0)).expect("granted"));
    assert_eq!(after(&without, &second(12)).map(|events| events.len()), Ok(1));
}

/// A5-02: without religion 29 hours a week for 33 weeks, hence 957 in the year: 239 may be missed.
#[test]
fn the_base_is_the_students_own_hours() {
    let annual = 29 * 33;
    assert_eq!(annual, 957);
    assert!(THREE_QUARTERS.is_met(annual * 60, 239 * 60));
    assert!(!THREE_QUARTERS.is_met(annual * 60, 240 * 60));
}
