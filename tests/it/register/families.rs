//! The page of a family: what she must do, what she asks from it, what becomes of it; and who decides, from hers.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::civil::{Date, date};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use uuid::Uuid;

use super::support::{FATHER, GIULIA, MARCO, MATHS, MOTHER, PRINCIPAL, School, TUESDAY, person};
use super::words::form;

type Who = (PersonId, Capacity);

/// The day that the permission is for: asked in time until the Tuesday before.
const FRIDAY: Date = date(2025, 11, 14);
const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);
const HER_FATHER: Who = (FATHER, Capacity::Guardian);
const TEACHER: Who = (MATHS, Capacity::Teacher);
const DEPUTY: Who = (person(33), Capacity::Deputy);
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

async fn hers(school: &School) -> String {
    let (status, text) = page(school, HER_MOTHER, &format!("/studenti/{GIULIA}")).await;
    assert_eq!(status, 200, "{text}");
    text
}

fn says(text: &str, said: &[&str]) {
    for said in said {
        assert!(text.contains(said), "{said:?} not in\n{text}");
    }
}

fn exit_on(on: Date, more: &str) -> String {
    format!("command={}&on={on}&at=12:00&way=early-exit&reason=family{more}", Uuid::new_v4())
}

async fn staffed() -> School {
    let school = School::open().await;
    for (who, office) in [(DEPUTY.0, Office::Deputy), (SECRETARY.0, Office::Secretariat)] {
        let given_name = if office == Office::Deputy { "Vicaria" } else { "Segreteria" }.to_owned();
        let acts = vec![
            Act::Register { given_name, family_name: "Prova".into(), born_on: date(1979, 1, 1) },
            Act::AssignOffice { office, from: date(2025, 9, 1), until: None },
        ];
        school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: who, acts })).await;
    }
    school
}

/// A2-01: asked in time by the mother, granted by the deputy, seen by the family, taken back.
#[tokio::test]
async fn a_permission_is_asked_decided_and_seen_from_the_pages() {
    let school = staffed().await;
    says(
        &hers(&school).await,
        &["Chi chiede oggi è in tempo per i giorni da venerdì 14 novembre 2025", "Chiedi il permesso"],
    );
    let path = format!("/studenti/{GIULIA}/permessi");
    let (status, _) = form(&school, HER_MOTHER, &path, exit_on(FRIDAY, "")).await;
    assert_eq!(status, 303);
    says(
        &hers(&school).await,
        &[
            "uscita anticipata alle 12:00 (motivi della famiglia)",
            "in attesa di una decisione",
            "/permessi/ritiro",
        ],
    );

    let (_, list) = page(&school, DEPUTY, "/permessi").await;
    says(&list, &["Prova Giulia", "venerdì 14 novembre 2025", "Concedi"]);
    let (_, read) = page(&school, SECRETARY, "/permessi").await;
    assert!(read.contains("Prova Giulia") && !read.contains("Concedi"), "{read}");
    let grant = |command: Uuid| {
        format!("command={command}&student={GIULIA}&number=0&on={FRIDAY}&outcome=granted&reason=")
    };
    assert_eq!(form(&school, SECRETARY, "/permessi", grant(Uuid::new_v4())).await.0, 403);
    let command = Uuid::new_v4();
    assert_eq!(form(&school, DEPUTY, "/permessi", grant(command)).await.0, 303);
    let head = school.head();
    assert_eq!(form(&school, DEPUTY, "/permessi", grant(command)).await.0, 303); // The same form, sent twice.
    assert_eq!(school.head(), head);
    says(&hers(&school).await, &["concesso l&#39;11 novembre 2025"]);

    let back = format!("command={}&number=0&on={FRIDAY}", Uuid::new_v4());
    assert_eq!(form(&school, HER_MOTHER, &format!("{path}/ritiro"), back).await.0, 303);
    says(&hers(&school).await, &["ritirato l&#39;11 novembre 2025"]);
}

/// A2-01: asked late, it is not sent until what speaks against it was read; then the deputy needs a reason.
#[tokio::test]
async fn a_late_request_comes_back_filled_with_the_last_day_before_it_is_sent() {
    let school = staffed().await;
    school.at(date(2025, 11, 12).at(9, 0, 0, 0));
    let (path, before) = (format!("/studenti/{GIULIA}/permessi"), school.head());
    let (status, back) = form(&school, HER_MOTHER, &path, exit_on(FRIDAY, "")).await;
    assert_eq!((status, school.head()), (422, before));
    says(
        &back,
        &[
            "Andava chiesto entro l&#39;11 novembre 2025",
            "reg. istituto, art. 16",
            r#"value="2025-11-14""#,
            r#"value="12:00""#,
            r#"value="early-exit" selected"#,
            "Invia la richiesta così com’è",
        ],
    );
    let (status, _) = form(&school, HER_MOTHER, &path, exit_on(FRIDAY, "&read=true")).await;
    assert_eq!(status, 303);
    let decide = |reason: &str| {
        format!(
            "command={}&student={GIULIA}&number=0&on={FRIDAY}&outcome=granted&reason={reason}",
            Uuid::new_v4()
        )
    };
    let (status, back) = form(&school, DEPUTY, "/permessi", decide("")).await;
    assert_eq!(status, 422, "{back}");
    says(&back, &["andava chiesto entro", "Si oppone"]);
    assert_eq!(form(&school, DEPUTY, "/permessi", decide("visita+fissata")).await.0, 303);
    says(&hers(&school).await, &["concesso il 12 novembre 2025", "si chiede entro l&#39;11 novembre 2025"]);

    // A day that is past is refused outright, with the day.
    let (status, back) = form(&school, HER_MOTHER, &path, exit_on(TUESDAY, "")).await;
    assert_eq!(status, 422);
    says(&back, &["11 novembre 2025 è già passato", r#"value="2025-11-11""#]);
}

/// A3-01, A3-03, A3-06: by when, from the first line of the page; late, a person decides; nobody yet, it is taken back.
#[tokio::test]
async fn what_is_to_be_justified_is_said_first_with_its_term() {
    let school = staffed().await;
    school.call_roll(&[GIULIA], &[]).await;
    school.at(date(2025, 11, 12).at(8, 15, 0, 0));
    school.call_roll(&[], &[]).await;
    says(&hers(&school).await, &["Da fare adesso", "giustificare l&#39;assenza", "entro "]);
    school.at(date(2025, 12, 1).at(9, 0, 0, 0));
    says(&hers(&school).await, &["oltre il termine decide una persona", "puoi presentarla ancora"]);
    let justify = format!("command={}&number=0&on={TUESDAY}&ground=family", Uuid::new_v4());
    let path = format!("/studenti/{GIULIA}/giustificazioni");
    assert_eq!(form(&school, HER_MOTHER, &path, justify).await.0, 303);
    says(&hers(&school).await, &["Giustificazioni presentate, da esaminare", "presentata oltre il termine"]);
    let (_, list) = page(&school, (PRINCIPAL, Capacity::Principal), "/permessi").await;
    says(&list, &["Giustificazioni oltre il termine (1)", "martedì 11 novembre 2025"]);
    let back = format!("command={}&number=0&on={TUESDAY}", Uuid::new_v4());
    assert_eq!(form(&school, HER_MOTHER, &format!("{path}/ritiro"), back).await.0, 303);
    assert!(!hers(&school).await.contains("Giustificazioni presentate, da esaminare"));
}

/// A3-02: told beforehand, and refused for a day that has come, with what was written.
#[tokio::test]
async fn a_long_absence_is_told_beforehand_from_the_page() {
    let school = School::open().await;
    let path = format!("/studenti/{GIULIA}/assenze-previste");
    let tells = |from: &str, until: &str| {
        format!("command={}&from={from}&until={until}&ground=family", Uuid::new_v4())
    };
    let (status, back) = form(&school, HER_MOTHER, &path, tells("2025-11-11", "2025-11-20")).await;
    assert_eq!(status, 422);
    says(&back, &[r#"value="2025-11-20""#, r#"role="alert""#]);
    assert_eq!(form(&school, HER_MOTHER, &path, tells("2025-12-01", "2025-12-10")).await.0, 303);
    says(&hers(&school).await, &["da lunedì 1º dicembre 2025 a mercoledì 10 dicembre 2025"]);
}

/// B6-01, A3-07: whom the student does not exist for, and who reads but does not act.
#[tokio::test]
async fn nobody_else_asks_or_decides_from_the_pages() {
    let school = School::open().await;
    let before = school.head();
    let path = format!("/studenti/{GIULIA}/permessi");
    for who in [HER_FATHER, (MARCO, Capacity::Student)] {
        assert_eq!(form(&school, who, &path, exit_on(FRIDAY, "")).await.0, 404, "{who:?}");
    }
    for who in [HER_MOTHER, TEACHER] {
        assert_eq!(page(&school, who, "/permessi").await.0, 404, "{who:?}");
    }
    assert_eq!(school.head(), before);
    let (status, own) = page(&school, (GIULIA, Capacity::Student), &format!("/studenti/{GIULIA}")).await;
    assert_eq!(status, 200);
    assert!(own.contains("Da qui puoi leggere, non agire") && !own.contains("Chiedi il permesso"), "{own}");
}
