//! Collective absences (`assenze collettive`): said by a person, contestable by each student.

use jiff::civil::Date;

use super::{AbsenceKind, Attendance, AttendanceEvent, Classification, Fact, Rejection};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;
use crate::text::Text;

/// Norm: reg. istituto, art. 22, c. 2, and art. 32, c. 5 (A4-01); the vote of the students' committee does not
/// justify it (A4-05). That a person says so, and may say otherwise of one student, is an interpretation (A4-04).
pub(super) fn classify(
    year: &Attendance,
    student: PersonId,
    number: FactNumber,
    kind: AbsenceKind,
    reason: &Text,
    classified_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    match recorded.fact {
        Fact::Absence { .. } => {}
        Fact::Entry { .. } | Fact::Exit { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => {
            return Err(Rejection::NotAnAbsence(number));
        }
    }
    if classified_on < recorded.on {
        return Err(Rejection::InTheFuture { on: recorded.on, today: classified_on });
    }
    let withdrawn = recorded.classification.kind();
    if withdrawn == kind {
        return Ok(Vec::new());
    }
    Ok(vec![AttendanceEvent::Classified {
        student,
        class: recorded.class,
        on: recorded.on,
        number,
        withdrawn,
        kind,
        reason: reason.clone(),
        classified_on,
        because: match kind {
            AbsenceKind::Collective => vec![Norm::CollectiveAbsence, Norm::VoteDoesNotJustify],
            AbsenceKind::Individual => vec![Norm::ClassificationContested],
        },
    }])
}

/// Norm: A4-04: whoever may justify may say that this absence was the student's own.
pub(super) fn contest(
    year: &Attendance,
    number: FactNumber,
    by: JustifierFor,
    grounds: &Text,
    contested_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    match recorded.classification {
        Classification::Individual => Err(Rejection::NotCollective(number)),
        Classification::Contested => Ok(Vec::new()),
        Classification::Confirmed => Err(Rejection::ContestDecided(number)),
        Classification::Collective => Ok(vec![AttendanceEvent::ClassificationContested {
            student: by.student(),
            on: recorded.on,
            number,
            by: by.by(),
            grounds: grounds.clone(),
            contested_on,
            because: vec![Norm::ClassificationContested],
        }]),
    }
}

/// Norm: A4-04: a contest is answered, by a person and with a reason.
pub(super) fn confirm(
    year: &Attendance,
    student: PersonId,
    number: FactNumber,
    reason: &Text,
    confirmed_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    match recorded.classification {
        Classification::Individual | Classification::Collective => Err(Rejection::NotContested(number)),
        Classification::Confirmed => Ok(Vec::new()),
        Classification::Contested => Ok(vec![AttendanceEvent::ClassificationConfirmed {
            student,
            on: recorded.on,
            number,
            reason: reason.clone(),
            confirmed_on,
            because: vec![Norm::ClassificationContested],
        }]),
    }
}
