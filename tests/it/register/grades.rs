//! Grades over the router: who gives, sees, changes and contests them.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};

use super::scrutinies;
use super::support::{
    ANNA, CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY,
};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const COLLEAGUE: (PersonId, Capacity) = (ITALIAN, Capacity::Teacher);
const HER_MOTHER: (PersonId, Capacity) = (MOTHER, Capacity::Guardian);
const WEDNESDAY: Date = date(2025, 11, 12);

fn grades(kind: &str, on: Date, of: &[(PersonId, u16)]) -> Value {
    let given: Vec<Value> =
        of.iter().map(|(student, value)| json!({ "student": student, "value": value })).collect();
    json!({ "class": CLASS_1A, "subject": "MAT", "on": on, "kind": kind, "grades": given })
}

fn of_giulia(act: Value) -> Value {
    json!({ "student": GIULIA, "year": 2025, "grade": 0, "act": act })
}

fn correct(value: u16, reason: &str) -> Value {
    of_giulia(json!({ "correct": { "value": value, "reason": reason } }))
}

async fn done(school: &School, who: (PersonId, Capacity), path: &str, body: &Value) {
    let (status, answer) = school.post(who, path, body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

async fn refused(school: &School, who: (PersonId, Capacity), path: &str, body: &Value, kind: &str) {
    let (status, answer) = school.post(who, path, body).await;
    assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {answer}");
}

/// The values that somebody sees of a student, by day.
async fn seen(school: &School, who: (PersonId, Capacity), student: PersonId) -> Option<Vec<u64>> {
    let (status, answer) = school.get(who, &format!("students/{student}/grades")).await;
    let subjects = status.is_success().then(|| answer["subjects"].as_array().cloned().unwrap_or_default())?;
    let grades = subjects.iter().flat_map(|it| it["grades"].as_array().cloned().unwrap_or_default());
    Some(grades.filter_map(|grade| grade["value"].as_u64()).collect())
}

/// A12-01, A12-10: who teaches the subject gives the grade; an oral one is seen at once, a written one when published.
#[tokio::test]
async fn a_grade_is_given_by_who_teaches_and_seen_when_it_is_published() {
    let school = School::open().await;
    done(&school, TEACHER, "grade-entries", &grades("oral", TUESDAY, &[(GIULIA, 700), (ANNA, 650)])).await;
    assert_eq!(seen(&school, HER_MOTHER, GIULIA).await, Some(vec![700]));
    let mut written = grades("written", TUESDAY, &[(GIULIA, 600)]);
    written["weight"] = json!(50);
    done(&school, TEACHER, "grade-entries", &written).await;
    let entered = school.head();
    assert_eq!(seen(&school, HER_MOTHER, GIULIA).await, Some(vec![700]));
    let (status, _) = school.get(HER_MOTHER, &format!("events/{entered}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // A colleague of the class sees them, nobody of another class or family.
    assert_eq!(seen(&school, COLLEAGUE, GIULIA).await, Some(vec![700, 600]));
    for who in [
        (OTHER, Capacity::Teacher),
        (FATHER, Capacity::Guardian),
        (MARCO, Capacity::Student),
        (ANNA, Capacity::Student),
    ] {
        assert_eq!(seen(&school, who, GIULIA).await, None, "{who:?}");
    }
    let publish = json!({ "student": GIULIA, "year": 2025, "grade": 1, "act": { "publish": {} } });
    refused(&school, COLLEAGUE, "grades", &publish, "assessment:not-the-author").await;
    done(&school, TEACHER, "grades", &publish).await;
    let (_, answer) = school.get(HER_MOTHER, &format!("students/{GIULIA}/grades")).await;
    assert_eq!(answer["subjects"][0]["average"], 667, "weighted: {answer}");

    let italian = grades("oral", TUESDAY, &[(GIULIA, 700)]);
    refused(&school, COLLEAGUE, "grade-entries", &italian, "assessment:not-taught").await;
    refused(&school, HEAD, "grade-entries", &italian, "not-allowed").await;
    let tomorrow = grades("oral", WEDNESDAY, &[(GIULIA, 700)]);
    refused(&school, TEACHER, "grade-entries", &tomorrow, "assessment:in-the-future").await;
    let none = grades("oral", TUESDAY, &[(GIULIA, 660)]);
    refused(&school, TEACHER, "grade-entries", &none, "assessment:not-a-mark").await;
    let (_, answer) = school.post(TEACHER, "grade-entries", &none).await;
    assert_eq!(
        answer["detail"], "Prova Giulia: 6,6 non è un voto: si va da 1 a 10 per passi di 0,25",
        "{answer}"
    );
}

/// B7-05, C3-04, A12-06: never without a reason; both values seen; the author told when another does it.
#[tokio::test]
async fn a_grade_is_corrected_in_sight_of_all_concerned() {
    let school = School::open().await;
    done(&school, TEACHER, "grade-entries", &grades("oral", TUESDAY, &[(GIULIA, 450)])).await;
    refused(&school, TEACHER, "grades", &correct(400, ""), "text:empty").await;
    let without = of_giulia(json!({ "correct": { "value": 400 } }));
    refused(&school, TEACHER, "grades", &without, "malformed").await;
    // A7-07: conduct has no part in it.
    refused(&school, TEACHER, "grades", &correct(400, "disturba sempre"), "text:to-confirm").await;
    refused(&school, TEACHER, "grades", &correct(400, "era di Marco Prova"), "conduct:names-a-student").await;
    refused(&school, COLLEAGUE, "grades", &correct(400, "errore di somma"), "assessment:not-the-author")
        .await;
    refused(&school, (OTHER, Capacity::Teacher), "grades", &correct(400, "errore"), "not-found").await;
    done(&school, TEACHER, "grades", &correct(400, "errore di somma")).await;
    done(&school, HEAD, "grades", &correct(500, "ricorso accolto")).await;
    let (_, answer) = school.get(HER_MOTHER, &format!("students/{GIULIA}/grades")).await;
    let grade = &answer["subjects"][0]["grades"][0];
    assert_eq!(grade["value"], 500, "{answer}");
    let withdrawn: Vec<_> = grade["corrections"]
        .as_array()
        .expect("corrections")
        .iter()
        .map(|it| (it["withdrawn"]["value"].clone(), it["reason"].clone()))
        .collect();
    assert_eq!(withdrawn, [(json!(450), json!("errore di somma")), (json!(400), json!("ricorso accolto"))]);
    // The change made by the principal comes first.
    let (_, told) = school.get(TEACHER, "grade-changes").await;
    let told = told["changes"].as_array().expect("changes");
    let by_another: Vec<_> = told.iter().map(|change| change["by_another"].clone()).collect();
    assert_eq!(by_another, [true, false]);
    let (_, of_others) = school.get(COLLEAGUE, "grade-changes").await;
    assert_eq!(of_others["changes"], json!([]));
    assert_eq!(school.get(HER_MOTHER, "grade-changes").await.0, StatusCode::NOT_FOUND);
    // No scrutiny is called: none of them is near one.
    let (_, near) = school.get(HEAD, "grade-changes").await;
    assert_eq!(near["changes"], json!([]), "{near}");

    let annul = of_giulia(json!({ "annul": { "reason": "voto di un'altra studentessa" } }));
    done(&school, TEACHER, "grades", &annul).await;
    let (_, answer) = school.get(HER_MOTHER, &format!("students/{GIULIA}/grades")).await;
    assert_eq!(answer["subjects"][0]["average"], Value::Null, "{answer}");
    assert_eq!(answer["subjects"][0]["grades"][0]["value"], 500);
}

/// C4-01: "7, not 6": a statement, and the grade stays.
#[tokio::test]
async fn a_family_states_what_it_thinks_of_a_grade() {
    let school = School::open().await;
    done(&school, TEACHER, "grade-entries", &grades("oral", TUESDAY, &[(GIULIA, 600)])).await;
    let states = of_giulia(json!({ "add-statement": { "statement": "ha risposto a tutto: 7, non 6" } }));
    refused(&school, TEACHER, "grades", &states, "not-allowed").await;
    refused(&school, (FATHER, Capacity::Guardian), "grades", &states, "people:limited-by-court").await;
    done(&school, HER_MOTHER, "grades", &states).await;
    let (_, answer) = school.get(TEACHER, &format!("students/{GIULIA}/grades")).await;
    let grade = &answer["subjects"][0]["grades"][0];
    assert_eq!((&grade["value"], grade["statements"][0]["by"]["id"].clone()), (&json!(600), json!(MOTHER)));
}

/// A12-10, T-6: a test planned for the 12th is overdue after the 26th; handed back, its grades are seen by all at once.
#[tokio::test]
async fn a_test_is_handed_back_in_one_act() {
    let school = School::open().await;
    let planned = json!({ "class": CLASS_1A, "on": WEDNESDAY, "period": 1 });
    done(&school, TEACHER, "planned-tests", &planned).await;
    let status_on = async |day: &str| {
        let (_, answer) = school.get(TEACHER, &format!("duties?class={CLASS_1A}&on={day}")).await;
        let duties = answer["duties"].as_array().cloned().unwrap_or_default();
        let test = duties.iter().find(|duty| duty["kind"] == "hand-back-test").cloned();
        test.map(|duty| (duty["status"].clone(), duty["due"].clone()))
    };
    school.at(date(2025, 11, 27).at(12, 0, 0, 0));
    assert_eq!(status_on("2025-11-26").await, Some((json!("due"), json!("2025-11-26"))));
    assert_eq!(status_on("2025-11-27").await, Some((json!("overdue"), json!("2025-11-26"))));
    // One was already entered, and waits.
    let mut one = grades("written", WEDNESDAY, &[(GIULIA, 625)]);
    one["test"] = json!({ "on": WEDNESDAY, "period": 1 });
    done(&school, TEACHER, "grade-entries", &one).await;
    assert_eq!(seen(&school, HER_MOTHER, GIULIA).await, Some(vec![]));
    let back = |of: &[(PersonId, u16)]| {
        let given: Vec<Value> =
            of.iter().map(|(student, value)| json!({ "student": student, "value": value })).collect();
        json!({ "class": CLASS_1A, "on": WEDNESDAY, "period": 1, "grades": given })
    };
    let other_value = back(&[(GIULIA, 600)]);
    refused(&school, TEACHER, "test-hand-backs", &other_value, "assessment:already-graded").await;
    refused(&school, COLLEAGUE, "test-hand-backs", &back(&[]), "lesson:not-their-hour").await;
    done(&school, TEACHER, "test-hand-backs", &back(&[(ANNA, 700), (MARCO, 550)])).await;
    assert_eq!(seen(&school, HER_MOTHER, GIULIA).await, Some(vec![625]));
    assert_eq!(seen(&school, HER_MOTHER, ANNA).await, Some(vec![700]));
    assert_eq!(status_on("2025-11-27").await, Some((json!("done"), json!("2025-11-26"))));
    let (status, again) = school.post(TEACHER, "test-hand-backs", &back(&[(ANNA, 700)])).await;
    assert_eq!((status, again["nothing_to_do"].clone()), (StatusCode::OK, json!(true)));
    let (_, register) = school.get(TEACHER, &format!("classes/{CLASS_1A}/grades?subject=MAT")).await;
    let values: Vec<_> = register["students"]
        .as_array()
        .expect("students")
        .iter()
        .map(|it| it["grades"][0]["value"].clone())
        .collect();
    assert_eq!(values, [json!(700), json!(625), json!(550)], "Anna, Giulia, Marco: {register}");
}

/// B7-05: 4½ becomes 4 on 3 June, seven days before the council sits: the principal finds it. Closed, nothing of the
/// period is given, corrected or annulled, by the principal either, until it is reopened.
#[tokio::test]
async fn grades_are_watched_near_the_scrutiny_and_frozen_by_it() {
    let school = scrutinies::school().await;
    done(&school, TEACHER, "grade-entries", &grades("oral", TUESDAY, &[(GIULIA, 450), (ANNA, 900)])).await;
    school.at(date(2026, 5, 25).at(10, 0, 0, 0));
    let opening = json!({ "open": { "covers_from": "2025-09-15", "covers_to": "2026-06-08", "sits_on": "2026-06-10" } });
    scrutinies::done(&school, HEAD, &opening).await;
    school.at(date(2026, 6, 2).at(10, 0, 0, 0));
    done(&school, TEACHER, "grades", &correct(425, "errore di somma")).await;
    school.at(date(2026, 6, 3).at(10, 0, 0, 0));
    refused(&school, TEACHER, "grades", &correct(400, ""), "text:empty").await;
    done(&school, TEACHER, "grades", &correct(400, "errore di somma")).await;
    let (_, near) = school.get(HEAD, "grade-changes").await;
    let near = near["changes"].as_array().expect("changes");
    let values: Vec<_> = near
        .iter()
        .map(|it| {
            (it["withdrawn"]["value"].clone(), it["mark"]["value"].clone(), it["near_scrutiny"].clone())
        })
        .collect();
    assert_eq!(values, [(json!(425), json!(400), json!("2026-06-10"))]);

    scrutinies::deliberated(&school).await;
    scrutinies::done(&school, HEAD, &scrutinies::close("3120/2026")).await;
    let frozen = "assessment:scrutiny-closed";
    refused(&school, TEACHER, "grades", &correct(500, "errore di somma"), frozen).await;
    refused(&school, HEAD, "grades", &correct(500, "errore di somma"), frozen).await;
    let annul = of_giulia(json!({ "annul": { "reason": "errore di somma" } }));
    refused(&school, TEACHER, "grades", &annul, frozen).await;
    let late = grades("oral", date(2026, 6, 8), &[(GIULIA, 700)]);
    refused(&school, TEACHER, "grade-entries", &late, frozen).await;
    let states = of_giulia(json!({ "add-statement": { "statement": "si chiede di rivederlo" } }));
    done(&school, HER_MOTHER, "grades", &states).await;
    scrutinies::done(&school, HEAD, &json!({ "reopen": { "reason": "voto trascritto male" } })).await;
    done(&school, TEACHER, "grades", &correct(500, "errore di somma")).await;
}
