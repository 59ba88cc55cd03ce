//! The decision on a derogation: it is written with its reason where few see it, and with its hours in the register.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, hours_missed};
use registro_domain::calendar::SchoolYear;
use registro_domain::derogation::{Command as Derogation, Decision, Evaluation};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Derogations, Desk, derogation_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideDerogation {
    pub student: PersonId,
    /// The school year of the request.
    pub year: SchoolYear,
    pub number: FactNumber,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// `evaluation` is what the class council says.
    Granted {
        hours: u16,
        evaluation: Evaluation,
    },
    Denied {
        reason: String,
    },
}

impl DecideDerogation {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Principal])?;
        let (student, number, today) = (self.student, self.number, desk.today);
        let decision = match &self.outcome {
            Outcome::Granted { hours, evaluation } => {
                let missed = missed(desk, student, self.year).await?;
                Decision::Grant { hours: *hours, evaluation: *evaluation, missed }
            }
            Outcome::Denied { reason } => {
                Decision::Deny { reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)? }
            }
        };
        let stream = derogation_stream(student, self.year)?;
        let command = Derogation::Decide { student, number, decision, today };
        desk.decide::<Derogations>(&stream, &command).await?;
        let decided = desk.state::<Derogations>(&stream).await?.requests.get(&number);
        let Some(hours) = decided.and_then(|request| request.hours()) else { return Ok(()) };
        let excuse = Attendance::Excuse { student, hours, derogation: number, on: today };
        desk.decide_attendance(student, self.year, &excuse).await
    }
}

/// The hours that a student missed on each day of a year, by the class of that day.
async fn missed(
    desk: &mut Desk<'_>,
    student: PersonId,
    year: SchoolYear,
) -> Result<BTreeMap<Date, u16>, Refusal> {
    desk.student(student)?;
    let attendance = desk.attendance(student, year).await?.clone();
    let mut missed = BTreeMap::new();
    for on in attendance.by_day.keys() {
        let day = desk.students_day(student, *on)?;
        missed.insert(*on, hours_missed(&attendance, &day, desk.regulation()));
    }
    Ok(missed)
}
