//! A student changes class, perhaps from a day already past: the facts recorded since are counted again.

use jiff::civil::Date;
use registro_domain::attendance::Command as Attendance;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Command as Person;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub student: PersonId,
    pub class: ClassId,
    /// The first day in the new class.
    pub from: Date,
    pub reason: String,
}

impl Transfer {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Secretariat, Capacity::Principal])?;
        desk.student(self.student)?;
        let (student, class, from, year) =
            (self.student, self.class, self.from, SchoolYear::containing(self.from));
        if !desk.directory.school.classes.contains_key(&class) {
            return Err(Refusal::NotFound("la classe"));
        }
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        desk.decide_person(student, &Person::Move { year, class, from, reason }).await?;
        let since: Vec<Date> =
            desk.attendance(student, year).await?.by_day.range(from..).map(|(on, _)| *on).collect();
        for on in since {
            let day = desk.class_day(class, on)?;
            desk.decide_attendance(student, year, &Attendance::Restamp { student, day }).await?;
        }
        Ok(())
    }
}
