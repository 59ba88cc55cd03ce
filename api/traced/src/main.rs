//! The program `registro`, with its spans sent over OTLP/HTTP to the collector that the standard variables of OpenTelemetry name
//! (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …). A crate of its own: the first build has no
//! need of it (decision 0019).
//!
//! Spans alone are sent, with the names of addresses and commands in them; what is written in the journal is not.

use std::process::ExitCode;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

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
    let provider =
        SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build();
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
