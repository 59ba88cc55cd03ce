//! How many requests were answered, how, and in what time: by address template, method and status, of nobody. In counts, and as
//! spans for whoever listens.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Span;
use tracing::field::Empty;

use super::caller;

/// The upper bounds of the durations that are told apart, in milliseconds.
const BOUNDS: [u64; 10] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];
/// What is at no known address.
const ELSEWHERE: &str = "-";

/// Template, method, status.
type Key = (String, &'static str, u16);

#[derive(Default)]
struct Durations {
    /// Of each bound, those that took no longer than it and longer than the one before.
    within: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

/// The counts since the process started.
#[derive(Clone, Default)]
pub struct Measured(Arc<Mutex<BTreeMap<Key, Durations>>>);

impl Measured {
    fn add(&self, key: Key, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let durations = all.entry(key).or_default();
        let bound = BOUNDS.iter().position(|bound| took <= Duration::from_millis(*bound));
        if let Some(count) = bound.and_then(|bound| durations.within.get_mut(bound)) {
            *count += 1;
        }
        durations.count += 1;
        durations.sum += took;
    }

    /// In the text format of Prometheus.
    pub fn text(&self) -> String {
        const NAME: &str = "registro_http_request_duration_seconds";
        let mut text = format!("# HELP {NAME} Until a request was answered.\n# TYPE {NAME} histogram\n");
        for ((route, method, status), durations) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            let mut within = 0;
            for (bound, count) in BOUNDS.iter().zip(durations.within) {
                within += count;
                let bound = Duration::from_millis(*bound).as_secs_f64();
                // Writing to a String does not fail.
                let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {within}");
            }
            let (count, sum) = (durations.count, durations.sum.as_secs_f64());
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {count}");
            let _ = write!(text, "{NAME}_sum{{{labels}}} {sum}\n{NAME}_count{{{labels}}} {count}\n");
        }
        text
    }
}

/// Measures a request.
pub(crate) async fn measure(State(measured): State<Measured>, request: Request, next: Next) -> Response {
    let template = request.extensions().get::<MatchedPath>();
    let route = template.map_or(ELSEWHERE, MatchedPath::as_str).to_owned();
    let method = named(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    measured.add((route, method, response.status().as_u16()), begun.elapsed());
    response
}

/// What the trace keeps of a request: the route, never the ids in the path nor the query. The names are those of OpenTelemetry.
pub fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let method = named(request.method());
    let span = tracing::debug_span!(
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    );
    caller::continued(&span, request.headers());
    span
}

/// And of its answer.
pub fn answered(response: &Response, _took: Duration, span: &Span) {
    span.record("http.response.status_code", i64::from(response.status().as_u16()));
}

/// A client may make up methods: they are one.
fn named(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}
