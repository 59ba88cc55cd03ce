//! An example of what attendance says of a derogation: the hours.

use super::*;

pub(super) fn excuses() -> [AttendanceEvent; 2] {
    let (student, on, number, hours, derogation) =
        (person(STUDENT), day("2026-03-10"), FactNumber(7), 40, FactNumber(0));
    let because = || vec![Norm::Derogations, Norm::DerogationKeptApart];
    [
        AttendanceEvent::HoursExcused { student, on, number, hours, derogation, because: because() },
        AttendanceEvent::ExcuseRevoked { student, on, number, hours, derogation, because: because() },
    ]
}
