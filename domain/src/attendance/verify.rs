//! Whether the ground stated at the door was true: a later act, by a person, once.

use jiff::civil::Date;

use super::{Attendance, AttendanceEvent, Fact, Ground, Rejection, Verification};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;

/// Norm: reg. istituto, art. 16, Ritardi, c. 3 (A1-03). Rejected later, the entry counts from then: the event of the
/// entry stays what it was.
pub(super) fn ground(
    year: &Attendance,
    student: PersonId,
    number: FactNumber,
    outcome: &Verification,
    verified_on: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = year.standing_fact(number)?;
    match &recorded.fact {
        Fact::Entry { ground: Ground::Transport | Ground::Family, .. } => {}
        Fact::Entry { ground: Ground::None, .. }
        | Fact::Absence { .. }
        | Fact::Exit { .. }
        | Fact::Activity { .. }
        | Fact::RecoveryMissed { .. } => return Err(Rejection::NoGroundStated(number)),
    }
    if verified_on < recorded.on {
        return Err(Rejection::InTheFuture { on: recorded.on, today: verified_on });
    }
    match (&recorded.verification, outcome) {
        (None, _) => Ok(vec![AttendanceEvent::GroundVerified {
            student,
            on: recorded.on,
            number,
            outcome: outcome.clone(),
            verified_on,
            because: vec![Norm::GroundOfLateEntry],
        }]),
        (Some(Verification::Accepted), Verification::Accepted)
        | (Some(Verification::Rejected { .. }), Verification::Rejected { .. }) => Ok(Vec::new()),
        (Some(Verification::Accepted | Verification::Rejected { .. }), _) => {
            Err(Rejection::AlreadyVerified(number))
        }
    }
}
