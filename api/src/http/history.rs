//! The acts on a student's record, in the order of recording, as they were known at a moment.

use axum::extract::{Path, Query};
use registro_domain::ids::PersonId;
use registro_eventlog::event::Position;
use registro_projections::audit_trail::Act;
use registro_projections::event::Event;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::event::{StatedEvent, stated_to};
use super::page::{Page, Paged};
use super::sight::seen;
use super::student::{Asked, seen_student_at};
use crate::answers::Moment;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// A student's acts.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: PersonId,
    acts: Vec<StatedAct>,
}

#[derive(Serialize, ToSchema)]
struct StatedAct {
    /// Positions of the later acts that took the place of this one.
    superseded_by: Vec<Position>,
    #[serde(flatten)]
    event: StatedEvent,
}

/// `GET /api/v1/students/{id}/history`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
    page: Page,
) -> Result<Paged<Answer>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let trail = seen_trail(&web, &session, student, moment).await?;
    let (trail, next) = page.of(trail, |(act, _)| act.position.0.to_string())?;
    let acts: Result<Vec<StatedAct>, Refusal> = trail
        .iter()
        .map(|(act, event)| {
            let superseded_by = act.superseded_by.clone();
            Ok(StatedAct { superseded_by, event: stated_to(&session, event)? })
        })
        .collect();
    Ok(page.answer(Answer { student, acts: acts? }, next))
}

/// A student's trail with the events themselves, without those that the person may not see.
pub(crate) async fn seen_trail(
    web: &Web,
    session: &Session,
    student: PersonId,
    moment: Moment,
) -> Result<Vec<(Act, Event)>, Refusal> {
    let acts = web.app.trail(student.0, moment).await?;
    let positions: Vec<Position> = acts.iter().map(|act| act.position).collect();
    let events = web.app.events(&positions).await?;
    // Both in the order of the feed, one event for each act.
    seen(&web.app, session, acts.into_iter().zip(events)).await
}
