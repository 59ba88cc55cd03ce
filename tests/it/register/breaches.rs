//! The register of breaches, and accesses that somebody had better look at.

use axum::http::StatusCode;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::*;

const OFFICER: (PersonId, Capacity) = (person(5), Capacity::Dpo);
const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);

async fn school() -> School {
    let school = School::open().await;
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: OFFICER.0, acts })).await;
    school
}

/// C5-04: known at 7 of a Tuesday, notified by 7 of a Friday.
#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_recorded_with_its_hours_and_closed_when_all_is_done() {
    let school = school().await;
    let breach = Uuid::new_v4();
    let send =
        async |who, act: Value| school.post(who, "breaches", &json!({ "breach": breach, "act": act })).await;
    let record = json!({ "record": {
        "aware_at": "2025-11-11T07:00:00+01:00", "kinds": ["integrity"], "people": 1,
        "what": "un voto cambiato con la password di un docente"
    } });
    assert_eq!(send(TEACHER, record.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send(OFFICER, record).await.0, StatusCode::CREATED);
    let (_, all) = school.get(OFFICER, "breaches").await;
    let stated = &all["breaches"][0];
    assert_eq!((&stated["standing"], &stated["by"]), (&json!("to-notify"), &json!("2025-11-14T06:00:00Z")));
    assert_eq!(school.get(TEACHER, "breaches").await.0, StatusCode::NOT_FOUND);

    let assess = json!({ "assess": { "risk": "likely", "reasons": "i voti sono stati letti" } });
    assert_eq!(send(HEAD, assess).await.0, StatusCode::CREATED);
    let (_, refused) = send(HEAD, json!({ "close": { "measures": "password revocata" } })).await;
    assert_eq!(refused["type"], "urn:registro:problem:breach:not-notified");
    let notify = json!({ "notify": { "notified_at": "2025-11-11T08:00:00+01:00", "protocol": "90/2025" } });
    assert_eq!(send(HEAD, notify).await.0, StatusCode::CREATED);
    assert_eq!(
        send(HEAD, json!({ "close": { "measures": "password revocata" } })).await.0,
        StatusCode::CREATED
    );
    let (_, all) = school.get(OFFICER, "breaches").await;
    assert_eq!(all["breaches"][0]["standing"], "closed");
}

/// C3-02: who reads at night, or of a class that is not hers, is told to the protection officer, with why.
#[tokio::test(flavor = "multi_thread")]
async fn unusual_accesses_are_told_with_the_rule() {
    let school = school().await;
    let student = format!("students/{GIULIA}");
    assert_eq!(school.get(TEACHER, &student).await.0, StatusCode::OK);
    let (_, none) = school.get(OFFICER, "access-log/anomalies").await;
    assert_eq!(none, json!([]), "a teacher of the class, in the morning");
    school.at(TUESDAY.at(23, 30, 0, 0));
    assert_eq!(school.get(TEACHER, &student).await.0, StatusCode::OK);
    assert_eq!(school.get((MOTHER, Capacity::Guardian), &student).await.0, StatusCode::OK);
    let (status, found) = school.get(OFFICER, "access-log/anomalies").await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let rules: Vec<(&str, &str)> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["rule"].as_str().expect("a rule"), it["reader"].as_str().expect("a reader")))
        .collect();
    assert!(rules.contains(&("at-night", &MATHS.to_string())), "{found}");
    assert!(rules.iter().all(|(_, reader)| *reader != MOTHER.to_string()), "{found}");
    assert!(found[0]["why"].as_str().is_some_and(|why| !why.is_empty()));
    // Somebody else's class: refused, and noted all the same.
    school.get((OTHER, Capacity::Teacher), &student).await;
    let (_, found) = school.get(OFFICER, "access-log/anomalies").await;
    let other = found.as_array().expect("a list").iter().find(|it| it["reader"] == json!(OTHER));
    assert!(other.is_some_and(|it| it["rule"] == "at-night" || it["rule"] == "not-her-class"), "{found}");
    assert_eq!(school.get(HEAD, "access-log/anomalies").await.0, StatusCode::NOT_FOUND);
}
