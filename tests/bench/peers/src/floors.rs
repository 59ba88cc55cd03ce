//! The engines without a log: the least table that keeps a stream's versions apart.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, Transaction, params};
use sqlx::postgres::{PgPool, PgPoolOptions};
use tokio::sync::oneshot;

use crate::{Absence, Failure, Writer, tables};

/// A stream, a version and what is stored there.
pub type Row = (String, i64, String);
type Job = (Vec<Row>, oneshot::Sender<Result<(), String>>);

pub struct Floors {
    one_each: mpsc::Sender<Job>,
    grouped: mpsc::Sender<Job>,
    tables: mpsc::Sender<Job>,
    pool: PgPool,
    unnest: tokio::sync::mpsc::UnboundedSender<Job>,
}

impl Floors {
    pub async fn open(folder: &Path, database: &str) -> Result<Self, Failure> {
        let pool = PgPoolOptions::new().max_connections(64).connect(database).await?;
        sqlx::raw_sql(
            "CREATE TABLE IF NOT EXISTS floor_event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
             stream text NOT NULL, version bigint NOT NULL, data text NOT NULL, UNIQUE (stream, version))",
        )
        .execute(&pool)
        .await?;
        let (unnest, jobs) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(in_one_statement(pool.clone(), jobs));
        Ok(Self {
            one_each: sqlite(least(&folder.join("floor.db"))?, 1, insert_all),
            grouped: sqlite(least(&folder.join("floor-grouped.db"))?, 1_024, insert_all),
            tables: sqlite(tables::open(&folder.join("floor-tables.db"))?, 1_024, tables::append),
            pool,
            unnest,
        })
    }

    pub fn writer(&self, variant: &str, stream: &str) -> Result<Option<Box<dyn Writer>>, Failure> {
        let to = match variant {
            "sqlite" => To::Sqlite(self.one_each.clone()),
            "sqlite-grouped" => To::Sqlite(self.grouped.clone()),
            "sqlite-tables" => To::Sqlite(self.tables.clone()),
            "postgres" => To::Postgres(self.pool.clone()),
            "postgres-grouped" => To::Unnest(self.unnest.clone()),
            _ => return Ok(None),
        };
        Ok(Some(Box::new(Floor { to, stream: stream.to_owned(), next: 0 })))
    }
}

enum To {
    Sqlite(mpsc::Sender<Job>),
    Postgres(PgPool),
    Unnest(tokio::sync::mpsc::UnboundedSender<Job>),
}

struct Floor {
    to: To,
    stream: String,
    next: i64,
}

#[async_trait::async_trait]
impl Writer for Floor {
    async fn append(&mut self, events: usize) -> Result<(), Failure> {
        let data = serde_json::to_string(&Absence::of(&self.stream))?;
        let rows: Vec<Row> =
            (self.next..).take(events).map(|version| (self.stream.clone(), version, data.clone())).collect();
        self.next += events as i64;
        let (reply, done) = oneshot::channel();
        match &self.to {
            To::Sqlite(jobs) => jobs.send((rows, reply))?,
            To::Unnest(jobs) => jobs.send((rows, reply))?,
            To::Postgres(pool) => return insert(pool, rows).await,
        }
        Ok(done.await??)
    }
}

/// The least table.
fn least(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         CREATE TABLE IF NOT EXISTS event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT \
         NULL, data TEXT NOT NULL, UNIQUE (stream, version)) STRICT;",
    )?;
    Ok(connection)
}

type Append = fn(&Transaction<'_>, &[Row]) -> Result<(), rusqlite::Error>;

/// A thread with the one connection that writes: `most` appends in a commit.
fn sqlite(mut connection: Connection, most: usize, append: Append) -> mpsc::Sender<Job> {
    let (sender, jobs) = mpsc::channel::<Job>();
    std::thread::spawn(move || {
        while let Ok(first) = jobs.recv() {
            let mut batch = vec![first];
            // Those just answered are about to send again: a group is worth a breath.
            while batch.len() < most {
                let more = jobs.recv_timeout(Duration::from_micros(60));
                let Ok(more) = more else { break };
                batch.push(more);
            }
            let done = write(&mut connection, &batch, append).map_err(|error| error.to_string());
            for (_, reply) in batch {
                let _ = reply.send(done.clone());
            }
        }
    });
    sender
}

fn write(connection: &mut Connection, batch: &[Job], append: Append) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (rows, _) in batch {
        append(&transaction, rows)?;
    }
    transaction.commit()
}

fn insert_all(transaction: &Transaction<'_>, rows: &[Row]) -> Result<(), rusqlite::Error> {
    let mut insert =
        transaction.prepare_cached("INSERT INTO event (stream, version, data) VALUES (?, ?, ?)")?;
    for (stream, version, data) in rows {
        insert.execute(params![stream, version, data])?;
    }
    Ok(())
}

async fn insert(pool: &PgPool, rows: Vec<Row>) -> Result<(), Failure> {
    let (mut streams, mut versions, mut data) = (Vec::new(), Vec::new(), Vec::new());
    for (stream, version, text) in rows {
        streams.push(stream);
        versions.push(version);
        data.push(text);
    }
    sqlx::query(
        "INSERT INTO floor_event (stream, version, data) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])",
    )
    .bind(streams)
    .bind(versions)
    .bind(data)
    .execute(pool)
    .await?;
    Ok(())
}

/// One task that writes whatever waits in one statement.
async fn in_one_statement(pool: PgPool, mut jobs: tokio::sync::mpsc::UnboundedReceiver<Job>) {
    let mut batch = Vec::new();
    while 0 < jobs.recv_many(&mut batch, 1_024).await {
        tokio::task::yield_now().await;
        while let Ok(more) = jobs.try_recv() {
            batch.push(more);
        }
        let (mut rows, mut replies) = (Vec::new(), Vec::new());
        for (more, reply) in batch.drain(..) {
            rows.extend(more);
            replies.push(reply);
        }
        let done = insert(&pool, rows).await.map_err(|error| error.to_string());
        for reply in replies {
            let _ = reply.send(done.clone());
        }
    }
}
