//! The secretariat links a person to her `codice fiscale`, by which she signs in.
//!
//! A command is hashed without a key where it is stored: so it carries the keyed hash, never the code.

use registro_domain::ids::PersonId;
use registro_domain::people::{Command, FiscalKey};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFiscalCode {
    pub person: PersonId,
    pub code: FiscalKey,
}

impl LinkFiscalCode {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.administers()?;
        let taken = desk.directory.is_anothers(self.code, self.person);
        let command = Command::LinkFiscalCode { code: self.code, taken, on: desk.today };
        desk.decide_person(self.person, &command).await
    }
}
