//! Programs with tokens of their own.

use axum::http::{Request as HttpRequest, StatusCode};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro_domain::people::Office;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::support::*;
use super::issuer::Signing;
use super::lab::{Lab, PROGRAM, Told};
use super::{HTTP, giulia};

async fn with_program() -> Lab {
    let lab = Lab::open(HTTP).await;
    let office = PersonAct::AssignOffice { office: Office::Secretariat, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Orario".to_owned(), "Applicativo".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(2025, 9, 1) }, office];
    lab.school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: PROGRAM, acts })).await;
    lab
}

fn claims(lab: &Lab) -> Value {
    let now = lab.clock_seconds();
    json!({
        "iss": lab.issuer.base, "aud": format!("{HTTP}/api/v1"), "sub": "orario", "client_id": "orario",
        "iat": now, "exp": now + 300, "jti": "7", "scope": "altro registro.scrive",
    })
}

async fn read(lab: &Lab, token: &str) -> StatusCode {
    let request = HttpRequest::builder()
        .uri(format!("/api/v1/{}", giulia()))
        .header("authorization", format!("Bearer {token}"));
    lab.browser().send(request, String::new()).await.status
}

async fn write(lab: &Lab, token: &str, path: &str, body: &Value) -> Told {
    let request = HttpRequest::builder()
        .method("POST")
        .uri(format!("/api/v1/{path}"))
        .header("content-type", "application/json")
        .header("idempotency-key", Uuid::new_v4().to_string())
        .header("authorization", format!("Bearer {token}"));
    lab.browser().send(request, body.to_string()).await
}

#[tokio::test]
async fn a_program_acts_as_itself_within_its_office_and_its_scope() {
    let lab = with_program().await;
    let token = lab.issuer.signed(&claims(&lab));
    assert_eq!(read(&lab, &token).await, StatusCode::OK);
    let acts =
        vec![json!({ "set-annual-hours": { "year": 2025, "hours": 990, "reason": "piano individuale" } })];
    let command = json!({ "person": GIULIA, "acts": acts });
    let told = write(&lab, &token, "people", &command).await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.body);
    let recorded = lab.school.app.register.head().expect("a head").position;
    let log = &lab.school.app.register.log;
    let actor = log.read_at(SCHOOL, &[recorded]).await.expect("read").remove(0).actor;
    assert_eq!((actor.person, &*actor.capacity, actor.assurance), (PROGRAM.0, "secretariat", 0));

    // What asks for a person is not for it; nor is writing, if it may only read.
    let erasure = json!({ "erasure": Uuid::new_v4(), "act": { "approve": {} } });
    assert_eq!(
        write(&lab, &token, "erasures", &erasure).await.json()["type"],
        "urn:registro:problem:sign-in:needs-a-person"
    );
    let mut reading = claims(&lab);
    reading["scope"] = json!("registro.legge");
    let reading = lab.issuer.signed(&reading);
    assert_eq!(read(&lab, &reading).await, StatusCode::OK);
    assert_eq!(
        write(&lab, &reading, "people", &command).await.json()["type"],
        "urn:registro:problem:sign-in:reads-only"
    );

    // When the office ends, so does the program.
    let end = PersonAct::EndOffice { office: Office::Secretariat, last_day: date(2025, 11, 10) };
    lab.school
        .do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: PROGRAM, acts: vec![end] }))
        .await;
    assert_eq!(read(&lab, &token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_programs_forged_token_is_worth_nothing() {
    let lab = with_program().await;
    let now = lab.clock_seconds();
    for (name, wrong) in [
        ("iss", json!("https://altro.example")),
        ("aud", json!("registro")), // An identity token's.
        ("aud", json!("https://altro.example/api/v1")),
        ("exp", json!(now - 61)),
        ("nbf", json!(now + 120)),
        ("client_id", json!("altri")),
        ("sub", json!("una-persona")),
        ("scope", json!("altro")),
        ("scope", json!("registro.scrivere")),
    ] {
        let mut claims = claims(&lab);
        claims[name] = wrong.clone();
        assert_eq!(read(&lab, &lab.issuer.signed(&claims)).await, StatusCode::UNAUTHORIZED, "{name} {wrong}");
    }
    for signing in [Signing::None, Signing::PublicKeyAsSecret, Signing::AnotherKey, Signing::UnknownKey] {
        lab.issuer.says(|says| says.signing = signing);
        assert_eq!(
            read(&lab, &lab.issuer.signed(&claims(&lab))).await,
            StatusCode::UNAUTHORIZED,
            "{signing:?}"
        );
    }
    // Within a minute clocks may differ.
    lab.issuer.says(|says| says.signing = Signing::Right);
    let mut late = claims(&lab);
    late["exp"] = json!(now - 30);
    late["nbf"] = json!(now + 30);
    assert_eq!(read(&lab, &lab.issuer.signed(&late)).await, StatusCode::OK);

    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let old = lab.issuer.signed(&claims(&lab));
    lab.issuer.rotate("two", 2);
    assert_eq!(read(&lab, &lab.issuer.signed(&claims(&lab))).await, StatusCode::OK);
    assert_eq!(read(&lab, &old).await, StatusCode::UNAUTHORIZED, "its key is withdrawn");
}
