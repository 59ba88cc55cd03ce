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

use super::documents::page;
use super::support::*;
use super::words::form;

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
    let (_, all) = school.get(OFFICER, "breaches").await;
    let assessed = &all["breaches"][0]["state"]["assessments"];
    assert_eq!(
        (&assessed[0]["risk"], &assessed[0]["reasons"]),
        (&json!("likely"), &json!("i voti sono stati letti"))
    );
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
    assert_eq!(none["anomalies"], json!([]), "a teacher of the class, in the morning");
    school.at(TUESDAY.at(23, 30, 0, 0));
    assert_eq!(school.get(TEACHER, &student).await.0, StatusCode::OK);
    assert_eq!(school.get((MOTHER, Capacity::Guardian), &student).await.0, StatusCode::OK);
    let (status, found) = school.get(OFFICER, "access-log/anomalies").await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let rules: Vec<(&str, &str)> = found["anomalies"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["rule"].as_str().expect("a rule"), it["reader"].as_str().expect("a reader")))
        .collect();
    assert!(rules.contains(&("at-night", &MATHS.to_string())), "{found}");
    assert!(rules.iter().all(|(_, reader)| *reader != MOTHER.to_string()), "{found}");
    assert!(found["anomalies"][0]["why"].as_str().is_some_and(|why| !why.is_empty()));
    // Somebody else's class: refused, and noted all the same.
    school.get((OTHER, Capacity::Teacher), &student).await;
    let (_, found) = school.get(OFFICER, "access-log/anomalies").await;
    let other = found["anomalies"].as_array().expect("a list").iter().find(|it| it["reader"] == json!(OTHER));
    assert!(other.is_some_and(|it| it["rule"] == "at-night" || it["rule"] == "not-her-class"), "{found}");
    assert_eq!(school.get(HEAD, "access-log/anomalies").await.0, StatusCode::NOT_FOUND);
}

fn sent(act: &str, fields: &str) -> String {
    format!("act={act}&command={}&{fields}", Uuid::new_v4())
}

/// C5-04: by forms, which work without scripts: recorded, assessed, notified late with its reasons, told, closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_breach_goes_its_whole_way_by_forms() {
    let school = school().await;
    // Of no kind: the form comes back with what was written.
    let fields = "aware_at=2025-11-11T07:00&what=un+voto+cambiato&people=2";
    let (status, back) = form(&school, OFFICER, "/violazioni", sent("record", fields)).await;
    assert_eq!(status, 422, "{back}");
    assert!(back.contains("almeno uno fra riservatezza") && back.contains("un voto cambiato"), "{back}");
    assert!(back.contains("value=\"2025-11-11T07:00\""), "{back}");
    // Sent twice, it is one breach.
    let record = sent("record", &format!("{fields}&kinds=integrity&kinds=confidentiality"));
    for _ in 0..2 {
        assert_eq!(form(&school, OFFICER, "/violazioni", record.clone()).await.0, 303);
    }
    let (_, all) = school.get(OFFICER, "breaches").await;
    assert_eq!(all["breaches"].as_array().map(Vec::len), Some(1), "{all}");
    let path = format!("/violazioni/{}", all["breaches"][0]["breach"].as_str().expect("an id"));
    let list = page(&school, OFFICER, "/violazioni").await.1;
    assert!(list.contains(&path) && list.contains("integrità"), "{list}");

    // Seventy-two hours have passed: without the reasons the notification comes back, with them it is recorded.
    school.at(date(2025, 11, 15).at(9, 0, 0, 0));
    let high = sent("assess", "risk=high&reasons=i+voti+sono+stati+letti");
    assert_eq!(form(&school, HEAD, &path, high).await.0, 303);
    let late = "notified_at=2025-11-15T08:30&protocol=90/2025";
    let (status, back) = form(&school, HEAD, &path, sent("notify", late)).await;
    assert_eq!(status, 422, "{back}");
    assert!(back.contains("i motivi del ritardo") && back.contains("value=\"90/2025\""), "{back}");
    let why = format!("{late}&delay=la+scuola+era+chiusa");
    assert_eq!(form(&school, HEAD, &path, sent("notify", &why)).await.0, 303);
    // With a high risk it is not closed before the people are told.
    let close = || sent("close", "measures=password+revocata");
    assert_eq!(form(&school, HEAD, &path, close()).await.0, 422);
    let tell = sent("tell", "told_on=2025-11-15&how=con+una+lettera");
    assert_eq!(form(&school, HEAD, &path, tell).await.0, 303);
    assert_eq!(form(&school, HEAD, &path, close()).await.0, 303);
    let closed = page(&school, HEAD, &path).await.1;
    assert!(closed.contains("Chiusa") && closed.contains("con una lettera"), "{closed}");
    assert!(!closed.contains("<form class=\"rg-form\""), "nothing is left to do: {closed}");
}

/// C5-04: what may be done next is what is shown; a choice that comes back is the one that was made.
#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_a_breach_are_those_of_its_state() {
    let school = school().await;
    let fields = "aware_at=2025-11-11T07:00&what=un+voto+cambiato&people=2&kinds=integrity";
    assert_eq!(form(&school, OFFICER, "/violazioni", sent("record", fields)).await.0, 303);
    let (_, all) = school.get(OFFICER, "breaches").await;
    let path = format!("/violazioni/{}", all["breaches"][0]["breach"].as_str().expect("an id"));
    let shown = page(&school, OFFICER, &path).await.1;
    for (act, is_there) in [("assess", true), ("notify", true), ("tell", false), ("close", false)] {
        assert_eq!(
            shown.contains(&format!("<details class=\"rg-details\" id=\"{act}\"")),
            is_there,
            "{act}: {shown}"
        );
    }
    assert!(!shown.contains("name=\"delay\""), "the hours have not passed: {shown}");
    let (status, back) = form(&school, OFFICER, &path, sent("assess", "risk=likely")).await;
    assert_eq!(status, 400, "{back}");
    assert!(back.contains("<option value=\"likely\" selected>"), "{back}");
    let unlikely = sent("assess", "risk=unlikely&reasons=nessuno+ha+letto");
    assert_eq!(form(&school, OFFICER, &path, unlikely).await.0, 303);
    let shown = page(&school, OFFICER, &path).await.1;
    assert!(shown.contains("id=\"close\"") && !shown.contains("id=\"notify\""), "{shown}");
}

/// C5-04: the register of breaches is the principal's and the protection officer's.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_records_or_reads_a_breach() {
    let school = school().await;
    let fields = "aware_at=2025-11-11T07:00&what=un+voto+cambiato&people=2&kinds=integrity";
    let before = school.head();
    for who in [TEACHER, (MOTHER, Capacity::Guardian)] {
        assert_eq!(form(&school, who, "/violazioni", sent("record", fields)).await.0, 404);
        assert_eq!(page(&school, who, "/violazioni").await.0, 404);
    }
    assert_eq!(school.head(), before);
    assert_eq!(form(&school, HEAD, "/violazioni", sent("record", fields)).await.0, 303);
    let (_, all) = school.get(HEAD, "breaches").await;
    let path = format!("/violazioni/{}", all["breaches"][0]["breach"].as_str().expect("an id"));
    let assess = sent("assess", "risk=unlikely&reasons=nessuno");
    assert_eq!(form(&school, TEACHER, &path, assess).await.0, 404);
    assert_eq!(page(&school, TEACHER, &path).await.0, 404);
    assert_eq!(page(&school, HEAD, &format!("/violazioni/{}", Uuid::new_v4())).await.0, 404);
}
