//! What the seal and the ledger cost: durable appends of many writers, and the rebuild of a synthetic year, with and without, in
//! turn. Prints two tables; nothing here passes or fails.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::Timestamp;
use jiff::civil::date;
use registro::clock::SimulatedClock;
use registro::sealing::ByRetention;
use registro::simulate::{Plan, run};
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, SchoolId, StreamName, Version};
use registro_eventlog::ledger::signer::{EVERY, Ledger};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::seal::{Cost, FileVault, KeyStore, SealedLog};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::rebuild::rebuild;
use registro_projections::runner::Runner;
use registro_projections::store::ReadStore;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures what the seal and the ledger cost.
#[derive(Parser)]
struct Options {
    /// Where the databases are made: the disk that is measured
    #[arg(long, default_value = "target")]
    dir: PathBuf,
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Milliseconds of a round of appends
    #[arg(long, default_value_t = 2_000)]
    round: u64,
    #[arg(long, default_value_t = 64)]
    writers: usize,
    /// Students of the year that is rebuilt
    #[arg(long, default_value_t = 254)]
    students: u32,
    #[arg(long, default_value_t = 12)]
    classes: u32,
}

const VARIANTS: [&str; 3] = ["plain", "sealed", "sealed, with a ledger"];

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    std::fs::create_dir_all(&options.dir)?;
    let dir = tempfile::tempdir_in(&options.dir)?;
    appends(&options, dir.path()).await?;
    rebuilds(&options, dir.path()).await
}

async fn appends(options: &Options, dir: &Path) -> Result<(), Failure> {
    let school = SchoolId(Uuid::new_v4());
    let mut logs: Vec<Arc<dyn EventLog>> = Vec::new();
    for (number, variant) in VARIANTS.iter().enumerate() {
        let path = dir.join(format!("appends-{number}.db"));
        let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(&path, Arc::new(SystemClock)).await?);
        log.open_school(school, true).await?;
        logs.push(if *variant == "plain" { log } else { sealed(log, &path).await? });
    }
    let stored = logs[2].stored().ok_or("a sealed log stands before another")?;
    let ledger = Ledger::open(stored, school, &dir.join("ledger"), EVERY).await?;
    let mut rates = vec![Vec::new(); VARIANTS.len()];
    for _ in 0..options.rounds {
        for (variant, log) in logs.iter().enumerate() {
            rates[variant].push(round(log, school, options.writers, options.round).await?);
        }
    }
    println!("| {} writers, events/s | least, median, most | of plain |\n|---|---|---|", options.writers);
    table(&mut rates);
    ledger.close().await;
    Ok(())
}

async fn rebuilds(options: &Options, dir: &Path) -> Result<(), Failure> {
    let plan = Plan::new(options.students, options.classes, 1);
    let mut years = Vec::new();
    let mut events = 0;
    for variant in &VARIANTS[..2] {
        let path = dir.join(format!("year-{variant}.db"));
        let clock = Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
        let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(&path, clock.clone()).await?);
        log.open_school(plan.school_id(), true).await?;
        let log = if *variant == "plain" { log } else { sealed(log, &path).await? };
        events = run(Arc::clone(&log), clock, &plan, &mut |_| (), &AtomicBool::new(false)).await?.events;
        let store = ReadStore::open(&path.with_extension("read.db")).await?;
        drop(Runner::open(Arc::clone(&log), store.clone()).await?);
        years.push((log, store));
    }
    let mut rates = vec![Vec::new(); years.len()];
    for _ in 0..options.rounds.min(3) {
        for (variant, (log, store)) in years.iter().enumerate() {
            let begun = Instant::now();
            rebuild(Arc::clone(log), store.clone(), &mut |_, _| ()).await?;
            rates[variant].push(events as f64 / begun.elapsed().as_secs_f64());
        }
    }
    println!("\n| rebuild of {events} events, events/s | least, median, most | of plain |\n|---|---|---|");
    table(&mut rates);
    Ok(())
}

fn table(rates: &mut [Vec<f64>]) {
    let middle = |rates: &Vec<f64>| rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN);
    rates.iter_mut().for_each(|rates| rates.sort_by(f64::total_cmp));
    let plain = rates.first().map_or(f64::NAN, middle);
    for (variant, rates) in VARIANTS.iter().zip(rates.iter()) {
        let (least, most) = (rates.first().copied(), rates.last().copied());
        println!(
            "| {variant} | {:.0}, {:.0}, {:.0} | {:.2} |",
            least.unwrap_or(f64::NAN),
            middle(rates),
            most.unwrap_or(f64::NAN),
            middle(rates) / plain
        );
    }
}

async fn sealed(stored: Arc<dyn EventLog>, path: &Path) -> Result<Arc<dyn EventLog>, Failure> {
    let vault = FileVault::open_or_make(&path.with_extension("kek"), b"bench", Cost::default())?;
    let keys = KeyStore::open(&path.with_extension("keys.db"), Arc::new(vault)).await?;
    Ok(Arc::new(SealedLog::new(stored, Arc::new(keys), Arc::new(ByRetention))))
}

/// Writers that append one event after the other, each to a stream of its own. Returns events a second.
async fn round(log: &Arc<dyn EventLog>, school: SchoolId, writers: usize, ms: u64) -> Result<f64, Failure> {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..writers {
        let stream = StreamName::new(format!("attendance-{}-{number}", Uuid::new_v4()))?;
        let (log, stop, count) = (Arc::clone(log), Arc::clone(&stop), Arc::clone(&count));
        tasks.push(tokio::spawn(async move {
            let mut expected = Expected::NoStream;
            while !stop.load(Ordering::Relaxed) {
                log.append(school, append(&stream, expected)).await?;
                let Version(next) = expected.next();
                expected = Expected::Exactly(Version(next));
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), Failure>(())
        }));
    }
    tokio::time::sleep(Duration::from_millis(ms)).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await??;
    }
    Ok(count.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

fn append(stream: &StreamName, expected: Expected) -> Append {
    let event = NewEvent {
        kind: "absence-recorded.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        about: Vec::new(),
        data: vec![1; 82], // The mean of a simulated year.
    };
    Append {
        command: CommandId::fresh(),
        fingerprint: [0; 32],
        correlation: Uuid::nil(),
        actor: Actor {
            person: Uuid::nil(),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::nil(),
            on_behalf_of: None,
        },
        writes: vec![Write { stream: stream.clone(), expected, events: vec![event] }],
    }
}
