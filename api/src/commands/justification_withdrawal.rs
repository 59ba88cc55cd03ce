//! A justification taken back by who brought it, before anybody decides.

use jiff::civil::Date;
use registro_domain::attendance::Command as Attendance;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use serde::{Deserialize, Serialize};

use super::justification::asking;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawJustification {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
}

impl WithdrawJustification {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = asking(desk, self.student)?;
        let (number, on) = (self.number, desk.today);
        let command = Attendance::WithdrawJustification { number, by, on };
        desk.decide_attendance(by.student(), SchoolYear::containing(self.on), &command).await
    }
}
