//! The school's events as they are recorded, for those who lead it and those who watch over it: a stream that goes on
//! where the reader left it. Each event is shown by the same rule as anywhere, and recorded as read before it is sent.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Sent, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use futures::stream;
use registro_eventlog::event::{Position, Recorded};
use registro_eventlog::log::Filter;
use registro_projections::event::{self, Event};
use registro_projections::expunction::veil;
use serde::Deserialize;
use tokio::sync::watch;

use super::Web;
use super::event::stated_to;
use super::sight::seen;
use crate::access::layer::Streamed;
use crate::access::{self};
use crate::app::Seen;
use crate::identity::{self, Session};
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Events that are read and recorded as read at once.
const PAGE: usize = 50;
/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(15);
const PATH: &str = "/api/v1/feed";

/// Tells the streams that the server is closing.
#[derive(Clone)]
pub struct Closing(pub watch::Receiver<bool>);

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The position after which to begin; a `Last-Event-ID` goes before it.
    after: Option<u64>,
}

/// Where a stream is.
struct Place {
    web: Web,
    headers: HeaderMap,
    after: Option<Position>,
    seen: Seen,
    closing: Option<Closing>,
    waiting: Vec<Sent>,
}

/// `GET /api/v1/feed`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    closing: Option<Extension<Closing>>,
) -> Result<Response, Problem> {
    if !is_entitled(&session) {
        let why = "il flusso degli eventi è per chi dirige la scuola e per chi vigila sul registro";
        return Err(Refusal::NotAllowed(why.to_owned()).into());
    }
    let last = headers.get("last-event-id").map(|id| id.to_str().ok().and_then(|id| id.trim().parse().ok()));
    let after = match last {
        Some(Some(position)) => Some(Position(position)),
        Some(None) => return Err(Refusal::Malformed("Last-Event-ID chiede una posizione".to_owned()).into()),
        None => asked.after.map(Position),
    };
    let seen = web.app.seen.clone();
    let closing = closing.map(|Extension(closing)| closing);
    let place = Place { web, headers, after, seen, closing, waiting: Vec::new() };
    let mut response = Sse::new(events(place)).into_response();
    response.extensions_mut().insert(Streamed);
    Ok(response)
}

fn is_entitled(session: &Session) -> bool {
    session.asking().may_read(Matter::Feed, &About::school())
}

fn events(place: Place) -> impl Stream<Item = Result<Sent, Infallible>> {
    stream::unfold(place, |mut place| async move {
        loop {
            if !place.waiting.is_empty() {
                let next = place.waiting.remove(0);
                return Some((Ok(next), place));
            }
            match place.advance().await {
                Ok(Some(())) => {}
                // The session is over, or the server is: whoever wants to go on asks again.
                Ok(None) => return None,
                Err(refusal) => {
                    drop(Problem::from(refusal)); // Which has told the log.
                    return None;
                }
            }
        }
    })
}

impl Place {
    /// Reads on, or waits for news; puts what is to be sent in `waiting`. None at the end.
    async fn advance(&mut self) -> Result<Option<()>, Refusal> {
        if self.closing.as_ref().is_some_and(|Closing(closing)| *closing.borrow()) {
            return Ok(None);
        }
        // Who may read is asked again before each page.
        let Ok(session) = identity::identify(&self.web, &self.headers).await else { return Ok(None) };
        if !is_entitled(&session) {
            return Ok(None);
        }
        let reached = *self.seen.borrow_and_update();
        if reached <= self.after {
            self.wait().await;
            return Ok(Some(()));
        }
        let register = &self.web.app.register;
        let mut recorded = register.log.read_all(register.school, self.after, PAGE, Filter::All).await?;
        recorded.retain(|record| Some(record.position) <= reached);
        let Some(last) = recorded.last().map(|record| record.position) else {
            self.wait().await;
            return Ok(Some(()));
        };
        let shown = self.shown(&session, recorded).await?;
        let mut text = Vec::new();
        for event in &shown {
            let told = serde_json::to_string(&stated_to(&session, event)?);
            let told = told.map_err(|error| Refusal::Unavailable(Box::new(error)))?;
            let (position, kind) = (event.envelope.position.0.to_string(), event.envelope.kind.clone());
            text.extend_from_slice(told.as_bytes());
            self.waiting.push(Sent::default().id(position).event(kind).data(told));
        }
        access::layer::streamed(&self.web.app, session.agent, PATH, &text, last).await?;
        self.after = Some(last);
        Ok(Some(()))
    }

    /// What of these the reader may see. One that cannot be read is passed over, as the read models do.
    async fn shown(&self, session: &Session, recorded: Vec<Recorded>) -> Result<Vec<Event>, Refusal> {
        let (app, upcasters) = (&self.web.app, event::upcasters());
        let events =
            recorded.into_iter().filter_map(|recorded| event::open(recorded, &upcasters).ok()).collect();
        let veiled = veil(&*app.register.log, &app.store, app.register.school, events).await?;
        let shown = seen(app, session, veiled.into_iter().map(|event| ((), event))).await?;
        Ok(shown.into_iter().map(|((), event)| event).collect())
    }

    /// For news, for the end, or until it is time for a sign of life.
    async fn wait(&mut self) {
        let closing = async {
            match &mut self.closing {
                Some(Closing(closing)) => drop(closing.wait_for(|closing| *closing).await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.seen.changed() => {}
            () = closing => {}
            () = tokio::time::sleep(HEARTBEAT) => self.waiting.push(Sent::default().comment("")),
        }
    }
}
