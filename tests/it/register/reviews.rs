//! The secretariat's monthly review: who was absent, whose family is to be written to, recorded once.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use serde_json::json;
use uuid::Uuid;

use super::support::{
    CLASS_1A, CLASS_1B, GIULIA, ITALIAN, MATHS, MOTHER, PRINCIPAL, School, TUESDAY, person,
};
use super::words::form;

type Who = (PersonId, Capacity);

const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const SECRETARY: Who = (person(30), Capacity::Secretariat);

async fn page(school: &School, (who, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    school.page(request).await
}

fn reviewed(command: Uuid, month: &str, count: u16) -> String {
    format!("command={command}&month={month}&count={count}")
}

/// A3-10: the month missing is said, the review is recorded once, and another count for it is refused.
#[tokio::test]
async fn a_month_is_reviewed_once_and_the_missing_ones_are_said() {
    let school = School::open().await;
    let (status, before) = page(&school, HEAD, "/controllo-mensile?mese=2025-10").await;
    assert_eq!(status, 200, "{before}");
    for said in ["ottobre 2025", "manca: il termine era il 31 ottobre 2025", "Registra il controllo"] {
        assert!(before.contains(said), "{said} not in\n{before}");
    }
    let command = Uuid::new_v4();
    for _ in 0..2 {
        let (status, text) = form(&school, HEAD, "/controllo-mensile", reviewed(command, "2025-10", 3)).await;
        assert_eq!(status, 303, "{text}");
    }
    let head = school.head();
    let (status, back) =
        form(&school, HEAD, "/controllo-mensile", reviewed(Uuid::new_v4(), "2025-10", 4)).await;
    assert_eq!((status, school.head()), (422, head));
    assert!(back.contains("sono già state controllate") && back.contains("art. 16"), "{back}");
    let (_, after) = page(&school, HEAD, "/controllo-mensile?mese=2025-10").await;
    assert!(!after.contains("Registra il controllo"), "{after}");
    assert!(after.contains("manca: il termine era il 30 settembre 2025"), "{after}");
}

/// A3-10, A3-04: who was absent in the month, in her class and in no other month.
#[tokio::test]
async fn the_students_of_the_month_are_listed_with_what_their_families_are_to_know() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    school.at(date(2025, 11, 28).at(9, 0, 0, 0));
    let of = |month: &str, class: String| format!("/controllo-mensile?mese={month}&classe={class}");
    let (_, november) = page(&school, HEAD, &of("2025-11", CLASS_1A.0.to_string())).await;
    assert!(
        november.contains(&format!("/studenti/{GIULIA}")) && november.contains("Prova Giulia"),
        "{november}"
    );
    assert!(november.contains("mai"), "{november}");
    for (month, class) in [("2025-10", CLASS_1A), ("2025-11", CLASS_1B)] {
        let (status, other) = page(&school, HEAD, &of(month, class.0.to_string())).await;
        assert_eq!(status, 200);
        assert!(other.contains("Nessuna assenza nel mese") && !other.contains("Prova Giulia"), "{other}");
    }
    for (path, expected) in [("/controllo-mensile?mese=maggio", 400), ("/controllo-mensile?classe=x", 404)] {
        assert_eq!(page(&school, HEAD, path).await.0, expected, "{path}");
    }
}

#[tokio::test]
async fn only_who_sees_the_school_opens_the_review() {
    let school = School::open().await;
    let head = school.head();
    for who in [(MATHS, Capacity::Teacher), (MOTHER, Capacity::Guardian)] {
        assert_eq!(page(&school, who, "/controllo-mensile").await.0, 404, "{who:?}");
        let month = format!("{:04}-{:02}", TUESDAY.year(), TUESDAY.month());
        let (status, _) = form(&school, who, "/controllo-mensile", reviewed(Uuid::new_v4(), &month, 0)).await;
        assert_eq!((status, school.head()), (403, head), "{who:?}");
    }
}

/// A12-04: the office that reviews absences does not read there who was sent out of class.
#[tokio::test]
async fn the_office_is_not_told_of_conduct() {
    let school = School::open().await;
    let office = Act::AssignOffice { office: Office::Secretariat, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Segreteria".to_owned(), "Prova".to_owned());
    let acts = vec![Act::Register { given_name, family_name, born_on: date(1979, 1, 1) }, office];
    let command = Command::People(People { person: SECRETARY.0, acts });
    school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    school.call_roll(&[], &[]).await;
    let separation = json!({ "record-separation": {
        "on": TUESDAY, "from": 3, "supervised_by": ITALIAN, "family_called": false } });
    let body = json!({ "student": GIULIA, "act": separation });
    let (status, answer) = school.post((MATHS, Capacity::Teacher), "conduct", &body).await;
    assert!(status.is_success(), "{answer}");
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
    for (who, named) in [(HEAD, true), (SECRETARY, false)] {
        let path = format!("/controllo-mensile?mese=2025-11&classe={}", CLASS_1B.0);
        let (status, text) = page(&school, who, &path).await;
        assert_eq!(status, 200, "{text}");
        assert_eq!(text.contains("Prova Giulia"), named, "{who:?}: {text}");
    }
}
