//! An absence recorded by itself, the whole day or some hours.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, Command as Attendance};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PeriodNumber, PersonId};
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordAbsence {
    pub student: PersonId,
    pub on: Date,
    /// The hours missed; the whole day if not given.
    #[serde(default)]
    pub periods: Option<BTreeSet<PeriodNumber>>,
}

impl RecordAbsence {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let (student, today) = (self.student, desk.today);
        let day = desk.students_day(student, self.on)?;
        let scope = scope(self.periods.as_ref());
        let command = Attendance::RecordAbsence { student, day, scope, today };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}

pub(super) fn scope(periods: Option<&BTreeSet<PeriodNumber>>) -> AbsenceScope {
    periods.map_or(AbsenceScope::WholeDay, |periods| AbsenceScope::Hours(periods.clone()))
}
