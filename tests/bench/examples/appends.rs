//! Durable appends a second, in a file and on a server, side by side: short rounds in turn, medians and ratios.
//!
//! The database is prepared by its owner's URL and written by the serving role's; it should be empty and thrown away
//! afterwards. The two floors are PostgreSQL without a log: a table, and no promise about who sees what when.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on says where")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::civil::date;
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, SchoolId, StreamName, Version};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::postgres::{Address, PostgresLog, migrate};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::postgres::{PgPool, PgPoolOptions};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Measures durable appends in both engines.
#[derive(Parser)]
struct Options {
    /// The database, as its owner
    #[arg(long)]
    owner: String,
    /// The same database, as the role that serves
    #[arg(long)]
    serving: String,
    /// The serving role's name
    #[arg(long, default_value = "registro")]
    role: String,
    /// Where the SQLite file is made
    #[arg(long, default_value = "target")]
    dir: PathBuf,
    /// Rounds of each variant, in turn
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Milliseconds of a round
    #[arg(long, default_value_t = 1_000)]
    round: u64,
    /// Events in one append
    #[arg(long, default_value_t = 1)]
    events: usize,
    /// How many write at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    writers: Vec<usize>,
    /// Which variants, by number from 0
    #[arg(long, value_delimiter = ',', default_values_t = [0, 1, 2, 3])]
    variants: Vec<usize>,
}

const VARIANTS: [&str; 4] = ["SQLite", "PostgreSQL", "floor: a commit each", "floor: UNNEST, grouped"];

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let owner: Address = options.owner.parse().unwrap();
    migrate(&owner, &options.role).await.unwrap();
    let dir = tempfile::tempdir_in(&options.dir).unwrap();
    let clock = Arc::new(SystemClock);
    let sqlite = Arc::new(SqliteLog::open(&dir.path().join("log.db"), clock.clone()).await.unwrap());
    let postgres =
        Arc::new(PostgresLog::open(&options.serving.parse().unwrap(), clock.clone()).await.unwrap());
    let pool = PgPoolOptions::new().max_connections(64).connect(&options.owner).await.unwrap();
    sqlx::raw_sql(
        "CREATE SCHEMA IF NOT EXISTS floor; DROP TABLE IF EXISTS floor.event; CREATE TABLE floor.event (position \
         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, version bigint NOT NULL, record bytea \
         NOT NULL, UNIQUE (stream, version))",
    )
    .execute(&pool)
    .await
    .unwrap();
    let school = SchoolId(Uuid::new_v4());
    for log in [sqlite.clone() as Arc<dyn EventLog>, postgres.clone()] {
        log.open_school(school, true).await.unwrap();
    }

    println!(
        "| writers | variant | events/s (least, median, most) | events per commit | of SQLite | of the best floor |"
    );
    println!("|---|---|---|---|---|---|");
    for writers in options.writers.clone() {
        let mut rates = vec![Vec::new(); VARIANTS.len()];
        let mut grouped = vec![1.0; VARIANTS.len()];
        for _ in 0..options.rounds {
            for (variant, rates) in rates.iter_mut().enumerate() {
                if !options.variants.contains(&variant) {
                    continue;
                }
                let commits = || match variant {
                    0 => sqlite.commits(),
                    _ => postgres.commits(),
                };
                let before = commits();
                let (events, took) = match variant {
                    0 => round(&options, writers, |number| on_log(sqlite.clone(), school, number)).await,
                    1 => round(&options, writers, |number| on_log(postgres.clone(), school, number)).await,
                    2 => round(&options, writers, |number| floor(pool.clone(), number)).await,
                    _ => {
                        let (sender, queue) = mpsc::unbounded_channel();
                        let grouping = tokio::spawn(group(pool.clone(), queue));
                        let done =
                            round(&options, writers, |number| grouped_floor(sender.clone(), number)).await;
                        drop(sender);
                        grouping.await.unwrap();
                        done
                    }
                };
                rates.push(events as f64 / took.as_secs_f64());
                if variant < 2 {
                    grouped[variant] = events as f64 / (commits() - before).max(1) as f64;
                }
            }
        }
        for rates in &mut rates {
            rates.sort_by(f64::total_cmp);
        }
        let median =
            |variant: usize| rates[variant].get(rates[variant].len() / 2).copied().unwrap_or(f64::NAN);
        let floor = median(2).max(median(3));
        for (variant, name) in VARIANTS.iter().enumerate().filter(|(variant, _)| !rates[*variant].is_empty())
        {
            println!(
                "| {writers} | {name} | {:.0}, {:.0}, {:.0} | {:.1} | {:.2} | {:.2} |",
                rates[variant][0],
                median(variant),
                rates[variant][rates[variant].len() - 1],
                grouped[variant],
                median(variant) / median(0),
                median(variant) / floor,
            );
        }
    }
    sqlite.close().await;
    postgres.close().await;
}

/// Writers that append one after the other until the round is over: events, and the time they took.
async fn round<W: Writer + 'static>(
    options: &Options,
    writers: usize,
    writer: impl Fn(usize) -> W,
) -> (u64, Duration) {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|number| {
            let (mut writer, stop, count) = (writer(number), Arc::clone(&stop), Arc::clone(&count));
            let events = options.events;
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    writer.append(events).await;
                    count.fetch_add(events as u64, Ordering::Relaxed);
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(options.round)).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
    (count.load(Ordering::Relaxed), begun.elapsed())
}

trait Writer: Send {
    fn append(&mut self, events: usize) -> impl Future<Output = ()> + Send;
}

/// About as many bytes as an absence.
fn data() -> Vec<u8> {
    vec![7; 64]
}

struct OnLog {
    log: Arc<dyn EventLog>,
    school: SchoolId,
    stream: StreamName,
    last: Option<Version>,
}

fn on_log(log: Arc<dyn EventLog>, school: SchoolId, number: usize) -> OnLog {
    let stream = StreamName::new(format!("attendance-{}-{number}", Uuid::new_v4())).unwrap();
    OnLog { log, school, stream, last: None }
}

impl Writer for OnLog {
    async fn append(&mut self, events: usize) {
        let expected = Expected::from(self.last);
        let event = NewEvent {
            kind: "absence-recorded.v1".to_owned(),
            effective_on: date(2026, 3, 12),
            about: Vec::new(),
            data: data(),
        };
        let append = Append {
            command: CommandId(Uuid::new_v4()),
            fingerprint: [0; 32],
            correlation: Uuid::nil(),
            actor: Actor {
                person: Uuid::nil(),
                capacity: "teacher".to_owned(),
                assurance: 2,
                session: Uuid::nil(),
                on_behalf_of: None,
            },
            writes: vec![Write { stream: self.stream.clone(), expected, events: vec![event; events] }],
        };
        self.log.append(self.school, append).await.unwrap();
        self.last = Some(Version(expected.next().0 + events as u64 - 1));
    }
}

struct Floor {
    pool: PgPool,
    stream: String,
    next: i64,
}

fn floor(pool: PgPool, number: usize) -> Floor {
    Floor { pool, stream: format!("{}-{number}", Uuid::new_v4()), next: 0 }
}

const INSERT: &str = "INSERT INTO floor.event (stream, version, record) \
                      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])";

type Rows = (Vec<String>, Vec<i64>, Vec<Vec<u8>>);

async fn insert(pool: &PgPool, (streams, versions, records): Rows) {
    sqlx::query(INSERT).bind(streams).bind(versions).bind(records).execute(pool).await.unwrap();
}

/// Of the same size as an event on its way into the log.
fn rows(stream: &str, next: &mut i64, events: usize) -> Rows {
    let versions: Vec<i64> = (*next..).take(events).collect();
    *next += events as i64;
    (vec![stream.to_owned(); events], versions, vec![vec![7; 260]; events])
}

impl Writer for Floor {
    async fn append(&mut self, events: usize) {
        insert(&self.pool, rows(&self.stream, &mut self.next, events)).await;
    }
}

struct GroupedFloor {
    queue: mpsc::UnboundedSender<(Rows, oneshot::Sender<()>)>,
    stream: String,
    next: i64,
}

fn grouped_floor(queue: mpsc::UnboundedSender<(Rows, oneshot::Sender<()>)>, number: usize) -> GroupedFloor {
    GroupedFloor { queue, stream: format!("{}-{number}", Uuid::new_v4()), next: 0 }
}

impl Writer for GroupedFloor {
    async fn append(&mut self, events: usize) {
        let (reply, done) = oneshot::channel();
        self.queue.send((rows(&self.stream, &mut self.next, events), reply)).unwrap();
        done.await.unwrap();
    }
}

/// One task that writes what waits, in one statement.
async fn group(pool: PgPool, mut queue: mpsc::UnboundedReceiver<(Rows, oneshot::Sender<()>)>) {
    let mut waiting = Vec::new();
    while 0 < queue.recv_many(&mut waiting, 1_024).await {
        tokio::task::yield_now().await;
        while let Ok(more) = queue.try_recv() {
            waiting.push(more);
        }
        let (mut all, mut replies) = (Rows::default(), Vec::new());
        for ((streams, versions, records), reply) in waiting.drain(..) {
            all.0.extend(streams);
            all.1.extend(versions);
            all.2.extend(records);
            replies.push(reply);
        }
        insert(&pool, all).await;
        for reply in replies {
            let _ = reply.send(());
        }
    }
}
