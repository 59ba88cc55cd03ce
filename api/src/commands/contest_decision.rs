//! A contest of a collective absence is looked at: upheld, the absence is the student's own; or it stays what it was.

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, Classification, Command as Attendance, Rejection};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideContest {
    pub student: PersonId,
    /// The day of the absence.
    pub on: Date,
    pub number: FactNumber,
    pub upheld: bool,
    pub reason: String,
}

impl DecideContest {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.decides_for_the_school()?;
        desk.student(self.student)?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let (student, number, on) = (self.student, self.number, desk.today);
        let year = SchoolYear::containing(self.on);
        let command = if self.upheld {
            let known = desk.attendance(student, year).await?.facts.get(&number);
            if known.is_some_and(|known| known.classification == Classification::Collective) {
                return Err(Rejection::NotContested(number).into());
            }
            Attendance::Classify { student, number, kind: AbsenceKind::Individual, reason, on }
        } else {
            Attendance::ConfirmClassification { student, number, reason, on }
        };
        desk.decide_attendance(student, year, &command).await
    }
}
