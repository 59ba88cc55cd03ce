//! A recorded fact has no effect any more, with a reason; it stays in the log.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, Fact};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::ClassDay;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::school;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::classification::class_of;
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annul {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
    pub reason: String,
}

impl Annul {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let day = self.day(desk).await?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let (student, number) = (self.student, self.number);
        let command = Attendance::Annul { student, day, number, reason };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }

    /// The day of a recovery course need not be one of lessons: nothing of the timetable is counted on it.
    async fn day(&self, desk: &mut Desk<'_>) -> Result<ClassDay, Refusal> {
        let (on, class) = (self.on, class_of(desk, self.student, self.on)?);
        let year = desk.attendance(self.student, SchoolYear::containing(on)).await?;
        let recovery =
            year.facts.get(&self.number).is_some_and(|it| matches!(it.fact, Fact::RecoveryMissed { .. }));
        match desk.class_day(class, on) {
            Err(Refusal::School(school::Rejection::NoLesson(_))) if recovery => {
                Ok(ClassDay { class, on, hours: Vec::new() })
            }
            other => other,
        }
    }
}
