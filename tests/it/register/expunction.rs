//! B1-12: what a court had taken out of the file is read nowhere, by nobody, of no moment; what was annulled without
//! that has no effect, and the audit trail tells it all.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::civil::{DateTime, date, datetime};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro_domain::people::Office;
use registro_eventlog::event::{StreamName, Version};
use serde_json::{Value, json};
use uuid::Uuid;

use super::appeals::{
    AUDITOR, CASE, HEAD, HERS, HERSELF, OF, SECRETARY, Who, appeal, at, done, post, sanctioned, school,
};
use super::support::{CLASS_1A, GIULIA, ITALIAN, MATHS, SCHOOL, School, person};

const REPORTER: Who = (MATHS, Capacity::Teacher);
const COLLEAGUE: Who = (ITALIAN, Capacity::Teacher);
const READERS: [Who; 7] = [HEAD, SECRETARY, AUDITOR, HERS, HERSELF, REPORTER, COLLEAGUE];
/// Between the deliberation and the order.
const THEN: &str = "2025-12-15T10:00:00Z";
const ORDER: &str = "TAR Lazio, n. 100/2026";

pub(super) fn in_may(day: i8, hour: i8) -> DateTime {
    datetime(2026, 5, day, hour, 0, 0, 0)
}

async fn text(school: &School, (who, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, if path.starts_with("/api") { "application/json" } else { "text/html" })
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    school.page(request).await
}

/// Sanctioned, a day done, appealed in vain, then annulled by a court on 11 May 2026.
pub(super) async fn ordered(school: &School, expunge: bool) {
    sanctioned(school).await;
    let execute =
        json!({ "case": CASE, "act": { "execute-day": { "of": OF, "day": "2025-11-25", "hours": 6 } } });
    done(school, HEAD, at(11, 25, 14), "case-acts", execute).await;
    let file = json!({ "file": { "of": OF, "grounds": ["merits"], "text": "la misura è sproporzionata" } });
    done(school, HERS, at(11, 26, 9), "appeals", appeal(file)).await;
    let open = json!({ "class": CLASS_1A, "period": "final", "act": { "open": {
        "covers_from": "2025-09-15", "covers_to": "2026-06-08", "sits_on": "2026-06-10"
    } } });
    done(school, HEAD, in_may(8, 9), "scrutinies", open).await;
    let order = json!({ "order": { "of": OF, "order": ORDER, "expunge": expunge, "protocol": "2110/2026" } });
    done(school, HEAD, in_may(11, 9), "appeals", appeal(order)).await;
}

/// The words of the case, and of anything that hints at it.
const WORDS: [&str; 11] = [
    "sedia",
    "quartiere",
    "sproporzionata",
    "removal",
    "lontanamento dalle lezioni",
    "sanzione comunicata",
    "ricorso all'Organo",
    "ha colpito",
    "class-council",
    "cittadinanza",
    "riflessione",
];

fn surfaces() -> Vec<String> {
    let api = "/api/v1";
    let student = format!("{api}/students/{GIULIA}");
    let mut paths = vec![
        format!("{api}/cases/{CASE}"),
        format!("{api}/cases"),
        format!("{api}/appeals"),
        format!("{api}/duties"),
        format!("{api}/classes/{CLASS_1A}/scrutinies/final/dossiers"),
        format!("{student}/fee-exemption"),
        "/casi".to_owned(),
        format!("/casi/{CASE}"),
        format!("/casi/{CASE}/ricorso"),
        "/adempimenti".to_owned(),
        "/cruscotto".to_owned(),
        format!("/studenti/{GIULIA}/provvedimenti"),
        format!("/classi/{CLASS_1A}/fascicolo-comportamento"),
    ];
    for path in ["", "/cases", "/history", "/transfer-file", "/conduct"] {
        paths.extend([format!("{student}{path}"), format!("{student}{path}?as_of={THEN}")]);
    }
    for path in ["", "/storia", "/note"] {
        paths.extend([
            format!("/studenti/{GIULIA}{path}"),
            format!("/studenti/{GIULIA}{path}?al=2025-12-15T10:00"),
        ]);
    }
    paths
}

/// Whoever asks, wherever, of whatever moment: nothing. What is left is a stub, for who keeps the files and who watches.
#[tokio::test]
async fn of_what_was_expunged_nothing_is_read() {
    let school = school().await;
    ordered(&school, true).await;
    let positions: Vec<u64> = (1..=school.head()).collect();
    // Before: it is there, for whom it is.
    let mut told_before = 0;
    for path in surfaces() {
        let (_, text) = text(&school, HEAD, &path).await;
        told_before += usize::from(WORDS.iter().any(|word| text.contains(word)));
    }
    assert!(8 < told_before, "the surfaces do show a case: {told_before}");

    done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
    for who in READERS {
        for path in surfaces() {
            let (status, text) = text(&school, who, &path).await;
            assert!(status < 500, "{path}: {text}");
            for word in WORDS {
                assert!(!text.contains(word), "{who:?} reads {word} at {path}:\n{text}");
            }
        }
    }

    // By position: in the place of each act, that it was expunged and by which order; nothing for the others.
    let mut stubs = 0;
    for position in positions {
        let path = format!("/api/v1/events/{position}");
        let (status, stub) = text(&school, HEAD, &path).await;
        let is_of_the_case = stub.contains("case-expunged.v1");
        stubs += usize::from(is_of_the_case);
        for word in WORDS {
            assert!(!stub.contains(word), "{word} at {path}: {stub}");
        }
        if is_of_the_case {
            assert_eq!(status, 200);
            assert!(stub.contains(ORDER), "{stub}");
            for who in [HERS, HERSELF, REPORTER, COLLEAGUE] {
                assert_eq!(text(&school, who, &path).await.0, 404, "{who:?} {path}");
                assert_eq!(text(&school, who, &format!("/eventi/{position}")).await.0, 404);
            }
        }
    }
    // Reported, convened, deliberated, communicated, executed, appealed, stayed, ordered.
    assert_eq!(stubs, 8);

    // The audit trail keeps that they were, and when; the family's does not.
    let history = format!("/api/v1/students/{GIULIA}/history");
    school.with_reason(AUDITOR).await;
    let (_, trail) = text(&school, AUDITOR, &history).await;
    assert_eq!(trail.matches("\"case-expunged.v1\":").count(), 9, "{trail}");
    let (_, page) = text(&school, AUDITOR, &format!("/studenti/{GIULIA}/storia")).await;
    assert!(page.contains(&format!("espunto dal fascicolo per ordine: {ORDER}")), "{page}");
    let (_, hers) = text(&school, HERS, &history).await;
    assert!(!hers.contains("case-") && !hers.contains(ORDER), "{hers}");

    // Nothing more is done in it, and who states what she had seen is not told of what there was.
    let again = appeal(json!({ "file": { "of": OF, "by": GIULIA, "protocol": "9/2026" } }));
    let (status, answer) = post(&school, SECRETARY, in_may(13, 9), "appeals", &again).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert_eq!(answer["type"], "urn:registro:problem:case:expunged");
    let (status, answer) =
        school.send(SECRETARY, "appeals", Uuid::new_v4(), Some(1), again.to_string()).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "{answer}");
    for word in WORDS {
        assert!(!answer.to_string().contains(word), "{word}: {answer}");
    }
}

/// Annulled and not expunged: it counts nowhere, goes nowhere with the student, and is told whole to who looks at the case.
#[tokio::test]
async fn what_was_annulled_has_no_effect_and_is_still_told() {
    let school = school().await;
    sanctioned(&school).await;
    let transfer = format!("students/{GIULIA}/transfer-file");
    let asked = async |path: &str| -> Value {
        let (status, answer) = school.get(SECRETARY, path).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    };
    // B1-11: while it may be appealed it is pending; final, it goes with the student.
    school.at(at(11, 20, 9));
    let file = asked(&transfer).await;
    assert_eq!((&file["sanctions"], file["pending"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    school.at(at(12, 10, 9));
    let file = asked(&transfer).await;
    assert_eq!((file["sanctions"].as_array().map(Vec::len), &file["pending"]), (Some(1), &json!([])));

    let order = json!({ "order": { "of": OF, "order": ORDER, "expunge": false, "protocol": "2110/2026" } });
    done(&school, HEAD, in_may(11, 9), "appeals", appeal(order)).await;
    let file = asked(&transfer).await;
    assert_eq!((&file["sanctions"], &file["pending"]), (&json!([]), &json!([])));
    let open = json!({ "class": CLASS_1A, "period": "final", "act": { "open": {
        "covers_from": "2025-09-15", "covers_to": "2026-06-08", "sits_on": "2026-06-10"
    } } });
    done(&school, HEAD, in_may(18, 9), "scrutinies", open).await;
    let (_, dossiers) = school.get(HEAD, &format!("classes/{CLASS_1A}/scrutinies/final/dossiers")).await;
    let told = dossiers.to_string();
    assert!(told.contains("annulled"), "marked as such, if it is listed: {told}");

    school.with_reason(AUDITOR).await;
    let (_, case) = school.get(AUDITOR, &format!("cases/{CASE}")).await;
    assert_eq!((&case["standing"], case["acts"].as_array().map(Vec::len)), (&json!("annulled"), Some(5)));
    let (_, trail) = text(&school, AUDITOR, &format!("/studenti/{GIULIA}/storia")).await;
    for words in ["ha colpito più volte", "allontanamento dalle lezioni per 4 giorni", ORDER] {
        assert!(trail.contains(words), "{words} is not in\n{trail}");
    }
    let expunge = appeal(json!({ "expunge": {} }));
    let (status, answer) = post(&school, HEAD, in_may(19, 9), "appeals", &expunge).await;
    assert_eq!(
        (status, &answer["type"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("urn:registro:problem:case:no-order"))
    );
    assert_eq!(date(2026, 5, 19), registro::clock::today(&*school.clock));
}

/// That the keys of an expunged case be destroyed is asked for, and two persons decide it. Then what is left tells no more than
/// before: the act that expunged it is under a key of its own.
#[tokio::test(flavor = "multi_thread")]
async fn of_what_was_expunged_the_erasure_is_asked_for_and_hides_as_much() {
    let school = school().await;
    let officer: Who = (person(5), Capacity::Dpo);
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(HEAD.0, HEAD.1, Command::People(People { person: officer.0, acts })).await;
    ordered(&school, true).await;
    let erasures =
        async || school.get(officer, "erasures").await.1["erasures"].as_array().expect("a list").clone();
    assert!(erasures().await.is_empty());
    let acts = async || {
        let stream = StreamName::new(format!("case-{CASE}")).expect("a name");
        school.app.register.log.read_stream(SCHOOL, &stream, Version(0)).await.expect("the case")
    };
    let before = acts().await;
    let positions: Vec<u64> = before.iter().map(|act| act.position.0).collect();

    done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
    let asked = erasures().await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    let part = format!("case-{CASE}");
    assert!(asked[0].to_string().contains(&part) && asked[0].to_string().contains(ORDER), "{}", asked[0]);
    assert!(asked[0]["approved"].is_null() && asked[0]["executed"].is_null(), "{}", asked[0]);
    assert_eq!(acts().await[..before.len()], before[..], "nothing goes by itself");

    let erasure = asked[0]["erasure"].clone();
    for (who, act) in [
        (HEAD, json!({ "assess": { "reasons": "lo dispone il giudice" } })),
        (officer, json!({ "approve": {} })),
    ] {
        let (status, said) =
            school.post(who, "erasures?confirmed=true", &json!({ "erasure": erasure, "act": act })).await;
        assert_eq!(status, StatusCode::CREATED, "{said}");
    }
    let executed = async {
        while erasures().await[0]["executed"].is_null() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), executed).await.expect("carried out");
    assert_ne!(acts().await[..before.len()], before[..]);

    for who in READERS {
        for path in surfaces() {
            let (status, text) = text(&school, who, &path).await;
            assert!(status < 500, "{path}: {text}");
            for word in
                WORDS.into_iter().chain(["sanction-communicated", "conduct-reported", "sanction-appealed"])
            {
                assert!(!text.contains(word), "{who:?} reads {word} at {path}:\n{text}");
            }
        }
    }
    for position in positions {
        let (status, stub) = text(&school, HEAD, &format!("/api/v1/events/{position}")).await;
        assert!(status == 200 && stub.contains("case-expunged.v1") && stub.contains(ORDER), "{stub}");
        assert_eq!(text(&school, HERS, &format!("/api/v1/events/{position}")).await.0, 404);
    }
    school.with_reason(AUDITOR).await;
    let (_, page) = text(&school, AUDITOR, &format!("/studenti/{GIULIA}/storia")).await;
    assert!(page.contains(&format!("espunto dal fascicolo per ordine: {ORDER}")), "{page}");
}
