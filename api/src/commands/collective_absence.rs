//! The absences of one class on one day are declared collective (`assenza collettiva`): one command, many students.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, Command as Attendance, Fact, Rejection};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::classification::may_classify;
use super::signature::LONGEST_TEXT;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareCollective {
    pub class: ClassId,
    pub on: Date,
    pub students: BTreeSet<PersonId>,
    pub reason: String,
}

impl DeclareCollective {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        may_classify(desk, self.class)?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        if self.students.is_empty() {
            return Err(Refusal::Malformed("va indicato almeno uno studente".to_owned()));
        }
        let enrolled: BTreeSet<PersonId> =
            desk.directory.class_on(self.class, self.on).iter().map(|student| student.person).collect();
        let year = SchoolYear::containing(self.on);
        desk.bring_attendance(&(&self.students & &enrolled), year).await?;
        for student in &self.students {
            if !enrolled.contains(student) {
                return Err(Refusal::NotFound("lo studente"));
            }
            let (student, on) = (*student, desk.today);
            let absences = absences(desk, student, self.on).await?;
            if absences.is_empty() {
                return Err(Rejection::NotAbsent { on: self.on }.into());
            }
            for number in absences {
                let (kind, reason) = (AbsenceKind::Collective, reason.clone());
                let command = Attendance::Classify { student, number, kind, reason, on };
                desk.decide_attendance(student, year, &command).await?;
            }
        }
        Ok(())
    }
}

/// The absences of a day that stand.
async fn absences(desk: &mut Desk<'_>, student: PersonId, on: Date) -> Result<Vec<FactNumber>, Refusal> {
    let year = desk.attendance(student, SchoolYear::containing(on)).await?;
    let facts = year.standing(on).into_iter();
    Ok(facts
        .filter(|(_, recorded)| matches!(recorded.fact, Fact::Absence { .. }))
        .map(|(number, _)| number)
        .collect())
}
