//! The family tells beforehand of a long absence that is not for health.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, JustificationGround, Planned};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use serde::{Deserialize, Serialize};

use super::justification::asking;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foretell {
    pub student: PersonId,
    pub from: Date,
    /// The last day.
    pub until: Date,
    pub ground: JustificationGround,
}

impl Foretell {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = asking(desk, self.student)?;
        let absence = Planned { from: self.from, until: self.until, ground: self.ground };
        let told_on = desk.today;
        let command = Attendance::Foretell { absence, by, told_on };
        desk.decide_attendance(by.student(), SchoolYear::containing(self.from), &command).await
    }
}
