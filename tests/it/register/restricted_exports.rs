//! What is restricted leaves the school marked, with the register; others are not given it.
//!
//! Norm: C4-05: GDPR, art. 18.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::erasures::{HEAD, OFFICER, act, school};
use super::exported::{events, exported, run};
use super::support::*;

/// The student's file for another school, as it is shown.
fn student_file(school: &School, to: &str) -> Value {
    let (folder, student) = (school.dir.path(), GIULIA.to_string());
    let log = ["--log", "sqlite://log.db", "--read", "sqlite://read.db"];
    let export = ["transfer", "export", "--student", &student, "--to", to];
    let (done, said) = run(folder, &[&export[..], &log].concat());
    assert!(done, "{said}");
    let (done, said) = run(folder, &["transfer", "show", "--json", "--from", to]);
    assert!(done, "{said}");
    let mut values = serde_json::Deserializer::from_str(&said).into_iter();
    values.next().expect("a file").expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restricted_goes_marked_with_the_register_and_not_to_others() {
    let school = school().await;
    school.call_roll(&[GIULIA, ANNA], &[]).await;
    let in_xml = |student: registro_domain::ids::PersonId| student.0.simple().to_string();
    let told = |files: &std::collections::BTreeMap<String, Vec<u8>>, name: &str, what: &str| {
        String::from_utf8_lossy(&files[name]).contains(what)
    };
    let (attendance, figures) = ("data/ed-fi/InterchangeStudentAttendance.xml", "data/sidi/frequenze.csv");
    let restrictions = "data/tables/restrictions.csv";

    let files = exported(&school);
    assert!(told(&files, attendance, &in_xml(GIULIA)) && told(&files, figures, &GIULIA.to_string()));
    assert!(events(&files).iter().all(|event| event["data"]["restricted"].is_null()));
    assert!(!told(&files, restrictions, &GIULIA.to_string()));
    let file = student_file(&school, "before");
    assert_eq!(
        (&file["restricted"], file["years"][0]["hours_missed"].is_u64()),
        (&json!(false), true),
        "{file}"
    );

    let (status, sealed) = school.get(OFFICER, &format!("people/{GIULIA}/sealed-data")).await;
    assert_eq!(status, StatusCode::OK, "{sealed}");
    let target = sealed.as_array().expect("a list").iter().find(|key| key["class"] == "assenze");
    let target = target.expect("her attendance");
    let erasure = Uuid::new_v4();
    let ask = json!({ "ask": {
        "person": GIULIA, "targets": [{ "class": target["class"], "part": target["part"] }], "ground": "unlawful",
        "reasons": "le ore non sono sue"
    } });
    assert_eq!(act(&school, OFFICER, erasure, ask).await, StatusCode::CREATED);
    let restrict = json!({ "restrict": { "ground": "accuracy-contested" } });
    assert_eq!(act(&school, OFFICER, erasure, restrict).await, StatusCode::CREATED);

    let files = exported(&school);
    assert!(!told(&files, attendance, &in_xml(GIULIA)) && !told(&files, figures, &GIULIA.to_string()));
    assert!(told(&files, attendance, &in_xml(ANNA)) && told(&files, figures, &ANNA.to_string()));
    assert!(told(&files, restrictions, target["part"].as_str().expect("a part")));
    let marked: Vec<Value> =
        events(&files).into_iter().filter(|event| event["data"]["restricted"] == json!(true)).collect();
    assert!(!marked.is_empty());
    for event in &marked {
        assert_eq!(event["subject"], target["part"], "{event}");
        assert!(!event["data"]["record"].is_null() && !event["data"]["says"].is_null(), "{event}");
    }
    let file = student_file(&school, "after");
    assert_eq!(
        (&file["restricted"], &file["years"][0]["hours_missed"]),
        (&json!(true), &Value::Null),
        "{file}"
    );

    // Once it is lifted all is as before.
    let lift = json!({ "lift-restriction": { "reasons": "verificato: le ore sono sue" } });
    assert_eq!(act(&school, HEAD, erasure, lift).await, StatusCode::CREATED);
    assert!(told(&exported(&school), attendance, &in_xml(GIULIA)));
}
