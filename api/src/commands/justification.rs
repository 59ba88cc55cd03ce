//! A justification, by who holds responsibility that day or by the adult student.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, JustificationGround};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Justify {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
    pub ground: JustificationGround,
}

impl Justify {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
        let profile = desk.acted_for(self.student)?;
        let by = profile.justifier(desk.agent.person, desk.today, desk.regulation())?;
        let (number, ground, on) = (self.number, self.ground, desk.today);
        let command = Attendance::Justify { number, by, ground, on };
        desk.decide_attendance(by.student(), SchoolYear::containing(self.on), &command).await
    }
}
