//! A class on a day: who was in, out or late, and what was done hour by hour.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::Date;
use registro_domain::attendance::Fact;
use registro_domain::calendar::Holidays;
use registro_domain::hours::ClassDay as Timetable;
use registro_domain::ids::{ClassId, FactNumber, PeriodNumber, PersonId, SubjectCode};
use registro_domain::school;
use registro_projections::attendance_totals::FactState;
use registro_projections::class_day::{ClassDay, Whereabouts};
use registro_projections::directory::Directory;
use serde::Serialize;
use utoipa::ToSchema;

use super::student::Named;
use super::{Web, query};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// As of which moment.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    as_of: Option<String>,
}

/// The day, as the register has it at that moment.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    class: Named<ClassId>,
    on: Date,
    /// Why there are no lessons, if there are none.
    no_lessons: Option<String>,
    called: bool,
    hours: Vec<Hour>,
    students: Vec<Student>,
}

#[derive(Serialize, ToSchema)]
struct Hour {
    period: PeriodNumber,
    starts: jiff::civil::Time,
    ends: jiff::civil::Time,
    subject: SubjectCode,
    teachers: Vec<PersonId>,
    called_by: Option<PersonId>,
    /// Who signed, and the topic.
    signatures: BTreeMap<PersonId, String>,
}

#[derive(Serialize, ToSchema)]
struct Student {
    id: PersonId,
    name: String,
    whereabouts: &'static str,
    /// The facts of the day that stand, by number.
    facts: BTreeMap<FactNumber, Fact>,
}

/// `GET /api/v1/classes/{id}/days/{date}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path((class, date)): Path<(ClassId, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let on = query::day(&date)?;
    let instant = query::as_of(asked.as_of.as_deref())?;
    seen_class(&session, class)?;
    let moment = web.app.moment(instant).await?;
    let then = web.app.directory_at(moment).await?;
    let timetable = timetable(&then, class, on);
    let day = web.app.class_day(class, on, moment).await?.map(|day| told(&session, day));
    let students = then.class_on(class, on).into_iter().map(|profile| {
        let told = day.as_ref().map(|day| whereabouts(day.whereabouts(profile.person)));
        let hidden = session.asking().hides_day(profile.person, on);
        Student {
            id: profile.person,
            name: profile.full_name(),
            whereabouts: if hidden { "restricted" } else { told.unwrap_or("not-called") },
            facts: day.as_ref().map(|day| standing(day, profile.person)).unwrap_or_default(),
        }
    });
    Ok(Json(Answer {
        class: Named { id: class, name: then.class_label(class) },
        on,
        no_lessons: timetable.as_ref().err().map(ToString::to_string),
        called: day.as_ref().is_some_and(ClassDay::is_called),
        hours: timetable.map(|timetable| hours(timetable, day.as_ref())).unwrap_or_default(),
        students: students.collect(),
    }))
}

/// What may not be seen is not found.
pub fn seen_class(session: &Session, class: ClassId) -> Result<&school::Class, Refusal> {
    let Session { directory, .. } = session;
    let known = directory.school.classes.get(&class);
    known.filter(|_| session.may_see_class(class)).ok_or(Refusal::NotFound("la classe"))
}

/// A class's day without what is kept from the person of it: where those were whose attendance is restricted, once it is over.
pub fn told(session: &Session, mut day: ClassDay) -> ClassDay {
    let (asking, on) = (session.asking(), day.on);
    day.students.retain(|student, _| !asking.hides_day(*student, on));
    day
}

/// The hours of a class's day, or why there are none.
pub fn timetable(directory: &Directory, class: ClassId, on: Date) -> Result<Timetable, school::Rejection> {
    directory.school.class_day(class, on, &holidays(directory, on))
}

/// The holidays that the school counts with in the year of a day.
pub fn holidays(directory: &Directory, on: Date) -> Holidays {
    directory.school.calendar(on).map_or_else(|_| Holidays::national(), |calendar| calendar.holidays())
}

fn hours(timetable: Timetable, day: Option<&ClassDay>) -> Vec<Hour> {
    let hours = timetable.hours.into_iter().map(|hour| {
        let known = day.and_then(|day| day.hours.get(&hour.period));
        let signatures = known.into_iter().flat_map(|known| &known.signatures);
        Hour {
            period: hour.period,
            starts: hour.starts,
            ends: hour.ends,
            subject: hour.subject,
            teachers: hour.teachers,
            called_by: known.and_then(|known| known.called_by),
            signatures: signatures.map(|(by, signed)| (*by, signed.topic.to_string())).collect(),
        }
    });
    hours.collect()
}

/// The facts of a student's day that stand, by number.
pub fn standing(day: &ClassDay, student: PersonId) -> BTreeMap<FactNumber, Fact> {
    let facts = day.students.get(&student).into_iter().flatten();
    facts
        .filter(|(_, (_, state))| *state == FactState::Stands)
        .map(|(number, (fact, _))| (*number, fact.clone()))
        .collect()
}

fn whereabouts(whereabouts: Whereabouts) -> &'static str {
    match whereabouts {
        Whereabouts::NotCalled => "not-called",
        Whereabouts::Present => "present",
        Whereabouts::Absent => "absent",
        Whereabouts::In { .. } => "in-late",
        Whereabouts::Out { .. } => "out-early",
        Whereabouts::AbsentForHours => "absent-for-hours",
        Whereabouts::AtActivity => "at-activity",
        Whereabouts::AtActivityForHours => "at-activity-for-hours",
    }
}
