//! "Deroga: n ore": hours of absence that do not weigh. Why is in the restricted subject of derogations.

use jiff::civil::Date;

use super::{Attendance, AttendanceEvent, record};
use crate::hours::ClassDay;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Hours excused by a derogation, or that were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excuse {
    Excused { number: FactNumber, hours: u16 },
    Revoked,
}

/// The hours that a student missed on a day, by the facts that stand.
pub fn hours_missed(year: &Attendance, day: &ClassDay, regulation: &Regulation) -> u16 {
    let missed = record::day_missed(year, day, None, None, regulation);
    u16::try_from(missed.len()).unwrap_or(u16::MAX)
}

/// Norm: reg. istituto, art. 23, c. 4-5 (A5-05); of the reason only the hours are told (A5-10).
pub(super) fn excuse(
    year: &Attendance,
    student: PersonId,
    hours: u16,
    derogation: FactNumber,
    on: Date,
) -> Vec<AttendanceEvent> {
    if year.excuses.contains_key(&derogation) {
        return Vec::new();
    }
    vec![AttendanceEvent::HoursExcused {
        student,
        on,
        number: FactNumber(year.length),
        hours,
        derogation,
        because: vec![Norm::Derogations, Norm::DerogationKeptApart],
    }]
}

/// Norm: A5-05, A5-10. The hours weigh again; the reason is not told here.
pub(super) fn revoke(
    year: &Attendance,
    student: PersonId,
    derogation: FactNumber,
    on: Date,
) -> Vec<AttendanceEvent> {
    match year.excuses.get(&derogation) {
        Some(Excuse::Excused { number, hours }) => vec![AttendanceEvent::ExcuseRevoked {
            student,
            on,
            number: *number,
            hours: *hours,
            derogation,
            because: vec![Norm::Derogations, Norm::DerogationKeptApart],
        }],
        Some(Excuse::Revoked) | None => Vec::new(),
    }
}
