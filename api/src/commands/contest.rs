//! Whoever may justify for a student says that an absence declared collective was the student's own.

use jiff::civil::Date;
use registro_domain::attendance::Command as Attendance;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::justification::asking;
use super::signature::LONGEST_TEXT;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    pub student: PersonId,
    /// The day of the absence.
    pub on: Date,
    pub number: FactNumber,
    pub grounds: String,
}

impl Contest {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = asking(desk, self.student)?;
        let grounds = desk.typed(Place::Person, "motivi", &self.grounds, LONGEST_TEXT)?;
        let (number, on) = (self.number, desk.today);
        let command = Attendance::Contest { number, by, grounds, on };
        desk.decide_attendance(by.student(), SchoolYear::containing(self.on), &command).await
    }
}
