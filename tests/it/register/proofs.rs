//! The ledger at the edge: who is given a receipt, what is open to all, what only the auditor reads, and what is signed
//! at once.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use registro_eventlog::event::Position;
use registro_eventlog::ledger::signer::Ledger;
use serde_json::json;
use tempfile::TempDir;

use super::appeals::{AUDITOR, HEAD, HERS, Who, appeal, done, sanctioned, school};
use super::expunction::{in_may, ordered};
use super::support::{GIULIA, ITALIAN, MATHS, SCHOOL, School};

pub(super) async fn with_ledger(school: &School) -> TempDir {
    let folder = TempDir::new().unwrap();
    let log = school.app.register.log.clone();
    // Longer than the test: whatever is signed was asked for.
    let ledger = Ledger::open(log, SCHOOL, folder.path(), Duration::from_secs(3600)).await.unwrap();
    school.app.register.keep_ledger(ledger);
    folder
}

async fn read(school: &School, who: Option<Who>, path: &str) -> (u16, String) {
    let mut request = Request::builder().uri(path);
    if let Some((person, capacity)) = who {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", school.token(person, capacity)));
    }
    school.page(request.body(Body::empty()).unwrap()).await
}

fn size(checkpoint: &str) -> u64 {
    checkpoint.lines().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_communicated_sanction_is_signed_at_once() {
    let school = school().await;
    let _folder = with_ledger(&school).await;
    let before = size(&read(&school, None, "/api/v1/ledger/checkpoint").await.1);
    sanctioned(&school).await;
    let communicated = school
        .app
        .register
        .log
        .read_all(SCHOOL, None, usize::MAX, registro_eventlog::log::Filter::All)
        .await
        .unwrap()
        .into_iter()
        .rfind(|record| record.kind == "sanction-communicated.v1")
        .unwrap();
    let signed = async {
        while size(&read(&school, None, "/api/v1/ledger/checkpoint").await.1) <= communicated.position.0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(before <= communicated.position.0);
    tokio::time::timeout(Duration::from_secs(20), signed).await.unwrap();
}

#[tokio::test]
async fn a_receipt_is_given_to_whoever_may_read_the_event() {
    let school = school().await;
    let _folder = with_ledger(&school).await;
    school.call_roll(&[GIULIA], &[]).await;
    let event = school.head() - 1;
    let path = format!("/api/v1/events/{event}/receipt");
    let mother: Who = HERS;
    let (status, receipt) = read(&school, Some(mother), &path).await;
    assert_eq!(status, 200, "{receipt}");
    assert!(receipt.starts_with("c2sp.org/tlog-proof@v1\nextra "), "{receipt}");
    let strangers: [Option<Who>; 2] = [None, Some((PersonId(uuid::Uuid::from_u128(99)), Capacity::Guardian))];
    for stranger in strangers {
        assert!(matches!(read(&school, stranger, &path).await.0, 401 | 403 | 404));
    }
    // The page of the event leads to it.
    let (status, page) = read(&school, Some(mother), &format!("/eventi/{event}")).await;
    assert_eq!(status, 200);
    assert!(page.contains(&path) && page.contains("Codice breve"), "{page}");
}

#[tokio::test]
async fn hashes_are_open_and_entries_are_the_auditors() {
    let school = school().await;
    let folder = with_ledger(&school).await;
    let tile = |kind: &str| {
        let folder = folder.path().join(format!("2025/tile/{kind}"));
        let mut files = walk(&folder);
        let file = files.pop().unwrap();
        format!("/api/v1/ledger/2025/tile/{kind}/{}", file.strip_prefix(&folder).unwrap().display())
    };
    for open in ["/api/v1/ledger/checkpoint", "/api/v1/ledger/public-key", "/api/v1/ledger/2025/checkpoint"] {
        assert_eq!(read(&school, None, open).await.0, 200, "{open}");
    }
    let hashes = Request::builder().uri(tile("0")).body(Body::empty()).unwrap();
    assert_eq!(school.answer(hashes).await.0, 200);
    let entries = tile("entries");
    assert_eq!(read(&school, None, &entries).await.0, 401);
    for teacher in [HEAD, (MATHS, Capacity::Teacher), (ITALIAN, Capacity::Teacher)] {
        assert_eq!(read(&school, Some(teacher), &entries).await.0, 403);
    }
    let (auditor, capacity) = AUDITOR;
    let whole = Request::builder()
        .uri(&entries)
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(auditor, capacity)))
        .body(Body::empty())
        .unwrap();
    assert_eq!(school.answer(whole).await.0, 200);
    for closed in ["key", "2025/signed", "2025/../key", "2025/tile/../signed", "2025/tile/0/999"] {
        assert_eq!(
            read(&school, Some(AUDITOR), &format!("/api/v1/ledger/{closed}")).await.0,
            404,
            "{closed}"
        );
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// The record holds every word of it.
#[tokio::test]
async fn of_an_expunged_case_no_receipt_is_given() {
    let school = school().await;
    let _folder = with_ledger(&school).await;
    ordered(&school, true).await;
    done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
    let log = &school.app.register.log;
    let records = log.read_all(SCHOOL, None, usize::MAX, registro_eventlog::log::Filter::All).await.unwrap();
    let (act, expunged) = (
        records.iter().find(|record| record.kind == "sanction-communicated.v1").unwrap().position,
        records.iter().find(|record| record.kind == "case-expunged.v1").unwrap().position,
    );
    for (position, found) in [(act, 404), (expunged, 200)] {
        let Position(position) = position;
        let answer = read(&school, Some(HEAD), &format!("/api/v1/events/{position}/receipt")).await;
        assert_eq!(answer.0, found, "{position}: {}", answer.1);
        let page = read(&school, Some(HEAD), &format!("/eventi/{position}")).await.1;
        assert_eq!(page.contains("Codice breve"), found == 200);
    }
}

#[tokio::test]
async fn a_ledger_that_has_stopped_is_told_by_the_status() {
    let school = school().await;
    let told =
        async || serde_json::from_str::<serde_json::Value>(&read(&school, None, "/status").await.1).unwrap();
    assert_eq!(
        (told().await["status"].clone(), told().await["ledger"].clone()),
        (json!("ok"), json!("not-here"))
    );
    let folder = with_ledger(&school).await;
    assert_eq!(told().await["ledger"], json!("at-work"));
    // A file in the place of its folder: what is recorded next cannot be signed.
    std::fs::remove_dir_all(folder.path().join("2025")).unwrap();
    std::fs::write(folder.path().join("2025"), b"").unwrap();
    school.call_roll(&[GIULIA], &[]).await;
    let _ = school.app.register.ledger().unwrap().checkpoint_now().await;
    let stopped = async {
        while told().await["ledger"] != json!("stopped") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), stopped).await.unwrap();
    assert_eq!(told().await["status"], json!("unsigned"));
}
