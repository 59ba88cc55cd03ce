//! Who may see what: one table over the router, for programs and for people.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::contact::ContactEvent;
use registro_domain::device::DeviceEvent;
use registro_domain::fact::Said;
use registro_domain::ids::PersonId;
use registro_domain::notice::NoticeEvent;
use registro_domain::people::{Office, Relation};
use registro_domain::permission::PermissionEvent;
use registro_domain::receipt::ReceiptEvent;
use registro_domain::vigilance::VigilanceEvent;
use registro_eventlog::codec;
use registro_eventlog::event::{About, CommandId, Expected, NewEvent, Position, StreamName};
use registro_eventlog::log::{Append, Filter, Write};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::support::{
    CLASS_1A, FATHER, GIULIA, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, SCHOOL, School, TUESDAY, person,
};

pub(super) type Who = (PersonId, Capacity);

/// Marco's.
const OTHER_PARENT: PersonId = person(12);
const SECRETARY: PersonId = person(30);
const DPO: PersonId = person(31);
const AUDITOR: PersonId = person(32);
const DEPUTY: PersonId = person(33);
/// Coordinates 1A and teaches elsewhere.
const COORDINATOR: PersonId = person(34);
const NOBODY: PersonId = person(99);

const EVERYBODY: usize = 13;

/// In the order of the columns below.
const ASKING: [(&str, Who); EVERYBODY] = [
    ("the principal", (PRINCIPAL, Capacity::Principal)),
    ("a deputy", (DEPUTY, Capacity::Deputy)),
    ("the secretary", (SECRETARY, Capacity::Secretariat)),
    ("the data protection officer", (DPO, Capacity::Dpo)),
    ("the auditor", (AUDITOR, Capacity::Auditor)),
    ("the coordinator of the class", (COORDINATOR, Capacity::Teacher)),
    ("a teacher of the class", (MATHS, Capacity::Teacher)),
    ("a teacher of another class", (OTHER, Capacity::Teacher)),
    ("her mother", (MOTHER, Capacity::Guardian)),
    ("her father under a court's limit", (FATHER, Capacity::Guardian)),
    ("another family's parent", (OTHER_PARENT, Capacity::Guardian)),
    ("she herself", (GIULIA, Capacity::Student)),
    ("a classmate of age", (MARCO, Capacity::Student)),
];

type May = [u8; EVERYBODY];
//                           prin dep sec dpo aud coo own oth mot fat par she mate
const HERS: May = /*     */ [1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0];
const COURT: May = /*    */ [1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
const CLASS: May = /*    */ [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
const SCHOOLS: May = /*  */ [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
const MOTHERS: May = /*  */ [1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0];
const RESERVED: May = /* */ [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0];
const FILES: May = /*    */ [1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const SENT: May = /*     */ [1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0];

/// Thursday 13 November, when Marco comes of age: Giulia was absent on Tuesday, her mother justified it, a lesson is
/// signed.
async fn school() -> School {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let sign = json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "topic": "Equazioni" });
    let (status, answer) = school.post((MATHS, Capacity::Teacher), "signatures", &sign).await;
    assert!(status.is_success(), "{answer}");
    let justify = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "ground": "family" });
    let (status, answer) = school.post((MOTHER, Capacity::Guardian), "justifications", &justify).await;
    assert!(status.is_success(), "{answer}");
    let register = |given: &str| Act::Register {
        given_name: given.into(),
        family_name: "Prova".into(),
        born_on: date(1979, 1, 1),
    };
    let from = date(2025, 9, 1);
    let office = |office| Act::AssignOffice { office, from, until: None };
    let held = Act::HoldResponsibility { guardian: OTHER_PARENT, relation: Relation::Mother, from };
    for (who, acts) in [
        (SECRETARY, vec![register("Segreteria"), office(Office::Secretariat)]),
        (DPO, vec![register("Protezione"), office(Office::Dpo)]),
        (AUDITOR, vec![register("Revisione"), office(Office::Auditor)]),
        (DEPUTY, vec![register("Vicaria"), office(Office::Deputy)]),
        (COORDINATOR, vec![register("Coordinatrice"), office(Office::Coordinator { class: CLASS_1A })]),
        (OTHER_PARENT, vec![register("Altra madre")]),
        (MARCO, vec![held]),
    ] {
        let command = Command::People(People { person: who, acts });
        school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    }
    school.at(date(2025, 11, 13).at(10, 0, 0, 0));
    // What these two may read without a reason is in `authorisation`.
    for (number, who) in [(1, (DPO, Capacity::Dpo)), (2, (AUDITOR, Capacity::Auditor))] {
        let opened = json!({ "consultation": Uuid::from_u128(number), "act": { "open": {
            "scope": "school", "reason": "controllo annuale", "until": "2025-12-01T10:00:00" } } });
        let (status, answer) = school.post(who, "consultations", &opened).await;
        assert!(status.is_success(), "{answer}");
    }
    school
}

/// A circular for the school, and what was written to one family.
const FOR_ALL: &str = "00000000-0000-0000-0000-000000000001";
const FOR_ONE: &str = "00000000-0000-0000-0000-000000000002";

/// One event of each subject of which nothing happened yet, put into the log as it is stored.
async fn happened(school: &School) {
    let (on, because) = ("2025-11-12", json!(["A12-01"]));
    let notice = |id: &str, matter: &str, audience: Value, recipients: Value, student: Value| {
        json!({ "notice-published.v1": {
            "notice": id, "on": on, "author": PRINCIPAL, "kind": "circular", "matter": matter, "protocol": null, "title": "Avviso", "body": "Testo",
            "audience": audience, "recipients": recipients, "student": student, "asks": "nothing",
            "fulfils": null, "because": because } })
    };
    let for_one = notice(
        FOR_ONE,
        "attendance",
        json!({ "family": { "student": GIULIA } }),
        json!([{ "person": MOTHER, "answers_for": [GIULIA] }]),
        json!(GIULIA),
    );
    let for_all =
        notice(FOR_ALL, "general", json!({ "school": { "roles": ["teachers"] } }), json!([]), Value::Null);
    put::<NoticeEvent>(school, &format!("notice-{FOR_ONE}"), for_one).await;
    put::<NoticeEvent>(school, &format!("notice-{FOR_ALL}"), for_all).await;
    let opened = json!({ "notice-acknowledged.v1": {
        "notice": FOR_ONE, "person": MOTHER, "on": on, "because": because } });
    put::<ReceiptEvent>(school, &format!("receipt-{FOR_ONE}-{MOTHER}"), opened).await;
    let device = format!("device-{GIULIA}-2025");
    let allowed = json!({ "device-use-allowed.v1": {
        "student": GIULIA, "on": on, "number": 0, "until": null, "because": because } });
    let withheld = json!({ "device-withheld.v1": {
        "student": GIULIA, "class": CLASS_1A, "on": on, "at": "10:20:00", "number": 1, "found": "in-use",
        "handed_to": "principal", "because": because } });
    put::<DeviceEvent>(school, &device, allowed).await;
    put::<DeviceEvent>(school, &format!("{device}-2"), withheld).await;
    let asked = json!({ "permission-requested.v1": {
        "student": GIULIA, "class": CLASS_1A, "on": "2025-11-20", "number": 0,
        "passage": { "early-exit": { "at": "12:00:00" } }, "reason": "family", "by": { "guardian": MOTHER },
        "requested_on": on, "findings": [], "because": because } });
    put::<PermissionEvent>(school, &format!("permission-{GIULIA}-2025"), asked).await;
    let contact = format!("contact-{GIULIA}-2025");
    let told = json!({ "family-told.v1": {
        "student": GIULIA, "on": on, "number": 0, "duty": "tell-of-fifth-delay", "channel": { "in-person": { "told": MOTHER } },
        "because": because } });
    let flagged = json!({ "absences-flagged.v1": {
        "student": GIULIA, "on": on, "number": 1, "reason": "frequenti", "because": because } });
    let informed = json!({ "authority-informed.v1": {
        "student": GIULIA, "on": on, "number": 2, "duty": "inform-social-services",
        "authority": "social-services", "protocol": "1/2025", "because": because } });
    put::<ContactEvent>(school, &contact, told).await;
    put::<ContactEvent>(school, &format!("{contact}-3"), informed).await;
    put::<ContactEvent>(school, &format!("{contact}-2"), flagged).await;
    let reviewed = json!({ "attendance-reviewed.v1": {
        "year": 2025, "on": on, "month": "2025-10-01", "families_told": 1, "because": because } });
    put::<VigilanceEvent>(school, "vigilance-2025", reviewed).await;
}

async fn put<E: DeserializeOwned + Serialize + Said>(school: &School, stream: &str, event: Value) {
    let said: E = serde_json::from_value(event.clone()).unwrap_or_else(|error| panic!("{event}: {error}"));
    let (kind, data) = codec::encode(&said).expect("an event");
    let about = said.about().into_iter();
    let about = about.map(|(PersonId(person), role)| About { person, role: role.name().to_owned() });
    let event = NewEvent { kind, effective_on: said.effective_on(), about: about.collect(), data };
    let stream = StreamName::new(stream.to_owned()).expect("a name");
    let append = Append {
        command: CommandId(Uuid::new_v4()),
        fingerprint: [0; 32],
        correlation: Uuid::nil(),
        actor: school.agent(PRINCIPAL, Capacity::Principal).envelope(),
        writes: vec![Write { stream, expected: Expected::NoStream, events: vec![event] }],
    };
    let appended = school.app.register.log.append(SCHOOL, append).await.expect("appended");
    school.app.wait_for(appended.last).await.expect("seen by the read models");
}

/// The first event of a kind whose stream names somebody or something.
async fn position(school: &School, kind: &str, stream: &str) -> u64 {
    let events = school.app.register.log.read_all(SCHOOL, None, 10_000, Filter::All).await.expect("events");
    let mut of_kind = events.iter().filter(|event| event.kind == kind);
    let found = of_kind.find(|event| event.stream.as_str().contains(stream));
    let Position(position) = found.unwrap_or_else(|| panic!("no {kind} in {stream}")).position;
    position
}

pub(super) async fn ask(
    school: &School,
    (who, capacity): Who,
    path: &str,
    accept: &str,
) -> (StatusCode, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, accept)
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 22).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

const JSON: &str = "application/json";
const PAGE: &str = "text/html";

/// Asks as everybody; what may not be seen is told as what does not exist.
async fn check(school: &School, path: &str, nowhere: &str, accept: &str, may: May, wrong: &mut Vec<String>) {
    for ((name, who), may) in ASKING.into_iter().zip(may) {
        let (status, body) = ask(school, who, path, accept).await;
        let expected = if may == 1 { 200 } else { 404 };
        if status.as_u16() != expected {
            wrong.push(format!("{name} got {status} instead of {expected} from {path}"));
        }
        if status.as_u16() == 404 {
            let (none, unknown) = ask(school, who, nowhere, accept).await;
            let same = body.replace(path, "") == unknown.replace(nowhere, "");
            if none.as_u16() != 404 || !same {
                wrong.push(format!("{name} can tell {path} from {nowhere}, which is nowhere ({none})"));
            }
        }
    }
}

#[tokio::test]
async fn everybody_sees_what_is_hers_to_see_and_nothing_else() {
    let school = school().await;
    happened(&school).await;
    let mut wrong = Vec::new();
    let (giulia, mother) = (GIULIA.to_string(), MOTHER.to_string());
    let class = CLASS_1A.0.to_string();
    for (kind, stream, may) in [
        ("absence-recorded.v1", giulia.as_str(), HERS),
        ("justification-submitted.v2", &giulia, HERS),
        // A6-05: why is nowhere, and that she may is for who must know.
        ("device-use-allowed.v1", &giulia, RESERVED),
        ("device-withheld.v1", &giulia, HERS),
        ("permission-requested.v1", &giulia, HERS),
        ("family-told.v1", &giulia, HERS),
        ("absences-flagged.v1", &giulia, CLASS),
        ("authority-informed.v1", &giulia, FILES),
        ("attendance-reviewed.v1", "", SCHOOLS),
        ("notice-published.v1", FOR_ALL, SCHOOLS),
        ("notice-published.v1", FOR_ONE, SENT),
        ("notice-acknowledged.v1", "", MOTHERS),
        ("responsibility-limited.v1", &giulia, COURT),
        ("person-registered.v1", &giulia, HERS),
        ("student-enrolled.v1", &giulia, HERS),
        ("person-registered.v1", &mother, MOTHERS),
        ("lesson-signed.v1", &class, CLASS),
        ("roll-called.v1", &class, CLASS),
        ("timetable-set.v1", "", SCHOOLS),
    ] {
        let at = position(&school, kind, stream).await;
        println!("{kind} is event {at}");
        for (root, accept) in [("/api/v1/events", JSON), ("/eventi", PAGE)] {
            check(&school, &format!("{root}/{at}"), &format!("{root}/999999"), accept, may, &mut wrong).await;
        }
    }
    for (root, rest, accept) in [
        ("/api/v1/students", "", JSON),
        ("/api/v1/students", "/history", JSON),
        ("/api/v1/students", "/why?figure=hours-missed", JSON),
        ("/api/v1/students", "/why?figure=annual-hours", JSON),
        ("/studenti", "", PAGE),
        ("/studenti", "?perche=hours-missed", PAGE),
        ("/studenti", "/storia", PAGE),
        ("/studenti", "/ore", PAGE),
        ("/studenti", "/fatti", PAGE),
    ] {
        let (path, nowhere) = (format!("{root}/{GIULIA}{rest}"), format!("{root}/{NOBODY}{rest}"));
        check(&school, &path, &nowhere, accept, HERS, &mut wrong).await;
    }
    let nowhere = Uuid::from_u128(0xC99);
    for (root, rest, accept) in [
        ("/api/v1/classes", format!("/days/{TUESDAY}"), JSON),
        ("/classi", String::new(), PAGE),
        ("/classi", "/studenti".to_owned(), PAGE),
    ] {
        let (path, nowhere) = (format!("{root}/{class}{rest}"), format!("{root}/{nowhere}{rest}"));
        check(&school, &path, &nowhere, accept, CLASS, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_courts_order_is_in_no_answer_to_who_may_not_see_it() {
    let school = school().await;
    let order = "provvedimento di prova"; // Its text, as the support school has it.
    for ((name, who), may) in ASKING.into_iter().zip(COURT) {
        for (path, accept) in [
            (format!("/api/v1/students/{GIULIA}"), JSON),
            (format!("/api/v1/students/{GIULIA}/history"), JSON),
            (format!("/api/v1/students/{GIULIA}/why?figure=hours-missed"), JSON),
            (format!("/api/v1/classes/{}/days/{TUESDAY}", CLASS_1A.0), JSON),
            (format!("/studenti/{GIULIA}"), PAGE),
            (format!("/studenti/{GIULIA}/storia"), PAGE),
            (format!("/studenti/{GIULIA}/fatti"), PAGE),
        ] {
            let (_, body) = ask(&school, who, &path, accept).await;
            let told = body.contains("responsibility-limited") || body.to_lowercase().contains(order);
            let belongs = path.ends_with("/history") || path.ends_with("/storia");
            assert_eq!(told, belongs && may == 1, "{name}: {path}\n{body}");
        }
    }
}

#[tokio::test]
async fn outside_the_demo_nobody_signs_in_by_choosing_a_name() {
    let school = School::open().await;
    let form = format!("person={PRINCIPAL}&capacity=principal");
    for (method, body) in [(Method::GET, String::new()), (Method::POST, form)] {
        for accept in [JSON, PAGE] {
            let request = Request::builder()
                .method(method.clone())
                .uri("/accesso")
                .header(header::ACCEPT, accept)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(body.clone()))
                .expect("a request");
            let answer = school.router.clone().oneshot(request).await.expect("the router always answers");
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {accept}");
            assert!(!answer.headers().contains_key(header::SET_COOKIE), "{method} {accept}");
        }
    }
}
