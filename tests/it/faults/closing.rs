//! SIGTERM under load: whoever is being answered has her answer, streams end, and nothing acknowledged is lost. What the
//! server then has written to its journal names nobody.

use std::io::Read;
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::place::{Errand, Place, SCHOOL};
use crate::history::{History, Known};
use crate::served::{Connection, Server, command};

const CLIENTS: usize = 8;

/// A stream of the feed, read to its end.
fn follow(server: &Server, token: &str) -> std::thread::JoinHandle<String> {
    use std::io::Write as _;
    let mut stream = TcpStream::connect(server.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
    let request =
        format!("GET /api/v1/feed HTTP/1.1\r\nHost: registro\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    std::thread::spawn(move || {
        let mut told = Vec::new();
        stream.read_to_end(&mut told).expect("the stream ends");
        String::from_utf8_lossy(&told).into_owned()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_under_load_it_answers_and_loses_nothing() {
    let place = Place::new().await;
    let history = History::default();
    history.stood(SCHOOL, &place.feed().await);
    let journal = place.path().join("journal");
    let mut process = command(&place.binary, place.path());
    process.env("REGISTRO_LOG_FORMAT", "json").env("REGISTRO_TRACE", "debug,hyper=off,sqlx=off");
    process.stderr(Stdio::from(std::fs::File::create(&journal).expect("a file")));
    let server = Server::begin(&mut process).unwrap_or_else(|status| panic!("registro serve: {status}"));
    let stream = follow(&server, &place.token);
    let connections: Vec<Connection> =
        (0..CLIENTS).map(|_| Connection::open(server.address, &place.token).expect("a connection")).collect();
    let (status, took) = tokio::task::block_in_place(|| {
        std::thread::scope(|threads| {
            for mut connection in connections {
                let history = &history;
                threads.spawn(move || {
                    loop {
                        let (known, alive) = Errand::new().send(&mut connection, history);
                        if !alive || known == Known::Unknown {
                            return;
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_secs(1));
            let began = Instant::now();
            (server.stop(), began.elapsed())
        })
    });
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(10), "{took:?}: a stream or an idle connection held it up");
    let counts = history.check(&[(SCHOOL, place.feed().await)]);
    assert!(CLIENTS < counts.acknowledged, "{counts:?}");
    let told = stream.join().expect("the reader");
    assert!(told.starts_with("HTTP/1.1 200") && told.contains("id:"), "the stream told nothing");

    // Each line is an object; nobody's name, id or token is in any, even with all that the register itself can tell.
    let journal = std::fs::read_to_string(&journal).expect("the journal");
    for line in journal.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
    }
    let mut secrets = vec![place.token.clone(), "Cognome".to_owned()];
    for event in place.feed().await {
        secrets.extend(event.about.iter().map(|about| about.person.to_string()));
        secrets.push(event.actor.person.to_string());
    }
    for secret in secrets {
        assert!(!journal.contains(&secret), "the journal tells of {secret}");
    }
}
