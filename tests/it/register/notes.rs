//! Notes over the router: who writes and mends them, who reads them, and what they come to.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};

use super::support::{
    ANNA, CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const COLLEAGUE: (PersonId, Capacity) = (ITALIAN, Capacity::Teacher);
const HER_MOTHER: (PersonId, Capacity) = (MOTHER, Capacity::Guardian);
const HERSELF: (PersonId, Capacity) = (GIULIA, Capacity::Student);
const SECRETARY: (PersonId, Capacity) = (person(30), Capacity::Secretariat);
const DEPUTY: (PersonId, Capacity) = (person(31), Capacity::Deputy);
const DPO: (PersonId, Capacity) = (person(32), Capacity::Dpo);
const COORDINATOR: (PersonId, Capacity) = (person(33), Capacity::Teacher);

async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    for (who, given_name, office) in [
        (SECRETARY.0, "Segreteria", Office::Secretariat),
        (DEPUTY.0, "Collaboratrice", Office::Deputy),
        (DPO.0, "Responsabile", Office::Dpo),
        (COORDINATOR.0, "Coordinatrice", Office::Coordinator { class: CLASS_1A }),
    ] {
        let (given_name, family_name) = (given_name.to_owned(), "Prova".to_owned());
        let acts = vec![
            Act::Register { given_name, family_name, born_on: date(1979, 1, 1) },
            Act::AssignOffice { office, from, until: None },
        ];
        school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: who, acts })).await;
    }
    school
}

fn about(student: PersonId, act: Value) -> Value {
    json!({ "student": student, "act": act })
}

fn note(student: PersonId, on: Date, facts: &str) -> Value {
    let note = json!({ "on": on, "period": 1, "kind": "disciplinary", "facts": facts });
    about(student, json!({ "write-note": note }))
}

async fn done(school: &School, who: (PersonId, Capacity), body: &Value) {
    let (status, answer) = school.post(who, "conduct", body).await;
    assert!(status.is_success(), "{answer}");
}

async fn refused(school: &School, who: (PersonId, Capacity), body: &Value, kind: &str) {
    let (status, answer) = school.post(who, "conduct", body).await;
    assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {answer}");
}

async fn notes_of(school: &School, who: (PersonId, Capacity), student: PersonId) -> Option<usize> {
    let (status, answer) = school.get(who, &format!("students/{student}/conduct")).await;
    status.is_success().then(|| answer["notes"].as_array().expect("notes").len())
}

/// A12-04, C6: the student, her family, who wrote it, the coordinator and who leads: nobody else, by any way.
#[tokio::test]
async fn a_note_is_read_by_her_her_family_and_few_others() {
    let school = school().await;
    done(&school, TEACHER, &note(GIULIA, TUESDAY, "ha lasciato l'aula senza permesso")).await;
    let event = school.head();
    school.with_reason(DPO).await;
    for who in [TEACHER, HER_MOTHER, HERSELF, HEAD, DEPUTY, DPO, COORDINATOR] {
        assert_eq!(notes_of(&school, who, GIULIA).await, Some(1), "{who:?}");
        let (status, _) = school.get(who, &format!("events/{event}")).await;
        assert_eq!(status, StatusCode::OK, "{who:?}");
    }
    // Another teacher of the class knows the student, and nothing of her notes.
    assert_eq!(notes_of(&school, COLLEAGUE, GIULIA).await, Some(0));
    for who in [
        SECRETARY,
        (OTHER, Capacity::Teacher),
        (FATHER, Capacity::Guardian),
        (MARCO, Capacity::Student),
        (ANNA, Capacity::Student),
    ] {
        assert_eq!(notes_of(&school, who, GIULIA).await, None, "{who:?}");
    }
    for who in [
        COLLEAGUE,
        SECRETARY,
        (OTHER, Capacity::Teacher),
        (FATHER, Capacity::Guardian),
        (MARCO, Capacity::Student),
        (ANNA, Capacity::Student),
    ] {
        let (status, answer) = school.get(who, &format!("events/{event}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who:?} {answer}");
        let (_, history) = school.get(who, &format!("students/{GIULIA}/history")).await;
        assert!(!history.to_string().contains("permesso"), "{who:?} {history}");
    }
}

/// A12-04, C6: another student named is refused, a judgement is asked about; whom a note is about is one student.
#[tokio::test]
async fn a_note_names_nobody_else_and_judges_nobody() {
    let school = school().await;
    let with_a_mate = note(GIULIA, TUESDAY, "con Marco Prova ha lanciato il gesso");
    refused(&school, TEACHER, &with_a_mate, "conduct:names-a-student").await;
    refused(&school, TEACHER, &note(GIULIA, TUESDAY, "è una maleducata"), "text:to-confirm").await;
    let (status, answer) =
        school.post(TEACHER, "conduct?confirmed=true", &note(GIULIA, TUESDAY, "è una maleducata")).await;
    assert!(status.is_success(), "{answer}");
    refused(&school, TEACHER, &note(GIULIA, TUESDAY, "assente per gastroenterite"), "text:blocked").await;
    let mut to_the_class = note(GIULIA, TUESDAY, "ha lasciato l'aula");
    to_the_class["act"]["write-note"]["visible_to"] = json!("class");
    refused(&school, TEACHER, &to_the_class, "malformed").await;
    refused(&school, (OTHER, Capacity::Teacher), &note(GIULIA, TUESDAY, "in corridoio"), "not-found").await;
    refused(&school, SECRETARY, &note(GIULIA, TUESDAY, "in corridoio"), "not-allowed").await;
    refused(&school, TEACHER, &note(GIULIA, date(2025, 11, 12), "domani"), "conduct:in-the-future").await;
}

/// C4-01, B7-05: the family states, the author rectifies, the deputy annuls; each leaves what was there.
#[tokio::test]
async fn a_note_is_answered_rectified_and_annulled() {
    let school = school().await;
    done(&school, TEACHER, &note(GIULIA, TUESDAY, "ha lasciato l'aula alle 8:30")).await;
    let statement = |text: &str| {
        about(GIULIA, json!({ "add-statement": { "year": 2025, "note": 0, "statement": text } }))
    };
    done(&school, HER_MOTHER, &statement("aveva chiesto il permesso")).await;
    // B6-01: her father is limited by a court in November; she is a minor.
    refused(&school, (FATHER, Capacity::Guardian), &statement("non è vero"), "people:limited-by-court").await;
    refused(&school, HERSELF, &statement("non è vero"), "people:not-of-age").await;
    refused(&school, TEACHER, &statement("non è vero"), "not-allowed").await;

    let rectify = about(
        GIULIA,
        json!({ "rectify-note": { "year": 2025, "note": 0, "facts": "ha lasciato l'aula alle 8:50",
                                  "reason": "l'orario era un altro" } }),
    );
    refused(&school, COORDINATOR, &rectify, "conduct:not-to-rectify").await;
    refused(&school, DEPUTY, &rectify, "conduct:not-to-rectify").await;
    done(&school, TEACHER, &rectify).await;
    let annul =
        |reason: &str| about(GIULIA, json!({ "annul-note": { "year": 2025, "note": 0, "reason": reason } }));
    refused(&school, TEACHER, &annul(" "), "text:empty").await;
    refused(&school, COORDINATOR, &annul("non era lei"), "conduct:not-to-annul").await;
    // The reason too is read by her family.
    refused(&school, TEACHER, &annul("era Marco Prova"), "conduct:names-a-student").await;
    done(&school, DEPUTY, &annul("non era lei")).await;
    let (_, known) = school.get(HER_MOTHER, &format!("students/{GIULIA}/conduct")).await;
    let note = &known["notes"][0];
    assert_eq!(known["disciplinary_notes"], 0, "{known}");
    assert_eq!(note["facts"], "ha lasciato l'aula alle 8:50");
    assert_eq!(note["rectifications"][0]["withdrawn"], "ha lasciato l'aula alle 8:30");
    assert_eq!(note["statements"][0]["statement"], "aveva chiesto il permesso");
    assert_eq!(note["annulled"]["reason"], "non era lei");
}

/// A7-03: at the fourth the coordinator finds it; with one annulled it is gone. No other teacher, nor the secretariat,
/// is told.
#[tokio::test]
async fn four_notes_are_for_the_coordinator_to_consider() {
    let school = school().await;
    let days = [date(2025, 10, 1), date(2025, 10, 15), date(2025, 11, 5), TUESDAY];
    for on in days {
        done(&school, TEACHER, &note(GIULIA, on, "ha lasciato l'aula senza permesso")).await;
    }
    let considers = async |who| {
        let (_, answer) = school.get(who, &format!("duties?student={GIULIA}")).await;
        let duties = answer["duties"].as_array().cloned().unwrap_or_default();
        duties.iter().filter(|duty| duty["kind"] == "consider-notes" && duty["status"] == "due").count()
    };
    assert_eq!((considers(COORDINATOR).await, considers(HEAD).await), (1, 1));
    for who in [COLLEAGUE, SECRETARY, HER_MOTHER] {
        assert_eq!(considers(who).await, 0, "{who:?}");
    }
    let annul = json!({ "annul-note": { "year": 2025, "note": 1, "reason": "non era lei" } });
    done(&school, TEACHER, &about(GIULIA, annul)).await;
    assert_eq!(considers(COORDINATOR).await, 0);
}

/// A10-C7: out of class in somebody's custody: no absence, and the principal finds it.
#[tokio::test]
async fn who_is_sent_out_of_class_is_not_absent() {
    let school = school().await;
    school.call_roll(&[], &[]).await;
    let separate = |keeper: PersonId| {
        let act = json!({ "on": TUESDAY, "from": 3, "supervised_by": keeper, "family_called": false });
        about(GIULIA, json!({ "record-separation": act }))
    };
    refused(&school, TEACHER, &separate(MARCO), "conduct:not-supervised").await;
    done(&school, TEACHER, &separate(ITALIAN)).await;
    let (_, year) = school.get(HEAD, &format!("students/{GIULIA}")).await;
    assert_eq!(year["facts"], json!([]), "no absence: {year}");
    let (_, answer) = school.get(HEAD, &format!("duties?student={GIULIA}")).await;
    let kinds: Vec<&str> =
        answer["duties"].as_array().expect("duties").iter().filter_map(|it| it["kind"].as_str()).collect();
    assert!(kinds.contains(&"consider-separation") && kinds.contains(&"tell-of-separation"), "{answer}");
    // Who keeps her knows.
    let (_, known) = school.get(COLLEAGUE, &format!("students/{GIULIA}/conduct")).await;
    assert_eq!(known["separations"].as_array().map(Vec::len), Some(1), "{known}");
}

/// A12-04: what is to her credit is read and mended in the same way.
#[tokio::test]
async fn a_positive_act_is_written_and_annulled() {
    let school = school().await;
    let praise = json!({ "record-positive-act": { "on": TUESDAY, "what": "ha aiutato in laboratorio" } });
    done(&school, TEACHER, &about(GIULIA, praise)).await;
    let (_, known) = school.get(HER_MOTHER, &format!("students/{GIULIA}/conduct")).await;
    assert_eq!(known["positive_acts"][0]["what"], "ha aiutato in laboratorio", "{known}");
    let annul =
        json!({ "annul-positive-act": { "year": 2025, "positive_act": 0, "reason": "scritto due volte" } });
    refused(&school, COORDINATOR, &about(GIULIA, annul.clone()), "conduct:not-to-annul").await;
    done(&school, TEACHER, &about(GIULIA, annul)).await;
    let (_, known) = school.get(HER_MOTHER, &format!("students/{GIULIA}/conduct")).await;
    assert_eq!(known["positive_acts"][0]["annulled"]["reason"], "scritto due volte", "{known}");
}
