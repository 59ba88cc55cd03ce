//! What a monitoring system reads: lag, rate, parked events, and how requests are answered, in the text format of Prometheus. Without identity, as
//! `/status`: it says nothing of anybody.

use std::fmt::Write as _;

use axum::Extension;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Schools;
use super::measured::Measured;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::standing::{self, SchoolStanding};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`.
pub(crate) async fn get(
    State(schools): State<Schools>,
    Extension(measured): Extension<Measured>,
) -> Result<Response, Problem> {
    let mut standings = Vec::new();
    for app in schools.all() {
        let (school, head) = (app.register.school, app.register.head());
        standings.push(
            standing::of(&app.store, school, head, app.register.log.counts_events())
                .await
                .map_err(Refusal::from)?,
        );
    }
    Ok(([(CONTENT_TYPE, TEXT)], text(&standings) + &measured.text()).into_response())
}

/// A gauge after another, each with the value of every school that has one.
fn text(standings: &[SchoolStanding]) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, what: &str, value: &dyn Fn(&SchoolStanding) -> Option<f64>| {
        // Writing to a String does not fail.
        let _ = write!(text, "# HELP registro_{name} {what}\n# TYPE registro_{name} gauge\n");
        for (school, value) in standings.iter().filter_map(|of| Some((of.school.0, value(of)?))) {
            let _ = writeln!(text, "registro_{name}{{school=\"{school}\"}} {value}");
        }
    };
    let whole = |number: u64| number as f64;
    gauge("log_events", "Events recorded.", &|of| {
        of.counted.then(|| of.head.map_or(0.0, |head| whole(head) + 1.0))
    });
    gauge("read_events", "Events that the read models have seen.", &|of| {
        of.counted.then(|| of.checkpoint.map_or(0.0, |at| whole(at) + 1.0))
    });
    gauge("read_lag_events", "Events recorded and not yet seen.", &|of| of.behind_events.map(whole));
    gauge(
        "read_lag_seconds",
        "Between the recording of the last event seen and of the last one there is.",
        &|of| Some(of.behind_seconds),
    );
    gauge("read_events_per_second", "Events folded per second in the last catch-up.", &|of| {
        of.events_per_second
    });
    gauge(
        "read_parked_events",
        "Events that the read models go on without, since they cannot be read.",
        &|of| Some(whole(of.parked)),
    );
    gauge("read_generation", "The generation of read models that is shown.", &|of| {
        of.generation.map(|generation| generation as f64)
    });
    text
}
