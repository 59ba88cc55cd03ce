//! The clock set back, by `libfaketime`: instants never run backwards, and the operator is told.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use jiff::SignedDuration;
use serde_json::Value;

use super::place::{Errand, Place, SCHOOL};
use crate::history::{History, Known};
use crate::served::{Connection, Server, command};

/// The library of Debian's package `libfaketime`.
pub(crate) fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").expect("libraries");
    let libraries = folders.flatten().map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    libraries
        .into_iter()
        .find(|path| path.exists())
        .expect("libfaketime is not installed (apt install libfaketime)")
}

/// Serves with a clock that this file sets, read at every question.
fn serve(place: &Place, offset: &Path) -> Server {
    let stderr = std::fs::OpenOptions::new().create(true).append(true).open(place.path().join("stderr"));
    let mut command = command(&place.binary, place.path());
    command
        .env("LD_PRELOAD", library())
        .env("FAKETIME_TIMESTAMP_FILE", offset)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .stderr(Stdio::from(stderr.expect("a file")));
    Server::begin(&mut command).unwrap_or_else(|status| panic!("registro serve: {status}"))
}

fn said(place: &Place) -> String {
    std::fs::read_to_string(place.path().join("stderr")).expect("what it said")
}

fn behind(connection: &mut Connection) -> u64 {
    let (status, body) = connection.get("/status").expect("an answer");
    assert_eq!(status, 200);
    let body: Value = serde_json::from_str(&body).expect("JSON");
    body["clock_behind"].as_u64().expect("seconds")
}

#[tokio::test(flavor = "multi_thread")]
async fn set_back_an_hour_or_a_day_no_instant_runs_backwards_and_it_is_said() {
    let place = Place::new().await;
    let history = History::default();
    history.stood(SCHOOL, &place.feed().await);
    let offset = place.path().join("offset");
    let warning = "the clock stands behind the log";
    for (back, seconds) in [("-1h", 3_600), ("-1d", 86_400)] {
        // While it runs: the clock goes well, then back.
        std::fs::write(&offset, "+0").expect("an offset");
        let server = serve(&place, &offset);
        let mut connection = Connection::open(server.address, &place.token).expect("a connection");
        let send = |connection: &mut Connection| {
            let known = Errand::new().send(connection, &history).0;
            assert!(matches!(known, Known::Acknowledged(..)), "{known:?}");
        };
        send(&mut connection);
        assert_eq!(behind(&mut connection), 0);
        let kept = place.feed().await.last().expect("events").recorded_at;
        let warned = said(&place).matches(warning).count();
        std::fs::write(&offset, back).expect("an offset");
        send(&mut connection);
        send(&mut connection);
        assert!((seconds - 60..=seconds).contains(&behind(&mut connection)), "{}", behind(&mut connection));
        assert_eq!(place.feed().await.last().expect("events").recorded_at, kept, "the last instant is kept");
        assert_eq!(said(&place).matches(warning).count(), warned + 1, "said, and once:\n{}", said(&place));
        assert!(server.stop().success());

        // Started with the clock behind: it says so before it serves.
        let told = said(&place).matches("l'orologio è indietro").count();
        let server = serve(&place, &offset);
        assert_eq!(said(&place).matches("l'orologio è indietro").count(), told + 1, "{}", said(&place));
        let mut connection = Connection::open(server.address, &place.token).expect("a connection");
        send(&mut connection);
        let feed = place.feed().await;
        assert_eq!(feed.last().expect("events").recorded_at, kept);
        // Set right again, instants advance from there.
        std::fs::write(&offset, "+0").expect("an offset");
        send(&mut connection);
        assert_eq!(behind(&mut connection), 0);
        let last = place.feed().await.last().expect("events").recorded_at;
        assert!(SignedDuration::ZERO < last.duration_since(kept));
        assert!(server.stop().success());
    }
    history.check(&[(SCHOOL, place.feed().await)]);
}
