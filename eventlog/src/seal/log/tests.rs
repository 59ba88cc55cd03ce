//! What is stored, what is read, and what is left when a key is gone.

use std::path::Path;

use jiff::civil::date;
use uuid::Uuid;

use super::super::{Cost, FileVault, Scope};
use super::*;
use crate::event::{About, Actor, Expected, NewEvent};
use crate::log::{SystemClock, Write};
use crate::memory::MemoryLog;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

/// A key for each stream; what stands in `plain-…` is stored as it is, and condemns keys.
struct ByStream;

impl Policy for ByStream {
    fn scope(&self, stream: &StreamName, _: &NewEvent, _: Uuid) -> Option<Scope> {
        let sealed = stream.category() != "plain";
        sealed.then(|| Scope { owner: None, class: "prova", part: stream.to_string() })
    }

    fn destructions(&self) -> &'static [&'static str] {
        &["plain"]
    }

    fn condemned(&self, recorded: &Recorded) -> Vec<KeyId> {
        recorded.data.chunks_exact(32).filter_map(KeyId::from_slice).collect()
    }
}

async fn sealed(folder: &Path, stored: &Arc<dyn EventLog>) -> SealedLog {
    let cost = Cost { memory_kib: 8, passes: 1 };
    let vault = FileVault::open_or_make(&folder.join("kek"), b"frase", cost).unwrap();
    let keys = KeyStore::open(&folder.join("keys.db"), Arc::new(vault)).await.unwrap();
    SealedLog::new(Arc::clone(stored), Arc::new(keys), Arc::new(ByStream))
}

async fn stored() -> Arc<dyn EventLog> {
    let log: Arc<dyn EventLog> = Arc::new(MemoryLog::new(Arc::new(SystemClock)));
    log.open_school(SCHOOL, true).await.unwrap();
    log
}

fn append(command: u128, writes: &[(&str, Expected, &[&[u8]])]) -> Append {
    let event = |data: &&[u8]| NewEvent {
        kind: "kind.v1".to_owned(),
        effective_on: date(2026, 3, 2),
        about: vec![About { person: Uuid::from_u128(3), role: "subject".to_owned() }],
        data: data.to_vec(),
    };
    Append {
        command: CommandId(Uuid::from_u128(command)),
        fingerprint: [0; 32],
        correlation: Uuid::from_u128(command),
        actor: Actor {
            person: Uuid::from_u128(2),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::nil(),
            on_behalf_of: None,
        },
        writes: writes
            .iter()
            .map(|(stream, expected, events)| Write {
                stream: StreamName::new(*stream).unwrap(),
                expected: *expected,
                events: events.iter().map(event).collect(),
            })
            .collect(),
    }
}

async fn data_of(log: &dyn EventLog) -> Vec<Vec<u8>> {
    let all = log.read_all(SCHOOL, None, 100, Filter::All).await.unwrap();
    all.into_iter().map(|recorded| recorded.data).collect()
}

#[tokio::test]
async fn what_is_stored_is_not_what_was_said_and_what_is_read_is() {
    let (folder, stored) = (tempfile::tempdir().unwrap(), stored().await);
    let log = sealed(folder.path(), &stored).await;
    let said: [&[u8]; 4] = [b"\x01voto: 4", b"\x01voto: 9", b"\x01assente", b"\x01in chiaro"];
    let writes: [(&str, Expected, &[&[u8]]); 3] = [
        ("a-1", Expected::NoStream, &said[..2]),
        ("plain-1", Expected::NoStream, &said[3..]),
        ("a-2", Expected::NoStream, &said[2..3]),
    ];
    log.append(SCHOOL, append(1, &writes)).await.unwrap();

    let in_order = [said[0], said[1], said[3], said[2]];
    assert_eq!(data_of(&log).await, in_order);
    assert_eq!(
        data_of(&sealed(folder.path(), &stored).await).await,
        in_order,
        "another process reads it too"
    );
    let held = data_of(&*stored).await;
    assert_eq!(held[2], said[3]);
    for (held, said) in [(&held[0], said[0]), (&held[1], said[1]), (&held[3], said[2])] {
        assert!(held.windows(said.len() - 1).all(|part| part != &said[1..]));
    }
    assert_eq!(
        log.read_stream(SCHOOL, &StreamName::new("a-1").unwrap(), Version(1)).await.unwrap()[0].data,
        said[1]
    );
    assert_eq!(log.read_at(SCHOOL, &[Position(3)]).await.unwrap()[0].data, said[2]);
}

#[tokio::test]
async fn erased_if_the_log_says_so_and_locked_if_it_does_not() {
    let (folder, stored) = (tempfile::tempdir().unwrap(), stored().await);
    let log = sealed(folder.path(), &stored).await;
    let writes: [(&str, Expected, &[&[u8]]); 2] =
        [("a-1", Expected::NoStream, &[b"\x01uno"]), ("a-2", Expected::NoStream, &[b"\x01due"])];
    log.append(SCHOOL, append(1, &writes)).await.unwrap();
    let held = data_of(&*stored).await;
    let keys: Vec<KeyId> = held.iter().map(|data| data::key_of(data).unwrap()).collect();

    log.keys.destroy(&keys).await.unwrap();
    assert_eq!(data_of(&log).await, [[LOCKED], [LOCKED]]);

    let asked: [(&str, Expected, &[&[u8]]); 1] = [("plain-1", Expected::NoStream, &[&keys[0].0])];
    log.append(SCHOOL, append(2, &asked)).await.unwrap();
    assert_eq!(data_of(&log).await, [vec![ERASED], vec![LOCKED], keys[0].0.to_vec()]);
    assert_eq!(data_of(&*stored).await[..2], held, "not a byte of the log has changed");
}

/// What was written before there were keys stays readable.
#[tokio::test]
async fn plain_data_of_an_older_log_are_read_as_they_are() {
    let (folder, stored) = (tempfile::tempdir().unwrap(), stored().await);
    stored.append(SCHOOL, append(1, &[("a-1", Expected::NoStream, &[b"\x01prima"])])).await.unwrap();
    let log = sealed(folder.path(), &stored).await;
    let next: [(&str, Expected, &[&[u8]]); 1] = [("a-1", Expected::Exactly(Version(0)), &[b"\x01dopo"])];
    log.append(SCHOOL, append(2, &next)).await.unwrap();
    assert_eq!(data_of(&log).await, [b"\x01prima".to_vec(), b"\x01dopo".to_vec()]);
}

/// Whoever of them waits for a key that is not there yet.
#[tokio::test]
async fn appends_reach_the_engine_in_the_order_in_which_they_were_begun() {
    let (folder, stored) = (tempfile::tempdir().unwrap(), stored().await);
    let log = sealed(folder.path(), &stored).await;
    let known: [(&str, Expected, &[&[u8]]); 1] = [("b-0", Expected::NoStream, &[b"\x01nota"])];
    log.append(SCHOOL, append(1, &known)).await.unwrap();
    let begun = (1..20u64).map(|n| {
        let (stream, expected) = match n % 3 {
            0 => ("b-0".to_owned(), Expected::Exactly(Version(n / 3 - 1))),
            _ => (format!("a-{n}"), Expected::NoStream),
        };
        let append = append(u128::from(n) + 1, &[(stream.as_str(), expected, &[&[1, n as u8]])]);
        log.append(SCHOOL, append)
    });
    for appended in futures::future::join_all(begun.collect::<Vec<_>>()).await {
        appended.unwrap();
    }
    let order: Vec<u8> = data_of(&log).await[1..].iter().map(|data| data[1]).collect();
    assert_eq!(order, (1..20).collect::<Vec<u8>>());
}
