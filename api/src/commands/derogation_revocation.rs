//! A derogation is revoked, and the hours that it excused weigh again.

use registro_domain::attendance::Command as Attendance;
use registro_domain::calendar::SchoolYear;
use registro_domain::derogation::Command as Derogation;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Derogations, Desk, derogation_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeDerogation {
    pub student: PersonId,
    /// The school year of the request.
    pub year: SchoolYear,
    pub number: FactNumber,
    pub reason: String,
}

impl RevokeDerogation {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Principal])?;
        desk.student(self.student)?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let (student, number, today) = (self.student, self.number, desk.today);
        let command = Derogation::Revoke { student, number, reason, today };
        desk.decide::<Derogations>(&derogation_stream(student, self.year)?, &command).await?;
        let excuse = Attendance::RevokeExcuse { student, derogation: number, on: today };
        desk.decide_attendance(student, self.year, &excuse).await
    }
}
