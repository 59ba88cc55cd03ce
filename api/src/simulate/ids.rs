//! Who and what is called how: UUIDv5 from the plan, so that the same plan always gives the same names.

use jiff::civil::Date;
use registro_domain::ids::{CaseId, ClassId, ConflictId, NoticeId, PersonId};
use registro_eventlog::event::{CommandId, SchoolId};
use uuid::Uuid;

/// The simulated schools. Made once, never to change.
const SIMULATED: Uuid = Uuid::from_u128(0x3f5d_0a5e_7a0c_4c64_9d0b_52ee_7c44_91a6);

/// The names of one plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids(Uuid);

impl Ids {
    /// `plan` says everything that makes one simulated year differ from another.
    pub(crate) fn of(plan: &str) -> Self {
        Self(Uuid::new_v5(&SIMULATED, plan.as_bytes()))
    }

    fn named(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.0, name.as_bytes())
    }

    pub(crate) fn school(&self) -> SchoolId {
        SchoolId(self.named("school"))
    }

    pub(crate) fn person(&self, role: &str, index: usize) -> PersonId {
        PersonId(self.named(&format!("{role}/{index}")))
    }

    pub(crate) fn class(&self, index: usize) -> ClassId {
        ClassId(self.named(&format!("class/{index}")))
    }

    pub(crate) fn notice(&self, what: &str) -> NoticeId {
        NoticeId(self.named(&format!("notice/{what}")))
    }

    pub(crate) fn case(&self, what: &str) -> CaseId {
        CaseId(self.named(&format!("case/{what}")))
    }

    pub(crate) fn conflict(&self, what: &str) -> ConflictId {
        ConflictId(self.named(&format!("conflict/{what}")))
    }

    /// The `index`th command of a day.
    pub(crate) fn command(&self, day: Date, index: u32) -> CommandId {
        CommandId(self.named(&format!("command/{day}/{index}")))
    }

    /// The command that links a person to her code.
    pub(crate) fn fiscal_code_link(&self, person: PersonId) -> CommandId {
        CommandId(self.named(&format!("fiscal-code/{person}")))
    }

    /// The session in which a person acts on a day.
    pub(crate) fn session(&self, person: PersonId, day: Date) -> Uuid {
        self.named(&format!("session/{person}/{day}"))
    }
}
