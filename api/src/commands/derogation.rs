//! A derogation from the three quarters, asked for with its letter and the document that proves it.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::derogation::{Command as Derogation, Letter};
use registro_domain::ids::PersonId;
use registro_domain::text::Text;
use serde::{Deserialize, Serialize};

use super::permission;
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Derogations, Desk, derogation_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestDerogation {
    pub student: PersonId,
    pub letter: Letter,
    /// The days of absence that it is about.
    pub from: Date,
    pub until: Date,
    /// The protocol number of the document.
    pub document: String,
}

impl RequestDerogation {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        if desk.agent.capacity == Capacity::Principal {
            desk.acts_as(&[Capacity::Principal])?;
            desk.student(self.student)?;
        } else {
            permission::family(desk, self.student)?;
        }
        let document = Text::new("protocollo del documento", &self.document, LONGEST_TEXT)?;
        let (student, letter, from, until) = (self.student, self.letter, self.from, self.until);
        let command = Derogation::Request { student, letter, from, until, document, today: desk.today };
        let stream = derogation_stream(student, SchoolYear::containing(from))?;
        desk.decide::<Derogations>(&stream, &command).await
    }
}
