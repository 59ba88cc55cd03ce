//! What the register tells an OpenTelemetry collector: what it was at, for how long, and of nobody.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;

use crate::faults::place::{Errand, Place};
use crate::served::{Connection, Server, command, program};

/// A collector: it takes what is sent, as OTLP/HTTP in protobuf says it.
async fn collector() -> (String, Arc<Mutex<Vec<Bytes>>>) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeping = Arc::clone(&kept);
    let traces = Router::new().route(
        "/v1/traces",
        post(async move |body: Bytes| {
            keeping.lock().expect("a lock").push(body);
            StatusCode::OK
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, traces).await });
    (address, kept)
}

fn said<'a>(span: &'a Span, name: &str) -> Option<&'a Value> {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == name)?;
    attribute.value.as_ref()?.value.as_ref()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_one_trace_and_names_nobody() {
    let (address, kept) = collector().await;
    let place = Place::new().await;
    let mut serving = command(&program("registro-traced"), place.path());
    serving.env("OTEL_EXPORTER_OTLP_ENDPOINT", address);
    let server = Server::begin(&mut serving).expect("it serves");
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    let errand = Errand::new();
    let history = crate::history::History::default();
    errand.send(&mut connection, &history);
    let missing = "/api/v1/students/0c0ffee0-0000-4000-8000-000000000001?as_of=2025-11-11T08:00:00";
    assert_eq!(connection.get(missing).expect("an answer").0, 404);
    // What is still in memory when the server is told to stop goes out.
    assert!(server.stop().success());

    let bodies = kept.lock().expect("a lock").clone();
    let sent: Vec<ExportTraceServiceRequest> =
        bodies.iter().map(|body| ExportTraceServiceRequest::decode(&body[..]).expect("OTLP")).collect();
    let resources = || sent.iter().flat_map(|sent| &sent.resource_spans);
    let services: BTreeSet<String> = resources()
        .filter_map(|it| it.resource.as_ref())
        .flat_map(|resource| &resource.attributes)
        .filter(|attribute| attribute.key == "service.name")
        .map(|attribute| format!("{:?}", attribute.value))
        .collect();
    assert!(services.len() == 1 && services.iter().all(|name| name.contains("registro")), "{services:?}");
    let spans: Vec<&Span> = resources().flat_map(|it| &it.scope_spans).flat_map(|it| &it.spans).collect();
    let named = |name: &str| {
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name}: {spans:#?}"))
    };

    let act = named("POST /api/v1/people");
    assert_eq!(said(act, "http.response.status_code"), Some(&Value::IntValue(201)));
    assert_eq!(said(act, "http.route"), Some(&Value::StringValue("/api/v1/people".to_owned())));
    for part in ["execute", "decide"] {
        assert_eq!(named(part).trace_id, act.trace_id, "{part}");
    }
    assert_eq!(named("decide").parent_span_id, named("execute").span_id);
    let read = named("GET /api/v1/students/{id}");
    assert_eq!(said(read, "http.response.status_code"), Some(&Value::IntValue(404)));

    // Not who was asked about, nor when, nor who asked, nor what was written.
    let all: Vec<u8> = bodies.concat();
    for hidden in ["0c0ffee0", "2025-11-11", "Cognome", &errand.command.0.to_string(), "a001"] {
        let found = all.windows(hidden.len()).any(|bytes| bytes == hidden.as_bytes());
        assert!(!found, "{hidden} is in what was sent");
    }
}

/// What was sent, once the server has stopped.
fn spans(bodies: &[Bytes]) -> Vec<Span> {
    let sent = bodies.iter().map(|body| ExportTraceServiceRequest::decode(&body[..]).expect("OTLP"));
    let scopes = sent.flat_map(|sent| sent.resource_spans).flat_map(|it| it.scope_spans);
    scopes.flat_map(|it| it.spans).collect()
}

const THEIRS: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const STEP: &str = "00f067aa0ba902b7";

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The requests for the classes that were traced with `sampler`, one without a caller, then one for each `traceparent`.
async fn asked_by(sampler: &str, callers: &[String]) -> Vec<Span> {
    let (address, kept) = collector().await;
    let place = Place::new().await;
    let mut serving = command(&program("registro-traced"), place.path());
    serving.env("OTEL_EXPORTER_OTLP_ENDPOINT", address).env("OTEL_TRACES_SAMPLER", sampler);
    let server = Server::begin(&mut serving).expect("it serves");
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    assert_eq!(connection.get("/api/v1/classes").expect("an answer").0, 200);
    for said in callers {
        let headers = [("traceparent", said.as_str()), ("tracestate", "canarino=giallo")];
        assert_eq!(connection.get_with("/api/v1/classes", &headers).expect("an answer").0, 200, "{said}");
    }
    assert!(server.stop().success());
    let bodies = kept.lock().expect("a lock").clone();
    let all: Vec<u8> = bodies.concat();
    assert!(!all.windows(8).any(|bytes| bytes == b"canarino"), "more than the trace was taken up");
    let mut found: Vec<Span> =
        spans(&bodies).into_iter().filter(|span| span.name == "GET /api/v1/classes").collect();
    found.sort_by_key(|span| span.start_time_unix_nano);
    found
}

/// A program's trace goes on in the register, whether the program keeps it or not; what is not well formed begins one of ours.
#[tokio::test(flavor = "multi_thread")]
async fn a_trace_of_who_asks_is_continued() {
    let kept = |flags: &str| format!("00-{THEIRS}-{STEP}-{flags}");
    let upper = kept("01").to_uppercase();
    let nobody = format!("00-{}-{STEP}-01", "0".repeat(32));
    let found = asked_by("parentbased_always_on", &[kept("01"), kept("00"), upper, nobody]).await;
    assert_eq!(found.len(), 5, "whatever they say of keeping: {found:#?}");
    let told: Vec<(bool, String)> = found
        .iter()
        .map(|span| (hexadecimal(&span.trace_id) == THEIRS, hexadecimal(&span.parent_span_id)))
        .collect();
    let (theirs, ours) = ((true, STEP.to_owned()), (false, String::new()));
    assert_eq!(told, [ours.clone(), theirs.clone(), theirs, ours.clone(), ours]);
}

/// How much is kept is ours to say: nobody has a trace kept by asking.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_does_not_decide_what_is_kept() {
    for sampler in ["parentbased_always_off", "always_off"] {
        let found = asked_by(sampler, &[format!("00-{THEIRS}-{STEP}-01")]).await;
        assert!(found.is_empty(), "{sampler}: {found:#?}");
    }
}
