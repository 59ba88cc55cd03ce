//! Any event of the register, whatever its subject, and what every reader may ask of it.

use jiff::civil::Date;

use crate::attendance::AttendanceEvent;
use crate::ids::{ClassId, PersonId};
use crate::lesson::{LessonEvent, Presence};
use crate::norm::Norm;
use crate::people::PersonEvent;
use crate::school::SchoolEvent;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainEvent {
    School(SchoolEvent),
    Person(PersonEvent),
    Lesson(LessonEvent),
    Attendance(AttendanceEvent),
}

/// How a person is concerned by an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It is about her.
    Subject,
    /// She is named in it.
    Named,
}

impl Concern {
    pub fn name(self) -> &'static str {
        match self {
            Concern::Subject => "subject",
            Concern::Named => "named",
        }
    }
}

impl DomainEvent {
    /// The civil day that the event is about.
    pub fn effective_on(&self) -> Date {
        match self {
            DomainEvent::School(event) => school_day(event),
            DomainEvent::Person(event) => person_day(event),
            DomainEvent::Lesson(
                LessonEvent::RollCalled { on, .. }
                | LessonEvent::Signed { on, .. }
                | LessonEvent::HomeworkAssigned { on, .. }
                | LessonEvent::TopicCorrected { on, .. }
                | LessonEvent::SignatureAnnulled { on, .. },
            ) => *on,
            DomainEvent::Attendance(
                AttendanceEvent::AbsenceRecorded { on, .. }
                | AttendanceEvent::EntryRecorded { on, .. }
                | AttendanceEvent::ExitRecorded { on, .. }
                | AttendanceEvent::Corrected { on, .. }
                | AttendanceEvent::Annulled { on, .. }
                | AttendanceEvent::Restamped { on, .. }
                | AttendanceEvent::JustificationSubmitted { on, .. }
                | AttendanceEvent::JustificationDecided { on, .. },
            ) => *on,
        }
    }

    /// The norms applied when it was decided.
    pub fn because(&self) -> &[Norm] {
        match self {
            DomainEvent::School(
                SchoolEvent::Founded { because, .. }
                | SchoolEvent::CalendarPublished { because, .. }
                | SchoolEvent::BellScheduleSet { because, .. }
                | SchoolEvent::RegulationAdopted { because, .. }
                | SchoolEvent::SubjectListed { because, .. }
                | SchoolEvent::ClassOpened { because, .. }
                | SchoolEvent::TimetableSet { because, .. },
            ) => because,
            DomainEvent::Person(
                PersonEvent::Registered { because, .. }
                | PersonEvent::Enrolled { because, .. }
                | PersonEvent::Moved { because, .. }
                | PersonEvent::Left { because, .. }
                | PersonEvent::AnnualHoursSet { because, .. }
                | PersonEvent::ResponsibilityHeld { because, .. }
                | PersonEvent::ResponsibilityLimited { because, .. }
                | PersonEvent::OfficeAssigned { because, .. }
                | PersonEvent::ChairAssigned { because, .. },
            ) => because,
            DomainEvent::Lesson(
                LessonEvent::RollCalled { because, .. }
                | LessonEvent::Signed { because, .. }
                | LessonEvent::HomeworkAssigned { because, .. }
                | LessonEvent::TopicCorrected { because, .. }
                | LessonEvent::SignatureAnnulled { because, .. },
            ) => because,
            DomainEvent::Attendance(
                AttendanceEvent::AbsenceRecorded { because, .. }
                | AttendanceEvent::EntryRecorded { because, .. }
                | AttendanceEvent::ExitRecorded { because, .. }
                | AttendanceEvent::Corrected { because, .. }
                | AttendanceEvent::Annulled { because, .. }
                | AttendanceEvent::Restamped { because, .. }
                | AttendanceEvent::JustificationSubmitted { because, .. }
                | AttendanceEvent::JustificationDecided { because, .. },
            ) => because,
        }
    }

    /// The persons concerned.
    pub fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            DomainEvent::School(_) => Vec::new(),
            DomainEvent::Person(event) => person_about(event),
            DomainEvent::Lesson(event) => lesson_about(event),
            DomainEvent::Attendance(event) => {
                let mut about = vec![(attendance_student(event), Concern::Subject)];
                if let AttendanceEvent::JustificationSubmitted { student, by, .. } = event
                    && by.person() != *student
                {
                    about.push((by.person(), Concern::Named));
                }
                about
            }
        }
    }

    /// The class concerned, if one is.
    pub fn class(&self) -> Option<ClassId> {
        match self {
            DomainEvent::School(
                SchoolEvent::ClassOpened { class, .. } | SchoolEvent::TimetableSet { class, .. },
            )
            | DomainEvent::Person(
                PersonEvent::Enrolled { class, .. }
                | PersonEvent::Moved { class, .. }
                | PersonEvent::Left { class, .. }
                | PersonEvent::ChairAssigned { class, .. },
            )
            | DomainEvent::Lesson(
                LessonEvent::RollCalled { class, .. }
                | LessonEvent::Signed { class, .. }
                | LessonEvent::HomeworkAssigned { class, .. }
                | LessonEvent::TopicCorrected { class, .. }
                | LessonEvent::SignatureAnnulled { class, .. },
            )
            | DomainEvent::Attendance(
                AttendanceEvent::AbsenceRecorded { class, .. }
                | AttendanceEvent::EntryRecorded { class, .. }
                | AttendanceEvent::ExitRecorded { class, .. }
                | AttendanceEvent::Corrected { class, .. }
                | AttendanceEvent::Annulled { class, .. }
                | AttendanceEvent::Restamped { class, .. },
            ) => Some(*class),
            DomainEvent::School(_) | DomainEvent::Person(_) | DomainEvent::Attendance(_) => None,
        }
    }
}

/// The student whom an attendance event is about.
pub fn attendance_student(event: &AttendanceEvent) -> PersonId {
    match event {
        AttendanceEvent::AbsenceRecorded { student, .. }
        | AttendanceEvent::EntryRecorded { student, .. }
        | AttendanceEvent::ExitRecorded { student, .. }
        | AttendanceEvent::Corrected { student, .. }
        | AttendanceEvent::Annulled { student, .. }
        | AttendanceEvent::Restamped { student, .. }
        | AttendanceEvent::JustificationSubmitted { student, .. }
        | AttendanceEvent::JustificationDecided { student, .. } => *student,
    }
}

fn school_day(event: &SchoolEvent) -> Date {
    match event {
        SchoolEvent::Founded { on, .. }
        | SchoolEvent::CalendarPublished { on, .. }
        | SchoolEvent::SubjectListed { on, .. }
        | SchoolEvent::ClassOpened { on, .. } => *on,
        SchoolEvent::BellScheduleSet { from, .. }
        | SchoolEvent::RegulationAdopted { from, .. }
        | SchoolEvent::TimetableSet { from, .. } => *from,
    }
}

fn person_day(event: &PersonEvent) -> Date {
    match event {
        PersonEvent::Registered { on, .. } | PersonEvent::AnnualHoursSet { on, .. } => *on,
        PersonEvent::Left { last_day, .. } => *last_day,
        PersonEvent::Enrolled { from, .. }
        | PersonEvent::Moved { from, .. }
        | PersonEvent::ResponsibilityHeld { from, .. }
        | PersonEvent::ResponsibilityLimited { from, .. }
        | PersonEvent::OfficeAssigned { from, .. }
        | PersonEvent::ChairAssigned { from, .. } => *from,
    }
}

fn person_about(event: &PersonEvent) -> Vec<(PersonId, Concern)> {
    match event {
        PersonEvent::Registered { person, .. } | PersonEvent::OfficeAssigned { person, .. } => {
            vec![(*person, Concern::Subject)]
        }
        PersonEvent::ChairAssigned { teacher, .. } => vec![(*teacher, Concern::Subject)],
        PersonEvent::Enrolled { student, .. }
        | PersonEvent::Moved { student, .. }
        | PersonEvent::Left { student, .. }
        | PersonEvent::AnnualHoursSet { student, .. } => vec![(*student, Concern::Subject)],
        PersonEvent::ResponsibilityHeld { student, guardian, .. }
        | PersonEvent::ResponsibilityLimited { student, guardian, .. } => {
            vec![(*student, Concern::Subject), (*guardian, Concern::Named)]
        }
    }
}

fn lesson_about(event: &LessonEvent) -> Vec<(PersonId, Concern)> {
    match event {
        LessonEvent::RollCalled { teacher, presence, absent, late, .. } => {
            let students = absent.iter().chain(late).map(|student| (*student, Concern::Named));
            teachers(*teacher, *presence).chain(students).collect()
        }
        LessonEvent::Signed { teacher, presence, .. } => teachers(*teacher, *presence).collect(),
        LessonEvent::HomeworkAssigned { teacher, .. }
        | LessonEvent::TopicCorrected { teacher, .. }
        | LessonEvent::SignatureAnnulled { teacher, .. } => vec![(*teacher, Concern::Named)],
    }
}

/// Who stood in class, and in whose place.
fn teachers(teacher: PersonId, presence: Presence) -> impl Iterator<Item = (PersonId, Concern)> {
    let replaced = match presence {
        Presence::Timetable => None,
        Presence::Substitution { of } => Some(of),
    };
    std::iter::once(teacher).chain(replaced).map(|teacher| (teacher, Concern::Named))
}

#[cfg(test)]
mod tests;
