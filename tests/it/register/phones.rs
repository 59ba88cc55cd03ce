//! Phones and families over the router: who may withhold, tell and give back, and who may know.

use axum::http::StatusCode;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};

use super::support::{
    FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const SECRETARY: (PersonId, Capacity) = (person(30), Capacity::Secretariat);
/// The coordinator of 1A.
pub(super) const COORDINATOR: (PersonId, Capacity) = (ITALIAN, Capacity::Teacher);

pub(super) async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let register = Act::Register {
        given_name: "Segreteria".into(),
        family_name: "Prova".into(),
        born_on: date(1979, 1, 1),
    };
    let office = |office| Act::AssignOffice { office, from, until: None };
    let coordinator = Office::Coordinator { class: super::support::CLASS_1A };
    for (who, acts) in
        [(SECRETARY.0, vec![register, office(Office::Secretariat)]), (ITALIAN, vec![office(coordinator)])]
    {
        let command = Command::People(People { person: who, acts });
        school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    }
    school
}

fn about(student: PersonId, act: Value) -> Value {
    json!({ "student": student, "act": act })
}

fn withhold(student: PersonId) -> Value {
    let act = json!({ "withhold": { "on": TUESDAY, "at": "10:20:00", "found": "in-use", "handed_to": "principal" } });
    about(student, act)
}

/// A6-03 from end to end: withheld, listed, the parents told, not given to the student, given to her mother.
#[tokio::test]
async fn a_phone_is_withheld_listed_and_given_back_to_a_parent() {
    let school = school().await;
    let refused = |(status, answer): (StatusCode, Value), kind: &str| {
        assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {answer}");
    };
    refused(school.post((OTHER, Capacity::Teacher), "devices", &withhold(GIULIA)).await, "not-found");
    refused(school.post(SECRETARY, "devices", &withhold(GIULIA)).await, "not-allowed");
    let (status, answer) = school.post(TEACHER, "devices", &withhold(GIULIA)).await;
    assert!(status.is_success(), "{answer}");

    let (_, listed) = school.get(SECRETARY, "devices/held").await;
    assert_eq!(listed["held"][0]["student"]["id"], json!(GIULIA), "{listed}");
    assert_eq!(listed["held"][0]["at"], "10:20:00");
    let (status, _) = school.get(TEACHER, "devices/held").await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let tell = |told: PersonId| {
        let act = json!({ "tell-family": { "year": 2025, "withheld": 0, "told": told, "on": TUESDAY } });
        about(GIULIA, act)
    };
    // B6-01: the father is limited by a court in November.
    refused(school.post(HEAD, "devices", &tell(FATHER)).await, "device:not-to-be-told");
    refused(school.post(TEACHER, "devices", &tell(MOTHER)).await, "not-allowed");
    assert!(school.post(HEAD, "devices", &tell(MOTHER)).await.0.is_success());

    let give = |to: PersonId| {
        let act = json!({ "return": { "year": 2025, "withheld": 0, "to": to, "on": TUESDAY } });
        about(GIULIA, act)
    };
    refused(school.post(HEAD, "devices", &give(GIULIA)).await, "device:returned-to-minor");
    refused(school.post(HEAD, "devices", &give(FATHER)).await, "device:not-entitled");
    assert!(school.post(HEAD, "devices", &give(MOTHER)).await.0.is_success());
    let (_, listed) = school.get(HEAD, "devices/held").await;
    assert_eq!(listed["held"], json!([]));
    let (_, hers) = school.get((MOTHER, Capacity::Guardian), &format!("students/{GIULIA}/devices")).await;
    assert_eq!(hers["withheld"][0]["returned"]["to"]["id"], json!(MOTHER), "{hers}");
}

/// A6-05: no note is made, and only her teachers, the principal and her family know.
#[tokio::test]
async fn an_exemption_is_known_to_her_teachers_and_gives_no_reason() {
    let school = school().await;
    let allow = about(GIULIA, json!({ "allow-use": { "from": "2025-10-01" } }));
    let (status, answer) = school.post(TEACHER, "devices", &allow).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    let (status, answer) = school.post(HEAD, "devices", &allow).await;
    assert!(status.is_success(), "{answer}");
    let position = answer["position"]["first"].clone();

    let (status, answer) = school.post(TEACHER, "devices", &withhold(GIULIA)).await;
    assert_eq!(answer["type"], "urn:registro:problem:device:use-is-allowed", "{status} {answer}");
    assert_eq!(answer["norm"]["row"], "A6-05");

    for (who, may) in [
        (HEAD, true),
        (TEACHER, true),
        ((MOTHER, Capacity::Guardian), true),
        ((GIULIA, Capacity::Student), true),
        (SECRETARY, false),
        ((OTHER, Capacity::Teacher), false),
        ((MARCO, Capacity::Student), false),
        ((FATHER, Capacity::Guardian), false),
    ] {
        let (status, _) = school.get(who, &format!("events/{position}")).await;
        assert_eq!(status.is_success(), may, "{who:?}");
    }
    let (_, seen) = school.get(SECRETARY, &format!("students/{GIULIA}/devices")).await;
    assert_eq!(seen.get("uses"), None, "{seen}");
    let (_, seen) = school.get(TEACHER, &format!("students/{GIULIA}/devices")).await;
    assert_eq!(seen["uses"][0]["from"], "2025-10-01", "{seen}");
}

/// A6-02: the mother asks, the principal decides.
#[tokio::test]
async fn a_family_asks_for_the_bag() {
    let school = school().await;
    let ask = about(GIULIA, json!({ "request-bag": {} }));
    let mother = (MOTHER, Capacity::Guardian);
    let (status, answer) = school.post((FATHER, Capacity::Guardian), "devices", &ask).await;
    assert_eq!(answer["type"], "urn:registro:problem:people:limited-by-court", "{status} {answer}");
    assert!(school.post(mother, "devices", &ask).await.0.is_success());
    let decide = about(GIULIA, json!({ "decide-bag": { "year": 2025, "request": 0 } }));
    assert_eq!(school.post(TEACHER, "devices", &decide).await.0, StatusCode::FORBIDDEN);
    assert!(school.post(HEAD, "devices", &decide).await.0.is_success());
    let (_, hers) = school.get(mother, &format!("students/{GIULIA}/devices")).await;
    assert_eq!(hers["bag"]["outcome"], "authorised", "{hers}");
}

/// A3-08, A3-09, A3-14: the coordinator calls, the office gives the number, the principal informs the authorities.
#[tokio::test]
async fn a_family_is_told_by_phone_and_then_the_social_services() {
    let school = school().await;
    let act = |act: Value| json!({ "student": GIULIA, "on": TUESDAY, "act": act });
    let call = |duty: &str| {
        act(
            json!({ "tell-family": { "duty": duty, "how": { "phone": { "at": "12:10:00", "told": MOTHER } } } }),
        )
    };
    assert_eq!(school.post(TEACHER, "contacts", &call("tell-of-ten-days")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(school.post(COORDINATOR, "contacts", &call("tell-of-truancy")).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = school.post(COORDINATOR, "contacts", &call("tell-of-ten-days")).await;
    assert!(status.is_success(), "{answer}");
    let number = act(json!({ "protocol-fonogramma": { "call": 0, "protocol": "4711/2025" } }));
    assert!(school.post(SECRETARY, "contacts", &number).await.0.is_success());

    let inform = |duty: &str, authority: &str| {
        let body = json!({ "duty": duty, "authority": authority, "protocol": "4900/2025" });
        act(json!({ "inform-authority": body }))
    };
    let carabinieri = inform("inform-carabinieri", "carabinieri");
    let (_, answer) = school.post(HEAD, "contacts", &carabinieri).await;
    assert_eq!(answer["type"], "urn:registro:problem:contact:social-services-first", "{answer}");
    let services = inform("inform-social-services", "social-services");
    assert_eq!(school.post(COORDINATOR, "contacts", &services).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = school.post(HEAD, "contacts", &services).await;
    assert!(status.is_success(), "{answer}");
    let position = answer["position"]["first"].clone();
    for (who, may) in [
        (HEAD, true),
        (SECRETARY, true),
        (COORDINATOR, true),
        (TEACHER, false),
        ((MOTHER, Capacity::Guardian), false),
    ] {
        let (status, _) = school.get(who, &format!("events/{position}")).await;
        assert_eq!(status.is_success(), may, "{who:?}");
    }
}

/// A3-10, A4-02, B5-05: the office reviews a month and reports the minors; the principal says how a class comes back.
#[tokio::test]
async fn the_school_watches_over_attendance() {
    let school = school().await;
    let review = json!({ "act": { "review-attendance": { "month": TUESDAY, "families_told": 3 } } });
    assert_eq!(school.post(TEACHER, "vigilance", &review).await.0, StatusCode::FORBIDDEN);
    assert!(school.post(SECRETARY, "vigilance", &review).await.0.is_success());
    let report = json!({ "act": { "report-minors": { "students": 2, "protocol": "4500/2025" } } });
    assert!(school.post(SECRETARY, "vigilance", &report).await.0.is_success());
    let class = super::support::CLASS_1A;
    let body = json!({ "class": class, "absence": TUESDAY, "rule": "rientro con i genitori" });
    let rule = json!({ "act": { "set-readmission-rule": body } });
    assert_eq!(school.post(SECRETARY, "vigilance", &rule).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = school.post(HEAD, "vigilance", &rule).await;
    assert!(status.is_success(), "{answer}");
}
