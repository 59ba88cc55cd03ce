//! Other processes on the same file: a second that would write, some that read, one that holds it for a while.

use std::process::{Output, Stdio};
use std::time::Duration;

use registro_eventlog::sqlite::SqliteLog;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use super::place::{Errand, Place, SCHOOL};
use crate::history::{History, Known};
use crate::served::{Connection, Server, command};

fn run(place: &Place, arguments: &[&str]) -> (Output, String) {
    let mut command = command(&place.binary, place.path());
    let output = command.args(arguments).stderr(Stdio::piped()).output().expect("it runs");
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    (output, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_that_would_write_is_refused_and_those_that_read_are_not() {
    let place = Place::new().await;
    let server = Server::start(&place.binary, place.path());
    let history = History::default();
    history.stood(SCHOOL, &place.feed().await);
    for writer in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["simulate", "--students", "8", "--classes", "1"]]
    {
        let (output, said) = run(&place, writer);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("in use by another process"), "{said}");
    }
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    let (known, _) = Errand::new().send(&mut connection, &history);
    let Known::Acknowledged(_, last) = known else { panic!("{known:?}") };
    // What it has acknowledged is seen by another process, beside it and after it.
    for round in 0..2 {
        let (output, said) = run(&place, &["show", "event", &last.to_string(), "--json"]);
        assert!(output.status.success(), "{round}: {said}");
    }
    history.check(&[(SCHOOL, place.feed().await)]);
    assert!(server.stop().success());
    let next = Server::start(&place.binary, place.path());
    let mut connection = Connection::open(next.address, &place.token).expect("a connection");
    assert!(matches!(Errand::new().send(&mut connection, &history).0, Known::Acknowledged(..)));
    history.check(&[(SCHOOL, place.feed().await)]);
}

/// A tool that holds the file: `BEGIN IMMEDIATE` and nothing more.
async fn hold(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.log());
    let mut foreign = SqliteConnection::connect_with(&options).await.expect("a connection");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut foreign).await.expect("held");
    foreign
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_waits_for_who_holds_the_file_then_is_an_error_and_never_half_done() {
    let place = Place::new().await;
    let server = Server::start(&place.binary, place.path());
    let history = History::default();
    history.stood(SCHOOL, &place.feed().await);
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");

    // Held for a moment: it waits.
    let foreign = hold(&place).await;
    let errand = Errand::new();
    let known = std::thread::scope(|threads| {
        let sending = threads.spawn(|| errand.send(&mut connection, &history).0);
        std::thread::sleep(Duration::from_millis(300));
        assert!(!sending.is_finished(), "nobody waited");
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(foreign.close()))
            .expect("let go");
        sending.join().expect("sent")
    });
    assert!(matches!(known, Known::Acknowledged(..)), "{known:?}");

    // Held for longer than it waits: an error, and nothing is stored.
    let before = place.feed().await;
    let foreign = hold(&place).await;
    let errand = Errand::new();
    let (known, alive) = tokio::task::block_in_place(|| errand.send(&mut connection, &history));
    assert_eq!((known, alive), (Known::Unknown, true));
    assert_eq!(place.feed().await, before);
    foreign.close().await.expect("let go");
    // The same command, sent again, is recorded once.
    assert!(matches!(errand.send(&mut connection, &history).0, Known::Acknowledged(..)));
    history.check(&[(SCHOOL, place.feed().await)]);
    assert!(server.stop().success(), "it goes on: nothing was in doubt");
    assert!(SqliteLog::open_read_only(&place.log()).await.is_ok());
}
