//! Mending what was recorded: a new act that names the old one and repeats the values withdrawn.

use super::record::{checked_absence, checked_entry, checked_exit, day_missed};
use super::{Amended, Attendance, AttendanceEvent, Fact, Recorded, Rejection, Standing};
use crate::hours::ClassDay;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

/// Norm: B7-05: a register is corrected by a new act with a reason, never by writing over.
pub(super) fn correct(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    number: FactNumber,
    amended: &Amended,
    reason: &Text,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = open(year, day, number)?;
    let (fact, mut because) = match (&recorded.fact, amended) {
        (Fact::Absence { .. }, Amended::Absence(scope)) => {
            (checked_absence(year, day, scope, Some(number))?, vec![Norm::HoursOfAbsence])
        }
        (Fact::Entry { .. }, Amended::Entry { at, ground }) => {
            checked_entry(year, day, *at, *ground, Some(number), regulation)?
        }
        (Fact::Exit { .. }, Amended::Exit(exit)) => checked_exit(year, day, exit, Some(number))?,
        (
            Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Exit { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. },
            _,
        ) => {
            return Err(Rejection::OtherKind(number));
        }
    };
    if fact == recorded.fact {
        return Ok(Vec::new());
    }
    because.insert(0, Norm::CorrectionWithReason);
    Ok(vec![AttendanceEvent::Corrected {
        student,
        class: recorded.class,
        on: recorded.on,
        number,
        withdrawn: recorded.fact.clone(),
        missed: day_missed(year, day, Some((number, &fact)), None, regulation),
        fact,
        reason: reason.clone(),
        policy: regulation.hours_counting(day.on),
        because,
    }])
}

/// Norm: B7-05. An absence that the annulled entry had turned counts again.
pub(super) fn annul(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    number: FactNumber,
    reason: &Text,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let recorded = match open(year, day, number) {
        Err(Rejection::AlreadyAnnulled(_)) => return Ok(Vec::new()),
        other => other?,
    };
    let turned = year
        .facts
        .iter()
        .find(|(_, other)| other.standing == Standing::TurnedInto(number))
        .map(|(absence, other)| (*absence, &other.fact));
    Ok(vec![AttendanceEvent::Annulled {
        student,
        class: recorded.class,
        on: recorded.on,
        number,
        withdrawn: recorded.fact.clone(),
        reason: reason.clone(),
        policy: regulation.hours_counting(day.on),
        missed: day_missed(year, day, turned, Some(number), regulation),
        because: vec![Norm::CorrectionWithReason],
    }])
}

/// Counts a day again with the class that the student was in on that day.
pub(super) fn restamp(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    regulation: &Regulation,
) -> Vec<AttendanceEvent> {
    let numbers = year.by_day.get(&day.on).map(Vec::as_slice).unwrap_or_default();
    let before = numbers.iter().find_map(|number| year.facts.get(number)).map(|recorded| recorded.class);
    match before {
        Some(withdrawn) if withdrawn != day.class => vec![AttendanceEvent::Restamped {
            student,
            on: day.on,
            withdrawn,
            class: day.class,
            facts: year.standing(day.on).iter().map(|(number, at)| (*number, at.fact.clone())).collect(),
            policy: regulation.hours_counting(day.on),
            missed: day_missed(year, day, None, None, regulation),
            because: vec![Norm::HoursOfAbsence, Norm::CorrectionWithReason],
        }],
        Some(_) | None => Vec::new(),
    }
}

/// A fact of that day on which one may still act.
fn open<'a>(year: &'a Attendance, day: &ClassDay, number: FactNumber) -> Result<&'a Recorded, Rejection> {
    let recorded = year.facts.get(&number).ok_or(Rejection::UnknownFact(number))?;
    if recorded.on != day.on {
        return Err(Rejection::OtherDay(number));
    }
    match recorded.standing {
        Standing::Stands => Ok(recorded),
        Standing::TurnedInto(into) => Err(Rejection::TurnedInto { number, into }),
        Standing::Annulled => Err(Rejection::AlreadyAnnulled(number)),
    }
}
