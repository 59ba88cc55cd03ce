//! A late entry (`ritardo`), recorded at the door.

use jiff::civil::{Date, Time};
use registro_domain::attendance::{Command as Attendance, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordEntry {
    pub student: PersonId,
    pub on: Date,
    pub at: Time,
    pub ground: Ground,
}

impl RecordEntry {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let day = desk.students_day(self.student, self.on)?;
        let (student, at, ground, today) = (self.student, self.at, self.ground, desk.today);
        let command = Attendance::RecordEntry { student, day, at, ground, today };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}
