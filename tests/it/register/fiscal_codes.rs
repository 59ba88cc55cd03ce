//! People are linked to their fiscal codes, of which nothing is kept but a hash that nobody else can compute.

use axum::http::StatusCode;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::simulate::links::made_up;
use registro_domain::people::{FiscalCode, Office};
use serde_json::json;
use uuid::Uuid;

use super::support::*;

const HEAD: (registro_domain::ids::PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);

/// E-07
#[tokio::test]
async fn the_secretariat_links_a_person_and_the_code_itself_is_kept_nowhere() {
    let school = School::open().await;
    let code = made_up(MOTHER, date(1983, 1, 1));
    let link = json!({ "person": MOTHER, "fiscal_code": code });
    let command = Uuid::new_v4();
    let send = |body: String| school.send(HEAD, "fiscal-code-links", command, None, body);
    assert_eq!(send(link.to_string()).await.0, StatusCode::CREATED);
    assert_eq!(send(link.to_string()).await.1["repeated"], true);

    let key = school.app.register.fiscal_key(&FiscalCode::new(&code).expect("a code")).await.expect("a hash");
    let directory = school.app.register.directory().await.expect("a directory");
    assert_eq!(directory.linked_to(key), Some(MOTHER));

    // Typed in small letters it is the same.
    let small = json!({ "person": MOTHER, "fiscal_code": code.to_lowercase() });
    assert_eq!(school.post(HEAD, "fiscal-code-links", &small).await.1["nothing_to_do"], true);
    for (who, body, status, kind) in [
        (HEAD, json!({ "person": FATHER, "fiscal_code": code }), 422, "people:linked-to-another"),
        (
            HEAD,
            json!({ "person": FATHER, "fiscal_code": "RSSMRA80A01H501X" }),
            422,
            "people:not-a-fiscal-code",
        ),
        (HEAD, json!({ "person": FATHER, "fiscal_code": code, "code": "00" }), 400, "malformed"),
        ((MATHS, Capacity::Teacher), link.clone(), 403, "not-allowed"),
        ((MOTHER, Capacity::Guardian), link.clone(), 403, "not-allowed"),
    ] {
        let (told, problem) = school.post(who, "fiscal-code-links", &body).await;
        assert_eq!(told.as_u16(), status, "{problem}");
        assert_eq!(problem["type"], format!("urn:registro:problem:{kind}"));
        assert!(!problem.to_string().to_uppercase().contains(&code));
    }
    for file in walk(school.dir.path()) {
        let bytes = std::fs::read(&file).expect("a file of the register");
        let there = bytes.windows(code.len()).any(|window| window.eq_ignore_ascii_case(code.as_bytes()));
        assert!(!there, "{}", file.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

/// C4-03: with the record of a person goes her link.
#[tokio::test]
async fn an_erasure_unlinks() {
    let school = School::open().await;
    let officer = (person(5), Capacity::Dpo);
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: officer.0, acts })).await;

    let code = made_up(MOTHER, date(1983, 1, 1));
    let link = |person| json!({ "person": person, "fiscal_code": code });
    assert_eq!(school.post(HEAD, "fiscal-code-links", &link(MOTHER)).await.0, StatusCode::CREATED);
    let (_, sealed) = school.get(officer, &format!("people/{MOTHER}/sealed-data")).await;
    let record =
        sealed.as_array().expect("a list").iter().find(|key| key["part"] == format!("person-{MOTHER}"));
    let record = record.unwrap_or_else(|| panic!("her record: {sealed}"));
    let erasure = Uuid::new_v4();
    let target = json!({ "class": record["class"], "part": record["part"] });
    let ask = json!({ "ask": {
        "person": MOTHER, "targets": [target], "ground": "unlawful", "reasons": "registrata per errore"
    } });
    for (who, act) in [
        (officer, ask),
        (officer, json!({ "assess": { "reasons": "non è mai stata della scuola" } })),
        (HEAD, json!({ "approve": {} })),
    ] {
        let body = json!({ "erasure": erasure, "act": act });
        let (status, told) = school.post(who, "erasures?confirmed=true", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{told}");
    }
    let key = school.app.register.fiscal_key(&FiscalCode::new(&code).expect("a code")).await.expect("a hash");
    for _ in 0..200 {
        let directory = school.app.register.directory().await.expect("a directory");
        if directory.person(MOTHER).is_none() {
            assert_eq!(directory.linked_to(key), None);
            // The code is free for whoever it is of.
            assert_eq!(school.post(HEAD, "fiscal-code-links", &link(FATHER)).await.0, StatusCode::CREATED);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("her record is still there");
}
