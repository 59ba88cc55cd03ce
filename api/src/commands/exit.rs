//! An early exit (`uscita anticipata`), with whoever collected a minor.

use jiff::civil::{Date, Time};
use registro_domain::attendance::{Collection, Command as Attendance, Exit, ExitReason};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::people;
use registro_domain::permission::Passage;
use serde::{Deserialize, Serialize};

use super::permission;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordExit {
    pub student: PersonId,
    pub on: Date,
    pub at: Time,
    pub reason: ExitReason,
    pub collection: Collection,
}

impl RecordExit {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let day = desk.students_day(self.student, self.on)?;
        let mut exit = exit(desk, self.student, self.on, self.at, self.reason, self.collection)?;
        let passage = Passage::EarlyExit { at: self.at };
        exit.permission = permission::granted(desk, self.student, self.on, passage).await?;
        let (student, today) = (self.student, desk.today);
        let command = Attendance::RecordExit { student, day, exit, today };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}

/// Adds what the register knows: whether the student was of age, and that a guardian holds responsibility that day.
pub(super) fn exit(
    desk: &Desk<'_>,
    student: PersonId,
    on: Date,
    at: Time,
    reason: ExitReason,
    collection: Collection,
) -> Result<Exit, Refusal> {
    let profile = desk.student(student)?;
    if let Collection::Guardian { person } = collection
        && !profile.guardians_on(on).any(|guardian| guardian == person)
    {
        return Err(people::Rejection::NoResponsibility { on }.into());
    }
    Ok(Exit { at, reason, collection, of_age: profile.is_of_age(on, desk.regulation()), permission: None })
}
