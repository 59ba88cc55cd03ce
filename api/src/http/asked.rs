//! What every question shares: a parameter that nobody knows is refused, since a past moment that is misspelt would be
//! answered as today; and `at_least` waits until the answer can tell of what was just recorded.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use registro_eventlog::event::Position;

use super::Schools;
use crate::identity;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// The parameters of one address.
pub type Known = Arc<[String]>;

/// Bytes of an address.
const LONGEST: usize = 32 * 1024;

/// Beside those that its handler reads.
pub const AT_LEAST: &str = "at_least";

/// Refuses what the address does not know.
pub(crate) async fn only_known(State(known): State<Known>, request: Request, next: Next) -> Response {
    if LONGEST < request.uri().path_and_query().map_or(0, |asked| asked.as_str().len()) {
        return Problem::too_long().into_response();
    }
    let asked = request.uri().query().unwrap_or_default();
    let names = asked.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
    for name in names {
        if !known.iter().any(|known| known == name) {
            let known = known.join(", ");
            let why = format!("questo indirizzo non conosce il parametro indicato: conosce {known}");
            return Problem::from(Refusal::Malformed(why)).into_response();
        }
    }
    next.run(request).await
}

/// Waits, if asked to, until the read models have seen a position. Who is not known is refused by whoever answers.
pub(crate) async fn wait(State(schools): State<Schools>, request: Request, next: Next) -> Response {
    let asked = request.uri().query().unwrap_or_default().split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == AT_LEAST).then_some(value)
    });
    if let Some(written) = asked {
        let Ok(position) = written.parse().map(Position) else {
            let why = format!("{AT_LEAST} chiede una posizione, come la risponde un comando");
            return Problem::from(Refusal::Malformed(why)).into_response();
        };
        if let Ok(web) = schools.of(request.headers())
            && identity::identify(&web, request.headers()).await.is_ok()
            && web.app.wait_for(position).await.is_err()
        {
            return Problem::not_yet_seen().into_response();
        }
    }
    next.run(request).await
}
