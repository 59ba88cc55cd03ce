//! `kill -9` under load, again and again: the history of all clients holds.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use registro_eventlog::log::EventLog;
use registro_eventlog::sqlite::SqliteLog;

use super::long;
use super::place::{Errand, Place, SCHOOL, everything};
use crate::history::{History, Known};
use crate::seed::Seed;
use crate::served::{Connection, Server};

const CLIENTS: usize = 8;

/// Sends what was left unknown before, then, unless in peace, what is new, until the connection dies.
fn client(
    mut connection: Connection,
    unknown: &Mutex<VecDeque<Errand>>,
    history: &History,
    lost: &AtomicUsize,
    peace: bool,
) {
    loop {
        // The guard is gone before the request is sent.
        let before = unknown.lock().expect("no client panicked").pop_front();
        let errand = match before {
            Some(errand) => errand,
            None if peace => return,
            None => Errand::new(),
        };
        let (known, alive) = errand.send(&mut connection, history);
        if known == Known::Unknown {
            assert!(!peace, "in peace each has an answer");
            lost.fetch_add(1, Ordering::SeqCst);
            unknown.lock().expect("no client panicked").push_back(errand);
        }
        if !alive {
            return;
        }
    }
}

/// Reads the whole feed again and again, beside the process that writes and is killed.
async fn reader(place: &Place, history: &History, stop: &AtomicBool) {
    while !stop.load(Ordering::SeqCst) {
        let began = Instant::now();
        let log = SqliteLog::open_read_only(&place.log()).await.expect("a log");
        for _ in 0..3 {
            history.seen(SCHOOL, &everything(&log).await, began);
        }
        log.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_under_load_it_keeps_what_it_acknowledged() {
    let mut seed = Seed::printed();
    let place = Place::new().await;
    let (history, unknown, lost) = (History::default(), Mutex::default(), AtomicUsize::new(0));
    history.stood(SCHOOL, &place.feed().await);
    let kills = if long() { 100 } else { 5 };
    for round in 0..=kills {
        let mut server = Server::start(&place.binary, place.path());
        let moment = seed.between(Duration::from_millis(5), Duration::from_millis(400));
        let (peace, stop) = (round == kills, AtomicBool::new(false));
        let connections = (0..CLIENTS).map(|_| Connection::open(server.address, &place.token));
        let connections: Vec<_> = connections.map(|connection| connection.expect("a connection")).collect();
        let reading = async { reader(&place, &history, &stop).await };
        let working = async {
            tokio::task::block_in_place(|| {
                std::thread::scope(|threads| {
                    for connection in connections {
                        let (unknown, history, lost) = (&unknown, &history, &lost);
                        threads.spawn(move || client(connection, unknown, history, lost, peace));
                    }
                    if !peace {
                        std::thread::sleep(moment);
                        server.kill();
                    }
                });
            });
            stop.store(true, Ordering::SeqCst);
        };
        futures::join!(reading, working);
        history.check(&[(SCHOOL, place.feed().await)]);
    }
    let counts = history.check(&[(SCHOOL, place.feed().await)]);
    let lost = lost.into_inner();
    println!("{kills} kills, {lost} answers lost: {counts:?}");
    assert_eq!((counts.unknown, counts.refused), (0, 0), "asked again, each has its answer");
    assert!(kills <= lost && kills < counts.acknowledged, "the kills fell where nothing happened");
}
