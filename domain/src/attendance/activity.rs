//! Away from class for the school: trips, citizenship, reflection, and recovery courses that were not attended.

use jiff::civil::Date;

use super::record::{checked_hours, day_missed, movements, not_in_the_future};
use super::{
    AbsenceScope, Activity, Attendance, AttendanceEvent, Course, Destination, Fact, Outing, Rejection,
    Standing, is_whole_day,
};
use crate::calendar::SchoolCalendar;
use crate::hours::ClassDay;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Norm: reg. istituto, art. 23, c. 3 lett. d, and art. 28 (A5-04); DPR 249/1998, art. 4, c. 8-bis and 8-ter (A5-09,
/// A5-08): the hours done count as attended, the others of the hours away as missed.
pub(super) fn record(
    year: &Attendance,
    student: PersonId,
    day: &ClassDay,
    outing: &Outing,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    not_in_the_future(day.on, today)?;
    let activity = activity(outing, regulation);
    let fact = Fact::Activity { activity, away: outing.away.clone(), hours: outing.hours };
    let standing = year.standing(day.on);
    if standing.iter().any(|(_, recorded)| recorded.fact == fact) {
        return Ok(Vec::new());
    }
    let of = hours_away(day, &outing.away)?;
    if of < usize::from(outing.hours) {
        return Err(Rejection::MoreHoursThanAway { on: day.on, hours: outing.hours, of });
    }
    if standing.iter().any(|(_, recorded)| overlaps(&recorded.fact, &outing.away)) {
        return Err(Rejection::AtActivity { on: day.on });
    }
    let whole_day = outing.away == AbsenceScope::WholeDay;
    if whole_day && let [(since, Fact::Exit { .. }), ..] = movements(year, day.on, None).as_slice() {
        return Err(Rejection::AlreadyOut { on: day.on, since: *since });
    }
    let absence = standing.iter().find(|(_, recorded)| whole_day && is_whole_day(&recorded.fact));
    let turns = absence.map(|(number, _)| *number);
    let number = year.next_number();
    let mut because = vec![Norm::HoursOfAbsence];
    because.push(match activity {
        Activity::Trip { .. } | Activity::School => Norm::AbsentFromActivities,
        Activity::Citizenship => Norm::CitizenshipHoursCount,
        Activity::Reflection => Norm::ReflectionHoursCount,
    });
    Ok(vec![AttendanceEvent::ActivityRecorded {
        student,
        class: day.class,
        on: day.on,
        number,
        activity,
        away: outing.away.clone(),
        hours: outing.hours,
        turns,
        policy: regulation.hours_counting(day.on),
        missed: day_missed(year, day, Some((number, &fact)), turns, regulation),
        because,
    }])
}

/// Norm: reg. istituto, art. 29, c. 8 (A13): lessons to attend and to justify, though outside the annual hours.
pub(super) fn recovery(
    year: &Attendance,
    student: PersonId,
    class: ClassId,
    course: &Course,
    today: Date,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    let Course { on, subject, hours } = course.clone();
    not_in_the_future(on, today)?;
    if hours == 0 {
        return Err(Rejection::NoHours);
    }
    let fact = Fact::RecoveryMissed { subject: subject.clone(), hours };
    for recorded in year.facts.values().filter(|it| it.on == on && it.standing == Standing::Stands) {
        if recorded.fact == fact {
            return Ok(Vec::new());
        }
        if matches!(&recorded.fact, Fact::RecoveryMissed { subject: other, .. } if *other == subject) {
            return Err(Rejection::CourseAlreadyMissed { on });
        }
    }
    let (number, because) = (year.next_number(), vec![Norm::RecoveryCourses]);
    Ok(vec![AttendanceEvent::RecoveryMissed { student, class, on, number, subject, hours, because }])
}

fn activity(outing: &Outing, regulation: &Regulation) -> Activity {
    match &outing.to {
        Destination::Trip { last_day, calendar } => {
            Activity::Trip { back_to_lessons: back_to_lessons(*last_day, calendar, regulation) }
        }
        Destination::Citizenship => Activity::Citizenship,
        Destination::Reflection => Activity::Reflection,
        Destination::School => Activity::School,
    }
}

/// Norm: reg. istituto, art. 28 (A3-15): the day after the return, if the year has one.
fn back_to_lessons(last_day: Date, calendar: &SchoolCalendar, regulation: &Regulation) -> Option<Date> {
    regulation.day_after_trip(last_day).last_day(last_day, calendar, &calendar.holidays()).ok()
}

fn hours_away(day: &ClassDay, away: &AbsenceScope) -> Result<usize, Rejection> {
    match away {
        AbsenceScope::WholeDay => Ok(day.hours.len()),
        AbsenceScope::Hours(periods) => checked_hours(day, periods).map(|()| periods.len()),
    }
}

/// Whether a fact is another activity in the same hours.
fn overlaps(fact: &Fact, away: &AbsenceScope) -> bool {
    let Fact::Activity { away: other, .. } = fact else { return false };
    match (other, away) {
        (AbsenceScope::Hours(one), AbsenceScope::Hours(other)) => !one.is_disjoint(other),
        (AbsenceScope::WholeDay, _) | (_, AbsenceScope::WholeDay) => true,
    }
}
