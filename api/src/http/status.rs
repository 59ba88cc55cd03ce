//! Whether the register answers, and how far it is. Without identity: it says nothing of anybody.

use axum::Json;
use axum::extract::State;
use registro_eventlog::event::Position;
use serde::Serialize;

use super::Web;
use crate::problem::Problem;
use crate::refusal::Refusal;

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
    Ok(Json(Status { status: "ok", head, seen, clock_behind, synthetic }))
}
