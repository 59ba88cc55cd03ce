//! The justification of an absence, a late entry or an early exit, and what becomes of it.

use jiff::civil::Date;

use super::{
    AbsenceKind, Attendance, AttendanceEvent, Brought, Evidence, Fact, Justification, JustificationGround,
    JustificationOutcome, Recorded, Rejection, Term,
};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;

/// Norm: reg. istituto, art. 16, Assenze, c. 1 lett. a (A3-01) and c. 3 (A3-07). Beyond the reserve it is late, and a
/// person may still accept it (A3-06). Illness needs no certificate (A3-16).
pub(super) fn submit(
    year: &Attendance,
    number: FactNumber,
    by: JustifierFor,
    brought: Brought,
    submitted_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    if submitted_on < recorded.on {
        return Err(Rejection::JustifiedBeforehand { on: recorded.on, submitted_on });
    }
    match recorded.justification {
        Justification::Submitted { .. } | Justification::Accepted => return Ok(Vec::new()),
        Justification::Awaited | Justification::Withdrawn { .. } | Justification::Refused => {}
    }
    if recorded.classification.kind() == AbsenceKind::Collective {
        return Err(Rejection::Collective { on: recorded.on });
    }
    let mut because = vec![by.by().norm()];
    let due = if after_a_trip(year, recorded) {
        if brought.evidence == Evidence::None {
            return Err(Rejection::DayAfterTrip { on: recorded.on });
        }
        because.push(Norm::DayAfterTrip);
        recorded.reserve.map(|reserve| reserve.returned_on)
    } else {
        recorded.reserve.map(|reserve| reserve.justify_by)
    };
    if (brought.ground, brought.evidence) == (JustificationGround::Health, Evidence::None) {
        because.push(Norm::NoMedicalCertificate);
    }
    let term = due.filter(|due| *due < submitted_on).map_or(Term::InTime, |due| Term::Late { due });
    if term != Term::InTime {
        because.push(Norm::LateJustification);
    }
    Ok(vec![AttendanceEvent::JustificationSubmitted {
        student: by.student(),
        on: recorded.on,
        number,
        by: by.by(),
        ground: brought.ground,
        evidence: brought.evidence,
        term,
        submitted_on,
        because,
    }])
}

/// Norm: reg. istituto, art. 28 (A3-15): an absence of the first lesson day after a trip.
fn after_a_trip(year: &Attendance, recorded: &Recorded) -> bool {
    matches!(recorded.fact, Fact::Absence { .. }) && year.follows_a_trip(recorded.on)
}

/// Norm: reg. istituto, art. 32, c. 3 (A3-11): a teacher checks it and records the outcome. A late one counts because
/// a person accepts it (A3-06); a collective absence is not justified (A4-01).
pub(super) fn decide(
    year: &Attendance,
    student: PersonId,
    number: FactNumber,
    outcome: &JustificationOutcome,
    decided_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    let term = match (recorded.justification, outcome) {
        (Justification::Accepted, JustificationOutcome::Accepted)
        | (Justification::Refused, JustificationOutcome::Refused { .. }) => return Ok(Vec::new()),
        (Justification::Submitted { term, .. }, _) => term,
        (
            Justification::Awaited
            | Justification::Withdrawn { .. }
            | Justification::Accepted
            | Justification::Refused,
            _,
        ) => return Err(Rejection::NothingToDecide(number)),
    };
    let mut because = vec![Norm::JustificationChecked];
    if *outcome == JustificationOutcome::Accepted {
        if recorded.classification.kind() == AbsenceKind::Collective {
            return Err(Rejection::Collective { on: recorded.on });
        }
        if term != Term::InTime {
            because.push(Norm::LateJustification);
        }
    }
    Ok(vec![AttendanceEvent::JustificationDecided {
        student,
        on: recorded.on,
        number,
        outcome: outcome.clone(),
        decided_on,
        because,
    }])
}

/// Norm: A3-01, A3-07: whoever brought it may take it back, as long as nobody has decided.
pub(super) fn withdraw(
    year: &Attendance,
    number: FactNumber,
    by: JustifierFor,
    withdrawn_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    match recorded.justification {
        Justification::Withdrawn { by: first } if first == by.by().person() => Ok(Vec::new()),
        Justification::Submitted { by: first, .. } if first == by.by().person() => {
            Ok(vec![AttendanceEvent::JustificationWithdrawn {
                student: by.student(),
                on: recorded.on,
                number,
                by: by.by(),
                withdrawn_on,
                because: vec![by.by().norm()],
            }])
        }
        Justification::Submitted { .. } => Err(Rejection::BroughtByAnother(number)),
        Justification::Awaited | Justification::Withdrawn { .. } => Err(Rejection::NothingToWithdraw(number)),
        Justification::Accepted | Justification::Refused => Err(Rejection::AlreadyDecided(number)),
    }
}
