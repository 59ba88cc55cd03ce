//! Each call to the operating system that the log makes fails once: an error, no acknowledgement, and nothing lost.

use std::collections::BTreeMap;
use std::process::Stdio;

use super::long;
use super::place::{Errand, Place, SCHOOL};
use super::power::trace::{self, Call};
use super::power::{complete, watched};
use crate::history::{History, Known};
use crate::seed::Seed;
use crate::served::{Connection, Server, command_under};

/// Calls that are made to fail, and the errors that they give.
const FAULTS: [(&str, &[&str]); 9] = [
    ("fdatasync", &["EIO"]),
    ("fsync", &["EIO"]),
    ("pwrite64", &["EIO", "ENOSPC"]),
    ("ftruncate", &["EIO", "ENOSPC"]),
    ("pread64", &["EIO"]),
    ("openat", &["EIO", "ENOSPC"]),
    ("fcntl", &["EIO"]),
    ("mmap", &["ENOMEM"]),
    ("unlink", &["EIO"]),
];
/// Commands that a life sees: the first of them moves the write-ahead file, which was left long, to the database.
const ERRANDS: usize = 4;

/// The writes and syncs after which nothing is certain any more.
fn is_decisive(call: &Call) -> bool {
    let of_the_log =
        call.file().is_some_and(|path| path.ends_with("/log.db") || path.ends_with("/log.db-wal"));
    matches!(call.name.as_str(), "pwrite64" | "fdatasync" | "fsync") && of_the_log
}

/// A server lives on this place until it stops by itself or has done its errands; what it asked of the system.
fn live(place: &Place, fault: Option<&str>, history: &History) -> (Vec<Call>, Vec<Errand>) {
    let trace = place.path().join("trace");
    let names = FAULTS.map(|(name, _)| name).join(",");
    let watch = format!("trace={names}");
    let paths = ["log.db", "log.db-wal", "log.db-shm", "log.db.lock", ""].map(|name| place.path().join(name));
    let mut more = vec!["-e".to_owned(), watch];
    for path in paths {
        more.extend(["-P".to_owned(), path.display().to_string().trim_end_matches('/').to_owned()]);
    }
    more.extend(fault.into_iter().flat_map(|fault| ["-e".to_owned(), format!("inject={fault}")]));
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let arguments = watched(&trace, &more);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let stderr = place.path().join("stderr");
    let mut command = command_under("strace", &arguments, &place.binary, place.path());
    command.stderr(Stdio::from(std::fs::File::create(&stderr).expect("a file")));
    let mut unknown = Vec::new();
    match Server::begin(&mut command) {
        Ok(mut server) => {
            let mut connection = Connection::open(server.address, &place.token).expect("a connection");
            for _ in 0..ERRANDS {
                let errand = Errand::new();
                let (known, alive) = errand.send(&mut connection, history);
                if known == Known::Unknown {
                    unknown.push(errand);
                }
                if !alive {
                    break;
                }
            }
            drop(connection);
            let process = server.id();
            if trace::calls(&trace).iter().any(|call| call.injected() && is_decisive(call)) {
                let status =
                    server.ended().unwrap_or_else(|| panic!("{fault:?}: it goes on after a write in doubt"));
                assert_eq!(status.code(), Some(1), "{fault:?}");
            } else {
                server.stop();
            }
            complete(&trace, process);
        }
        Err(status) => assert_eq!(status.code(), Some(1), "{fault:?}"),
    }
    let said = std::fs::read_to_string(&stderr).expect("what it said");
    assert!(!said.contains("panicked"), "{fault:?}: {said}");
    (trace::calls(&trace), unknown)
}

/// One fault in the life of a copy of this place; whether it met a call at all.
fn one(place: &Place, fault: &str, runtime: &tokio::runtime::Handle) -> bool {
    let place = place.copy();
    let history = History::default();
    history.stood(SCHOOL, &runtime.block_on(place.feed()));
    let (calls, unknown) = live(&place, Some(fault), &history);
    let met = calls.iter().any(Call::injected);
    if let Some(failed) = calls.iter().position(|call| call.injected() && is_decisive(call)) {
        // Nothing is tried again, by nobody.
        let after = calls[failed + 1..].iter().find(|call| is_decisive(call));
        assert!(after.is_none(), "{fault}: {:?} {:?}", calls[failed].name, after.map(|call| &call.name));
    }
    // Started again on a sound disk: what was acknowledged is there, what was not is recorded when sent again.
    let server = Server::start(&place.binary, place.path());
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    for errand in unknown.into_iter().chain([Errand::new()]) {
        let (known, _) = errand.send(&mut connection, &history);
        assert!(matches!(known, Known::Acknowledged(..)), "{fault}: {known:?}");
    }
    assert!(server.stop().success());
    let feed = runtime.block_on(place.feed());
    let counts = history.verdict(&[(SCHOOL, feed)]).unwrap_or_else(|found| panic!("{fault}: {found:?}"));
    assert_eq!(counts.unknown, 0, "{fault}");
    met
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_is_an_error_and_never_an_acknowledgement() {
    let mut seed = Seed::printed();
    let place = Place::left_behind().await;
    let sound = place.copy();
    let history = History::default();
    history.stood(SCHOOL, &sound.feed().await);
    let (calls, _) = live(&sound, None, &history);
    history.check(&[(SCHOOL, sound.feed().await)]);
    // Calls are counted for each thread apart, by us and by strace.
    let mut counts = BTreeMap::<(&str, &str), usize>::new();
    for call in &calls {
        *counts.entry((&call.name, &call.thread)).or_default() += 1;
    }
    let most = |name: &str| counts.iter().filter(|((of, _), _)| *of == name).map(|(_, count)| *count).max();
    let mut faults = Vec::new();
    for (name, errors) in FAULTS {
        for error in errors {
            let mut times: Vec<usize> = (1..=most(name).unwrap_or_default()).collect();
            if !long() && !name.ends_with("sync") {
                seed.shuffle(&mut times);
                // A lock that cannot be taken is waited for: ten seconds each.
                times.truncate(if name == "fcntl" { 0 } else { 3 });
            }
            faults.extend(times.into_iter().map(|time| format!("{name}:error={error}:when={time}")));
        }
    }
    let runtime = tokio::runtime::Handle::current();
    let met: Vec<bool> = tokio::task::block_in_place(|| {
        let mut met = Vec::new();
        for three in faults.chunks(3) {
            met.extend(std::thread::scope(|threads| {
                let lives = three.iter().map(|fault| threads.spawn(|| one(&place, fault, &runtime)));
                let lives: Vec<_> = lives.collect();
                lives
                    .into_iter()
                    .map(|life| life.join().expect("the fault is shown above"))
                    .collect::<Vec<_>>()
            }));
        }
        met
    });
    let met = met.into_iter().filter(|met| *met).count();
    println!("{} faults of {} met a call; the calls: {counts:?}", met, faults.len());
    assert!(faults.len() * 3 / 4 <= met, "the faults fell where nothing is called");
    let syncs = most("fsync").max(most("fdatasync"));
    assert!(syncs.is_some_and(|count| ERRANDS < count), "a checkpoint is among the calls");
}
