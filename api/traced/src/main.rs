//! The program `registro`, with its spans sent over OTLP/HTTP to the collector that the standard variables of OpenTelemetry name
//! (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …). A crate of its own: the first build has no
//! need of it (decision 0019).
//!
//! What a program asks stands in the program's own trace, if it names one (`traceparent`). How much is kept is decided here alone:
//! nobody who asks has more of it kept, or less.
//!
//! Spans alone are sent, with the names of addresses and commands in them; what is written in the journal is not.

use std::process::ExitCode;

use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    Config, IdGenerator as _, ParentBasedSampler, RandomIdGenerator, SamplingResult, SdkTracerProvider,
    ShouldSample,
};
use registro::http::caller;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// As in the program `registro`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SERVICE: &str = "registro";

fn main() -> ExitCode {
    match traced() {
        Ok(ended) => ended,
        Err(failure) => registro::cli::told(&*failure),
    }
}

fn traced() -> Result<ExitCode, Box<dyn std::error::Error + Send + Sync>> {
    // Its client blocks, on a thread of its own: it is made before the runtime, and ended after it.
    let exporter = SpanExporter::builder().with_http().build()?;
    let mut resource = Resource::builder();
    if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
        resource = resource.with_service_name(SERVICE);
    }
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource.build())
        .with_sampler(sampler())
        .build();
    caller::continue_by(|span, caller| {
        let (trace, step) = (TraceId::from(caller.trace), SpanId::from(caller.step));
        let theirs = SpanContext::new(trace, step, TraceFlags::default(), true, TraceState::default());
        // A span that nobody listens to has no parent to be told of.
        let _ = span.set_parent(Context::new().with_remote_span_context(theirs));
    });
    let ours = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with(SERVICE));
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer(SERVICE))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(ours);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(registro::cli::run_with(spans.boxed()));
    // What is still in memory goes out, if the collector is there.
    if let Err(error) = provider.shutdown() {
        eprintln!("registro: le ultime tracce non sono partite: {error}");
    }
    Ok(ended)
}

/// What `OTEL_TRACES_SAMPLER` says, asked as if nobody stood before us; the steps of ours follow the first of them.
fn sampler() -> ParentBasedSampler {
    let chosen = Config::default().sampler;
    let ours = || Ours(chosen.clone());
    ParentBasedSampler::new(chosen.clone())
        .with_remote_parent_sampled(ours())
        .with_remote_parent_not_sampled(ours())
}

/// Decides on a trace of somebody else's as on one of ours: neither by what she decided, nor by a number that she may choose.
#[derive(Clone, Debug)]
struct Ours(Box<dyn ShouldSample>);

impl ShouldSample for Ours {
    fn should_sample(
        &self,
        _theirs: Option<&Context>,
        _chosen: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let any = RandomIdGenerator::default().new_trace_id();
        self.0.should_sample(None, any, name, kind, attributes, links)
    }
}
