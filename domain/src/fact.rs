//! Any event of the register, whatever its subject, and what every reader may ask of it.

mod assessment;
mod attendance;
mod breach;
mod case;
mod conduct;
mod conflict;
mod consultation;
mod contact;
mod derogation;
mod device;
mod erased;
mod erasure;
mod guarantee_body;
mod lesson;
mod notice;
mod people;
mod permission;
mod receipt;
mod request;
mod school;
mod scrutiny;
mod vigilance;

use jiff::civil::Date;

use crate::assessment::AssessmentEvent;
use crate::attendance::AttendanceEvent;
use crate::breach::BreachEvent;
use crate::case::CaseEvent;
use crate::conduct::ConductEvent;
use crate::conflict::ConflictEvent;
use crate::consultation::ConsultationEvent;
use crate::contact::ContactEvent;
use crate::derogation::DerogationEvent;
use crate::device::DeviceEvent;
use crate::erasure::ErasureEvent;
use crate::guarantee_body::GuaranteeBodyEvent;
use crate::ids::{ClassId, PersonId};
use crate::lesson::LessonEvent;
use crate::norm::Norm;
use crate::notice::NoticeEvent;
use crate::people::PersonEvent;
use crate::permission::PermissionEvent;
use crate::receipt::ReceiptEvent;
use crate::request::RequestEvent;
use crate::school::SchoolEvent;
use crate::scrutiny::ScrutinyEvent;
use crate::vigilance::VigilanceEvent;

pub use erased::Erased;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainEvent {
    School(SchoolEvent),
    Person(PersonEvent),
    Lesson(LessonEvent),
    Attendance(AttendanceEvent),
    Permission(PermissionEvent),
    Derogation(DerogationEvent),
    Device(DeviceEvent),
    Conduct(ConductEvent),
    Assessment(AssessmentEvent),
    Contact(ContactEvent),
    Vigilance(VigilanceEvent),
    Notice(NoticeEvent),
    Receipt(ReceiptEvent),
    Case(CaseEvent),
    Scrutiny(ScrutinyEvent),
    GuaranteeBody(GuaranteeBodyEvent),
    Conflict(ConflictEvent),
    Erasure(ErasureEvent),
    Request(RequestEvent),
    Breach(BreachEvent),
    Consultation(ConsultationEvent),
    /// Whatever it said: its key was destroyed.
    Erased(Erased),
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

/// What any reader may ask of an event.
pub trait Said {
    /// The civil day that the event is about.
    fn effective_on(&self) -> Date;

    /// The norms applied when it was decided.
    fn because(&self) -> &[Norm];

    /// The persons concerned.
    fn about(&self) -> Vec<(PersonId, Concern)>;

    /// The class concerned, if one is.
    fn class(&self) -> Option<ClassId>;
}

impl DomainEvent {
    fn said(&self) -> &dyn Said {
        match self {
            DomainEvent::School(event) => event,
            DomainEvent::Person(event) => event,
            DomainEvent::Lesson(event) => event,
            DomainEvent::Attendance(event) => event,
            DomainEvent::Permission(event) => event,
            DomainEvent::Derogation(event) => event,
            DomainEvent::Device(event) => event,
            DomainEvent::Conduct(event) => event,
            DomainEvent::Assessment(event) => event,
            DomainEvent::Contact(event) => event,
            DomainEvent::Vigilance(event) => event,
            DomainEvent::Notice(event) => event,
            DomainEvent::Receipt(event) => event,
            DomainEvent::Case(event) => event,
            DomainEvent::Scrutiny(event) => event,
            DomainEvent::GuaranteeBody(event) => event,
            DomainEvent::Conflict(event) => event,
            DomainEvent::Erasure(event) => event,
            DomainEvent::Request(event) => event,
            DomainEvent::Breach(event) => event,
            DomainEvent::Consultation(event) => event,
            DomainEvent::Erased(event) => event,
        }
    }
}

impl Said for DomainEvent {
    fn effective_on(&self) -> Date {
        self.said().effective_on()
    }

    fn because(&self) -> &[Norm] {
        self.said().because()
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        self.said().about()
    }

    fn class(&self) -> Option<ClassId> {
        self.said().class()
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
        | AttendanceEvent::JustificationDecided { student, .. }
        | AttendanceEvent::JustificationWithdrawn { student, .. }
        | AttendanceEvent::GroundVerified { student, .. }
        | AttendanceEvent::AdmittedWithReserve { student, .. }
        | AttendanceEvent::Classified { student, .. }
        | AttendanceEvent::ClassificationContested { student, .. }
        | AttendanceEvent::ClassificationConfirmed { student, .. }
        | AttendanceEvent::Foretold { student, .. }
        | AttendanceEvent::ActivityRecorded { student, .. }
        | AttendanceEvent::RecoveryMissed { student, .. }
        | AttendanceEvent::HoursExcused { student, .. }
        | AttendanceEvent::ExcuseRevoked { student, .. } => *student,
    }
}

/// A subject, and another person unless she is the same.
fn with(subject: PersonId, other: Option<PersonId>) -> Vec<(PersonId, Concern)> {
    let named = other.filter(|other| *other != subject).map(|other| (other, Concern::Named));
    std::iter::once((subject, Concern::Subject)).chain(named).collect()
}

/// A subject, and everyone else, each once.
fn with_all(subject: PersonId, others: &[PersonId]) -> Vec<(PersonId, Concern)> {
    let mut about = vec![(subject, Concern::Subject)];
    for other in others {
        if about.iter().all(|(known, _)| known != other) {
            about.push((*other, Concern::Named));
        }
    }
    about
}

#[cfg(test)]
mod tests;
