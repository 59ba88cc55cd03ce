//! Durable appends a second: the register's log and its peers at the same work, in short rounds in turn, so that a
//! machine that slows down slows all of them. `tests/bench/appends/run` prepares what the arguments name.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::civil::date;
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, SchoolId, StreamName, Version};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::memory::MemoryLog;
use registro_eventlog::postgres::{Address, PostgresLog, migrate};
use registro_eventlog::sqlite::SqliteLog;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures durable appends beside other event stores.
#[derive(Parser)]
struct Options {
    /// The program that runs the peers
    #[arg(long)]
    peers: PathBuf,
    /// Where SQLite's files are made
    #[arg(long)]
    folder: PathBuf,
    /// An empty database for the register's log, as its owner
    #[arg(long)]
    owner: String,
    /// The same database, as the role that serves
    #[arg(long)]
    serving: String,
    /// The serving role's name
    #[arg(long)]
    role: String,
    /// An empty database for the peers
    #[arg(long)]
    others: String,
    /// Where the syncs of all processes are counted, if they are
    #[arg(long)]
    count: Option<PathBuf>,
    /// Rounds of each variant, in turn
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Milliseconds of a round
    #[arg(long, default_value_t = 700)]
    round: u64,
    /// Work as writers x events of an append
    #[arg(long, value_delimiter = ',', default_value = "1x1,16x1,64x1,1x100,1x1000")]
    work: Vec<String>,
}

/// What is compared, and the peer's name of it (none is the register's own).
const VARIANTS: [(&str, Option<&str>); 13] = [
    ("registro, memory (the limit)", None),
    ("registro, SQLite", None),
    ("registro, PostgreSQL", None),
    ("SQLite, one append a commit", Some("sqlite")),
    ("SQLite, group commit", Some("sqlite-grouped")),
    ("SQLite, group commit, the log's tables", Some("sqlite-tables")),
    ("PostgreSQL, one append a commit", Some("postgres")),
    ("PostgreSQL, UNNEST, group commit", Some("postgres-grouped")),
    ("cqrs-es, SQLite", Some("cqrs-es-sqlite")),
    ("cqrs-es, PostgreSQL", Some("cqrs-es-postgres")),
    ("esrs, PostgreSQL", Some("esrs")),
    ("disintegrate, PostgreSQL", Some("disintegrate")),
    ("eventcore, PostgreSQL", Some("eventcore")),
];

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let owner: Address = options.owner.parse()?;
    migrate(&owner, &options.role).await?;
    let clock = Arc::new(SystemClock);
    let logs: [Arc<dyn EventLog>; 3] = [
        Arc::new(MemoryLog::new(clock.clone())),
        Arc::new(SqliteLog::open(&options.folder.join("registro.db"), clock.clone()).await?),
        Arc::new(PostgresLog::open(&options.serving.parse()?, clock).await?),
    ];
    let school = SchoolId(Uuid::new_v4());
    for log in &logs {
        log.open_school(school, true).await?;
    }
    let mut peers = Peers::start(&options)?;
    println!("| writers x events | variant | events/s: least, median, most | events per sync |");
    println!("|---|---|---|---|");
    for work in &options.work {
        let (writers, events) = work.split_once('x').ok_or("work is WRITERSxEVENTS")?;
        let (writers, events): (usize, usize) = (writers.parse()?, events.parse()?);
        let mut rates = vec![Vec::new(); VARIANTS.len()];
        let (mut written, mut syncs) = (vec![0; VARIANTS.len()], vec![0; VARIANTS.len()]);
        for _ in 0..options.rounds {
            for (variant, (_, peer)) in VARIANTS.iter().enumerate() {
                let before = counted(options.count.as_deref())?;
                let done = match (peer, logs.get(variant)) {
                    (Some(peer), _) => peers.round(peer, writers, events, options.round)?,
                    (None, Some(log)) => Some(round(log, school, writers, events, options.round).await?),
                    (None, None) => None,
                };
                let Some((count, seconds)) = done else { continue };
                rates[variant].push(count as f64 / seconds);
                written[variant] += count;
                syncs[variant] += counted(options.count.as_deref())? - before;
            }
        }
        for (variant, (name, _)) in VARIANTS.iter().enumerate() {
            let rates = &mut rates[variant];
            if rates.is_empty() {
                println!("| {work} | {name} | does not run on this server | - |");
                continue;
            }
            rates.sort_by(f64::total_cmp);
            let at = |index: usize| rates.get(index).copied().unwrap_or(f64::NAN);
            let per_sync = match syncs[variant] {
                0 => "-".to_owned(),
                syncs => format!("{:.1}", written[variant] as f64 / syncs as f64),
            };
            println!(
                "| {work} | {name} | {:.0}, {:.0}, {:.0} | {per_sync} |",
                at(0),
                at(rates.len() / 2),
                at(rates.len() - 1)
            );
        }
    }
    for log in &logs {
        log.close().await;
    }
    peers.stop()
}

/// Syncs that the shim has counted so far.
fn counted(file: Option<&Path>) -> Result<u64, Failure> {
    let Some(file) = file else { return Ok(0) };
    let bytes = std::fs::read(file)?;
    Ok(u64::from_ne_bytes(bytes.as_slice().try_into()?))
}

/// The process of the peers.
struct Peers {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peers {
    fn start(options: &Options) -> Result<Self, Failure> {
        let mut process = Command::new(&options.peers)
            .arg(&options.folder)
            .arg(&options.others)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take().ok_or("no way in to the peers")?;
        let answers = BufReader::new(process.stdout.take().ok_or("no way out of the peers")?);
        let mut peers = Self { process, orders, answers };
        peers.line()?;
        Ok(peers)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("the peers have stopped: see what they said".into());
        }
        Ok(line)
    }

    fn round(
        &mut self,
        peer: &str,
        writers: usize,
        events: usize,
        ms: u64,
    ) -> Result<Option<(u64, f64)>, Failure> {
        writeln!(self.orders, "{peer} {writers} {events} {ms}")?;
        let line = self.line()?;
        if line.trim() == "unavailable" {
            return Ok(None);
        }
        let (count, seconds) = line.trim().split_once(' ').ok_or("two figures were expected")?;
        Ok(Some((count.parse()?, seconds.parse()?)))
    }

    fn stop(self) -> Result<(), Failure> {
        let Self { mut process, orders, answers } = self;
        drop((orders, answers));
        process.wait()?;
        Ok(())
    }
}

/// Writers that append one after the other, each to a stream of its own, until the round is over.
async fn round(
    log: &Arc<dyn EventLog>,
    school: SchoolId,
    writers: usize,
    events: usize,
    ms: u64,
) -> Result<(u64, f64), Failure> {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..writers {
        let stream = StreamName::new(format!("attendance-{}-{number}", Uuid::new_v4()))?;
        let (log, stop, count) = (Arc::clone(log), Arc::clone(&stop), Arc::clone(&count));
        tasks.push(tokio::spawn(async move {
            let mut last: Option<Version> = None;
            while !stop.load(Ordering::Relaxed) {
                let expected = Expected::from(last);
                log.append(school, append(&stream, expected, events)).await?;
                last = Some(Version(expected.next().0 + events as u64 - 1));
                count.fetch_add(events as u64, Ordering::Relaxed);
                // An append in memory never waits: the clock of the round must get its turn.
                tokio::task::yield_now().await;
            }
            Ok::<(), Failure>(())
        }));
    }
    tokio::time::sleep(Duration::from_millis(ms)).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await??;
    }
    Ok((count.load(Ordering::Relaxed), begun.elapsed().as_secs_f64()))
}

fn append(stream: &StreamName, expected: Expected, events: usize) -> Append {
    let event = NewEvent {
        kind: "absence-recorded.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        about: Vec::new(),
        data: vec![7; 82], // The mean of a simulated year.
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
        writes: vec![Write { stream: stream.clone(), expected, events: vec![event; events] }],
    }
}
