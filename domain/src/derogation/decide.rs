//! Asking for a derogation, the decision, the revocation.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Command, Decision, DerogationEvent, DerogationOutcome, Derogations, Evaluation, Letter, Rejection,
    Requested, Standing,
};
use crate::calendar::SchoolYear;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::Text;

pub fn decide(state: &Derogations, command: &Command) -> Result<Vec<DerogationEvent>, Rejection> {
    match command {
        Command::Request { student, letter, from, until, document, today } => {
            request(state, *student, *letter, (*from, *until), document, *today)
        }
        Command::Decide { student, number, decision, today } => {
            settle(state, *student, *number, decision, *today)
        }
        Command::Revoke { student, number, reason, today } => {
            revoke(state, *student, *number, reason, *today)
        }
    }
}

/// Norm: reg. istituto, art. 23, c. 4-5 (A5-05): a case of the list, with the document that proves it.
fn request(
    state: &Derogations,
    student: PersonId,
    letter: Letter,
    (from, until): (Date, Date),
    document: &Text,
    today: Date,
) -> Result<Vec<DerogationEvent>, Rejection> {
    if until < from {
        return Err(Rejection::EndsBeforeStart { from, until });
    }
    let year = SchoolYear::containing(from);
    if SchoolYear::containing(until) != year {
        return Err(Rejection::OutsideYear { on: until, year });
    }
    let stands = |request: &Requested| match request.standing {
        Standing::Pending | Standing::Decided(DerogationOutcome::Granted { .. }) => true,
        Standing::Decided(_) | Standing::Revoked { .. } => false,
    };
    let same = |request: &&Requested| {
        (request.letter, request.from, request.until, &request.document) == (letter, from, until, document)
    };
    if state.requests.values().filter(same).any(stands) {
        return Ok(Vec::new());
    }
    Ok(vec![DerogationEvent::Requested {
        student,
        on: today,
        number: FactNumber(state.length),
        letter,
        from,
        until,
        document: document.clone(),
        because: vec![Norm::Derogations, Norm::DerogationKeptApart],
    }])
}

/// Norm: A5-05, and DPR 122/2009, art. 14, c. 7 (A5-06): whatever the letter, no derogation if the class council
/// cannot assess the student.
fn settle(
    state: &Derogations,
    student: PersonId,
    number: FactNumber,
    decision: &Decision,
    today: Date,
) -> Result<Vec<DerogationEvent>, Rejection> {
    let request = known(state, number)?;
    let outcome = match decision {
        Decision::Grant { evaluation: Evaluation::NotPossible, .. } => DerogationOutcome::NotAssessable,
        Decision::Grant { hours, .. } => DerogationOutcome::Granted { hours: *hours },
        Decision::Deny { reason } => DerogationOutcome::Denied { reason: reason.clone() },
    };
    match &request.standing {
        Standing::Pending => {}
        Standing::Decided(known) if *known == outcome => return Ok(Vec::new()),
        Standing::Decided(_) => return Err(Rejection::AlreadyDecided(number)),
        Standing::Revoked { .. } => return Err(Rejection::AlreadyRevoked(number)),
    }
    if let (Decision::Grant { missed, .. }, DerogationOutcome::Granted { hours }) = (decision, &outcome) {
        within_the_missed(state, request, *hours, missed)?;
    }
    Ok(vec![DerogationEvent::Decided {
        student,
        on: today,
        number,
        outcome,
        because: vec![Norm::Derogations, Norm::EvaluationPossible],
    }])
}

/// Norm: A5-05. What was excused counts again.
fn revoke(
    state: &Derogations,
    student: PersonId,
    number: FactNumber,
    reason: &Text,
    today: Date,
) -> Result<Vec<DerogationEvent>, Rejection> {
    match known(state, number)?.standing {
        Standing::Revoked { .. } => Ok(Vec::new()),
        Standing::Decided(DerogationOutcome::Granted { hours }) => Ok(vec![DerogationEvent::Revoked {
            student,
            on: today,
            number,
            hours,
            reason: reason.clone(),
            because: vec![Norm::Derogations],
        }]),
        Standing::Pending | Standing::Decided(_) => Err(Rejection::NotGranted(number)),
    }
}

/// An hour missed is excused once: neither more than was missed in the days of the request, nor more, with what other
/// derogations of some of those days took, than was missed in all their days.
fn within_the_missed(
    state: &Derogations,
    request: &Requested,
    hours: u16,
    missed: &BTreeMap<Date, u16>,
) -> Result<(), Rejection> {
    if hours == 0 {
        return Err(Rejection::NoHours);
    }
    let (from, until) = (request.from, request.until);
    let others: Vec<(&Requested, u16)> = state
        .requests
        .values()
        .filter(|other| other.from <= until && from <= other.until)
        .filter_map(|other| Some((other, other.hours()?)))
        .collect();
    let sum = |is_in: &dyn Fn(Date) -> bool| -> u16 {
        missed.iter().filter(|(day, _)| is_in(**day)).map(|(_, hours)| hours).sum()
    };
    let in_its_days = sum(&|day| from <= day && day <= until);
    let in_all = sum(&|day| {
        let spans = others.iter().map(|(other, _)| (other.from, other.until));
        spans.chain([(from, until)]).any(|(from, until)| from <= day && day <= until)
    });
    let taken: u16 = others.iter().map(|(_, hours)| hours).sum();
    let available = in_its_days.min(in_all.saturating_sub(taken));
    if available < hours {
        return Err(Rejection::MoreThanMissed { from, until, available, hours });
    }
    Ok(())
}

fn known(state: &Derogations, number: FactNumber) -> Result<&Requested, Rejection> {
    state.requests.get(&number).ok_or(Rejection::UnknownRequest(number))
}
