//! Data restricted while it is decided on them (GDPR, art. 18): kept from all but those whom the table names, at every address.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_eventlog::log::Filter;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::*;
use super::words::form;

pub(super) type Who = (PersonId, Capacity);

pub(super) const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const OFFICER: Who = (person(5), Capacity::Dpo);
const AUDITOR: Who = (person(6), Capacity::Auditor);
const TEACHER: Who = (MATHS, Capacity::Teacher);
pub(super) const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);
pub(super) const DEPUTY: Who = (person(7), Capacity::Deputy);
/// In every part of what is restricted, and nowhere else.
const CANARY: &str = "canarino giallo";

/// Giulia was absent on Tuesday and has a grade, a note and a case; it is Wednesday morning.
pub(super) async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    for (who, office) in [(OFFICER.0, Office::Dpo), (AUDITOR.0, Office::Auditor), (DEPUTY.0, Office::Deputy)]
    {
        let (given_name, family_name) = ("Ufficio".to_owned(), "Prova".to_owned());
        let register = PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) };
        let office = PersonAct::AssignOffice { office, from, until: None };
        let acts = vec![register, office];
        school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: who, acts })).await;
    }
    school.call_roll(&[GIULIA], &[]).await;
    done(
        &school,
        "grade-entries?confirmed=true",
        json!({ "class": CLASS_1A, "subject": "MAT", "on": TUESDAY, "kind": "oral", "grades": [
            { "student": GIULIA, "value": 725, "comment": CANARY }, { "student": ANNA, "value": 650 }] }),
    )
    .await;
    let facts = format!("porta in classe un {CANARY}");
    let note =
        json!({ "write-note": { "on": TUESDAY, "period": 1, "kind": "disciplinary", "facts": facts } });
    done(&school, "conduct?confirmed=true", json!({ "student": GIULIA, "act": note })).await;
    let facts = format!("alla terza ora ha colpito la porta dell'aula con un {CANARY}");
    let report = json!({ "report": {
        "student": GIULIA, "on": TUESDAY, "letter": "m", "item": "m", "facts": facts } });
    done(&school, "case-acts?confirmed=true", json!({ "case": Uuid::from_u128(0xCA5E), "act": report }))
        .await;
    school.at(TUESDAY.tomorrow().expect("a day").at(8, 15, 0, 0));
    school.with_reason(OFFICER).await;
    school
}

async fn done(school: &School, path: &str, body: Value) {
    done_by(school, TEACHER, path, body).await;
}

pub(super) async fn done_by(school: &School, who: Who, path: &str, body: Value) {
    let (status, answer) = school.post(who, path, &body).await;
    assert!(status.is_success(), "{path}: {answer}");
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
}

/// Restricts every key of a student's data of these classes.
pub(super) async fn restrict(school: &School, student: PersonId, classes: &[&str]) -> Uuid {
    let of_class = |part: &str| classes.iter().any(|class| part.starts_with(&format!("{class}-")));
    restrict_those(school, student, classes.len(), of_class).await
}

/// The same, of the parts that are picked: as many as these.
async fn restrict_those(
    school: &School,
    student: PersonId,
    many: usize,
    pick: impl Fn(&str) -> bool,
) -> Uuid {
    let (status, sealed) = school.get(OFFICER, &format!("people/{student}/sealed-data")).await;
    assert_eq!(status, StatusCode::OK, "{sealed}");
    let keys = sealed.as_array().expect("a list").iter();
    let picked = keys.filter(|key| pick(key["part"].as_str().unwrap_or_default()));
    let targets: Vec<Value> =
        picked.map(|key| json!({ "class": key["class"], "part": key["part"] })).collect();
    assert_eq!(targets.len(), many, "{sealed}");
    let erasure = Uuid::new_v4();
    act(
        school,
        erasure,
        json!({ "ask": { "person": student, "targets": targets, "ground": "unlawful",
            "reasons": "se ne contesta l'esattezza" } }),
    )
    .await;
    act(school, erasure, json!({ "restrict": { "ground": "accuracy-contested" } })).await;
    erasure
}

async fn act(school: &School, erasure: Uuid, act: Value) {
    let body = json!({ "erasure": erasure, "act": act });
    let (status, answer) = school.post(OFFICER, "erasures?confirmed=true", &body).await;
    assert!(status.is_success(), "{answer}");
    if let Some(last) = school.app.register.head() {
        school.app.wait_for(last.position).await.expect("seen by the read models");
    }
}

async fn page(school: &School, (person, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header("authorization", format!("Bearer {}", school.token(person, capacity)))
        .body(Body::empty());
    school.page(request.expect("a request")).await
}

/// Where something of Giulia's may be read, with words that are there only because of it.
fn told() -> Vec<(String, &'static str)> {
    let case = Uuid::from_u128(0xCA5E);
    [
        ("/api/v1/students/{id}", "\"facts\":[{"),
        ("/api/v1/students/{id}/why?figure=hours-missed", "absence-recorded"),
        ("/api/v1/students/{id}/history?limit=500", CANARY),
        ("/api/v1/students/{id}/history?limit=500", "absence-recorded"),
        ("/api/v1/students/{id}/grades", "725"),
        ("/api/v1/students/{id}/conduct", CANARY),
        ("/api/v1/students/{id}/cases", "\"charge\""),
        ("/api/v1/classes/{class}/grades?subject=MAT", "725"),
        ("/api/v1/classes/{class}/days/2025-11-11", "\"absent\""),
        ("/api/v1/students/{id}/replay", CANARY),
        ("/api/v1/students/{id}/replay", "Ore perse"),
        ("/api/v1/classes/{class}/replay?on=2025-11-11", "assente"),
        ("/studenti/{id}", "ore residue"),
        ("/studenti/{id}/ore", "assenza"),
        ("/studenti/{id}/fatti", "Fatto n. 0"),
        ("/studenti/{id}/giorni/2025-11-11", "assenza"),
        ("/studenti/{id}/storia", CANARY),
        ("/studenti/{id}/voti", CANARY),
        ("/studenti/{id}/note", CANARY),
        ("/classi/{class}/voti?materia=MAT", "7,25"),
        ("/classi/{class}?giorno=2025-11-11", "assente</"),
    ]
    .into_iter()
    .map(|(path, words)| {
        let path = path.replace("{id}", &GIULIA.to_string()).replace("{class}", &CLASS_1A.to_string());
        (path, words)
    })
    .chain([(format!("/api/v1/cases/{case}"), CANARY), (format!("/casi/{case}"), CANARY)])
    .collect()
}

/// The addresses at which somebody reads what is Giulia's.
async fn read_by(school: &School, who: Who) -> Vec<(String, &'static str)> {
    let mut read = Vec::new();
    for (path, words) in told() {
        let (_, text) = page(school, who, &path).await;
        // The page of a class has a place for "assente" beside it, and others are absent from no list.
        if text.to_lowercase().contains(&words.to_lowercase()) {
            read.push((path, words));
        }
    }
    read
}

/// C4-05: what somebody read at an address before the restriction she does not read after it, and reads again once it is
/// lifted; who decides on it reads it all the time.
#[tokio::test(flavor = "multi_thread")]
async fn restricted_data_are_kept_from_every_address() {
    let school = school().await;
    let everybody = [TEACHER, HER_MOTHER, DEPUTY, HEAD, OFFICER];
    let mut before = Vec::new();
    for who in everybody {
        let read = read_by(&school, who).await;
        assert!(3 < read.len(), "{who:?} reads {read:?}");
        before.push(read);
    }
    let erasure = restrict(&school, GIULIA, &["attendance", "assessment", "conduct", "case"]).await;
    for (who, before) in everybody.into_iter().zip(&before) {
        let read = read_by(&school, who).await;
        if [HEAD, OFFICER].contains(&who) {
            assert_eq!(read, *before, "{who:?}");
        } else {
            assert_eq!(read, [], "{who:?} still reads");
        }
    }
    act(&school, erasure, json!({ "lift-restriction": { "reasons": "i dati sono esatti" } })).await;
    for (who, before) in everybody.into_iter().zip(&before) {
        assert_eq!(read_by(&school, who).await, *before, "{who:?}, once it is lifted");
    }
}

/// Art. 18, par. 2: an auditor verifies it for a reason that is recorded, and not without one.
#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_restricted_data_with_a_reason_only() {
    let school = school().await;
    restrict(&school, GIULIA, &["assessment"]).await;
    let path = format!("students/{GIULIA}/grades");
    let (status, _) = school.get(AUDITOR, &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, grades) = school.get(DEPUTY, &path).await;
    assert_eq!(status, StatusCode::OK, "{grades}");
    assert!(!grades.to_string().contains("725"), "{grades}");
    school.with_reason(AUDITOR).await;
    let (status, grades) = school.get(AUDITOR, &path).await;
    assert_eq!(status, StatusCode::OK, "{grades}");
    assert!(grades.to_string().contains("725"), "{grades}");
}

/// The roll is called on everybody: who is at school today is told, what was yesterday is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_roll_of_the_day_goes_on() {
    let school = school().await;
    restrict(&school, GIULIA, &["attendance"]).await;
    school.call_roll(&[GIULIA], &[]).await;
    let whereabouts = async |day: &str| {
        let (status, answer) = school.get(TEACHER, &format!("classes/{CLASS_1A}/days/{day}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let students = answer["students"].as_array().expect("students").clone();
        let hers = students.into_iter().find(|it| it["id"] == json!(GIULIA)).expect("Giulia");
        (hers["whereabouts"].clone(), hers["facts"].as_object().map_or(0, serde_json::Map::len))
    };
    assert_eq!(whereabouts("2025-11-12").await, (json!("absent"), 1));
    assert_eq!(whereabouts("2025-11-11").await, (json!("restricted"), 0));
    // Nor does the roll itself say it, as an act: that of yesterday names her to who decides and to nobody else.
    let records = school.app.register.log.read_all(SCHOOL, None, usize::MAX, Filter::All).await;
    let records = records.expect("the log").into_iter();
    let rolls: Vec<u64> =
        records.filter(|it| it.kind.starts_with("roll-called")).map(|it| it.position.0).collect();
    let [yesterday, today] = rolls.as_slice() else { panic!("two rolls: {rolls:?}") };
    for (who, position, named) in
        [(TEACHER, yesterday, false), (TEACHER, today, true), (HEAD, yesterday, true), (HEAD, today, true)]
    {
        let (status, event) = school.get(who, &format!("events/{position}")).await;
        assert_eq!(status, StatusCode::OK, "{event}");
        assert_eq!(event["data"].to_string().contains(&GIULIA.to_string()), named, "{who:?}: {event}");
        let (status, event) = page(&school, who, &format!("/eventi/{position}")).await;
        assert_eq!(status, 200, "{event}");
        let hers = event.contains(&GIULIA.to_string()) || event.contains("Giulia");
        assert_eq!(hers, named, "{who:?}: {event}");
    }
    let (status, sheet) = page(&school, TEACHER, "/appello").await;
    assert_eq!(status, 200);
    assert!(sheet.contains("Giulia") && !sheet.contains("da giustificare"), "she is on the roll: {sheet}");
    // The roll of yesterday does not say it either, and sent again leaves what is recorded of her as it is.
    let (status, sheet) =
        page(&school, TEACHER, &format!("/appello?classe={CLASS_1A}&giorno=2025-11-11&ora=1")).await;
    assert_eq!(status, 200, "{sheet}");
    assert!(sheet.contains("dato limitato") && !sheet.contains(&format!("stato-{GIULIA}")), "{sheet}");
    let head = school.head();
    let again = format!("command={}&classe={CLASS_1A}&giorno=2025-11-11&ora=1&collega=", Uuid::new_v4());
    let (status, back) = form(&school, TEACHER, "/appello", again).await;
    assert_eq!((status, school.head()), (303, head), "{back}");
    // The figures of a day that is over are those of its lists.
    let (_, list) = page(&school, DEPUTY, "/elenchi/assenti?giorno=2025-11-11").await;
    assert!(!list.contains("Giulia"), "{list}");
    let (_, list) = page(&school, DEPUTY, "/elenchi/assenti?giorno=2025-11-12").await;
    assert!(list.contains("Giulia"), "{list}");
}

/// What is restricted of one student says nothing of another: not even where both are in the same list.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_restricted_of_one_is_told_of_the_others() {
    let school = school().await;
    restrict(&school, GIULIA, &["assessment"]).await;
    let (status, grades) = school.get(TEACHER, &format!("classes/{CLASS_1A}/grades?subject=MAT")).await;
    assert_eq!(status, StatusCode::OK, "{grades}");
    assert!(grades.to_string().contains("650") && !grades.to_string().contains("725"), "{grades}");
    // Her attendance is another record, under another key.
    let (_, hers) = school.get(TEACHER, &format!("students/{GIULIA}")).await;
    assert_eq!((&hers["restricted"], hers["facts"].as_array().map(Vec::len)), (&json!(false), Some(1)));
}

/// A council does not judge on what is restricted, whoever of it looks at the dossier.
#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_note_is_not_in_the_dossier() {
    let school = school().await;
    let path = format!("classes/{CLASS_1A}/scrutinies/final/dossiers");
    let (status, before) = school.get(HEAD, &path).await;
    assert_eq!(status, StatusCode::OK, "{before}");
    assert!(before.to_string().contains(CANARY), "{before}");
    restrict(&school, GIULIA, &["conduct"]).await;
    for who in [HEAD, TEACHER] {
        let (status, after) = school.get(who, &path).await;
        assert_eq!(status, StatusCode::OK, "{after}");
        assert!(!after.to_string().contains(CANARY), "{after}");
    }
}

/// A3-10: whose family is to be told of her delays is not said to who may not read of them, in a list of the school either.
#[tokio::test(flavor = "multi_thread")]
async fn the_monthly_review_does_not_name_her() {
    let school = school().await;
    let late = jiff::civil::time(8, 12, 0, 0);
    for day in [12, 13, 14, 15, 17] {
        school.at(date(2025, 11, day).at(8, 15, 0, 0));
        school.call_roll(&[], &[(GIULIA, late)]).await;
    }
    let path = format!("/controllo-mensile?mese=2025-11&classe={}", CLASS_1B.0);
    let named = async |who: Who| {
        let (status, text) = page(&school, who, &path).await;
        assert_eq!(status, 200, "{text}");
        text.contains("Prova Giulia")
    };
    assert_eq!((named(DEPUTY).await, named(HEAD).await), (true, true), "the fifth delay");
    restrict(&school, GIULIA, &["attendance"]).await;
    assert_eq!((named(DEPUTY).await, named(HEAD).await), (false, true));
}

/// What a case asks of the school is kept with the case, and with nothing else of hers.
#[tokio::test(flavor = "multi_thread")]
async fn the_duties_of_a_restricted_case_are_kept_with_it() {
    let school = school().await;
    let charge = json!({ "notify-charge": { "letter": "p", "item": "p", "protocol": "101/2025",
        "facts": "alla terza ora ha colpito la porta dell'aula" } });
    let body = json!({ "case": Uuid::from_u128(0xCA5E), "act": charge });
    done_by(&school, HEAD, "case-acts?confirmed=true", body).await;
    let told = async |who: Who| {
        let (status, answer) = school.get(who, &format!("duties?student={GIULIA}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer.to_string().contains("inform-council")
    };
    assert_eq!((told(DEPUTY).await, told(HEAD).await), (true, true));
    let of_attendance = restrict(&school, GIULIA, &["attendance"]).await;
    assert_eq!((told(DEPUTY).await, told(HEAD).await), (true, true), "her attendance is another record");
    act(&school, of_attendance, json!({ "lift-restriction": { "reasons": "i dati sono esatti" } })).await;
    restrict(&school, GIULIA, &["case"]).await;
    assert_eq!((told(DEPUTY).await, told(HEAD).await), (false, true));
}

/// B1-11, C4-05: what came from another school has a key of its own, and is restricted alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_file_of_another_school_is_not_shown() {
    let school = school().await;
    let file = json!({ "receive-file": { "school": "Istituto di provenienza", "on": TUESDAY, "sha256": "a".repeat(64),
        "sanctions": [{ "decided_on": "2025-03-04", "what": "sospensione di tre giorni" }] } });
    done_by(&school, HEAD, "people", json!({ "person": GIULIA, "acts": [file] })).await;
    let shown = async |who: Who| {
        let (status, text) = page(&school, who, &format!("/studenti/{GIULIA}/provvedimenti")).await;
        assert_eq!(status, 200, "{text}");
        text.contains("Istituto di provenienza")
    };
    assert_eq!((shown(HER_MOTHER).await, shown(HEAD).await), (true, true));
    restrict_those(&school, GIULIA, 1, |part| part.starts_with("person-") && part.contains('/')).await;
    assert_eq!((shown(HER_MOTHER).await, shown(HEAD).await), (false, true));
}

/// A sum over the whole school names nobody, and counts as before; that of a class is of those who are told of.
#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_the_school_count_everybody() {
    let school = school().await;
    restrict(&school, GIULIA, &["attendance"]).await;
    let (status, answer) = school.get(DEPUTY, "dashboard?on=2025-11-11").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let of = |list: &str, is: &dyn Fn(&Value) -> bool| {
        let found = answer[list].as_array().expect("a list").iter().find(|it| is(it));
        found.expect("one of them")["absent"].clone()
    };
    let in_1a = of("classes", &|it: &Value| it["class"]["id"] == json!(CLASS_1A));
    let that_day = of("trend", &|it: &Value| it["on"] == json!("2025-11-11"));
    assert_eq!((&answer["absent"], that_day, in_1a), (&json!(1), json!(1), json!(0)), "{answer}");
    let (status, why) = page(&school, DEPUTY, "/perche?figura=assenti&giorno=2025-11-11").await;
    assert_eq!(status, 200, "{why}");
    assert!(!why.contains("Giulia"), "{why}");
}
