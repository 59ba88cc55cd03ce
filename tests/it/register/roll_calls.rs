//! The roll call as a page: whose hour it opens, what it shows to whom, and what becomes of a form.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request as HttpRequest, StatusCode};
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use tower::ServiceExt;
use uuid::Uuid;

use super::support::{CLASS_1A, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, School, TUESDAY};

const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
/// Teaches nothing in 1A.
const STRANGER: (PersonId, Capacity) = (OTHER, Capacity::Teacher);

/// A page as a browser asks for it, with its status.
async fn page(
    school: &School,
    (person, capacity): (PersonId, Capacity),
    method: Method,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, String) {
    let form: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = HttpRequest::builder()
        .method(method)
        .uri(path)
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", format!("Bearer {}", school.token(person, capacity)))
        .body(Body::from(form.join("&")))
        .expect("a request");
    let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

async fn shown(school: &School, who: (PersonId, Capacity), path: &str) -> String {
    let (status, text) = page(school, who, Method::GET, path, &[]).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    text
}

fn of_1a(on: Date, period: u8, more: &str) -> String {
    format!("/appello?classe={CLASS_1A}&giorno={on}&ora={period}{more}")
}

/// The first hour of 1A, where one student is said to be something.
fn form<'a>(
    command: &'a str,
    class: &'a str,
    state: &'a str,
    at: &'a str,
    names: &'a Names,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("command", command),
        ("classe", class),
        ("giorno", "2025-11-11"),
        ("ora", "1"),
        ("collega", ""),
        (&names.state, state),
        (&names.time, at),
    ]
}

struct Names {
    state: String,
    time: String,
}

fn names(student: PersonId) -> Names {
    Names { state: format!("stato-{student}"), time: format!("ora-{student}") }
}

#[tokio::test]
async fn a_teacher_finds_the_class_of_her_hour_or_the_next_one() {
    let school = School::open().await;
    let now = shown(&school, TEACHER, "/appello").await;
    for said in ["1ª ora, 08:05–09:00", "Matematica", "Giulia", "Registra l’appello"] {
        assert!(now.contains(said), "{said} not in {now}");
    }
    let idle = shown(&school, (ITALIAN, Capacity::Teacher), "/appello").await;
    assert!(
        idle.contains("Adesso non hai lezione") && idle.contains("2ª ora dalle 09:00, classe 1A"),
        "{idle}"
    );
    assert!(!idle.contains("Giulia"), "{idle}");
    let (status, _) = page(&school, (MOTHER, Capacity::Guardian), Method::GET, "/appello", &[]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_substitution_opens_the_class_for_its_hour_and_nothing_else_of_it() {
    let school = School::open().await;
    let whose = shown(&school, STRANGER, &of_1a(TUESDAY, 1, "")).await;
    assert!(whose.contains("al posto di chi?") && !whose.contains("Giulia"), "{whose}");
    let instead = format!("&collega={MATHS}");
    let opened = shown(&school, STRANGER, &of_1a(TUESDAY, 1, &instead)).await;
    assert!(opened.contains("Giulia") && opened.contains("al posto di"), "{opened}");
    assert!(!opened.contains("/studenti/") && !opened.contains(&format!("/classi/{CLASS_1A}")), "{opened}");

    let of_the_second = format!("&collega={ITALIAN}");
    let yesterday = date(2025, 11, 10);
    for (path, why) in [
        (of_1a(TUESDAY, 1, &of_the_second), "a colleague who is not in that hour"),
        (of_1a(yesterday, 1, &instead), "a day that is over"),
        (of_1a(TUESDAY, 3, &instead), "an hour still far"),
    ] {
        let closed = shown(&school, STRANGER, &path).await;
        assert!(!closed.contains("Giulia") && closed.contains("non si può aprire"), "{why}: {closed}");
    }
    // Ten minutes before the bell, and not eleven.
    for (minute, opens) in [(49, false), (50, true)] {
        school.at(TUESDAY.at(9, minute, 0, 0));
        let third = shown(&school, STRANGER, &of_1a(TUESDAY, 3, &instead)).await;
        assert_eq!(third.contains("Giulia"), opens, "9:{minute}");
    }
}

#[tokio::test]
async fn a_form_sent_twice_is_one_roll_and_one_refused_comes_back_as_it_was() {
    let school = School::open().await;
    let (command, class) = (Uuid::new_v4().to_string(), CLASS_1A.to_string());
    let before = school.head();
    let late = names(MARCO);
    let sent = form(&command, &class, "ritardo", "07:40", &late);
    let (status, back) = page(&school, TEACHER, Method::POST, "/appello", &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{back}");
    assert!(back.contains("role=\"alert\"") && back.contains("Marco") && back.contains("07:40"), "{back}");
    assert!(back.contains(&format!("name=\"{}\" value=\"ritardo\" checked", late.state)), "{back}");
    assert!(back.contains("art. 23"), "the norm is cited: {back}");
    assert_eq!(school.head(), before);

    let absent = names(GIULIA);
    let sent = form(&command, &class, "assente", "", &absent);
    for _ in 0..2 {
        let (status, answer) = page(&school, TEACHER, Method::POST, "/appello", &sent).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    }
    assert_eq!(school.head(), before + 2, "an absence and the roll, once");
    let called = shown(&school, TEACHER, "/appello").await;
    assert!(
        called.contains("Appello fatto alle 08:15") && called.contains("2 presenti, 1 assente"),
        "{called}"
    );
    let other = form(&command, &class, "presente", "", &absent);
    let (status, reused) = page(&school, TEACHER, Method::POST, "/appello", &other).await;
    assert!(
        status == StatusCode::CONFLICT || status == StatusCode::UNPROCESSABLE_ENTITY,
        "{status} {reused}"
    );
}

#[tokio::test]
async fn a_fact_is_annulled_from_its_page_only_with_a_reason_and_by_those_who_may() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let path = format!("/studenti/{GIULIA}/giorni/{TUESDAY}");
    let day = shown(&school, TEACHER, &path).await;
    assert!(day.contains("ssenza per l&#39;intera giornata"), "{day}");
    let number = day.split("name=\"number\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let number = number.expect("the fact's number");
    let command = Uuid::new_v4().to_string();
    let before = school.head();
    let act = |reason| {
        vec![("command", command.as_str()), ("number", number), ("atto", "annulla"), ("reason", reason)]
    };
    let (status, back) = page(&school, TEACHER, Method::POST, &path, &act("")).await;
    assert_eq!((status, school.head()), (StatusCode::UNPROCESSABLE_ENTITY, before), "{back}");
    for (who, expected) in [
        (STRANGER, StatusCode::NOT_FOUND),
        ((MOTHER, Capacity::Guardian), StatusCode::FORBIDDEN),
        (TEACHER, StatusCode::SEE_OTHER),
    ] {
        let (status, answer) = page(&school, who, Method::POST, &path, &act("era+in+biblioteca")).await;
        assert_eq!(status, expected, "{answer}");
    }
    assert_eq!(school.head(), before + 1);
    let after = shown(&school, TEACHER, &path).await;
    assert!(after.contains("non risulta alcun fatto"), "{after}");
}
