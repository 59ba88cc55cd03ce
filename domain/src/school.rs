//! The school: its calendar, bell, adopted regulation, classes and their timetables.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{Holidays, NoLesson, SchoolCalendar, SchoolYear};
use crate::hours::{ClassDay, LessonHour};
use crate::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::BellSchedule;
use crate::text::{Text, on_day};

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SchoolEvent {
    #[serde(rename = "school-founded.v1")]
    Founded { name: Text, mechanographic_code: Text, on: Date, because: Vec<Norm> },
    #[serde(rename = "calendar-published.v1")]
    CalendarPublished { calendar: SchoolCalendar, on: Date, because: Vec<Norm> },
    #[serde(rename = "bell-schedule-set.v1")]
    BellScheduleSet { bell: BellSchedule, from: Date, because: Vec<Norm> },
    /// A version of the school regulation, in force from a day.
    #[serde(rename = "regulation-adopted.v1")]
    RegulationAdopted { version: Text, from: Date, because: Vec<Norm> },
    #[serde(rename = "subject-listed.v1")]
    SubjectListed { subject: SubjectCode, name: Text, on: Date, because: Vec<Norm> },
    #[serde(rename = "class-opened.v1")]
    ClassOpened {
        class: ClassId,
        year: SchoolYear,
        /// As people call it: `3B`.
        label: Text,
        track: Text,
        annual_hours: u16,
        on: Date,
        because: Vec<Norm>,
    },
    /// A class's week, in force from a day until the next one.
    #[serde(rename = "timetable-set.v1")]
    TimetableSet { class: ClassId, from: Date, week: Vec<Slot>, because: Vec<Norm> },
}

/// One hour of a class's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// 1 is Monday (ISO 8601).
    pub weekday: u8,
    pub period: PeriodNumber,
    pub subject: SubjectCode,
    /// More than one in co-presence (`compresenza`).
    pub teachers: Vec<PersonId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct School {
    pub name: Option<(Text, Text)>,
    pub calendars: BTreeMap<SchoolYear, SchoolCalendar>,
    pub bells: BTreeMap<Date, BellSchedule>,
    pub regulations: BTreeMap<Date, Text>,
    pub subjects: BTreeMap<SubjectCode, Text>,
    pub classes: BTreeMap<ClassId, Class>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub year: SchoolYear,
    pub label: Text,
    pub track: Text,
    pub annual_hours: u16,
    /// Each week by the day it comes into force.
    pub weeks: BTreeMap<Date, Vec<Slot>>,
}

pub fn evolve(mut school: School, event: &SchoolEvent) -> School {
    match event {
        SchoolEvent::Founded { name, mechanographic_code, .. } => {
            school.name = Some((name.clone(), mechanographic_code.clone()));
        }
        SchoolEvent::CalendarPublished { calendar, .. } => {
            school.calendars.insert(calendar.year, calendar.clone());
        }
        SchoolEvent::BellScheduleSet { bell, from, .. } => {
            school.bells.insert(*from, bell.clone());
        }
        SchoolEvent::RegulationAdopted { version, from, .. } => {
            school.regulations.insert(*from, version.clone());
        }
        SchoolEvent::SubjectListed { subject, name, .. } => {
            school.subjects.insert(subject.clone(), name.clone());
        }
        SchoolEvent::ClassOpened { class, year, label, track, annual_hours, .. } => {
            let opened = Class {
                year: *year,
                label: label.clone(),
                track: track.clone(),
                annual_hours: *annual_hours,
                weeks: BTreeMap::new(),
            };
            school.classes.insert(*class, opened);
        }
        SchoolEvent::TimetableSet { class, from, week, .. } => {
            if let Some(class) = school.classes.get_mut(class) {
                class.weeks.insert(*from, week.clone());
            }
        }
    }
    school
}

impl School {
    pub fn calendar(&self, on: Date) -> Result<&SchoolCalendar, Rejection> {
        let year = SchoolYear::containing(on);
        self.calendars.get(&year).ok_or(Rejection::NoCalendar { on, year })
    }

    /// A class on a day, with the timetable and the bell in force **that day**.
    ///
    /// Norm: T-5 and T-7: only a day with lessons by the published calendar.
    pub fn class_day(&self, class: ClassId, on: Date, holidays: &Holidays) -> Result<ClassDay, Rejection> {
        let known = self.classes.get(&class).ok_or(Rejection::UnknownClass)?;
        if let Some(why) = self.calendar(on)?.why_no_lesson(holidays, on) {
            return Err(Rejection::NoLesson(why));
        }
        if known.year != SchoolYear::containing(on) {
            return Err(Rejection::ClassOfAnotherYear { label: known.label.clone(), year: known.year, on });
        }
        let in_force = |weeks: &BTreeMap<Date, Vec<Slot>>| Some(weeks.range(..=on).next_back()?.1.clone());
        let week = in_force(&known.weeks).ok_or(Rejection::NoTimetable { on })?;
        let bell = self.bells.range(..=on).next_back().map(|(_, bell)| bell);
        let bell = bell.ok_or(Rejection::NoTimetable { on })?;
        let weekday = u8::try_from(on.weekday().to_monday_one_offset()).unwrap_or_default();
        let mut hours: Vec<LessonHour> = week
            .into_iter()
            .filter(|slot| slot.weekday == weekday)
            .filter_map(|slot| {
                let period = bell.periods.iter().find(|period| period.number == slot.period.0)?;
                Some(LessonHour {
                    period: slot.period,
                    starts: period.starts,
                    ends: period.ends,
                    subject: slot.subject,
                    teachers: slot.teachers,
                })
            })
            .collect();
        hours.sort_by_key(|hour| hour.starts);
        if hours.is_empty() {
            return Err(Rejection::NoHoursThatDay { on, weekday: on.weekday() });
        }
        Ok(ClassDay { class, on, hours })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Found { name: Text, mechanographic_code: Text, on: Date },
    PublishCalendar { calendar: SchoolCalendar, on: Date },
    SetBellSchedule { bell: BellSchedule, from: Date },
    AdoptRegulation { version: Text, from: Date },
    ListSubject { subject: SubjectCode, name: Text, on: Date },
    OpenClass { class: ClassId, year: SchoolYear, label: Text, track: Text, annual_hours: u16, on: Date },
    SetTimetable { class: ClassId, from: Date, week: Vec<Slot> },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("la scuola è già costituita con altri dati")]
    AlreadyFounded,
    #[error("la classe non è nota al registro")]
    UnknownClass,
    #[error("la materia {0} non è nota al registro")]
    UnknownSubject(SubjectCode),
    #[error("la classe è già aperta con altri dati")]
    ClassAlreadyOpen,
    #[error("{day} è fuori dall'anno scolastico: per {year} non è pubblicato un calendario", day = on_day(*on))]
    NoCalendar { on: Date, year: SchoolYear },
    #[error("{0}")]
    NoLesson(NoLesson),
    #[error("la classe {label} è del {year}: {day} non ne fa parte", day = on_day(*on))]
    ClassOfAnotherYear { label: Text, year: SchoolYear, on: Date },
    #[error("{day} la classe non ha un orario in vigore", day = on_day(*on))]
    NoTimetable { on: Date },
    #[error("{day} la classe non ha ore di lezione", day = on_day(*on))]
    NoHoursThatDay { on: Date, weekday: Weekday },
    #[error("l'orario ripete la {period} ora del giorno {weekday} o ne indica una che la campana non ha")]
    BadSlot { weekday: u8, period: PeriodNumber },
    #[error("il monte ore annuale deve essere maggiore di zero")]
    NoAnnualHours,
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyFounded
            | Rejection::UnknownClass
            | Rejection::UnknownSubject(_)
            | Rejection::ClassAlreadyOpen => Norm::OnlyRegisterFunctions,
            Rejection::NoCalendar { .. } | Rejection::ClassOfAnotherYear { .. } => Norm::LessonDays,
            Rejection::NoLesson(NoLesson::Sunday { .. } | NoLesson::Holiday { .. }) => Norm::Holidays,
            Rejection::NoLesson(
                NoLesson::BeforeFirstDay { .. }
                | NoLesson::AfterLastDay { .. }
                | NoLesson::Saturday { .. }
                | NoLesson::Closure { .. },
            ) => Norm::LessonDays,
            Rejection::NoTimetable { .. } | Rejection::NoHoursThatDay { .. } | Rejection::BadSlot { .. } => {
                Norm::HoursOfAbsence
            }
            Rejection::NoAnnualHours => Norm::PersonalisedHours,
        }
    }
}

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
        Command::PublishCalendar { calendar, on } => Ok(unless(
            school.calendars.get(&calendar.year) == Some(calendar),
            SchoolEvent::CalendarPublished {
                calendar: calendar.clone(),
                on: *on,
                because: vec![Norm::LessonDays, Norm::Holidays],
            },
        )),
        Command::SetBellSchedule { bell, from } => Ok(unless(
            school.bells.get(from) == Some(bell),
            SchoolEvent::BellScheduleSet {
                bell: bell.clone(),
                from: *from,
                because: vec![Norm::OnTimeUntilLessonsStart],
            },
        )),
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

#[cfg(test)]
pub(crate) mod tests;
