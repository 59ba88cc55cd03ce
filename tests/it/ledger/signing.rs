//! What the signer does: incrementally, across school years and restarts, at once when asked; and what it refuses.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use registro_eventlog::codec;
use registro_eventlog::event::Position;
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::signer::Ledger;
use registro_eventlog::ledger::tree::{Frontier, includes, leaf_hash};
use registro_eventlog::log::Filter;

use super::lab::{Lab, NEVER, PER_COMMAND, SCHOOL};

#[tokio::test]
async fn what_is_signed_is_the_root_over_the_records_whatever_the_steps() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    for commands in [1, 2, 90, 200] {
        let ledger = lab.ledger(&log).await.unwrap();
        lab.grow(&*log, commands, "x").await;
        ledger.checkpoint_now().await.unwrap().unwrap();
        ledger.close().await;
    }
    // The clock passes 31 August after 599 commands: all of this is one shard.
    let records = log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.unwrap();
    let mut frontier = Frontier::default();
    records.iter().for_each(|record| frontier.push(leaf_hash(&codec::encode_record(record))));
    let ledger = lab.ledger(&log).await.unwrap();
    let signed = ledger.signed().unwrap();
    assert_eq!((signed.size, signed.root), (293 * PER_COMMAND, frontier.root()));
    assert_eq!(signed.origin, format!("registro.example/{}/2024", SCHOOL.0));
}

#[tokio::test]
async fn a_new_school_year_begins_with_the_last_checkpoint_of_the_old_one() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 700, "x").await;
    let signed = ledger.checkpoint_now().await.unwrap().unwrap();
    let published = ledger.shelf().published().unwrap();
    let [old, new] = published.as_slice() else { panic!("two shards") };
    assert_eq!((old.year, new.year, &new.checkpoint), (2024, 2025, &signed));
    assert_eq!(old.checkpoint.size + new.checkpoint.size, 700 * PER_COMMAND + 1);

    let bundle = ledger.shelf().file("2025/tile/entries/000").unwrap().unwrap();
    let text = old.checkpoint.text();
    assert_eq!(&bundle[2..2 + text.len()], text.as_bytes());
    assert_eq!(bundle[..2], u16::try_from(text.len()).unwrap().to_be_bytes());

    // The link is no event; the first year has none.
    let events = ledger.shelf().bundle(new, 0).unwrap().unwrap();
    assert_eq!(events[0], (1, Position(old.checkpoint.size)));
    let events = ledger.shelf().bundle(old, 0).unwrap().unwrap();
    assert_eq!(events[0], (0, Position(0)));

    // Receipts of both years, and at the seam.
    let seam = old.checkpoint.size;
    for position in [0, seam - 1, seam, 700 * PER_COMMAND - 1] {
        let receipt = ledger.receipt(Position(position)).await.unwrap();
        let record = codec::decode_record(&receipt.entry).unwrap();
        assert_eq!(record.position, Position(position));
        let of = if position < seam { &old.checkpoint } else { &new.checkpoint };
        let leaf = leaf_hash(&receipt.entry);
        assert!(includes(&leaf, receipt.index, of.size, &receipt.proof, &of.root), "{position}");
    }
    assert!(matches!(ledger.receipt(Position(9999)).await, Err(LedgerError::NotYet(9999))));
}

#[tokio::test]
async fn it_signs_by_itself_while_the_log_grows() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let every = Duration::from_millis(50);
    let ledger = Ledger::open(Arc::clone(&log), SCHOOL, &lab.ledger_folder(), every).await.unwrap();
    lab.grow(&*log, 5, "x").await;
    let signed = async {
        while ledger.signed().is_none_or(|signed| signed.size < 5 * PER_COMMAND) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), signed).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_its_owners_and_the_folder_has_one_signer() {
    use std::os::unix::fs::PermissionsExt;

    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    let key = lab.ledger_folder().join("key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&key).unwrap().starts_with("PRIVATE+KEY+registro.example/"));
    assert!(matches!(lab.ledger(&log).await, Err(LedgerError::InUse(_))));
    ledger.close().await;
    lab.ledger(&log).await.unwrap();
}

/// Only a year that follows another begins with what is no event.
#[tokio::test]
async fn a_first_entry_that_is_no_event_is_told() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 2, "x").await;
    let size = ledger.checkpoint_now().await.unwrap().unwrap().size;
    let shelf = ledger.shelf().clone();
    ledger.close().await;
    let published = shelf.published().unwrap().pop().unwrap();
    let path = lab.ledger_folder().join(format!("2024/tile/entries/000.p/{size}"));
    let mut bytes = fs::read(&path).unwrap();
    bytes[2] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(shelf.bundle(&published, 0), Err(LedgerError::Damaged { .. })));
}

/// Another under the same name would sign a second history: also where only the years that it signed are left.
#[tokio::test]
async fn a_key_that_is_gone_is_not_made_again() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 20, "x").await;
    ledger.checkpoint_now().await.unwrap();
    ledger.close().await;
    let folder = lab.ledger_folder();
    let key = fs::read(folder.join("key")).unwrap();
    fs::remove_file(folder.join("key")).unwrap();
    for public in [true, false] {
        let gone = lab.ledger(&log).await;
        assert!(matches!(gone, Err(LedgerError::Damaged { .. })), "published: {public}");
        assert!(!folder.join("key").exists(), "none is made");
        if public {
            fs::remove_file(folder.join("public-key")).unwrap();
        }
    }
    fs::write(folder.join("key"), key).unwrap();
    lab.ledger(&log).await.unwrap();
}

#[tokio::test]
async fn over_an_older_backup_nothing_is_signed() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 20, "x").await;
    log.close().await;
    ledger.close().await;
    lab.copy("log.db", "backup.db").await;

    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 20, "x").await;
    ledger.checkpoint_now().await.unwrap();
    ledger.close().await;
    log.close().await;
    let before = fs::read(lab.ledger_folder().join("2024/signed")).unwrap();

    // As it was restored, and after it has gone on to be as long and longer than what was signed.
    let log = lab.log("backup.db").await;
    for commands in [0, 20, 20] {
        lab.grow(&*log, commands, "another past").await;
        assert!(matches!(lab.ledger(&log).await, Err(LedgerError::Inconsistent(_))), "{commands} more");
    }
    assert_eq!(fs::read(lab.ledger_folder().join("2024/signed")).unwrap(), before);
}

#[tokio::test]
async fn over_tiles_that_were_changed_nothing_is_signed() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 10, "x").await;
    ledger.checkpoint_now().await.unwrap();
    ledger.close().await;
    let tile = lab.ledger_folder().join("2024/tile/0/000.p/30");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[100] ^= 1;
    fs::write(&tile, bytes).unwrap();
    assert!(matches!(lab.ledger(&log).await, Err(LedgerError::Inconsistent(_))));
}

/// Killed between any two files that it writes, it goes on from what it had signed.
#[tokio::test]
async fn tiles_beyond_what_was_signed_are_written_again() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 30, "x").await;
    ledger.checkpoint_now().await.unwrap();
    let signed = lab.ledger_folder().join("2024/signed");
    let before = fs::read(&signed).unwrap();
    lab.grow(&*log, 200, "x").await;
    let after = ledger.checkpoint_now().await.unwrap().unwrap();
    ledger.close().await;
    fs::write(&signed, before).unwrap();
    let again = Ledger::open(Arc::clone(&log), SCHOOL, &lab.ledger_folder(), NEVER).await.unwrap();
    assert_eq!(again.signed(), Some(after));
}
