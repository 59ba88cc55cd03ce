//! The ledger over a sealed log, on a file and on a server: it signs ciphertext, an erasure changes no proof, and a key that
//! is handed in must be the one that the event names.

use std::fs;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use registro::sealing::ByRetention;
use registro_eventlog::copy::copy_school;
use registro_eventlog::event::Position;
use registro_eventlog::log::{EventLog, School};
use registro_eventlog::postgres::PostgresLog;
use registro_eventlog::seal::{Cost, FileVault, KeyId, KeyStore, SEALED, SealedLog};
use registro_eventlog::sqlite::SqliteLog;

use super::lab::{Lab, SCHOOL};
use crate::log::postgres::Database;

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_log_in_a_file_is_signed_as_it_is_stored() {
    let lab = Lab::of(SCHOOL);
    let stored = lab.log("stored.db").await;
    is_signed_as_it_is_stored(&lab, stored).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_log_on_a_server_is_signed_as_it_is_stored() {
    let Some(database) = Database::new().await else { return };
    let lab = Lab::of(SCHOOL);
    let stored = PostgresLog::open(&database.address(), lab.clock.clone()).await.unwrap();
    stored.open_school(SCHOOL, true).await.unwrap();
    is_signed_as_it_is_stored(&lab, Arc::new(stored)).await;
}

async fn is_signed_as_it_is_stored(lab: &Lab, stored: Arc<dyn EventLog>) {
    let cost = Cost { memory_kib: 8, passes: 1 };
    let vault = FileVault::open_or_make(&lab.path("kek"), b"una frase", cost).unwrap();
    let keys = Arc::new(KeyStore::open(&lab.path("keys.db"), Arc::new(vault)).await.unwrap());
    let sealed = SealedLog::new(Arc::clone(&stored), Arc::clone(&keys), Arc::new(ByRetention));
    let sealed: Arc<dyn EventLog> = Arc::new(sealed);
    let ledger = lab.ledger(&sealed).await.unwrap();
    lab.grow(&*sealed, 100, "si legge con la chiave").await;
    let before = ledger.checkpoint_now().await.unwrap();
    lab.keep("before.txt");
    let receipt = ledger.receipt(Position(7)).await.unwrap().to_string();
    fs::write(lab.path("7.tlog-proof"), &receipt).unwrap();
    let plain = sealed.read_at(SCHOOL, &[Position(7)]).await.unwrap().remove(0);
    let record = stored.read_at(SCHOOL, &[Position(7)]).await.unwrap().remove(0);
    assert_eq!(record.data.first(), Some(&SEALED));
    assert!(plain.data.starts_with(b"si legge"));
    let revealed = keys.reveal(&record.data).await.unwrap().expect("a key");
    let line = |name: KeyId, secret: &[u8]| format!("# evento 7\n{name} {}\n", BASE64.encode(secret));
    fs::write(lab.path("7.key"), line(revealed.0, &*revealed.1)).unwrap();
    fs::write(lab.path("other.key"), line(revealed.0, &[7; 32])).unwrap();

    // Another start finds what it signed, and an erasure changes none of it.
    ledger.close().await;
    keys.destroy(&[revealed.0]).await.unwrap();
    let ledger = lab.ledger(&sealed).await.unwrap();
    assert_eq!(ledger.signed(), before);
    lab.grow(&*sealed, 100, "dopo").await;
    ledger.checkpoint_now().await.unwrap();
    lab.keep("after.txt");
    ledger.close().await;
    assert_ne!(sealed.read_at(SCHOOL, &[Position(7)]).await.unwrap()[0].data, plain.data);

    let copy = SqliteLog::open(&lab.path("copy.db"), lab.clock.clone()).await.unwrap();
    copy.open_school(SCHOOL, true).await.unwrap();
    copy_school(&*stored, &copy, School { id: SCHOOL, synthetic: true }, &mut |_| ()).await.unwrap();
    copy.close().await;
    let tiles = lab.ledger_folder();
    let ask = ["--db", "copy.db", "--tiles", tiles.to_str().unwrap(), "--checkpoint"];
    for checkpoint in ["before.txt", "after.txt"] {
        let told = lab.verify(&[&ask[..], &[checkpoint]].concat());
        assert_eq!(told.code, 0, "{}", told.says);
    }
    let old = lab.verify(&["--receipt", "7.tlog-proof", "--db", "copy.db", "--checkpoint", "before.txt"]);
    assert_eq!(old.code, 0, "{}", old.says);

    // The key, kept by whoever was shown it, is the one that the event names; no other passes for it.
    let opened = lab.verify(&[&ask[..], &["after.txt", "--keys", "7.key"]].concat());
    assert_eq!(opened.code, 0, "{}", opened.says);
    assert!(opened.says.contains("le 1 chiavi consegnate"), "{}", opened.says);
    assert!(opened.says.contains("con chiavi non consegnate, o distrutte"), "{}", opened.says);
    let forged = lab.verify(&[&ask[..], &["after.txt", "--keys", "other.key"]].concat());
    assert_eq!(forged.code, 1, "{}", forged.says);
    assert!(forged.says.contains("il suo nome non la impegna"), "{}", forged.says);

    // A ciphertext that its key does not open is found at its event, though every hash of it agrees.
    let mut database = lab.attack("copy.db").await;
    let mut record: Vec<u8> = sqlx::query_scalar("SELECT record FROM event WHERE position = 7")
        .fetch_one(&mut database)
        .await
        .unwrap();
    *record.last_mut().unwrap() ^= 1;
    sqlx::query("UPDATE event SET record = ? WHERE position = 7")
        .bind(record)
        .execute(&mut database)
        .await
        .unwrap();
    drop(database);
    let broken = lab.verify(&["--db", "copy.db", "--checkpoint", "after.txt", "--keys", "7.key"]);
    assert_eq!(broken.first_bad(), Some(0), "between two checkpoints: {}", broken.says);
    assert!(broken.says.contains("evento 7: la chiave che l'evento nomina"), "{}", broken.says);
}
