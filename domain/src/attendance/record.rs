//! Facts as they happen: an absence, a late entry, an early exit.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};

use super::{
    AbsenceScope, Attendance, AttendanceEvent, Collection, Exit, ExitReason, Fact, Ground, Rejection,
};
use crate::hours::{ClassDay, MissedHour, missed};
use crate::ids::{FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Norm: reg. istituto, art. 23, c. 3 (A5-03): the hours are those of that day's timetable.
pub(super) fn absence(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    scope: &AbsenceScope,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    not_in_the_future(day.on, today)?;
    let fact = checked_absence(year, day, scope, None)?;
    if year.standing(day.on).iter().any(|(_, recorded)| covers(&recorded.fact, &fact)) {
        return Ok(Vec::new());
    }
    let number = year.next_number();
    Ok(vec![AttendanceEvent::AbsenceRecorded {
        student,
        class: day.class,
        on: day.on,
        number,
        scope: scope.clone(),
        policy: regulation.hours_counting(day.on),
        missed: day_missed(year, day, Some((number, &fact)), None, regulation),
        because: vec![Norm::HoursOfAbsence],
    }])
}

/// Norm: reg. istituto, art. 16, Ritardi, c. 2–4 (A1-02 … A1-04) and art. 23, c. 3 lett. a (A1-09).
pub(super) fn entry(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    at: Time,
    ground: Ground,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    not_in_the_future(day.on, today)?;
    if movements(year, day.on, None).iter().any(|(since, fact)| {
        *since == at && matches!(fact, Fact::Entry { ground: stated, .. } if *stated == ground)
    }) {
        return Ok(Vec::new());
    }
    let (fact, mut because) = checked_entry(year, day, at, ground, None, regulation)?;
    let turns = year
        .standing(day.on)
        .iter()
        .find(|(_, recorded)| recorded.fact == Fact::Absence { scope: AbsenceScope::WholeDay })
        .map(|(number, _)| *number);
    let number = year.next_number();
    let missed = day_missed(year, day, Some((number, &fact)), turns, regulation);
    if missed.iter().any(|hour| hour.fact == number) {
        because.push(Norm::LateEntryFromSecondHour);
    }
    let Fact::Entry { admitted_from, .. } = fact else { return Ok(Vec::new()) };
    Ok(vec![AttendanceEvent::EntryRecorded {
        student,
        class: day.class,
        on: day.on,
        number,
        at,
        admitted_from,
        ground,
        turns,
        policy: regulation.hours_counting(day.on),
        missed,
        because,
    }])
}

/// Norm: reg. istituto, art. 16, Uscite (A2-04, A2-06) and art. 17, c. 2 (A2-07).
pub(super) fn exit(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    exit: &Exit,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    not_in_the_future(day.on, today)?;
    let (fact, mut because) = checked_exit(year, day, exit, None)?;
    if let Some(permission) = exit.permission {
        because.push(Norm::PermissionAskedBefore);
        because.extend(Some(Norm::FewEarlyExits).filter(|_| !permission.reason.is_limited()));
    }
    if year.standing(day.on).iter().any(|(_, recorded)| recorded.fact == fact) {
        return Ok(Vec::new());
    }
    if let [.., (_, Fact::Exit { at: since, .. })] = movements(year, day.on, None).as_slice() {
        return Err(Rejection::AlreadyOut { on: day.on, since: *since });
    }
    let number = year.next_number();
    Ok(vec![AttendanceEvent::ExitRecorded {
        student,
        class: day.class,
        on: day.on,
        number,
        at: exit.at,
        reason: exit.reason,
        collection: exit.collection,
        permission: exit.permission,
        interrupts: day.interrupted_at(exit.at),
        policy: regulation.hours_counting(day.on),
        missed: day_missed(year, day, Some((number, &fact)), None, regulation),
        because,
    }])
}

/// An absence that fits the day, leaving `replaced` out of account.
pub(super) fn checked_absence(
    year: &Attendance,
    day: &ClassDay,
    scope: &AbsenceScope,
    replaced: Option<FactNumber>,
) -> Result<Fact, Rejection> {
    match scope {
        AbsenceScope::WholeDay => {
            if all_day_at_activity(year, day.on) {
                return Err(Rejection::AtActivity { on: day.on });
            }
            for (_, fact) in movements(year, day.on, replaced) {
                if let Fact::Entry { at, .. } = fact {
                    return Err(Rejection::CameInThatDay { on: day.on, at: *at });
                }
                if let Fact::Exit { at, .. } = fact {
                    return Err(Rejection::AlreadyOut { on: day.on, since: *at });
                }
            }
        }
        AbsenceScope::Hours(periods) => checked_hours(day, periods)?,
    }
    Ok(Fact::Absence { scope: scope.clone() })
}

/// Some hours, all of them on that day's timetable.
pub(super) fn checked_hours(day: &ClassDay, periods: &BTreeSet<PeriodNumber>) -> Result<(), Rejection> {
    if periods.is_empty() {
        return Err(Rejection::NoHours);
    }
    match periods.iter().find(|period| day.hour(**period).is_none()) {
        Some(period) => Err(Rejection::NoSuchHour { on: day.on, period: *period }),
        None => Ok(()),
    }
}

/// An entry that fits the day, with the norms that fixed when the student is let into class.
pub(super) fn checked_entry(
    year: &Attendance,
    day: &ClassDay,
    at: Time,
    ground: Ground,
    replaced: Option<FactNumber>,
    regulation: &Regulation,
) -> Result<(Fact, Vec<Norm>), Rejection> {
    inside_lessons(day, at)?;
    let others = movements(year, day.on, replaced);
    let before = others.iter().rfind(|(time, _)| *time <= at);
    let after = others.iter().find(|(time, _)| at < *time);
    for (time, fact) in before.into_iter().chain(after) {
        if matches!(fact, Fact::Entry { .. }) {
            return Err(Rejection::AlreadyInside { on: day.on, since: *time });
        }
    }
    let was = time_of(year, replaced);
    if let Some((exit, _)) = before.filter(|(time, _)| was.is_some_and(|was| was < *time)) {
        return Err(Rejection::ExitBeforeEntry { on: day.on, exit: *exit, entry: at });
    }
    let back_after_exit = before.is_some();
    let starts = regulation.lessons_start(day.on);
    let starts = day.starts().map_or(starts, |first| starts.max(first));
    if at <= starts {
        return Err(Rejection::NotLate { at, starts });
    }
    let mut because = vec![Norm::LateEntryAlwaysRecorded];
    let deferred = ground == Ground::None
        && regulation.immediate_admission_until(day.on) < at
        && at < regulation.deferred_admission_at(day.on)
        && !back_after_exit;
    if deferred {
        because.extend([Norm::LateEntryDeferred, Norm::NeverSentHome]);
    } else if ground != Ground::None {
        because.push(Norm::GroundOfLateEntry);
    }
    let admitted_from = if deferred { regulation.deferred_admission_at(day.on) } else { at };
    Ok((Fact::Entry { at, admitted_from, ground }, because))
}

/// An exit that fits the day, with the norms that allow it.
pub(super) fn checked_exit(
    year: &Attendance,
    day: &ClassDay,
    exit: &Exit,
    replaced: Option<FactNumber>,
) -> Result<(Fact, Vec<Norm>), Rejection> {
    inside_lessons(day, exit.at)?;
    let absent = Fact::Absence { scope: AbsenceScope::WholeDay };
    if year
        .standing(day.on)
        .iter()
        .any(|(number, recorded)| Some(*number) != replaced && recorded.fact == absent)
    {
        return Err(Rejection::AbsentThatDay { on: day.on });
    }
    let was = time_of(year, replaced);
    let others = movements(year, day.on, replaced);
    // Who is at an activity and never came in has no lesson to leave.
    if all_day_at_activity(year, day.on) && others.first().is_none_or(|(first, _)| exit.at <= *first) {
        return Err(Rejection::AtActivity { on: day.on });
    }
    for (entry, fact) in others {
        if !matches!(fact, Fact::Entry { .. }) {
            continue;
        }
        let back_after_it = was.is_some_and(|was| was <= entry);
        if back_after_it && entry < exit.at {
            return Err(Rejection::AlreadyInside { on: day.on, since: entry });
        }
        if !back_after_it && exit.at <= entry {
            return Err(Rejection::ExitBeforeEntry { on: day.on, exit: exit.at, entry });
        }
    }
    let collected = match exit.collection {
        Collection::AdultStudent => false,
        Collection::Guardian { .. } => true,
        Collection::Delegate { .. } => false,
        Collection::Relative { document_checked, .. } => document_checked,
    };
    if !exit.of_age && !collected {
        return Err(Rejection::MinorNotCollected { on: day.on });
    }
    let mut because = vec![match exit.reason {
        ExitReason::Malaise => Norm::ExitForMalaise,
        ExitReason::Family | ExitReason::Health | ExitReason::Urgent => Norm::ExitAtEndOfPeriod,
    }];
    if !exit.of_age {
        because.push(Norm::MinorCollected);
    }
    because.push(Norm::HoursOfAbsence);
    let fact = Fact::Exit { at: exit.at, reason: exit.reason, collection: exit.collection };
    Ok((fact, because))
}

/// The hours of the day missed with one fact more (or in place of the one with its number) and one fact less.
pub(super) fn day_missed(
    year: &Attendance,
    day: &ClassDay,
    with: Option<(FactNumber, &Fact)>,
    without: Option<FactNumber>,
    regulation: &Regulation,
) -> Vec<MissedHour> {
    let added = with.map(|(number, _)| number);
    let standing = year.standing(day.on);
    let mut facts: Vec<(FactNumber, &Fact)> = standing
        .iter()
        .filter(|(number, _)| Some(*number) != without && Some(*number) != added)
        .map(|(number, recorded)| (*number, &recorded.fact))
        .collect();
    facts.extend(with);
    missed(day, &facts, regulation.hours_counting(day.on))
}

pub(super) fn not_in_the_future(on: Date, today: Date) -> Result<(), Rejection> {
    if today < on { Err(Rejection::InTheFuture { on, today }) } else { Ok(()) }
}

fn inside_lessons(day: &ClassDay, at: Time) -> Result<(), Rejection> {
    if let (Some(starts), Some(ends)) = (day.starts(), day.ends())
        && (at < starts || ends <= at)
    {
        return Err(Rejection::OutsideLessons { on: day.on, at, starts, ends });
    }
    Ok(())
}

/// The entries and exits of a day that stand, in order of time, but one.
pub(super) fn movements(year: &Attendance, on: Date, but: Option<FactNumber>) -> Vec<(Time, &Fact)> {
    let mut movements: Vec<_> = year
        .standing(on)
        .into_iter()
        .filter(|(number, _)| Some(*number) != but)
        .filter_map(|(_, recorded)| match &recorded.fact {
            Fact::Entry { at, .. } | Fact::Exit { at, .. } => Some((*at, &recorded.fact)),
            Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => None,
        })
        .collect();
    movements.sort_by_key(|(at, _)| *at);
    movements
}

/// When the entry or the exit to be replaced was recorded to be.
fn time_of(year: &Attendance, number: Option<FactNumber>) -> Option<Time> {
    match year.facts.get(&number?)?.fact {
        Fact::Entry { at, .. } | Fact::Exit { at, .. } => Some(at),
        Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => None,
    }
}

fn all_day_at_activity(year: &Attendance, on: Date) -> bool {
    let whole_day = |fact: &Fact| matches!(fact, Fact::Activity { away: AbsenceScope::WholeDay, .. });
    year.standing(on).iter().any(|(_, recorded)| whole_day(&recorded.fact))
}

/// Whether `known` already says all that `new` would. An hour missed of a whole day of absence is said too: an entry
/// found later would take the day away, and not that hour.
fn covers(known: &Fact, new: &Fact) -> bool {
    match (known, new) {
        (
            Fact::Absence { scope: AbsenceScope::WholeDay },
            Fact::Absence { scope: AbsenceScope::WholeDay },
        ) => true,
        (
            Fact::Absence { scope: AbsenceScope::Hours(known) },
            Fact::Absence { scope: AbsenceScope::Hours(new) },
        ) => new.is_subset(known),
        (
            Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Exit { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. },
            _,
        ) => false,
    }
}
