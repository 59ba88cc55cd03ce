//! Which acts have a document of their own: the letter, the record of a telephone call, the report card that they made.

use registro_domain::case::CaseEvent;
use registro_domain::contact::{Channel, ContactEvent};
use registro_domain::fact::DomainEvent;
use registro_domain::scrutiny::ScrutinyEvent;
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use super::Document;
use crate::app::App;
use crate::refusal::Refusal;

/// Whether an act has a document.
pub fn has_document(fact: &DomainEvent) -> bool {
    matches!(
        fact,
        DomainEvent::Contact(ContactEvent::FamilyTold { channel: Channel::Phone { .. }, .. })
            | DomainEvent::Case(CaseEvent::Communicated { .. } | CaseEvent::OutcomeCommunicated { .. })
            | DomainEvent::Scrutiny(ScrutinyEvent::CardIssued { .. })
    )
}

impl App {
    /// The document of an act.
    pub async fn document_of(&self, directory: &Directory, event: &Event) -> Result<Document, Refusal> {
        let nothing = Refusal::NotFound("il documento");
        let mut document = match &event.fact {
            DomainEvent::Contact(said) => self.phone_call(directory, said, event).await?,
            DomainEvent::Case(CaseEvent::Communicated { heading, communication }) => {
                self.sanction(directory, heading, communication, event.envelope.position).await?
            }
            DomainEvent::Case(CaseEvent::OutcomeCommunicated {
                heading,
                appeal,
                to,
                complain_until,
                protocol,
            }) => {
                let told = super::appeal::Told {
                    appeal: *appeal,
                    to,
                    until: *complain_until,
                    protocol: *protocol,
                    at: event.envelope.position,
                };
                self.appeal_outcome(directory, heading, told).await?
            }
            DomainEvent::Scrutiny(said) => self.report_card(directory, said).await?,
            DomainEvent::Case(_)
            | DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => None,
        }
        .ok_or(nothing)?;
        document.proof = self.proof_of(event).await?;
        Ok(document)
    }
}
