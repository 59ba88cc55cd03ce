//! A command over HTTP: its body is the command's own JSON, its name the `Idempotency-Key`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use jiff::Timestamp;
use registro_domain::ids::{CaseId, PersonId};
use registro_eventlog::event::{CommandId, Position, StreamName, Version};
use registro_projections::event;
use registro_projections::expunction::veil;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Schools, Web, query};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::appeal::{self, Appeal};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::{Change, Problem};
use crate::refusal::Refusal;
use crate::register::{Outcome, Request};
use crate::sentence::sentence;
use crate::sign_in::assurance;

/// How the sender wants to be answered.
#[derive(Deserialize)]
pub struct Options {
    /// Whether the answer waits until what was recorded can be read.
    #[serde(default = "yes")]
    pub(super) wait: bool,
}

fn yes() -> bool {
    true
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    Recorded { position: Span, recorded_at: Timestamp, repeated: bool },
    AlreadySo { nothing_to_do: bool },
}

/// The positions of a command's events.
#[derive(Serialize, ToSchema)]
pub struct Span {
    first: Position,
    last: Position,
}

/// The route of a command.
pub fn record<T>(as_command: fn(T) -> Command) -> MethodRouter<Schools>
where
    T: DeserializeOwned + Send + 'static,
{
    post(
        move |web: Web, session: Session, Query(options): Query<Options>, headers: HeaderMap, body: Bytes| async move {
            let (id, seen) = (query::command_id(&headers)?, query::seen(&headers)?);
            let command = as_command(strict_json(&headers, &body)?);
            let outcome = carry_out(&web, &session, id, command, seen, options.wait).await?;
            Ok::<Response, Problem>(answer(outcome))
        },
    )
}

/// Unknown fields and repeated ones are refused by the types themselves, deep nesting by the parser.
pub(super) fn strict_json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Problem> {
    let is_json = |kind: &str| kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
    if headers.get(CONTENT_TYPE).is_some_and(|kind| !kind.to_str().is_ok_and(is_json)) {
        return Err(Problem::not_json());
    }
    serde_json::from_slice(body)
        .map_err(|error| Refusal::Malformed(format!("il corpo della richiesta non si legge: {error}")).into())
}

/// Carries out a command of whoever is signed in, and waits until its effects can be read.
pub(crate) async fn carry_out(
    web: &Web,
    session: &Session,
    id: CommandId,
    command: Command,
    seen: Option<Version>,
    wait: bool,
) -> Result<Outcome, Problem> {
    if seen.is_some() && !command.is_about_one_record() {
        let why = "If-Match vale per gli atti su una sola registrazione: questo ne scrive più d'una";
        return Err(Refusal::Malformed(why.to_owned()).into());
    }
    session.suffices(web, assurance::of(&command))?;
    let Session { agent, confirmed, .. } = *session;
    let request = Request { id, agent, command, seen, correlation: None, confirmed };
    let outcome = match web.app.register.execute(&request).await {
        Ok(outcome) => outcome,
        Err(Refusal::Conflict { stream, seen, actual }) => {
            let changed = changed_since(web, session, &stream, seen).await?;
            let refusal = Refusal::Conflict { stream, seen, actual };
            return Err(Problem::conflict(refusal, request.seen.is_some(), changed));
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if let (Outcome::Recorded(appended), Command::Erasure(_)) = (&outcome, &request.command) {
        crate::erasing::begin(Arc::clone(&web.app), Some(appended.last));
    }
    if let (Outcome::Recorded(_), Some(case)) = (&outcome, expunged(&request.command))
        && let Err(refusal) = crate::erasing::expunged::ask(&web.app, agent, case).await
    {
        // The case is expunged all the same; whoever keeps the files asks by hand.
        tracing::error!("the erasure of what was expunged could not be asked for: {refusal}");
    }
    if let Outcome::Recorded(appended) = outcome
        && wait
        && web.app.wait_for(appended.last).await.is_err()
    {
        // It is recorded all the same, and that is what the answer says.
        tracing::warn!("the read models are behind: an answer did not wait for them");
    }
    Ok(outcome)
}

/// The case that a command takes out of the file.
fn expunged(command: &Command) -> Option<CaseId> {
    let Command::Appeal(Appeal { case, act: appeal::Act::Expunge {}, .. }) = command else { return None };
    Some(*case)
}

/// What was recorded in a stream beyond the version that the author of a request had seen.
async fn changed_since(
    web: &Web,
    session: &Session,
    stream: &StreamName,
    seen: Option<Version>,
) -> Result<Vec<Change>, Refusal> {
    let register = &web.app.register;
    let from = Version(seen.map_or(0, |Version(seen)| seen.saturating_add(1)));
    let recorded = register.log.read_stream(register.school, stream, from).await?;
    let upcasters = event::upcasters();
    let directory = register.directory().await?;
    let mut changed = Vec::new();
    let events: Result<Vec<_>, Refusal> =
        recorded.into_iter().map(|recorded| Ok(event::open(recorded, &upcasters)?)).collect();
    for event in veil(&*register.log, &web.app.store, register.school, events?).await? {
        if super::sight::sees(&web.app, session, &event).await? {
            let envelope = &event.envelope;
            changed.push(Change {
                position: envelope.position.0,
                version: envelope.version.0,
                kind: envelope.kind.clone(),
                who: directory.name(PersonId(envelope.actor.person)),
                capacity: Capacity::italian_of(&envelope.actor.capacity).to_owned(),
                when: envelope.recorded_at,
                what: sentence(&event, &directory),
            });
        }
    }
    Ok(changed)
}

pub(super) fn answer(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Recorded(appended) => {
            let position = Span { first: appended.first, last: appended.last };
            let (recorded_at, repeated) = (appended.recorded_at, appended.repeated);
            (StatusCode::CREATED, Json(Answer::Recorded { position, recorded_at, repeated })).into_response()
        }
        Outcome::NothingToDo => Json(Answer::AlreadySo { nothing_to_do: true }).into_response(),
    }
}
