//! Other event stores and bare engines at the same work as the register's log. It is a process of its own because it
//! links another SQLite; the benchmark tells it, a line at a time, what to do:
//!
//! `<variant> <writers> <events of an append> <milliseconds>` is answered with `<events> <seconds>`, or with
//! `unavailable` if the store does not run on this server.
//!
//! `replay <variant> <students> <events>` stores so many events and is answered with `<events> <seconds>` of folding them again.
//!
//! Arguments: a folder for SQLite's files, the address of a PostgreSQL database that may be filled.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

mod floors;
mod replays;
mod stores;
mod tables;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One who appends to a stream of her own, each append durable when it returns.
#[async_trait::async_trait]
pub trait Writer: Send {
    async fn append(&mut self, events: usize) -> Result<(), Failure>;
}

/// An absence as the peers store it: about 350 bytes of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub student: String,
    pub class: String,
    pub on: String,
    pub period: u8,
    pub subject: String,
    pub scope: String,
    pub missed: Vec<u8>,
    pub because: Vec<String>,
    pub teacher: String,
    pub capacity: String,
}

impl Absence {
    pub fn of(student: &str) -> Self {
        Self {
            student: student.to_owned(),
            class: "5f6d6a0e-3a53-4cf1-9a39-5f0f3a1c7f10".into(),
            on: "2026-03-12".into(),
            period: 1,
            subject: "MAT".into(),
            scope: "whole-day".into(),
            missed: vec![1, 2, 3, 4, 5, 6],
            because: vec!["A1-01".into(), "A1-09".into()],
            teacher: "0b1f7a52-8f0e-4b44-9a3c-6c1d2e7f9a01".into(),
            capacity: "teacher".into(),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, database] = arguments.as_slice() else {
        return Err("usage: registro-peers FOLDER URL".into());
    };
    let floors = floors::Floors::open(&PathBuf::from(folder), database).await?;
    let stores = stores::Stores::open(&PathBuf::from(folder), database).await?;
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["replay", variant, students, events] = words.as_slice() {
            let (students, events) = (students.parse()?, events.parse()?);
            let took = replays::replay(variant, &PathBuf::from(folder), database, students, events).await?;
            println!("{events} {:.3}", took.as_secs_f64());
            continue;
        }
        let [variant, writers, events, milliseconds] = words.as_slice() else {
            return Err("four words".into());
        };
        let (writers, events) = (writers.parse()?, events.parse()?);
        let for_long = Duration::from_millis(milliseconds.parse()?);
        let mut all: Vec<Box<dyn Writer>> = Vec::new();
        for number in 0..writers {
            let stream = format!("{}-{number}", uuid::Uuid::new_v4());
            all.extend(match floors.writer(variant, &stream)? {
                Some(writer) => Some(writer),
                None => stores.writer(variant, &stream)?,
            });
        }
        if all.is_empty() {
            println!("unavailable");
            continue;
        }
        let (count, took) = round(all, events, for_long).await?;
        println!("{count} {}", took.as_secs_f64());
        std::io::stdout().flush()?;
    }
    Ok(())
}

async fn round(
    writers: Vec<Box<dyn Writer>>,
    events: usize,
    for_long: Duration,
) -> Result<(u64, Duration), Failure> {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for mut writer in writers {
        let (stop, count) = (Arc::clone(&stop), Arc::clone(&count));
        tasks.push(tokio::spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                writer.append(events).await?;
                count.fetch_add(events as u64, Ordering::Relaxed);
            }
            Ok::<(), Failure>(())
        }));
    }
    tokio::time::sleep(for_long).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await??;
    }
    Ok((count.load(Ordering::Relaxed), begun.elapsed()))
}
