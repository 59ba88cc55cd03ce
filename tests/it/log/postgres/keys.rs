//! The key store in PostgreSQL: what the file promises, kept for several machines at once.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use registro_eventlog::event::SchoolId;
use registro_eventlog::seal::{Cost, FileVault, KeyId, KeyStore, Scope, SealError, Vault, server};
use sqlx::{Connection, Executor, raw_sql};
use uuid::Uuid;

use super::{Database, KEEPER, SERVING};

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(0x5c));

fn vault(folder: &Path) -> Arc<dyn Vault> {
    let cost = Cost { memory_kib: 8, passes: 1 };
    Arc::new(FileVault::open_or_make(&folder.join("kek"), b"una frase", cost).unwrap())
}

fn scope(part: &str) -> Scope {
    Scope { owner: Some(Uuid::from_u128(7)), class: "assenze", part: part.to_owned() }
}

/// Something sealed in a scope, and the name of its key.
async fn closed(store: &KeyStore, part: &str) -> (Vec<u8>, KeyId) {
    let closed = store.close(SCHOOL, &scope(part), b"here", part.as_bytes()).await.unwrap();
    let key = KeyId(closed[..32].try_into().unwrap());
    (closed, key)
}

async fn opens(store: &KeyStore, closed: &[u8]) -> bool {
    store.open_closed(b"here", closed).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_that_share_it_have_one_key_for_a_scope_and_forget_what_one_destroys() {
    let Some(database) = Database::new().await else { return };
    let (address, folder) = (database.keys().await, tempfile::tempdir().unwrap());
    let store = async || Arc::new(KeyStore::open_on_server(&address, vault(folder.path())).await.unwrap());
    let (one, other) = (store().await, store().await);
    let asked = (0..40).map(|number| {
        let store = Arc::clone(if number % 2 == 0 { &one } else { &other });
        tokio::spawn(async move { closed(&store, &(number % 5).to_string()).await.1 })
    });
    for asked in asked.collect::<Vec<_>>() {
        asked.await.unwrap();
    }
    assert_eq!(one.list(SCHOOL).await.unwrap().len(), 5);
    assert_eq!(one.list(SCHOOL).await.unwrap(), other.list(SCHOOL).await.unwrap());

    let ((sealed, gone), (kept, _)) = (closed(&one, "1").await, closed(&one, "2").await);
    assert!(opens(&other, &sealed).await && opens(&other, &kept).await);
    let backup = folder.path().join("copy.db");
    server::copy_to(&address, &backup).await.unwrap();
    let as_file = KeyStore::open(&backup, vault(folder.path())).await.unwrap();
    assert!(opens(&as_file, &sealed).await, "a copy is a file that opens");
    assert_eq!(as_file.list(SCHOOL).await.unwrap(), one.list(SCHOOL).await.unwrap());
    drop(as_file);

    let before = other.generation().await.unwrap();
    one.retire(&[gone]).await.unwrap();
    assert_ne!(closed(&other, "1").await.1, gone, "retired, it seals nothing more");
    assert_eq!(one.destroy(&[gone]).await.unwrap(), 1);
    assert_eq!(one.destroy(&[gone]).await.unwrap(), 0);
    assert!(before < other.generation().await.unwrap());
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    for store in [&one, &other] {
        assert!(!opens(store, &sealed).await && opens(store, &kept).await);
    }
    let older = KeyStore::open(&backup, vault(folder.path())).await;
    assert!(matches!(older, Err(SealError::OfAnotherVault(_))), "an older copy opens nothing");
}

#[tokio::test]
async fn its_role_sees_no_event_and_the_role_of_the_log_no_key() {
    let Some(database) = Database::new().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let unprepared = KeyStore::open_on_server(&database.address(), vault(folder.path())).await;
    assert!(matches!(unprepared, Err(SealError::NotPrepared)));
    let address = database.keys().await;
    database.keys().await; // Repeating it is harmless.
    assert!(!server::holds_keys(&address).await.unwrap());
    let store = KeyStore::open_on_server(&address, vault(folder.path())).await.unwrap();
    let (_, key) = closed(&store, "1").await;
    assert!(server::holds_keys(&address).await.unwrap());
    for (role, forbidden) in [
        (KEEPER, "SELECT * FROM registro_log.event"),
        (KEEPER, "TRUNCATE registro_keys.keys"),
        (KEEPER, "UPDATE registro_keys.keys SET school = id::text::uuid"),
        (SERVING, "SELECT * FROM registro_keys.keys"),
        (SERVING, "SELECT * FROM registro_keys.generation"),
    ] {
        let mut connection = database.as_role(role).await;
        let refused = connection.execute(raw_sql(forbidden)).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        assert_eq!(code.as_deref(), Some("42501"), "{role}: {forbidden}");
        connection.close().await.unwrap();
    }
    assert_eq!(store.list(SCHOOL).await.unwrap()[0].id, key);
}

/// A connection that is cut costs a call at most; another's turn that never ends, a wait.
#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_when_connections_are_cut() {
    let Some(database) = Database::new().await else { return };
    let (address, folder) = (database.keys().await, tempfile::tempdir().unwrap());
    let store = KeyStore::open_on_server(&address, vault(folder.path())).await.unwrap();
    let (sealed, _) = closed(&store, "1").await;
    let mut superuser = database.as_superuser().await;
    for round in 0..3 {
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{KEEPER}' \
                           AND datname = current_database()"
        );
        superuser.execute(raw_sql(sqlx::AssertSqlSafe(cut))).await.unwrap();
        let part = format!("after {round}");
        let mut done = store.close(SCHOOL, &scope(&part), b"here", b"x").await.is_ok();
        for _ in 0..3 {
            done = done || store.close(SCHOOL, &scope(&part), b"here", b"x").await.is_ok();
        }
        assert!(done, "round {round}");
    }
    assert!(opens(&store, &sealed).await);
    assert_eq!(store.list(SCHOOL).await.unwrap().len(), 4, "no scope has two keys");
}
