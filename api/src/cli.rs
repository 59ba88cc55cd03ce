//! The command line: one file a command.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use registro_domain::regulation::Regulation;
use registro_eventlog::access::AccessLog;
use registro_eventlog::event::SchoolId;
use registro_eventlog::kurrentdb::KurrentLog;
use registro_eventlog::log::{Clock, EventLog, LogError, SystemClock};
use registro_eventlog::postgres::PostgresLog;
use registro_eventlog::seal::KeyStore;
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::store::{ReadStore, StoreError};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Identity, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

use self::keys::Opened;
use crate::app::{self, App};
use crate::register::Register;
use crate::settings::{Flags, LogAddress, LogFormat, ReadAddress, Settings};

mod access;
mod backup;
pub mod beside;
mod checkpoint;
mod copy;
mod demo;
mod document;
mod dossier;
mod evidence;
mod extract;
mod found;
#[cfg(feature = "pkcs11")]
mod hsm;
pub mod keys;
mod ledger;
mod manifest;
mod migrate;
mod parked;
mod people;
pub mod progress;
mod reader;
mod rebuild;
mod replay;
mod report;
mod restore;
mod rewrap;
mod search;
mod serve;
mod show;
mod simulate;
mod status;
mod token;
mod verify;

/// Any failure of a command; its chain is printed once.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

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
  registro search --unusual late --reader Bianchi --capacity principal
  registro replay --student Rossetti --step 12 --reader Bianchi --capacity principal
  registro report counting --on 2026-02-27
  registro document attendance 6f1c… --to certificato.pdf
  registro dossier 6f1c… --to /consegne/2026-03
  registro evidence --case 6f1c… --to prove/2026-03
  registro rebuild
  registro status
  registro access due
  registro backup --to /copie/2026-11-26
  registro restore --from /copie/2026-11-26
  registro parked list
  registro found --name 'Liceo di prova' --code RMPS000000 …
  registro people link --by UUID < codici.txt
  registro ledger status
  registro verify --db copia.db --checkpoint ieri.txt --key chiave-pubblica
  registro copy --from sqlite://registro.db --to postgres://registro@localhost/registro
  registro migrate --log postgres://proprietario@localhost/registro --role registro

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
    Access(access::Access),
    Backup(backup::Backup),
    Copy(copy::Copy),
    Document(document::DocumentCommand),
    Dossier(dossier::Dossier),
    Evidence(evidence::Evidence),
    /// La scuola intera, per chi la porta altrove (programma registro-export)
    Export(beside::Beside),
    /// Una scuola portata da un altro registro (programma registro-export)
    Import(beside::Beside),
    /// Studenti, assenze e voti di un altro registro, da CSV (programma registro-export)
    ImportCsv(beside::Beside),
    /// Il fascicolo di uno studente che cambia scuola (programma registro-export)
    Transfer(beside::Beside),
    Found(found::Found),
    Keys(rewrap::Keys),
    Ledger(ledger::Ledger),
    Migrate(migrate::Migrate),
    Parked(parked::Parked),
    People(people::People),
    Serve(serve::Serve),
    Simulate(simulate::Simulate),
    Rebuild(rebuild::Rebuild),
    Replay(replay::ReplayCommand),
    Report(report::Report),
    Restore(restore::Restore),
    Search(search::Search),
    Show(show::Show),
    Status(status::Status),
    Token(token::Token),
    Verify(verify::Verify),
}

/// What listens to the program at work.
pub type Listener = Box<dyn Layer<Registry> + Send + Sync>;

/// Runs the command line of this process.
pub fn run() -> impl Future<Output = ExitCode> {
    run_with(Layer::boxed(Identity::new()))
}

/// The same, heard by one more listener than the journal: at once it reads the command line, and exits if it cannot. Not an `async fn`: the compiler puts the body of a public one into
/// everything that it makes of this library, and this calls all of it; the library's own tests call little.
pub fn run_with(listener: Listener) -> impl Future<Output = ExitCode> {
    let cli = Cli::parse(); // Exits with 2, and says why, on what it cannot parse.
    listen(vec![listener, journal(cli.flags.log_format)]);
    ended(cli)
}

async fn ended(cli: Cli) -> ExitCode {
    let done = match &cli.command {
        Command::Access(command) => command.run(&cli.flags).await,
        Command::Backup(command) => command.run(&cli.flags).await,
        Command::Restore(command) => command.run(&cli.flags).await,
        Command::Copy(command) => command.run(&cli.flags).await,
        Command::Document(command) => command.run(&cli.flags).await,
        Command::Dossier(command) => command.run(&cli.flags).await,
        Command::Found(command) => command.run(&cli.flags).await,
        Command::Keys(command) => command.run(&cli.flags).await,
        Command::Evidence(command) => command.run(&cli.flags).await,
        Command::Ledger(command) => command.run(&cli.flags).await,
        Command::Migrate(command) => command.run(&cli.flags).await,
        Command::Parked(command) => command.run(&cli.flags).await,
        Command::People(command) => command.run(&cli.flags).await,
        Command::Serve(command) => command.run(&cli.flags).await,
        Command::Simulate(command) => command.run(&cli.flags).await,
        Command::Rebuild(command) => command.run(&cli.flags).await,
        Command::Replay(command) => command.run(&cli.flags).await,
        Command::Report(command) => command.run(&cli.flags).await,
        Command::Search(command) => command.run(&cli.flags).await,
        Command::Show(command) => command.run(&cli.flags).await,
        Command::Status(command) => command.run(&cli.flags).await,
        Command::Token(command) => command.run(&cli.flags).await,
        // It has an answer, and not only an end.
        Command::Verify(command) => return command.run(),
        Command::Export(command)
        | Command::Import(command)
        | Command::ImportCsv(command)
        | Command::Transfer(command) => {
            return command.run("registro-export").unwrap_or_else(|failure| told(&*failure));
        }
    };
    done.map_or_else(|failure| told(&*failure), |()| ExitCode::SUCCESS)
}

/// From now on these hear what the program tells of itself.
pub fn listen(listeners: Vec<Listener>) {
    tracing_subscriber::registry().with(listeners).init();
}

/// What is written on the standard error.
pub fn journal(format: LogFormat) -> Listener {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.with_filter(worth_a_line()).boxed(),
        LogFormat::Json => lines.json().with_filter(worth_a_line()).boxed(),
    }
}

/// What `REGISTRO_TRACE` asks for, such as `info,registro=debug`; else warnings.
fn worth_a_line() -> Targets {
    let asked = std::env::var("REGISTRO_TRACE").ok().and_then(|asked| asked.parse().ok());
    // The client of KurrentDB tells each of its tries; the log tells what came of them.
    let warnings =
        || Targets::new().with_default(LevelFilter::WARN).with_target("kurrentdb", LevelFilter::OFF);
    asked.unwrap_or_else(warnings)
}

/// Says what went wrong, and why.
pub fn told(failure: &(dyn std::error::Error + Send + Sync)) -> ExitCode {
    eprintln!("registro: {failure}");
    let mut cause = failure.source();
    while let Some(inner) = cause {
        eprintln!("  perché: {inner}");
        cause = inner.source();
    }
    ExitCode::FAILURE
}

/// A line on the standard output. Whoever stopped reading (`registro show … | head`) wants no more of it: that is no failure.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::tell(format_args!($($text)*))?
    };
}
use say;

pub fn tell(text: std::fmt::Arguments<'_>) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// The school that the settings name, or the only one there is.
pub async fn the_school(log: &dyn EventLog, settings: &Settings) -> Result<SchoolId, Failure> {
    let schools = log.schools().await?;
    match (settings.school, schools.as_slice()) {
        (Some(named), known) if known.iter().any(|school| school.id.0 == named) => Ok(SchoolId(named)),
        (Some(named), _) => Err(format!("la scuola {named} non è in {}", settings.log).into()),
        (None, [only]) => Ok(only.id),
        (None, []) => Err(format!("in {} non c'è ancora una scuola", settings.log).into()),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|school| school.id.0.to_string()).collect();
            Err(format!("più scuole in {}: scegliere con --school fra {}", settings.log, names.join(", "))
                .into())
        }
    }
}

/// Opens the log for reading and writing, its data sealed.
pub async fn open_log(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Opened, Failure> {
    keys::sealed(settings, stored_log(settings, clock).await?).await
}

/// Opens the log for reading.
async fn read_log(settings: &Settings) -> Result<Opened, Failure> {
    keys::opened(settings, read_stored_log(settings).await?).await
}

/// Opens the log as the engine holds it, for reading and writing.
pub async fn stored_log(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Arc<dyn EventLog>, Failure> {
    Ok(match &settings.log {
        LogAddress::Sqlite(path) => Arc::new(SqliteLog::open(path, clock).await?),
        LogAddress::Postgres(address) => {
            Arc::new(PostgresLog::open(address, clock).await.map_err(|error| of_postgres(settings, error))?)
        }
        LogAddress::Kurrent(address) => Arc::new(KurrentLog::open(address, clock).await?),
    })
}

/// Opens the log as the engine holds it, for reading.
pub async fn read_stored_log(settings: &Settings) -> Result<Arc<dyn EventLog>, Failure> {
    there_is_a_log(settings)?;
    Ok(match &settings.log {
        LogAddress::Sqlite(path) => Arc::new(SqliteLog::open_read_only(path).await?),
        LogAddress::Postgres(address) => Arc::new(
            PostgresLog::open_read_only(address).await.map_err(|error| of_postgres(settings, error))?,
        ),
        LogAddress::Kurrent(address) => Arc::new(KurrentLog::open_read_only(address).await?),
    })
}

/// Opens the place of the read models.
pub async fn read_models(settings: &Settings) -> Result<ReadStore, Failure> {
    match &settings.read {
        ReadAddress::Sqlite(path) => Ok(ReadStore::open(path).await?),
        ReadAddress::Postgres(address) => match ReadStore::open_postgres(address).await {
            Err(StoreError::NotReady(why)) => Err(format!(
                "le letture in {address} non si aprono: {why}. Lo schema lo prepara il proprietario della base dati, \
                 con registro migrate; oppure le letture stanno in un file (--read sqlite://…)"
            )
            .into()),
            opened => Ok(opened?),
        },
    }
}

/// Says of a file that it is not there. A server speaks for itself.
fn there_is_a_log(settings: &Settings) -> Result<(), Failure> {
    match &settings.log {
        LogAddress::Sqlite(path) if !path.exists() => {
            Err(format!("{} non esiste: registro found o registro simulate ne creano uno", path.display())
                .into())
        }
        LogAddress::Sqlite(_) | LogAddress::Postgres(_) | LogAddress::Kurrent(_) => Ok(()),
    }
}

/// What the operator of a server should look at.
fn of_postgres(settings: &Settings, error: LogError) -> Failure {
    let LogError::Untrusted(why) = error else { return error.into() };
    format!(
        "la base dati {} non si apre: {why}. La prepara il suo proprietario, con registro migrate; chi serve è un \
         altro ruolo, che può solo leggere e aggiungere",
        settings.log
    )
    .into()
}

/// Opens what is there for reading, its read models brought up to date.
pub async fn open_for_reading(settings: &Settings) -> Result<App, Failure> {
    let opened = read_log(settings).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let school = the_school(&*opened.log, settings).await?;
    open_app(opened, clock, school, settings, false).await
}

pub async fn open_app(
    opened: Opened,
    clock: Arc<dyn Clock>,
    school: SchoolId,
    settings: &Settings,
    demo: bool,
) -> Result<App, Failure> {
    let store = read_models(settings).await?;
    let access = AccessLog::open(&settings.access, opened.keys.clone()).await?;
    let (seen, _following) = app::follow(Arc::clone(&opened.log), store.clone(), school).await?;
    let register = Register::open(opened.log, school, clock, Regulation::adopted().into()).await?;
    let register = sealed_by(register, opened.keys);
    settings.public_url.iter().for_each(|url| register.is_found_at(url));
    register.is_reached_at(settings.contacts.clone());
    Ok(App { register, store, access, seen, demo, erasing: Default::default(), count: Default::default() })
}

/// Opens the registers of several schools, whose read models one task follows.
async fn open_apps(
    opened: &Opened,
    clock: &Arc<dyn Clock>,
    schools: &[SchoolId],
    settings: &Settings,
    demo: bool,
) -> Result<Vec<Arc<App>>, Failure> {
    let store = read_models(settings).await?;
    let access = AccessLog::open(&settings.access, opened.keys.clone()).await?;
    let regulation = Arc::new(Regulation::adopted());
    let (seen, _following) = app::follow_all(Arc::clone(&opened.log), store.clone(), schools).await?;
    let erasing = Arc::default();
    let mut apps = Vec::with_capacity(schools.len());
    for (school, seen) in schools.iter().zip(seen) {
        let (log, clock, regulation) = (Arc::clone(&opened.log), Arc::clone(clock), Arc::clone(&regulation));
        let register = sealed_by(Register::open(log, *school, clock, regulation).await?, opened.keys.clone());
        settings.public_url.iter().for_each(|url| register.is_found_at(url));
        // The file says how one school is reached: of several, whose it would be is not known.
        if schools.len() == 1 {
            register.is_reached_at(settings.contacts.clone());
        }
        apps.push(Arc::new(App {
            register,
            store: store.clone(),
            access: access.clone(),
            seen,
            demo,
            erasing: Arc::clone(&erasing),
            count: Default::default(),
        }));
    }
    Ok(apps)
}

fn sealed_by(register: Register, keys: Option<Arc<KeyStore>>) -> Register {
    match keys {
        Some(keys) => register.sealed_by(keys),
        None => register,
    }
}
