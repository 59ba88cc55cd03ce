//! One event in full, for who may see its subject.

use std::borrow::Cow;

use axum::Json;
use axum::extract::Path;
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::PersonId;
use registro_domain::lesson::LessonEvent;
use registro_domain::norm::Norm;
use registro_eventlog::event::{Actor, CommandId, EventId, Position, StreamName, Version};
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::sight::seen;
use crate::access;
use crate::actor::Capacity;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;
use crate::sentence::sentence;

/// An event, with the names and the norms that its ids stand for.
#[derive(Serialize, ToSchema)]
pub struct StatedEvent {
    pub position: Position,
    pub id: EventId,
    pub stream: StreamName,
    pub version: Version,
    pub kind: String,
    pub effective_on: Date,
    pub recorded_at: Timestamp,
    pub actor: Actor,
    pub actor_name: String,
    pub actor_capacity: String,
    pub command: CommandId,
    pub correlation: Uuid,
    /// What it says, in Italian.
    pub says: String,
    pub because: Vec<CitedNorm>,
    pub data: Value,
}

/// `GET /api/v1/events/{position}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(position): Path<u64>,
) -> Result<Json<StatedEvent>, Problem> {
    let event = seen_event(&web, &session, Position(position)).await?;
    Ok(Json(stated_to(&session, &event)?))
}

/// The event at a position, if the person may see it.
pub(crate) async fn seen_event(web: &Web, session: &Session, position: Position) -> Result<Event, Refusal> {
    let found = web.app.events(&[position]).await?;
    let seen = seen(&web.app, session, found.into_iter().map(|event| ((), event))).await?;
    let event = seen.into_iter().next().map(|((), event)| event).ok_or(Refusal::NotFound("l'evento"))?;
    access::of_event(&event);
    Ok(event)
}

/// An event as programs are told it.
pub fn stated(event: &Event, directory: &Directory) -> Result<StatedEvent, Refusal> {
    Ok(saying(event, directory, data(&event.fact)?))
}

fn saying(event: &Event, directory: &Directory, data: Value) -> StatedEvent {
    let envelope = event.envelope.clone();
    StatedEvent {
        position: envelope.position,
        id: envelope.id,
        stream: envelope.stream,
        version: envelope.version,
        kind: envelope.kind,
        effective_on: envelope.effective_on,
        recorded_at: envelope.recorded_at,
        actor_name: directory.name(PersonId(envelope.actor.person)),
        actor_capacity: Capacity::italian_of(&envelope.actor.capacity).to_owned(),
        actor: envelope.actor,
        command: envelope.command,
        correlation: envelope.correlation,
        says: sentence(event, directory),
        because: event.fact.because().iter().copied().map(cited).collect(),
        data,
    }
}

/// The same, to somebody.
pub fn stated_to(session: &Session, event: &Event) -> Result<StatedEvent, Refusal> {
    Ok(saying(event, &session.directory, data(&fact_told(session, event))?))
}

/// What an event says, to somebody: of a roll, not where those were whose attendance is kept from her. How many they were
/// names nobody.
pub fn fact_told<'a>(session: &Session, event: &'a Event) -> Cow<'a, DomainEvent> {
    let mut fact = Cow::Borrowed(&event.fact);
    if matches!(*fact, DomainEvent::Lesson(LessonEvent::RollCalled { .. }))
        && let DomainEvent::Lesson(LessonEvent::RollCalled { absent, late, .. }) = fact.to_mut()
    {
        let on = event.envelope.effective_on;
        let told = |student: &PersonId| !session.asking().hides_day(*student, on);
        absent.retain(told);
        late.retain(told);
    }
    fact
}

fn cited(norm: Norm) -> CitedNorm {
    norm.into()
}

/// What the event says, under its stored name.
pub fn data(fact: &DomainEvent) -> Result<Value, Refusal> {
    let value = match fact {
        DomainEvent::School(said) => serde_json::to_value(said),
        DomainEvent::Person(said) => serde_json::to_value(said),
        DomainEvent::Lesson(said) => serde_json::to_value(said),
        DomainEvent::Attendance(said) => serde_json::to_value(said),
        DomainEvent::Permission(said) => serde_json::to_value(said),
        DomainEvent::Derogation(said) => serde_json::to_value(said),
        DomainEvent::Device(said) => serde_json::to_value(said),
        DomainEvent::Conduct(said) => serde_json::to_value(said),
        DomainEvent::Assessment(said) => serde_json::to_value(said),
        DomainEvent::Contact(said) => serde_json::to_value(said),
        DomainEvent::Vigilance(said) => serde_json::to_value(said),
        DomainEvent::Notice(said) => serde_json::to_value(said),
        DomainEvent::Receipt(said) => serde_json::to_value(said),
        DomainEvent::Case(said) => serde_json::to_value(said),
        DomainEvent::Scrutiny(said) => serde_json::to_value(said),
        DomainEvent::GuaranteeBody(said) => serde_json::to_value(said),
        DomainEvent::Conflict(said) => serde_json::to_value(said),
        DomainEvent::Erasure(said) => serde_json::to_value(said),
        DomainEvent::Request(said) => serde_json::to_value(said),
        DomainEvent::Breach(said) => serde_json::to_value(said),
        DomainEvent::Consultation(said) => serde_json::to_value(said),
        DomainEvent::Erased(_) => Ok(serde_json::json!({ "erased": true })),
    };
    value.map_err(|error| Refusal::Unavailable(Box::new(error)))
}
