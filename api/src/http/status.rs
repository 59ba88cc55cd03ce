//! Whether the register answers, and how far it is. Without identity: it says nothing of anybody.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use registro_eventlog::event::Position;
use serde::Serialize;
use utoipa::ToSchema;

use super::Schools;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// How many events are missing from an answer.
const INCOMPLETE: HeaderName = HeaderName::from_static("registro-incomplete");

/// How the register is.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Status {
    OneSchool {
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
    },
    Schools {
        status: &'static str,
        schools: usize,
        /// Schools whose read models have not reached the last event recorded.
        behind: usize,
        /// Seconds by which the clock stands behind the last event of some school.
        clock_behind: u64,
        /// Events that some school's read models go on without.
        parked: u64,
        /// Some school's data were invented.
        synthetic: bool,
    },
}

/// `GET /status`.
pub async fn get(State(served): State<Schools>) -> Result<Json<Status>, Problem> {
    let (mut schools, mut behind, mut last) = (0, 0, (None, None));
    let (mut clock_behind, mut parked, mut synthetic) = (0, 0, false);
    let mut known = HashMap::new();
    for app in served.all() {
        if schools == 0 {
            let all = app.register.log.schools().await.map_err(Refusal::from)?;
            known = all.into_iter().map(|school| (school.id, school.synthetic)).collect();
        }
        synthetic |= known.get(&app.register.school).copied().unwrap_or_default();
        let (head, seen) = (app.register.head().map(|head| head.position), *app.seen.borrow());
        schools += 1;
        behind += usize::from(seen < head);
        clock_behind = app.register.clock_behind().max(clock_behind);
        parked += app.store.count_parked(app.register.school).await.map_err(Refusal::from)?;
        last = (head, seen);
    }
    let (status, (head, seen)) = (if parked == 0 { "ok" } else { "incomplete" }, last);
    Ok(Json(match schools {
        1 => Status::OneSchool { status, head, seen, clock_behind, parked, synthetic },
        _ => Status::Schools { status, schools, behind, clock_behind, parked, synthetic },
    }))
}

/// Every answer of a school says so, as long as its read models go on without some event.
pub async fn say_if_incomplete(State(schools): State<Schools>, request: Request, next: Next) -> Response {
    let asked = schools.of(request.headers());
    let mut response = next.run(request).await;
    let parked = asked.map_or(0, |web| web.app.store.incomplete(web.app.register.school));
    if 0 < parked {
        response.headers_mut().insert(INCOMPLETE, HeaderValue::from(parked));
    }
    response
}
