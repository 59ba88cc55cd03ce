//! What waits for the principal: duties by norm, grades that a scrutiny would miss, the same weeks of the years before.

use axum::http::StatusCode;
use jiff::civil::{date, datetime};
use registro::access::consult::Filter;
use registro::access::entry::{Entry, Kind};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::documents::page;
use super::support::{CLASS_1A, GIULIA, MARCO, MATHS, PRINCIPAL, School, TUESDAY};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);

fn open(duty: &Value) -> u64 {
    duty["due"].as_u64().unwrap_or_default() + duty["overdue"].as_u64().unwrap_or_default()
}

async fn waiting(school: &School) -> Value {
    let (status, answer) = school.get(HEAD, "dashboard").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["waiting"].clone()
}

async fn done(school: &School, path: &str, body: &Value) {
    let who = if path == "grade-entries" { TEACHER } else { HEAD };
    let (status, answer) = school.post(who, path, body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

#[tokio::test]
async fn duties_are_told_by_norm_and_go_with_what_fulfils_them() {
    let school = School::open().await;
    school.at(datetime(2025, 11, 11, 8, 6, 0, 0));
    school.call_roll(&[GIULIA, MARCO], &[]).await;
    school.at(datetime(2025, 11, 20, 8, 6, 0, 0));
    school.call_roll(&[], &[]).await;
    let before = waiting(&school).await;
    let justify = |waiting: &Value| {
        let duties = waiting["duties"].as_array().expect("duties");
        duties.iter().find(|it| it["what"] == "giustificare l'assenza").cloned()
    };
    let told = justify(&before).unwrap_or_else(|| panic!("{before}"));
    assert_eq!(open(&told), 2, "{before}");
    assert_eq!(told["norm"]["row"], "A3-01", "{told}");

    let annul = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": "era presente" });
    let (status, answer) = school.post(TEACHER, "annulments", &annul).await;
    assert!(status.is_success(), "{answer}");
    let after = waiting(&school).await;
    assert_eq!(open(&justify(&after).expect("a duty")), 1, "{after}");
    // Overdue ones say since when.
    let review = after["duties"].as_array().and_then(|duties| duties.iter().find(|it| it["overdue"] != 0));
    assert!(review.is_some_and(|it| it["since"].is_string()), "{after}");
}

#[tokio::test]
async fn a_scrutiny_that_was_called_says_whose_grades_it_would_miss() {
    let school = School::open().await;
    school.at(datetime(2025, 11, 12, 10, 0, 0, 0));
    assert_eq!(waiting(&school).await["missing_grades"], json!([]));
    let open = json!({ "class": CLASS_1A, "period": "interim", "act": { "open": {
        "covers_from": "2025-09-15", "covers_to": "2026-01-31", "sits_on": "2026-02-04" } } });
    done(&school, "scrutinies", &open).await;
    let missing = waiting(&school).await["missing_grades"].clone();
    let of = |missing: &Value, subject: &str| {
        let rows = missing.as_array().expect("rows");
        let row = rows.iter().find(|row| row["subject"] == subject);
        row.map_or(0, |row| row["students"].as_array().map_or(0, Vec::len))
    };
    let everybody = of(&missing, "MAT");
    assert!(everybody > 1 && of(&missing, "ITA") == everybody, "{missing}");
    let entry = json!({ "class": CLASS_1A, "subject": "MAT", "on": TUESDAY, "kind": "oral",
        "grades": [{ "student": GIULIA, "value": 700 }] });
    done(&school, "grade-entries", &entry).await;
    let missing = waiting(&school).await["missing_grades"].clone();
    assert_eq!((of(&missing, "MAT"), of(&missing, "ITA")), (everybody - 1, everybody), "{missing}");
    assert_eq!(missing[0]["sits_on"], json!(date(2026, 2, 4)));
}

/// What was recorded of the last reading.
async fn recorded(school: &School) -> Entry {
    let looked = school.app.accesses(&Filter::default(), None, 1).await.expect("the access log");
    looked.found.into_iter().next().and_then(|found| found.entry).expect("an entry")
}

/// An admonition of 24 August is appealed against until the second week of September: the year of its case is over by then.
#[tokio::test]
async fn a_case_of_the_year_before_is_still_waited_for_in_september() {
    let school = School::open().await;
    let case = Uuid::from_u128(0xCA5F);
    for (day, act) in [
        (
            20,
            json!({ "report": { "student": GIULIA, "on": "2026-06-05", "letter": "a", "item": "a1",
            "facts": "ha disturbato la lezione di matematica" } }),
        ),
        (21, json!({ "offer-hearing": { "hearing_at": "2026-08-24T10:00:00" } })),
        (
            24,
            json!({ "deliberate": { "body": "teacher", "letter": "a", "item": "a1", "sanction": "admonition",
            "intent": "negligence", "reasons": "richiamata due volte" } }),
        ),
        (
            25,
            json!({ "communicate": { "of": 2, "with_reasons": true, "protocol": "120/2026",
            "appeal": { "authority": "guarantee-body" } } }),
        ),
    ] {
        school.at(datetime(2026, 8, day, 11, 0, 0, 0));
        let (status, answer) = school.post(TEACHER, "case-acts", &json!({ "case": case, "act": act })).await;
        assert!(status.is_success(), "{act}: {answer}");
    }
    for on in [date(2026, 8, 31), date(2026, 9, 2)] {
        school.at(on.at(9, 0, 0, 0));
        let told = waiting(&school).await;
        let clocks = told["clocks"].as_array().expect("clocks");
        assert!(clocks.iter().any(|clock| clock["case"] == json!(case)), "{on}: {told}");
    }
    // Whose they are is recorded, though the page has her name only.
    let (status, shown) = page(&school, HEAD, "/cruscotto").await;
    assert!(status == 200 && shown.contains("Prova Giulia"), "{shown}");
    let entry = recorded(&school).await;
    assert!(entry.persons.contains(&GIULIA) && entry.kinds.contains(&Kind::Cases), "{entry:?}");
}

/// The figures of the day's unusual acts are those of the list behind them, and are of nobody.
#[tokio::test]
async fn unusual_acts_are_counted_and_nobody_is_named() {
    let school = School::open().await;
    school.at(datetime(2025, 11, 11, 8, 6, 0, 0));
    school.call_roll(&[GIULIA, MARCO], &[]).await;
    school.at(datetime(2025, 11, 12, 10, 0, 0, 0));
    let counted = |page: &str, which: &str| {
        let after = page.split(&format!("insolito={which}")).nth(1).expect("a row");
        let cell = after.split("</a>").next().expect("a cell");
        cell.rsplit("</span>").next().expect("a figure").to_owned()
    };
    let (_, before) = page(&school, HEAD, "/cruscotto").await;
    assert_eq!(counted(&before, "late"), "0", "{before}");
    let annul = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": "era presente" });
    let (status, answer) = school.post(TEACHER, "annulments", &annul).await;
    assert!(status.is_success(), "{answer}");
    let (_, after) = page(&school, HEAD, "/cruscotto").await;
    for (which, count) in [("late", "1"), ("correction", "1"), ("before-scrutiny", "0")] {
        assert_eq!(counted(&after, which), count, "{which}: {after}");
    }
    let entry = recorded(&school).await;
    assert_eq!(entry.path, "/cruscotto");
    assert!(!entry.persons.contains(&GIULIA), "{entry:?}");
}

/// Which kind of data was read: grades are no absences.
#[tokio::test]
async fn the_list_of_missing_grades_is_recorded_as_of_grades() {
    let school = School::open().await;
    let kinds = async |path: &str| {
        assert_eq!(page(&school, HEAD, path).await.0, 200, "{path}");
        recorded(&school).await.kinds
    };
    assert_eq!(kinds("/elenchi/voti-mancanti").await, [Kind::Grades]);
    assert_eq!(kinds("/elenchi/assenti").await, [Kind::Attendance]);
    assert_eq!(page(&school, TEACHER, "/elenchi/voti-mancanti").await.0, 404);
}

#[tokio::test]
async fn nobody_else_sees_what_waits() {
    let school = School::open().await;
    assert_eq!(school.get(TEACHER, "dashboard").await.0, StatusCode::NOT_FOUND);
}

/// C5-04: the hours of a breach end within a day in which nothing else happens.
#[tokio::test]
async fn a_breach_is_overdue_from_the_hour_on() {
    let school = School::open().await;
    let record = json!({ "record": {
        "aware_at": "2025-11-11T07:00:00+01:00", "kinds": ["integrity"], "people": 1,
        "what": "un voto cambiato con la password di un docente"
    } });
    done(&school, "breaches", &json!({ "breach": Uuid::new_v4(), "act": record })).await;
    for (hour, counts) in [(6, json!([1, 0])), (8, json!([0, 1]))] {
        school.at(datetime(2025, 11, 14, hour, 30, 0, 0));
        let told = waiting(&school).await;
        let duties = told["duties"].as_array().expect("duties");
        let notify =
            duties.iter().find(|it| it["norm"]["row"] == "C5-04").unwrap_or_else(|| panic!("{told}"));
        assert_eq!(json!([notify["due"], notify["overdue"]]), counts, "{told}");
    }
}
