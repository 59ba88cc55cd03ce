//! The board: who is told what, who has seen it, and what must not be told to many.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_eventlog::codec;
use registro_eventlog::log::Filter;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{
    ANNA, CLASS_1A, CLASS_1B, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, SCHOOL,
    School, person,
};
use super::words::form;

type Who = (PersonId, Capacity);

const TEACHER: Who = (MATHS, Capacity::Teacher);
const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const HER: Who = (MOTHER, Capacity::Guardian);
const HIM: Who = (FATHER, Capacity::Guardian);
const ELSEWHERE: Who = (OTHER, Capacity::Teacher);

const EVERYONE: u128 = 3_000;

fn to_parents_of_1a(notice: Uuid, body: &str, asks: Value) -> Value {
    json!({
        "notice": notice, "kind": "notice", "title": "Visita al museo", "body": body, "asks": asks,
        "audience": { "classes": { "classes": [CLASS_1A], "roles": ["guardians"] } },
    })
}

fn to_the_family_of_giulia(notice: Uuid) -> Value {
    json!({
        "notice": notice, "student": GIULIA, "fulfils": "tell-of-fifth-delay", "title": "Quinto ritardo",
        "body": "Si comunica il quinto ritardo, da giustificare davanti al dirigente.",
        "asks": { "acknowledgement": { "by": "2025-11-18" } },
    })
}

async fn published(school: &School, who: Who, path: &str, body: &Value) {
    let (status, answer) = school.post(who, path, body).await;
    assert_eq!(status.as_u16(), 201, "{answer}");
}

async fn status(school: &School, who: Who, path: &str) -> u16 {
    school.get(who, path).await.0.as_u16()
}

/// C6, B6-01: what is shown before is what is published: the mother for two children, not the father whom a court
/// limits, nobody for who has come of age.
#[tokio::test]
async fn the_audience_shown_is_the_audience_told() {
    let school = School::open().await;
    let asked = format!("notice-audiences?classes={}&roles=guardians", CLASS_1A.0);
    let (_, preview) = school.get(TEACHER, &asked).await;
    assert_eq!((&preview["total"], &preview["counts"]["guardians"]), (&json!(1), &json!(1)), "{preview}");
    assert_eq!(preview["people"][0]["person"], json!(MOTHER));
    let notice = Uuid::new_v4();
    let asks = json!({ "answer": { "by": "2025-11-14" } });
    published(&school, TEACHER, "notices", &to_parents_of_1a(notice, "Il 20 novembre.", asks)).await;
    let (_, told) = school.get(TEACHER, &format!("notices/{notice}")).await;
    assert_eq!(told["recipients"][0]["person"], json!(MOTHER));
    assert_eq!(told["recipients"][0]["answers_for"], preview["people"][0]["answers_for"]);
    assert_eq!(told["recipients"].as_array().map(Vec::len), Some(1));
    // Whom it is not for, it does not exist for.
    let path = format!("notices/{notice}");
    for (who, expected) in [(HEAD, 200), (TEACHER, 200), (HER, 200), (HIM, 404), (ELSEWHERE, 200)] {
        assert_eq!(status(&school, who, &path).await, expected, "{who:?}");
    }
    // Nor does it ever come to reach others: the father's limit ends, and this notice is still not his.
    school.at(date(2025, 12, 1).at(9, 0, 0, 0));
    assert_eq!(status(&school, HIM, &path).await, 404);
    let (_, preview) = school.get(TEACHER, &asked).await;
    assert_eq!(preview["total"], 2, "{preview}");
}

#[tokio::test]
async fn a_recipient_opens_answers_and_the_author_sees_it() {
    let school = School::open().await;
    let notice = Uuid::new_v4();
    let asks = json!({ "answer": { "by": "2025-11-12" } });
    published(&school, TEACHER, "notices", &to_parents_of_1a(notice, "Il 20 novembre.", asks)).await;
    let (_, board) = school.get(HER, "notices").await;
    assert_eq!(
        (&board["notices"][0]["pending"], &board["notices"][0]["receipt"]["opened"]),
        (&json!("asked"), &Value::Null)
    );
    let (_, opened) = school.get(HER, &format!("notices/{notice}")).await;
    assert_eq!((&opened["mine"]["opened"], &opened["recipients"]), (&json!("2025-11-11"), &Value::Null));
    let answer =
        |student: PersonId, accepts| json!({ "notice": notice, "student": student, "accepts": accepts });
    published(&school, HER, "answers", &answer(GIULIA, true)).await;
    let (_, board) = school.get(HER, "notices").await;
    assert_eq!(board["notices"][0]["pending"], "asked");
    // Interpretation 0020: on the last day it may still be given.
    school.at(date(2025, 11, 12).at(9, 0, 0, 0));
    published(&school, HER, "answers", &answer(ANNA, false)).await;
    let (_, board) = school.get(HER, "notices").await;
    assert_eq!(board["notices"][0]["pending"], "nothing");
    let (_, told) = school.get(TEACHER, &format!("notices/{notice}")).await;
    let answers = &told["recipients"][0]["answers"];
    assert_eq!(
        (&answers[GIULIA.to_string()]["accepts"], &answers[ANNA.to_string()]["accepts"]),
        (&json!(true), &json!(false))
    );
    for (who, student, expected) in [(HER, MARCO, 422), (HIM, GIULIA, 404), (TEACHER, GIULIA, 404)] {
        let (status, problem) = school.post(who, "answers", &answer(student, true)).await;
        assert_eq!(status.as_u16(), expected, "{problem}");
    }
    let (status, problem) = school.post(HER, "acknowledgements", &json!({ "notice": notice })).await;
    assert_eq!((status.as_u16(), &problem["type"]), (422, &json!("urn:registro:problem:receipt:not-asked")));
    // Interpretation 0020: the day after the last, no more.
    school.at(date(2025, 11, 13).at(9, 0, 0, 0));
    let (status, problem) = school.post(HER, "answers", &answer(ANNA, true)).await;
    assert_eq!((status.as_u16(), &problem["type"]), (422, &json!("urn:registro:problem:receipt:too-late")));
}

/// C6, n. 421/2023; A12-04: nothing that makes a student known goes to many.
#[tokio::test]
async fn nothing_that_identifies_a_student_goes_to_a_class() {
    let school = School::open().await;
    let before = school.head();
    let refused = async |who, body: Value, name: &str, row: &str| {
        let (status, problem) = school.post(who, "notices", &body).await;
        assert_eq!((status.as_u16(), &problem["norm"]["row"]), (422, &json!(row)), "{problem}");
        assert_eq!(problem["type"], json!(format!("urn:registro:problem:{name}")));
    };
    let plain = |body: &str| to_parents_of_1a(Uuid::new_v4(), body, json!("nothing"));
    for body in ["Anna Prova ha vinto.", "PROVA ANNA", "Ringrazio Prova A.", "Bravo prova  marco"] {
        refused(TEACHER, plain(body), "notice:names-a-student", "C6").await;
    }
    refused(TEACHER, plain("La famiglia Prova ringrazia."), "text:to-confirm", "C6").await;
    refused(TEACHER, plain("Calendario dei GLO"), "text:blocked", "A12-03").await;
    refused(TEACHER, plain("Libri su https://shop.example"), "text:blocked", "A12-02").await;
    for matter in ["attendance", "discipline", "inclusion", "personal"] {
        let mut body = plain("Si comunica quanto accaduto.");
        body["matter"] = json!(matter);
        refused(TEACHER, body.clone(), "notice:concerns-one-student", "C6").await;
        body["student"] = json!(GIULIA);
        refused(TEACHER, body, "notice:concerns-one-student", "C6").await;
    }
    // To persons: one outside the family is one too many.
    let mut body = plain("Si comunica quanto accaduto.");
    (body["matter"], body["student"]) = (json!("discipline"), json!(GIULIA));
    body["audience"] = json!({ "persons": { "persons": [MOTHER, ITALIAN] } });
    refused(TEACHER, body, "notice:outside-the-family", "C6").await;
    // A circular is the school's, and has its number.
    let mut circular = plain("Il 20 novembre.");
    circular["kind"] = json!("circular");
    refused(HEAD, circular.clone(), "notice:circular-without-protocol", "A12-01").await;
    assert_eq!(school.post(TEACHER, "notices", &circular).await.0.as_u16(), 403);
    // A teacher writes to her classes.
    let mut elsewhere = plain("Il 20 novembre.");
    elsewhere["audience"] = json!({ "classes": { "classes": [CLASS_1B], "roles": ["guardians"] } });
    assert_eq!(school.post(TEACHER, "notices", &elsewhere).await.0.as_u16(), 404);
    elsewhere["audience"] = json!({ "school": { "roles": ["guardians"] } });
    assert_eq!(school.post(TEACHER, "notices", &elsewhere).await.0.as_u16(), 403);
    assert_eq!(school.head(), before, "something was recorded");
}

/// A1-05: the family is told on the board, and that it was told is recorded by the same command.
#[tokio::test]
async fn a_family_is_told_on_the_board_and_the_duty_is_done() {
    let school = School::open().await;
    let notice = Uuid::new_v4();
    let before = school.head();
    // Neither the coordinator of the class nor the school.
    assert_eq!(
        school.post(TEACHER, "family-notices", &to_the_family_of_giulia(notice)).await.0.as_u16(),
        403
    );
    published(&school, HEAD, "family-notices", &to_the_family_of_giulia(notice)).await;
    let events = school.app.register.log.read_all(SCHOOL, None, 10_000, Filter::All).await.expect("events");
    let made: Vec<_> = events.iter().filter(|event| before < event.position.0).collect();
    assert_eq!(
        made.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["notice-published.v1", "family-told.v1"]
    );
    assert_eq!(made[0].command, made[1].command);
    // To the mother, not to the father whom a court limits, nor to the class's teachers.
    for (who, expected) in [(HER, 200), (HIM, 404), (TEACHER, 404), (HEAD, 200)] {
        assert_eq!(status(&school, who, &format!("notices/{notice}")).await, expected, "{who:?}");
        assert_eq!(
            status(&school, who, &format!("events/{}", made[0].position.0)).await,
            expected,
            "{who:?}"
        );
    }
    published(&school, HER, "acknowledgements", &json!({ "notice": notice })).await;
    let (_, told) = school.get(HEAD, &format!("notices/{notice}")).await;
    assert_eq!(told["recipients"][0]["acknowledged"], "2025-11-11");
}

/// A12-06, B7-05: a correction keeps what it replaces, a withdrawal leaves the notice where it was.
#[tokio::test]
async fn a_notice_is_corrected_and_withdrawn_in_sight_of_all() {
    let school = School::open().await;
    let notice = Uuid::new_v4();
    published(&school, TEACHER, "notices", &to_parents_of_1a(notice, "Il 20 novembre.", json!("nothing")))
        .await;
    let correct = json!({ "notice": notice, "title": "Visita al museo", "body": "Il 21 novembre.", "reason": "giorno errato" });
    for (who, expected) in [(HER, 403), (ELSEWHERE, 403), ((ITALIAN, Capacity::Teacher), 403), (TEACHER, 201)]
    {
        let (status, problem) = school.post(who, "notice-corrections", &correct).await;
        assert_eq!(status.as_u16(), expected, "{problem}");
    }
    published(
        &school,
        HEAD,
        "notice-withdrawals",
        &json!({ "notice": notice, "reason": "visita annullata" }),
    )
    .await;
    let (_, seen) = school.get(HER, &format!("notices/{notice}")).await;
    assert_eq!(
        (&seen["body"], &seen["corrections"][0]["withdrawn_body"]),
        (&json!("Il 21 novembre."), &json!("Il 20 novembre."))
    );
    assert_eq!(seen["withdrawn"]["reason"], "visita annullata");
    let (_, board) = school.get(HER, "notices").await;
    assert_eq!(
        (&board["notices"][0]["corrected"], &board["notices"][0]["withdrawn"]),
        (&json!(true), &json!("2025-11-11"))
    );
    let (_, all) = school.get(HEAD, "notices/published").await;
    assert_eq!(
        (&all["notices"][0]["recipients"], &all["notices"][0]["opened"], &all["notices"][0]["withdrawn"]),
        (&json!(1), &json!(1), &json!(true))
    );
}

/// A12-01: a circular for 3,000 is recorded whole, and its correction and withdrawal reach the first and the last.
#[tokio::test]
async fn a_circular_reaches_a_whole_school_and_so_do_its_changes() {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    for n in 0..EVERYONE {
        let acts = vec![
            Act::Register {
                given_name: "Prova".into(),
                family_name: "Numerosa".into(),
                born_on: date(2010, 1, 1),
            },
            Act::Enrol { class: CLASS_1B, from, annual_hours: 1056 },
        ];
        let command = Command::People(People { person: person(10_000 + n), acts });
        school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    }
    let notice = Uuid::new_v4();
    let before = school.head();
    let circular = json!({
        "notice": notice, "kind": "circular", "protocol": "4711/2025", "title": "Orario", "asks": "nothing",
        "body": "à".repeat(9_000), "audience": { "school": { "roles": ["students"] } },
    });
    let body = "è".repeat(9_000);
    let correct = json!({ "notice": notice, "title": "Orario nuovo", "body": body, "reason": "refuso" });
    let withdraw = json!({ "notice": notice, "reason": "annullata" });
    published(&school, HEAD, "notices", &circular).await;
    published(&school, HEAD, "notice-corrections", &correct).await;
    published(&school, HEAD, "notice-withdrawals", &withdraw).await;
    let (_, all) = school.get(HEAD, "notices/published").await;
    assert_eq!(all["notices"][0]["recipients"], json!(EVERYONE + 3));
    for n in [0, EVERYONE / 2, EVERYONE - 1] {
        let (_, board) = school.get((person(10_000 + n), Capacity::Student), "notices").await;
        let line = &board["notices"][0];
        assert_eq!(
            (&line["title"], &line["corrected"], &line["withdrawn"]),
            (&json!("Orario nuovo"), &json!(true), &json!("2025-11-11")),
            "{n}: {board}"
        );
    }
    let events = school.app.register.log.read_all(SCHOOL, None, 100_000, Filter::All).await.expect("events");
    let made: Vec<_> = events.iter().filter(|event| before < event.position.0).collect();
    assert_eq!(made.len(), 3 * 16);
    let size = |event: &&registro_eventlog::event::Recorded| codec::encode_record(event).len();
    let longest = made.iter().map(size).max();
    assert!(longest.is_some_and(|longest| longest < 65_535 * 3 / 4), "{longest:?}");
}

async fn page(school: &School, (who, capacity): Who, path: &str) -> String {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    let (status, page) = school.page(request).await;
    assert_eq!(status, 200, "{page}");
    page
}

/// By hand, as people do it: written, shown, published, read, acknowledged.
#[tokio::test]
async fn a_notice_is_written_shown_and_published_from_the_pages() {
    let school = School::open().await;
    assert!(page(&school, TEACHER, "/bacheca").await.contains("/bacheca/nuova"));
    assert!(page(&school, TEACHER, "/bacheca/nuova").await.contains("1A"));
    let written = format!(
        "role=guardians&role=students&class={}&title=Visita&body=Prima+riga%0D%0ASeconda+riga&asks=acknowledgement&by=2025-11-14",
        CLASS_1A.0
    );
    let (status, preview) = form(&school, TEACHER, "/bacheca/anteprima", written.clone()).await;
    assert_eq!(status, 200, "{preview}");
    for told in
        ["Pubblica per 4 persone", "genitori: 1", "studenti: 3", "Prova Madre (genitori)", "Seconda riga"]
    {
        assert!(preview.contains(told), "{told} is not in\n{preview}");
    }
    let (notice, command) = (Uuid::new_v4(), Uuid::new_v4());
    let sent = format!("{written}&notice={notice}&command={command}");
    for _ in 0..2 {
        let (status, answer) = form(&school, TEACHER, "/bacheca", sent.clone()).await;
        assert_eq!(status, 303, "{answer}");
    }
    let board = page(&school, HER, "/bacheca").await;
    assert!(board.contains("Visita") && board.contains("entro il 14 novembre 2025"), "{board}");
    let path = format!("/bacheca/{notice}");
    assert!(page(&school, HER, &path).await.contains("Ho preso visione"));
    let (status, _) =
        form(&school, HER, &format!("{path}/presa-visione"), format!("command={}", Uuid::new_v4())).await;
    assert_eq!(status, 303);
    assert!(page(&school, HER, &path).await.contains("Hai preso visione l&#39;11 novembre 2025"));
    let told = page(&school, TEACHER, &path).await;
    assert!(told.contains("aperta da 1, 1 con presa visione"), "{told}");
    let (status, _) = form(
        &school,
        TEACHER,
        &format!("{path}/rettifica"),
        format!("command={}&title=Visita&body=Terza+riga&reason=refuso", Uuid::new_v4()),
    )
    .await;
    assert_eq!(status, 303);
    assert!(page(&school, HER, &path).await.contains("Come diceva prima"));
    assert!(
        page(&school, HEAD, &format!("/bacheca/nuova?studente={GIULIA}"))
            .await
            .contains("Scrivi alla famiglia di Prova Giulia")
    );
}

/// Silence is no event: that a term has passed is read from it, and an acknowledgement may come late.
#[tokio::test]
async fn what_was_not_acknowledged_in_time_is_late_from_the_day_after() {
    let school = School::open().await;
    let notice = Uuid::new_v4();
    let asks = json!({ "acknowledgement": { "by": "2025-11-12" } });
    published(&school, TEACHER, "notices", &to_parents_of_1a(notice, "Il 20 novembre.", asks)).await;
    for (on, pending) in [(11, "asked"), (12, "asked"), (13, "late")] {
        school.at(date(2025, 11, on).at(9, 0, 0, 0));
        let (_, board) = school.get(HER, "notices").await;
        assert_eq!(board["notices"][0]["pending"], pending, "{on} November");
    }
    published(&school, HER, "acknowledgements", &json!({ "notice": notice })).await;
    let (_, board) = school.get(HER, "notices").await;
    assert_eq!(board["notices"][0]["pending"], "nothing");
}
