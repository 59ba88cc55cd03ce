//! The audit officer's desk: acts that are found, and a thing played again step by step.

use axum::http::StatusCode;
use jiff::civil::{date, datetime};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::{Value, json};

use super::support::{CLASS_1A, GIULIA, MARCO, MATHS, MOTHER, PRINCIPAL, School, TUESDAY, person};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const AUDITOR: (PersonId, Capacity) = (person(31), Capacity::Auditor);

/// Giulia was called absent; the day after, in the evening, it turned out that she had been there.
async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let (given_name, family_name) = ("Revisore".to_owned(), "Prova".to_owned());
    let register = Act::Register { given_name, family_name, born_on: date(1979, 1, 1) };
    let acts = vec![register, Act::AssignOffice { office: Office::Auditor, from, until: None }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: AUDITOR.0, acts })).await;
    school.at(datetime(2025, 11, 11, 8, 6, 0, 0));
    school.call_roll(&[GIULIA, MARCO], &[]).await;
    school.at(datetime(2025, 11, 12, 21, 30, 0, 0));
    let annul = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": "era presente" });
    let (status, answer) = school.post(TEACHER, "annulments", &annul).await;
    assert!(status.is_success(), "{answer}");
    school
}

async fn found(school: &School, who: (PersonId, Capacity), query: &str) -> Vec<Value> {
    let (status, answer) = school.get(who, &format!("acts?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{query}: {answer}");
    answer["acts"].as_array().expect("acts").clone()
}

fn kinds(acts: &[Value]) -> Vec<&str> {
    acts.iter().filter_map(|act| act["kind"].as_str()).collect()
}

#[tokio::test]
async fn acts_are_found_by_what_is_known_of_them() {
    let school = school().await;
    let annulled = found(&school, HEAD, "unusual=correction").await;
    assert_eq!(kinds(&annulled), ["attendance-annulled.v1"]);
    assert_eq!(annulled[0]["event"]["actor_name"], "Prova Matematica");
    assert_eq!(
        kinds(&found(&school, HEAD, "unusual=late&recorded_from=2025-11-12").await),
        ["attendance-annulled.v1"]
    );
    assert_eq!(
        kinds(&found(&school, HEAD, "unusual=out-of-hours&recorded_from=2025-11-11").await),
        ["attendance-annulled.v1"]
    );
    assert!(found(&school, HEAD, "unusual=before-scrutiny").await.is_empty());

    let of_giulia = format!("person={GIULIA}&effective_from=2025-11-11&effective_to=2025-11-11");
    assert_eq!(
        kinds(&found(&school, HEAD, &of_giulia).await),
        ["attendance-annulled.v1", "absence-recorded.v1"]
    );
    let absences = found(&school, HEAD, "kind=absence-recorded.v1").await;
    assert_eq!(absences.len(), 2);
    let replaced: Vec<usize> =
        absences.iter().map(|act| act["superseded_by"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(replaced.iter().sum::<usize>(), 1);
    let by_teacher = found(&school, HEAD, &format!("actor={MATHS}")).await;
    assert!(
        by_teacher.len() > 2 && by_teacher.iter().all(|act| act["capacity"] == "teacher"),
        "{by_teacher:?}"
    );
    assert_eq!(found(&school, HEAD, "recorded_from=2025-11-12&recorded_to=2025-11-12").await.len(), 1);
    assert!(found(&school, HEAD, "recorded_to=2020-01-01").await.is_empty());
    // By part of a citation, and by nothing that is cited.
    let norm = absences[0]["because"][0]["citation"].as_str().expect("a norm").to_owned();
    let part: String = norm.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    assert!(!found(&school, HEAD, &format!("norm={part}")).await.is_empty(), "{norm}");
    assert!(found(&school, HEAD, "norm=nessuna-norma").await.is_empty());
}

#[tokio::test]
async fn without_a_reason_the_auditor_finds_envelopes_and_nobodys_acts() {
    let school = school().await;
    let envelopes = found(&school, AUDITOR, "unusual=late&recorded_from=2025-11-12").await;
    assert_eq!(kinds(&envelopes), ["attendance-annulled.v1"]);
    assert_eq!(envelopes[0].get("event"), None, "{envelopes:?}");
    // That an act is hers would be told by the question.
    for query in [format!("person={GIULIA}"), format!("actor={MATHS}")] {
        assert!(found(&school, AUDITOR, &query).await.is_empty(), "{query}");
    }
    let replay = format!("students/{GIULIA}/replay");
    assert_eq!(school.get(AUDITOR, &replay).await.0, StatusCode::NOT_FOUND);

    school.with_reason(AUDITOR).await;
    assert!(!found(&school, AUDITOR, &format!("person={GIULIA}")).await.is_empty());
    assert_eq!(school.get(AUDITOR, &replay).await.0, StatusCode::OK);
    // Nobody else has the desk.
    for who in [TEACHER, (MOTHER, Capacity::Guardian)] {
        assert_eq!(school.get(who, "acts").await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_search_goes_on_where_it_was() {
    let school = school().await;
    let (mut query, mut all) = (String::new(), Vec::new());
    loop {
        let (status, answer) = school.get(HEAD, &format!("acts?limit=10{query}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        all.extend(answer["acts"].as_array().expect("acts").iter().map(|act| act["position"].as_u64()));
        match answer["next"].as_u64() {
            Some(next) => query = format!("&cursor={next}"),
            None => break,
        }
    }
    let newest_first = all.is_sorted_by(|one, other| one > other);
    assert!(newest_first && all.len() > 30 && all.last() == Some(&Some(0)), "{all:?}");
}

fn line<'a>(replay: &'a Value, what: &str) -> &'a Value {
    let lines = replay["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["what"] == what).unwrap_or_else(|| panic!("{what}: {replay}"))
}

#[tokio::test]
async fn a_student_is_played_again_step_by_step_and_at_two_moments() {
    let school = school().await;
    let path = format!("students/{GIULIA}/replay");
    let (status, last) = school.get(HEAD, &path).await;
    assert_eq!(status, StatusCode::OK, "{last}");
    assert_eq!((&last["steps"], &last["event"]["kind"]), (&last["known"], &json!("attendance-annulled.v1")));
    assert_eq!(
        line(&last, "Ore perse"),
        &json!({ "what": "Ore perse", "before": "6", "after": "0", "changed": true })
    );
    assert_eq!(line(&last, "Ritardi")["changed"], false);
    assert!(last.get("next").is_none(), "{last}");

    // A step back: the absence, and what stood before it.
    let (_, step) = school.get(HEAD, &format!("{path}?position={}", last["previous"])).await;
    assert_eq!(step["event"]["kind"], "absence-recorded.v1");
    assert_eq!(step["next"], last["event"]["position"]);
    assert_eq!(line(&step, "Ore perse")["after"], "6");

    let (_, two) = school.get(HEAD, &format!("{path}?beside=2025-11-11T08:00&as_of=2025-11-11T12:00")).await;
    assert_eq!(line(&two, "Ore perse")["after"], "6");
    let (_, same) = school.get(HEAD, &format!("{path}?beside=2025-11-13&as_of=2025-11-13")).await;
    assert!(same["lines"].as_array().expect("lines").iter().all(|line| line["changed"] == false), "{same}");

    for bad in ["?position=99999", "?position=1&as_of=2025-11-11", "?as_of=ieri"] {
        let (status, answer) = school.get(HEAD, &format!("{path}{bad}")).await;
        assert!(status.is_client_error(), "{bad}: {answer}");
    }
}

#[tokio::test]
async fn a_classs_day_is_played_again() {
    let school = school().await;
    let path = format!("classes/{CLASS_1A}/replay?on={TUESDAY}");
    let (status, last) = school.get(HEAD, &path).await;
    assert_eq!(status, StatusCode::OK, "{last}");
    let changed: Vec<&Value> =
        last["lines"].as_array().expect("lines").iter().filter(|line| line["changed"] == true).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((&changed[0]["before"], &changed[0]["after"]), (&json!("assente"), &json!("presente")));
    let (_, before) = school.get(HEAD, &format!("{path}&as_of=2025-11-11T08:00")).await;
    assert_eq!((&before["known"], &before["lines"]), (&json!(0), &json!([])));
    assert_eq!(school.get((MOTHER, Capacity::Guardian), &path).await.0, StatusCode::NOT_FOUND);
}
