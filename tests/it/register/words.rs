//! What is typed is looked at: what may not be written is refused, what is doubtful waits for its author.

use axum::body::Body;
use axum::http::{Method, Request, header};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{CLASS_1A, GIULIA, MATHS, MOTHER, School, TUESDAY};

const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);

fn sign(topic: &str) -> Value {
    json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "topic": topic })
}

/// Giulia's absence of the day, to be annulled for a reason.
fn annul(reason: &str) -> Value {
    json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": reason })
}

/// A12-03: confirmed or not.
#[tokio::test]
async fn a_diagnosis_is_not_recorded_even_if_somebody_insists() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let before = school.head();
    for path in ["annulments", "annulments?confirmed=true"] {
        let (status, problem) = school.post(TEACHER, path, &annul("assente per gastroenterite")).await;
        assert_eq!((status.as_u16(), &problem["type"]), (422, &json!("urn:registro:problem:text:blocked")));
        assert_eq!(problem["norm"]["row"], "A12-03");
        assert!(
            problem["detail"].as_str().is_some_and(|detail| detail.contains("«gastroenterite»")),
            "{problem}"
        );
    }
    assert_eq!(school.head(), before);
}

/// A12-02.
#[tokio::test]
async fn a_link_to_a_shop_is_not_recorded_anywhere() {
    let school = School::open().await;
    let (status, problem) =
        school.post(TEACHER, "signatures", &sign("Limiti, v. https://shop.example/x")).await;
    assert_eq!((status.as_u16(), &problem["norm"]["row"]), (422, &json!("A12-02")), "{problem}");
    // A12-03: what was taught is no datum of anybody.
    for (topic, status) in [("Il fascismo e la religione; il diabete", 201), ("PDP di due alunni", 422)] {
        let (answered, problem) = school.post(TEACHER, "signatures", &sign(topic)).await;
        assert_eq!(answered.as_u16(), status, "{problem}");
    }
}

/// A12-04: a judgement is asked about, and the same request confirmed is recorded once.
#[tokio::test]
async fn what_is_doubtful_is_recorded_once_it_is_confirmed() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let (command, body) = (Uuid::new_v4(), annul("è un maleducato: visita medica inventata").to_string());
    let (status, problem) = school.send(TEACHER, "annulments", command, None, body.clone()).await;
    assert_eq!((status.as_u16(), &problem["type"]), (422, &json!("urn:registro:problem:text:to-confirm")));
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("«maleducato»") && detail.contains("«visita medica»"), "{detail}");
    let confirmed = "annulments?confirmed=true";
    let (status, first) = school.send(TEACHER, confirmed, command, None, body.clone()).await;
    assert_eq!(status.as_u16(), 201, "{first}");
    let (_, again) = school.send(TEACHER, confirmed, command, None, body.clone()).await;
    assert_eq!((&again["repeated"], &again["position"]), (&json!(true), &first["position"]));
    // Confirmed or not are two requests.
    let (status, _) = school.send(TEACHER, "annulments", command, None, body).await;
    assert_eq!(status.as_u16(), 409);
}

/// What waited for a confirmation is sent again from the page that asks for it, as it was.
#[tokio::test]
async fn a_page_asks_to_confirm_and_sends_the_same_form() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let justify = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "ground": "family" });
    let (status, answer) = school.post((MOTHER, Capacity::Guardian), "justifications", &justify).await;
    assert!(status.is_success(), "{answer}");
    let decide = format!(
        "command={}&number=0&on={TUESDAY}&outcome=refused&reason=secondo+me+%C3%A8+svogliata+%22ecco%22",
        Uuid::new_v4()
    );
    let path = format!("/studenti/{GIULIA}/esiti");
    let (status, page) = form(&school, TEACHER, &path, decide.clone()).await;
    assert_eq!(status, 422);
    assert!(page.contains(&format!("action=\"{path}?confirmed=true\"")), "{page}");
    for field in ["name=\"command\"", "value=\"refused\"", "secondo me è svogliata &#34;ecco&#34;"] {
        assert!(page.contains(field), "{field} is not in\n{page}");
    }
    let (status, page) = form(&school, TEACHER, &format!("{path}?confirmed=true"), decide).await;
    assert_eq!(status, 303, "{page}");
}

pub(super) async fn form(
    school: &School,
    (who, capacity): (PersonId, Capacity),
    path: &str,
    body: String,
) -> (u16, String) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::from(body))
        .expect("a request");
    school.page(request).await
}
