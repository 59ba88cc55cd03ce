//! A log of 200,000 events against the Go team's implementation (`tests/ledger-go`).

use std::path::Path;
use std::process::Command;

use registro_eventlog::ledger::note::Verifier;

use super::lab::{Lab, SCHOOL};

#[tokio::test]
async fn the_go_teams_sumdb_verifies_two_hundred_thousand_events() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow_at_once(&log, 201_000).await;
    let signed = ledger.checkpoint_now().await.unwrap().unwrap();
    assert_eq!(signed.size, 201_000);
    ledger.close().await;

    let program = lab.path("verify");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledger-go/main.go");
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(source)
        .env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOCACHE", lab.path("cache"))
        .status()
        .unwrap_or_else(|error| panic!("Debian's golang-go and golang-golang-x-mod-dev are needed: {error}"));
    assert!(built.success());

    let key: Verifier = ledger.shelf().verifier().unwrap().named(signed.origin.clone());
    let shard = lab.ledger_folder().join("2025");
    let verified = Command::new(&program).arg(&shard).arg(key.to_string()).output().unwrap();
    let says = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert!(says.contains("201000 entries, all tiles and"), "{says}");

    // It can fail: one byte of an entry.
    let bundle = shard.join("tile/entries/500");
    let mut bytes = std::fs::read(&bundle).unwrap();
    bytes[90] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    let refused = Command::new(&program).arg(&shard).arg(key.to_string()).output().unwrap();
    assert!(!refused.status.success());

    let whole = lab.verify(&["--tiles", lab.ledger_folder().to_str().unwrap()]);
    assert!(whole.says.contains("201000 eventi letti"), "{}", whole.says);
}
