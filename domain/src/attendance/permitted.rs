//! A late entry for which a permission was asked beforehand and granted.

use jiff::civil::{Date, Time};

use super::{Attendance, AttendanceEvent, Ground, Rejection, Verification, record};
use crate::hours::ClassDay;
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Norm: reg. istituto, art. 16, Ritardi, c. 3 and c. 4 lett. b, e (A1-03, A1-04, A2-01): the family gave its reason
/// beforehand and the head of the school accepted it, so that the student is let in at once and nobody has to verify
/// the ground again. It remains a delay, and from the second hour it counts (A1-02, A1-09).
pub(super) fn entry(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    at: Time,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let mut events = record::entry(year, student, day, at, Ground::Family, today, regulation)?;
    if let Some(AttendanceEvent::EntryRecorded { number, because, .. }) = events.first_mut() {
        because.push(Norm::PermissionAskedBefore);
        let verified = AttendanceEvent::GroundVerified {
            student,
            on: day.on,
            number: *number,
            outcome: Verification::Accepted,
            verified_on: today,
            because: vec![Norm::GroundOfLateEntry, Norm::PermissionAskedBefore],
        };
        events.push(verified);
    }
    Ok(events)
}
