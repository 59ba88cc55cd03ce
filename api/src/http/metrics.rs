//! What a monitoring system reads: lag, rate and parked events, in the text format of Prometheus. Without identity, as
//! `/status`: it says nothing of anybody.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Web;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::standing::{self, SchoolStanding};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`.
pub async fn get(State(web): State<Web>) -> Result<Response, Problem> {
    let register = &web.app.register;
    let standing =
        standing::of(&web.app.store, register.school, register.head()).await.map_err(Refusal::from)?;
    Ok(([(CONTENT_TYPE, TEXT)], text(&standing)).into_response())
}

fn text(standing: &SchoolStanding) -> String {
    let school = standing.school.0;
    let mut text = String::new();
    let mut gauge = |name: &str, what: &str, value: Option<f64>| {
        if let Some(value) = value {
            // Writing to a String does not fail.
            let _ = write!(
                text,
                "# HELP registro_{name} {what}\n# TYPE registro_{name} gauge\n\
                 registro_{name}{{school=\"{school}\"}} {value}\n"
            );
        }
    };
    let whole = |number: u64| number as f64;
    gauge("log_events", "Events recorded.", Some(standing.head.map_or(0.0, |head| whole(head) + 1.0)));
    gauge(
        "read_events",
        "Events that the read models have seen.",
        Some(standing.checkpoint.map_or(0.0, |at| whole(at) + 1.0)),
    );
    gauge("read_lag_events", "Events recorded and not yet seen.", Some(whole(standing.behind_events)));
    gauge(
        "read_lag_seconds",
        "Between the recording of the last event seen and of the last one there is.",
        Some(standing.behind_seconds),
    );
    gauge(
        "read_events_per_second",
        "Events folded per second in the last catch-up.",
        standing.events_per_second,
    );
    gauge(
        "read_parked_events",
        "Events that the read models go on without, since they cannot be read.",
        Some(whole(standing.parked)),
    );
    gauge(
        "read_generation",
        "The generation of read models that is shown.",
        standing.generation.map(|generation| generation as f64),
    );
    text
}
