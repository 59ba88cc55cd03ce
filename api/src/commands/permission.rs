//! A late entry or an early exit asked for beforehand, by the family or by the adult student.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::people::JustifierFor;
use registro_domain::permission::{
    self, About, Command as Permission, Finding, Passage, PermissionEvent, PermissionReason, Permitted,
    Request,
};
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::{Desk, Lessons, Permissions, lesson_stream, permission_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestPermission {
    pub student: PersonId,
    /// The day that the permission is for.
    pub on: Date,
    pub passage: Passage,
    pub reason: PermissionReason,
}

impl RequestPermission {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = family(desk, self.student)?;
        let about = about(desk, self.student, self.on).await?;
        let (passage, reason, today) = (self.passage, self.reason, desk.today);
        let request = Permission::Request(Request { about, passage, reason, by, today });
        decide(desk, self.student, self.on, &request).await
    }

    /// What would speak against it if it were asked now. Nothing is put on the desk to be recorded.
    pub async fn findings(&self, desk: &mut Desk<'_>) -> Result<Vec<Finding>, Refusal> {
        let by = family(desk, self.student)?;
        let about = about(desk, self.student, self.on).await?;
        let (passage, reason, today) = (self.passage, self.reason, desk.today);
        let request = Permission::Request(Request { about, passage, reason, by, today });
        let stream = permission_stream(self.student, SchoolYear::containing(self.on))?;
        let regulation = desk.regulation();
        let decided = permission::decide(desk.state::<Permissions>(&stream).await?, &request, regulation)?;
        Ok(decided.into_iter().flat_map(found).collect())
    }
}

fn found(event: PermissionEvent) -> Vec<Finding> {
    match event {
        PermissionEvent::Requested { findings, .. } | PermissionEvent::Decided { findings, .. } => findings,
        PermissionEvent::Withdrawn { .. } => Vec::new(),
    }
}

pub(super) async fn decide(
    desk: &mut Desk<'_>,
    student: PersonId,
    on: Date,
    command: &Permission,
) -> Result<(), Refusal> {
    let stream = permission_stream(student, SchoolYear::containing(on))?;
    desk.decide::<Permissions>(&stream, command).await
}

/// Who acts for a student today: a holder of responsibility, or she herself, of age. Whoever never answered for the
/// student is not told that she exists; who did, why she may not today.
pub(super) fn family(desk: &Desk<'_>, student: PersonId) -> Result<JustifierFor, Refusal> {
    desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
    let profile = desk.directory.person(student).ok_or(Refusal::NotFound("lo studente"))?;
    let asks = desk.agent.person;
    if asks != student && !profile.guardians.iter().any(|held| held.guardian == asks) {
        return Err(Refusal::NotFound("lo studente"));
    }
    Ok(profile.justifier(asks, desk.today, desk.regulation())?)
}

/// The day of a permission: the hours of the student's class, the tests planned in them, the end of the lessons.
pub(super) async fn about(desk: &mut Desk<'_>, student: PersonId, on: Date) -> Result<About, Refusal> {
    let day = desk.students_day(student, on)?;
    let lessons_end = desk.directory.school.calendar(on)?.last_day;
    let tests: BTreeSet<_> =
        desk.state::<Lessons>(&lesson_stream(day.class, on)?).await?.tests.keys().copied().collect();
    Ok(About { day, tests, lessons_end })
}

/// The permission granted for a passage of that day, if one was.
pub(super) async fn granted(
    desk: &mut Desk<'_>,
    student: PersonId,
    on: Date,
    passage: Passage,
) -> Result<Option<Permitted>, Refusal> {
    let stream = permission_stream(student, SchoolYear::containing(on))?;
    Ok(desk.state::<Permissions>(&stream).await?.granted(on, passage))
}
