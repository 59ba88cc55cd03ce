//! The principal, or who decides for her, says whether the ground of a late entry was true.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, Verification};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyGround {
    pub student: PersonId,
    /// The day of the entry.
    pub on: Date,
    pub number: FactNumber,
    /// Why the ground is not accepted; accepted if not given.
    #[serde(default)]
    pub rejected_because: Option<String>,
}

impl VerifyGround {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.decides_for_the_school()?;
        desk.student(self.student)?;
        let outcome = match &self.rejected_because {
            None => Verification::Accepted,
            Some(reason) => {
                Verification::Rejected { reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)? }
            }
        };
        let (student, number, on) = (self.student, self.number, desk.today);
        let command = Attendance::VerifyGround { student, number, outcome, on };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}
