//! The roll call (`appello`) of a class-hour: one command that writes to each absent or late student, and to the class.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::attendance::{AbsenceScope, Command as Attendance, Fact, Ground, Rejection};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::ClassDay;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::{Command as Lesson, Presence};
use serde::{Deserialize, Serialize};

use super::entry::{admit, come_in};
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
        desk.bring_attendance(&enrolled, year).await?;
        let called = called_before(desk, &day, self.period).await?;
        for student in &self.absent {
            let Some(scope) = absence(desk, *student, &day, self.period, called).await? else { continue };
            let (student, day, today) = (*student, day.clone(), desk.today);
            let absence = Attendance::RecordAbsence { student, day, scope, today };
            let decided = desk.decide_attendance(student, year, &absence).await;
            decided.map_err(|refusal| refusal.of_student(desk.directory.name(student)))?;
        }
        for late in &self.late {
            let decided = come_in(desk, late.student, &day, late.at, late.ground).await;
            decided.map_err(|refusal| refusal.of_student(desk.directory.name(late.student)))?;
        }
        for student in enrolled.difference(&self.absent).filter(|student| !late.contains(student)) {
            let here = in_class(desk, *student, &day, self.period).await;
            let here = here.map_err(|refusal| refusal.of_student(desk.directory.name(*student)))?;
            if here && called == Called::First {
                admit(desk, *student, &day).await?;
            }
        }
        desk.decide_lesson(self.class, self.on, &roll).await
    }
}

pub(super) fn presence(substitutes: Option<PersonId>) -> Presence {
    substitutes.map_or(Presence::Timetable, |of| Presence::Substitution { of })
}

/// What was called of the day before this hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Called {
    /// No hour yet: this roll says who is back.
    First,
    /// Only hours after this one.
    Later,
    Earlier,
}

async fn called_before(desk: &mut Desk<'_>, day: &ClassDay, period: PeriodNumber) -> Result<Called, Refusal> {
    let rolls = &desk.lessons(day.class, day.on).await?.rolls;
    let mut before = day.hours.iter().take_while(|hour| hour.period != period);
    if before.any(|hour| rolls.contains_key(&hour.period)) {
        return Ok(Called::Earlier);
    }
    Ok(if rolls.keys().all(|called| *called == period) { Called::First } else { Called::Later })
}

/// The absence of who is not in class at an hour: of the day, unless something says that she was there before. None
/// for who left early, is absent already or is at an activity.
async fn absence(
    desk: &mut Desk<'_>,
    student: PersonId,
    day: &ClassDay,
    period: PeriodNumber,
    called: Called,
) -> Result<Option<AbsenceScope>, Refusal> {
    let known = desk.attendance(student, SchoolYear::containing(day.on)).await?;
    let standing = known.standing(day.on);
    let this_hour = BTreeSet::from([period]);
    let left = standing.iter().any(|(_, recorded)| matches!(recorded.fact, Fact::Exit { .. }));
    if left || known.is_away(day.on, &this_hour) {
        return Ok(None);
    }
    let came = standing.iter().any(|(_, it)| matches!(it.fact, Fact::Entry { .. } | Fact::Activity { .. }));
    let first = day.hours.first().is_some_and(|hour| hour.period == period);
    let whole_day = first || (called != Called::Earlier && !came);
    Ok(Some(if whole_day { AbsenceScope::WholeDay } else { AbsenceScope::Hours(this_hour) }))
}

/// Whether who is not named is in class, and not at an activity. She must not stand as absent for the whole day: an
/// entry is missing.
async fn in_class(
    desk: &mut Desk<'_>,
    student: PersonId,
    day: &ClassDay,
    period: PeriodNumber,
) -> Result<bool, Refusal> {
    let known = desk.attendance(student, SchoolYear::containing(day.on)).await?;
    let absent = Fact::Absence { scope: AbsenceScope::WholeDay };
    if known.standing(day.on).iter().any(|(_, recorded)| recorded.fact == absent) {
        return Err(Rejection::AbsentThatDay { on: day.on }.into());
    }
    Ok(!known.is_away(day.on, &BTreeSet::from([period])))
}
