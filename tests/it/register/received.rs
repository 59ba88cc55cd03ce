//! A student's file from another school: recorded by who keeps the files, read by who reads cases.

use axum::http::StatusCode;
use registro::actor::Capacity;
use serde_json::json;
use uuid::Uuid;

use super::appeals::{self, HEAD, HERS, HERSELF, SECRETARY, Who};
use super::documents::{page, position};
use super::support::{GIULIA, MARCO, MATHS, MOTHER, OTHER};
use super::words::form;

const TEACHER: Who = (MATHS, Capacity::Teacher);
const STRANGER: Who = (OTHER, Capacity::Teacher);

/// B1-11: by a form, which works without scripts; shown as another school's, and to nobody who does not read cases.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_another_school_is_recorded_and_shown_as_such() {
    let school = appeals::school().await;
    school.at(appeals::at(11, 18, 10));
    let path = format!("/studenti/{GIULIA}/provvedimenti");
    let sent = |sha256: &str, sanctions: &str| {
        format!(
            "act=receive-file&command={}&school=Istituto+di+provenienza&received_on=2025-11-17&sha256={sha256}&sanctions={sanctions}",
            Uuid::new_v4()
        )
    };
    let (status, back) = form(&school, SECRETARY, &path, sent("abc", "")).await;
    assert_eq!(status, 400, "{back}");
    assert!(back.contains("64 cifre esadecimali") && back.contains("Istituto di provenienza"), "{back}");
    let (status, back) =
        form(&school, SECRETARY, &path, sent(&"a".repeat(64), "sospensione+di+tre+giorni")).await;
    assert_eq!(status, 400, "{back}");
    assert!(back.contains("Ogni riga comincia con il giorno"), "{back}");
    let good = sent(&"a".repeat(64), "2025-03-04+sospensione+di+tre+giorni");
    let before = school.head();
    assert_eq!(form(&school, STRANGER, &path, good.clone()).await.0, 404);
    assert_eq!(form(&school, TEACHER, &path, good.clone()).await.0, 403);
    assert_eq!(school.head(), before);
    for _ in 0..2 {
        assert_eq!(form(&school, SECRETARY, &path, good.clone()).await.0, 303);
    }
    assert_eq!(school.head(), before + 1);

    for who in [SECRETARY, HEAD, HERS, HERSELF] {
        let shown = page(&school, who, &path).await.1;
        assert!(shown.contains("Da un’altra scuola (1)"), "{who:?}: {shown}");
        assert!(shown.contains("sospensione di tre giorni, decisa il 4 marzo 2025"), "{who:?}: {shown}");
    }
    // The teachers of the class, but the coordinator, read no cases.
    let shown = page(&school, TEACHER, &path).await.1;
    assert!(!shown.contains("Istituto di provenienza"), "{shown}");
    let event = format!("events/{}", position(&school, "student-file-received.v1").await);
    let (status, told) = school.get(HEAD, &event).await;
    assert_eq!((status, &told["kind"]), (StatusCode::OK, &json!("student-file-received.v1")), "{told}");
    assert_eq!(school.get(TEACHER, &event).await.0, StatusCode::NOT_FOUND);
}

/// C4-03, B1-12: what another school's judge annuls is destroyed without the rest of the person's record.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_another_school_has_a_key_of_its_own() {
    let school = appeals::school().await;
    school.at(appeals::at(11, 18, 10));
    let of_her = format!("people/{GIULIA}/sealed-data");
    let (_, before) = school.get(HEAD, &of_her).await;
    let act = json!({ "receive-file": { "school": "Istituto di provenienza", "on": "2025-11-17", "sha256": "a".repeat(64),
        "sanctions": [{ "decided_on": "2025-03-04", "what": "sospensione di tre giorni" }] } });
    let (status, answer) =
        school.post(SECRETARY, "people", &json!({ "person": GIULIA, "acts": [act] })).await;
    assert!(status.is_success(), "{answer}");
    let (_, after) = school.get(HEAD, &of_her).await;
    let many = |keys: &serde_json::Value| keys.as_array().map(Vec::len);
    assert_eq!(many(&after), many(&before).map(|keys| keys + 1), "{after}");
}

/// B6-02, B1-11: what came before he was of age is not taken back from his family; what comes later it is not shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_family_reads_of_an_adult_what_came_before() {
    let school = appeals::school().await;
    let hold = json!({ "guardian": MOTHER, "relation": "mother", "from": "2025-09-01" });
    let held = json!({ "person": MARCO, "acts": [{ "hold-responsibility": hold }] });
    appeals::done(&school, HEAD, appeals::at(11, 10, 10), "people", held).await;
    for (day, from, digit) in [(12, "Istituto di prima", "a"), (14, "Istituto di dopo", "b")] {
        let file = json!({ "school": from, "on": format!("2025-11-{day}"), "sha256": digit.repeat(64), "sanctions": [] });
        let received = json!({ "person": MARCO, "acts": [{ "receive-file": file }] });
        appeals::done(&school, HEAD, appeals::at(11, day, 10), "people", received).await;
    }
    let path = format!("/studenti/{MARCO}/provvedimenti");
    for (who, later) in [(HEAD, true), (HERS, false)] {
        let shown = page(&school, who, &path).await.1;
        assert!(shown.contains("Istituto di prima"), "{who:?}: {shown}");
        assert_eq!(shown.contains("Istituto di dopo"), later, "{who:?}: {shown}");
    }
}
