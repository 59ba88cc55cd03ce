//! The one place through which every answer of the server leaves: what it tells of whom is on disk before it does.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use registro_eventlog::event::Position;

use super::entry::{Channel, Kind, Outcome};
use super::routes::{self, Route};
use super::{About, Ids, Reading, during, write};
use crate::actor::Agent;
use crate::app::App;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// What an answer that nobody has described is called: the tests find none.
const UNDESCRIBED: &str = "richiesta non descritta";
/// A page that comes back after an act, with what its author needs to see.
const AFTER_AN_ACT: &str = "risposta a chi registra un atto";

/// An answer that goes on, and records each part of itself before it is sent (`streamed`).
#[derive(Clone, Copy, Debug)]
pub struct Streamed;

/// Records what a part of a stream tells.
pub(crate) async fn streamed(
    app: &Arc<App>,
    agent: Agent,
    path: &str,
    text: &[u8],
    position: Position,
) -> Result<(), Refusal> {
    let ids = Ids::in_text(text, &*app.register.directory().await?);
    if ids.is_empty() {
        return Ok(());
    }
    let (kinds, purpose) = match routes::of(path) {
        Some(Route::Personal(kinds, purpose)) => (kinds, purpose),
        Some(Route::Nobody(_)) | None => (&[][..], UNDESCRIBED),
    };
    let about = About { channel: Channel::Api, path, kinds, purpose, outcome: Outcome::Served };
    let reading = Reading { position: Some(position), ..Reading::default() };
    write(app, agent.into(), about, &reading, &ids).await
}

/// Records what is read, then answers.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let template = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (response, reading) = during(next.run(request)).await;
    let Some((agent, app)) = reading.reader.clone() else { return response };
    if response.extensions().get::<Streamed>().is_some() {
        return response;
    }
    let Some(outcome) = outcome(response.status(), &method) else { return response };

    let (head, body) = response.into_parts();
    // What is answered is in memory already.
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => return Problem::from(Refusal::Unavailable(Box::new(error))).into_response(),
    };
    let reads = method == Method::GET || method == Method::HEAD;
    let (kinds, purpose): (&[Kind], Cow<'_, str>) = match template.as_deref().map(routes::of) {
        Some(Some(Route::Personal(kinds, purpose))) => (kinds, purpose.into()),
        Some(Some(Route::Nobody(_))) | Some(None) | None if reads => (&[], UNDESCRIBED.into()),
        Some(Some(Route::Nobody(_))) | Some(None) | None => (&[], AFTER_AN_ACT.into()),
    };
    let directory = match app.register.directory().await {
        Ok(directory) => directory,
        Err(refusal) => return Problem::from(refusal).into_response(),
    };
    let mut ids = Ids::default();
    if outcome == Outcome::Served {
        ids = Ids::in_text(&body, &directory);
    }
    if reads || !ids.is_empty() {
        let asked = Ids::in_text(named(&uri).as_bytes(), &directory);
        ids.persons.extend(asked.persons);
        ids.classes.extend(asked.classes);
    }
    if matches!(template.as_deref().and_then(routes::of), Some(Route::Nobody(_))) {
        // Of nobody, but for whom the reader's own menu leads to.
        ids.persons.remove(&agent.person);
        for child in directory.children_of(agent.person) {
            ids.persons.remove(&child.person);
        }
    }
    let of_somebody = !ids.persons.is_empty() || (reads && !reading.of.is_empty());
    let to_record = match outcome {
        Outcome::Served => of_somebody || (reads && !kinds.is_empty()),
        Outcome::Refused => !ids.is_empty() || !reading.asked.is_empty(),
    };
    if to_record {
        let channel = if uri.path().starts_with("/api/") { Channel::Api } else { Channel::Page };
        let about = About { channel, path: uri.path(), kinds, purpose: &purpose, outcome };
        if let Err(refusal) = write(&app, agent.into(), about, &reading, &ids).await {
            return Problem::from(refusal).into_response();
        }
    }
    Response::from_parts(head, Body::from(body))
}

/// Whether data left, or were refused. Of an act that is refused the register keeps nothing, and nobody read anything.
fn outcome(status: StatusCode, method: &Method) -> Option<Outcome> {
    let reads = method == Method::GET || method == Method::HEAD;
    match status {
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if reads => Some(Outcome::Refused),
        // A form that comes back says why with the student's data around it.
        status if status.is_success() || status.is_client_error() => Some(Outcome::Served),
        _ => None,
    }
}

/// The address with what follows it, in which a person or a class may be named.
fn named(uri: &Uri) -> &str {
    uri.path_and_query().map_or("", |named| named.as_str())
}
