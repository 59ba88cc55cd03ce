//! Whether the register answers, and how far it is. Without identity: it says nothing of anybody.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use registro_eventlog::event::Position;
use registro_eventlog::ledger::signer::Ledger;
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
        /// Whether the ledger is signed here: one that has stopped is not signed until the next start.
        ledger: Signing,
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
        /// Ledgers that this process kept and that are not signed any more.
        ledgers_stopped: usize,
    },
}

/// Whether a school's ledger is signed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signing {
    /// This process signs it.
    AtWork,
    /// It could not be written, or the log does not hold what was signed.
    Stopped,
    /// Not by this process.
    NotHere,
}

impl Signing {
    fn of(ledger: Option<&Ledger>) -> Self {
        match ledger {
            Some(ledger) if ledger.is_at_work() => Self::AtWork,
            Some(_) => Self::Stopped,
            None => Self::NotHere,
        }
    }
}

/// `GET /status`.
pub(crate) async fn get(State(served): State<Schools>) -> Result<Json<Status>, Problem> {
    let (mut schools, mut behind, mut last) = (0, 0, (None, None, Signing::NotHere));
    let mut ledgers_stopped = 0;
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
        let signing = Signing::of(app.register.ledger());
        ledgers_stopped += usize::from(signing == Signing::Stopped);
        last = (head, seen, signing);
    }
    let (head, seen, ledger) = last;
    let status = match (parked, ledgers_stopped) {
        (0, 0) => "ok",
        (0, _) => "unsigned",
        (_, _) => "incomplete",
    };
    Ok(Json(match schools {
        1 => Status::OneSchool { status, head, seen, clock_behind, parked, synthetic, ledger },
        _ => Status::Schools { status, schools, behind, clock_behind, parked, synthetic, ledgers_stopped },
    }))
}

/// Every answer of a school says so, as long as its read models go on without some event.
pub(crate) async fn say_if_incomplete(
    State(schools): State<Schools>,
    request: Request,
    next: Next,
) -> Response {
    let asked = schools.of(request.headers());
    let mut response = next.run(request).await;
    let parked = asked.map_or(0, |web| web.app.store.incomplete(web.app.register.school));
    if 0 < parked {
        response.headers_mut().insert(INCOMPLETE, HeaderValue::from(parked));
    }
    response
}
