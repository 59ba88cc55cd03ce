//! Bad input: a clear answer in Italian, with the norm where one refuses it, and nothing changed.

use axum::body::Body;
use axum::http::Request;
use jiff::civil::date;
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{
    ANNA, CLASS_1A, FATHER, GIULIA, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);

/// Sends it, and checks the answer and that nothing was recorded.
async fn refused(
    school: &School,
    who: (PersonId, Capacity),
    path: &str,
    body: Value,
    status: u16,
    says: &str,
) {
    let before = school.head();
    let (answered, problem) = school.post(who, path, &body).await;
    assert_eq!(answered.as_u16(), status, "{path} {body}\n{problem}");
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains(says), "{detail:?} does not say {says:?}");
    assert!(
        problem["type"].is_string() && problem["title"].is_string() && problem["status"] == json!(status)
    );
    if status == 422 {
        assert!(problem["norm"]["row"].is_string() && problem["norm"]["citation"].is_string(), "{problem}");
    }
    assert_eq!(school.head(), before, "{path} {body}: something was recorded");
}

#[tokio::test]
async fn what_the_calendar_or_the_day_does_not_allow() {
    let school = School::open().await;
    let roll = |on, period| json!({ "class": CLASS_1A, "on": on, "period": period, "absent": [] });
    for (on, says) in [
        (date(2025, 11, 9), "9 novembre 2025"),   // A Sunday.
        (date(2025, 12, 8), "8 dicembre 2025"),   // L'Immacolata.
        (date(2025, 12, 24), "24 dicembre 2025"), // Christmas holidays.
        (date(2025, 9, 12), "15 settembre 2025"), // Before the first day.
        (date(2026, 6, 9), "8 giugno 2026"),      // After the last.
        (date(2027, 11, 9), "2027/28"),           // No calendar published.
        (date(2025, 11, 12), "12 novembre 2025"), // Tomorrow.
    ] {
        refused(&school, TEACHER, "roll-calls", roll(on, 1), 422, says).await;
    }
    refused(&school, TEACHER, "roll-calls", roll(TUESDAY, 9), 422, "9ª").await;
    let sign = json!({ "class": CLASS_1A, "on": "2025-11-09", "period": 1, "topic": "Equazioni" });
    refused(&school, TEACHER, "signatures", sign, 422, "9 novembre 2025").await;
}

#[tokio::test]
async fn entries_exits_and_absences_that_cannot_be() {
    let school = School::open().await;
    school.at(TUESDAY.at(13, 0, 0, 0));
    let entry = |at: &str| json!({ "student": GIULIA, "on": TUESDAY, "at": at, "ground": "none" });
    let exit = |at: &str, collection: Value| json!({ "student": GIULIA, "on": TUESDAY, "at": at, "reason": "family", "collection": collection });
    let mother = json!({ "guardian": { "person": MOTHER } });
    refused(&school, TEACHER, "entries", entry("08:05:00"), 422, "08:05").await;
    refused(&school, TEACHER, "entries", entry("15:00:00"), 422, "15:00").await;
    let (status, _) = school.post(TEACHER, "entries", &entry("10:00:00")).await;
    assert!(status.is_success());
    refused(&school, TEACHER, "exits", exit("09:00:00", mother), 422, "prima dell'ingresso").await;
    refused(&school, TEACHER, "exits", exit("12:00:00", json!("adult-student")), 422, "minorenne").await;
    let unchecked = json!({ "delegate": { "document_checked": false } });
    refused(&school, TEACHER, "exits", exit("12:00:00", unchecked), 422, "minorenne").await;
    let father = json!({ "guardian": { "person": FATHER } });
    refused(&school, TEACHER, "exits", exit("12:00:00", father), 422, "responsabilità").await;
    let absence = json!({ "student": GIULIA, "on": TUESDAY });
    refused(&school, TEACHER, "absences", absence, 422, "ingresso").await;
}

#[tokio::test]
async fn a_justification_by_someone_without_responsibility_that_day() {
    let school = School::open().await;
    school.call_roll(&[GIULIA, MARCO, ANNA], &[]).await;
    let of = |student| json!({ "student": student, "on": TUESDAY, "number": 0, "ground": "family" });
    let mother = (MOTHER, Capacity::Guardian);
    refused(&school, (FATHER, Capacity::Guardian), "justifications", of(GIULIA), 422, "giudice").await;
    refused(&school, mother, "justifications", of(MARCO), 404, "studente").await;
    refused(&school, (MARCO, Capacity::Student), "justifications", of(MARCO), 422, "minorenne").await;
    let unknown = json!({ "student": GIULIA, "on": TUESDAY, "number": 99, "ground": "family" });
    refused(&school, mother, "justifications", unknown, 422, "99").await;
    // Two days later Marco is of age, and in December the father's limit is over.
    school.at(date(2025, 11, 13).at(18, 0, 0, 0));
    let (status, _) = school.post((MARCO, Capacity::Student), "justifications", &of(MARCO)).await;
    assert!(status.is_success());
    school.at(date(2025, 12, 1).at(18, 0, 0, 0));
    let (status, _) = school.post((FATHER, Capacity::Guardian), "justifications", &of(GIULIA)).await;
    assert!(status.is_success());
}

#[tokio::test]
async fn who_may_not_act_or_know() {
    let school = School::open().await;
    let entry = |student| json!({ "student": student, "on": TUESDAY, "at": "08:10:00", "ground": "none" });
    refused(&school, TEACHER, "entries", entry(person(99)), 404, "studente").await;
    // A teacher of another class is told no more than that.
    refused(&school, (OTHER, Capacity::Teacher), "entries", entry(GIULIA), 404, "studente").await;
    refused(&school, (MOTHER, Capacity::Guardian), "entries", entry(GIULIA), 403, "genitore").await;
    let roll = json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "absent": [person(99)] });
    refused(&school, TEACHER, "roll-calls", roll, 422, "non risulta nella classe").await;
    let move_her = json!({ "student": GIULIA, "class": CLASS_1A, "from": TUESDAY, "reason": "prova" });
    refused(&school, TEACHER, "transfers", move_her, 403, "docente").await;
    let (status, _) = school.get((FATHER, Capacity::Guardian), &format!("students/{GIULIA}")).await;
    assert_eq!(status.as_u16(), 404, "a guardian under a court's limit reads nothing new");
    let (status, _) = school.get((MOTHER, Capacity::Guardian), &format!("students/{MARCO}")).await;
    assert_eq!(status.as_u16(), 404);
}

#[tokio::test]
async fn bodies_that_are_not_what_they_should_be() {
    let school = School::open().await;
    let before = school.head();
    let fine = json!({ "student": GIULIA, "on": TUESDAY, "at": "08:10:00", "ground": "none" }).to_string();
    let with = |what: &str| fine.replacen('{', &format!("{{{what},"), 1);
    for (body, status) in [
        ("".to_owned(), 400),
        ("{".to_owned(), 400),
        ("[]".to_owned(), 400),
        (with("\"recorded_at\":\"2020-01-01T00:00:00Z\""), 400),
        (with("\"actor\":\"somebody\""), 400),
        (with("\"ground\":\"transport\""), 400), // The same key twice.
        (fine.replace("none", "gastroenterite"), 400),
        (fine.replace("2025-11-11", "2025-02-30"), 400),
        (format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), 400),
        (format!("{fine}{}", " ".repeat(300 * 1024)), 413),
    ] {
        let start: String = body.chars().take(80).collect();
        let (answered, problem) = school.send(TEACHER, "entries", Uuid::new_v4(), None, body).await;
        assert_eq!(answered.as_u16(), status, "{start}\n{problem}");
        assert!(problem["detail"].is_string(), "{start}\n{problem}");
    }
    let reason = |text: &str| json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": text });
    for text in ["", "  ", "a\u{202E}b", &"x".repeat(2_001)] {
        refused(&school, TEACHER, "annulments", reason(text), 422, "").await;
    }
    assert_eq!(school.head(), before);
}

#[tokio::test]
async fn a_request_without_a_valid_identity() {
    let school = School::open().await;
    let token = school.token(PRINCIPAL, Capacity::Principal);
    let (head, tail) = token.rsplit_once('.').expect("a signed token");
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let payload = head.split_once('.').expect("a payload").1;
    for forged in [
        "".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {head}.{}", tail.chars().rev().collect::<String>()),
        format!("Bearer {none}.{payload}."),
        // Signed, but for a capacity that the person does not have.
        format!("Bearer {}", school.token(MOTHER, Capacity::Principal)),
    ] {
        let request = Request::builder().uri("/api/v1/dashboard").header("authorization", &forged);
        let (status, _) = school.answer(request.body(Body::empty()).expect("a request")).await;
        assert!(matches!(status.as_u16(), 401 | 403), "{forged}: {status}");
    }
    let request =
        Request::builder().uri("/api/v1/dashboard").header("authorization", format!("Bearer {token}"));
    let (status, _) = school.answer(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(status.as_u16(), 200);
}
