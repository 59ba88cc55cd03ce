//! A parent asks to be informed of a student who is of age.

use registro_domain::ids::PersonId;
use registro_domain::people::Command as Person;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestDisclosure {
    pub student: PersonId,
}

impl RequestDisclosure {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Guardian])?;
        let student = desk.acted_for(self.student)?.person;
        let command = Person::RequestDisclosure { guardian: desk.agent.person, on: desk.today };
        desk.decide_person(student, &command).await
    }
}
