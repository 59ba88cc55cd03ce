//! What an event says, as a sentence in Italian. Every event has one: a new event does not compile without.

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
mod duty;
mod erasure;
mod guarantee_body;
mod lesson;
pub mod notice;
mod people;
mod permission;
mod receipt;
mod request;
mod school;
pub mod scrutiny;
mod vigilance;

use registro_domain::fact::{Concern, DomainEvent, Said};
use registro_domain::text::{Text, on_day};
use registro_projections::directory::Directory;
use registro_projections::event::Event;

pub use assessment::{grade_kind, worth};
pub use attendance::{fact, justification_ground};
pub use breach::{breach_stands, kind as breach_kind, risk as breach_risk};
pub use case::ruled as ruling;
pub use conduct::note_kind;
pub use conflict::answered;
pub use consultation::whose;
pub use contact::matter as about;
pub use duty::{duty, owner};
pub use erasure::{asked, kept, restricted};
pub use guarantee_body::designation;
pub use people::{office_name, relation_name};
pub use permission::{passage, permission_reason};
pub use request::{channel, claim, ground, outcome, remedy, stands, title};

/// The whole sentence: about whom, of which day, what, and the reason given for it.
pub fn sentence(event: &Event, directory: &Directory) -> String {
    let day = on_day(event.envelope.effective_on);
    let said = event.fact.about();
    let subject = said.iter().find(|(_, concern)| *concern == Concern::Subject);
    let about = match (subject, event.fact.class()) {
        (Some((person, _)), _) => directory.name(*person),
        (None, Some(class)) => format!("Classe {}", directory.class_label(class)),
        (None, None) => "La scuola".to_owned(),
    };
    let reason = reason(&event.fact).map(|reason| format!("; motivo: {reason}")).unwrap_or_default();
    format!("{about}, {day}: {}{reason}.", act(&event.fact, directory))
}

/// Only what happened, for a page that says already of whom and when.
pub fn act(fact: &DomainEvent, directory: &Directory) -> String {
    match fact {
        DomainEvent::School(said) => school::sentence(said, directory),
        DomainEvent::Attendance(said) => attendance::sentence(said, directory),
        DomainEvent::Person(said) => people::sentence(said, directory),
        DomainEvent::Lesson(said) => lesson::sentence(said, directory),
        DomainEvent::Permission(said) => permission::sentence(said, directory),
        DomainEvent::Derogation(said) => derogation::sentence(said, directory),
        DomainEvent::Device(said) => device::sentence(said, directory),
        DomainEvent::Conduct(said) => conduct::sentence(said, directory),
        DomainEvent::Assessment(said) => assessment::sentence(said, directory),
        DomainEvent::Contact(said) => contact::sentence(said, directory),
        DomainEvent::Vigilance(said) => vigilance::sentence(said, directory),
        DomainEvent::Notice(said) => notice::sentence(said, directory),
        DomainEvent::Receipt(said) => receipt::sentence(said, directory),
        DomainEvent::Case(said) => case::sentence(said, directory),
        DomainEvent::Scrutiny(said) => scrutiny::sentence(said, directory),
        DomainEvent::GuaranteeBody(said) => guarantee_body::sentence(said, directory),
        DomainEvent::Conflict(said) => conflict::sentence(said, directory),
        DomainEvent::Erasure(said) => erasure::sentence(said),
        DomainEvent::Request(said) => request::sentence(said, directory),
        DomainEvent::Breach(said) => breach::sentence(said),
        DomainEvent::Consultation(said) => consultation::sentence(said, directory),
        DomainEvent::Erased(_) => "dato cancellato: la sua chiave è stata distrutta".to_owned(),
    }
}

/// The kind of an act in two words, with the icon that goes with it.
pub fn heading(fact: &DomainEvent) -> (&'static str, &'static str) {
    match fact {
        DomainEvent::School(said) => (school::heading(said), "file"),
        DomainEvent::Attendance(said) => attendance::heading(said),
        DomainEvent::Person(said) => people::heading(said),
        DomainEvent::Lesson(said) => lesson::heading(said),
        DomainEvent::Permission(said) => permission::heading(said),
        DomainEvent::Derogation(said) => derogation::heading(said),
        DomainEvent::Device(said) => device::heading(said),
        DomainEvent::Conduct(said) => conduct::heading(said),
        DomainEvent::Assessment(said) => assessment::heading(said),
        DomainEvent::Contact(said) => contact::heading(said),
        DomainEvent::Vigilance(said) => vigilance::heading(said),
        DomainEvent::Notice(said) => notice::heading(said),
        DomainEvent::Receipt(said) => receipt::heading(said),
        DomainEvent::Case(said) => case::heading(said),
        DomainEvent::Scrutiny(said) => scrutiny::heading(said),
        DomainEvent::GuaranteeBody(said) => guarantee_body::heading(said),
        DomainEvent::Conflict(said) => conflict::heading(said),
        DomainEvent::Erasure(said) => erasure::heading(said),
        DomainEvent::Request(said) => request::heading(said),
        DomainEvent::Breach(said) => breach::heading(said),
        DomainEvent::Consultation(said) => consultation::heading(said),
        DomainEvent::Erased(_) => ("Dato cancellato", "delete"),
    }
}

/// The reason that the author gave.
pub fn reason(fact: &DomainEvent) -> Option<&Text> {
    match fact {
        DomainEvent::School(_) => None,
        DomainEvent::Attendance(said) => attendance::reason(said),
        DomainEvent::Person(said) => people::reason(said),
        DomainEvent::Lesson(said) => lesson::reason(said),
        DomainEvent::Permission(said) => permission::reason(said),
        DomainEvent::Derogation(said) => derogation::reason(said),
        DomainEvent::Device(said) => device::reason(said),
        DomainEvent::Conduct(said) => conduct::reason(said),
        DomainEvent::Assessment(said) => assessment::reason(said),
        DomainEvent::Contact(said) => contact::reason(said),
        DomainEvent::Vigilance(said) => vigilance::reason(said),
        DomainEvent::Notice(said) => notice::reason(said),
        DomainEvent::Receipt(said) => receipt::reason(said),
        DomainEvent::Case(said) => case::reason(said),
        DomainEvent::Scrutiny(said) => scrutiny::reason(said),
        DomainEvent::GuaranteeBody(said) => guarantee_body::reason(said),
        DomainEvent::Conflict(said) => conflict::reason(said),
        DomainEvent::Erasure(said) => erasure::reason(said),
        DomainEvent::Request(said) => request::reason(said),
        DomainEvent::Breach(said) => breach::reason(said),
        DomainEvent::Consultation(said) => consultation::reason(said),
        DomainEvent::Erased(_) => None,
    }
}

/// A number of hours: "1 ora", "6 ore".
pub fn hours(number: usize) -> String {
    if number == 1 { "1 ora".to_owned() } else { format!("{number} ore") }
}
