//! Who asks for her rights is answered, and is given everything that is hers and nothing that is another's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::StatusCode;
use jiff::civil::{date, datetime};
use registro::actor::Capacity;
use registro::app::{self, App};
use registro::clock::SimulatedClock;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::own_data::{Concerns, OwnData, files};
use registro::register::Register;
use registro::simulate::Plan;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_domain::request::DataRequest;
use registro_eventlog::access::AccessLog;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_projections::requests::{RequestFile, open_about};
use registro_projections::store::ReadStore;
use serde_json::{Value, json};
use uuid::Uuid;

use super::appeals::{self, CASE, appeal, done};
use super::documents::page;
use super::expunction::{in_may, ordered};
use super::stood::lived;
use super::support::*;

type Who = (PersonId, Capacity);

const OFFICER: Who = (person(5), Capacity::Dpo);
const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const HERS: Who = (MOTHER, Capacity::Guardian);
const HIS: Who = (MARCO, Capacity::Student);
const TEACHER: Who = (MATHS, Capacity::Teacher);

pub(super) async fn with_officer(school: &School) {
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: OFFICER.0, acts })).await;
}

async fn school() -> School {
    let school = School::open().await;
    with_officer(&school).await;
    school
}

async fn act(school: &School, who: Who, request: Uuid, act: Value) -> (StatusCode, Value) {
    let body = json!({ "request": request, "act": act });
    school.post(who, "data-requests?confirmed=true", &body).await
}

async fn recorded(school: &School, who: Who, request: Uuid, what: Value) {
    let (status, answer) = act(school, who, request, what.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{what}: {answer}");
}

fn ask(person: PersonId) -> Value {
    json!({ "ask": { "person": person, "claim": "access", "wording": "chiedo una copia dei dati" } })
}

/// C2-01, C2-02, C3-01: asked in the register, a month to answer, answered, closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_mother_asks_for_her_daughters_data_and_is_answered() {
    let school = school().await;
    let request = Uuid::new_v4();
    recorded(&school, HERS, request, ask(GIULIA)).await;
    let (status, all) = school.get(OFFICER, "data-requests").await;
    assert_eq!(status, StatusCode::OK, "{all}");
    let stated = &all["requests"][0];
    assert_eq!((&stated["standing"], &stated["answer_by"]), (&json!("open"), &json!("2025-12-11")));
    assert_eq!(stated["state"]["identified"]["title"], "responsible");
    assert_eq!(stated["state"]["identified"]["identity"], json!({ "session": 2 }));
    let (store, open) = (&school.app.store, |files: Vec<RequestFile>| files.len());
    assert_eq!(open(open_about(store, SCHOOL, GIULIA).await.expect("rows")), 1);
    assert_eq!(open(open_about(store, SCHOOL, ANNA).await.expect("rows")), 0);

    // She follows her own; nobody else's family does, and a teacher does not know of it.
    let path = format!("data-requests/{request}");
    assert_eq!(school.get(HERS, &path).await.0, StatusCode::OK);
    for who in [HIS, TEACHER, (OTHER, Capacity::Teacher)] {
        assert_eq!(school.get(who, &path).await.0, StatusCode::NOT_FOUND, "{who:?}");
        assert_eq!(school.get(who, "data-requests").await.0, StatusCode::NOT_FOUND, "{who:?}");
    }
    let dossier = format!("{path}/dossier");
    assert_eq!(school.get(HERS, &dossier).await.0, StatusCode::NOT_FOUND, "she is given it by the school");
    assert_eq!(school.get(OFFICER, &dossier).await.0, StatusCode::OK);

    let (status, _) =
        act(&school, HERS, request, json!({ "answer": { "outcome": "granted", "reasons": "x" } })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let answer = json!({ "answer": { "outcome": "granted", "reasons": "si consegna la copia" } });
    recorded(&school, HEAD, request, answer).await;
    recorded(&school, OFFICER, request, json!({ "close": {} })).await;
    let (_, stated) = school.get(OFFICER, &path).await;
    assert_eq!(stated["standing"], "closed");
    assert_eq!(open(open_about(store, SCHOOL, GIULIA).await.expect("rows")), 0);
}

/// B6-01, C2-01: a father whom a court limits asks too, and may only be refused; a stranger learns nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_title_is_refused_and_a_stranger_is_told_nothing() {
    let school = school().await;
    let request = Uuid::new_v4();
    recorded(&school, (FATHER, Capacity::Guardian), request, ask(GIULIA)).await;
    let answer = json!({ "answer": { "outcome": "granted", "reasons": "si consegna" } });
    let (_, refused) = act(&school, OFFICER, request, answer).await;
    assert_eq!(refused["type"], "urn:registro:problem:request:not-entitled", "{refused}");
    let refuse = json!({ "refuse": { "ground": "not-entitled", "reasons": "un provvedimento lo limita" } });
    recorded(&school, OFFICER, request, refuse).await;
    let (_, stated) = school.get(OFFICER, &format!("data-requests/{request}")).await;
    let remedies = &stated["state"]["ended"]["refused"]["remedies"];
    assert_eq!(remedies[0]["before"], "garante", "{stated}");
    for nobodys in [GIULIA, PersonId(Uuid::new_v4())] {
        assert_eq!(act(&school, HIS, Uuid::new_v4(), ask(nobodys)).await.0, StatusCode::NOT_FOUND);
    }
}

/// E-04: anybody tells what cannot be used, and reads what became of it and where she may go.
#[tokio::test(flavor = "multi_thread")]
async fn who_tells_what_cannot_be_used_reads_what_became_of_it() {
    let school = school().await;
    let ombudsman = "Difensore civico per il digitale";
    for (wording, ended, said, remedy) in [
        (
            "il calendario non si usa con la tastiera",
            json!({ "answer": { "outcome": "granted", "reasons": "ora si usa" } }),
            "risposta data",
            true,
        ),
        (
            "le tabelle non si leggono con lo screen reader",
            json!({ "refuse": { "ground": "disproportionate-burden", "reasons": "va rifatto tutto" } }),
            "respinta",
            true,
        ),
        (
            "i colori si vedono male",
            json!({ "withdraw": { "reasons": "era lo schermo" } }),
            "ritirata",
            false,
        ),
    ] {
        let request = Uuid::new_v4();
        let told = json!({ "ask": { "person": MOTHER, "claim": "accessibility", "wording": wording } });
        recorded(&school, HERS, request, told).await;
        for ground in ["not-identified", "not-entitled"] {
            let refuse = json!({ "refuse": { "ground": ground, "reasons": "non si sa chi è" } });
            let (_, answer) = act(&school, OFFICER, request, refuse).await;
            assert_eq!(answer["type"], "urn:registro:problem:request:ground-of-another", "{answer}");
        }
        let row = async || {
            let (_, shown) = page(&school, HERS, "/accessibilita").await;
            let row = shown.split("<tr>").find(|row| row.contains(wording)).map(str::to_owned);
            row.unwrap_or_else(|| panic!("{wording}: {shown}"))
        };
        assert!(row().await.contains("la scuola risponde entro"), "{wording}");
        recorded(&school, OFFICER, request, ended).await;
        let row = row().await;
        assert!(row.contains(said), "{row}");
        assert_eq!(row.contains(ombudsman), remedy, "{row}");
    }
}

/// C4-05: art. 17 and 18 lead to the procedure that erases and restricts, which is about the same person.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_leads_to_the_procedure_that_does_what_it_asks() {
    let school = school().await;
    note(&school, GIULIA, "esce senza permesso").await;
    let (request, erasure) = (Uuid::new_v4(), Uuid::new_v4());
    let asked = json!({ "receive": {
        "person": GIULIA, "claim": "restriction", "channel": "pec", "received_on": "2025-11-10",
        "applicant": MOTHER, "wording": "la nota è inesatta", "protocol": "88/2025", "identity": "digital-signature"
    } });
    recorded(&school, OFFICER, request, asked).await;
    let link = json!({ "link": { "to": { "erasure": erasure } } });
    assert_eq!(act(&school, OFFICER, request, link.clone()).await.0, StatusCode::NOT_FOUND);
    let (_, sealed) = school.get(OFFICER, &format!("people/{GIULIA}/sealed-data")).await;
    let note = sealed.as_array().expect("keys").iter().find(|key| key["class"] == "note").expect("a note");
    let target = json!({ "class": note["class"], "part": note["part"] });
    for what in [
        json!({ "ask": { "person": GIULIA, "targets": [target], "ground": "unlawful", "reasons": "inesatta" } }),
        json!({ "restrict": { "ground": "accuracy-contested" } }),
    ] {
        let body = json!({ "erasure": erasure, "act": what });
        let (status, answer) = school.post(OFFICER, "erasures?confirmed=true", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    recorded(&school, OFFICER, request, link).await;
    let answer = json!({ "answer": { "outcome": "granted", "reasons": "la nota è limitata" } });
    recorded(&school, OFFICER, request, answer).await;
}

async fn note(school: &School, student: PersonId, facts: &str) {
    let act = json!({ "write-note": { "on": TUESDAY, "period": 1, "kind": "disciplinary", "facts": facts } });
    let said =
        school.post(TEACHER, "conduct?confirmed=true", &json!({ "student": student, "act": act })).await;
    assert_eq!(said.0, StatusCode::CREATED, "{}", said.1);
}

/// C3-02, C3-03: others are told by what they are, readers by their office, unless it is decided otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn others_are_not_known_from_the_copy() {
    let school = school().await;
    note(&school, GIULIA, "ha risposto male ad Altra Prova e spinto M.R. in corridoio").await;
    let request = Uuid::new_v4();
    recorded(&school, HERS, request, ask(GIULIA)).await;
    let dossier = format!("data-requests/{request}/dossier");
    assert_eq!(school.get((MATHS, Capacity::Teacher), &format!("students/{GIULIA}")).await.0, StatusCode::OK);
    let (_, copy) = school.get(OFFICER, &dossier).await;
    let text = copy.to_string();
    for name in ["Altra Prova", "Madre", "Padre", "Matematica"] {
        assert!(!text.contains(name), "{name} in {text}");
    }
    for id in [MARCO, MOTHER, FATHER, MATHS, PRINCIPAL] {
        assert!(!text.contains(&id.to_string()), "{id} in {text}");
    }
    assert!(
        text.contains("[personale della scuola]") && text.contains("[la madre]") && text.contains("M.R."),
        "{text}"
    );
    let by = |copy: &Value| {
        let found = copy["consultations"].as_array().expect("a list").iter();
        found.map(|it| it["by"].as_str().expect("who").to_owned()).collect::<BTreeSet<_>>()
    };
    assert!(by(&copy).contains("docente"), "{copy}");

    // What no program can know is named by the protection officer, with why.
    let at = copy["acts"].as_array().expect("acts").iter().find(|act| act["kind"] == "note-written.v1");
    let position = at.expect("the note")["position"].clone();
    let redact =
        json!({ "redact": { "position": position, "words": "M.R.", "reasons": "iniziali di un compagno" } });
    let mistaken = json!({ "redact": { "position": position, "words": "M. R.", "reasons": "iniziali" } });
    assert_eq!(
        act(&school, OFFICER, request, mistaken).await.0,
        StatusCode::NOT_FOUND,
        "nothing to leave out"
    );
    recorded(&school, OFFICER, request, redact).await;
    // Nor does who asked find them in the request itself, or in the act that leaves them out.
    let redacted = school.head();
    let (_, stated) = school.get(HERS, &format!("data-requests/{request}")).await;
    assert!(stated["standing"] == "open" && !stated.to_string().contains("M.R."), "{stated}");
    for who in [HERS, (GIULIA, Capacity::Student)] {
        assert_eq!(school.get(who, &format!("events/{redacted}")).await.0, StatusCode::NOT_FOUND);
    }
    let reveal = json!({ "reveal-readers": { "reasons": "servono per una denuncia" } });
    assert_eq!(act(&school, HEAD, request, reveal.clone()).await.0, StatusCode::FORBIDDEN);
    recorded(&school, OFFICER, request, reveal).await;
    let (_, copy) = school.get(OFFICER, &dossier).await;
    assert!(!copy.to_string().contains("M.R."), "{copy}");
    let omissions = copy["omissions"].to_string();
    assert!(
        omissions.contains("iniziali di un compagno") && omissions.contains("art. 15, par. 4"),
        "{omissions}"
    );
    assert!(by(&copy).iter().any(|by| by.contains("Matematica")), "{copy}");
}

/// C3-01, C3-04: each letter of the article, and what a record said before it was corrected.
#[tokio::test(flavor = "multi_thread")]
async fn the_copy_has_every_letter_and_the_history_of_corrections() {
    let school = school().await;
    school.call_roll(&[GIULIA], &[]).await;
    school.at(TUESDAY.at(9, 0, 0, 0));
    let entry = json!({ "student": GIULIA, "on": TUESDAY, "at": "09:00:00", "ground": "none" });
    assert_eq!(school.post(TEACHER, "entries", &entry).await.0, StatusCode::CREATED);
    let request = Uuid::new_v4();
    recorded(&school, HERS, request, ask(GIULIA)).await;
    let (_, copy) = school.get(OFFICER, &format!("data-requests/{request}/dossier")).await;
    let references: Vec<&str> = copy["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .map(|section| section["reference"].as_str().expect("a reference"))
        .collect();
    let letters = ('a'..='h').map(|letter| format!("art. 15, par. 1, lett. {letter}"));
    let all: Vec<String> =
        letters.chain(["art. 15, par. 2".to_owned(), "art. 15, par. 3".to_owned()]).collect();
    assert_eq!(references, all);
    let acts = copy["acts"].as_array().expect("acts");
    let kind = |kind: &str| acts.iter().find(|act| act["kind"] == kind).expect(kind);
    let (absence, entry) = (kind("absence-recorded.v1"), kind("entry-recorded.v1"));
    assert_eq!(absence["superseded_by"], json!([entry["position"]]));
    // B6-01: what a court ordered of the other parent is not for this one.
    let order = kind("responsibility-limited.v1");
    assert_eq!(order["data"], json!({}), "{order}");
    assert!(
        order["says"].as_str().is_some_and(|says| says.ends_with("non è dato a chi chiede per un minore"))
    );

    for (name, media_type) in [
        ("dati.json", "application/json"),
        ("atti.csv", "text/csv; charset=utf-8"),
        ("manifest.json", "application/json"),
    ] {
        let (token, path) =
            (school.token(OFFICER.0, OFFICER.1), format!("data-requests/{request}/dossier/{name}"));
        let asked = axum::http::Request::builder()
            .uri(format!("/api/v1/{path}"))
            .header("authorization", format!("Bearer {token}"));
        let answer = tower::ServiceExt::oneshot(
            school.router.clone(),
            asked.body(axum::body::Body::empty()).expect("a request"),
        )
        .await
        .expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        assert_eq!(answer.headers()["content-type"], media_type);
    }
}

/// The copy of somebody, as if she had asked.
async fn copy_of(app: &App, person: PersonId) -> OwnData {
    let file = RequestFile {
        id: RequestId(Uuid::from_u128(1)),
        request: DataRequest::default(),
        person,
        acts: Vec::new(),
    };
    app.own_data(&file).await.expect("a copy")
}

/// Where each person's events stand, counted over the log itself; without those of the cases named.
async fn counted(
    log: &dyn EventLog,
    school: SchoolId,
    expunged: &[Uuid],
) -> BTreeMap<Uuid, BTreeSet<Position>> {
    let mut counted: BTreeMap<Uuid, BTreeSet<Position>> = BTreeMap::new();
    for recorded in log.read_all(school, None, usize::MAX >> 1, Filter::All).await.expect("the log") {
        let stream = recorded.stream.to_string();
        if expunged.iter().any(|case| stream == format!("case-{case}")) {
            continue;
        }
        for about in &recorded.about {
            counted.entry(about.person).or_default().insert(recorded.position);
        }
    }
    counted
}

fn has_exactly(copy: &OwnData, expected: &BTreeSet<Position>) {
    let given: BTreeSet<Position> = copy.acts.iter().map(|act| act.position).collect();
    assert_eq!(given.len(), copy.acts.len(), "each once");
    assert_eq!(given, *expected, "{}", copy.name);
}

/// Every event about a person and none about anybody else, by a count of the log; for hundreds of students.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_every_event_of_its_person_and_no_other() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut plan = Plan::new(300, 12, 7);
    plan.until = Some(datetime(2025, 10, 4, 20, 0, 0, 0));
    let (log, school) = lived(dir.path(), plan).await;
    let store = ReadStore::open(&dir.path().join("read.db")).await.expect("read models");
    let clock = Arc::new(SimulatedClock::at(registro::clock::instant(datetime(2025, 10, 6, 9, 0, 0, 0))));
    let register = Register::open(Arc::clone(&log), school, clock, Regulation::adopted().into()).await;
    let (seen, _) = app::follow(Arc::clone(&log), store.clone(), school).await.expect("a runner");
    let access = AccessLog::open(&dir.path().join("access"), None).await.expect("an access log");
    let register = register.expect("a register");
    let app = App {
        register,
        store,
        access,
        seen,
        demo: false,
        erasing: Default::default(),
        count: Default::default(),
    };
    let head = app.register.head().expect("events").position;
    app.wait_for(head).await.expect("folded");

    let counted = counted(&*log, school, &[]).await;
    let directory = app.register.directory().await.expect("a directory");
    let students: Vec<PersonId> =
        directory.people().filter(|it| !it.enrolments.is_empty()).map(|it| it.person).collect();
    assert_eq!(students.len(), 300);
    let mut acts = 0;
    for student in students {
        let copy = copy_of(&app, student).await;
        has_exactly(&copy, &counted[&student.0]);
        acts += copy.acts.len();
        let text = serde_json::to_string(&copy.acts).expect("JSON");
        let mother = directory.person(student).and_then(|it| it.guardians.first()).map(|it| it.guardian);
        assert!(mother.is_none_or(|mother| !text.contains(&mother.to_string())));
    }
    assert!(3_000 < acts, "{acts} acts compared");
}

/// The same where something was erased, something expunged, an adult objected, and a court limits a parent.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_told_and_what_was_expunged_is_not() {
    let school = appeals::school().await;
    with_officer(&school).await;
    school.at(TUESDAY.at(10, 0, 0, 0));
    note(&school, ANNA, "porta in classe un canarino giallo").await;
    school.at(TUESDAY.at(10, 5, 0, 0));
    ordered(&school, true).await;
    done(&school, HEAD, in_may(12, 9), "appeals", appeal(json!({ "expunge": {} }))).await;
    school.at(in_may(12, 10));
    let objected = school.post(HIS, "disclosure-objections", &json!({})).await;
    assert!(objected.0.is_success(), "{}", objected.1);

    let (_, sealed) = school.get(OFFICER, &format!("people/{ANNA}/sealed-data")).await;
    let key = sealed.as_array().expect("keys").iter().find(|key| key["class"] == "note").expect("a note");
    let (erasure, target) = (Uuid::new_v4(), json!({ "class": key["class"], "part": key["part"] }));
    for (who, what) in [
        (
            OFFICER,
            json!({ "ask": { "person": ANNA, "targets": [target], "ground": "unlawful", "reasons": "non andava" } }),
        ),
        (OFFICER, json!({ "assess": { "reasons": "il dato è illecito" } })),
        (HEAD, json!({ "approve": {} })),
    ] {
        let body = json!({ "erasure": erasure, "act": what });
        let (status, answer) = school.post(who, "erasures?confirmed=true", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    for _ in 0..200 {
        let (_, all) = school.get(OFFICER, "erasures").await;
        if all["erasures"].as_array().expect("a list").iter().any(|it| !it["executed"].is_null()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let head = school.app.register.head().expect("events").position;
    school.app.wait_for(head).await.expect("folded");

    let counted = counted(&*school.app.register.log, SCHOOL, &[CASE.0]).await;
    for person in [GIULIA, MARCO, ANNA, MOTHER, FATHER, MATHS] {
        let copy = copy_of(&school.app, person).await;
        has_exactly(&copy, &counted[&person.0]);
        let text = serde_json::to_string(&copy).expect("JSON");
        assert!(!text.contains("sedia") && !text.contains("case-expunged"), "{text}");
        assert!(!text.contains("canarino"), "{text}");
        let erased = copy.acts.iter().filter(|act| act.erased && act.concerns == Concerns::Subject).count();
        assert_eq!(erased, usize::from(person == ANNA), "{}", copy.name);
        let listed = files(&copy).expect("files");
        assert_eq!(listed.len(), 4);
    }
    let marco = copy_of(&school.app, MARCO).await;
    assert!(marco.acts.iter().any(|act| act.kind == "disclosure-objected.v1"));
    let giulia = copy_of(&school.app, GIULIA).await;
    assert!(giulia.acts.iter().any(|act| act.kind == "responsibility-limited.v1"));
    assert!(!giulia.acts.iter().any(|act| act.kind.starts_with("case-")));
}

/// The copy has the fields that its published schema requires, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn the_copy_is_of_its_published_form() {
    let path = crate::licences::repository().join("docs/schemas/own-data-1.schema.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON");
    let school = school().await;
    note(&school, GIULIA, "ha risposto male ad Altra Prova").await;
    school.get(TEACHER, &format!("students/{GIULIA}")).await;
    let copy = serde_json::to_value(copy_of(&school.app, GIULIA).await).expect("JSON");
    let names = |fields: &Value| fields.as_object().expect("fields").keys().cloned().collect::<BTreeSet<_>>();
    let required = |of: &Value| {
        let required = of["required"].as_array().expect("required").iter();
        required.map(|name| name.as_str().expect("a name").to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(&copy), required(&schema));
    assert_eq!(copy["format"], schema["properties"]["format"]["const"]);
    for (list, item) in [
        ("sections", "section"),
        ("acts", "act"),
        ("consultations", "consultation"),
        ("omissions", "omission"),
    ] {
        let form = &schema["$defs"][item];
        assert_eq!(names(&form["properties"]), required(form), "{item}");
        let items = copy[list].as_array().expect("a list");
        assert!(!items.is_empty(), "{list}");
        assert!(items.iter().all(|it| names(it) == required(form)), "{list}");
    }
}
