//! What grows with the log and what does not: at each size, durable appends, the rebuild of all read models beside the mere
//! reading and decoding of the same rows, one student's as-of, and memory. A simulated year is told again under other schools
//! until the log is as long as asked. Prints one table; nothing here passes or fails.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::Timestamp;
use registro::clock::SimulatedClock;
use registro::simulate::{Plan, run};
use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::{Expected, NewEvent, Position, Recorded, SchoolId, Version};
use registro_eventlog::log::{Append, EventLog, Filter, SystemClock, Write};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::as_of::as_of;
use registro_projections::attendance_totals::{self, AttendanceTotals};
use registro_projections::directory::Directory;
use registro_projections::event;
use registro_projections::rebuild::rebuild;
use registro_projections::runner::Runner;
use registro_projections::store::ReadStore;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Events read at a time.
const PAGE: usize = 4_096;

/// Measures the register as its log grows.
#[derive(Parser)]
struct Options {
    /// Where the databases are made: the disk that is measured
    #[arg(long, default_value = "target")]
    dir: PathBuf,
    /// Events in the log at which to measure, in order
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    sizes: Vec<u64>,
    #[arg(long, default_value_t = 1014)]
    students: u32,
    #[arg(long, default_value_t = 48)]
    classes: u32,
    /// Milliseconds of a round of appends
    #[arg(long, default_value_t = 3_000)]
    round: u64,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    std::fs::create_dir_all(&options.dir)?;
    let dir = tempfile::tempdir_in(&options.dir)?;
    let year = Year::simulated(&options, &dir.path().join("year.db")).await?;
    let path = dir.path().join("log.db");
    let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(&path, Arc::new(SystemClock)).await?);

    println!(
        "| events in the log | appends/s, 1 writer | 64 writers | rebuild | events/s | of reading and decoding | one student's \
         as-of, median; p99 | largest memory so far |\n|---|---|---|---|---|---|---|---|"
    );
    let mut grown = Grown::default();
    for size in options.sizes {
        grown.to(size, &*log, &year).await?;
        let (read, events) = reading(&*log).await?;
        let rebuilt = rebuilding(&log, &dir.path().join(format!("read-{size}.db")), &grown).await?;
        let alone = appends(&log, &year, 1, options.round).await?;
        let many = appends(&log, &year, 64, options.round).await?;
        println!(
            "| {events} | {alone:.0} | {many:.0} | {:.1} s | {:.0} | {:.2} | {:.2}; {:.2} ms | {} MB |",
            rebuilt.took.as_secs_f64(),
            events as f64 / rebuilt.took.as_secs_f64(),
            rebuilt.took.as_secs_f64() / read.as_secs_f64(),
            rebuilt.as_of_median.as_secs_f64() * 1e3,
            rebuilt.as_of_most.as_secs_f64() * 1e3,
            memory()?
        );
    }
    Ok(())
}

/// The year that is told again and again.
struct Year {
    log: SqliteLog,
    school: SchoolId,
}

impl Year {
    async fn simulated(options: &Options, path: &Path) -> Result<Self, Failure> {
        let plan = Plan::new(options.students, options.classes, 1);
        let school = plan.school_id();
        let clock = Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
        let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(path, clock.clone()).await?);
        log.open_school(school, true).await?;
        run(Arc::clone(&log), clock, &plan, &mut |_| (), &AtomicBool::new(false)).await?;
        log.close().await;
        drop(log);
        Ok(Self { log: SqliteLog::open_read_only(path).await?, school })
    }

    /// The next commands, whole; none at the end.
    async fn commands(&self, after: Option<Position>) -> Result<Vec<Vec<Recorded>>, Failure> {
        let events = self.log.read_all(self.school, after, PAGE, Filter::All).await?;
        let more = events.len() == PAGE;
        let mut commands: Vec<_> =
            events.chunk_by(|one, next| one.command == next.command).map(<[Recorded]>::to_vec).collect();
        if more {
            commands.pop(); // Perhaps cut.
        }
        Ok(commands)
    }
}

/// How far the year has been told, and under which schools.
#[derive(Default)]
struct Grown {
    schools: Vec<SchoolId>,
    after: Option<Position>,
    events: u64,
}

impl Grown {
    async fn to(&mut self, size: u64, log: &dyn EventLog, year: &Year) -> Result<(), Failure> {
        while self.events < size {
            let commands = year.commands(self.after).await?;
            let Some(last) = commands.last().and_then(|command| command.last()) else {
                self.after = None;
                self.schools.push(opened(log).await?);
                continue;
            };
            let school = match self.schools.last() {
                Some(school) => *school,
                None => opened(log).await?,
            };
            if self.schools.is_empty() {
                self.schools.push(school);
            }
            let mut waiting = Vec::new();
            for command in &commands {
                waiting.push(log.import(school, append(command), command[0].recorded_at));
                self.events += command.len() as u64;
            }
            for told in futures::future::join_all(waiting).await {
                told?;
            }
            self.after = Some(last.position);
        }
        Ok(())
    }
}

async fn opened(log: &dyn EventLog) -> Result<SchoolId, Failure> {
    let school = SchoolId(Uuid::new_v4());
    log.open_school(school, true).await?;
    Ok(school)
}

fn append(command: &[Recorded]) -> Append {
    let writes = command.chunk_by(|one, next| one.stream == next.stream).map(|events| Write {
        stream: events[0].stream.clone(),
        expected: Expected::from(events[0].version.0.checked_sub(1).map(Version)),
        events: events
            .iter()
            .map(|event| NewEvent {
                kind: event.kind.clone(),
                effective_on: event.effective_on,
                about: event.about.clone(),
                data: event.data.clone(),
            })
            .collect(),
    });
    Append {
        command: command[0].command,
        fingerprint: [0; 32],
        correlation: command[0].correlation,
        actor: command[0].actor.clone(),
        writes: writes.collect(),
    }
}

/// Commands a second of so many writers, who each tell the year to a school of their own and wait for every answer.
async fn appends(log: &Arc<dyn EventLog>, year: &Year, writers: usize, round: u64) -> Result<f64, Failure> {
    let first = year.commands(None).await?;
    let mut schools = Vec::new();
    for _ in 0..writers {
        schools.push(opened(&**log).await?);
    }
    let stop = &AtomicBool::new(false);
    let begun = Instant::now();
    let first = &first;
    let writing = schools.into_iter().map(|school| async move {
        let mut told = 0_u64;
        for command in first {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            log.append(school, append(command)).await?;
            told += 1;
        }
        stop.store(true, Ordering::Relaxed);
        Ok::<_, Failure>(told)
    });
    // Who comes to the end of her part ends the round.
    let all = async { (futures::future::try_join_all(writing).await, begun.elapsed()) };
    let end = async {
        tokio::time::sleep(Duration::from_millis(round)).await;
        stop.store(true, Ordering::Relaxed);
    };
    let ((told, took), ()) = tokio::join!(all, end);
    Ok(told?.into_iter().sum::<u64>() as f64 / took.as_secs_f64())
}

/// What reading every row and decoding every event takes, page by page.
async fn reading(log: &dyn EventLog) -> Result<(Duration, u64), Failure> {
    let upcasters = event::upcasters();
    let (begun, mut events) = (Instant::now(), 0);
    for school in log.schools().await? {
        let mut after = None;
        loop {
            let page = log.read_all(school.id, after, PAGE, Filter::All).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.position);
            events += page.len() as u64;
            for recorded in page {
                std::hint::black_box(event::open(recorded, &upcasters)?);
            }
        }
    }
    Ok((begun.elapsed(), events))
}

struct Rebuilt {
    took: Duration,
    as_of_median: Duration,
    as_of_most: Duration,
}

async fn rebuilding(log: &Arc<dyn EventLog>, path: &Path, grown: &Grown) -> Result<Rebuilt, Failure> {
    let store = ReadStore::open(path).await?;
    drop(Runner::open(Arc::clone(log), store.clone()).await?);
    let begun = Instant::now();
    rebuild(Arc::clone(log), store.clone(), &mut |_, _| ()).await?;
    let took = begun.elapsed();

    let school = *grown.schools.first().ok_or("a log with a school")?;
    let end = log.subscribe(school).await?.borrow().map_or(Position(0), |head| head.position);
    let directory = Directory::as_of(&**log, school, end).await?;
    let mut times = Vec::new();
    for student in directory.people().filter(|person| !person.enrolments.is_empty()) {
        let key = attendance_totals::key(student.person, SchoolYear(2025));
        let begun = Instant::now();
        let _ = as_of::<AttendanceTotals>(&**log, &store, school, &key, end).await?;
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let rebuilt = Rebuilt { took, as_of_median: at(50), as_of_most: at(99) };
    drop(store);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    Ok(rebuilt)
}

/// The largest resident set of this process, in MB, as the kernel tells it.
fn memory() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
}
