//! What somebody sends who means harm: it ends in a clear refusal, or is rendered harmless.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{CLASS_1A, GIULIA, MATHS, PRINCIPAL, School, TUESDAY};

const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);

/// Sends a body as it is, and checks that it is refused in so many words and that nothing was recorded.
async fn refused(school: &School, path: &str, body: String, status: u16, says: &str) {
    let before = school.head();
    let (answered, problem) = school.send(TEACHER, path, Uuid::new_v4(), None, body).await;
    assert_eq!(answered.as_u16(), status, "{problem}");
    assert!(
        problem["type"].as_str().is_some_and(|kind| kind.starts_with("urn:registro:problem:")),
        "{problem}"
    );
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains(says)), "{problem}");
    assert_eq!(school.head(), before, "something was recorded");
}

fn topic(text: &str) -> Value {
    json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "topic": text })
}

#[tokio::test]
async fn json_that_is_no_command_is_refused() {
    let school = School::open().await;
    let whole = topic("Equazioni").to_string();
    let with = |more: &str| whole.replacen('{', &format!("{{{more},"), 1);
    for (body, says) in [
        (with("\"actor\": {\"person\": \"x\"}"), "unknown field `actor`"),
        (with("\"recorded_at\": \"2025-01-01T00:00:00Z\""), "unknown field `recorded_at`"),
        (with("\"school\": \"altra\""), "unknown field `school`"),
        (with("\"topic\": \"Altro\""), "duplicate field `topic`"),
        (format!("{{\"class\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000)), "non si legge"),
        (format!("{}{}", "[".repeat(200), "]".repeat(200)), "non si legge"),
        (whole.replace("\"Equazioni\"", "1e999"), "non si legge"),
        (format!("{whole} {whole}"), "trailing"),
        ("\u{feff}{}".to_owned(), "non si legge"),
        (String::new(), "non si legge"),
    ] {
        refused(&school, "signatures", body, 400, says).await;
    }
    refused(&school, "signatures", topic(&"x".repeat(300 * 1024)).to_string(), 413, "256 KiB").await;
    refused(&school, "signatures", topic(&"x".repeat(200 * 1024)).to_string(), 422, "").await;
    let bytes = Request::builder()
        .method("POST")
        .uri("/api/v1/signatures")
        .header("idempotency-key", Uuid::new_v4().to_string())
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", school.token(TEACHER.0, TEACHER.1)))
        .body(Body::from(vec![b'"', 0xff, 0xfe, b'"']));
    assert_eq!(school.answer(bytes.expect("a request")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn characters_that_hide_something_are_refused() {
    let school = School::open().await;
    for hidden in ["\u{202e}", "\u{2066}", "\u{0}", "\u{1b}[31m", "\u{8}", "\u{feff}"] {
        refused(
            &school,
            "signatures",
            topic(&format!("Equazioni{hidden} di secondo grado")).to_string(),
            422,
            "",
        )
        .await;
    }
}

#[tokio::test]
async fn markup_and_queries_in_what_is_typed_are_words() {
    let school = School::open().await;
    let typed = "<script>alert(1)</script> & \"x' OR '1'='1'; DROP TABLE events; -- %_*";
    let (status, answer) = school.post(TEACHER, "signatures?confirmed=true", &topic(typed)).await;
    assert!(status.is_success(), "{answer}");
    let (_, day) = school.get(HEAD, &format!("classes/{}/days/{TUESDAY}", CLASS_1A.0)).await;
    assert!(day.to_string().contains("<script>"), "to programs it is told as it was typed: {day}");
    let page = Request::builder()
        .uri(format!("/classi/{}?giorno={TUESDAY}", CLASS_1A.0))
        .header("accept", "text/html")
        .header("authorization", format!("Bearer {}", school.token(PRINCIPAL, Capacity::Principal)))
        .body(Body::empty());
    let (status, html) = school.page(page.expect("a request")).await;
    assert_eq!(status, 200);
    assert!(!html.contains("<script>alert"), "markup reached the page");
}

#[tokio::test]
async fn wildcards_and_paths_find_nothing() {
    let school = School::open().await;
    let student = GIULIA.0;
    for (path, status) in [
        ("students/%25".to_owned(), 400),
        ("students/' OR 1=1 --".replace(' ', "%20"), 400),
        (format!("students/{student}%00"), 400),
        ("classes/..%2f..%2fetc%2fpasswd/days/2025-11-11".to_owned(), 400),
        ("ledger/2025/..%2f..%2flog.db".to_owned(), 404),
        ("ledger/..%2f..%2f/log.db".to_owned(), 404),
        (format!("students/{student}/why?figure=hours-of-subject:%25"), 200),
        (format!("students/{student}/why?figure=hours-missed'%20OR%201=1"), 400),
        ("events/18446744073709551616".to_owned(), 400),
        ("events/-1".to_owned(), 400),
        ("events/18446744073709551615".to_owned(), 404),
        (format!("students/{student}?as_of=9999-12-31T23:59:59Z"), 200),
        (format!("students/{student}?as_of=-9999-01-01"), 400),
        (format!("students/{student}?year=99999"), 400),
    ] {
        let (answered, body) = school.get(HEAD, &path).await;
        assert!(!answered.is_server_error(), "{path}: {body}");
        let known = answered.as_u16() == status || (status == 200 && answered == StatusCode::NOT_FOUND);
        assert!(
            known || answered == StatusCode::BAD_REQUEST || answered == StatusCode::NOT_FOUND,
            "{path}: {answered} {body}"
        );
        assert!(!body.to_string().contains("SQLite") && !body.to_string().contains("sqlx"), "{body}");
    }
}
