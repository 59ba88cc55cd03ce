//! What is to be done about restricted data (GDPR, art. 18): for nobody but who decides on them, and for the rest as before.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::restricted::{DEPUTY, HEAD, HER_MOTHER, Who, done_by, restrict, school};
use super::support::{CLASS_1A, GIULIA, School};

async fn answered(school: &School, who: Who, path: &str) -> Value {
    let (status, answer) = school.get(who, path).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

/// C4-05: a duty is kept with the record that it follows from, and with no other.
#[tokio::test(flavor = "multi_thread")]
async fn a_permission_is_decided_whatever_else_is_restricted() {
    let school = school().await;
    let asks = json!({ "student": GIULIA, "on": "2025-11-14", "reason": "periodic-treatment",
        "passage": { "early-exit": { "at": "12:00:00" } } });
    done_by(&school, HER_MOTHER, "permissions", asks).await;
    let to_decide = async |who: Who| {
        let duties = answered(&school, who, &format!("duties?student={GIULIA}")).await;
        let of =
            |kind: &str| duties["duties"].as_array().expect("a list").iter().any(|it| it["kind"] == kind);
        (of("decide-permission"), of("justify"))
    };
    assert_eq!(to_decide(DEPUTY).await, (true, true));
    restrict(&school, GIULIA, &["attendance"]).await;
    assert_eq!(to_decide(DEPUTY).await, (true, false));
    restrict(&school, GIULIA, &["permission"]).await;
    assert_eq!((to_decide(DEPUTY).await, to_decide(HEAD).await), ((false, false), (true, true)));
}

/// C4-05: a scrutiny misses her grades; whose they are is told to nobody who may not read them.
#[tokio::test(flavor = "multi_thread")]
async fn missing_grades_name_nobody_whose_grades_are_restricted() {
    let school = school().await;
    let open = json!({ "class": CLASS_1A, "period": "interim", "act": { "open": {
        "covers_from": "2025-09-15", "covers_to": "2026-01-31", "sits_on": "2026-02-04" } } });
    done_by(&school, HEAD, "scrutinies", open).await;
    let names_her = async |who: Who| {
        let waiting = answered(&school, who, "dashboard").await["waiting"]["missing_grades"].clone();
        assert!(waiting.as_array().is_some_and(|rows| !rows.is_empty()), "{waiting}");
        waiting.to_string().contains(&GIULIA.to_string())
    };
    assert_eq!((names_her(DEPUTY).await, names_her(HEAD).await), (true, true));
    restrict(&school, GIULIA, &["assessment"]).await;
    assert_eq!((names_her(DEPUTY).await, names_her(HEAD).await), (false, true));
}
