//! The command line: one file a command.

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use registro_domain::regulation::Regulation;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::{Clock, EventLog, SystemClock};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::store::ReadStore;

use crate::app::{self, App};
use crate::register::Register;
use crate::settings::{Flags, Settings};

mod demo;
mod progress;
mod rebuild;
mod report;
mod serve;
mod show;
mod simulate;
mod token;

/// Any failure of a command; its chain is printed once.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Il registro elettronico di cui si può rendere conto.
///
/// Ogni atto è un evento che resta; ogni risposta si ricava dagli eventi, anche com'era in qualunque istante.
#[derive(Debug, Parser)]
#[command(
    name = "registro",
    version,
    after_help = "\
Esempi:
  registro serve --demo                         una scuola sintetica nel browser
  registro simulate --students 1014 --classes 48 --seed 1
  registro show student Rossetti --as-of 2026-03-12
  registro show class 3B 2026-03-12 --json
  registro report counting --on 2026-02-27
  registro rebuild

Uscita: 0 fatto; 1 non riuscito; 2 richiesta non valida."
)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Simulate(simulate::Simulate),
    Rebuild(rebuild::Rebuild),
    Report(report::Report),
    Show(show::Show),
    Token(token::Token),
}

/// Runs the command line of this process.
pub async fn run() -> ExitCode {
    let cli = Cli::parse(); // Exits with 2, and says why, on what it cannot parse.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("REGISTRO_TRACE").unwrap_or_else(|_| "warn".into()),
        )
        .init();
    let done = match &cli.command {
        Command::Serve(command) => command.run(&cli.flags).await,
        Command::Simulate(command) => command.run(&cli.flags).await,
        Command::Rebuild(command) => command.run(&cli.flags).await,
        Command::Report(command) => command.run(&cli.flags).await,
        Command::Show(command) => command.run(&cli.flags).await,
        Command::Token(command) => command.run(&cli.flags).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("registro: {failure}");
            let mut cause = failure.source();
            while let Some(inner) = cause {
                eprintln!("  perché: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// The school that the settings name, or the only one there is.
async fn the_school(log: &dyn EventLog, settings: &Settings) -> Result<SchoolId, Failure> {
    let schools = log.schools().await?;
    match (settings.school, schools.as_slice()) {
        (Some(named), known) if known.iter().any(|school| school.id.0 == named) => Ok(SchoolId(named)),
        (Some(named), _) => Err(format!("la scuola {named} non è in {}", settings.log.display()).into()),
        (None, [only]) => Ok(only.id),
        (None, []) => Err(format!("in {} non c'è ancora una scuola", settings.log.display()).into()),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|school| school.id.0.to_string()).collect();
            Err(format!(
                "più scuole in {}: scegliere con --school fra {}",
                settings.log.display(),
                names.join(", ")
            )
            .into())
        }
    }
}

/// Opens what is there for reading, its read models brought up to date.
async fn open_for_reading(settings: &Settings) -> Result<App, Failure> {
    if !settings.log.exists() {
        return Err(format!("{} non esiste: registro simulate ne crea uno", settings.log.display()).into());
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open_read_only(&settings.log).await?);
    let school = the_school(&*log, settings).await?;
    open_app(log, clock, school, settings, false).await
}

async fn open_app(
    log: Arc<dyn EventLog>,
    clock: Arc<dyn Clock>,
    school: SchoolId,
    settings: &Settings,
    demo: bool,
) -> Result<App, Failure> {
    let store = ReadStore::open(&settings.read).await?;
    let (seen, _following) = app::follow(Arc::clone(&log), store.clone(), school).await?;
    let register = Register::open(log, school, clock, Regulation::adopted()).await?;
    Ok(App { register, store, seen, demo })
}
