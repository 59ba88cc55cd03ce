//! What must be done, as programs and people read it: whose, by when, from which events, now and as it stood.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::requests::with_officer;
use super::support::{CLASS_1A, FATHER, GIULIA, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person};

type Who = (PersonId, Capacity);

const PRINCIPALS: Who = (PRINCIPAL, Capacity::Principal);
const TEACHER: Who = (MATHS, Capacity::Teacher);
const MOTHERS: Who = (MOTHER, Capacity::Guardian);

async fn asked(school: &School, who: Who, query: &str) -> Vec<Value> {
    let (status, answer) = school.get(who, &format!("duties{query}")).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["duties"].as_array().expect("a list").clone()
}

/// Each as "kind status due".
fn lines(duties: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    duties
        .iter()
        .map(|it| format!("{} {} {}", text(&it["kind"]), text(&it["status"]), text(&it["due"])))
        .collect()
}

/// A3-01, A3-11: Giulia was absent on Tuesday, and nobody has looked on Wednesday.
#[tokio::test]
async fn everybody_reads_what_is_hers_to_do() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let giulia = format!("?student={GIULIA}");
    school.at(date(2025, 11, 13).at(9, 0, 0, 0));
    let (check, justify) = ("check-on-return overdue 2025-11-12", "justify overdue 2025-11-12");
    assert_eq!(lines(&asked(&school, PRINCIPALS, &giulia).await), [justify, check]);
    assert_eq!(lines(&asked(&school, TEACHER, &giulia).await), [check]); // Not the coordinator.
    assert_eq!(lines(&asked(&school, MOTHERS, "").await), [justify]);
    assert_eq!(lines(&asked(&school, PRINCIPALS, &format!("{giulia}&owner=teacher")).await), [check]);
    assert_eq!(lines(&asked(&school, PRINCIPALS, &format!("?class={}", CLASS_1A.0)).await), [justify, check]);
    for nobody in [(FATHER, Capacity::Guardian), (OTHER, Capacity::Teacher)] {
        let (status, _) = school.get(nobody, &format!("duties{giulia}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    let (status, _) = school.get((OTHER, Capacity::Teacher), &format!("duties?class={}", CLASS_1A.0)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let duty = &asked(&school, PRINCIPALS, &giulia).await[0];
    assert_eq!((&duty["norm"], &duty["owner"]), (&json!("A3-01"), &json!("family")));
    let cause = duty["cause"][0].as_u64().expect("an event");
    let (status, event) = school.get(PRINCIPALS, &format!("events/{cause}")).await;
    assert_eq!((status, &event["kind"]), (StatusCode::OK, &json!("absence-recorded.v1")), "{event}");
}

/// A3-08: as of any day, by what the register said at any moment.
#[tokio::test]
async fn a_duty_is_done_from_the_day_of_its_act() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let giulia = format!("?student={GIULIA}&owner=family");
    school.at(date(2025, 11, 12).at(7, 30, 0, 0));
    let justify = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "ground": "family" });
    let (status, answer) = school.post(MOTHERS, "justifications", &justify).await;
    assert!(status.is_success(), "{answer}");
    school.at(date(2025, 11, 20).at(9, 0, 0, 0));
    for (when, expected) in [
        ("", vec!["justify done -"]),
        ("&on=2025-11-11", vec!["justify not-yet-due 2025-11-12"]),
        ("&on=2025-11-10", vec![]),
        ("&on=2025-11-12&as_of=2025-11-11T12:00", vec!["justify due 2025-11-12"]),
        ("&on=2025-11-20&as_of=2025-11-11T12:00", vec!["justify overdue 2025-11-12"]),
        ("&as_of=2025-11-11T07:00", vec![]),
    ] {
        assert_eq!(lines(&asked(&school, PRINCIPALS, &format!("{giulia}{when}")).await), expected, "{when}");
    }
}

/// A3-10, B5-05: what the school as such has to do.
#[tokio::test]
async fn the_schools_own_duties_are_there_without_any_event() {
    let school = School::open().await;
    let secretariat = asked(&school, PRINCIPALS, "?owner=secretariat").await;
    let overdue = ["2025-09-30", "2025-10-31"].map(|due| format!("review-attendance overdue {due}"));
    assert_eq!(lines(&secretariat)[..2], overdue);
    let principal = asked(&school, PRINCIPALS, "?owner=principal").await;
    assert_eq!(lines(&principal), ["report-minors overdue 2025-10-31"]);
    assert_eq!(asked(&school, TEACHER, "").await, Vec::<Value>::new());
}

/// A3-11: the page says it in Italian, with its norm and the events behind it.
#[tokio::test]
async fn the_page_of_duties_says_what_who_when_and_why() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    school.at(date(2025, 11, 13).at(9, 0, 0, 0));
    let page = page(&school, PRINCIPALS, "/adempimenti?di=tutti").await;
    for said in [
        "verificare la giustificazione al rientro",
        "Prova Giulia",
        "scaduto mercoledì 12 novembre 2025",
        "reg. istituto, art. 32, c. 3",
        "/eventi/",
        "controllare le assenze del mese",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    let only = self::page(&school, PRINCIPALS, "/adempimenti?di=tutti&che=check-on-return").await;
    assert!(only.contains("Scaduti (1)") && only.contains("giustificazione al rientro (1)"), "{only}");
    assert!(!self::page(&school, TEACHER, "/adempimenti").await.contains("controllare le assenze del mese"));
}

async fn page(school: &School, (who, capacity): Who, path: &str) -> String {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
    assert_eq!(answer.status(), StatusCode::OK);
    let body = to_bytes(answer.into_body(), 1 << 22).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("text")
}

/// A3-10, A3-08: what has no page of its own is done from the list.
#[tokio::test]
async fn a_duty_is_done_from_the_page() {
    let school = School::open().await;
    let form =
        |month: &str| format!("command={}&kind=review-attendance&day={month}&count=12", uuid::Uuid::new_v4());
    for (who, body, expected) in [
        (PRINCIPALS, form("2025-09-01"), StatusCode::SEE_OTHER),
        (TEACHER, form("2025-10-01"), StatusCode::FORBIDDEN),
        (
            PRINCIPALS,
            "command=00000000-0000-0000-0000-000000000001&kind=justify".to_owned(),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        assert_eq!(sent(&school, who, body).await, expected);
    }
    let reviews = lines(&asked(&school, PRINCIPALS, "?owner=secretariat").await);
    let expected = ["review-attendance done 2025-09-30", "review-attendance overdue 2025-10-31"];
    assert_eq!(reviews[..2], expected);
    assert!(
        page(&school, PRINCIPALS, "/adempimenti?di=segreteria")
            .await
            .contains("Famiglie informate per iscritto")
    );
}

/// A1-03: a late entry for which a strike was stated: the principal looks, and says that it is not true.
#[tokio::test]
async fn a_ground_is_verified_from_the_page() {
    let school = School::open().await;
    let entry = json!({ "student": GIULIA, "on": TUESDAY, "at": "08:10:00", "ground": "transport" });
    let (status, answer) = school.post(TEACHER, "entries", &entry).await;
    assert!(status.is_success(), "{answer}");
    let giulia = format!("?student={GIULIA}&owner=principal");
    assert_eq!(lines(&asked(&school, PRINCIPALS, &giulia).await), ["verify-ground due 2025-11-17"]);
    assert!(page(&school, PRINCIPALS, "/adempimenti").await.contains("Non è vero"));
    let body = format!(
        "command={}&kind=verify-ground&student={GIULIA}&number=0&day={TUESDAY}&text=nessuno+sciopero&way=refused",
        uuid::Uuid::new_v4()
    );
    assert_eq!(sent(&school, PRINCIPALS, body).await, StatusCode::SEE_OTHER);
    assert_eq!(lines(&asked(&school, PRINCIPALS, &giulia).await), ["verify-ground done 2025-11-17"]);
}

async fn sent(school: &School, (who, capacity): Who, body: String) -> StatusCode {
    let request = Request::builder()
        .method("POST")
        .uri("/adempimenti")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::from(body))
        .expect("a request");
    school.router.clone().oneshot(request).await.expect("the router always answers").status()
}

/// Of a kind, as "kind status due".
fn of_kind(duties: &[Value], kind: &str) -> Vec<String> {
    lines(duties).into_iter().filter(|line| line.starts_with(kind)).collect()
}

/// C2-02, C5-04: what is owed to whoever asked, and after a breach, is with the other duties of who works on it.
#[tokio::test(flavor = "multi_thread")]
async fn requests_and_breaches_are_duties_of_who_works_on_them() {
    const OFFICER: Who = (person(5), Capacity::Dpo);
    let school = School::open().await;
    with_officer(&school).await;
    let request = Uuid::from_u128(0x15);
    let ask =
        json!({ "ask": { "person": GIULIA, "claim": "access", "wording": "chiedo una copia dei dati" } });
    let body = json!({ "request": request, "act": ask });
    assert_eq!(school.post(MOTHERS, "data-requests?confirmed=true", &body).await.0, StatusCode::CREATED);
    let record = json!({ "record": { "aware_at": "2025-11-11T07:00:00+01:00", "kinds": ["integrity"], "people": 1,
        "what": "un voto cambiato con la password di un docente" } });
    let breach = Uuid::from_u128(0xb0);
    let sent = school.post(OFFICER, "breaches", &json!({ "breach": breach, "act": record })).await;
    assert_eq!(sent.0, StatusCode::CREATED);

    // Seventy-two hours end at seven in the morning of the fourteenth.
    school.at(date(2025, 11, 14).at(7, 30, 0, 0));
    for who in [PRINCIPALS, OFFICER] {
        let duties = asked(&school, who, "").await;
        assert_eq!(
            of_kind(&duties, "answer-data-request"),
            ["answer-data-request due 2025-12-11"],
            "{who:?}"
        );
        assert_eq!(of_kind(&duties, "notify-breach"), ["notify-breach overdue 2025-11-14"], "{who:?}");
    }
    // The protection officer is told of these and of no student's.
    let hers = asked(&school, OFFICER, "").await;
    assert!(hers.iter().all(|duty| duty["student"].is_null() && duty["class"].is_null()), "{hers:?}");
    assert_eq!(hers.len(), 2);
    // As the register stood before.
    let before = asked(&school, PRINCIPALS, "?on=2025-11-14&as_of=2025-11-11T08:00").await;
    assert_eq!(of_kind(&before, "notify-breach"), Vec::<String>::new());
    // They are on the dashboard by norm, and lead to their pages.
    let (_, dashboard) = school.get(PRINCIPALS, "dashboard").await;
    let waiting = dashboard["waiting"]["duties"].to_string();
    assert!(
        waiting.contains("notificare al Garante una violazione") && waiting.contains("C5-04"),
        "{waiting}"
    );
    for who in [PRINCIPALS, OFFICER] {
        let page = super::documents::page(&school, who, "/adempimenti").await.1;
        for href in [format!("/richieste/{request}"), format!("/violazioni/{breach}")] {
            assert!(page.contains(&href), "{who:?}: {href}: {page}");
        }
    }

    // Another one, asked between the acts of the first.
    let second = json!({ "request": Uuid::from_u128(0x17), "act": ask });
    assert_eq!(school.post(MOTHERS, "data-requests?confirmed=true", &second).await.0, StatusCode::CREATED);
    let answer = json!({ "request": request, "act": { "answer": { "outcome": "granted", "reasons": "ecco la copia" } } });
    assert_eq!(school.post(PRINCIPALS, "data-requests", &answer).await.0, StatusCode::CREATED);
    let after = asked(&school, PRINCIPALS, "").await;
    let requests = of_kind(&after, "answer-data-request");
    assert!(requests.contains(&"answer-data-request done 2025-12-11".to_owned()), "{requests:?}");
    assert!(requests.len() == 2 && requests.iter().any(|line| line.contains(" due ")), "{requests:?}");

    // They are of no school year, and do not wait for the calendar of the next one.
    school.at(date(2026, 9, 2).at(9, 0, 0, 0));
    for who in [PRINCIPALS, OFFICER] {
        let duties = asked(&school, who, "").await;
        assert_eq!(of_kind(&duties, "notify-breach"), ["notify-breach overdue 2025-11-14"], "{who:?}");
        assert!(
            of_kind(&duties, "answer-data-request overdue").len() == 1 && duties.len() == 2,
            "{duties:?}"
        );
    }
}

/// C5-04: a breach is the principal's and the protection officer's; a request is the secretariat's too.
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_work_on_a_breach_is_not_told_of_it() {
    const SECRETARY: Who = (person(30), Capacity::Secretariat);
    let school = super::appeals::school().await;
    let record = json!({ "record": { "aware_at": "2025-11-11T07:00:00+01:00", "kinds": ["integrity"], "people": 1,
        "what": "un voto cambiato con la password di un docente" } });
    school.at(date(2025, 11, 12).at(9, 0, 0, 0));
    let sent =
        school.post(PRINCIPALS, "breaches", &json!({ "breach": Uuid::from_u128(0xb0), "act": record })).await;
    assert_eq!(sent.0, StatusCode::CREATED, "{}", sent.1);
    let receive = json!({ "request": Uuid::from_u128(0x16), "act": { "receive": { "person": GIULIA,
        "claim": "documents", "channel": "pec", "received_on": "2025-11-12", "wording": "chiedo i verbali",
        "interest": "per agire in giudizio", "protocol": "88/2025", "applicant": MOTHER, "identity": "digital-signature" } } });
    let sent = school.post(SECRETARY, "data-requests?confirmed=true", &receive).await;
    assert_eq!(sent.0, StatusCode::CREATED, "{}", sent.1);
    let duties = asked(&school, SECRETARY, "").await;
    assert_eq!(of_kind(&duties, "notify-breach"), Vec::<String>::new());
    assert_eq!(of_kind(&duties, "answer-document-request").len(), 1, "{duties:?}");
    for who in [TEACHER, MOTHERS] {
        let duties = asked(&school, who, "").await;
        assert!(of_kind(&duties, "notify-breach").is_empty() && of_kind(&duties, "answer-").is_empty());
    }
}
