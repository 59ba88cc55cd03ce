//! A disciplinary case over the router: from the report to the last day, who may do what, who may read it, and the whole
//! file as an audit officer sees it.

use axum::body::Body;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use jiff::civil::{DateTime, date, datetime};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::{CaseId, PersonId};
use registro_domain::people::Office;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{ANNA, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, person};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const REPORTER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
/// Teaches 1A, and is not its coordinator.
const COLLEAGUE: (PersonId, Capacity) = (ITALIAN, Capacity::Teacher);
const HERS: (PersonId, Capacity) = (MOTHER, Capacity::Guardian);
const HERSELF: (PersonId, Capacity) = (GIULIA, Capacity::Student);
const SECRETARY: (PersonId, Capacity) = (person(30), Capacity::Secretariat);
const AUDITOR: (PersonId, Capacity) = (person(31), Capacity::Auditor);
const ELECTED: [PersonId; 2] = [person(32), person(33)];
const CASE: CaseId = CaseId(Uuid::from_u128(0xCA5E));

async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    for (who, name, office) in [
        (SECRETARY.0, "Segreteria", Some(Office::Secretariat)),
        (AUDITOR.0, "Revisore", Some(Office::Auditor)),
        (ELECTED[0], "Primo", None),
        (ELECTED[1], "Secondo", None),
    ] {
        let (given_name, family_name) = (name.to_owned(), "Prova".to_owned());
        let register = Act::Register { given_name, family_name, born_on: date(1979, 1, 1) };
        let office = office.map(|office| Act::AssignOffice { office, from, until: None });
        let acts = std::iter::once(register).chain(office).collect();
        school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: who, acts })).await;
    }
    school
}

async fn ask(school: &School, who: (PersonId, Capacity), at: DateTime, act: Value) -> (StatusCode, Value) {
    school.at(at);
    let (status, answer) = school.post(who, "case-acts", &json!({ "case": CASE, "act": act })).await;
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
    (status, answer)
}

async fn done(school: &School, who: (PersonId, Capacity), at: DateTime, act: Value) {
    let (status, answer) = ask(school, who, at, act.clone()).await;
    assert!(status.is_success(), "{act}: {answer}");
}

async fn refused(school: &School, who: (PersonId, Capacity), at: DateTime, act: Value, kind: &str) {
    let (status, answer) = ask(school, who, at, act.clone()).await;
    assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {act}: {answer}");
}

fn report() -> Value {
    json!({ "report": {
        "student": GIULIA, "on": "2025-11-11", "letter": "m", "item": "m",
        "facts": "alla terza ora ha colpito più volte la porta dell'aula con una sedia"
    } })
}

fn charge(letter: &str) -> Value {
    json!({ "notify-charge": {
        "letter": letter, "item": letter, "protocol": "101/2025",
        "facts": "l'11 novembre alla terza ora ha colpito più volte la porta dell'aula con una sedia"
    } })
}

fn members(seats: &[(&str, &[PersonId])]) -> Value {
    let members = seats.iter().flat_map(|(seat, people)| {
        people.iter().map(move |person| json!({ "person": person, "seat": seat, "replaces": null }))
    });
    members.collect()
}

fn convene() -> Value {
    let members = members(&[
        ("president", &[PRINCIPAL]),
        ("teacher", &[MATHS, ITALIAN]),
        ("parent", &ELECTED),
        ("student", &[MARCO, ANNA]),
    ]);
    json!({ "convene": { "body": "class-council", "sits_at": "2025-11-17T15:00:00", "members": members } })
}

fn deliberate(days: u16) -> Value {
    let present = [PRINCIPAL, MATHS, ITALIAN, ELECTED[0], ELECTED[1], MARCO];
    json!({ "deliberate": {
        "body": "class-council", "letter": "m", "item": "m", "sanction": { "removal": { "days": days } },
        "intent": "deliberate", "present": present, "tally": { "favour": 5, "against": 1 },
        "mitigating": "ha riconosciuto l'errore",
        "reasons": "il fatto risulta dalla relazione e non è contestato",
        "plan": { "citizenship": { "host": "Associazione di quartiere", "agreement": "n. 3 del 2025", "hours": 24 } },
        "from": "2025-11-25"
    } })
}

fn communicate(protocol: Option<&str>) -> Value {
    json!({ "communicate": {
        "of": 7, "with_reasons": true, "protocol": protocol,
        "days": ["2025-11-25", "2025-11-26", "2025-11-27", "2025-11-28"],
        "appeal": { "authority": "guarantee-body" }
    } })
}

fn at(day: i8, hour: i8) -> DateTime {
    datetime(2025, 11, day, hour, 0, 0, 0)
}

/// Reported, charged, invited, heard, the parents told, a conversion offered, the council convened.
async fn prepared(school: &School) {
    done(school, REPORTER, at(11, 12), report()).await;
    done(school, HEAD, at(12, 9), charge("m")).await;
    done(school, HEAD, at(12, 10), json!({ "offer-hearing": { "hearing_at": "2025-11-14T11:00:00" } })).await;
    let inform = json!({ "inform-parents": { "channel": "letter", "protocol": "102/2025" } });
    done(school, SECRETARY, at(12, 11), inform).await;
    done(
        school,
        HEAD,
        at(14, 11),
        json!({ "hear": { "statement": "ero arrabbiata", "parents_present": [MOTHER] } }),
    )
    .await;
    let activity = "riordino della biblioteca della scuola";
    done(school, HEAD, at(14, 12), json!({ "offer-conversion": { "activity": activity } })).await;
    done(school, HEAD, at(14, 13), convene()).await;
}

/// A7-01, A8-01…08, B1-05…08, B4-01…03, D-08: the ordinary way; the hours done are attendance (A5-08).
#[tokio::test]
async fn a_case_goes_from_the_report_to_the_last_day() {
    let school = school().await;
    prepared(&school).await;
    refused(&school, HEAD, at(17, 14), deliberate(4), "case:sits-later").await;
    refused(&school, HEAD, at(17, 16), deliberate(16), "case:beyond-the-body").await;
    done(&school, HEAD, at(17, 16), deliberate(4)).await;
    refused(&school, HEAD, at(17, 17), deliberate(3), "case:already-sanctioned").await;
    refused(&school, SECRETARY, at(18, 10), communicate(None), "case:no-protocol").await;
    refused(&school, SECRETARY, at(18, 10), communicate(Some("senza numero")), "malformed").await;
    done(&school, SECRETARY, at(18, 10), communicate(Some("110/2025"))).await;
    let minutes = json!({ "deposit-minutes": { "of": 7, "protocol": "111/2025" } });
    done(&school, SECRETARY, at(20, 10), minutes).await;
    for day in 25..=28 {
        let execute = json!({ "execute-day": { "of": 7, "day": date(2025, 11, day), "hours": 6 } });
        done(&school, HEAD, at(day, 14), execute).await;
        let certify = json!({ "certify-day": { "of": 7, "day": date(2025, 11, day), "hours": 6 } });
        done(&school, SECRETARY, at(day, 15), certify).await;
    }
    let assess = json!({ "assess-activity": { "of": 7, "outcome": "diligent" } });
    done(&school, HEAD, at(29, 10), assess).await;

    // A5-08: four days at the host, and no hour of absence.
    let (_, record) = school.get(HEAD, &format!("students/{GIULIA}")).await;
    assert_eq!(record["totals"]["hours_missed"], 0, "{record}");

    school.at(datetime(2025, 12, 10, 9, 0, 0, 0));
    school.with_reason(AUDITOR).await;
    let (status, case) = school.get(AUDITOR, &format!("cases/{CASE}")).await;
    assert_eq!(status, StatusCode::OK, "{case}");
    assert_eq!((&case["standing"], &case["failed"]), (&json!("final"), &json!(0)), "{case}");
    let steps = case["cycles"][0]["steps"].as_array().expect("steps");
    let charge = steps.iter().find(|step| step["name"] == "contestazione di addebito").expect("the step");
    assert_eq!(charge["outcome"], "passed");
    assert_eq!(charge["events"].as_array().map(Vec::len), Some(1));
    assert_eq!(case["measure"]["sanction"]["removal"]["days"], 4);
    let deliberated = case["acts"].as_array().and_then(|acts| acts.get(7)).expect("the eighth act");
    // B1-08: four days of six hours.
    let hours = &deliberated["data"]["sanction-deliberated.v1"]["deliberation"]["lesson_hours"];
    assert_eq!(hours, 24, "{deliberated}");
}

/// A8-10, A12-04: who may report, who may know.
#[tokio::test]
async fn a_case_is_read_by_those_whom_it_concerns() {
    let school = school().await;
    let when = at(11, 12);
    refused(&school, (OTHER, Capacity::Teacher), when, report(), "not-found").await;
    refused(&school, HERS, when, report(), "not-allowed").await;
    let other = json!({ "report": {
        "student": GIULIA, "on": "2025-11-11", "letter": "m", "item": "m", "facts": "ha spinto Marco Prova"
    } });
    let (status, answer) = ask(&school, REPORTER, when, other).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "no other student is named: {answer}");
    let apart = json!({ "report": {
        "student": GIULIA, "on": "2025-11-11", "letter": "h", "item": "l1", "facts": "ha disturbato"
    } });
    refused(&school, REPORTER, when, apart, "malformed").await;
    prepared(&school).await;

    let sees = async |who| school.get(who, &format!("cases/{CASE}")).await.0 == StatusCode::OK;
    assert!(!sees(AUDITOR).await, "nobody watches without a reason");
    school.with_reason(AUDITOR).await;
    for who in [HEAD, REPORTER, HERS, HERSELF, SECRETARY, AUDITOR] {
        assert!(sees(who).await, "{who:?}");
    }
    // Convened to decide, she reads it; before, she did not.
    assert!(sees(COLLEAGUE).await);
    let elsewhere = [
        (OTHER, Capacity::Teacher),
        (MARCO, Capacity::Student),
        (FATHER, Capacity::Guardian),
        (ANNA, Capacity::Student),
    ];
    for who in elsewhere {
        assert!(!sees(who).await, "{who:?}");
    }
    let list = async |who| school.get(who, "cases").await.1["cases"].as_array().map(Vec::len);
    assert_eq!(
        (list(HEAD).await, list(AUDITOR).await, list((OTHER, Capacity::Teacher)).await),
        (Some(1), Some(1), Some(0))
    );
    let (_, hers) = school.get(HERS, &format!("students/{GIULIA}/cases")).await;
    assert_eq!(hers["cases"][0]["next"], "numero legale", "{hers}");

    // The procedure is the principal's; the student writes and answers for herself, or who may for her.
    refused(&school, COLLEAGUE, at(14, 14), charge("m"), "not-found").await;
    refused(&school, (OTHER, Capacity::Teacher), at(14, 14), charge("m"), "not-found").await;
    done(&school, HERSELF, at(14, 15), json!({ "hear": { "statement": "volevo solo uscire" } })).await;
    done(&school, HERS, at(14, 16), json!({ "answer-conversion": { "accepted": false } })).await;
    refused(
        &school,
        (FATHER, Capacity::Guardian),
        at(14, 17),
        json!({ "hear": { "statement": "no" } }),
        "people:limited-by-court",
    )
    .await;
}

/// A7-01: a teacher decides alone of what is hers to decide, and of nothing else.
#[tokio::test]
async fn a_teacher_admonishes_and_does_not_remove() {
    let school = school().await;
    let report = json!({ "report": {
        "student": GIULIA, "on": "2025-11-11", "letter": "a", "item": "a1", "facts": "ha disturbato la lezione di matematica"
    } });
    done(&school, REPORTER, at(11, 12), report).await;
    done(&school, REPORTER, at(11, 13), json!({ "offer-hearing": { "hearing_at": "2025-11-12T10:00:00" } }))
        .await;
    let decide = |letter: &str, item: &str, sanction: Value| {
        json!({ "deliberate": {
            "body": "teacher", "letter": letter, "item": item, "sanction": sanction, "intent": "negligence",
            "reasons": "richiamata due volte"
        } })
    };
    let removal = decide("h", "hi2", json!({ "removal": { "days": 1 } }));
    refused(&school, REPORTER, at(12, 11), removal, "case:removal-by-one").await;
    refused(
        &school,
        REPORTER,
        at(12, 11),
        decide("f", "f", json!("written-admonition")),
        "case:not-in-the-column",
    )
    .await;
    refused(&school, COLLEAGUE, at(12, 11), decide("a", "a1", json!("admonition")), "not-found").await;
    let guarantee = json!({ "deliberate": {
        "body": "guarantee-body", "letter": "a", "item": "a1", "sanction": "admonition", "intent": "negligence"
    } });
    refused(&school, HEAD, at(12, 11), guarantee, "case:guarantee-body-decides").await;
    done(&school, REPORTER, at(12, 11), decide("a", "a1", json!("admonition"))).await;
    let letter = json!({ "communicate": {
        "of": 2, "with_reasons": true, "protocol": "120/2025", "appeal": { "authority": "guarantee-body" }
    } });
    done(&school, REPORTER, at(12, 12), letter).await;
    let (_, case) = school.get(HEAD, &format!("cases/{CASE}")).await;
    assert_eq!(case["standing"], "appealable");
    assert_eq!(case["clocks"][0]["until"], "2025-11-27", "{case}");
    // The charge was not notified: it is said, and stops nobody.
    let failed: Vec<&str> = case["cycles"][0]["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|step| step["outcome"] == "failed")
        .filter_map(|step| step["name"].as_str())
        .collect();
    assert_eq!(failed, ["contestazione di addebito"]);
}

async fn page(school: &School, who: (PersonId, Capacity), path: &str) -> (u16, String) {
    let request = HttpRequest::builder()
        .uri(path)
        .header("authorization", format!("Bearer {}", school.token(who.0, who.1)));
    school.page(request.body(Body::empty()).expect("a request")).await
}

async fn form(
    school: &School,
    who: (PersonId, Capacity),
    path: &str,
    fields: &[(&str, &str)],
) -> (u16, String) {
    let encoded =
        |text: &str| text.replace('%', "%25").replace('&', "%26").replace('|', "%7C").replace(' ', "+");
    let mut body = format!("command={}", Uuid::new_v4());
    for (name, value) in fields {
        body += &format!("&{name}={}", encoded(value));
    }
    let request = HttpRequest::builder()
        .method(Method::POST)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("authorization", format!("Bearer {}", school.token(who.0, who.1)));
    let answer = school.page(request.body(Body::from(body)).expect("a request")).await;
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
    answer
}

/// The whole ordinary way by the forms of the pages, without scripts.
#[tokio::test]
async fn a_case_is_conducted_from_its_page() {
    let school = school().await;
    school.at(at(11, 12));
    let measures = format!("/studenti/{GIULIA}/provvedimenti");
    let (status, body) = page(&school, REPORTER, &measures).await;
    assert!(status == 200 && body.contains("Segnala un fatto"), "{status}");
    let id = CASE.to_string();
    let fact = [
        ("act", "report"),
        ("case", &id),
        ("on", "2025-11-11"),
        ("charge", "m|m"),
        ("facts", "ha colpito la porta con una sedia"),
    ];
    let (status, body) = form(&school, REPORTER, &measures, &fact).await;
    assert_eq!(status, 303, "{body}");
    let file = format!("/casi/{CASE}");
    let (_, body) = page(&school, HEAD, &file).await;
    assert!(body.contains("La tabella prevede: da allontanamento dalle lezioni per 3 giorni"), "{body}");
    assert!(
        body.contains("<details class=\"rg-details\" id=\"charge\" open>"),
        "the next step is shown open"
    );

    // Refused, the form comes back with what was written.
    let charge = [
        ("act", "charge"),
        ("charge", "m|m"),
        ("facts", "ha colpito la porta"),
        ("protocol", "senza numero"),
    ];
    let (status, body) = form(&school, HEAD, &file, &charge).await;
    assert!(status == 400 && body.contains("non è un numero di protocollo"), "{status} {body}");
    assert!(body.contains("ha colpito la porta</textarea>"));

    let people =
        [PRINCIPAL, MATHS, ITALIAN, ELECTED[0], ELECTED[1], MARCO, ANNA].map(|person| person.to_string());
    let [principal, maths, italian, first, second, marco, anna] = &people;
    let seats: Vec<(&str, &str)> = vec![
        ("president", principal),
        ("teachers", maths),
        ("teachers", italian),
        ("parents", first),
        ("parents", second),
        ("students", marco),
        ("students", anna),
    ];
    let present: Vec<(&str, &str)> = people.iter().map(|person| ("present", &**person)).collect();
    let ordinary: Vec<(DateTime, Vec<(&str, &str)>)> = vec![
        (
            at(12, 9),
            vec![
                ("act", "charge"),
                ("charge", "m|m"),
                ("facts", "ha colpito la porta con una sedia"),
                ("protocol", "1/2025"),
            ],
        ),
        (at(12, 10), vec![("act", "offer-hearing"), ("hearing_at", "2025-11-14T11:00")]),
        (at(12, 11), vec![("act", "inform-parents"), ("channel", "letter"), ("protocol", "2/2025")]),
        (at(14, 11), vec![("act", "hear"), ("statement", "ero arrabbiata")]),
        (at(14, 12), vec![("act", "offer-conversion"), ("activity", "riordino della biblioteca")]),
        (
            at(14, 13),
            [vec![("act", "convene"), ("body", "class-council"), ("sits_at", "2025-11-17T15:00")], seats]
                .concat(),
        ),
        (
            at(17, 16),
            [
                vec![
                    ("act", "decide-together"),
                    ("body", "class-council"),
                    ("chair", principal),
                    ("charge", "m|m"),
                    ("sanction", "removal"),
                    ("days", "4"),
                    ("from", "2025-11-25"),
                    ("plan", "citizenship"),
                    ("host", "Associazione"),
                    ("agreement", "n. 3"),
                    ("hours", "24"),
                    ("intent", "deliberate"),
                    ("favour", "7"),
                    ("against", "0"),
                    ("reasons", "il fatto non è contestato"),
                ],
                present,
            ]
            .concat(),
        ),
        (at(18, 9), vec![("act", "minutes"), ("protocol", "3/2025")]),
        (
            at(18, 10),
            vec![
                ("act", "communicate"),
                ("from", "2025-11-25"),
                ("with_reasons", "true"),
                ("appeal", "true"),
                ("protocol", "4/2025"),
            ],
        ),
        (at(25, 14), vec![("act", "execute"), ("on", "2025-11-25"), ("hours", "6")]),
        (at(25, 15), vec![("act", "certify"), ("on", "2025-11-25"), ("hours", "6")]),
        (
            at(29, 10),
            vec![("act", "assess"), ("how", "partial"), ("advice", "completare i giorni che restano")],
        ),
    ];
    for (when, fields) in ordinary {
        school.at(when);
        let (_, before) = page(&school, HEAD, &file).await;
        let act = fields[0].1;
        assert!(before.contains(&format!("id=\"{act}\"")), "no form for {act}");
        let (status, body) = form(&school, HEAD, &file, &fields).await;
        assert_eq!(status, 303, "{act}: {body}");
    }
    let (_, body) = page(&school, HEAD, &file).await;
    assert!(body.contains("si può ricorrere fino al 3 dicembre 2025"), "{body}");
    assert!(!body.contains(">manca<"), "{body}");
    school.with_reason(AUDITOR).await;
    for who in [HERS, HERSELF, AUDITOR] {
        let (status, body) = page(&school, who, &file).await;
        assert!(status == 200 && body.contains("Contestazione di addebito"), "{who:?}");
        let (status, body) = page(&school, who, &measures).await;
        assert!(status == 200 && body.contains("allontanamento dalle lezioni per 4 giorni"), "{who:?}");
    }
    let (status, body) = page(&school, HEAD, "/casi").await;
    assert!(status == 200 && body.contains("Procedimenti disciplinari") && body.contains("Prova Giulia"));
    assert_eq!(page(&school, (OTHER, Capacity::Teacher), &file).await.0, 404);
}

/// The file of a case in which several things went wrong, whole, as an audit officer reads it.
#[tokio::test]
async fn the_whole_file_of_a_case() {
    let school = school().await;
    done(&school, REPORTER, at(11, 12), report()).await;
    done(&school, HEAD, at(12, 9), charge("n")).await;
    let few = members(&[
        ("president", &[PRINCIPAL]),
        ("teacher", &[MATHS, ITALIAN]),
        ("parent", &[MOTHER]),
        ("student", &[MARCO, GIULIA]),
    ]);
    let convene =
        json!({ "convene": { "body": "class-council", "sits_at": "2025-11-14T15:00:00", "members": few } });
    done(&school, HEAD, at(12, 10), convene).await;
    let deliberate = json!({ "deliberate": {
        "body": "class-council", "letter": "m", "item": "m", "sanction": { "removal": { "days": 2 } },
        "exclusions": ["trips"], "intent": "gross-negligence", "present": [PRINCIPAL, MATHS, ITALIAN, MOTHER, MARCO],
        "abstained": [MOTHER], "tally": { "favour": 4, "against": 0 },
        "plan": { "reflection": { "teachers": [MATHS], "hours": 10 } }, "from": "2025-11-18"
    } });
    done(&school, HEAD, at(14, 16), deliberate).await;
    done(&school, HEAD, at(14, 17), json!({ "offer-hearing": { "hearing_at": "2025-11-15T09:00:00" } }))
        .await;
    let communicate = json!({ "communicate": { "of": 3, "with_reasons": false, "days": ["2025-11-18"], "protocol": "110/2025" } });
    done(&school, HEAD, at(18, 8), communicate).await;
    done(&school, HEAD, at(18, 14), json!({ "execute-day": { "of": 3, "day": "2025-11-18", "hours": 5 } }))
        .await;
    school.at(at(30, 9));
    let file = school.app.case(CASE, registro::answers::Moment::Now).await.expect("read").expect("a case");
    let directory = school.app.register.directory().await.expect("a directory");
    let moment = registro::answers::Moment::Now;
    let docket = school.app.docket(file, &directory, moment, date(2025, 11, 30)).await.expect("looked at");
    let acts = school.app.acts_of(&docket.file).await.expect("its acts");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("case-file", registro::docket::text::text(&docket, &acts, &directory))
    });
}
