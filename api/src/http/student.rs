//! A student's year: the totals, and the facts with their numbers, which later acts name.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::HeaderValue;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use registro_domain::attendance::{AbsenceKind, Fact};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::norm::Norm;
use registro_domain::people::{Profile, Sight};
use registro_eventlog::event::Version;
use registro_projections::attendance_totals::{FactState, Justified, Status, Totals};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::counting::StatedForecast;
use super::{Web, query};
use crate::clock;
use crate::desk::attendance_stream;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::outlook::{LessonDays, year_so_far};
use crate::policy::Record;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Of which moment and of which year.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub as_of: Option<String>,
    pub year: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: Named<PersonId>,
    year: SchoolYear,
    /// The class on the day asked about.
    class: Option<Named<ClassId>>,
    /// `None`: nothing is known of this year at that moment.
    totals: Option<Figures>,
    facts: Vec<StatedFact>,
    /// Her attendance is restricted (GDPR, art. 18): it is kept, and not told.
    restricted: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Named<Id> {
    pub id: Id,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
struct Figures {
    annual_hours: u16,
    hours_missed: u32,
    hours_justified: u32,
    hours_unjustified: u32,
    /// "Deroga: n ore": taken off before the line is drawn.
    hours_excused: u32,
    hours_left: i64,
    late_entries: u32,
    /// When more would be missed than may be, at the present rate.
    forecast: Option<StatedForecast>,
    /// The norms under which a person is asked to decide on an exclusion; empty while the year is valid.
    exclusion_proposed: Vec<Norm>,
    hours_by_subject: BTreeMap<SubjectCode, u32>,
}

#[derive(Serialize, ToSchema)]
struct StatedFact {
    number: FactNumber,
    on: Date,
    fact: Fact,
    hours_missed: usize,
    state: &'static str,
    /// The fact that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    turned_into: Option<FactNumber>,
    justification: &'static str,
    /// Of the justification, on the day asked about.
    status: &'static str,
    /// The last day of the reserve.
    #[serde(skip_serializing_if = "Option::is_none")]
    justify_by: Option<Date>,
    collective: bool,
}

/// `GET /api/v1/students/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (profile, when) = seen_student_at(&session, student, &asked)?;
    // Taken before the row: if something is recorded in between, the tag is older than the answer, never newer.
    let version = stated_version(&web, student, when.year).await?;
    let moment = web.app.moment(when.instant).await?;
    let restricted = session.asking().hides_record(Record::Attendance, student, when.year);
    let totals = web.app.totals(student, when.year, moment).await?.filter(|_| !restricted);
    let then = web.app.directory_at(moment).await?;
    let known = then.person(student);
    let class = known.and_then(|profile| profile.class_on(when.day));
    let lesson_days = LessonDays::of(&then, when.year);
    let heading = known.map(|profile| (profile, &lesson_days));
    let answer = Answer {
        student: Named { id: student, name: profile.full_name() },
        year: when.year,
        class: class.map(|id| Named { id, name: then.class_label(id) }),
        facts: totals.as_ref().map(|totals| facts(totals, when.day)).unwrap_or_default(),
        totals: totals.map(|totals| figures(&web, &totals, heading, when.day)),
        restricted,
    };
    let mut response = Json(answer).into_response();
    if let Some(Version(version)) = version.filter(|_| when.instant.is_none())
        && let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\""))
    {
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

/// A moment, with the day and the school year that it falls in unless another year is asked for.
#[derive(Clone, Copy, Debug)]
pub struct When {
    pub instant: Option<Timestamp>,
    pub day: Date,
    pub year: SchoolYear,
}

impl When {
    /// Now and this year, unless asked otherwise; never later than `last`.
    fn of(session: &Session, asked: &Asked, last: Option<Timestamp>) -> Result<Self, Refusal> {
        let asked_for = query::as_of(asked.as_of.as_deref())?;
        let instant = asked_for.into_iter().chain(last).min();
        let day = instant.map_or(session.today, |instant| clock::wall(instant).date());
        let year = asked.year.as_deref().map_or(Ok(SchoolYear::containing(day)), query::year)?;
        Ok(Self { instant, day: day.clamp(year.first_day(), year.last_day()), year })
    }
}

/// A student whom the person may see; who is not one, or may not be seen, is not found.
pub fn seen_student(session: &Session, student: PersonId) -> Result<&Profile, Refusal> {
    let profile = session.directory.person(student).filter(|_| session.may_see_student(student));
    profile.filter(|profile| !profile.enrolments.is_empty()).ok_or(Refusal::NotFound("lo studente"))
}

/// A student of whom the person may see something, and the moment asked for. Whoever is no longer informed sees the
/// register as it stood at the last moment at which she was.
pub fn seen_student_at<'a>(
    session: &'a Session,
    student: PersonId,
    asked: &Asked,
) -> Result<(&'a Profile, When), Refusal> {
    let last = match session.sees_of(student) {
        Sight::Everything => None,
        Sight::Before(day) => Some(last_instant_before(day)),
        Sight::Nothing => return Err(Refusal::NotFound("lo studente")),
    };
    let profile = session.directory.person(student).filter(|profile| !profile.enrolments.is_empty());
    Ok((profile.ok_or(Refusal::NotFound("lo studente"))?, When::of(session, asked, last)?))
}

/// In the place of what is restricted.
pub fn nothing_told() -> Refusal {
    Refusal::NotFound("ciò che si chiede fa parte di dati limitati (GDPR, art. 18) e")
}

/// What a student's attendance tells, unless it is kept from the person: then there is nothing to read.
pub fn attendance_told(session: &Session, student: PersonId, year: SchoolYear) -> Result<(), Refusal> {
    if session.asking().hides_record(Record::Attendance, student, year) {
        return Err(nothing_told());
    }
    Ok(())
}

pub fn last_instant_before(day: Date) -> Timestamp {
    let midnight = clock::instant(day.at(0, 0, 0, 0));
    midnight.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(midnight)
}

/// The version of a student's attendance that the read models have reached.
async fn stated_version(web: &Web, student: PersonId, year: SchoolYear) -> Result<Option<Version>, Refusal> {
    let seen = *web.app.seen.borrow();
    let (log, school) = (&web.app.register.log, web.app.register.school);
    let recorded = log.read_stream(school, &attendance_stream(student, year)?, Version(0)).await?;
    Ok(recorded.iter().rfind(|event| Some(event.position) <= seen).map(|event| event.version))
}

fn figures(web: &Web, totals: &Totals, heading: Option<(&Profile, &LessonDays)>, on: Date) -> Figures {
    let share = web.app.register.regulation.attendance_share(on);
    let year = year_so_far(totals);
    let forecast = heading.map(|(profile, days)| days.forecast(year, profile, share, on).into());
    let by_subject = totals.hours_by_subject().into_iter();
    Figures {
        annual_hours: totals.annual_hours,
        hours_missed: totals.hours_missed(),
        hours_justified: totals.hours_justified(),
        hours_unjustified: totals.hours_unjustified(),
        hours_excused: totals.hours_excused(),
        hours_left: totals.hours_left(share),
        late_entries: totals.late_entries(),
        forecast,
        exclusion_proposed: year.exclusion_proposed(share).into_iter().flatten().collect(),
        hours_by_subject: by_subject.map(|(subject, hours)| (subject.clone(), hours)).collect(),
    }
}

fn facts(totals: &Totals, on: Date) -> Vec<StatedFact> {
    let stated = totals.facts.iter().map(|(number, known)| {
        let day = totals.days.get(&known.on).into_iter().flatten();
        let (state, turned_into) = match known.state {
            FactState::Stands => ("stands", None),
            FactState::TurnedInto(into) => ("turned", Some(into)),
            FactState::Annulled => ("annulled", None),
        };
        StatedFact {
            number: *number,
            on: known.on,
            fact: known.fact.clone(),
            hours_missed: day.filter(|hour| hour.fact == *number).count(),
            state,
            turned_into,
            justification: justified(known.justification),
            status: status(known.status(on)),
            justify_by: known.reserve.map(|reserve| reserve.justify_by),
            collective: known.kind == AbsenceKind::Collective,
        }
    });
    stated.collect()
}

fn justified(justification: Justified) -> &'static str {
    match justification {
        Justified::No => "awaited",
        Justified::Submitted => "submitted",
        Justified::Withdrawn => "withdrawn",
        Justified::Accepted => "accepted",
        Justified::Refused => "refused",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Awaited => "awaited",
        Status::Reserved { .. } => "with-reserve",
        Status::Submitted => "submitted",
        Status::SubmittedLate { .. } => "submitted-late",
        Status::Justified => "justified",
        Status::Unjustified => "unjustified",
    }
}
