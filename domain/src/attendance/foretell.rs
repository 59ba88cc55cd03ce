//! A long absence that the family tells of beforehand.

use jiff::civil::Date;

use super::{Attendance, AttendanceEvent, JustificationGround, Planned, Rejection};
use crate::norm::Norm;
use crate::people::JustifierFor;
use crate::regulation::Regulation;

/// Norm: reg. istituto, art. 16, Assenze, c. 1 lett. b (A3-02), in calendar days. It does not justify: that is done on
/// the return, as for any absence.
pub(super) fn absence(
    year: &Attendance,
    absence: &Planned,
    by: JustifierFor,
    told_on: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let Planned { from, until, ground } = *absence;
    let over = regulation.foretold_absence_over(from);
    let days = (until - from).get_days() + 1;
    if ground == JustificationGround::Health || days <= i32::from(over) {
        return Err(Rejection::NothingToForetell { from, until, over });
    }
    if from <= told_on {
        return Err(Rejection::ToldTooLate { from, told_on });
    }
    if year.foretold.contains(&(from, until)) {
        return Ok(Vec::new());
    }
    let (student, by, because) = (by.student(), by.by(), vec![Norm::LongAbsenceForetold]);
    Ok(vec![AttendanceEvent::Foretold { student, on: from, until, by, ground, told_on, because }])
}
