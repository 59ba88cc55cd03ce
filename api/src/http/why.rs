//! Why a figure of a student's year is what it is: the events and the norms that made it, and what each adds.

use axum::Json;
use axum::extract::{Path, Query};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::Share;
use registro_domain::ids::PersonId;
use registro_projections::attendance_totals::{self, AttendanceTotals, Figure, Totals};
use registro_projections::event::Event;
use registro_projections::model::ReadModel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event::{StatedEvent, stated_to};
use super::student::{Asked, attendance_told, seen_student_at};
use super::{Web, query};
use crate::answers::Moment;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Which figure, of which moment and year.
#[derive(Debug, Deserialize)]
pub struct Question {
    figure: String,
    as_of: Option<String>,
    year: Option<String>,
}

/// The figure, and the events that make it.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    figure: String,
    value: i64,
    events: Vec<Contribution>,
}

#[derive(Serialize, ToSchema)]
struct Contribution {
    adds: i64,
    #[serde(flatten)]
    event: StatedEvent,
}

/// `GET /api/v1/students/{id}/why`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(question): Query<Question>,
) -> Result<Json<Answer>, Problem> {
    let figure = query::figure(&question.figure)?;
    let asked = Asked { as_of: question.as_of, year: question.year };
    let (_, when) = seen_student_at(&session, student, &asked)?;
    attendance_told(&session, student, when.year)?;
    let moment = web.app.moment(when.instant).await?;
    let share = web.app.register.regulation.attendance_share(when.day);
    let of = |totals: &Totals| value(totals, &figure, share);
    let reasons = reasons(&web, student, when.year, &figure, moment, of).await?;
    let events: Result<Vec<Contribution>, Refusal> = reasons
        .iter()
        .map(|(event, adds)| Ok(Contribution { adds: *adds, event: stated_to(&session, event)? }))
        .collect();
    let value = reasons.iter().map(|(_, adds)| adds).sum();
    Ok(Json(Answer { figure: query::figure_name(&figure), value, events: events? }))
}

/// The events behind a figure, each with what it adds to its value: together they make the figure.
pub(crate) async fn reasons(
    web: &Web,
    student: PersonId,
    year: SchoolYear,
    figure: &Figure,
    moment: Moment,
    value: impl Fn(&Totals) -> i64,
) -> Result<Vec<(Event, i64)>, Refusal> {
    let events = web.app.why(student, year, figure, moment).await?;
    let key = attendance_totals::key(student, year);
    let (mut row, mut before) = (None, 0);
    let mut reasons = Vec::with_capacity(events.len());
    for event in events {
        row = AttendanceTotals::fold(row, &key, &event);
        let after = row.as_ref().map_or(0, &value);
        reasons.push((event, after - before));
        before = after;
    }
    Ok(reasons)
}

/// A figure of the totals, in whole hours or in times.
pub fn value(totals: &Totals, figure: &Figure, share: Share) -> i64 {
    match figure {
        Figure::HoursMissed => totals.hours_missed().into(),
        Figure::HoursJustified => totals.hours_justified().into(),
        Figure::HoursUnjustified => totals.hours_unjustified().into(),
        Figure::HoursLeft => totals.hours_left(share),
        Figure::HoursOfSubject(subject) => totals.hours_of_subject(subject).into(),
        Figure::LateEntries => totals.late_entries().into(),
        Figure::AnnualHours => totals.annual_hours.into(),
    }
}
