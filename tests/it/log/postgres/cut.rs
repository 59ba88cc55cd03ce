//! Connections cut at the worst moment, by a relay between the log and its server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use registro_eventlog::event::{Expected, Version};
use registro_eventlog::log::{AppendError, LogError};
use registro_eventlog::postgres::{Patience, PostgresLog};
use sqlx::ConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Notify;

use super::super::contract::{Subject, append, assert_dense, exactly, stream, write};
use super::{Database, PASSWORD, SERVING};

/// What the relay does with the next call that appends: the one that carries the mark.
#[derive(Default)]
struct Orders {
    /// Pass the call on, and cut the connection instead of passing on what the server answers.
    swallow_answer: AtomicBool,
    /// Keep the call back until told, and say nothing to either side.
    keep_back: AtomicBool,
    /// Take no new connections.
    closed: AtomicBool,
    let_go: Notify,
    cut: AtomicUsize,
}

impl Orders {
    async fn wait_for_a_cut(&self) {
        let begun = std::time::Instant::now();
        while self.cut.load(Ordering::SeqCst) == 0 {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "the connection that was given up is still served"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// In the data of the events whose call is to go wrong.
const MARK: &[u8] = b"at the worst moment";

async fn relay(server: std::path::PathBuf, orders: Arc<Orders>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            if orders.closed.load(Ordering::SeqCst) {
                continue; // Dropped: the connection is reset.
            }
            let Ok(server) = UnixStream::connect(&server).await else { continue };
            tokio::spawn(pass(client, server, Arc::clone(&orders)));
        }
    });
    port
}

async fn pass(client: TcpStream, server: UnixStream, orders: Arc<Orders>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let deaf = Arc::new(AtomicBool::new(false));
    let answers = Arc::clone(&deaf);
    let back = tokio::spawn(async move {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            if answers.load(Ordering::SeqCst) {
                return; // The server has answered, so it has done it: the client never hears.
            }
            if to_client.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    });
    let mut buffer = vec![0; 1 << 20];
    while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
        let call = &buffer[..length];
        if call.windows(MARK.len()).any(|part| part == MARK) {
            if orders.swallow_answer.swap(false, Ordering::SeqCst) {
                deaf.store(true, Ordering::SeqCst);
                to_server.write_all(call).await.unwrap();
                let _ = back.await;
                orders.cut.fetch_add(1, Ordering::SeqCst);
                return;
            }
            if orders.keep_back.swap(false, Ordering::SeqCst) {
                orders.let_go.notified().await;
                // By now the server may have been told to forget this connection.
                let _ = to_server.write_all(call).await;
                let _ = back.await;
                orders.cut.fetch_add(1, Ordering::SeqCst);
                return;
            }
        }
        if to_server.write_all(call).await.is_err() {
            return;
        }
    }
    back.abort();
}

struct Relayed {
    database: Database,
    orders: Arc<Orders>,
    log: Arc<PostgresLog>,
}

impl Relayed {
    async fn open(patience: Patience) -> Option<Self> {
        let database = Database::restartable().await?;
        let orders = Arc::new(Orders::default());
        let port = relay(database.server().socket(), Arc::clone(&orders)).await;
        let options = sqlx::postgres::PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(port)
            .username(SERVING)
            .password(PASSWORD)
            .database("postgres")
            .ssl_mode(sqlx::postgres::PgSslMode::Disable);
        let address = options.to_url_lossy().as_str().parse().unwrap();
        let log = PostgresLog::open_with(&address, database.clock.clone(), patience).await.unwrap();
        Some(Self { database, orders, log: Arc::new(log) })
    }

    fn subject(&self) -> Subject {
        Subject { log: self.log.clone(), clock: self.database.clock.clone() }
    }
}

fn marked(name: &str, expected: Expected) -> registro_eventlog::log::Append {
    let mut sent = append([write(name, expected, 2)]);
    sent.writes[0].events[1].data = MARK.to_vec();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_between_commit_and_answer_a_write_is_acknowledged_once_it_is_looked_up() {
    let Some(relayed) = Relayed::open(Patience::default()).await else { return };
    let (subject, orders) = (relayed.subject(), &relayed.orders);
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    // In one call, and under locks: after somebody else has written.
    for round in 1..=2 {
        if round == 2 {
            let other = relayed.database.subject().await;
            other.write(school, "case-1").await;
            other.log.close().await;
        }
        let before = subject.everything(school).await.len() as u64;
        orders.swallow_answer.store(true, Ordering::SeqCst);
        let sent = marked(&format!("case-cut-{round}"), Expected::NoStream);
        let appended = subject.log.append(school, sent.clone()).await.unwrap();
        assert_eq!(orders.cut.load(Ordering::SeqCst), round, "nothing was cut");
        assert_eq!((appended.first.0, appended.last.0), (before, before + 1));
        assert!(!appended.repeated, "it was the first time");
        assert_eq!(subject.everything(school).await.len() as u64, before + 2);
        assert!(subject.log.append(school, sent).await.unwrap().repeated);
    }
    assert_dense(&subject.everything(school).await);
    subject.log.close().await;
}

/// A server that cannot be asked: the caller hears that it is not known, never that it was not stored.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_up_in_time_is_in_doubt_and_settled_when_sent_again() {
    let patience = Patience { outage: Duration::from_millis(300), ..Patience::default() };
    let Some(relayed) = Relayed::open(patience).await else { return };
    let (subject, orders) = (relayed.subject(), &relayed.orders);
    let school = subject.school().await;
    orders.swallow_answer.store(true, Ordering::SeqCst);
    let sent = marked("case-1", Expected::NoStream);
    let (log, first) = (Arc::clone(&subject.log), sent.clone());
    let doubtful = tokio::spawn(async move { log.append(school, first).await });
    while orders.cut.load(Ordering::SeqCst) == 0 {
        orders.closed.store(true, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // One that was never sent: nothing of it can have been stored, and it says so.
    let never = append([write("case-2", Expected::NoStream, 1)]);
    let (log, second) = (Arc::clone(&subject.log), never.clone());
    let unsent = tokio::spawn(async move { log.append(school, second).await });
    let outcome = doubtful.await.unwrap();
    assert!(matches!(outcome, Err(AppendError::Log(LogError::InDoubt(_)))), "{outcome:?}");
    let outcome = unsent.await.unwrap();
    assert!(
        matches!(outcome, Err(AppendError::Log(LogError::Engine("nothing was stored", _)))),
        "{outcome:?}"
    );

    orders.closed.store(false, Ordering::SeqCst);
    let appended = subject.log.append(school, sent).await.unwrap();
    assert!(appended.repeated, "it had been recorded");
    assert!(!subject.log.append(school, never).await.unwrap().repeated);
    assert_eq!(subject.everything(school).await.len(), 3);
    assert!(tokio::time::timeout(Duration::from_millis(10), subject.log.stopped()).await.is_err());
    subject.log.close().await;
}

/// A call that the network kept back and delivers after it was given up: the server's end of that connection was ended
/// before anything was judged again, so it changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_arrives_after_it_was_given_up_does_nothing() {
    let patience = Patience { answer: Duration::from_millis(600), ..Patience::default() };
    let Some(relayed) = Relayed::open(patience).await else { return };
    let (subject, orders) = (relayed.subject(), &relayed.orders);
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let other = relayed.database.subject().await;
    orders.keep_back.store(true, Ordering::SeqCst);
    let late = marked("case-1", exactly(0));
    let (log, sent) = (Arc::clone(&subject.log), late.clone());
    let kept_back = tokio::spawn(async move { log.append(school, sent).await });
    // No other way to the server until somebody else, through a door of his own, has written to the stream.
    orders.closed.store(true, Ordering::SeqCst);
    while orders.keep_back.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    other.write(school, "case-1").await;
    orders.closed.store(false, Ordering::SeqCst);
    let outcome = kept_back.await.unwrap();
    assert!(matches!(outcome, Err(AppendError::Conflict { actual: Some(Version(1)), .. })), "{outcome:?}");
    let before = other.everything(school).await;
    orders.let_go.notify_one();
    orders.wait_for_a_cut().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(other.everything(school).await, before);
    assert_eq!(other.log.find_command(school, late.command).await.unwrap(), None);
    assert_eq!(other.log.read_stream(school, &stream("case-1"), Version(0)).await.unwrap().len(), 2);
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
    other.log.close().await;
    subject.log.close().await;
}

/// The same, when nobody else has written and the write is stored by the second try.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_given_up_and_sent_again_is_stored_once() {
    let patience = Patience { answer: Duration::from_millis(600), ..Patience::default() };
    let Some(relayed) = Relayed::open(patience).await else { return };
    let (subject, orders) = (relayed.subject(), &relayed.orders);
    let school = subject.school().await;
    orders.keep_back.store(true, Ordering::SeqCst);
    let appended = subject.log.append(school, marked("case-1", Expected::NoStream)).await.unwrap();
    assert!(!appended.repeated);
    orders.let_go.notify_one();
    orders.wait_for_a_cut().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(subject.everything(school).await.len(), 2);
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
    subject.log.close().await;
}
