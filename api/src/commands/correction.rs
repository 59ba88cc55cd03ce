//! A recorded fact takes other values, with a reason; those withdrawn stay in the log.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::attendance::{Amended, Collection, Command as Attendance, ExitReason, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
    pub values: Values,
    pub reason: String,
}

/// The new values, of the same kind of fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Values {
    Absence { periods: Option<BTreeSet<PeriodNumber>> },
    Entry { at: Time, ground: Ground },
    Exit { at: Time, reason: ExitReason, collection: Collection },
}

impl Correct {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let day = desk.students_day(self.student, self.on)?;
        let amended = match &self.values {
            Values::Absence { periods } => Amended::Absence(super::absence::scope(periods.as_ref())),
            Values::Entry { at, ground } => Amended::Entry { at: *at, ground: *ground },
            Values::Exit { at, reason, collection } => {
                Amended::Exit(super::exit::exit(desk, self.student, self.on, *at, *reason, *collection)?)
            }
        };
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let (student, number) = (self.student, self.number);
        let command = Attendance::Correct { student, day, number, amended, reason };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}
