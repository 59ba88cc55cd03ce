//! Back in class without a justification: admitted with reserve (`con riserva`), to justify by a day.

use jiff::civil::Date;

use super::{
    AbsenceKind, AbsenceScope, Attendance, AttendanceEvent, Fact, Justification, Recorded, Rejection,
    Standing,
};
use crate::calendar::SchoolCalendar;
use crate::ids::{ClassId, FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::{Regulation, ReserveAnchor, ReserveUnit};
use crate::term::SchoolDays;

/// Norm: reg. istituto, art. 16, Assenze, c. 2 (A3-03, A3-04); from when the days run is an interpretation (A3-05).
pub(super) fn admit(
    year: &Attendance,
    student: PersonId,
    class: ClassId,
    on: Date,
    calendar: &SchoolCalendar,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    if today < on {
        return Err(Rejection::InTheFuture { on, today });
    }
    let facts = year.to_be_reserved(on);
    let Some(last_absence) = facts.iter().filter_map(|number| year.facts.get(number)).map(|it| it.on).max()
    else {
        return Ok(Vec::new());
    };
    let start = match regulation.reserve_anchor(on) {
        ReserveAnchor::Return => on,
        ReserveAnchor::LastAbsence => last_absence,
    };
    Ok(vec![AttendanceEvent::AdmittedWithReserve {
        student,
        class,
        on,
        facts,
        justify_by: last_day_of_reserve(start, calendar, regulation),
        because: vec![Norm::AdmittedWithReserve, Norm::UnjustifiedAfterTerm, Norm::ReserveFromReturn],
    }])
}

/// Norm: A3-05. Where the year has no such many lesson days left, the reserve ends with the lessons.
fn last_day_of_reserve(start: Date, calendar: &SchoolCalendar, regulation: &Regulation) -> Date {
    let (days, holidays) = (regulation.justification_reserve(start), calendar.holidays());
    match regulation.reserve_unit(start) {
        ReserveUnit::Civil => days.last_day(start, &holidays),
        ReserveUnit::School => SchoolDays(days.0)
            .last_day(start, calendar, &holidays)
            .unwrap_or_else(|beyond| beyond.last_day.max(start)),
    }
}

impl Attendance {
    /// What a student who is in class on a day still has to justify of the days before, and is not yet reserved.
    ///
    /// Norm: A3-03: absences from lessons, and from recovery courses (A13); not those that cannot be justified (A4-01).
    pub fn to_be_reserved(&self, on: Date) -> Vec<FactNumber> {
        let facts = self.facts.iter().filter(|(_, recorded)| recorded.on < on);
        facts.filter(|(_, recorded)| self.awaits(recorded)).map(|(number, _)| *number).collect()
    }

    fn awaits(&self, recorded: &Recorded) -> bool {
        let unheard = match recorded.justification {
            Justification::Awaited | Justification::Withdrawn { .. } => true,
            Justification::Submitted { .. } | Justification::Accepted | Justification::Refused => false,
        };
        let missed = match &recorded.fact {
            Fact::Absence { scope: AbsenceScope::WholeDay } | Fact::RecoveryMissed { .. } => true,
            // Some hours of a day that is to be justified as a whole go with it.
            Fact::Absence { scope: AbsenceScope::Hours(periods) } => !self.is_away(recorded.on, periods),
            Fact::Entry { .. } | Fact::Exit { .. } | Fact::Activity { .. } => false,
        };
        unheard
            && missed
            && recorded.standing == Standing::Stands
            && recorded.reserve.is_none()
            && recorded.classification.kind() == AbsenceKind::Individual
    }
}
