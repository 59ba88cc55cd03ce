//! Permissions from the request to the door: who asks, who decides, what the door makes of it.

use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::people::Office;
use serde_json::{Value, json};

use super::sight::Who;
use super::support::{CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, PRINCIPAL, School, person};

/// The day that the permission is for, and the last on which it is asked in time.
const FRIDAY: Date = date(2025, 11, 14);
const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);
const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const TEACHER: Who = (MATHS, Capacity::Teacher);

fn asks(passage: &Value, reason: &str) -> Value {
    json!({ "student": GIULIA, "on": FRIDAY, "passage": passage, "reason": reason })
}

fn exit_at_noon() -> Value {
    json!({ "early-exit": { "at": "12:00:00" } })
}

fn decides(outcome: &Value) -> Value {
    json!({ "student": GIULIA, "on": FRIDAY, "number": 0, "outcome": outcome })
}

/// Sends, and says the status with the name of the problem.
async fn post(school: &School, who: Who, path: &str, body: &Value) -> (u16, String) {
    let (status, answer) = school.post(who, path, body).await;
    (status.as_u16(), answer["type"].as_str().unwrap_or_default().replace("urn:registro:problem:", ""))
}

async fn recorded(school: &School, who: Who, path: &str, body: &Value) {
    let (status, answer) = school.post(who, path, body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

/// The data of the events of a kind, as the history tells the principal.
async fn events(school: &School, kind: &str) -> Vec<Value> {
    let (_, answer) = school.get(HEAD, &format!("students/{GIULIA}/history")).await;
    let acts = answer["acts"].as_array().cloned().unwrap_or_default();
    acts.into_iter().filter(|act| act["kind"] == kind).collect()
}

/// A2-01, A2-05: asked by the mother, granted by the head of the school, cited by the exit.
#[tokio::test]
async fn a_permission_goes_from_the_family_to_the_door() {
    let school = School::open().await;
    recorded(&school, HER_MOTHER, "permissions", &asks(&exit_at_noon(), "periodic-treatment")).await;
    recorded(&school, HEAD, "permission-decisions", &decides(&json!({ "granted": {} }))).await;
    school.at(FRIDAY.at(12, 5, 0, 0));
    let exit = json!({
        "student": GIULIA, "on": FRIDAY, "at": "12:00:00", "reason": "health",
        "collection": { "guardian": { "person": MOTHER } },
    });
    recorded(&school, TEACHER, "exits", &exit).await;
    let exits = events(&school, "exit-recorded.v2").await;
    assert_eq!(exits.len(), 1);
    let said = exits[0].to_string();
    assert!(said.contains("con permesso"), "{said}");
    assert!(said.contains("A2-01") && said.contains("A2-05"), "{said}");
}

/// A1-04, A2-01: at 8:31 she would wait until nine; with the permission she is let in, and the roll call knows it too.
#[tokio::test]
async fn a_permitted_entry_is_not_deferred() {
    let school = School::open().await;
    let entry = json!({ "late-entry": { "at": "09:00:00" } });
    recorded(&school, HER_MOTHER, "permissions", &asks(&entry, "family")).await;
    recorded(&school, HEAD, "permission-decisions", &decides(&json!({ "granted": {} }))).await;
    school.at(FRIDAY.at(8, 40, 0, 0));
    let at = "08:31:00".parse().expect("a time");
    school.call_roll(&[], &[(GIULIA, at), (MARCO, at)]).await;
    for (student, admitted_from) in [(GIULIA, "08:31:00"), (MARCO, "09:00:00")] {
        let (_, answer) = school.get(HEAD, &format!("students/{student}")).await;
        assert_eq!(answer["facts"][0]["fact"]["entry"]["admitted_from"], admitted_from, "{answer}");
    }
    assert_eq!(events(&school, "entry-ground-verified.v1").await.len(), 1);
}

/// A2-02: the test planned after the request is before the eyes of whoever decides.
#[tokio::test]
async fn a_test_planned_meanwhile_needs_a_reason() {
    let school = School::open().await;
    recorded(&school, HER_MOTHER, "permissions", &asks(&exit_at_noon(), "family")).await;
    let test = json!({ "class": CLASS_1A, "on": FRIDAY, "period": 5 });
    assert_eq!(
        post(&school, (ITALIAN, Capacity::Teacher), "planned-tests", &test).await,
        (422, "lesson:not-their-hour".into())
    );
    recorded(&school, TEACHER, "planned-tests", &test).await;
    let grant = decides(&json!({ "granted": {} }));
    let needed = (422, "permission:reason-needed".to_owned());
    assert_eq!(post(&school, HEAD, "permission-decisions", &grant).await, needed);
    recorded(&school, TEACHER, "test-cancellations", &test).await;
    recorded(&school, HEAD, "permission-decisions", &grant).await;
}

/// A2-01, A2-02: what waits for a decision, with what speaks against it; then what became of it, and as it stood.
#[tokio::test]
async fn what_waits_for_a_decision_is_listed_until_it_is_decided() {
    let school = School::open().await;
    school.at(date(2025, 11, 12).at(9, 0, 0, 0));
    recorded(&school, HER_MOTHER, "permissions", &asks(&exit_at_noon(), "family")).await;
    let (_, waiting) = school.get(HEAD, "permissions/pending").await;
    let request = &waiting["requests"][0];
    assert_eq!((&request["student"]["id"], &request["status"]), (&json!(GIULIA), &json!("pending")));
    let finding = json!({
        "finding": { "too-late": { "last_day": "2025-11-11" } },
        "weighs": true,
        "says": "andava chiesto entro l'11 novembre 2025",
    });
    assert_eq!(request["findings"], json!([finding]));
    assert_eq!(school.get(TEACHER, "permissions/pending").await.0.as_u16(), 404);
    school.at(date(2025, 11, 12).at(10, 0, 0, 0));
    let grant = decides(&json!({ "granted": { "despite": "visita non rinviabile" } }));
    recorded(&school, HEAD, "permission-decisions", &grant).await;
    let (_, waiting) = school.get(HEAD, "permissions/pending").await;
    assert_eq!(waiting["requests"], json!([]));
    for (asked, status) in [("", "granted"), ("?as_of=2025-11-12T09:30", "pending")] {
        let (_, answer) = school.get(HER_MOTHER, &format!("students/{GIULIA}/permissions{asked}")).await;
        assert_eq!(answer["requests"][0]["status"], status, "{asked}: {answer}");
    }
    let marco = (MARCO, Capacity::Student);
    assert_eq!(school.get(marco, &format!("students/{GIULIA}/permissions")).await.0.as_u16(), 404);
}

/// B6-01, A3-07: who may not act for the student today is told why if she ever did, and otherwise nothing.
#[tokio::test]
async fn only_who_answers_for_the_student_asks_and_only_the_head_or_a_delegate_decides() {
    let school = School::open().await;
    let body = asks(&exit_at_noon(), "family");
    for (who, expected) in [
        ((FATHER, Capacity::Guardian), (422, "people:limited-by-court")),
        ((GIULIA, Capacity::Student), (422, "people:not-of-age")),
        ((MARCO, Capacity::Student), (404, "not-found")),
        (TEACHER, (403, "not-allowed")),
    ] {
        let (status, name) = post(&school, who, "permissions", &body).await;
        assert_eq!((status, name.as_str()), expected, "{who:?}");
    }
    recorded(&school, HER_MOTHER, "permissions", &body).await;
    let grant = decides(&json!({ "granted": {} }));
    for who in [HER_MOTHER, TEACHER] {
        assert_eq!(post(&school, who, "permission-decisions", &grant).await.0, 403, "{who:?}");
    }
    let lead = person(33);
    let acts = vec![
        Act::Register { given_name: "Sede".into(), family_name: "Prova".into(), born_on: date(1979, 1, 1) },
        Act::AssignOffice { office: Office::SiteLead, from: date(2025, 9, 1), until: None },
    ];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: lead, acts })).await;
    recorded(&school, (lead, Capacity::SiteLead), "permission-decisions", &grant).await;
    let back = json!({ "student": GIULIA, "on": FRIDAY, "number": 0 });
    recorded(&school, HER_MOTHER, "permission-withdrawals", &back).await;
}
