//! What may be done to the school's own record.

use jiff::civil::Date;

use super::{Command, Rejection, School, SchoolEvent, Slot};
use crate::calendar::SchoolCalendar;
use crate::ids::{ClassId, PeriodNumber};
use crate::norm::Norm;
use crate::regulation::BellSchedule;

pub fn decide(school: &School, command: &Command) -> Result<Vec<SchoolEvent>, Rejection> {
    match command {
        Command::Found { name, mechanographic_code, on } => match &school.name {
            None => Ok(vec![SchoolEvent::Founded {
                name: name.clone(),
                mechanographic_code: mechanographic_code.clone(),
                on: *on,
                because: vec![Norm::OnlyRegisterFunctions],
            }]),
            Some(known) if (&known.0, &known.1) == (name, mechanographic_code) => Ok(Vec::new()),
            Some(_) => Err(Rejection::AlreadyFounded),
        },
        Command::PublishCalendar { calendar, on } => {
            publishable(calendar)?;
            Ok(unless(
                school.calendars.get(&calendar.year) == Some(calendar),
                SchoolEvent::CalendarPublished {
                    calendar: calendar.clone(),
                    on: *on,
                    because: vec![Norm::LessonDays, Norm::Holidays],
                },
            ))
        }
        Command::SetBellSchedule { bell, from } => {
            ringable(bell, *from)?;
            Ok(unless(
                school.bells.get(from) == Some(bell),
                SchoolEvent::BellScheduleSet {
                    bell: bell.clone(),
                    from: *from,
                    because: vec![Norm::OnTimeUntilLessonsStart],
                },
            ))
        }
        Command::AdoptRegulation { version, from } => Ok(unless(
            school.regulations.get(from) == Some(version),
            SchoolEvent::RegulationAdopted {
                version: version.clone(),
                from: *from,
                because: vec![Norm::OnlyRegisterFunctions],
            },
        )),
        Command::ListSubject { subject, name, on } => Ok(unless(
            school.subjects.get(subject) == Some(name),
            SchoolEvent::SubjectListed {
                subject: subject.clone(),
                name: name.clone(),
                on: *on,
                because: vec![Norm::OnlyRegisterFunctions],
            },
        )),
        Command::OpenClass { class, year, label, track, annual_hours, on } => {
            if *annual_hours == 0 {
                return Err(Rejection::NoAnnualHours);
            }
            match school.classes.get(class) {
                None => Ok(vec![SchoolEvent::ClassOpened {
                    class: *class,
                    year: *year,
                    label: label.clone(),
                    track: track.clone(),
                    annual_hours: *annual_hours,
                    on: *on,
                    because: vec![Norm::PersonalisedHours],
                }]),
                Some(known)
                    if (known.year, &known.label, &known.track, known.annual_hours)
                        == (*year, label, track, *annual_hours) =>
                {
                    Ok(Vec::new())
                }
                Some(_) => Err(Rejection::ClassAlreadyOpen),
            }
        }
        Command::SetTimetable { class, from, week } => set_timetable(school, *class, *from, week),
    }
}

fn unless(already_so: bool, event: SchoolEvent) -> Vec<SchoolEvent> {
    if already_so { Vec::new() } else { vec![event] }
}

/// Norm: reg. istituto, art. 23, c. 3 (A5-03): the hours of absence are those of this timetable.
fn set_timetable(
    school: &School,
    class: ClassId,
    from: Date,
    week: &[Slot],
) -> Result<Vec<SchoolEvent>, Rejection> {
    let known = school.classes.get(&class).ok_or(Rejection::UnknownClass)?;
    let bell = school.bells.range(..=from).next_back().ok_or(Rejection::NoTimetable { on: from })?.1;
    for (index, slot) in week.iter().enumerate() {
        let repeated =
            week[..index].iter().any(|other| (other.weekday, other.period) == (slot.weekday, slot.period));
        let rings = bell.periods.iter().any(|period| period.number == slot.period.0);
        if repeated || !rings || !(1..=6).contains(&slot.weekday) {
            return Err(Rejection::BadSlot { weekday: slot.weekday, period: slot.period });
        }
        if !school.subjects.contains_key(&slot.subject) {
            return Err(Rejection::UnknownSubject(slot.subject.clone()));
        }
    }
    if known.weeks.get(&from).is_some_and(|known| known == week) {
        return Ok(Vec::new());
    }
    Ok(vec![SchoolEvent::TimetableSet {
        class,
        from,
        week: week.to_vec(),
        because: vec![Norm::HoursOfAbsence],
    }])
}

/// Norm: T-5: the lessons of a school year begin and end in it, and what closes the school falls between.
fn publishable(calendar: &SchoolCalendar) -> Result<(), Rejection> {
    let SchoolCalendar { year, first_day, last_day, ref closures, .. } = *calendar;
    for on in [first_day, last_day] {
        if on < year.first_day() || year.last_day() < on {
            return Err(Rejection::DayOutsideYear { on, year });
        }
    }
    if last_day < first_day {
        return Err(Rejection::LastDayBeforeFirst { first_day, last_day });
    }
    for closure in closures {
        let (from, to) = (closure.from, closure.to);
        if to < from {
            return Err(Rejection::ClosureEndsBeforeStart { from, to });
        }
        if from < first_day || last_day < to {
            return Err(Rejection::ClosureOutsideCalendar { from, to, first_day, last_day });
        }
    }
    Ok(())
}

/// Norm: A1-01: who is on time is judged by the bell, so each instant is of one hour at most.
fn ringable(bell: &BellSchedule, from: Date) -> Result<(), Rejection> {
    if bell.periods.is_empty() {
        return Err(Rejection::NoPeriods { from });
    }
    for (index, hour) in bell.periods.iter().enumerate() {
        let period = PeriodNumber(hour.number);
        if hour.ends <= hour.starts {
            let (starts, ends) = (hour.starts, hour.ends);
            return Err(Rejection::PeriodEndsBeforeStart { from, period, starts, ends });
        }
        for other in &bell.periods[..index] {
            if other.number == hour.number {
                return Err(Rejection::PeriodRepeated { from, period });
            }
            if other.starts < hour.ends && hour.starts < other.ends {
                return Err(Rejection::PeriodsOverlap {
                    from,
                    one: PeriodNumber(other.number),
                    other: period,
                });
            }
        }
    }
    Ok(())
}
