//! What the register costs on a synthetic year: simulation, rebuild, as-of, bytes and memory, and why the payload is
//! encoded as it is. Prints one table; nothing here passes or fails.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::Timestamp;
use registro::clock::SimulatedClock;
use registro::simulate::{Plan, run};
use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::as_of::as_of;
use registro_projections::attendance_totals::{self, AttendanceTotals};
use registro_projections::directory::Directory;
use registro_projections::rebuild::rebuild;
use registro_projections::runner::Runner;
use registro_projections::store::ReadStore;

mod encoding;

/// Measures the register on a synthetic year.
#[derive(Parser)]
struct Size {
    #[arg(long, default_value_t = 1014)]
    students: u32,
    #[arg(long, default_value_t = 48)]
    classes: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the databases are made: the disk that is measured.
    #[arg(long, default_value = "target")]
    dir: std::path::PathBuf,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let size = Size::parse();
    std::fs::create_dir_all(&size.dir)?;
    let dir = tempfile::tempdir_in(&size.dir)?;
    let plan = Plan::new(size.students, size.classes, size.seed);
    println!("{} students, {} classes, seed {}, six-day week\n", size.students, size.classes, size.seed);
    println!("| what | figure |\n|---|---|");

    let path = dir.path().join("log.db");
    let clock = Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
    let sqlite = Arc::new(SqliteLog::open(&path, clock.clone()).await?);
    let log: Arc<dyn EventLog> = sqlite.clone();
    log.open_school(plan.school_id(), true).await?;
    let begun = Instant::now();
    let report = run(Arc::clone(&log), clock, &plan, &mut |_| (), &AtomicBool::new(false)).await?;
    let took = begun.elapsed();
    let events = head(&*log, plan.school_id()).await? + 1;
    row("commands of the year", &report.sent.to_string());
    row("events of the year", &format!("{events}"));
    row("simulation, log only", &seconds(took));
    row("commands/s", &rate(report.sent, took));
    row("events per commit", &format!("{:.1}", per(events, sqlite.commits())));
    log.close().await;

    let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open_read_only(&path).await?);
    row("log on disk, bytes/event", &format!("{:.0}", per(bytes(&path)?, events)));
    row("memory at most so far", &memory()?);

    let store = ReadStore::open(&dir.path().join("read.db")).await?;
    drop(Runner::open(Arc::clone(&log), store.clone()).await?);
    let begun = Instant::now();
    rebuild(Arc::clone(&log), store.clone(), &mut |_, _| ()).await?;
    let took = begun.elapsed();
    row("rebuild of all read models", &seconds(took));
    row("events/s of the rebuild", &rate(events, took));
    row(
        "read models on disk, bytes/event",
        &format!("{:.0}", per(bytes(&dir.path().join("read.db"))?, events)),
    );
    row("memory at most so far", &memory()?);

    one_students_as_of(&*log, &store, plan.school_id(), events).await?;
    encoding::compare(&*log, plan.school_id()).await?;
    Ok(())
}

/// The totals of every student of the school, each as of a moment spread over the year.
async fn one_students_as_of(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
    events: u64,
) -> Result<(), Failure> {
    let directory = Directory::as_of(log, school, Position(events)).await?;
    let students: Vec<_> = directory.people().filter(|person| !person.enrolments.is_empty()).collect();
    let mut times = Vec::with_capacity(students.len());
    for (index, student) in (0_u64..).zip(&students) {
        let key = attendance_totals::key(student.person, SchoolYear(2025));
        let until = Position(events * (index % 97) / 97);
        let begun = Instant::now();
        let _ = as_of::<AttendanceTotals>(log, store, school, &key, until).await?;
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    row("one student's as-of, median", &format!("{:.2} ms", at(50).as_secs_f64() * 1e3));
    row("one student's as-of, 99th percentile", &format!("{:.2} ms", at(99).as_secs_f64() * 1e3));
    Ok(())
}

async fn head(log: &dyn EventLog, school: SchoolId) -> Result<u64, Failure> {
    Ok(log.subscribe(school).await?.borrow().map_or(0, |head| head.position.0))
}

/// Every event of a school.
async fn all(
    log: &dyn EventLog,
    school: SchoolId,
) -> Result<Vec<registro_eventlog::event::Recorded>, Failure> {
    let mut events = Vec::new();
    loop {
        let after = events.last().map(|last: &registro_eventlog::event::Recorded| last.position);
        let page = log.read_all(school, after, 4_096, Filter::All).await?;
        if page.is_empty() {
            return Ok(events);
        }
        events.extend(page);
    }
}

fn row(what: &str, figure: &str) {
    println!("| {what} | {figure} |");
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

fn rate(count: u64, took: Duration) -> String {
    format!("{:.0}", count as f64 / took.as_secs_f64())
}

fn per(amount: u64, count: u64) -> f64 {
    amount as f64 / count.max(1) as f64
}

/// A database with its write-ahead log.
fn bytes(path: &Path) -> Result<u64, Failure> {
    let wal =
        path.with_extension(format!("{}-wal", path.extension().and_then(|e| e.to_str()).unwrap_or("db")));
    Ok(std::fs::metadata(path)?.len() + std::fs::metadata(wal).map_or(0, |wal| wal.len()))
}

/// The largest resident set of this process, as the kernel tells it.
fn memory() -> Result<String, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{} MB", kilobytes / 1024))
}
