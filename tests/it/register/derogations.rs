//! A derogation: hours for everybody, the reason for the few whom it concerns.

use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::people::{Office, Relation};
use serde_json::{Value, json};

use super::sight::{Who, ask};
use super::support::{
    CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);
const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const OTHER_PARENT: Who = (person(12), Capacity::Guardian);
const SECRETARY: Who = (person(30), Capacity::Secretariat);
const DPO: Who = (person(31), Capacity::Dpo);
const AUDITOR: Who = (person(32), Capacity::Auditor);
const DEPUTY: Who = (person(33), Capacity::Deputy);
/// Coordinates the class. The other teacher of the class does not.
const COORDINATOR: Who = (ITALIAN, Capacity::Teacher);

/// What may stand in no answer to who may not know: the document, the kinds of events, and the letter's words.
const TELLING: [&str; 5] = ["812-2026", "derogation-", "lettera f", "religios", "riposo"];

/// Giulia was absent on Tuesday, six hours, and her mother asks for a derogation by letter f.
async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let register = |name: &str| Act::Register {
        given_name: name.into(),
        family_name: "Prova".into(),
        born_on: date(1979, 1, 1),
    };
    let office = |office| Act::AssignOffice { office, from, until: None };
    let held = Act::HoldResponsibility { guardian: OTHER_PARENT.0, relation: Relation::Mother, from };
    for (who, acts) in [
        (SECRETARY.0, vec![register("Segreteria"), office(Office::Secretariat)]),
        (DPO.0, vec![register("Protezione"), office(Office::Dpo)]),
        (AUDITOR.0, vec![register("Revisione"), office(Office::Auditor)]),
        (DEPUTY.0, vec![register("Collaboratrice"), office(Office::Deputy)]),
        (ITALIAN, vec![office(Office::Coordinator { class: CLASS_1A })]),
        (OTHER_PARENT.0, vec![register("Altra madre")]),
        (MARCO, vec![held]),
    ] {
        let command = Command::People(People { person: who, acts });
        school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    }
    school.call_roll(&[GIULIA], &[]).await;
    recorded(&school, HER_MOTHER, "derogation-requests", &asks(TUESDAY)).await;
    school
}

fn asks(on: Date) -> Value {
    json!({ "student": GIULIA, "letter": "f", "from": on, "until": on, "document": "prot. 812-2026" })
}

fn grants(hours: u16, evaluation: &str) -> Value {
    let outcome = json!({ "granted": { "hours": hours, "evaluation": evaluation } });
    json!({ "student": GIULIA, "year": 2025, "number": 0, "outcome": outcome })
}

fn revokes() -> Value {
    json!({ "student": GIULIA, "year": 2025, "number": 0, "reason": "documento prot. 812-2026 non valido" })
}

async fn recorded(school: &School, who: Who, path: &str, body: &Value) {
    let (status, answer) = school.post(who, path, body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

/// Everything that the register would answer to somebody about the student, the class or any event.
async fn answers(school: &School, who: Who) -> String {
    const JSON: &str = "application/json";
    const PAGE: &str = "text/html";
    let mut paths: Vec<(String, &str)> = vec![
        (format!("/api/v1/students/{GIULIA}"), JSON),
        (format!("/api/v1/students/{GIULIA}/history"), JSON),
        (format!("/api/v1/students/{GIULIA}/why?figure=hours-missed"), JSON),
        (format!("/api/v1/classes/{CLASS_1A}/days/{TUESDAY}"), JSON),
        ("/api/v1/dashboard".into(), JSON),
        ("/api/v1/duties".into(), JSON),
        ("/adempimenti".into(), PAGE),
        (format!("/studenti/{GIULIA}"), PAGE),
        (format!("/studenti/{GIULIA}/storia"), PAGE),
        (format!("/studenti/{GIULIA}/fatti"), PAGE),
        (format!("/studenti/{GIULIA}/ore"), PAGE),
        (format!("/classi/{CLASS_1A}"), PAGE),
        ("/cruscotto".into(), PAGE),
    ];
    for position in 0..=school.head() {
        paths.push((format!("/api/v1/events/{position}"), JSON));
        paths.push((format!("/eventi/{position}"), PAGE));
    }
    let mut all = String::new();
    for (path, accept) in paths {
        let (_, body) = ask(school, who, &path, accept).await;
        all.push_str(&body.to_lowercase());
    }
    all
}

/// A5-10: no answer, page or history tells a subject teacher, a classmate's parent or an office of the letter or the
/// document; who works on the student's record reads "deroga: 4 ore".
#[tokio::test]
async fn only_those_whom_the_letter_concerns_read_it() {
    let school = school().await;
    recorded(&school, HEAD, "derogation-decisions", &grants(4, "possible")).await;
    for revoked in [false, true] {
        if revoked {
            recorded(&school, HEAD, "derogation-revocations", &revokes()).await;
        }
        school.with_reason(DPO).await;
        school.with_reason(AUDITOR).await;
        for (who, reads_letter, reads_hours) in [
            (HEAD, true, true),
            (DPO, true, true),
            (HER_MOTHER, true, true),
            ((GIULIA, Capacity::Student), true, true),
            (COORDINATOR, true, true),
            ((MATHS, Capacity::Teacher), false, true),
            (SECRETARY, false, true),
            (AUDITOR, false, true),
            (DEPUTY, false, true),
            ((FATHER, Capacity::Guardian), false, false),
            (OTHER_PARENT, false, false),
            ((MARCO, Capacity::Student), false, false),
            ((OTHER, Capacity::Teacher), false, false),
        ] {
            let told = answers(&school, who).await;
            for telling in TELLING {
                assert_eq!(told.contains(telling), reads_letter, "{who:?}: {telling}");
            }
            assert_eq!(told.contains("deroga: 4 ore"), reads_hours, "{who:?}");
            assert_eq!(told.contains("deroga revocata: 4 ore"), reads_hours && revoked, "{who:?}");
        }
    }
}

/// A5-05, A5-06: by the head of the school, for no more hours than were missed, and with something to assess.
#[tokio::test]
async fn a_derogation_takes_off_hours_that_were_missed_if_the_student_can_be_assessed() {
    let school = school().await;
    for who in [HER_MOTHER, COORDINATOR, SECRETARY, DEPUTY] {
        let (status, _) = school.post(who, "derogation-decisions", &grants(4, "possible")).await;
        assert_eq!(status.as_u16(), 403, "{who:?}");
    }
    let (status, _) = school.post(OTHER_PARENT, "derogation-requests", &asks(TUESDAY)).await;
    assert_eq!(status.as_u16(), 404);
    let (status, answer) = school.post(HEAD, "derogation-decisions", &grants(7, "possible")).await;
    assert_eq!(
        (status.as_u16(), answer["type"].as_str()),
        (422, Some("urn:registro:problem:derogation:more-than-missed"))
    );
    recorded(&school, HEAD, "derogation-decisions", &grants(6, "not-possible")).await;
    let told = answers(&school, HEAD).await;
    assert!(told.contains("senza effetto") && !told.contains("deroga: 6 ore"));
}
