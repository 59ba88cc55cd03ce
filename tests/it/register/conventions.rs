//! What every question and every command over HTTP share: parameters, tags, pages, limits, waiting, the feed.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use futures::StreamExt;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::support::{ANNA, CLASS_1A, GIULIA, MARCO, MATHS, MOTHER, PRINCIPAL, School, TUESDAY, person};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const HERS: (PersonId, Capacity) = (MOTHER, Capacity::Guardian);
const OFFICER: (PersonId, Capacity) = (person(30), Capacity::Dpo);

async fn ask(
    school: &School,
    who: (PersonId, Capacity),
    path: &str,
    headers: &[(&str, &str)],
) -> Response<Body> {
    let token = school.token(who.0, who.1);
    let mut request = Request::builder().uri(path).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    school.router.clone().oneshot(request).await.expect("the router always answers")
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn a_parameter_that_nobody_knows_is_refused() {
    let school = School::open().await;
    for path in
        ["classes?as-of=2025-11-11", &format!("students/{}?asof=2025-11-11", GIULIA.0), "duties?clas=1A"]
    {
        let (status, problem) = school.get(HEAD, path).await;
        assert_eq!(
            (status, &problem["type"]),
            (StatusCode::BAD_REQUEST, &json!("urn:registro:problem:malformed"))
        );
        assert!(
            problem["detail"].as_str().is_some_and(|why| why.contains("conosce on")
                || why.contains("as_of")
                || why.contains("class")),
            "{problem}"
        );
    }
    let roll = json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "absent": [] });
    let (status, _) = school.post(TEACHER, "roll-calls?dry-run=true", &roll).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_that_one_has_is_not_sent_again() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let path = format!("/api/v1/students/{}", GIULIA.0);
    let first = ask(&school, HEAD, &path, &[]).await;
    let tag = header(first.headers(), "etag").to_owned();
    let again = ask(&school, HEAD, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(again.headers(), "etag"), tag);

    // The same tag guards a write: nobody else has recorded anything since.
    let entry = json!({ "student": GIULIA, "on": TUESDAY, "at": "10:00:00", "ground": "none" });
    let write = async |key: u128, tag: &str| {
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/entries")
            .header("content-type", "application/json")
            .header("idempotency-key", Uuid::from_u128(key).to_string())
            .header("if-match", tag)
            .header("authorization", format!("Bearer {}", school.token(TEACHER.0, TEACHER.1)));
        school.answer(request.body(Body::from(entry.to_string())).expect("a request")).await
    };
    school.at(TUESDAY.at(10, 5, 0, 0));
    let (status, answer) = write(1, &tag).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(write(2, &tag).await.0, StatusCode::PRECONDITION_FAILED);
    let changed = ask(&school, HEAD, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status(), StatusCode::OK);
    assert_ne!(header(changed.headers(), "etag"), tag);
}

#[tokio::test]
async fn an_answer_waits_for_what_it_is_to_tell() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let at = |position: u64| format!("students/{}?at_least={position}", GIULIA.0);
    assert_eq!(school.get(HEAD, &at(school.head())).await.0, StatusCode::OK);
    let (status, problem) = school.get(HEAD, &at(school.head() + 1)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(problem["type"], "urn:registro:problem:not-yet-seen");
    let (status, _) = school.get(HEAD, &format!("students/{}?at_least=x", GIULIA.0)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // Nobody who is not known keeps the server waiting.
    let began = std::time::Instant::now();
    let request = Request::builder().uri("/api/v1/classes?at_least=1000000").body(Body::empty());
    let (status, _) = school.answer(request.expect("a request")).await;
    assert_eq!((status, began.elapsed() < Duration::from_secs(4)), (StatusCode::UNAUTHORIZED, true));
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let school = School::open().await;
    for period in 1..=3 {
        school.at(TUESDAY.at(7 + period, 30, 0, 0));
        let absence = json!({ "student": GIULIA, "on": TUESDAY, "hours": [period] });
        school.post(TEACHER, "absences", &absence).await;
    }
    school.call_roll(&[GIULIA], &[]).await;
    let path = format!("students/{}/history", GIULIA.0);
    let (_, whole) = school.get(HEAD, &path).await;
    let whole = whole["acts"].as_array().expect("acts").clone();
    assert!(1 < whole.len(), "{whole:?}");
    let (mut cursor, mut read) = (String::new(), Vec::new());
    loop {
        let answer = ask(&school, HEAD, &format!("/api/v1/{path}?limit=1{cursor}"), &[]).await;
        let link = header(answer.headers(), "link").to_owned();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        let page: Value = serde_json::from_slice(&body).expect("JSON");
        read.extend(page["acts"].as_array().expect("acts").clone());
        let Some(next) = page["next"].as_str() else {
            assert!(link.is_empty());
            break;
        };
        assert_eq!(link, format!("</api/v1/{path}?limit=1&cursor={next}>; rel=\"next\""));
        cursor = format!("&cursor={next}");
    }
    assert_eq!(read, whole);
    for wrong in ["limit=0", "limit=501", "limit=x", "cursor=altro"] {
        let (status, problem) = school.get(HEAD, &format!("{path}?{wrong}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}: {problem}");
    }
}

#[tokio::test]
async fn nobody_sends_more_than_she_may_in_a_minute() {
    let school = School::open().await;
    let router = school.limited(3);
    let ask = async |who: (PersonId, Capacity), session: u128, path: &str| {
        let agent =
            registro::actor::Agent { session: Uuid::from_u128(session), ..school.agent(who.0, who.1) };
        let request = Request::builder()
            .uri(path)
            .header("authorization", format!("Bearer {}", school.token_of(agent)))
            .body(Body::empty());
        router.clone().oneshot(request.expect("a request")).await.expect("an answer")
    };
    for left in [2, 1, 0] {
        let answer = ask(HEAD, 1, "/api/v1/classes").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(answer.headers(), "x-ratelimit-remaining"), left.to_string());
        assert_eq!(header(answer.headers(), "x-ratelimit-limit"), "3");
    }
    let refused = ask(HEAD, 1, "/api/v1/classes").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(refused.headers(), "content-type"), "application/problem+json");
    let wait: u64 = header(refused.headers(), "retry-after").parse().expect("seconds");
    assert!((1..=21).contains(&wait), "{wait}");
    assert_eq!(header(refused.headers(), "x-ratelimit-reset"), "60");
    // Neither another session nor what is asked to watch over the service is held up.
    assert_eq!(ask(HEAD, 2, "/api/v1/classes").await.status(), StatusCode::OK);
    assert_eq!(ask(HEAD, 1, "/health/live").await.status(), StatusCode::NO_CONTENT);
    // Refusals count as well: a wrong address is an address.
    for _ in 0..3 {
        assert_eq!(ask(TEACHER, 3, "/api/v1/nothing").await.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(ask(TEACHER, 3, "/api/v1/classes").await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_service_is_watched_without_naming_anybody() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    assert_eq!(school.get(HEAD, &format!("students/{}", GIULIA.0)).await.0, StatusCode::OK);
    for path in ["/health/live", "/health/ready"] {
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        assert_eq!(school.page(request).await.0, 204, "{path}");
    }
    let request = Request::builder().uri("/metrics").body(Body::empty()).expect("a request");
    let (_, text) = school.page(request).await;
    let count = "registro_http_request_duration_seconds_count\
                 {route=\"/api/v1/students/{id}\",method=\"GET\",status=\"200\"} 1";
    assert!(text.contains(count), "{text}");
    for somebody in [GIULIA, MARCO, ANNA, PRINCIPAL, MATHS] {
        assert!(!text.contains(&somebody.0.to_string()));
    }
}

/// Reads a stream until it has told so many events, or for two seconds.
async fn events(answer: Response<Body>, count: usize) -> Vec<(u64, Value)> {
    let mut stream = answer.into_body().into_data_stream();
    let mut text = String::new();
    let complete = |text: &str| text.split("\n\n").filter(|part| part.contains("data:")).count();
    while complete(&text) < count || !text.ends_with("\n\n") {
        let Ok(Some(chunk)) = tokio::time::timeout(Duration::from_secs(2), stream.next()).await else {
            break;
        };
        text.push_str(std::str::from_utf8(&chunk.expect("a chunk")).expect("text"));
    }
    let told = text.split("\n\n").filter(|part| part.contains("data:"));
    told.map(|part| {
        let line = |name: &str| {
            part.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).expect("a line")
        };
        (line("id:").parse().expect("a position"), serde_json::from_str(line("data:")).expect("JSON"))
    })
    .collect()
}

#[tokio::test]
async fn the_feed_tells_events_to_those_entitled_and_goes_on_where_they_left_it() {
    let school = School::open().await;
    let acts = vec![
        Act::Register {
            given_name: "Garante".into(),
            family_name: "Prova".into(),
            born_on: jiff::civil::date(1975, 1, 1),
        },
        Act::AssignOffice { office: Office::Dpo, from: jiff::civil::date(2025, 9, 1), until: None },
    ];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: OFFICER.0, acts })).await;
    for nobody in [TEACHER, HERS] {
        assert_eq!(ask(&school, nobody, "/api/v1/feed", &[]).await.status(), StatusCode::FORBIDDEN);
    }
    let before = school.head();
    let answer = ask(&school, HEAD, &format!("/api/v1/feed?after={before}"), &[]).await;
    assert_eq!(header(answer.headers(), "content-type"), "text/event-stream");
    // What is recorded while the stream is open is told.
    school.call_roll(&[GIULIA], &[]).await;
    let recorded = usize::try_from(school.head() - before).expect("a few");
    let told = events(answer, recorded).await;
    assert_eq!(
        told.iter().map(|(position, _)| *position).collect::<Vec<_>>(),
        (before + 1..=school.head()).collect::<Vec<_>>()
    );
    assert_eq!(told[0].1["position"], json!(before + 1));

    // It goes on after the last one that was received, whatever the address says.
    let last = [("last-event-id", (before + 1).to_string())];
    let last: Vec<(&str, &str)> = last.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = ask(&school, HEAD, "/api/v1/feed?after=0", &last).await;
    assert_eq!(events(answer, recorded - 1).await.first().map(|(position, _)| *position), Some(before + 2));
    let wrong = ask(&school, HEAD, "/api/v1/feed", &[("last-event-id", "ieri")]).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);

    // Each is shown by the same rule as anywhere, and recorded as read.
    let answer = ask(&school, OFFICER, "/api/v1/feed", &[]).await;
    for (position, _) in events(answer, 10).await {
        assert_eq!(school.get(OFFICER, &format!("events/{position}")).await.0, StatusCode::OK);
    }
    let (_, log) =
        school.get(OFFICER, &format!("access-log?person={}&reader={}", GIULIA.0, PRINCIPAL.0)).await;
    let accesses = log["accesses"].as_array().expect("accesses");
    assert!(accesses.iter().any(|access| access["path"] == "/api/v1/feed"), "{log}");
}
