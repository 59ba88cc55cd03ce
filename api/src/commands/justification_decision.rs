//! A teacher of the class accepts or refuses a justification.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, JustificationOutcome};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideJustification {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
    /// Why it is refused; accepted if not given.
    #[serde(default)]
    pub refused_because: Option<String>,
}

impl DecideJustification {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Principal])?;
        desk.student(self.student)?;
        let outcome = match &self.refused_because {
            None => JustificationOutcome::Accepted,
            Some(reason) => JustificationOutcome::Refused {
                reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?,
            },
        };
        let (student, number, on) = (self.student, self.number, desk.today);
        let command = Attendance::DecideJustification { student, number, outcome, on };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}
