//! The kind of an act in two words, with the icon that goes with it.

use registro_domain::attendance::{AttendanceEvent, JustificationOutcome};
use registro_domain::fact::DomainEvent;
use registro_domain::lesson::LessonEvent;
use registro_domain::people::PersonEvent;
use registro_domain::school::SchoolEvent;

/// The words and the icon of an act.
pub fn of(fact: &DomainEvent) -> (&'static str, &'static str) {
    match fact {
        DomainEvent::Attendance(said) => attendance(said),
        DomainEvent::Person(said) => person(said),
        DomainEvent::Lesson(said) => lesson(said),
        DomainEvent::School(said) => (school(said), "file"),
    }
}

fn attendance(event: &AttendanceEvent) -> (&'static str, &'static str) {
    match event {
        AttendanceEvent::AbsenceRecorded { .. } => ("Assenza", "close"),
        AttendanceEvent::EntryRecorded { .. } => ("Ingresso in ritardo", "clock"),
        AttendanceEvent::ExitRecorded { .. } => ("Uscita anticipata", "logout"),
        AttendanceEvent::Corrected { .. } => ("Correzione", "pencil"),
        AttendanceEvent::Annulled { .. } => ("Annullamento", "pencil"),
        AttendanceEvent::Restamped { .. } => ("Nuovo conteggio", "pencil"),
        AttendanceEvent::JustificationSubmitted { .. } => ("Giustificazione presentata", "file"),
        AttendanceEvent::JustificationDecided { outcome: JustificationOutcome::Accepted, .. } => {
            ("Giustificazione accolta", "check")
        }
        AttendanceEvent::JustificationDecided { outcome: JustificationOutcome::Refused { .. }, .. } => {
            ("Giustificazione respinta", "close")
        }
    }
}

fn person(event: &PersonEvent) -> (&'static str, &'static str) {
    match event {
        PersonEvent::Registered { .. } => ("Anagrafe", "user"),
        PersonEvent::Enrolled { .. } => ("Iscrizione", "user"),
        PersonEvent::Moved { .. } => ("Cambio di classe", "user"),
        PersonEvent::Left { .. } => ("Fine della frequenza", "logout"),
        PersonEvent::AnnualHoursSet { .. } => ("Monte ore", "pencil"),
        PersonEvent::ResponsibilityHeld { .. } => ("Responsabilità genitoriale", "user"),
        PersonEvent::ResponsibilityLimited { .. } => ("Limite alla responsabilità", "file"),
        PersonEvent::OfficeAssigned { .. } => ("Incarico", "file"),
        PersonEvent::ChairAssigned { .. } => ("Cattedra", "file"),
    }
}

fn lesson(event: &LessonEvent) -> (&'static str, &'static str) {
    match event {
        LessonEvent::RollCalled { .. } => ("Appello", "check"),
        LessonEvent::Signed { .. } => ("Firma", "check"),
        LessonEvent::HomeworkAssigned { .. } => ("Compiti", "file"),
        LessonEvent::TopicCorrected { .. } => ("Correzione dell'argomento", "pencil"),
        LessonEvent::SignatureAnnulled { .. } => ("Annullamento della firma", "pencil"),
    }
}

fn school(event: &SchoolEvent) -> &'static str {
    match event {
        SchoolEvent::Founded { .. } => "Apertura del registro",
        SchoolEvent::CalendarPublished { .. } => "Calendario",
        SchoolEvent::BellScheduleSet { .. } => "Campane",
        SchoolEvent::RegulationAdopted { .. } => "Regolamento",
        SchoolEvent::SubjectListed { .. } => "Materia",
        SchoolEvent::ClassOpened { .. } => "Classe",
        SchoolEvent::TimetableSet { .. } => "Orario",
    }
}
