//! What a parent sees of a student who comes of age, and what a court's limit leaves her.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::{Office, Relation};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::support::{CLASS_1A, FATHER, GIULIA, MARCO, MATHS, MOTHER, PRINCIPAL, School, TUESDAY, person};

type Who = (PersonId, Capacity);

const MOTHERS: Who = (MOTHER, Capacity::Guardian);
const FATHERS: Who = (FATHER, Capacity::Guardian);
const HIS: Who = (MARCO, Capacity::Student);
const TEACHERS: Who = (MATHS, Capacity::Teacher);

async fn read(school: &School, (who, capacity): Who, path: &str) -> (StatusCode, String) {
    let accept = if path.starts_with("/api") { "application/json" } else { "text/html" };
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, accept)
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)));
    let request = request.body(Body::empty()).expect("a request");
    let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 22).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

/// Sends the form of a student's page, and gives the page that it leads to.
async fn press(school: &School, who: Who, act: &str) -> (StatusCode, String) {
    let form = format!("command={}&act={act}", Uuid::new_v4());
    let request = Request::builder()
        .method("POST")
        .uri(format!("/studenti/{MARCO}/informazione"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who.0, who.1)));
    let request = request.body(Body::from(form)).expect("a request");
    let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    match to {
        Some(to) => read(school, who, &to).await,
        None => (answer.status(), String::new()),
    }
}

/// Everything that is there to be read of a student.
fn pages(student: PersonId) -> Vec<String> {
    let of = |root: &str, rest: &[&str]| {
        rest.iter().map(|rest| format!("{root}/{student}{rest}")).collect::<Vec<_>>()
    };
    let api = ["", "/history", "/why?figure=hours-missed", "?as_of=2026-06-01T00:00:00Z"];
    let people =
        ["", "?perche=hours-missed", "?al=2026-06-01", "/storia", "/storia?al=2026-06-01", "/ore", "/fatti"];
    [of("/api/v1/students", &api), of("/studenti", &people)].concat()
}

async fn all(school: &School, who: Who, student: PersonId) -> Vec<(StatusCode, String)> {
    let mut bodies = Vec::new();
    for path in pages(student) {
        let (status, body) = read(school, who, &path).await;
        // A form has a new name each time.
        let named = |line: &&str| !line.contains("name=\"command\"");
        bodies.push((status, body.lines().filter(named).collect::<Vec<_>>().join("\n")));
    }
    bodies
}

async fn hours_missed(school: &School, who: Who) -> Value {
    let (status, answer) = school.get(who, &format!("students/{MARCO}")).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    answer["totals"]["hours_missed"].clone()
}

/// Marco is absent from the whole of that day.
async fn absent(school: &School, on: Date) {
    school.at(on.at(8, 15, 0, 0));
    school.call_roll(&[MARCO], &[]).await;
}

async fn done(school: &School, who: Who, path: &str, body: Value) {
    let (status, answer) = school.post(who, path, &body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
}

/// Marco, of age on 13 November 2025, with a mother and a father, absent on the 11th.
async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let held = |guardian, relation| Act::HoldResponsibility { guardian, relation, from };
    let acts = vec![held(MOTHER, Relation::Mother), held(FATHER, Relation::Father)];
    let command = Command::People(People { person: MARCO, acts });
    school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    absent(&school, TUESDAY).await;
    school
}

/// B6-02
#[tokio::test]
async fn a_parent_who_did_not_ask_sees_nothing_new_of_an_adult_student() {
    let school = school().await;
    school.at(date(2025, 11, 12).at(12, 0, 0, 0));
    assert_eq!(hours_missed(&school, MOTHERS).await, 6);
    school.at(date(2025, 11, 13).at(8, 10, 0, 0));
    let before = all(&school, MOTHERS, MARCO).await;
    assert!(before.iter().all(|(status, _)| status.as_u16() == 200), "{before:?}");
    school.at(date(2025, 11, 14).at(12, 0, 0, 0));
    let before = all(&school, MOTHERS, MARCO).await;
    school.call_roll(&[MARCO], &[]).await;
    let after = all(&school, MOTHERS, MARCO).await;
    for ((path, before), after) in pages(MARCO).iter().zip(before).zip(after) {
        assert_eq!(before, after, "{path}");
    }
    assert_eq!(hours_missed(&school, MOTHERS).await, 6);
    for who in [HIS, TEACHERS] {
        assert_eq!(hours_missed(&school, who).await, 12, "{who:?}");
    }
    let event = format!("/api/v1/events/{}", school.head());
    assert_eq!(read(&school, MOTHERS, &event).await.0.as_u16(), 404);
    assert_eq!(read(&school, HIS, &event).await.0.as_u16(), 404, "a roll call is the class's");
    let (_, page) = read(&school, MOTHERS, &format!("/studenti/{MARCO}")).await;
    assert!(page.contains("ciò che è venuto dopo non si vede"), "{page}");
    assert!(!page.contains("Torna a oggi"), "{page}");
}

/// B6-02: asked, then objected to, then no longer objected to.
#[tokio::test]
async fn an_adult_students_objection_closes_what_is_new_until_it_is_withdrawn() {
    let school = school().await;
    absent(&school, date(2025, 11, 14)).await;
    done(&school, MOTHERS, "disclosure-requests", json!({ "student": MARCO })).await;
    assert_eq!(hours_missed(&school, MOTHERS).await, 12);
    assert_eq!(hours_missed(&school, FATHERS).await, 6, "who asks, asks for herself");
    let asked = school.head();

    school.at(date(2025, 11, 17).at(8, 0, 0, 0));
    done(&school, HIS, "disclosure-objections", json!({})).await;
    let objected = school.head();
    absent(&school, date(2025, 11, 17)).await;
    absent(&school, date(2025, 11, 18)).await;
    assert_eq!(hours_missed(&school, MOTHERS).await, 12);
    assert_eq!(hours_missed(&school, FATHERS).await, 6);
    assert_eq!(hours_missed(&school, HIS).await, 24);
    // Played again, whichever moment is asked for.
    for (who, missed) in [(MOTHERS, "12"), (FATHERS, "6"), (HIS, "24")] {
        for query in ["", "?as_of=2025-11-19", "?as_of=2025-11-19&beside=2025-11-18"] {
            let path = format!("/api/v1/students/{MARCO}/replay{query}");
            let (status, answer) = read(&school, who, &path).await;
            assert_eq!(status.as_u16(), 200, "{answer}");
            let played: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
            let lines = played["lines"].as_array().expect("lines");
            let told = lines.iter().find(|line| line["what"] == "Ore perse").expect("a line");
            assert_eq!(told["after"], missed, "{who:?} {query}: {told}");
            // Until when is said, to who is not told the rest.
            let until = [(MOTHERS, "2025-11-16"), (FATHERS, "2025-11-12")];
            let until = until.iter().find(|(parent, _)| *parent == who).map(|(_, day)| *day);
            assert_eq!(played["until"].as_str(), until, "{who:?} {query}");
        }
    }
    let page = format!("/ispezione/studenti/{MARCO}");
    let (_, hers) = read(&school, MOTHERS, &page).await;
    assert!(hers.contains("fino a tutto il giorno <strong>domenica 16 novembre 2025"), "{hers}");
    let (_, his) = read(&school, HIS, &page).await;
    assert!(!his.contains("fino a tutto il giorno"), "{his}");

    school.at(date(2025, 11, 19).at(8, 0, 0, 0));
    done(&school, HIS, "disclosure-objection-withdrawals", json!({})).await;
    assert_eq!(hours_missed(&school, MOTHERS).await, 24);
    assert_eq!(hours_missed(&school, FATHERS).await, 6);

    // What the student and one parent settled is theirs and the school's.
    for (event, who, seen) in [
        (asked, MOTHERS, 200),
        (asked, FATHERS, 404),
        (asked, HIS, 200),
        (asked, TEACHERS, 200),
        (objected, MOTHERS, 404),
        (objected, FATHERS, 404),
        (objected, HIS, 200),
        (objected, TEACHERS, 200),
    ] {
        let (status, _) = read(&school, who, &format!("/api/v1/events/{event}")).await;
        assert_eq!(status.as_u16(), seen, "{who:?}: event {event}");
    }
}

/// B6-02: what may be settled is on the page, for who may settle it.
#[tokio::test]
async fn asking_and_objecting_are_on_the_page_of_the_student() {
    let school = school().await;
    let page = format!("/studenti/{MARCO}");
    let button = |page: &str| {
        let buttons = ["Chiedi di essere informato", "Opponiti", "Ritira l’opposizione"];
        buttons.into_iter().find(|button| page.contains(&format!(">{button}</button>")))
    };
    for who in [HIS, MOTHERS] {
        assert_eq!(button(&read(&school, who, &page).await.1), None, "still a minor");
    }
    school.at(date(2025, 11, 13).at(12, 0, 0, 0));
    assert_eq!(button(&read(&school, MOTHERS, &page).await.1), Some("Chiedi di essere informato"));
    assert_eq!(button(&read(&school, TEACHERS, &page).await.1), None);
    let (status, asked) = press(&school, MOTHERS, "richiesta").await;
    assert_eq!((status.as_u16(), button(&asked)), (200, None));
    assert!(asked.contains("La richiesta di essere informato è stata registrata."), "{asked}");
    assert_eq!(button(&read(&school, HIS, &page).await.1), Some("Opponiti"));
    let (_, objected) = press(&school, HIS, "opposizione").await;
    assert_eq!(button(&objected), Some("Ritira l’opposizione"));
    // She has asked: whether he objects is not told.
    assert_eq!(button(&read(&school, MOTHERS, &page).await.1), None);
    assert_eq!(press(&school, MOTHERS, "ritiro").await.0.as_u16(), 403);
    let (_, withdrawn) = press(&school, HIS, "ritiro").await;
    assert_eq!(button(&withdrawn), Some("Opponiti"));
}

/// B6-02
#[tokio::test]
async fn only_the_adult_student_objects_and_only_a_parent_asks() {
    let school = school().await;
    let minor = |on: Date| (on, 422, "minorenne");
    let objection = ("disclosure-objections", json!({}));
    let withdrawal = ("disclosure-objection-withdrawals", json!({}));
    let request = |student: PersonId| ("disclosure-requests", json!({ "student": student }));
    let of_age = date(2025, 11, 13);
    for ((on, expected, word), who, (path, body)) in [
        (minor(date(2025, 11, 12)), HIS, objection.clone()),
        (minor(date(2025, 11, 12)), HIS, withdrawal.clone()),
        (minor(date(2025, 11, 12)), MOTHERS, request(MARCO)),
        (minor(of_age), FATHERS, request(GIULIA)),
        ((of_age, 403, "genitore"), MOTHERS, objection.clone()),
        ((of_age, 403, "genitore"), MOTHERS, withdrawal.clone()),
        ((of_age, 403, "studente"), HIS, request(MARCO)),
        ((of_age, 404, "studente"), MOTHERS, request(person(99))),
    ] {
        school.at(on.at(12, 0, 0, 0));
        let (status, answer) = school.post(who, path, &body).await;
        assert_eq!(status.as_u16(), expected, "{who:?} {path}: {answer}");
        assert!(answer.to_string().contains(word), "{answer}");
    }
    let (status, answer) = school.post(HIS, withdrawal.0, &withdrawal.1).await;
    assert!(status.is_success() && answer["nothing_to_do"] == true, "{answer}");
}

/// B6-01: the order limits the father in November; the mother is not affected.
#[tokio::test]
async fn a_limited_parent_reads_nothing_from_the_first_to_the_last_day_of_the_order() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    for (on, may) in [
        (date(2025, 10, 31), true),
        (date(2025, 11, 1), false),
        (date(2025, 11, 30), false),
        (date(2025, 12, 1), true),
    ] {
        school.at(on.at(12, 0, 0, 0));
        let expected = if may { 200 } else { 404 };
        for (path, (status, _)) in pages(GIULIA).iter().zip(all(&school, FATHERS, GIULIA).await) {
            assert_eq!(status.as_u16(), expected, "{on}: {path}");
        }
        for (path, (status, _)) in pages(GIULIA).iter().zip(all(&school, MOTHERS, GIULIA).await) {
            assert_eq!(status.as_u16(), 200, "{on}: {path}");
        }
    }
}

/// A12-05: two sessions of one teacher in one minute are told to the principal, the protection officer and the auditor.
#[tokio::test]
async fn who_acted_in_two_sessions_at_once_is_told_to_who_watches() {
    let school = School::open().await;
    let token = |session: u128| {
        let session = Uuid::from_u128(session);
        let agent = registro::actor::Agent { session, ..school.agent(MATHS, Capacity::Teacher) };
        school.token_of(agent)
    };
    for (session, period) in [(0x51, 1), (0x52, 3)] {
        let signature = json!({ "class": CLASS_1A, "on": TUESDAY, "period": period, "topic": "Equazioni" });
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/signatures")
            .header("content-type", "application/json")
            .header("idempotency-key", Uuid::new_v4().to_string())
            .header("authorization", format!("Bearer {}", token(session)));
        let request = request.body(Body::from(signature.to_string())).expect("a request");
        let (status, answer) = school.answer(request).await;
        assert!(status.is_success(), "{answer}");
    }
    let head = (PRINCIPAL, Capacity::Principal);
    let (status, answer) = school.get(head, &format!("reports/sessions?on={TUESDAY}")).await;
    assert_eq!(status.as_u16(), 200);
    assert_eq!(answer["norm"]["row"], "A12-05");
    let alerts = answer["alerts"].as_array().expect("a list");
    assert_eq!(alerts.len(), 1, "{answer}");
    assert_eq!(alerts[0]["person"]["id"], json!(MATHS));
    assert_eq!(alerts[0]["sessions"].as_array().map(Vec::len), Some(2));
    let (_, answer) = school.get(head, "reports/sessions?on=2025-11-10").await;
    assert_eq!(answer["alerts"], json!([]));
    let (status, _) = school.get(TEACHERS, "reports/sessions").await;
    assert_eq!(status.as_u16(), 404);
}

#[tokio::test]
async fn an_office_and_a_responsibility_end_with_their_last_day() {
    let school = School::open().await;
    let (deputy, from, last_day) = (person(40), date(2025, 9, 1), date(2025, 11, 12));
    let (given_name, family_name) = ("Vicario".to_owned(), "Prova".to_owned());
    let acts = vec![
        Act::Register { given_name, family_name, born_on: date(1979, 1, 1) },
        Act::AssignOffice { office: Office::Deputy, from, until: None },
        Act::EndOffice { office: Office::Deputy, last_day },
    ];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: deputy, acts })).await;
    let reason = "registrata per errore".to_owned();
    let acts = vec![Act::EndResponsibility { guardian: MOTHER, last_day, reason }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: GIULIA, acts })).await;
    for (on, deputys, mothers) in [(last_day, 200, 200), (date(2025, 11, 13), 401, 404)] {
        school.at(on.at(12, 0, 0, 0));
        let (status, _) = school.get((deputy, Capacity::Deputy), "dashboard").await;
        assert_eq!(status.as_u16(), deputys, "{on}");
        let (status, _) = school.get(MOTHERS, &format!("students/{GIULIA}")).await;
        assert_eq!(status.as_u16(), mothers, "{on}");
    }
}
