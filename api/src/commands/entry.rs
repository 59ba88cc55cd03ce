//! A late entry (`ritardo`), recorded at the door.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::attendance::{AbsenceScope, Command as Attendance, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::{ClassDay, LessonHour};
use registro_domain::ids::{PeriodNumber, PersonId};
use registro_domain::permission::Passage;
use serde::{Deserialize, Serialize};

use super::permission;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordEntry {
    pub student: PersonId,
    pub on: Date,
    pub at: Time,
    pub ground: Ground,
}

impl RecordEntry {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
        let day = desk.students_day(self.student, self.on)?;
        come_in(desk, self.student, &day, self.at, self.ground).await
    }
}

/// The student is in class from then on: back with reserve, and absent still from the hours that were called without
/// her.
pub(super) async fn come_in(
    desk: &mut Desk<'_>,
    student: PersonId,
    day: &ClassDay,
    at: Time,
    ground: Ground,
) -> Result<(), Refusal> {
    let (year, today) = (SchoolYear::containing(day.on), desk.today);
    // A permission granted for that time is there whether or not somebody at the door mentions it.
    let entry = match permission::granted(desk, student, day.on, Passage::LateEntry { at }).await? {
        Some(_) => Attendance::RecordPermittedEntry { student, day: day.clone(), at, today },
        None => Attendance::RecordEntry { student, day: day.clone(), at, ground, today },
    };
    desk.decide_attendance(student, year, &entry).await?;
    let missed = called_without(desk, student, day, at).await?;
    if !missed.is_empty() {
        let scope = AbsenceScope::Hours(missed);
        let absence = Attendance::RecordAbsence { student, day: day.clone(), scope, today };
        desk.decide_attendance(student, year, &absence).await?;
    }
    admit(desk, student, day).await
}

/// The hours, from the entry on, that a teacher called without the student: the whole day's absence no longer says so.
async fn called_without(
    desk: &mut Desk<'_>,
    student: PersonId,
    day: &ClassDay,
    at: Time,
) -> Result<BTreeSet<PeriodNumber>, Refusal> {
    let rolls = &desk.lessons(day.class, day.on).await?.rolls;
    let without =
        |hour: &&LessonHour| rolls.get(&hour.period).is_some_and(|roll| roll.absent.contains(&student));
    Ok(day.hours.iter().filter(|hour| at <= hour.starts).filter(without).map(|hour| hour.period).collect())
}

/// Back in class, the student is admitted with reserve for what nobody has justified yet.
pub(super) async fn admit(desk: &mut Desk<'_>, student: PersonId, day: &ClassDay) -> Result<(), Refusal> {
    let (year, today, on) = (SchoolYear::containing(day.on), desk.today, day.on);
    if desk.attendance(student, year).await?.to_be_reserved(on).is_empty() {
        return Ok(());
    }
    let calendar = desk.directory.school.calendar(on)?.clone();
    let command = Attendance::Admit { student, class: day.class, on, calendar, today };
    desk.decide_attendance(student, year, &command).await
}
