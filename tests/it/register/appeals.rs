//! Appeals over the router and through the pages: the Organo di garanzia is appointed, convened, sits and decides; who may
//! do what, and who reads the case as long as she judges it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::civil::{DateTime, date, datetime};
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro_domain::ids::{CaseId, PersonId, SubjectCode};
use registro_domain::people::{Office, Relation};
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{
    ANNA, CLASS_1B, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, person,
};
use super::words::form;

pub(super) type Who = (PersonId, Capacity);

pub(super) const HEAD: Who = (PRINCIPAL, Capacity::Principal);
pub(super) const SECRETARY: Who = (person(30), Capacity::Secretariat);
pub(super) const AUDITOR: Who = (person(31), Capacity::Auditor);
pub(super) const HERS: Who = (MOTHER, Capacity::Guardian);
pub(super) const HERSELF: Who = (GIULIA, Capacity::Student);
/// Teaches 1B, and judges.
const JUDGE: Who = (OTHER, Capacity::Teacher);
const SECOND_TEACHER: PersonId = person(40);
const THIRD_TEACHER: PersonId = person(41);
const FOURTH_TEACHER: PersonId = person(42);
/// Of 1B.
const STUDENT: PersonId = person(50);
const PARENT: PersonId = person(60);
const ELECTED: [PersonId; 2] = [person(32), person(33)];
pub(super) const CASE: CaseId = CaseId(Uuid::from_u128(0xCA5E));
/// The deliberation, and the first appeal against it.
pub(super) const OF: u32 = 2;
const APPEAL: u32 = 4;

pub(super) fn at(month: i8, day: i8, hour: i8) -> DateTime {
    datetime(2025, month, day, hour, 0, 0, 0)
}

pub(super) async fn post(
    school: &School,
    who: Who,
    at: DateTime,
    path: &str,
    body: &Value,
) -> (StatusCode, Value) {
    school.at(at);
    let (status, answer) = school.post(who, path, body).await;
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
    (status, answer)
}

pub(super) async fn done(school: &School, who: Who, at: DateTime, path: &str, body: Value) {
    let (status, answer) = post(school, who, at, path, &body).await;
    assert!(status.is_success(), "{body}: {answer}");
}

async fn refused(school: &School, who: Who, at: DateTime, path: &str, body: Value, kind: &str) {
    let (status, answer) = post(school, who, at, path, &body).await;
    assert_eq!(answer["type"], format!("urn:registro:problem:{kind}"), "{status} {body}: {answer}");
}

pub(super) fn appeal(act: Value) -> Value {
    json!({ "case": CASE, "act": act })
}

/// With an office, and a body whose members are touched by the case as members are in a small school.
pub(super) async fn school() -> School {
    let school = School::open().await;
    school.at(datetime(2025, 10, 14, 9, 0, 0, 0));
    let from = date(2025, 9, 1);
    let office = |office| vec![Act::AssignOffice { office, from, until: None }];
    let chair = || {
        let subject = SubjectCode("ITA".into());
        vec![Act::AssignChair { class: CLASS_1B, subject, weekly_hours: 6, from, until: None }]
    };
    let enrolled = vec![
        Act::Enrol { class: CLASS_1B, from: date(2025, 9, 15), annual_hours: 1056 },
        Act::HoldResponsibility { guardian: PARENT, relation: Relation::Mother, from },
    ];
    for (who, name, acts) in [
        (SECRETARY.0, "Segreteria", office(Office::Secretariat)),
        (AUDITOR.0, "Revisore", office(Office::Auditor)),
        (ELECTED[0], "Primo", vec![]),
        (ELECTED[1], "Secondo", vec![]),
        (SECOND_TEACHER, "Seconda", chair()),
        (THIRD_TEACHER, "Terza", chair()),
        (FOURTH_TEACHER, "Quarta", chair()),
        (PARENT, "Genitore", vec![]),
        (STUDENT, "Rappresentante", enrolled),
    ] {
        let (given_name, family_name) = (name.to_owned(), "Prova".to_owned());
        let mut all = vec![Act::Register { given_name, family_name, born_on: date(1979, 1, 1) }];
        all.extend(acts);
        school
            .do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: who, acts: all }))
            .await;
    }
    for (who, seat, alternate, by) in [
        (MATHS, "teacher", false, "teachers-board"),
        (OTHER, "teacher", false, "teachers-board"),
        (SECOND_TEACHER, "teacher", true, "teachers-board"),
        (THIRD_TEACHER, "teacher", true, "teachers-board"),
        (MARCO, "student", false, "student-committee"),
        (STUDENT, "student", true, "election"),
        (MOTHER, "parent", false, "institute-council"),
        (PARENT, "parent", true, "election"),
    ] {
        let appoint = json!({ "appoint": {
            "person": who, "seat": seat, "alternate": alternate, "designated_by": by, "from": "2025-10-15"
        } });
        done(&school, SECRETARY, datetime(2025, 10, 15, 9, 0, 0, 0), "guarantee-body", appoint).await;
    }
    school
}

/// Four days of removal decided on 17 November by the council of 1A, communicated on the 18th.
pub(super) async fn sanctioned(school: &School) {
    let act = |act: Value| json!({ "case": CASE, "act": act });
    let report = json!({ "report": {
        "student": GIULIA, "on": "2025-11-11", "letter": "m", "item": "m",
        "facts": "alla terza ora ha colpito più volte la porta dell'aula con una sedia"
    } });
    done(school, (MATHS, Capacity::Teacher), at(11, 11, 12), "case-acts", act(report)).await;
    let seats: [(&str, &[PersonId]); 4] = [
        ("president", &[PRINCIPAL]),
        ("teacher", &[MATHS, ITALIAN]),
        ("parent", &ELECTED),
        ("student", &[MARCO, ANNA]),
    ];
    let members: Value = seats
        .iter()
        .flat_map(|(seat, people)| {
            people.iter().map(move |person| json!({ "person": person, "seat": seat, "replaces": null }))
        })
        .collect();
    let convene = json!({ "convene": { "body": "class-council", "sits_at": "2025-11-17T15:00:00", "members": members } });
    done(school, HEAD, at(11, 14, 13), "case-acts", act(convene)).await;
    let present = [PRINCIPAL, MATHS, ITALIAN, ELECTED[0], ELECTED[1], MARCO];
    let deliberate = json!({ "deliberate": {
        "body": "class-council", "letter": "m", "item": "m", "sanction": { "removal": { "days": 4 } },
        "intent": "deliberate", "present": present, "tally": { "favour": 5, "against": 1 },
        "reasons": "il fatto risulta dalla relazione e non è contestato",
        "plan": { "citizenship": { "host": "Associazione di quartiere", "agreement": "n. 3 del 2025", "hours": 24 } },
        "from": "2025-11-25"
    } });
    done(school, HEAD, at(11, 17, 16), "case-acts", act(deliberate)).await;
    let communicate = json!({ "communicate": {
        "of": OF, "with_reasons": true, "protocol": "110/2025",
        "days": ["2025-11-25", "2025-11-26", "2025-11-27", "2025-11-28"],
        "appeal": { "authority": "guarantee-body" }
    } });
    done(school, SECRETARY, at(11, 18, 10), "case-acts", act(communicate)).await;
}

fn file() -> Value {
    appeal(
        json!({ "file": { "of": OF, "grounds": ["procedure"], "text": "l'invito a esporre non è mai arrivato" } }),
    )
}

/// Filed by the mother in the register on Friday 21 November: decided by Monday 1 December.
async fn filed(school: &School) {
    done(school, HERS, at(11, 21, 22), "appeals", file()).await;
}

async fn convened(school: &School) {
    let act = json!({ "convene": { "appeal": APPEAL, "sits_at": "2025-12-01T15:00:00" } });
    done(school, HEAD, at(11, 24, 9), "appeals", appeal(act)).await;
}

const SITTING: [PersonId; 5] = [PRINCIPAL, SECOND_TEACHER, OTHER, STUDENT, PARENT];

fn ruling(outcome: Value, votes: &[(PersonId, &str)]) -> Value {
    let votes: Vec<Value> = votes.iter().map(|(who, vote)| json!([who, vote])).collect();
    appeal(json!({ "rule": {
        "appeal": APPEAL, "outcome": outcome, "ballot": { "open": votes }, "reasons": "sentite le parti"
    } }))
}

fn annulled() -> Value {
    let votes = SITTING.map(|who| (who, "annul"));
    ruling(json!({ "annulled": { "defect": "manca l'invito a esporre le ragioni" } }), &votes)
}

async fn sat(school: &School) {
    let act = json!({ "sit": { "appeal": APPEAL, "present": SITTING, "heard": [MOTHER] } });
    done(school, HEAD, at(12, 1, 15), "appeals", appeal(act)).await;
}

/// Filed, convened, sat, annulled.
pub(super) async fn decided(school: &School) {
    filed(school).await;
    convened(school).await;
    sat(school).await;
    done(school, HEAD, at(12, 1, 17), "appeals", annulled()).await;
}

async fn reads(school: &School, who: Who) -> bool {
    school.get(who, &format!("cases/{CASE}")).await.0 == StatusCode::OK
}

/// A9-01, A9-04…09, A9-12…14, A10-C13: filed by the mother, judged by alternates, annulled and referred back.
#[tokio::test]
async fn an_appeal_goes_from_the_filing_to_the_outcome() {
    let school = school().await;
    sanctioned(&school).await;
    let (_, body) = school.get(HERS, "guarantee-body").await;
    assert_eq!(body["members"].as_array().map(Vec::len), Some(8), "{body}");
    assert_eq!((&body["until"], &body["president"]["id"]), (&json!("2028-08-31"), &json!(PRINCIPAL)));
    assert_eq!(body["flags"], json!([{ "flag": "parent-not-elected", "parent": MOTHER }]));

    // A colleague of the class does not file, nor does somebody for another.
    refused(&school, (ITALIAN, Capacity::Teacher), at(11, 21, 9), "appeals", file(), "not-allowed").await;
    let for_her = json!({ "file": { "of": OF, "by": GIULIA } });
    refused(&school, HERS, at(11, 21, 9), "appeals", appeal(for_her), "not-allowed").await;
    filed(&school).await;
    let (_, pending) = school.get(HEAD, "appeals").await;
    let hers = &pending["appeals"][0];
    let told = (&hers["decide_by"], &hers["days_left"], &hers["suspends"], &hers["protocol"]);
    assert_eq!(told, (&json!("2025-12-01"), &json!(10), &json!(true), &json!(null)), "{pending}");
    let number = json!({ "number": { "appeal": APPEAL, "protocol": "115/2025" } });
    done(&school, SECRETARY, at(11, 24, 8), "appeals", appeal(number)).await;

    // While it is suspended no day is done.
    let execute =
        json!({ "case": CASE, "act": { "execute-day": { "of": OF, "day": "2025-11-25", "hours": 6 } } });
    let (status, answer) = post(&school, HEAD, at(11, 25, 14), "case-acts", &execute).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");

    // Only who presides convenes; whoever has a conflict is replaced.
    let convene = appeal(json!({ "convene": { "appeal": APPEAL, "sits_at": "2025-12-01T15:00:00" } }));
    refused(&school, SECRETARY, at(11, 25, 15), "appeals", convene, "not-allowed").await;
    assert!(!reads(&school, JUDGE).await && !reads(&school, (PARENT, Capacity::Guardian)).await);
    convened(&school).await;
    let (_, pending) = school.get(HEAD, "appeals").await;
    let members = pending["appeals"][0]["members"].as_array().expect("members").clone();
    let seated: Vec<&Value> = members.iter().map(|member| &member["id"]).collect();
    assert_eq!(seated, SITTING.map(|who| json!(who)).iter().collect::<Vec<_>>(), "{pending}");
    let why: Vec<&Value> = members.iter().map(|member| &member["replaces"]["why"]).collect();
    let expected =
        [json!(null), json!("involved"), json!(null), json!("already-decided"), json!("is-of-the-family")];
    assert_eq!(why, expected.iter().collect::<Vec<_>>());

    // Who judges reads the case as long as it is pending, whatever she is at school; another teacher does not.
    for who in [JUDGE, (PARENT, Capacity::Guardian), (STUDENT, Capacity::Student)] {
        assert!(reads(&school, who).await, "{who:?}");
        let (_, hers) = school.get(who, "appeals").await;
        assert_eq!(hers["appeals"].as_array().map(Vec::len), Some(1), "{hers}");
    }
    assert!(!reads(&school, (THIRD_TEACHER, Capacity::Teacher)).await);
    let (_, none) = school.get((THIRD_TEACHER, Capacity::Teacher), "appeals").await;
    assert_eq!(none["appeals"], json!([]));
    let (status, _) = school.get((FOURTH_TEACHER, Capacity::Teacher), "appeals").await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let notice = json!({ "send-notice": { "appeal": APPEAL, "protocol": "118/2025" } });
    done(&school, SECRETARY, at(11, 26, 9), "appeals", appeal(notice)).await;
    let invite = json!({ "invite": { "appeal": APPEAL, "to": [MOTHER, GIULIA] } });
    done(&school, SECRETARY, at(11, 26, 10), "appeals", appeal(invite)).await;
    sat(&school).await;
    let short = ruling(json!("confirmed"), &[(PRINCIPAL, "confirm")]);
    refused(&school, HEAD, at(12, 1, 16), "appeals", short, "case:not-every-vote").await;
    done(&school, HEAD, at(12, 1, 17), "appeals", annulled()).await;
    assert!(!reads(&school, JUDGE).await, "she judges no more");
    school.with_reason(AUDITOR).await;
    let (_, case) = school.get(AUDITOR, &format!("cases/{CASE}")).await;
    assert_eq!(case["standing"], "referred-back", "{case}");
    let tell = json!({ "communicate-outcome": { "appeal": APPEAL, "to": [MOTHER, GIULIA], "protocol": "121/2025" } });
    done(&school, SECRETARY, at(12, 3, 9), "appeals", appeal(tell)).await;
    let (_, none) = school.get(HEAD, "appeals").await;
    assert_eq!(none["appeals"], json!([]));
}

/// A9-07, A9-14, B1-14: silence confirms; what is left resumes; a complaint is upheld, and the sanction falls.
#[tokio::test]
async fn after_silence_the_region() {
    let school = school().await;
    sanctioned(&school).await;
    let on_paper = appeal(json!({ "file": { "of": OF, "by": MOTHER, "protocol": "114/2025" } }));
    done(&school, SECRETARY, at(11, 21, 12), "appeals", on_paper).await;
    school.at(at(12, 2, 8));
    let (_, silent) = school.get(HEAD, "appeals").await;
    let told = (&silent["appeals"][0]["stage"], &silent["appeals"][0]["to_resume"]);
    assert_eq!(told, (&json!("silent"), &json!(true)), "{silent}");
    let late = json!({ "convene": { "appeal": APPEAL, "sits_at": "2025-12-02T15:00:00" } });
    refused(&school, HEAD, at(12, 2, 9), "appeals", appeal(late), "case:appeal-lapsed").await;
    let tell = json!({ "communicate-outcome": { "appeal": APPEAL, "to": [MOTHER, GIULIA], "protocol": "122/2025" } });
    done(&school, SECRETARY, at(12, 2, 10), "appeals", appeal(tell)).await;
    let days = ["2025-12-09", "2025-12-10", "2025-12-11", "2025-12-12"];
    let resume =
        json!({ "resume": { "of": OF, "days": days, "to": [MOTHER, GIULIA], "protocol": "123/2025" } });
    done(&school, SECRETARY, at(12, 2, 11), "appeals", appeal(resume)).await;
    let complain = json!({ "complain": {
        "of": OF, "by": MOTHER, "grounds": "violato l'art. 4, c. 3, dello Statuto", "protocol": "130/2025"
    } });
    done(&school, SECRETARY, at(12, 16, 9), "appeals", appeal(complain)).await;
    let complaint = 8;
    let opinion = json!({ "give-opinion": {
        "complaint": complaint, "upheld": true, "summary": "manca l'invito a esporre", "protocol": "20/2026"
    } });
    let january = |day, hour| datetime(2026, 1, day, hour, 0, 0, 0);
    done(&school, SECRETARY, january(12, 9), "appeals", appeal(opinion)).await;
    let decide = |upheld: bool| {
        appeal(json!({ "decide-complaint": {
            "complaint": complaint, "upheld": upheld, "reasons": "come da parere", "protocol": "25/2026"
        } }))
    };
    refused(&school, SECRETARY, january(13, 9), "appeals", decide(false), "case:opinion-binds").await;
    done(&school, SECRETARY, january(13, 10), "appeals", decide(true)).await;
    school.with_reason(AUDITOR).await;
    let (_, case) = school.get(AUDITOR, &format!("cases/{CASE}")).await;
    assert_eq!(case["standing"], "annulled", "{case}");
}

/// A9-15: a conflict about the regulation, from the office to the answer, and who reads it.
#[tokio::test]
async fn a_conflict_about_the_regulation_is_answered() {
    let school = school().await;
    let conflict = Uuid::from_u128(0xC0);
    let act = |act: Value| json!({ "conflict": conflict, "act": act });
    let january = |day, hour| datetime(2026, 1, day, hour, 0, 0, 0);
    let file = act(json!({ "file": {
        "by": STUDENT, "rule": "art. 12, divisa", "question": "se la divisa sia dovuta anche in aula",
        "protocol": "30/2026"
    } }));
    refused(
        &school,
        (STUDENT, Capacity::Student),
        january(12, 9),
        "rule-conflicts",
        file.clone(),
        "not-allowed",
    )
    .await;
    done(&school, SECRETARY, january(12, 9), "rule-conflicts", file).await;
    let convene = act(json!({ "convene": { "sits_at": "2026-01-26T15:00:00" } }));
    done(&school, HEAD, january(14, 9), "rule-conflicts", convene).await;
    let (_, known) = school.get((MOTHER, Capacity::Guardian), "rule-conflicts").await;
    let members = &known["conflicts"][0]["members"];
    assert_eq!(*members, json!([PRINCIPAL, MATHS, OTHER, MARCO, MOTHER]), "{known}");
    let (_, none) = school.get((FOURTH_TEACHER, Capacity::Teacher), "rule-conflicts").await;
    assert_eq!(none["conflicts"], json!([]));
    let present = [PRINCIPAL, MATHS, OTHER];
    let sit = act(json!({ "sit": { "present": present, "heard": [STUDENT] } }));
    done(&school, HEAD, january(26, 15), "rule-conflicts", sit).await;
    let votes = present.map(|who| json!([who, "founded"]));
    let decide = act(json!({ "decide": {
        "answer": "founded", "ballot": { "open": votes }, "reasons": "la regola vale nei laboratori"
    } }));
    done(&school, HEAD, january(26, 16), "rule-conflicts", decide).await;
    let tell = act(json!({ "communicate": { "to": [STUDENT], "protocol": "40/2026" } }));
    done(&school, SECRETARY, january(28, 9), "rule-conflicts", tell).await;
    let (_, known) = school.get((STUDENT, Capacity::Student), "rule-conflicts").await;
    assert_eq!(known["conflicts"][0]["decided"]["answer"], "founded", "{known}");
}

async fn page(school: &School, (who, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    school.page(request).await
}

async fn says(school: &School, who: Who, path: &str, said: &[&str], unsaid: &[&str]) {
    let (status, text) = page(school, who, path).await;
    assert_eq!(status, 200, "{path}: {text}");
    for words in said {
        assert!(text.contains(words), "{path}: {words} is not in\n{text}");
    }
    for words in unsaid {
        assert!(!text.contains(words), "{path}: {words} is in\n{text}");
    }
}

async fn sends(school: &School, who: Who, at: DateTime, path: &str, body: &str) -> (u16, String) {
    school.at(at);
    let answer = form(school, who, path, format!("command={}&{body}", Uuid::new_v4())).await;
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
    answer
}

/// A9-01, A9-05, A9-11, A9-13: the same through the pages: each sees what may be done, and a form comes back with its reason.
#[tokio::test]
async fn the_pages_of_an_appeal() {
    let school = school().await;
    sanctioned(&school).await;
    let path = format!("/casi/{CASE}/ricorso");
    school.at(at(11, 20, 9));
    says(&school, HERS, &format!("/casi/{CASE}"), &[&path], &[]).await;
    says(&school, HERS, &path, &["si ricorre entro il 3 dicembre 2025", "Presenta il ricorso"], &["Convoca"])
        .await;
    says(&school, HEAD, "/organo-di-garanzia", &["Nessun ricorso attende", "non è stato eletto"], &[]).await;
    let (status, _) = page(&school, (FOURTH_TEACHER, Capacity::Teacher), "/organo-di-garanzia").await;
    assert_eq!(status, 404);

    let body = format!("act=file&of={OF}&grounds=procedure&text=l%27invito+non+%C3%A8+arrivato");
    let (status, text) = sends(&school, HERS, at(11, 21, 9), &path, &body).await;
    assert_eq!(status, 303, "{text}");
    says(
        &school,
        HERS,
        &path,
        &["mancano 10 giorni", "La sanzione è sospesa", "Ritira"],
        &["Presenta il ricorso"],
    )
    .await;
    let (status, text) = sends(&school, HERS, at(11, 21, 10), &path, &body).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("ha già presentato il ricorso"), "{text}");
    let desk = ["Prova Giulia", "si decide entro il 1º dicembre 2025", "da convocare entro"];
    says(&school, HEAD, "/organo-di-garanzia", &desk, &[]).await;
    let proposal = ["Come siederebbe", "al posto di Prova Matematica, che è coinvolto nel fatto", "Convoca"];
    says(&school, HEAD, &path, &proposal, &[]).await;
    let numbered = format!("act=number&appeal={APPEAL}&protocol=115%2F2025");
    let (status, text) = sends(&school, SECRETARY, at(11, 24, 8), &path, &numbered).await;
    assert_eq!(status, 303, "{text}");

    let late = format!("act=convene&appeal={APPEAL}&sits_at=2025-12-02T15:00");
    let (status, text) = sends(&school, HEAD, at(11, 24, 9), &path, &late).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("è oltre il 1º dicembre 2025") && text.contains("2025-12-02T15:00"), "{text}");
    let convene = format!("act=convene&appeal={APPEAL}&sits_at=2025-12-01T15:00&unavailable={OTHER}");
    let (status, text) = sends(&school, HEAD, at(11, 24, 9), &path, &convene).await;
    assert_eq!(status, 303, "{text}");
    let third = (THIRD_TEACHER, Capacity::Teacher);
    says(
        &school,
        third,
        &path,
        &["Prova Terza, docente, al posto di Prova Altra, che è impedito"],
        &["Convoca"],
    )
    .await;
    let notice = format!("act=notice&appeal={APPEAL}&protocol=118%2F2025");
    let (status, text) = sends(&school, SECRETARY, at(11, 26, 9), &path, &notice).await;
    assert_eq!(status, 303, "{text}");

    let present = [PRINCIPAL, SECOND_TEACHER, THIRD_TEACHER, STUDENT, PARENT];
    let all: String = present.iter().map(|who| format!("&present={who}")).collect();
    let sit = format!("act=sit&appeal={APPEAL}&at=2025-12-01T15:00{all}&heard={MOTHER}");
    let (status, text) = sends(&school, HEAD, at(12, 1, 16), &path, &sit).await;
    assert_eq!(status, 303, "{text}");
    let vote =
        |of: &[PersonId], name: &str| -> String { of.iter().map(|who| format!("&{name}={who}")).collect() };
    let rule = format!(
        "act=rule&appeal={APPEAL}&outcome=confirm-in-part&left=2&reasons=sentite+le+parti{}{}",
        vote(&present[..3], "votes-in-part"),
        vote(&present[3..], "votes-annul")
    );
    let (status, text) = sends(&school, HEAD, at(12, 1, 17), &path, &rule).await;
    assert_eq!(status, 303, "{text}");
    let told =
        ["sanzione confermata in parte: allontanamento dalle lezioni per 2 giorni", "Comunica", "Riprendi"];
    says(&school, HEAD, &path, &told, &["Registra la decisione"]).await;
    let resume = format!(
        "act=resume&of={OF}&day-1=2025-12-09&day-2=2025-12-10&to={MOTHER}&to={GIULIA}&protocol=123%2F2025"
    );
    let (status, text) = sends(&school, SECRETARY, at(12, 3, 9), &path, &resume).await;
    assert_eq!(status, 303, "{text}");
    let tell = format!("act=tell&appeal={APPEAL}&to={MOTHER}&protocol=124%2F2025");
    let (status, text) = sends(&school, SECRETARY, at(12, 3, 10), &path, &tell).await;
    assert_eq!(status, 303, "{text}");
    says(&school, HERS, &path, &["si presenta entro il 18 dicembre 2025"], &[]).await;
}

/// A9-08, A9-15: the roster and the conflicts through the pages.
#[tokio::test]
async fn the_pages_of_the_body() {
    let school = school().await;
    let desk = "/organo-di-garanzia";
    let replace = format!(
        "act=replace&leaves={MATHS}&person={FOURTH_TEACHER}&designated_by=teachers-board&from=2025-12-01&reason=trasferita"
    );
    let (status, text) = sends(&school, SECRETARY, at(12, 1, 9), desk, &replace).await;
    assert_eq!(status, 303, "{text}");
    says(&school, SECRETARY, desk, &["Prova Quarta", "in carica fino al 31 agosto 2028"], &[]).await;
    let full =
        format!("act=appoint&person={MATHS}&seat=teacher&designated_by=teachers-board&from=2025-12-02");
    let (status, text) = sends(&school, SECRETARY, at(12, 2, 9), desk, &full).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("I posti di docente sono 2"), "{text}");

    let bring = format!(
        "act=bring&person={STUDENT}&rule=art.+12%2C+divisa&question=se+sia+dovuta+in+aula&protocol=140%2F2025"
    );
    let (status, text) = sends(&school, SECRETARY, at(12, 2, 10), desk, &bring).await;
    assert_eq!(status, 303, "{text}");
    let (_, known) = school.get(HEAD, "rule-conflicts").await;
    let conflict = known["conflicts"][0]["conflict"].as_str().expect("a conflict").to_owned();
    let path = format!("{desk}/conflitti/{conflict}");
    says(&school, HEAD, desk, &["art. 12, divisa", "da convocare"], &[]).await;
    says(&school, HEAD, &path, &["se sia dovuta in aula", "Convoca"], &[]).await;
    let (status, _) = page(&school, (ITALIAN, Capacity::Teacher), &path).await;
    assert_eq!(status, 404);
    let (status, text) =
        sends(&school, HEAD, at(12, 3, 9), &path, "act=convene&sits_at=2025-12-10T15:00").await;
    assert_eq!(status, 303, "{text}");
    let present = [PRINCIPAL, OTHER, FOURTH_TEACHER];
    let named = |name: &str| -> String { present.iter().map(|who| format!("&{name}={who}")).collect() };
    let sit = format!("act=sit&at=2025-12-10T15:00{}", named("present"));
    let (status, text) = sends(&school, HEAD, at(12, 10, 16), &path, &sit).await;
    assert_eq!(status, 303, "{text}");
    let answer =
        format!("act=answer&answer=unfounded&reasons=la+regola+vale+ovunque{}", named("votes-unfounded"));
    let (status, text) = sends(&school, HEAD, at(12, 10, 17), &path, &answer).await;
    assert_eq!(status, 303, "{text}");
    let tell = format!("act=tell&to={STUDENT}&protocol=150%2F2025");
    let (status, text) = sends(&school, SECRETARY, at(12, 11, 9), &path, &tell).await;
    assert_eq!(status, 303, "{text}");
    says(&school, (STUDENT, Capacity::Student), &path, &["la questione non è fondata"], &["Registra"]).await;
}
