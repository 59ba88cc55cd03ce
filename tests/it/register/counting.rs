//! What the same facts come to under each way of counting, and who may ask.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use jiff::civil::time;
use registro::actor::Capacity;
use registro::commands::people::{Act, People};
use registro::commands::{Command, entry};
use registro_domain::attendance::Ground;
use registro_domain::calendar::SchoolYear;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::support::{GIULIA, ITALIAN, MATHS, MOTHER, PRINCIPAL, School, TUESDAY};

const AS_PRINCIPAL: (registro_domain::ids::PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);

/// Giulia comes at half past nine, and her year is of so few hours that it shows.
async fn school(annual_hours: u16) -> School {
    let school = School::open().await;
    let (year, reason) = (SchoolYear(2025), "prova".to_owned());
    let acts = vec![Act::SetAnnualHours { year, hours: annual_hours, reason }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: GIULIA, acts })).await;
    school.at(TUESDAY.at(9, 31, 0, 0));
    let (student, on, at, ground) = (GIULIA, TUESDAY, time(9, 30, 0, 0), Ground::None);
    let entry = Command::RecordEntry(entry::RecordEntry { student, on, at, ground });
    school.do_it(ITALIAN, Capacity::Teacher, entry).await;
    school
}

/// A5-03: one hour, one and twenty-five minutes, one and a half, two: seventy-five minutes may be missed of five hours.
#[tokio::test]
async fn the_same_entry_crosses_the_line_in_some_registers_and_not_in_others() {
    let school = school(5).await;
    let (status, report) = school.get(AS_PRINCIPAL, "reports/counting").await;
    assert!(status.is_success(), "{report}");
    assert_eq!(report["students_counted"], 3);
    let policies = |policy, adopted, beyond: u8, to_cross: u8| json!({ "policy": policy, "adopted": adopted, "beyond": beyond, "to_cross": to_cross });
    assert_eq!(
        report["policies"],
        json!([
            policies("whole-lessons", true, 0, 1),
            policies("exact-minutes", false, 1, 0),
            policies("half-hour-floor", false, 1, 0),
            policies("nearest-hour", false, 1, 0),
        ])
    );
    let [student] = report["students"].as_array().expect("a list").as_slice() else {
        panic!("one: {report}")
    };
    assert_eq!(student["student"]["id"], GIULIA.to_string());
    let minutes = |policy: &str| student["by_policy"][policy]["minutes_counted"].clone();
    assert_eq!(
        ["whole-lessons", "exact-minutes", "half-hour-floor", "nearest-hour"].map(minutes),
        [60, 85, 90, 120].map(Value::from)
    );
    // A5-11: sixty minutes in 49 lesson days: seventy-five are passed on the thirteenth after.
    let forecast = json!({ "state": "crosses", "on": "2025-11-26" });
    assert_eq!(student["by_policy"]["whole-lessons"]["forecast"], forecast);
    assert_eq!(student["by_policy"]["nearest-hour"]["forecast"], json!({ "state": "already-beyond" }));
    let (_, hers) = school.get(AS_PRINCIPAL, &format!("students/{GIULIA}")).await;
    assert_eq!(hers["totals"]["forecast"], forecast);
    assert_eq!(hers["totals"]["exclusion_proposed"], json!([]));
    // Of the day before nothing is counted yet.
    let (_, before) = school.get(AS_PRINCIPAL, "reports/counting?on=2025-11-10").await;
    assert_eq!(before["students"], json!([]));
}

/// A5-07: an hour of three is too much. What is shown is a proposal, and no event follows from it.
#[tokio::test]
async fn below_three_quarters_the_page_shows_a_proposal_and_nothing_happens() {
    let school = school(3).await;
    let head = school.head();
    let (_, hers) = school.get(AS_PRINCIPAL, &format!("students/{GIULIA}")).await;
    assert_eq!(hers["totals"]["exclusion_proposed"], json!(["A5-07", "A5-01", "B3-03"]));
    assert_eq!(hers["totals"]["forecast"], json!({ "state": "already-beyond" }));
    assert_eq!(school.head(), head);
}

#[tokio::test]
async fn the_ways_of_counting_are_compared_for_the_principal_only() {
    let school = school(5).await;
    for who in [(MATHS, Capacity::Teacher), (MOTHER, Capacity::Guardian)] {
        let (status, _) = school.get(who, "reports/counting").await;
        assert_eq!(status, 404, "{who:?}");
    }
    for (page, says) in [
        ("/rapporti/conteggi?al=2025-11-11", "26/11/2025"),
        ("/cruscotto", "/rapporti/conteggi?al=2025-11-11"),
        ("/elenchi/limite", "Al ritmo attuale"),
        (&format!("/studenti/{GIULIA}"), "Al ritmo attuale il limite è superato mercoledì 26 novembre 2025."),
    ] {
        let request = Request::builder()
            .uri(page)
            .header("authorization", format!("Bearer {}", school.token(PRINCIPAL, Capacity::Principal)));
        let request = request.body(Body::empty()).expect("a request");
        let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
        let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(body.contains(says), "{page}: {says} is not in {body}");
    }
}
