//! The justification of an absence, a late entry or an early exit, and what becomes of it.

use jiff::civil::Date;

use super::{
    Attendance, AttendanceEvent, Evidence, Justification, JustificationGround, JustificationOutcome,
    Recorded, Rejection, Standing, Term,
};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;

/// Norm: reg. istituto, art. 16, Assenze, c. 1 lett. a (A3-01) and c. 3 (A3-07).
pub(super) fn submit(
    year: &Attendance,
    number: FactNumber,
    by: JustifierFor,
    ground: JustificationGround,
    submitted_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = standing(year, number)?;
    if submitted_on < recorded.on {
        return Err(Rejection::JustifiedBeforehand { on: recorded.on, submitted_on });
    }
    match recorded.justification {
        Justification::Submitted { .. } | Justification::Accepted => Ok(Vec::new()),
        Justification::Awaited | Justification::Refused => {
            Ok(vec![AttendanceEvent::JustificationSubmitted {
                student: by.student(),
                on: recorded.on,
                number,
                by: by.by(),
                ground,
                evidence: Evidence::None,
                term: Term::InTime,
                submitted_on,
                because: vec![by.by().norm()],
            }])
        }
    }
}

/// Norm: reg. istituto, art. 32, c. 3 (A3-11): a teacher checks it and records the outcome.
pub(super) fn decide(
    year: &Attendance,
    student: PersonId,
    number: FactNumber,
    outcome: &JustificationOutcome,
    decided_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = standing(year, number)?;
    match (recorded.justification, outcome) {
        (Justification::Accepted, JustificationOutcome::Accepted)
        | (Justification::Refused, JustificationOutcome::Refused { .. }) => Ok(Vec::new()),
        (Justification::Submitted { .. }, _) => Ok(vec![AttendanceEvent::JustificationDecided {
            student,
            on: recorded.on,
            number,
            outcome: outcome.clone(),
            decided_on,
            because: vec![Norm::JustificationChecked],
        }]),
        (Justification::Awaited | Justification::Accepted | Justification::Refused, _) => {
            Err(Rejection::NothingToDecide(number))
        }
    }
}

fn standing(year: &Attendance, number: FactNumber) -> Result<&Recorded, Rejection> {
    let recorded = year.facts.get(&number).ok_or(Rejection::UnknownFact(number))?;
    match recorded.standing {
        Standing::Stands => Ok(recorded),
        Standing::TurnedInto(into) => Err(Rejection::TurnedInto { number, into }),
        Standing::Annulled => Err(Rejection::AlreadyAnnulled(number)),
    }
}
