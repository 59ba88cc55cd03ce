//! The power cut: a process is recorded while it acknowledges, then the disk is put together as it might have been left
//! at any moment, and opened.

mod careless;
mod disk;
pub(super) mod trace;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::civil::date;
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, Recorded, StreamName};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use uuid::Uuid;

use self::disk::{Disk, Step, steps};
use super::long;
use super::place::{Errand, Place, SCHOOL, everything};
use crate::history::History;
use crate::seed::Seed;
use crate::served::{Connection, Server, command_under};

/// What is recorded: all that reaches files or clients.
const WATCHED: &str = "trace=openat,unlink,unlinkat,rename,renameat,renameat2,pwrite64,ftruncate,fsync,fdatasync,\
                       sendto,write,writev";

/// `strace`, as the grandchild that watches: the process itself is ours.
pub(super) fn watched(trace: &Path, more: &[&str]) -> Vec<String> {
    let mut arguments: Vec<String> =
        ["-D", "-f", "-y", "-xx", "-s", "10000000", "--seccomp-bpf", "-o"].map(str::to_owned).to_vec();
    arguments.push(trace.display().to_string());
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments
}

/// Waits until the watcher has written down how the process ended.
pub(super) fn complete(trace: &Path, process: u32) {
    let (begun, process) = (Instant::now(), process.to_string());
    while begun.elapsed() < Duration::from_secs(30) {
        let written = std::fs::read_to_string(trace).unwrap_or_default();
        let ended = |line: &str| {
            let mut words = line.split_whitespace();
            words.next() == Some(&process) && words.next() == Some("+++")
        };
        if written.lines().rev().take(50).any(ended) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("strace did not end: is it installed (apt install strace)?");
}

/// What came of opening the disks that might have been left.
#[derive(Debug, Default)]
struct Found {
    states: usize,
    /// Why states were no logs, or not the log that was acknowledged.
    losses: Vec<String>,
}

/// Cuts the power at `count` random moments after the first acknowledgement, and opens what is left.
async fn cut(
    mut disk: Disk,
    steps: &[(usize, Step)],
    end: &[Recorded],
    count: usize,
    seed: &mut Seed,
) -> Found {
    let first = steps.iter().position(|(_, step)| matches!(step, Step::Acknowledged(_)));
    let first = first.expect("something was acknowledged");
    let mut moments: Vec<usize> = (0..count).map(|_| first + seed.below(steps.len() - first)).collect();
    moments.sort_unstable();
    let (mut found, mut acknowledged, mut states) = (Found::default(), 0, Vec::new());
    for (number, (line, step)) in steps.iter().enumerate() {
        disk.apply(*line, step);
        if let Step::Acknowledged(last) = step {
            acknowledged = acknowledged.max(*last);
        }
        for _ in moments.iter().filter(|moment| **moment == number) {
            states.push((number, acknowledged, disk.cut(seed)));
        }
        if 8 <= states.len() || number + 1 == steps.len() {
            let opened = join_all(states.drain(..).map(|(number, acknowledged, files)| async move {
                open(&files, acknowledged, end).await.err().map(|why| format!("after step {number}: {why}"))
            }));
            for loss in opened.await {
                found.states += 1;
                found.losses.extend(loss);
            }
        }
    }
    found
}

/// Opens the files as the register does: the startup check accepts them, nothing acknowledged is missing, no command is
/// half there, the next event finds its place, and the database is sound.
async fn open(files: &BTreeMap<String, Vec<u8>>, acknowledged: u64, end: &[Recorded]) -> Result<(), String> {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        std::fs::write(dir.path().join(name), bytes).expect("written");
    }
    let path = dir.path().join("log.db");
    let log = SqliteLog::open(&path, Arc::new(SystemClock)).await;
    let log = log.map_err(|error| format!("it does not open: {error:?}"))?;
    let feed = everything(&log).await;
    if !end.starts_with(&feed) {
        return Err("it holds what was never recorded".to_owned());
    }
    if (feed.len() as u64) <= acknowledged {
        return Err(format!("{acknowledged} was acknowledged, it ends before {}", feed.len()));
    }
    if let (Some(last), Some(next)) = (feed.last(), end.get(feed.len()))
        && last.command == next.command
    {
        return Err(format!("half of {:?} is there", last.command));
    }
    let appended =
        log.append(SCHOOL, one_more()).await.map_err(|error| format!("it takes no more: {error:?}"))?;
    if appended.first.0 != feed.len() as u64 {
        return Err(format!("the next event went to {:?}", appended.first));
    }
    log.close().await;
    let options = SqliteConnectOptions::new().filename(&path);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("a connection");
    let sound: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.expect("a check");
    if sound == "ok" { Ok(()) } else { Err(sound) }
}

/// An append of one event to a stream of its own.
pub(super) fn one_more() -> Append {
    let nobody = Uuid::nil();
    let event = NewEvent {
        kind: "something-happened.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        about: Vec::new(),
        data: vec![0; 100],
    };
    let stream = StreamName::new(format!("person-{}", Uuid::new_v4())).expect("a name");
    let (capacity, on_behalf_of) = ("principal".to_owned(), None);
    Append {
        command: CommandId(Uuid::new_v4()),
        fingerprint: [1; 32],
        correlation: nobody,
        actor: Actor { person: nobody, capacity, assurance: 2, session: nobody, on_behalf_of },
        writes: vec![Write { stream, expected: Expected::NoStream, events: vec![event] }],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_power_cut_takes_what_was_acknowledged_or_leaves_half_a_command() {
    let mut seed = Seed::printed();
    let place = Place::left_behind().await;
    let history = History::default();
    let disk = Disk::of(place.path());
    let (mut calls, mut lines) = (Vec::new(), 0);
    // Three lives: it finds what a killed process left, closes in good order, and is killed.
    for (life, errands) in [40, 10, 10].into_iter().enumerate() {
        let trace = place.path().join(format!("trace{life}"));
        let arguments = watched(&trace, &["-e", WATCHED]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = command_under("strace", &arguments, &place.binary, place.path());
        let mut server =
            Server::begin(&mut command).unwrap_or_else(|status| panic!("registro serve: {status}"));
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    let mut connection =
                        Connection::open(server.address, &place.token).expect("a connection");
                    for _ in 0..errands / 2 {
                        Errand::new().send(&mut connection, &history);
                    }
                });
            }
        });
        let process = server.id();
        if life < 2 {
            assert!(server.stop().success());
        } else {
            server.kill();
        }
        complete(&trace, process);
        for mut call in trace::calls(&trace) {
            (call.began, call.ended) = (call.began + lines, call.ended + lines);
            calls.push(call);
        }
        lines = calls.iter().map(|call| call.ended).max().unwrap_or_default() + 1;
    }
    let steps = steps(&calls, place.path(), disk.names());
    let of = |wanted: fn(&Step) -> bool| steps.iter().filter(|(_, step)| wanted(step)).count();
    let told = of(|step| matches!(step, Step::Acknowledged(_)));
    let syncs = of(|step| matches!(step, Step::Sync(..)));
    let moved = of(|step| matches!(step, Step::Write(name, ..) if name == "log.db"));
    let gone = of(|step| matches!(step, Step::Unlink(name) if name == "log.db-wal"));
    println!(
        "{told} answers, {syncs} syncs, {moved} pages moved to the database, {gone} write-ahead files removed"
    );
    assert!(60 < told && 0 < moved && 1 < gone, "the trace shows too little");

    let end = place.feed().await;
    let count = if long() { 5_000 } else { 250 };
    let found = cut(disk, &steps, &end, count, &mut seed).await;
    println!("{} states opened, {} losses", found.states, found.losses.len());
    assert_eq!(found.losses, Vec::<String>::new());
    assert_eq!(found.states, count);
}
