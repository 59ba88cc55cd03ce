//! Lists that can grow, read page by page: each page has the next, all of them together are the list.

use axum::body::{Body, to_bytes};
use axum::http::header::{ETAG, IF_NONE_MATCH, LINK};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::support::*;

type Who = (PersonId, Capacity);

const OFFICER: Who = (person(5), Capacity::Dpo);

/// Three requests, breaches and consultations, and a teacher who reads at night.
async fn school() -> School {
    let school = School::open().await;
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: OFFICER.0, acts })).await;
    for number in 1..=3 {
        let id = Uuid::from_u128(number);
        let receive = json!({ "receive": {
            "person": GIULIA, "claim": "access", "channel": "pec", "received_on": "2025-11-10",
            "applicant": MOTHER, "wording": "chiede i dati", "protocol": format!("{number}/2025"),
            "identity": "digital-signature" } });
        done(&school, "data-requests", json!({ "request": id, "act": receive })).await;
        let record = json!({ "record": { "aware_at": "2025-11-11T07:00:00+01:00", "kinds": ["integrity"],
            "people": 1, "what": "un voto cambiato con la password di un docente" } });
        done(&school, "breaches", json!({ "breach": id, "act": record })).await;
        let open =
            json!({ "open": { "scope": "school", "reason": "controllo", "until": "2025-11-20T10:00:00" } });
        done(&school, "consultations", json!({ "consultation": id, "act": open })).await;
    }
    school.at(TUESDAY.at(23, 30, 0, 0));
    for _ in 0..3 {
        let (status, _) = school.get((MATHS, Capacity::Teacher), &format!("students/{GIULIA}")).await;
        assert_eq!(status, StatusCode::OK);
    }
    // Who asks about it asks by day.
    school.at(TUESDAY.tomorrow().expect("a day").at(9, 0, 0, 0));
    school
}

async fn done(school: &School, path: &str, body: Value) {
    let (status, answer) = school.post(OFFICER, &format!("{path}?confirmed=true"), &body).await;
    assert!(status.is_success(), "{path}: {answer}");
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
}

async fn ask(school: &School, path: &str, tag: Option<&str>) -> Response {
    let mut request = Request::builder()
        .uri(format!("/api/v1/{path}"))
        .header("authorization", format!("Bearer {}", school.token(OFFICER.0, OFFICER.1)));
    if let Some(tag) = tag {
        request = request.header(IF_NONE_MATCH, tag);
    }
    let request = request.body(Body::empty()).expect("a request");
    school.router.clone().oneshot(request).await.expect("an answer")
}

async fn json_of(answer: Response) -> Value {
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_list_of_the_protection_officer_is_read_page_by_page() {
    let school = school().await;
    for (path, items) in [
        ("data-requests", "requests"),
        ("breaches", "breaches"),
        ("consultations", "consultations"),
        ("access-log/anomalies?from=2025-11-10&to=2025-11-12", "anomalies"),
    ] {
        let whole = json_of(ask(&school, path, None).await).await;
        assert_eq!(whole["next"], Value::Null, "{path}: all of it is one page");
        let whole = whole[items].as_array().unwrap_or_else(|| panic!("{path}: {whole}")).clone();
        assert!(3 <= whole.len(), "{path}: {whole:?}");
        let sign = if path.contains('?') { '&' } else { '?' };
        let (mut cursor, mut read) = (String::new(), Vec::new());
        loop {
            let answer = ask(&school, &format!("{path}{sign}limit=2{cursor}"), None).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let link = answer.headers().contains_key(LINK);
            let page = json_of(answer).await;
            let some = page[items].as_array().expect("items").clone();
            assert!(some.len() <= 2, "{path}");
            read.extend(some);
            assert!(read.len() <= whole.len(), "{path}: it goes round");
            assert_eq!(link, page["next"].is_string(), "{path}");
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(read, whole, "{path}");
        for wrong in ["limit=0", "limit=501", "cursor=altro"] {
            let answer = ask(&school, &format!("{path}{sign}{wrong}"), None).await;
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}: {wrong}");
        }
    }
}

/// A page that has not changed is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_a_tag_of_its_own() {
    let school = school().await;
    for path in ["data-requests", "consultations"] {
        let first = ask(&school, &format!("{path}?limit=1"), None).await;
        let tag = first.headers()[ETAG].to_str().expect("text").to_owned();
        let again = ask(&school, &format!("{path}?limit=1"), Some(&tag)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        let another = ask(&school, &format!("{path}?limit=2"), Some(&tag)).await;
        assert_eq!(another.status(), StatusCode::OK, "{path}: not the same page");
    }
}

/// Nobody has appealed: an empty page, and a cursor of nothing is refused.
#[tokio::test(flavor = "multi_thread")]
async fn appeals_are_a_page_too() {
    let school = School::open().await;
    let head = (PRINCIPAL, Capacity::Principal);
    let (status, answer) = school.get(head, "appeals?limit=1").await;
    assert_eq!((status, &answer["appeals"], &answer["next"]), (StatusCode::OK, &json!([]), &Value::Null));
    for wrong in ["limit=0", "cursor=altro"] {
        let (status, answer) = school.get(head, &format!("appeals?{wrong}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    }
}
