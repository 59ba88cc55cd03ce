//! Scrutinies over the router: who prepares, deliberates, closes and publishes them, and who sees what, from when.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::case::CaseEvent;
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_eventlog::codec;
use registro_eventlog::event::{CommandId, Expected, NewEvent, StreamName, Version};
use registro_eventlog::log::{Append, Write};
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{
    ANNA, CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

pub(super) const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
/// Also the coordinator of the class.
pub(super) const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
pub(super) const COLLEAGUE: (PersonId, Capacity) = (ITALIAN, Capacity::Teacher);
pub(super) const HER_MOTHER: (PersonId, Capacity) = (MOTHER, Capacity::Guardian);
pub(super) const HERSELF: (PersonId, Capacity) = (GIULIA, Capacity::Student);
pub(super) const SECRETARY: (PersonId, Capacity) = (person(30), Capacity::Secretariat);
pub(super) const SITTING: Date = date(2026, 6, 10);
pub(super) const PUBLICATION: Date = date(2026, 6, 13);

pub(super) async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let names = ("Segreteria".to_owned(), "Prova".to_owned());
    let acts = vec![
        Act::Register { given_name: names.0, family_name: names.1, born_on: date(1979, 1, 1) },
        Act::AssignOffice { office: Office::Secretariat, from, until: None },
    ];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: SECRETARY.0, acts })).await;
    let acts = vec![Act::AssignOffice { office: Office::Coordinator { class: CLASS_1A }, from, until: None }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: MATHS, acts })).await;
    school
}

fn act(act: Value) -> Value {
    json!({ "class": CLASS_1A, "period": "final", "act": act })
}

fn votes() -> Value {
    json!({ "for": 2, "against": 0, "decided_by_president": false })
}

pub(super) async fn done(school: &School, who: (PersonId, Capacity), body: &Value) {
    let (status, answer) = school.post(who, "scrutinies", &act(body.clone())).await;
    assert!(status.is_success(), "{body}: {answer}");
}

async fn refused(school: &School, who: (PersonId, Capacity), body: &Value, kind: &str) {
    let (status, answer) = school.post(who, "scrutinies", &act(body.clone())).await;
    assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {answer}");
}

fn opening() -> Value {
    json!({ "open": { "covers_from": "2025-09-15", "covers_to": "2026-06-08", "sits_on": SITTING } })
}

fn proposal(subject: &str, of: &[(PersonId, u8)]) -> Value {
    let grades: Vec<Value> =
        of.iter().map(|(student, value)| json!({ "student": student, "value": value })).collect();
    json!({ "propose-grades": { "subject": subject, "grades": grades } })
}

fn grades(of: &[(PersonId, u8, u8)]) -> Value {
    let students: Vec<Value> = of
        .iter()
        .map(|(student, maths, italian)| {
            let grades = [("MAT", maths), ("ITA", italian)];
            let grades = grades.map(|(subject, value)| json!({ "subject": subject, "value": value }));
            json!({ "student": student, "grades": grades })
        })
        .collect();
    json!({ "deliberate-grades": { "students": students, "votes": votes() } })
}

fn behaviour(of: &[(PersonId, u8)]) -> Value {
    let one = |(student, value): &(PersonId, u8)| json!({ "student": student, "value": value, "reasons": "sull'intero anno, dal fascicolo" });
    let students: Vec<Value> = of.iter().map(one).collect();
    json!({ "deliberate-behaviour": { "students": students, "votes": votes() } })
}

fn outcome(student: PersonId, outcome: Value, reasons: Option<&str>) -> Value {
    let what = json!({ "student": student, "outcome": outcome, "reasons": reasons, "votes": votes() });
    json!({ "deliberate-admission": what })
}

pub(super) fn close(number: &str) -> Value {
    json!({ "close": { "protocol": number } })
}

/// Called, proposed and deliberated, on the day of the sitting: Giulia has six in behaviour, Marco five in maths.
pub(super) async fn deliberated(school: &School) {
    school.at(date(2026, 5, 25).at(12, 0, 0, 0));
    done(school, HEAD, &opening()).await;
    school.at(date(2026, 6, 8).at(12, 0, 0, 0));
    done(school, TEACHER, &proposal("MAT", &[(GIULIA, 8), (MARCO, 4), (ANNA, 9)])).await;
    done(school, COLLEAGUE, &proposal("ITA", &[(GIULIA, 7), (MARCO, 6), (ANNA, 9)])).await;
    school.at(SITTING.at(15, 0, 0, 0));
    done(school, HEAD, &json!({ "freeze-dossier": {} })).await;
    done(school, HEAD, &grades(&[(GIULIA, 8, 7), (MARCO, 5, 6), (ANNA, 9, 9)])).await;
    done(school, TEACHER, &behaviour(&[(GIULIA, 6), (MARCO, 8), (ANNA, 10)])).await;
    done(school, HEAD, &outcome(GIULIA, json!({ "suspended": { "subjects": [], "essay": true } }), None))
        .await;
    done(
        school,
        HEAD,
        &outcome(MARCO, json!({ "suspended": { "subjects": ["MAT"], "essay": false } }), None),
    )
    .await;
    done(school, HEAD, &outcome(ANNA, json!("admitted"), None)).await;
    let term = json!({ "by": { "due": "2026-08-28" } });
    let essay = json!({ "student": GIULIA, "topic": "le regole della convivenza", "term": term });
    done(school, HEAD, &json!({ "assign-essay": essay })).await;
}

pub(super) async fn closed_and_published(school: &School) {
    deliberated(school).await;
    done(school, HEAD, &close("3120/2026")).await;
    done(school, HEAD, &json!({ "publish": { "visible_from": PUBLICATION } })).await;
}

async fn results(school: &School, who: (PersonId, Capacity)) -> Option<Vec<Value>> {
    let (status, answer) = school.get(who, &format!("students/{GIULIA}/results")).await;
    status.is_success().then(|| answer.as_array().cloned().unwrap_or_default())
}

/// The kinds of the acts of a scrutiny that somebody reads in a student's history.
async fn acts_read(school: &School, who: (PersonId, Capacity)) -> Vec<String> {
    let (_, answer) = school.get(who, &format!("students/{GIULIA}/history")).await;
    let acts = answer["acts"].as_array().cloned().unwrap_or_default();
    let of_scrutiny = |act: &&Value| act["stream"].as_str().is_some_and(|it| it.starts_with("scrutiny-"));
    acts.iter().filter(of_scrutiny).filter_map(|act| act["kind"].as_str().map(str::to_owned)).collect()
}

/// B2-07, B7-05: who teaches proposes with her average, who presides calls and closes, the coordinator writes what was
/// deliberated, and nothing is written once it is closed.
#[tokio::test]
async fn a_scrutiny_goes_from_the_call_to_its_minutes() {
    let school = school().await;
    let given = json!({ "class": CLASS_1A, "subject": "MAT", "on": TUESDAY, "kind": "oral",
        "grades": [{ "student": GIULIA, "value": 750 }] });
    let (status, answer) = school.post(TEACHER, "grade-entries", &given).await;
    assert!(status.is_success(), "{answer}");
    school.at(date(2026, 5, 25).at(12, 0, 0, 0));
    for who in [TEACHER, SECRETARY, HER_MOTHER] {
        refused(&school, who, &opening(), "not-allowed").await;
    }
    done(&school, HEAD, &opening()).await;
    refused(&school, COLLEAGUE, &proposal("MAT", &[(GIULIA, 8)]), "scrutiny:not-her-subject").await;
    refused(
        &school,
        (OTHER, Capacity::Teacher),
        &proposal("MAT", &[(GIULIA, 8)]),
        "scrutiny:not-her-subject",
    )
    .await;
    done(&school, TEACHER, &proposal("MAT", &[(GIULIA, 8)])).await;
    let path = format!("classes/{CLASS_1A}/scrutinies/final");
    let (_, answer) = school.get(COLLEAGUE, &path).await;
    let rows = answer["students"].as_array().expect("rows");
    let of_giulia = rows.iter().find(|row| row["student"]["id"] == json!(GIULIA)).expect("Giulia");
    assert_eq!(of_giulia["proposals"]["MAT"]["average"], 750, "{of_giulia}");
    let proposed = json!({ "student": GIULIA, "value": 6, "reasons": "due note nell'anno" });
    let proposed = json!({ "propose-behaviour": { "students": [proposed] } });
    refused(&school, COLLEAGUE, &proposed, "not-allowed").await;
    done(&school, TEACHER, &proposed).await;

    refused(&school, HEAD, &grades(&[(GIULIA, 8, 7)]), "scrutiny:before-sitting").await;
    deliberated(&school).await;
    refused(&school, TEACHER, &close("3120/2026"), "not-allowed").await;
    done(&school, HEAD, &close("3120/2026")).await;
    refused(&school, HEAD, &grades(&[(GIULIA, 9, 7)]), "scrutiny:closed").await;
    // Nor is a grade of its days.
    let late = json!({ "class": CLASS_1A, "subject": "MAT", "on": "2026-06-05", "kind": "oral",
        "grades": [{ "student": GIULIA, "value": 900 }] });
    let (status, answer) = school.post(TEACHER, "grade-entries", &late).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    school.at(date(2026, 6, 11).at(9, 0, 0, 0));
    refused(&school, TEACHER, &json!({ "reopen": { "reason": "voto trascritto male" } }), "not-allowed")
        .await;
    done(&school, HEAD, &json!({ "reopen": { "reason": "voto trascritto male" } })).await;
    done(&school, TEACHER, &grades(&[(GIULIA, 9, 7)])).await;
    done(&school, HEAD, &outcome(GIULIA, json!({ "suspended": { "subjects": [], "essay": true } }), None))
        .await;
    done(&school, HEAD, &close("3140/2026")).await;
}

/// B7-04, A12-04: before the day of publication a family sees nothing and nothing tells that there is something; then its
/// own results, and never a proposal. Of another class nobody sees anything.
#[tokio::test]
async fn results_are_seen_from_their_day_by_whom_they_are_for() {
    let school = school().await;
    closed_and_published(&school).await;
    let deliberated_at = school.head();
    for who in [HER_MOTHER, HERSELF] {
        assert_eq!(results(&school, who).await, Some(vec![]), "{who:?}");
        assert_eq!(acts_read(&school, who).await, Vec::<String>::new());
        for position in deliberated_at - 15..=deliberated_at {
            let (status, _) = school.get(who, &format!("events/{position}")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{position}");
        }
        let (status, _) = school.get(who, &format!("classes/{CLASS_1A}/scrutinies/final")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    school.at(PUBLICATION.at(8, 0, 0, 0));
    for who in [HER_MOTHER, HERSELF] {
        let told = results(&school, who).await.expect("seen");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["grades"], json!({ "ITA": 7, "MAT": 8 }));
        assert_eq!(told[0]["behaviour"]["value"], 6);
        assert_eq!(told[0]["outcome"], json!({ "suspended": { "subjects": [], "essay": true } }));
        assert_eq!(told[0]["essay"]["topic"], "le regole della convivenza");
        assert_eq!(told[0].get("proposals"), None);
        let mut read = acts_read(&school, who).await;
        read.sort();
        assert_eq!(
            read,
            [
                "admission-deliberated.v1",
                "behaviour-grade-deliberated.v1",
                "essay-assigned.v1",
                "subject-grades-deliberated.v1",
            ]
        );
        let (status, _) = school.get(who, &format!("classes/{CLASS_1A}/scrutinies/final/dossiers")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    for who in [(FATHER, Capacity::Guardian), (MARCO, Capacity::Student), (OTHER, Capacity::Teacher)] {
        let seen = results(&school, who).await;
        assert_eq!(seen.is_some(), who.0 == FATHER, "{who:?}");
        let (status, _) = school.get(who, &format!("classes/{CLASS_1A}/scrutinies/final")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who:?}");
    }
}

/// B7-04: the secretariat sees a scrutiny once it was closed; the council before, too.
#[tokio::test]
async fn the_secretariat_sees_a_scrutiny_once_it_was_closed() {
    let school = school().await;
    deliberated(&school).await;
    let path = format!("classes/{CLASS_1A}/scrutinies/final");
    for (who, sees) in [(HEAD, true), (TEACHER, true), (COLLEAGUE, true), (SECRETARY, false)] {
        let (status, _) = school.get(who, &path).await;
        assert_eq!(status.is_success(), sees, "{who:?}");
    }
    done(&school, HEAD, &close("3120/2026")).await;
    let (status, answer) = school.get(SECRETARY, &path).await;
    assert!(status.is_success());
    assert_eq!(answer["closed"]["protocol"], "3120/2026");
}

/// B2-01: the dossiers are read at the position at which they were frozen: a note annulled later still stands in them,
/// and one written later is not there.
#[tokio::test]
async fn frozen_dossiers_are_the_register_as_it_stood() {
    let school = school().await;
    let note = |on: Date, facts: &str| {
        let note = json!({ "on": on, "kind": "disciplinary", "facts": facts });
        json!({ "student": GIULIA, "act": { "write-note": note } })
    };
    let (status, answer) =
        school.post(TEACHER, "conduct", &note(TUESDAY, "ha lasciato l'aula senza permesso")).await;
    assert!(status.is_success(), "{answer}");
    school.call_roll(&[MARCO], &[]).await;
    deliberated(&school).await;
    let path = format!("classes/{CLASS_1A}/scrutinies/final/dossiers");
    let of = |answer: &Value, student: PersonId| {
        let rows = answer["students"].as_array().expect("students").clone();
        rows.into_iter().find(|row| row["student"]["id"] == json!(student)).expect("a dossier")
    };
    let (_, before) = school.get(COLLEAGUE, &path).await;
    assert_eq!(before["frozen"], true);
    assert_eq!(of(&before, GIULIA)["standing_notes"], 1, "{before}");
    let annul = json!({ "annul-note": { "year": 2025, "note": 0, "reason": "scritta per errore" } });
    let (status, answer) = school.post(TEACHER, "conduct", &json!({ "student": GIULIA, "act": annul })).await;
    assert!(status.is_success(), "{answer}");
    let (_, after) = school.get(COLLEAGUE, &path).await;
    assert_eq!(before, after);
    // Reopened, they are today's.
    done(&school, HEAD, &close("3120/2026")).await;
    done(&school, HEAD, &json!({ "reopen": { "reason": "una nota annullata" } })).await;
    let (_, live) = school.get(COLLEAGUE, &path).await;
    assert_eq!((&live["frozen"], &of(&live, GIULIA)["standing_notes"]), (&json!(false), &json!(0)));
    for who in [SECRETARY, HER_MOTHER, (OTHER, Capacity::Teacher)] {
        let (status, _) = school.get(who, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who:?}");
    }
}

/// A12-11, A11-01: the card is issued on published results; fees are told to the family and to the offices.
#[tokio::test]
async fn the_card_and_the_fees_follow_the_published_results() {
    let school = school().await;
    closed_and_published(&school).await;
    let card = json!({ "issue-card": { "student": ANNA, "protocol": "3251/2026" } });
    refused(&school, SECRETARY, &card, "scrutiny:not-published").await;
    let path = format!("students/{ANNA}/report-cards/final");
    let fees = format!("students/{ANNA}/fee-exemption");
    assert_eq!(school.get(HER_MOTHER, &fees).await.0, StatusCode::NOT_FOUND);
    school.at(PUBLICATION.at(9, 0, 0, 0));
    assert_eq!(school.get(HER_MOTHER, &path).await.0, StatusCode::NOT_FOUND);
    refused(&school, TEACHER, &card, "not-allowed").await;
    done(&school, SECRETARY, &card).await;
    let (status, told) = school.get(HER_MOTHER, &path).await;
    assert_eq!(
        (status, &told["protocol"], &told["sealed"]),
        (StatusCode::OK, &json!("3251/2026"), &json!(false))
    );
    assert_eq!(told["grades"], json!({ "ITA": 9, "MAT": 9 }));
    let (_, answer) = school.get(HER_MOTHER, &fees).await;
    assert_eq!((&answer["exempt"], &answer["ground"]), (&json!(true), &json!("merit")), "{answer}");
    let (_, answer) = school.get(SECRETARY, &format!("students/{GIULIA}/fee-exemption")).await;
    assert_eq!(answer["exempt"], false);
    assert_eq!(school.get(TEACHER, &fees).await.0, StatusCode::NOT_FOUND);
}

/// B2-03: in August the essay is assessed and the judgement resolved, with minutes of its own; the family sees it when it
/// is published.
#[tokio::test]
async fn a_suspended_judgement_is_resolved_in_august() {
    let school = school().await;
    closed_and_published(&school).await;
    school.at(date(2026, 8, 28).at(10, 0, 0, 0));
    let assess = json!({ "student": GIULIA, "outcome": "passed", "votes": votes() });
    refused(&school, HEAD, &outcome(GIULIA, json!("admitted"), None), "scrutiny:essay-first").await;
    done(&school, HEAD, &json!({ "assess-essay": assess })).await;
    done(&school, HEAD, &outcome(GIULIA, json!("admitted"), None)).await;
    let seen = results(&school, HER_MOTHER).await.expect("seen");
    assert_eq!(seen[0]["outcome"], json!({ "suspended": { "subjects": [], "essay": true } }));
    done(&school, HEAD, &close("3999/2026")).await;
    done(&school, HEAD, &json!({ "publish": { "visible_from": "2026-08-28" } })).await;
    let seen = results(&school, HER_MOTHER).await.expect("seen");
    assert_eq!((&seen[0]["outcome"], &seen[0]["essay"]["assessed"]), (&json!("admitted"), &json!("passed")));
}

/// An act of a case, put into the log as it is stored: how a case comes to it is told elsewhere.
async fn put(school: &School, event: CaseEvent, expected: Expected) {
    let (kind, data) = codec::encode(&event).expect("an event");
    let heading = event.heading();
    let new = NewEvent { kind, effective_on: heading.at.date(), about: Vec::new(), data };
    let stream = StreamName::new(format!("case-{}", heading.case)).expect("a name");
    let append = Append {
        command: CommandId(Uuid::new_v4()),
        fingerprint: [0; 32],
        correlation: Uuid::new_v4(),
        actor: school.agent(PRINCIPAL, Capacity::Principal).envelope(),
        writes: vec![Write { stream, expected, events: vec![new] }],
    };
    let register = &school.app.register;
    let appended = register.log.append(register.school, append).await.expect("recorded");
    school.app.wait_for(appended.last).await.expect("seen");
}

/// B2-01, B1-12: what a court had taken out of the file is in no dossier, also in those that were frozen before: they are
/// a position of the log, and no copy.
#[tokio::test]
async fn what_is_expunged_disappears_from_a_frozen_dossier() {
    let school = school().await;
    let heading = |number: u32, on: &str| {
        json!({ "case": Uuid::from_u128(0xCA), "student": GIULIA, "class": CLASS_1A, "number": number,
            "at": format!("{on}T09:00:00"), "because": ["A8-10"] })
    };
    let infraction = json!({ "on": "2025-10-02", "charge": { "letter": "m", "item": "m" },
        "facts": "in cortile ha colpito un compagno", "by": PRINCIPAL, "reporter": "principal" });
    let reported = json!({ "infraction-reported.v1":
        { "heading": heading(0, "2025-10-03"), "infraction": infraction } });
    put(&school, serde_json::from_value(reported).expect("an event"), Expected::NoStream).await;
    deliberated(&school).await;
    let path = format!("classes/{CLASS_1A}/scrutinies/final/dossiers");
    let kinds = |answer: &Value| -> Vec<Value> {
        let rows = answer["students"].as_array().cloned().unwrap_or_default();
        let of_giulia = rows.into_iter().find(|row| row["student"]["id"] == json!(GIULIA));
        let entries = of_giulia.and_then(|row| row["entries"].as_array().cloned()).unwrap_or_default();
        entries.into_iter().map(|entry| json!([entry["on"], entry["kind"], entry["standing"]])).collect()
    };
    // The fight of 2 October is there on 10 June.
    let (_, before) = school.get(HEAD, &path).await;
    assert_eq!(kinds(&before), [json!(["2025-10-02", "sanction", "under-way"])]);
    let expunged =
        json!({ "case-expunged.v1": { "heading": heading(1, "2026-06-11"), "order": "TAR, n. 1/2026" } });
    let after = Expected::Exactly(Version(0));
    put(&school, serde_json::from_value(expunged).expect("an event"), after).await;
    let (_, after) = school.get(HEAD, &path).await;
    assert_eq!((&after["frozen"], kinds(&after)), (&json!(true), vec![]));
}
