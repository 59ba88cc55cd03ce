//! The school: its calendar, bell, adopted regulation, classes and their timetables.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{Holidays, NoLesson, SchoolCalendar, SchoolYear};
use crate::hours::{ClassDay, LessonHour};
use crate::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::BellSchedule;
use crate::text::{Text, italian_day, italian_time, on_day};

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
    #[error("l'ultimo giorno di lezione ({last}) precede il primo ({first})", last = italian_day(*last_day), first = italian_day(*first_day))]
    LastDayBeforeFirst { first_day: Date, last_day: Date },
    #[error("{day} non è un giorno dell'anno scolastico {year}", day = on_day(*on))]
    DayOutsideYear { on: Date, year: SchoolYear },
    #[error("la chiusura ha una data di fine ({end}) che precede quella di inizio ({start})", end = italian_day(*to), start = italian_day(*from))]
    ClosureEndsBeforeStart { from: Date, to: Date },
    #[error("la chiusura ({start} – {end}) esce dai giorni di lezione ({first} – {last})", start = italian_day(*from), end = italian_day(*to), first = italian_day(*first_day), last = italian_day(*last_day))]
    ClosureOutsideCalendar { from: Date, to: Date, first_day: Date, last_day: Date },
    #[error("campana in vigore dal giorno {day}: non ha ore di lezione", day = italian_day(*from))]
    NoPeriods { from: Date },
    #[error("campana in vigore dal giorno {day}: la {period} ora non può finire alle {end} e iniziare alle {start}", day = italian_day(*from), end = italian_time(*ends), start = italian_time(*starts))]
    PeriodEndsBeforeStart { from: Date, period: PeriodNumber, starts: Time, ends: Time },
    #[error("campana in vigore dal giorno {day}: la {period} ora è ripetuta", day = italian_day(*from))]
    PeriodRepeated { from: Date, period: PeriodNumber },
    #[error("campana in vigore dal giorno {day}: la {one} ora e la {other} si sovrappongono", day = italian_day(*from))]
    PeriodsOverlap { from: Date, one: PeriodNumber, other: PeriodNumber },
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyFounded
            | Rejection::UnknownClass
            | Rejection::UnknownSubject(_)
            | Rejection::ClassAlreadyOpen => Norm::OnlyRegisterFunctions,
            Rejection::NoCalendar { .. }
            | Rejection::ClassOfAnotherYear { .. }
            | Rejection::LastDayBeforeFirst { .. }
            | Rejection::DayOutsideYear { .. }
            | Rejection::ClosureEndsBeforeStart { .. }
            | Rejection::ClosureOutsideCalendar { .. } => Norm::LessonDays,
            Rejection::NoPeriods { .. }
            | Rejection::PeriodEndsBeforeStart { .. }
            | Rejection::PeriodRepeated { .. }
            | Rejection::PeriodsOverlap { .. } => Norm::OnTimeUntilLessonsStart,
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

mod decide;
pub use decide::decide;

#[cfg(test)]
pub(crate) mod tests;
