//! `GET /api/v1/acts`: the acts of the school that answer a question, the newest first.

use axum::Json;
use axum::extract::Query;
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_eventlog::event::Position;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Web;
use super::event::{StatedEvent, stated_to};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;
use crate::search::{self, Found, Question, Unusual, search};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    person: Option<PersonId>,
    class: Option<ClassId>,
    actor: Option<PersonId>,
    kind: Option<String>,
    norm: Option<String>,
    effective_from: Option<Date>,
    effective_to: Option<Date>,
    recorded_from: Option<Date>,
    recorded_to: Option<Date>,
    unusual: Option<Unusual>,
    cursor: Option<u64>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    acts: Vec<StatedAct>,
    /// For the page after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Position>,
}

#[derive(Serialize, ToSchema)]
struct StatedAct {
    position: Position,
    kind: String,
    effective_on: Date,
    recorded_at: Timestamp,
    capacity: String,
    because: Vec<CitedNorm>,
    supersedes: Vec<FactNumber>,
    superseded_by: Vec<Position>,
    /// What it says, for who may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<StatedEvent>,
}

pub(crate) async fn list(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let question = Question {
        subject: asked.person.map(|person| person.0).or(asked.class.map(|class| class.0)),
        actor: asked.actor,
        kind: asked.kind,
        norm: asked.norm,
        effective_from: asked.effective_from,
        effective_to: asked.effective_to,
        recorded_from: asked.recorded_from,
        recorded_to: asked.recorded_to,
        unusual: asked.unusual,
        before: asked.cursor.map(Position),
        limit: asked.limit,
    };
    let found = search(&web, &session, &question).await?;
    Ok(Json(Answer::of(&session, found)?))
}

impl Answer {
    /// What was found, as programs are told it.
    pub fn of(session: &Session, found: search::Answer) -> Result<Self, Refusal> {
        let acts: Result<Vec<StatedAct>, Refusal> =
            found.found.into_iter().map(|found| of_act(session, found)).collect();
        Ok(Self { acts: acts?, next: found.next })
    }
}

fn of_act(session: &Session, Found { act, event }: Found) -> Result<StatedAct, Refusal> {
    Ok(StatedAct {
        position: act.position,
        kind: act.kind,
        effective_on: act.effective_on,
        recorded_at: act.recorded_at,
        capacity: act.actor.capacity,
        because: act.because.iter().copied().map(CitedNorm::from).collect(),
        supersedes: act.supersedes,
        superseded_by: act.superseded_by,
        event: event.map(|event| stated_to(session, &event)).transpose()?,
    })
}
