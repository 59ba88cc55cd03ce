//! An absence from a lesson of a recovery course (`corso di recupero`), to be justified as any other.

use jiff::civil::Date;
use registro_domain::attendance::{Command as Attendance, Course};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PersonId, SubjectCode};
use serde::{Deserialize, Serialize};

use super::classification::class_of;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordRecoveryAbsence {
    pub student: PersonId,
    /// The day of the course, which need not have lessons.
    pub on: Date,
    pub subject: SubjectCode,
    pub hours: u8,
}

impl RecordRecoveryAbsence {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let class = class_of(desk, self.student, self.on)?;
        if !desk.directory.school.subjects.contains_key(&self.subject) {
            return Err(Refusal::NotFound("la disciplina"));
        }
        let course = Course { on: self.on, subject: self.subject.clone(), hours: self.hours };
        let (student, today) = (self.student, desk.today);
        let command = Attendance::RecordRecoveryAbsence { student, class, course, today };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}
