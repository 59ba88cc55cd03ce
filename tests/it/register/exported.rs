//! What goes out of a school in which something was erased and something was taken out of the file: what the register shows.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use registro::desk::case_stream;
use registro_eventlog::codec::encode_record;
use registro_eventlog::event::Version;
use registro_eventlog::log::{EventLog, Filter, SystemClock};
use registro_eventlog::sqlite::SqliteLog;
use serde_json::{Value, json};

use super::appeals::{CASE, HEAD, appeal, done, school};
use super::expunction::{in_may, ordered};
use super::support::{SCHOOL, School};
use crate::served::program;

/// What the program says, and whether it did what it was to do, on the files of a folder.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    std::fs::write(folder.join("log.passphrase"), "una frase").expect("a phrase");
    let mut command = Command::new(program("registro-export"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGISTRO_")) {
        command.env_remove(name);
    }
    let output = command.current_dir(folder).args(arguments).output().expect("it runs");
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    (output.status.success(), said)
}

pub(super) const EXPORT: [&str; 5] = ["export", "--log", "sqlite://log.db", "--read", "sqlite://read.db"];

/// A school's export, by the program itself, on the files of a school at work.
pub(super) fn exported(school: &School) -> BTreeMap<String, Vec<u8>> {
    let folder = school.dir.path();
    let (done, said) = run(folder, &[&EXPORT[..], &["--without-keys", "--to", "bag"]].concat());
    assert!(done, "{said}");
    let (mut files, mut waiting) = (BTreeMap::new(), vec![folder.join("bag/data")]);
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.insert(name(folder, &path), std::fs::read(path).expect("a file"));
            }
        }
    }
    std::fs::remove_dir_all(folder.join("bag")).expect("gone");
    files
}

fn name(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder.join("bag")).expect("within").display().to_string()
}

/// The events that were exported, in order.
pub(super) fn events(files: &BTreeMap<String, Vec<u8>>) -> Vec<Value> {
    let of_events = files.iter().filter(|(name, _)| name.starts_with("data/events/"));
    let lines = of_events.flat_map(|(_, bytes)| bytes.split(|byte| *byte == b'\n'));
    let lines = lines.filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
}

/// Whether any file says a word. What is sealed does not.
pub(super) fn says(files: &BTreeMap<String, Vec<u8>>, word: &str) -> Vec<String> {
    holding(files, word.as_bytes())
}

fn holding(files: &BTreeMap<String, Vec<u8>>, what: &[u8]) -> Vec<String> {
    let found = files.iter().filter(|(_, bytes)| bytes.windows(what.len()).any(|part| part == what));
    found.map(|(name, _)| name.clone()).collect()
}

/// B1-12: as the register shows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_taken_out_of_the_file_goes_out_as_taken_out() {
    for expunge in [false, true] {
        let school = school().await;
        ordered(&school, expunge).await;
        if expunge {
            done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
        }
        let files = exported(&school);
        let saying = says(&files, "sproporzionata");
        assert_eq!(saying.is_empty(), expunge, "{saying:?}");
        let events = events(&files);
        let of_case = format!("case-{CASE}");
        let kinds: Vec<&str> =
            events.iter().filter(|event| event["subject"] == of_case.as_str()).map(kind).collect();
        assert_eq!(kinds.iter().all(|kind| *kind == "case-expunged.v1"), expunge, "{kinds:?}");
        // The ledger's entry is told by its hash where it would tell more than is shown.
        for event in &events {
            let (record, leaf) = (&event["data"]["record"], &event["data"]["leaf"]);
            let withheld = event["data"]["shown"] == "expunged";
            assert_eq!((record.is_null(), leaf.is_null()), (withheld, !withheld), "{event}");
            assert_eq!(event["data"]["fingerprint"].is_null(), withheld, "{event}");
        }
        let shown = events.iter().filter(|event| event["data"]["shown"] == "expunged").count();
        assert_eq!(shown, if expunge { kinds.len() - 1 } else { 0 });
        assert!(files.keys().any(|name| name.starts_with("data/ledger/") && name.ends_with("/checkpoint")));
        let stream = case_stream(CASE).expect("a name");
        let stored = school.stored.read_stream(SCHOOL, &stream, Version(0)).await.expect("the case");
        for record in stored.iter().filter(|record| record.kind != "case-expunged.v1") {
            let record = encode_record(record);
            let (plain, coded) =
                (holding(&files, &record), holding(&files, STANDARD.encode(&record).as_bytes()));
            // Among the events only, and there only as long as it is shown.
            assert!(plain.is_empty(), "{plain:?}");
            assert_eq!(coded.is_empty(), expunge, "{coded:?}");
        }
        let cases = String::from_utf8(files["data/tables/cases.csv"].clone()).expect("text");
        let row = cases.lines().find(|row| row.starts_with(&CASE.to_string())).expect("the case");
        assert_eq!(row == format!("{CASE},true,,,,,,,,"), expunge, "{row}");
    }
}

/// B1-12: who is given the keys can go on with it, and proves the same tree; who is not is told so.
#[tokio::test(flavor = "multi_thread")]
async fn a_school_with_a_case_taken_out_goes_on_elsewhere() {
    let school = school().await;
    ordered(&school, true).await;
    done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
    let folder = school.dir.path();
    std::fs::write(folder.join("phrase"), "una frase detta per telefono\n").expect("a phrase");
    let phrase = ["--receiver-passphrase-file", "phrase", "--to", "whole"];
    let (exported, said) = run(folder, &[&EXPORT[..], &phrase].concat());
    assert!(exported, "{said}");
    let line = std::fs::read_to_string(folder.join("whole/data/events/000001.ndjson")).expect("events");
    assert!(line.contains("\"shown\":\"expunged\""), "{line}");
    let to = ["--log", "sqlite://new.db", "--read", "sqlite://new-read.db"];
    let from = ["import", "--from", "whole", "--sender-passphrase-file", "phrase"];
    let (taken, said) = run(folder, &[&from[..], &to].concat());
    assert!(taken && said.contains("Le radici sono quelle della borsa"), "{said}");
    let log = SqliteLog::open(&folder.join("new.db"), Arc::new(SystemClock)).await.expect("the log");
    let there = log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.expect("the feed");
    let here = school.stored.read_all(SCHOOL, None, usize::MAX, Filter::All).await.expect("the feed");
    assert!(!there.is_empty() && here.starts_with(&there));
    // A command is known again there, and by who has the keys alone.
    for event in &there {
        let known = log.find_command(SCHOOL, event.command).await.expect("a command").expect("it is known");
        let was = school.stored.find_command(SCHOOL, event.command).await.expect("a command").expect("known");
        assert_eq!(known.1, was.1);
        let print: String = was.1.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!line.contains(&print), "{print}");
    }
}

fn kind(event: &Value) -> &str {
    event["type"].as_str().expect("a kind")
}
