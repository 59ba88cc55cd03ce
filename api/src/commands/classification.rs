//! What one student's absence was: collective, or her own.

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, Command as Attendance};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::people;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    pub student: PersonId,
    /// The day of the absence.
    pub on: Date,
    pub number: FactNumber,
    pub kind: AbsenceKind,
    pub reason: String,
}

impl Classify {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        may_classify(desk, class_of(desk, self.student, self.on)?)?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let (student, number, kind, on) = (self.student, self.number, self.kind, desk.today);
        let command = Attendance::Classify { student, number, kind, reason, on };
        desk.decide_attendance(student, SchoolYear::containing(self.on), &command).await
    }
}

/// The principal, or who decides for her; the coordinator of that class.
pub(super) fn may_classify(desk: &Desk<'_>, class: ClassId) -> Result<(), Refusal> {
    if desk.agent.capacity == Capacity::Teacher {
        desk.acts_as(&[Capacity::Teacher])?;
        if desk.coordinates(class) {
            return Ok(());
        }
        let why = "una classificazione è del dirigente o del coordinatore della classe";
        return Err(Refusal::NotAllowed(why.to_owned()));
    }
    desk.decides_for_the_school()
}

/// The class that a student was in on the day.
pub(super) fn class_of(desk: &Desk<'_>, student: PersonId, on: Date) -> Result<ClassId, Refusal> {
    Ok(desk.student(student)?.class_on(on).ok_or(people::Rejection::NotEnrolled { on })?)
}
