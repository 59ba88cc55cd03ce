//! An export that was made before something was erased, or that stands between: what it still holds does not come back.

use axum::http::StatusCode;
use serde_json::json;

use super::erasures::{CANARY, OFFICER, act, assessed, erase, note, notes_of, school, until_done};
use super::exported::{EXPORT, run};
use super::support::*;

/// C4-03: what was erased does not come back with an export that was made before.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_export_does_not_bring_back_what_was_erased() {
    let school = school().await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    let target = notes_of(&school, GIULIA).await.remove(0);
    let folder = school.dir.path();
    std::fs::write(folder.join("phrase"), "una frase detta per telefono\n").expect("a phrase");
    let export = |to: &str| {
        let (done, said) =
            run(folder, &[&EXPORT[..], &["--receiver-passphrase-file", "phrase", "--to", to]].concat());
        assert!(done, "{said}");
    };
    export("older");
    let erasure = erase(&school, GIULIA, &target).await;
    until_done(&school, erasure).await;
    export("newer");

    // The same register as somebody finds it who has its files.
    let copy = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        if path.is_file() {
            std::fs::copy(&path, copy.path().join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let take = |bag: &str, rest: &[&str]| {
        let bag = folder.join(bag);
        let from = ["import", "--sender-passphrase-file", "phrase", "--from", bag.to_str().expect("a path")];
        run(copy.path(), &[&from[..], rest].concat())
    };
    let (done, said) = take("older", &["--log", "sqlite://log.db", "--read", "sqlite://again.db"]);
    assert!(!done && said.contains("le chiavi della borsa non vi entrano"), "{said}");
    // Nor into another log beside the same keys.
    let same = ["--keys", "log.keys.db", "--key-file", "log.kek", "--passphrase-file", "log.passphrase"];
    let other = [&["--log", "sqlite://other.db", "--read", "sqlite://other-read.db"], &same[..]].concat();
    let (done, said) = take("older", &other);
    assert!(!done && said.contains("ne ha distrutte"), "{said}");
    let keys = sealing(copy.path()).await.list(SCHOOL).await.expect("a list");
    assert!(keys.iter().all(|it| target["key"] != it.id.to_string()), "the key came back");

    // What was exported since goes in, where it is new and where it is already.
    let (done, said) = take("newer", &["--log", "sqlite://new.db", "--read", "sqlite://new-read.db"]);
    assert!(done, "{said}");
    let (done, said) = take("newer", &["--log", "sqlite://new.db", "--read", "sqlite://new-read.db"]);
    assert!(done, "{said}");
}

/// C4-03: an approval that is refused leaves the keys as they are.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_is_refused_retires_no_key() {
    let school = school().await;
    note(&school, GIULIA, "esce senza permesso").await;
    let target = notes_of(&school, GIULIA).await.remove(0);
    let erasure = assessed(&school, GIULIA, &target).await;
    let keys = school.app.register.keys.as_ref().expect("keys");
    let before = keys.generation().await.expect("a number");
    let refused = act(&school, OFFICER, erasure, json!({ "approve": {} })).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY, "a second person");
    assert_eq!(keys.generation().await.expect("a number"), before);
}
