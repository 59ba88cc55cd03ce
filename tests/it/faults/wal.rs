//! The write-ahead file stays small, whoever reads.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use registro_eventlog::event::{Expected, NewEvent};
use registro_eventlog::log::{Append, EventLog, SystemClock, Write};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use super::place::{Place, SCHOOL};
use super::power::one_more;

const MIB: u64 = 1 << 20;
/// Twice what the file may hold before it is cut, since a reader may be slow once, and what is written meanwhile.
const SMALL: u64 = 2 * 16 * MIB + 10 * MIB;

async fn connection(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.log()).read_only(true);
    SqliteConnection::connect_with(&options).await.expect("a connection")
}

async fn begin(reader: &mut SqliteConnection) {
    sqlx::raw_sql("BEGIN; SELECT max(position) FROM event").execute(reader).await.expect("it reads");
}

async fn end(reader: &mut SqliteConnection) {
    sqlx::raw_sql("COMMIT").execute(reader).await.expect("it ends");
}

/// Many large events, until so many bytes were recorded; the largest that the file was meanwhile.
async fn write(log: &SqliteLog, wal: &PathBuf, bytes: u64) -> u64 {
    let (each, mut largest) = (60_000, 0);
    for _ in 0..bytes / each / 16 {
        let Append { writes, .. } = one_more();
        let Write { stream, events, .. } = writes.into_iter().next().expect("a write");
        let data = vec![7; usize::try_from(each).expect("small")];
        let events = vec![NewEvent { data, ..events[0].clone() }; 16];
        let append =
            Append { writes: vec![Write { stream, expected: Expected::NoStream, events }], ..one_more() };
        log.append(SCHOOL, append).await.expect("recorded");
        largest = largest.max(std::fs::metadata(wal).expect("a file").len());
    }
    largest
}

async fn opened() -> (Place, SqliteLog, PathBuf) {
    let place = Place::new().await;
    let log = SqliteLog::open(&place.log(), Arc::new(SystemClock)).await.expect("a log");
    let wal = place.path().join("log.db-wal");
    (place, log, wal)
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_without_a_pause_do_not_make_it_grow() {
    let (place, log, wal) = opened().await;
    let (mut one, mut other, stop) =
        (connection(&place).await, connection(&place).await, AtomicBool::new(false));
    let reading = async {
        // One of them is always in the middle of reading.
        begin(&mut one).await;
        while !stop.load(Ordering::SeqCst) {
            begin(&mut other).await;
            end(&mut one).await;
            begin(&mut one).await;
            end(&mut other).await;
        }
    };
    let writing = async {
        let largest = write(&log, &wal, 60 * MIB).await;
        stop.store(true, Ordering::SeqCst);
        largest
    };
    let ((), largest) = futures::join!(reading, writing);
    println!("60 MiB recorded, the write-ahead file never over {:.1} MiB", largest as f64 / MIB as f64);
    assert!(largest < SMALL, "{largest}");
    log.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_end_is_outlived() {
    let (place, log, wal) = opened().await;
    let mut stuck = connection(&place).await;
    begin(&mut stuck).await;
    let largest = write(&log, &wal, 45 * MIB).await;
    assert!(SMALL < largest, "what it reads must stay: {largest}");
    end(&mut stuck).await;
    // The file is cut the next time that it would be.
    write(&log, &wal, 8 * MIB).await;
    let left = write(&log, &wal, 2 * MIB).await;
    assert!(left < SMALL, "{left}");
    log.close().await;
}
