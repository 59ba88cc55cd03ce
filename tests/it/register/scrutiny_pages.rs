//! The pages of scrutinies: the council's table and its forms, the dossiers, the results and the card of a student.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use uuid::Uuid;

use super::scrutinies::{
    COLLEAGUE, HEAD, HER_MOTHER, PUBLICATION, SECRETARY, SITTING, TEACHER, closed_and_published, deliberated,
    school,
};
use super::support::{ANNA, CLASS_1A, GIULIA, ITALIAN, MARCO, OTHER, School};

type Who = (PersonId, Capacity);

async fn shown(school: &School, (person, capacity): Who, path: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(person, capacity)))
        .body(Body::empty())
        .expect("a request");
    let (status, page) = school.page(request).await;
    (StatusCode::from_u16(status).expect("a status"), page)
}

/// Sends a form, with a command of its own.
async fn send(
    school: &School,
    (person, capacity): Who,
    period: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, String) {
    let command = Uuid::new_v4().to_string();
    let pairs = fields.iter().copied().chain([("command", command.as_str())]);
    let form: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+").replace('/', "%2F")))
        .collect();
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/classi/{CLASS_1A}/scrutinio/{period}"))
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(person, capacity)))
        .body(Body::from(form.join("&")))
        .expect("a request");
    let (status, page) = school.page(request).await;
    (StatusCode::from_u16(status).expect("a status"), page)
}

async fn sent(school: &School, who: Who, fields: &[(&str, &str)]) {
    let (status, page) = send(school, who, "finale", fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{fields:?}: {page}");
}

/// B2-07: from the call to the minutes by the forms of the page, as each capacity finds them there.
#[tokio::test]
async fn a_council_is_held_from_its_page() {
    let school = school().await;
    let path = format!("/classi/{CLASS_1A}/scrutinio/finale");
    school.at(date(2026, 5, 25).at(12, 0, 0, 0));
    let (_, page) = shown(&school, HEAD, &path).await;
    assert!(page.contains("Convoca lo scrutinio"));
    let call = [
        ("act", "open"),
        ("covers_from", "2025-09-15"),
        ("covers_to", "2026-06-08"),
        ("sits_on", "2026-06-10"),
    ];
    sent(&school, HEAD, &call).await;
    let (_, page) = shown(&school, COLLEAGUE, &path).await;
    assert!(page.contains("Convocato per il 10 giugno 2026") && page.contains("Proponi i voti di Italiano"));
    assert!(!page.contains("Proponi i voti di Matematica") && !page.contains("Chiudi lo scrutinio"));
    for (who, subject) in [(TEACHER, "MAT"), (COLLEAGUE, "ITA")] {
        let names = [GIULIA, MARCO, ANNA].map(|student| format!("v-{student}"));
        let mut fields = vec![("act", "propose"), ("subject", subject)];
        fields.extend(names.iter().zip(["8", "7", "9"]).map(|(name, value)| (name.as_str(), value)));
        sent(&school, who, &fields).await;
    }
    school.at(SITTING.at(15, 0, 0, 0));
    sent(&school, HEAD, &[("act", "freeze")]).await;
    let votes = [("for", "2"), ("against", "0")];
    let with_votes = |fields: &[(&'static str, &'static str)]| [fields, votes.as_slice()].concat();
    sent(&school, TEACHER, &with_votes(&[("act", "all")])).await;
    for (student, value) in [(GIULIA, "5"), (MARCO, "8"), (ANNA, "9")] {
        let id = student.to_string();
        let mut fields: Vec<(&str, &str)> = vec![("act", "behaviour"), ("student", &id), ("value", value)];
        fields.extend([("text", "sull'intero anno"), ("for", "2"), ("against", "0")]);
        sent(&school, HEAD, &fields).await;
    }
    // What the law forbids comes back with its norm; the panel says what the grade entails.
    let id = GIULIA.to_string();
    let mut admit: Vec<(&str, &str)> = vec![("act", "admission"), ("student", &id), ("outcome", "admitted")];
    admit.extend(votes);
    let (status, page) = send(&school, HEAD, "finale", &admit).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("non consente l&#39;ammissione") && page.contains("attività di approfondimento"));
    for (student, outcome) in [(GIULIA, "behaviour"), (MARCO, "admitted"), (ANNA, "admitted")] {
        let id = student.to_string();
        let mut fields: Vec<(&str, &str)> =
            vec![("act", "admission"), ("student", &id), ("outcome", outcome)];
        fields.extend(votes);
        if outcome == "behaviour" {
            fields.push(("text", "come da verbale"));
        }
        sent(&school, HEAD, &fields).await;
    }
    sent(&school, HEAD, &[("act", "close"), ("protocol", "3120/2026")]).await;
    sent(&school, HEAD, &[("act", "publish"), ("visible_from", "2026-06-13")]).await;
    let (_, page) = shown(&school, SECRETARY, &path).await;
    assert!(page.contains("protocollo 3120/2026") && page.contains("non ammissione (comportamento)"));
    sent(&school, HEAD, &[("act", "reopen"), ("text", "voto trascritto male")]).await;
    let (_, page) = shown(&school, HEAD, &path).await;
    assert!(page.contains("Riaperto per una correzione"));
}

/// B7-04, B2-01: the pages of a council are not found by who does not sit in it, and those of results are empty until
/// their day.
#[tokio::test]
async fn pages_are_found_by_whom_they_are_for() {
    let school = school().await;
    deliberated(&school).await;
    let table = format!("/classi/{CLASS_1A}/scrutinio/finale");
    let dossier = format!("/classi/{CLASS_1A}/fascicolo-comportamento?periodo=finale");
    for (who, found) in [
        (HEAD, true),
        (TEACHER, true),
        (COLLEAGUE, true),
        (SECRETARY, false),
        (HER_MOTHER, false),
        ((OTHER, Capacity::Teacher), false),
        ((MARCO, Capacity::Student), false),
    ] {
        for path in [&table, &dossier] {
            let (status, _) = shown(&school, who, path).await;
            assert_eq!(status == StatusCode::OK, found, "{path} {who:?}");
        }
    }
    let (_, page) = shown(&school, HEAD, &dossier).await;
    assert!(page.contains("Fissato") && page.contains("nessuna formula"));
    let panel = format!("{table}?studente={GIULIA}");
    let (_, page) = shown(&school, HEAD, &panel).await;
    assert!(page.contains("Dal fascicolo") && page.contains("Delibera l’esito"));
    let (_, page) = shown(&school, (ITALIAN, Capacity::Teacher), &panel).await;
    assert!(page.contains("Dal fascicolo") && !page.contains("Delibera l’esito"));
}

/// A12-11, B7-04, A11-01: nothing before the day; then the results, the card once issued, and the fees.
#[tokio::test]
async fn a_family_reads_results_card_and_fees() {
    let school = school().await;
    closed_and_published(&school).await;
    let results = format!("/studenti/{ANNA}/scrutini");
    let (_, page) = shown(&school, HER_MOTHER, &results).await;
    assert!(page.contains("Nessun esito pubblicato") && !page.contains("Tasse"));
    school.at(PUBLICATION.at(9, 0, 0, 0));
    let (_, page) = shown(&school, HER_MOTHER, &results).await;
    assert!(page.contains("Esito: ammissione") && page.contains("Esonero per merito"));
    let card = format!("/studenti/{ANNA}/pagella/finale");
    assert_eq!(shown(&school, HER_MOTHER, &card).await.0, StatusCode::NOT_FOUND);
    let id = ANNA.to_string();
    sent(&school, SECRETARY, &[("act", "card"), ("student", &id), ("protocol", "3251/2026")]).await;
    let (status, page) = shown(&school, HER_MOTHER, &card).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("protocollo 3251/2026") && page.contains("sigillo"));
    let (_, page) = shown(&school, TEACHER, &results).await;
    assert!(page.contains("Esito: ammissione") && !page.contains("Tasse"));
}
