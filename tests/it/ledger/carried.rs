//! A receipt handed in together with a checkpoint that was kept outside: of one history, of two, or it cannot be said.

use std::fs;

use registro_eventlog::event::Position;
use registro_eventlog::ledger::signer::Ledger;

use super::lab::Lab;
use super::tampering::school;

async fn receipt(lab: &Lab, ledger: &Ledger, name: &str) {
    let receipt = ledger.receipt(Position(700)).await.unwrap().to_string();
    fs::write(lab.path(name), receipt).unwrap();
}

#[tokio::test]
async fn a_receipt_is_compared_with_the_checkpoint_beside_it() {
    let lab = school().await;
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    receipt(&lab, &ledger, "r.tlog-proof").await;
    ledger.close().await;
    log.close().await;

    let same = lab.verify(&["--receipt", "r.tlog-proof", "--checkpoint", "late.txt"]);
    assert_eq!(same.code, 0, "{}", same.says);
    assert!(same.says.contains("è quello di late.txt: 1200 righe, la stessa radice"), "{}", same.says);
    // Of another size: only the history itself shows that it is the same.
    let older = lab.verify(&["--receipt", "r.tlog-proof", "--checkpoint", "early.txt"]);
    assert_eq!(older.code, 2, "{}", older.says);
    assert!(older.says.contains("non è stato confrontato"), "{}", older.says);
    let tiles = lab.ledger_folder();
    let tiles = tiles.to_str().unwrap();
    let shown = lab.verify(&["--receipt", "r.tlog-proof", "--checkpoint", "early.txt", "--tiles", tiles]);
    assert_eq!(shown.code, 0, "{}", shown.says);
    assert!(shown.says.contains("(1200 righe dell'anno 2024) è di questa storia"), "{}", shown.says);
    // A copy that ends before the receipt's checkpoint compares nothing either.
    let short = ["--receipt", "r.tlog-proof", "--checkpoint", "early.txt", "--db", "early.db"];
    let short = lab.verify(&short);
    assert_eq!(short.code, 1, "the copy lacks the event itself: {}", short.says);
    assert!(short.says.contains("più di quante ce ne siano"), "{}", short.says);
    // Two were kept, and one of them is compared with nothing.
    let two = ["--receipt", "r.tlog-proof", "--checkpoint", "early.txt", "--checkpoint", "late.txt"];
    let two = lab.verify(&two);
    assert_eq!(two.code, 2, "{}", two.says);
    assert!(two.says.contains("early.txt non è stato confrontato"), "{}", two.says);
}

#[tokio::test]
async fn a_receipt_of_a_fork_does_not_pass_beside_the_real_checkpoint() {
    let lab = school().await;
    let key = fs::read(lab.ledger_folder().join("key")).unwrap();
    let genuine = lab.path("genuine");
    fs::rename(lab.ledger_folder(), &genuine).unwrap();
    fs::create_dir_all(lab.ledger_folder()).unwrap();
    fs::write(lab.ledger_folder().join("key"), key).unwrap();
    let log = lab.log("early.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    // At the same time as the real history, and as long.
    lab.clock.forward(-200);
    lab.grow(&*log, 200, "another past").await;
    ledger.checkpoint_now().await.unwrap();
    receipt(&lab, &ledger, "fork.tlog-proof").await;
    ledger.close().await;
    log.close().await;

    let alone = lab.verify(&["--receipt", "fork.tlog-proof"]);
    assert_eq!(alone.code, 0, "by itself a fork is a history: {}", alone.says);
    let late = lab.verify(&["--receipt", "fork.tlog-proof", "--checkpoint", "late.txt"]);
    assert_eq!(late.code, 1, "{}", late.says);
    assert!(late.says.contains("biforcazione"), "{}", late.says);
    let early = lab.verify(&["--receipt", "fork.tlog-proof", "--checkpoint", "early.txt"]);
    assert_eq!(early.code, 2, "{}", early.says);
    let tiles = genuine.to_str().unwrap();
    let shown = lab.verify(&["--receipt", "fork.tlog-proof", "--checkpoint", "early.txt", "--tiles", tiles]);
    assert_eq!(shown.code, 1, "{}", shown.says);
    assert!(shown.says.contains("non sono quelle di questa storia"), "{}", shown.says);
}
