//! The roll call (`appello`) of a class-hour: one command that writes to each absent or late student, and to the class.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::attendance::{AbsenceScope, Command as Attendance, Fact, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::{Command as Lesson, Presence};
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Who is not named is in class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollCall {
    pub class: ClassId,
    pub on: Date,
    pub period: PeriodNumber,
    /// The colleague whose place the teacher takes.
    #[serde(default)]
    pub substitutes: Option<PersonId>,
    pub absent: BTreeSet<PersonId>,
    #[serde(default)]
    pub late: Vec<Late>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    pub student: PersonId,
    pub at: Time,
    pub ground: Ground,
}

impl RollCall {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let day = desk.class_day(self.class, self.on)?;
        let enrolled: BTreeSet<PersonId> =
            desk.directory.class_on(self.class, self.on).iter().map(|student| student.person).collect();
        let late: BTreeSet<PersonId> = self.late.iter().map(|late| late.student).collect();
        // The lesson is decided first, since it checks who is in the class, and written last.
        let roll = Lesson::CallRoll {
            day: day.clone(),
            period: self.period,
            teacher: desk.agent.person,
            presence: presence(self.substitutes),
            enrolled: enrolled.clone(),
            absent: self.absent.clone(),
            late: late.clone(),
            today: desk.today,
        };
        desk.check_lesson(self.class, self.on, &roll).await?;
        let year = SchoolYear::containing(self.on);
        let first = day.hours.first().is_some_and(|hour| hour.period == self.period);
        for student in &self.absent {
            let scope = if first {
                AbsenceScope::WholeDay
            } else {
                AbsenceScope::Hours(BTreeSet::from([self.period]))
            };
            let (student, day, today) = (*student, day.clone(), desk.today);
            if out_of_school(desk, student, year, self.on).await? {
                continue;
            }
            let absence = Attendance::RecordAbsence { student, day, scope, today };
            let decided = desk.decide_attendance(student, year, &absence).await;
            decided.map_err(|refusal| refusal.of_student(desk.directory.name(student)))?;
        }
        for late in &self.late {
            let entry = super::entry::entry(desk, late.student, day.clone(), late.at, late.ground).await?;
            let decided = desk.decide_attendance(late.student, year, &entry).await;
            decided.map_err(|refusal| refusal.of_student(desk.directory.name(late.student)))?;
        }
        for student in enrolled.difference(&self.absent).filter(|student| !late.contains(student)) {
            let here = in_class(desk, *student, year, self.on).await;
            here.map_err(|refusal| refusal.of_student(desk.directory.name(*student)))?;
        }
        desk.decide_lesson(self.class, self.on, &roll).await
    }
}

pub(super) fn presence(substitutes: Option<PersonId>) -> Presence {
    substitutes.map_or(Presence::Timetable, |of| Presence::Substitution { of })
}

/// Whoever left early is not in class, and her exit says so already.
async fn out_of_school(
    desk: &mut Desk<'_>,
    student: PersonId,
    year: SchoolYear,
    on: Date,
) -> Result<bool, Refusal> {
    let standing = desk.attendance(student, year).await?.standing(on);
    Ok(standing.iter().any(|(_, recorded)| matches!(recorded.fact, Fact::Exit { .. })))
}

/// Who is called as present must not stand as absent for the whole day: an entry is missing.
async fn in_class(desk: &mut Desk<'_>, student: PersonId, year: SchoolYear, on: Date) -> Result<(), Refusal> {
    let absent = Fact::Absence { scope: AbsenceScope::WholeDay };
    let standing = desk.attendance(student, year).await?.standing(on);
    if standing.iter().any(|(_, recorded)| recorded.fact == absent) {
        return Err(registro_domain::attendance::Rejection::AbsentThatDay { on }.into());
    }
    Ok(())
}
