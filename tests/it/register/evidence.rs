//! A case's bundle of evidence: who takes it away, what is in it, and that the auditor's program notices a byte that changed.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use registro::access::consult::Filter;
use registro::access::entry::Kind;
use registro::access::operator::{Command as Reads, by_operator};
use registro::actor::Capacity;
use registro::answers::Moment;
use registro::bag::{File, sha256};
use registro::refusal::Refusal;
use registro_eventlog::ledger::note::{Checkpoint, Signer};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use super::appeals::{self, AUDITOR, CASE, HEAD, HERS, SECRETARY, Who};
use super::documents::is_the_example;
use super::proofs::with_ledger;
use super::support::{GIULIA, MATHS, School};
use crate::served;

struct Bundle {
    school: School,
    ledger: TempDir,
    files: Vec<File>,
}

/// Of a case that was decided, appealed and referred back, all of it signed.
async fn bundle() -> Bundle {
    let school = appeals::school().await;
    let ledger = with_ledger(&school).await;
    appeals::sanctioned(&school).await;
    appeals::decided(&school).await;
    school.app.register.ledger().unwrap().checkpoint_now().await.unwrap();
    let files = made(&school).await;
    Bundle { school, ledger, files }
}

async fn made(school: &School) -> Vec<File> {
    let app = &school.app;
    let file = app.case(CASE, Moment::Now).await.unwrap().unwrap();
    let directory = app.register.directory().await.unwrap();
    let docket = app.docket(file, &directory, Moment::Now, app.register.today()).await.unwrap();
    let shelf = app.register.ledger().unwrap().shelf().clone();
    app.evidence(&directory, &docket, &shelf).await.unwrap()
}

fn write(files: &[File]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

impl Bundle {
    fn key(&self) -> PathBuf {
        self.ledger.path().join("public-key")
    }

    fn bytes(&self, path: &str) -> &[u8] {
        &self.files.iter().find(|(known, _)| known == path).unwrap_or_else(|| panic!("no {path}")).1
    }

    fn paths(&self, folder: &str) -> Vec<&str> {
        self.files.iter().map(|(path, _)| path.as_str()).filter(|path| path.starts_with(folder)).collect()
    }
}

/// The auditor's program: its exit code, and what it says.
fn verify(folder: &Path, key: &Path) -> (i32, String) {
    verify_with(folder, key, &[])
}

fn verify_with(folder: &Path, key: &Path, more: &[&Path]) -> (i32, String) {
    let output = Command::new(served::binary())
        .args(["verify", "--bundle"])
        .arg(folder)
        .arg("--key")
        .arg(key)
        .args(more)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_verified_without_the_school() {
    let bundle = bundle().await;
    let folder = write(&bundle.files);
    let (code, says) = verify(folder.path(), &bundle.key());
    assert_eq!(code, 0, "{says}");
    for proved in [
        "il pacchetto è intero",
        "nel registro firmato, byte per byte",
        "si aprono con le chiavi consegnate",
        "ci sono tutti",
    ] {
        assert!(says.contains(proved), "{proved}: {says}");
    }
    let (_, unproved) = says.split_once("NON PROVATO").unwrap();
    for limit in ["chiunque può rifare", "che le chiavi consegnate non aprano altri eventi"] {
        assert!(unproved.contains(limit), "{limit}: {says}");
    }
    // One key: that of the case.
    assert_eq!(String::from_utf8_lossy(bundle.bytes("data/chiavi.txt")).lines().count(), 1);
    let acts = bundle.paths("data/ricevute/").len();
    assert_eq!(bundle.paths("data/eventi/").len(), 2 * acts);
    let readme = String::from_utf8_lossy(bundle.bytes("data/LEGGIMI.md")).into_owned();
    assert!(readme.contains("di questo solo caso"), "{readme}");
    // Where no program makes the file, the bundle is there all the same, and says so.
    assert!(readme.contains("Perché non c'è `relazione.pdf`"), "{readme}");
    let report: Value = serde_json::from_slice(bundle.bytes("data/relazione.json")).unwrap();
    is_the_example(&report);
    let page = String::from_utf8_lossy(bundle.bytes("data/relazione.html")).into_owned();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("segnalato un fatto del"), "{page}");
    // The same register gives the same bytes.
    assert_eq!(made(&bundle.school).await, bundle.files);
    // Another school's key proves nothing.
    let other = TempDir::new().unwrap();
    let wrong = other.path().join("key");
    fs::write(&wrong, "registro.example/altra+e3b5db6c+AUu4hbe8JTgC4TlAEY3dSTjyc1ADQ8nVtjI0nA0ElLYw")
        .unwrap();
    assert_ne!(verify(folder.path(), &wrong).0, 0);
}

/// What was kept outside the school counts only if it is compared.
#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_beside_a_checkpoint_is_of_its_history_or_it_is_said() {
    let bundle = bundle().await;
    let folder = write(&bundle.files);
    let outside = TempDir::new().unwrap();
    let published = fs::read_to_string(bundle.ledger.path().join("2025/checkpoint")).unwrap();
    let mut lines = published.lines();
    let (origin, size) = (lines.next().unwrap(), lines.next().unwrap().parse::<u64>().unwrap());
    let key = fs::read_to_string(bundle.ledger.path().join("key")).unwrap();
    let seed = STANDARD.decode(key.trim_end().splitn(5, '+').last().unwrap()).unwrap();
    let signer = Signer::new(origin.to_owned(), seed[1..].try_into().unwrap());
    let signed = |size| signer.sign(&Checkpoint { origin: origin.to_owned(), size, root: [9; 32] }.text());
    for (note, code, says) in [
        (published.clone(), 0, "la stessa radice"),
        (signed(size), 1, "biforcazione"),
        (signed(size - 1), 2, "non è stato confrontato"),
        (signed(size + 1), 2, "non è stato confrontato"),
    ] {
        let path = outside.path().join("kept.txt");
        fs::write(&path, note).unwrap();
        let told = verify_with(folder.path(), &bundle.key(), &[Path::new("--checkpoint"), &path]);
        assert!(told.0 == code && told.1.contains(says), "{code} {says}: {told:?}");
    }
    // The folder of the ledger has the history of both.
    let fork = outside.path().join("kept.txt");
    fs::write(&fork, signed(size - 1)).unwrap();
    let (checkpoint, tiles) = (Path::new("--checkpoint"), Path::new("--tiles"));
    let told = verify_with(folder.path(), &bundle.key(), &[checkpoint, &fork, tiles, bundle.ledger.path()]);
    assert_eq!(told.0, 1, "{told:?}");
    fs::write(&fork, &published).unwrap();
    let told = verify_with(folder.path(), &bundle.key(), &[checkpoint, &fork, tiles, bundle.ledger.path()]);
    assert!(told.0 == 0 && told.1.contains("è di questa storia"), "{told:?}");
}

/// Also where a receipt lies beside it, and with no checkpoint but its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_beside_a_copy_is_compared_with_it() {
    let bundle = bundle().await;
    let folder = write(&bundle.files);
    let receipt = folder.path().join(bundle.paths("data/ricevute/")[0]);
    let copy = bundle.school.dir.path().join("log.db");
    let beside = [Path::new("--receipt"), receipt.as_path(), Path::new("--db"), copy.as_path()];
    for more in [&beside[2..], &beside[..]] {
        let (code, says) = verify_with(folder.path(), &bundle.key(), more);
        assert!(code == 0 && says.contains("è di questa storia"), "{code} {says}");
        assert!(says.contains("nessun checkpoint conservato fuori: oltre le righe firmate"), "{says}");
        assert!(!says.contains("nessun evento è provato"), "{says}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_changed_is_noticed_in_every_file_with_its_name() {
    let bundle = bundle().await;
    let folder = write(&bundle.files);
    for (path, bytes) in &bundle.files {
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 0x01;
        fs::write(folder.path().join(path), &changed).unwrap();
        let (code, says) = verify(folder.path(), &bundle.key());
        assert_eq!(code, 1, "{path}: {says}");
        assert!(says.contains(path), "{path} is not named: {says}");
        fs::write(folder.path().join(path), bytes).unwrap();
    }
    // A file more, a file less.
    fs::write(folder.path().join("data/in-piu.txt"), "x").unwrap();
    let (code, says) = verify(folder.path(), &bundle.key());
    assert!(code == 1 && says.contains("data/in-piu.txt"), "{says}");
    fs::remove_file(folder.path().join("data/in-piu.txt")).unwrap();
    fs::remove_file(folder.path().join("data/LEGGIMI.md")).unwrap();
    let (code, says) = verify(folder.path(), &bundle.key());
    assert!(code == 1 && says.contains("data/LEGGIMI.md"), "{says}");
}

/// Whoever makes the manifests anew still has no receipt for what was changed.
#[tokio::test(flavor = "multi_thread")]
async fn new_manifests_do_not_hide_what_receipts_prove() {
    let bundle = bundle().await;
    let payload = |change: &dyn Fn(&str, &mut Vec<u8>) -> bool| {
        let kept = bundle.files.iter().filter_map(|(path, bytes)| {
            let (path, mut bytes) = (path.strip_prefix("data/")?, bytes.clone());
            change(path, &mut bytes).then(|| (path.to_owned(), bytes))
        });
        write(&registro::bag::bag(kept.collect(), &[]))
    };
    let refused = |folder: TempDir, named: &str| {
        let (code, says) = verify(folder.path(), &bundle.key());
        assert!(code == 1 && says.contains(named), "{named}: {code} {says}");
    };
    let event = bundle.paths("data/eventi/")[1].trim_start_matches("data/").to_owned();
    assert!(event.ends_with(".record"), "{event}");
    let last_byte = |bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() ^= 1;
    refused(
        payload(&|path, bytes| {
            if path == event {
                last_byte(bytes);
            }
            true
        }),
        &event,
    );
    // An act left out, with its receipt and its reading.
    let number = &event[7..15];
    refused(payload(&|path, _| !path.contains(number)), "manca l'atto n.");
    // A reading that says another kind.
    refused(
        payload(&|path, bytes| {
            if path == format!("eventi/{number}.json") {
                let said = String::from_utf8(bytes.clone()).unwrap();
                *bytes = said.replace("infraction-reported.v1", "case-dismissed.v1").into_bytes();
            }
            true
        }),
        &format!("eventi/{number}.json"),
    );
    // Or another instant, day, author or origin; or something that nobody asked for.
    let reading: Value = serde_json::from_slice(bundle.bytes(&format!("data/eventi/{number}.json"))).unwrap();
    for (place, value) in [
        ("/recorded_at", json!("2026-03-01T08:00:00Z")),
        ("/effective_on", json!("2025-09-01")),
        ("/correlation", json!(uuid::Uuid::from_u128(7))),
        ("/actor/person", json!(uuid::Uuid::from_u128(7))),
        ("/actor/capacity", json!("vendor")),
        ("/actor/assurance", json!(9)),
        ("/actor/session", json!(uuid::Uuid::from_u128(8))),
        ("/actor/on_behalf_of", json!(uuid::Uuid::from_u128(7))),
        ("", json!({ "confirmed_by": "il giudice" })),
    ] {
        let mut said = reading.clone();
        if let Value::Object(more) = &value {
            said.as_object_mut().unwrap().extend(more.clone());
        } else {
            let there = said.pointer_mut(place).unwrap();
            assert_ne!(*there, value, "{place}");
            *there = value.clone();
        }
        let changed = payload(&|path, bytes| {
            if path == format!("eventi/{number}.json") {
                *bytes = serde_json::to_vec_pretty(&said).unwrap();
            }
            true
        });
        let field = place.split('/').nth(1).unwrap_or("confirmed_by");
        refused(changed, &format!("«{field}»"));
    }
    // Another key under its own name opens nothing.
    let other = [7u8; 32];
    let name = sha256(&[b"registro/data-key/v1\0".as_slice(), &other].concat());
    let mut files: Vec<File> = bundle
        .files
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("data/")?.to_owned(), bytes.clone())))
        .collect();
    let handed = files.iter_mut().find(|(path, _)| path == "chiavi.txt").unwrap();
    handed.1.extend(format!("{name} {}\n", STANDARD.encode(other)).into_bytes());
    refused(write(&registro::bag::bag(files, &[])), &name);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_principal_takes_it_away_and_an_auditor_with_a_reason() {
    let bundle = bundle().await;
    let school = &bundle.school;
    let taken = async |(who, capacity): Who| {
        let request = Request::builder()
            .uri(format!("/casi/{CASE}/prove"))
            .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
            .body(Body::empty())
            .unwrap();
        let answer = school.router.clone().oneshot(request).await.unwrap();
        (answer.status().as_u16(), to_bytes(answer.into_body(), 1 << 24).await.unwrap())
    };
    for nobody in [HERS, SECRETARY, (MATHS, Capacity::Teacher), AUDITOR] {
        assert_eq!(taken(nobody).await.0, 404, "{nobody:?}");
    }
    let (status, archive) = taken(HEAD).await;
    assert_eq!(status, 200);
    school.with_reason(AUDITOR).await;
    assert_eq!(taken(AUDITOR).await.0, 200);
    // What unpacks it is another's.
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("prove.tar"), &archive).unwrap();
    let unpacked = Command::new("tar").args(["xf", "prove.tar"]).current_dir(folder.path()).status().unwrap();
    assert!(unpacked.success());
    let (code, says) = verify(&folder.path().join(format!("prove-{CASE}")), &bundle.key());
    assert_eq!(code, 0, "{says}");
}

/// Whoever makes a bundle on the command line has read of everybody in it, not of the student alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_an_access_to_the_data_of_all_whom_it_names() {
    let bundle = bundle().await;
    let school = &bundle.school;
    let command = Reads { name: "evidence", kinds: &[Kind::Cases], purpose: "fascicolo di prove" };
    let made = async { Ok::<_, Refusal>(made(school).await) };
    by_operator(&school.app, command, made, |_| String::new()).await.unwrap();
    let newest = school.app.accesses(&Filter::default(), None, 1).await.unwrap().found.remove(0);
    let persons = newest.entry.unwrap().persons;
    for person in [GIULIA, HERS.0] {
        assert!(persons.contains(&person), "{person:?} is not in {persons:?}");
    }
}
