//! Mending what was recorded: a new act that names the old one and repeats the values withdrawn.

use super::record::{checked_absence, checked_entry, checked_exit, day_missed, movements};
use super::{Amended, Attendance, AttendanceEvent, Fact, Recorded, Rejection, Standing, is_whole_day};
use crate::hours::ClassDay;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

/// Norm: B7-05: a register is corrected by a new act with a reason, never by writing over. What turns out to be wider
/// than what was justified is to be justified again (A3-01): see [`super::is_wider`].
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
    nothing_rests_on(year, number, recorded, turned.is_some())?;
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

/// An annulment must leave a day that can be true: a return needs the exit before it, an exit somebody in class.
fn nothing_rests_on(
    year: &Attendance,
    number: FactNumber,
    recorded: &Recorded,
    brings_back_an_absence: bool,
) -> Result<(), Rejection> {
    let on = recorded.on;
    let others = movements(year, on, Some(number));
    let later = match &recorded.fact {
        Fact::Exit { at, .. } => others.iter().find(|(time, _)| at <= time),
        Fact::Entry { at, .. } => {
            let was_out = others.iter().any(|(time, _)| time <= at) || brings_back_an_absence;
            let away = year.standing(on).iter().any(|(_, other)| is_whole_day(&other.fact));
            others.iter().find(|(time, _)| at < time && (was_out || away))
        }
        Fact::Activity { .. } => others.first().filter(|_| brings_back_an_absence),
        Fact::Absence { .. } | Fact::RecoveryMissed { .. } => None,
    };
    later.map_or(Ok(()), |(at, _)| Err(Rejection::MovementRestsOnIt { on, at: *at }))
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
    match year.facts.get(&number) {
        Some(recorded) if recorded.on != day.on => Err(Rejection::OtherDay(number)),
        Some(_) | None => year.standing_fact(number),
    }
}
