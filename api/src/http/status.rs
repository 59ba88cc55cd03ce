//! Whether the register answers, and how far it is. Without identity: it says nothing of anybody.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use registro_eventlog::event::Position;
use serde::Serialize;

use super::Web;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// How many events are missing from an answer.
const INCOMPLETE: HeaderName = HeaderName::from_static("registro-incomplete");

/// How the register is.
#[derive(Serialize)]
pub struct Status {
    status: &'static str,
    /// Position of the last event recorded.
    head: Option<Position>,
    /// Position that the read models have reached.
    seen: Option<Position>,
    /// Seconds by which the clock stands behind the last event: until they have passed, instants do not advance.
    clock_behind: u64,
    /// Events that the read models go on without, since they cannot be read.
    parked: u64,
    /// The school's data were invented.
    synthetic: bool,
}

/// `GET /status`.
pub async fn get(State(web): State<Web>) -> Result<Json<Status>, Problem> {
    let register = &web.app.register;
    let schools = register.log.schools().await.map_err(Refusal::from)?;
    let synthetic = schools.iter().any(|school| school.id == register.school && school.synthetic);
    let head = register.head().map(|head| head.position);
    let seen = *web.app.seen.borrow();
    let clock_behind = register.clock_behind();
    let parked = web.app.store.count_parked(register.school).await.map_err(Refusal::from)?;
    let status = if parked == 0 { "ok" } else { "incomplete" };
    Ok(Json(Status { status, head, seen, clock_behind, parked, synthetic }))
}

/// Every answer says so, as long as the read models go on without some event.
pub async fn say_if_incomplete(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let parked = web.app.store.incomplete(web.app.register.school);
    if 0 < parked {
        response.headers_mut().insert(INCOMPLETE, HeaderValue::from(parked));
    }
    response
}
