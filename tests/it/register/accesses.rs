//! Nothing of anybody leaves the register unrecorded: every address is asked, and what it told is looked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::civil::{Date, date, datetime};
use registro::access::consult::Filter as Looked;
use registro::access::entry::{Channel, Entry, Kind, Outcome, Who};
use registro::access::routes::{self, Route};
use registro::actor::{Agent, Capacity};
use registro::app::{self, App};
use registro::clock::{SimulatedClock, wall};
use registro::commands::Command;
use registro::commands::data_request::{Act as AskedOfData, DataRequest, Shown};
use registro::commands::people::{Act, People};
use registro::http::{router, table};
use registro::identity::Keys;
use registro::register::Register;
use registro::simulate::Plan;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::people::{Office, Profile};
use registro_domain::regulation::Regulation;
use registro_domain::request::{Channel as By, Claim};
use registro_eventlog::access::{AccessLog, Month};
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::Filter;
use registro_projections::store::ReadStore;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use super::sight::ask;
use super::stood::lived;
use super::support::{CLASS_1A, GIULIA, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person};

const JSON: &str = "application/json";
const PAGE: &str = "text/html";
const DPO: PersonId = person(31);

/// It has no end.
const STREAM: &str = "/api/v1/feed";

/// Addresses that told nobody anything in the school of this test, and why.
const NOT_REACHED: [(&str, &str); 14] = [
    (STREAM, "its parts are recorded one by one: see the test of the feed"),
    ("/organo-di-garanzia/conflitti/{id}", "nobody brought a conflict before the body"),
    ("/studenti/{id}/pagella/{periodo}", "no report card is published in February"),
    ("/api/v1/students/{id}/report-cards/{period}", "the same"),
    ("/cancellazioni/{id}", "nothing is sealed here, so there is nothing to erase"),
    ("/api/v1/events/{position}/receipt", "no ledger is kept here"),
    ("/casi/{id}/prove", "the same"),
    ("/eventi/{position}/documento", "the event asked about made no document"),
    ("/eventi/{position}/documento/pdf", "the same"),
    ("/api/v1/events/{position}/document", "the same"),
    ("/studenti/{id}/certificato/pdf", "no program makes files here: it leads to the page"),
    ("/studenti/{id}/pagella/{periodo}/pdf", "no report card is published in February"),
    ("/richieste/{id}/copia/pdf", "no program makes files here: it leads to the page"),
    ("/api/v1/students/{id}/fee-exemption", "no final scrutiny is closed in February"),
];

/// The addresses that are read: of the table, and of the rest of the router as it is written.
fn read_from_router() -> BTreeSet<String> {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("api/src/http.rs"));
    let source = source.expect("the router's source");
    let read = source.split(".route(").skip(1).filter(|chunk| chunk.contains("get("));
    let read = read.map(|chunk| chunk.split('"').nth(1).expect("an address").to_owned());
    let table = table::of_programs();
    let of_table = table.iter().filter(|endpoint| endpoint.operation.method == "get");
    read.chain(of_table.map(|endpoint| endpoint.path.to_owned())).collect()
}

#[test]
fn every_address_that_is_read_says_what_for() {
    let (read, described) = (
        read_from_router(),
        routes::described().map(|(template, _)| template.to_owned()).collect::<BTreeSet<_>>(),
    );
    assert!(70 < read.len());
    assert_eq!(read, described);
}

pub(super) struct Simulated {
    pub(super) app: Arc<App>,
    pub(super) router: Router,
    pub(super) keys: Keys,
    pub(super) school: SchoolId,
    _dir: tempfile::TempDir,
}

impl Simulated {
    pub(super) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        // Two classes until after the first scrutinies.
        let mut plan = Plan::new(56, 2, 2025);
        plan.until = Some(datetime(2026, 2, 27, 10, 30, 0, 0));
        let (log, school) = lived(dir.path(), plan).await;
        let head = log.subscribe(school).await.expect("a head").borrow().expect("events");
        let clock = Arc::new(SimulatedClock::at(head.recorded_at));
        let store = ReadStore::open(&dir.path().join("read.db")).await.expect("read models");
        let (seen, _) = app::follow(Arc::clone(&log), store.clone(), school).await.expect("a runner");
        let regulation = Arc::new(Regulation::adopted());
        let register = Register::open(log, school, clock, regulation).await.expect("a register");
        let access = AccessLog::open(&dir.path().join("access"), None).await.expect("an access log");
        let app = Arc::new(App {
            register,
            store,
            access,
            seen,
            demo: false,
            erasing: Default::default(),
            count: Default::default(),
        });
        let keys = Keys::random();
        Self { router: router([Arc::clone(&app)], keys.clone()), app, keys, school, _dir: dir }
    }

    /// What is answered, and what was recorded of it.
    async fn ask(
        &self,
        (person, capacity): (PersonId, Capacity),
        path: &str,
    ) -> (StatusCode, String, Option<Entry>) {
        let session = Uuid::new_v4();
        let agent = Agent { person, capacity, assurance: 2, session };
        let request = Request::builder()
            .uri(path)
            .header(header::ACCEPT, if path.starts_with("/api/") { JSON } else { PAGE })
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.keys.mint(self.school, agent).expect("a token")),
            )
            .body(Body::empty())
            .expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 24).await.expect("a body");
        let newest = newest(&self.app).await.filter(|entry| is_of(entry, session));
        (status, String::from_utf8_lossy(&body).into_owned(), newest)
    }
}

async fn newest(app: &App) -> Option<Entry> {
    let looked = app.accesses(&Looked::default(), None, 1).await.expect("the access log");
    looked.found.into_iter().next().and_then(|found| found.entry)
}

fn is_of(entry: &Entry, asking: Uuid) -> bool {
    matches!(entry.who, Who::Person { session, .. } if session == asking)
}

/// As it stands in a page.
fn escaped(name: &str) -> String {
    name.replace('&', "&#38;").replace('\'', "&#39;")
}

/// An address with everything in its place that it needs.
pub(super) fn filled(template: &str, places: &BTreeMap<&str, String>) -> Option<String> {
    let kind = [
        "people",
        "students",
        "studenti",
        "classes",
        "classi",
        "cases",
        "casi",
        "notices",
        "bacheca",
        "conflitti",
        "data-requests",
        "richieste",
    ]
    .into_iter()
    .find(|kind| template.contains(&format!("/{kind}/{{id}}")));
    let mut path = match kind {
        Some(kind) => template.replacen("{id}", places.get(kind)?, 1),
        None => template.to_owned(),
    };
    for name in ["date", "position", "period", "periodo", "name", "file"] {
        let place = format!("{{{name}}}");
        if path.contains(&place) {
            path = path.replace(&place, places.get(name)?);
        }
    }
    let student = &places["studenti"];
    let class = &places["classi"];
    let on = &places["date"];
    let query = match template {
        "/perche" => format!("?figura=ore&classe={class}&giorno={on}"),
        "/appello" => format!("?classe={class}&giorno={on}&ora=1"),
        "/classi/{id}" | "/ispezione/classi/{id}" => format!("?giorno={on}"),
        "/api/v1/classes/{id}/replay" => format!("?on={on}"),
        "/elenchi/{name}" => format!("?giorno={on}"),
        "/classi/{id}/voti" => format!("?materia={}", places["subject"]),
        "/api/v1/classes/{id}/grades" => format!("?subject={}", places["subject"]),
        "/api/v1/students/{id}/why" => "?figure=hours-missed".to_owned(),
        "/api/v1/notice-audiences" => format!("?family={student}"),
        "/bacheca/nuova" => format!("?studente={student}"),
        "/api/v1/access-decisions" => format!("?reader={student}&capacity=student&student={student}"),
        "/studenti/{id}" => "?perche=hours-missed".to_owned(),
        _ => String::new(),
    };
    Some(path + &query)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_named_in_an_answer_is_in_the_record_of_it() {
    let school = Simulated::open().await;
    let directory = school.app.register.directory().await.expect("who is who");
    let today = school.app.register.today();
    let students: Vec<&Profile> =
        directory.people().filter(|profile| profile.class_on(today).is_some()).collect();
    let cases = school.app.cases_of_year(SchoolYear::containing(today)).await.expect("cases");
    let case = cases.first().expect("a case");
    // The student of the case, so that every kind of address has something to tell.
    let student = case.student;
    let class = directory.person(student).and_then(|known| known.class_on(today)).expect("a class");
    let holds = |is: fn(Office) -> bool| {
        let mut people = directory.people();
        people.find(|profile| profile.holds_office(today, is)).map(|profile| profile.person)
    };
    let teacher = directory
        .people()
        .find(|profile| {
            profile.holds_office(today, |office| office == Office::Coordinator { class })
                && profile.chairs_on(today).any(|chair| chair.class == class)
        })
        .expect("a coordinator");
    let subject = teacher.chairs_on(today).find(|chair| chair.class == class).expect("a chair");
    let guardian = directory
        .people()
        .find(|profile| directory.children_of(profile.person).any(|it| it.person == student));
    let readers: Vec<(PersonId, Capacity)> = [
        (holds(|office| office == Office::Principal), Capacity::Principal),
        (holds(|office| office == Office::Dpo), Capacity::Dpo),
        (Some(teacher.person), Capacity::Teacher),
        (guardian.map(|profile| profile.person), Capacity::Guardian),
        (Some(student), Capacity::Student),
    ]
    .into_iter()
    .filter_map(|(person, capacity)| Some((person?, capacity)))
    .collect();
    assert_eq!(readers.len(), 5);

    let log = &school.app.register.log;
    let notices =
        log.read_all(school.school, None, 1, Filter::Categories(&["notice"])).await.expect("notices");
    let notice =
        notices.first().map(|event| event.stream.as_str().replacen("notice-", "", 1)).expect("a notice");
    let of_attendance = Filter::Categories(&["attendance"]);
    let event = log.read_all(school.school, None, 1, of_attendance).await.expect("events")[0].position.0;
    let day = (0..14)
        .map(|back| today.checked_sub(jiff::Span::new().days(back)).expect("a day"))
        .find(|day| day.weekday() == jiff::civil::Weekday::Thursday)
        .expect("a Thursday");
    let asked = asks_for_a_copy(&school, readers[1], student).await;
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    for (kind, id) in [
        ("people", student.0.to_string()),
        ("students", student.0.to_string()),
        ("studenti", student.0.to_string()),
        ("classes", class.0.to_string()),
        ("classi", class.0.to_string()),
        ("cases", case.id.0.to_string()),
        ("casi", case.id.0.to_string()),
        ("notices", notice.clone()),
        ("bacheca", notice),
        ("date", day.to_string()),
        ("position", event.to_string()),
        ("period", "interim".to_owned()),
        ("periodo", "intermedio".to_owned()),
        ("name", "assenti".to_owned()),
        ("data-requests", asked.to_string()),
        ("richieste", asked.to_string()),
        ("file", "dati.json".to_owned()),
        ("subject", subject.subject.0.clone()),
    ] {
        places.insert(kind, id);
    }

    let (mut wrong, mut reached) = (Vec::new(), BTreeSet::new());
    for (template, route) in routes::described().filter(|(template, _)| !template.contains("{*")) {
        if template == STREAM {
            continue;
        }
        let Some(path) = filled(template, &places) else { continue };
        for (person, capacity) in &readers {
            let (status, body, entry) = school.ask((*person, *capacity), &path).await;
            let at = format!("{path} to the {capacity:?}");
            match (status, route, entry) {
                (StatusCode::OK, Route::Personal(kinds, purpose), Some(entry)) => {
                    reached.insert(template);
                    let told: BTreeSet<PersonId> = students
                        .iter()
                        .filter(|profile| {
                            let name = profile.full_name();
                            let other =
                                format!("{} {}", profile.given_name.as_str(), profile.family_name.as_str());
                            let id = profile.person.0.to_string();
                            [&name, &other]
                                .iter()
                                .any(|it| body.contains(&**it) || body.contains(&escaped(it)))
                                || body.contains(&id)
                        })
                        .map(|profile| profile.person)
                        .filter(|told| told != person)
                        .collect();
                    let recorded: BTreeSet<PersonId> = entry.persons.iter().copied().collect();
                    let missing: Vec<String> =
                        told.difference(&recorded).map(|person| directory.name(*person)).collect();
                    if !missing.is_empty() {
                        wrong.push(format!("{at}: nothing is recorded of {missing:?}"));
                    }
                    if entry.outcome != Outcome::Served || entry.kinds != kinds || entry.purpose != purpose {
                        wrong.push(format!("{at}: recorded as {entry:?}"));
                    }
                }
                (StatusCode::OK, Route::Personal(..), None) => wrong.push(format!("{at}: not recorded")),
                (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, Route::Personal(..), entry) => {
                    let names = path.contains(&student.0.to_string())
                        || path.contains(&class.0.to_string())
                        || path.contains(&case.id.0.to_string());
                    match entry {
                        Some(entry) if entry.outcome != Outcome::Refused => {
                            wrong.push(format!("{at}: refused, recorded as {entry:?}"));
                        }
                        None if names => wrong.push(format!("{at}: the refusal is not recorded")),
                        Some(_) | None => {}
                    }
                }
                (StatusCode::OK, Route::Nobody(why), entry) => {
                    let others = students.iter().filter(|profile| profile.person != *person);
                    let told =
                        others.map(|profile| escaped(&profile.full_name())).any(|it| body.contains(&it));
                    if told || entry.is_some() {
                        wrong.push(format!("{at}: “{why}”, but somebody is there: {entry:?}"));
                    }
                }
                (StatusCode::NO_CONTENT, Route::Nobody(_), None) => {}
                (status, ..) if status.is_redirection() || status.is_client_error() => {}
                (status, ..) => wrong.push(format!("{at}: {status}")),
            }
        }
    }
    let personal = routes::described().filter(|(_, route)| matches!(route, Route::Personal(..)));
    for (template, _) in personal.filter(|(template, _)| !template.contains("{*")) {
        let excused = NOT_REACHED.iter().any(|(known, _)| *known == template);
        if reached.contains(template) == excused {
            wrong.push(format!("{template}: reached {}, excused {excused}", reached.contains(template)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A request for the copy of a student's data, so that its addresses have something to tell.
async fn asks_for_a_copy(
    school: &Simulated,
    (person, capacity): (PersonId, Capacity),
    student: PersonId,
) -> RequestId {
    let request = RequestId(Uuid::new_v4());
    let act = AskedOfData::Receive {
        person: student,
        claim: Claim::Access,
        channel: By::Counter,
        received_on: school.app.register.today(),
        applicant: Some(student),
        wording: "chiede una copia".to_owned(),
        interest: None,
        protocol: None,
        identity: Some(Shown::Document),
    };
    let command = Command::DataRequest(DataRequest { request, act });
    let agent = Agent { person, capacity, assurance: 2, session: Uuid::new_v4() };
    let id = CommandId(Uuid::new_v4());
    let sent =
        registro::register::Request { id, agent, command, seen: None, correlation: None, confirmed: false };
    let outcome = school.app.register.execute(&sent).await.expect("recorded");
    if let registro::register::Outcome::Recorded(appended) = outcome {
        school.app.wait_for(appended.last).await.expect("seen by the read models");
    }
    request
}

async fn with_dpo() -> School {
    let school = School::open().await;
    let (given_name, family_name) = ("Protezione".to_owned(), "Prova".to_owned());
    let acts = vec![
        Act::Register { given_name, family_name, born_on: date(1975, 1, 1) },
        Act::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None },
    ];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: DPO, acts })).await;
    school.call_roll(&[GIULIA], &[]).await;
    school
}

fn student() -> String {
    format!("/studenti/{}", GIULIA.0)
}

#[tokio::test]
async fn a_record_says_who_whose_which_why_on_what_it_stood_and_how_it_ended() {
    let school = with_dpo().await;
    let head = school.head();
    let (status, _) = ask(&school, (MATHS, Capacity::Teacher), &student(), PAGE).await;
    assert_eq!(status, 200);
    let entry = newest(&school.app).await.expect("a record");
    let who = Who::Person { person: MATHS, capacity: Capacity::Teacher, session: Uuid::from_u128(7) };
    assert_eq!((entry.who, entry.channel, entry.outcome), (who, Channel::Page, Outcome::Served));
    assert_eq!((entry.path, entry.kinds), (student(), vec![Kind::Attendance, Kind::Permissions]));
    assert_eq!(entry.persons, [GIULIA]);
    assert_eq!((entry.position, entry.as_of), (Some(head), None));

    // What was typed after the address is not kept, the moment asked about is.
    let asked = format!("/api/v1/students/{}?as_of=2025-11-11T07:00:00Z", GIULIA.0);
    assert_eq!(ask(&school, (MOTHER, Capacity::Guardian), &asked, JSON).await.0, 200);
    let entry = newest(&school.app).await.expect("a record");
    assert_eq!(entry.path, asked.split('?').next().expect("a path"));
    let at: jiff::Timestamp = "2025-11-11T07:00:00Z".parse().expect("an instant");
    assert_eq!((entry.channel, entry.as_of), (Channel::Api, Some(at.as_microsecond())));
    assert!(entry.position < Some(head));

    // Who may not see is recorded as well, whatever names the student.
    // The last act is the signature of the lesson, the one before it her absence.
    let event = format!("/api/v1/events/{}", head - 1);
    for path in [student(), event] {
        assert_eq!(ask(&school, (OTHER, Capacity::Teacher), &path, PAGE).await.0, 404, "{path}");
        let entry = newest(&school.app).await.expect("a record");
        assert_eq!((entry.path, entry.outcome, entry.persons), (path, Outcome::Refused, vec![GIULIA]));
    }
    // A class as a whole, with everybody in it.
    let class = format!("/classi/{}?giorno={TUESDAY}", CLASS_1A.0);
    assert_eq!(ask(&school, (MATHS, Capacity::Teacher), &class, PAGE).await.0, 200);
    let entry = newest(&school.app).await.expect("a record");
    assert_eq!((entry.classes, entry.persons.len()), (vec![CLASS_1A], 3));
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_answered() {
    let school = with_dpo().await;
    let month = Month::of(wall(school.app.register.clock.now()).date());
    let folder = school.access_folder();
    // Nobody has read anything this month: a folder stands where its file would be.
    let blocked = folder.join(format!("{month}-1.db"));
    std::fs::create_dir(&blocked).expect("a folder in its place");
    for (path, accept) in [
        (student(), PAGE),
        (format!("/api/v1/students/{}", GIULIA.0), JSON),
        (format!("/classi/{}", CLASS_1A.0), PAGE),
        (format!("/api/v1/students/{}/history", GIULIA.0), JSON),
    ] {
        let (status, body) = ask(&school, (MATHS, Capacity::Teacher), &path, accept).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!body.contains("Giulia") && !body.contains("Marco"), "{path}");
        let (status, _) = ask(&school, (OTHER, Capacity::Teacher), &path, accept).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "a refusal of {path}");
    }
    // What tells of nobody goes on.
    assert_eq!(ask(&school, (MATHS, Capacity::Teacher), "/status", JSON).await.0, 200);
    std::fs::remove_dir(&blocked).expect("the place is free");
    assert_eq!(ask(&school, (MATHS, Capacity::Teacher), &student(), PAGE).await.0, 200);
}

/// C3-02
#[tokio::test]
async fn the_protection_officer_reads_names_the_family_reads_offices_and_both_are_recorded() {
    let school = with_dpo().await;
    for (who, path) in [
        ((MATHS, Capacity::Teacher), student()),
        ((MATHS, Capacity::Teacher), format!("/studenti/{}/voti", GIULIA.0)),
        ((OTHER, Capacity::Teacher), student()),
        ((PRINCIPAL, Capacity::Principal), format!("/studenti/{}", super::support::ANNA.0)),
    ] {
        ask(&school, who, &path, PAGE).await;
    }
    let log = |query: &str| format!("/api/v1/access-log{query}");
    let read = async |who: (PersonId, Capacity), path: &str| {
        let (status, body) = ask(&school, who, path, JSON).await;
        (status, serde_json::from_str::<Value>(&body).unwrap_or_default())
    };
    let dpo = (DPO, Capacity::Dpo);
    let (status, of_giulia) = read(dpo, &log(&format!("?person={}", GIULIA.0))).await;
    assert_eq!(status, 200);
    let told: Vec<(&str, &str)> = of_giulia["accesses"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|access| {
            (access["reader"]["name"].as_str().expect("a name"), access["outcome"].as_str().expect("it"))
        })
        .collect();
    let expected =
        [("Prova Altra", "refused"), ("Prova Matematica", "served"), ("Prova Matematica", "served")];
    assert_eq!(told, expected);
    let (_, grades) = read(dpo, &log("?kind=grades")).await;
    assert_eq!(grades["accesses"].as_array().map(Vec::len), Some(1));
    let (_, by_principal) = read(dpo, &log(&format!("?reader={}", PRINCIPAL.0))).await;
    assert_eq!(by_principal["accesses"].as_array().map(Vec::len), Some(1));
    let (_, before) = read(dpo, &log("?to=2025-11-10")).await;
    assert_eq!(before["accesses"].as_array().map(Vec::len), Some(0));
    let entry = newest(&school.app).await.expect("a record");
    assert_eq!((entry.kinds, entry.path), (vec![Kind::Accesses], "/api/v1/access-log".to_owned()));

    let (status, page) = ask(&school, dpo, &format!("/accessi?persona={}", GIULIA.0), PAGE).await;
    assert!(status == 200 && page.contains("Prova Matematica") && page.contains("Registro degli accessi"));

    let own = format!("/api/v1/students/{}/accesses", GIULIA.0);
    let (status, body) = ask(&school, (MOTHER, Capacity::Guardian), &own, JSON).await;
    assert_eq!(status, 200);
    assert!(body.contains("docente") && body.contains("valutazione"), "{body}");
    for hidden in ["Matematica", &MATHS.0.to_string(), "session", "path"] {
        assert!(!body.contains(hidden), "{hidden} in {body}");
    }
    for (who, path) in [
        ((PRINCIPAL, Capacity::Principal), log("")),
        ((MOTHER, Capacity::Guardian), log("")),
        ((MATHS, Capacity::Teacher), own.clone()),
        ((OTHER, Capacity::Teacher), own),
    ] {
        assert_eq!(read(who, &path).await.0, 404, "{who:?} {path}");
    }
}

#[tokio::test]
async fn pages_of_the_log_follow_one_another() {
    let school = with_dpo().await;
    for _ in 0..450 {
        assert_eq!(ask(&school, (MATHS, Capacity::Teacher), &student(), PAGE).await.0, 200);
    }
    let (mut sizes, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/access-log?reader={}{cursor}", MATHS.0);
        let (status, body) = ask(&school, (DPO, Capacity::Dpo), &path, JSON).await;
        assert_eq!(status, 200);
        let body: Value = serde_json::from_str(&body).expect("an answer");
        sizes.push(body["accesses"].as_array().expect("a list").len());
        let Some(next) = body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(sizes, [200, 200, 50]);
    let wrong = "/api/v1/access-log?cursor=1";
    assert_eq!(ask(&school, (DPO, Capacity::Dpo), wrong, JSON).await.0, 400);
}

/// An act is in the log of events; what its author is shown afterwards is read.
#[tokio::test]
async fn an_act_is_no_reading() {
    let school = with_dpo().await;
    let before = newest(&school.app).await;
    let on: Date = TUESDAY;
    let sign = serde_json::json!({ "class": CLASS_1A, "on": on, "period": 1, "topic": "Equazioni" });
    assert!(school.post((MATHS, Capacity::Teacher), "signatures", &sign).await.0.is_success());
    assert_eq!(newest(&school.app).await, before);
}
