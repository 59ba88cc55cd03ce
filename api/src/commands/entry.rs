//! A late entry (`ritardo`), recorded at the door.

use jiff::civil::{Date, Time};
use registro_domain::attendance::{Command as Attendance, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::ClassDay;
use registro_domain::ids::PersonId;
use registro_domain::permission::Passage;
use serde::{Deserialize, Serialize};

use super::permission;
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
        let student = self.student;
        let command = entry(desk, student, day, self.at, self.ground).await?;
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}

/// A permission granted for that time is there whether or not somebody at the door mentions it.
pub(super) async fn entry(
    desk: &mut Desk<'_>,
    student: PersonId,
    day: ClassDay,
    at: Time,
    ground: Ground,
) -> Result<Attendance, Refusal> {
    let today = desk.today;
    Ok(match permission::granted(desk, student, day.on, Passage::LateEntry { at }).await? {
        Some(_) => Attendance::RecordPermittedEntry { student, day, at, today },
        None => Attendance::RecordEntry { student, day, at, ground, today },
    })
}
