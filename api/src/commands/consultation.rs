//! To read what is not one's daily work: a reason given by who reads, or somebody of the vendor admitted by the principal.

use jiff::civil::DateTime;
use registro_domain::consultation::{Command, Request, Scope};
use registro_domain::ids::{ConsultationId, PersonId, Protocol};
use registro_domain::people::Office;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Consultations, Desk, consultation_stream};
use crate::refusal::Refusal;

/// An act in a consultation. Who opens it gives it its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    pub consultation: ConsultationId,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// The auditor and the protection officer, for themselves.
    Open {
        scope: Scope,
        reason: String,
        #[serde(default)]
        protocol: Option<Protocol>,
        /// The last moment, by the clock on the wall.
        until: DateTime,
    },
    /// The principal, for a person of the vendor.
    Admit {
        reader: PersonId,
        scope: Scope,
        reason: String,
        until: DateTime,
    },
    Close {},
}

impl Consultation {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let stream = consultation_stream(self.consultation)?;
        let command = self.command(desk).await?;
        let (by, now) = (desk.agent.person, desk.now());
        desk.decide::<Consultations>(&stream, &Request { consultation: self.consultation, by, now, command })
            .await
    }

    async fn command(&self, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        Ok(match &self.act {
            Act::Open { scope, reason, protocol, until } => {
                desk.acts_as(&[Capacity::Auditor, Capacity::Dpo])?;
                known(desk, *scope)?;
                let reason = desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?;
                Command::Open { scope: *scope, reason, protocol: *protocol, until: *until }
            }
            Act::Admit { reader, scope, reason, until } => {
                desk.acts_as(&[Capacity::Principal])?;
                known(desk, *scope)?;
                let today = desk.today;
                let of_vendor = desk
                    .directory
                    .person(*reader)
                    .filter(|profile| profile.holds_office(today, |office| office == Office::Support));
                of_vendor.ok_or(Refusal::NotFound("fra il personale del fornitore, la persona"))?;
                let reason = desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?;
                Command::Admit { reader: *reader, scope: *scope, reason, until: *until }
            }
            Act::Close {} => {
                let stream = consultation_stream(self.consultation)?;
                let state = desk.state::<Consultations>(&stream).await?;
                let reader = state.opened.as_ref().map(|opened| opened.reader);
                if reader != Some(desk.agent.person) {
                    desk.acts_as(&[Capacity::Principal])?;
                }
                Command::Close
            }
        })
    }
}

/// Whose data are to be read must be there.
fn known(desk: &Desk<'_>, scope: Scope) -> Result<(), Refusal> {
    match scope {
        Scope::Student(student) => {
            let profile = desk.directory.person(student);
            let is_student = profile.is_some_and(|profile| !profile.enrolments.is_empty());
            is_student.then_some(()).ok_or(Refusal::NotFound("lo studente"))
        }
        Scope::Class(class) => {
            let known = desk.directory.school.classes.contains_key(&class);
            known.then_some(()).ok_or(Refusal::NotFound("la classe"))
        }
        Scope::School => Ok(()),
    }
}
