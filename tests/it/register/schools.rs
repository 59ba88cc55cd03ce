//! Several schools in one process: each answers its own people, of its own feed.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request as HttpRequest;
use jiff::civil::date;
use registro::actor::{Agent, Capacity};
use registro::app::{App, follow_all};
use registro::clock::{SimulatedClock, instant};
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::commands::school::{Act as SchoolAct, School as SchoolCommand};
use registro::http::router;
use registro::identity::Keys;
use registro::register::{Outcome, Register, Request};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_eventlog::access::AccessLog;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::{Clock, EventLog};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::store::ReadStore;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

const FIRST: SchoolId = SchoolId(Uuid::from_u128(0xA));
const SECOND: SchoolId = SchoolId(Uuid::from_u128(0xB));
/// Principal of both.
const OF_BOTH: PersonId = PersonId(Uuid::from_u128(1));
/// Principal of the first only.
const OF_THE_FIRST: PersonId = PersonId(Uuid::from_u128(2));

struct Served {
    apps: Vec<Arc<App>>,
    router: Router,
    keys: Keys,
    _dir: TempDir,
}

impl Served {
    async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock: Arc<dyn Clock> = Arc::new(SimulatedClock::at(instant(date(2025, 11, 11).at(8, 15, 0, 0))));
        let log = SqliteLog::open(&dir.path().join("log.db"), Arc::clone(&clock)).await.expect("a log");
        let log: Arc<dyn EventLog> = Arc::new(log);
        let store = ReadStore::open(&dir.path().join("read.db")).await.expect("read models");
        let schools = [FIRST, SECOND];
        for school in schools {
            log.open_school(school, true).await.expect("a school");
        }
        let (seen, _) = follow_all(Arc::clone(&log), store.clone(), &schools).await.expect("a runner");
        let access = AccessLog::open(&dir.path().join("access"), None).await.expect("an access log");
        let mut apps = Vec::new();
        for (school, seen) in schools.into_iter().zip(seen) {
            let regulation = Arc::new(Regulation::adopted());
            let register = Register::open(Arc::clone(&log), school, Arc::clone(&clock), regulation).await;
            let register = register.expect("a register");
            apps.push(Arc::new(App {
                register,
                store: store.clone(),
                access: access.clone(),
                seen,
                demo: false,
                erasing: Default::default(),
                count: Default::default(),
            }));
        }
        let keys = Keys::random();
        let served = Self { router: router(apps.clone(), keys.clone()), apps, keys, _dir: dir };
        served.furnish(0, "1A", &[OF_BOTH, OF_THE_FIRST]).await;
        served.furnish(1, "2Z", &[OF_BOTH]).await;
        served
    }

    async fn furnish(&self, school: usize, label: &str, principals: &[PersonId]) {
        let from = date(2025, 9, 1);
        let found =
            SchoolAct::Found { name: format!("Scuola di {label}"), mechanographic_code: "RMIS000000".into() };
        self.record(school, Command::School(SchoolCommand { acts: vec![found, class(label)] })).await;
        for person in principals {
            let (given_name, family_name) = ("Dirigente".to_owned(), "Prova".to_owned());
            let acts = vec![
                PersonAct::Register { given_name, family_name, born_on: date(1970, 1, 1) },
                PersonAct::AssignOffice { office: Office::Principal, from, until: None },
            ];
            self.record(school, Command::People(People { person: *person, acts })).await;
        }
    }

    async fn record(&self, school: usize, command: Command) {
        let (id, agent) = (CommandId(Uuid::new_v4()), principal(OF_BOTH));
        let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
        let outcome = self.apps[school].register.execute(&request).await.expect("accepted");
        let Outcome::Recorded(appended) = outcome else { panic!("nothing was recorded") };
        self.apps[school].wait_for(appended.last).await.expect("seen by its read models");
    }

    async fn send(&self, token: Option<String>, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = HttpRequest::builder().uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request
                .method("POST")
                .header("content-type", "application/json")
                .header("idempotency-key", Uuid::new_v4().to_string())
                .body(Body::from(body.to_string())),
        };
        let answer = self.router.clone().oneshot(request.expect("a request")).await;
        let answer = answer.expect("the router always answers");
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    fn token(&self, school: SchoolId, person: PersonId) -> Option<String> {
        Some(self.keys.mint(school, principal(person)).expect("a token"))
    }
}

fn principal(person: PersonId) -> Agent {
    Agent { person, capacity: Capacity::Principal, assurance: 2, session: Uuid::from_u128(7) }
}

fn class(label: &str) -> SchoolAct {
    SchoolAct::OpenClass {
        class: ClassId(Uuid::new_v4()),
        year: SchoolYear(2025),
        label: label.into(),
        track: "liceo".into(),
        annual_hours: 1056,
    }
}

#[tokio::test]
async fn a_token_leads_to_the_register_of_its_school_and_to_no_other() {
    let served = Served::open().await;
    let classes = async |token| {
        let (status, answer) = served.send(token, "/api/v1/classes", None).await;
        (status, answer.to_string())
    };
    let (status, first) = classes(served.token(FIRST, OF_BOTH)).await;
    assert!(status == 200 && first.contains("1A") && !first.contains("2Z"), "{status} {first}");
    let (status, second) = classes(served.token(SECOND, OF_BOTH)).await;
    assert!(status == 200 && second.contains("2Z") && !second.contains("1A"), "{status} {second}");

    assert_eq!(classes(served.token(FIRST, OF_THE_FIRST)).await.0, 200);
    for nobody in [
        served.token(SECOND, OF_THE_FIRST),
        served.token(SchoolId(Uuid::from_u128(0xC)), OF_BOTH),
        Keys::random().mint(FIRST, principal(OF_BOTH)).ok(),
        Some("not a token".to_owned()),
        None,
    ] {
        assert_eq!(classes(nobody).await.0, 401);
    }
}

#[tokio::test]
async fn what_is_recorded_for_a_school_is_in_its_feed_only() {
    let served = Served::open().await;
    let head = |school: usize| served.apps[school].register.head().map(|head| head.position);
    let (first, second) = (head(0), head(1));
    let act = json!({ "acts": [{ "list-subject": { "subject": "MAT", "name": "Matematica" } }] });
    let (status, answer) = served.send(served.token(SECOND, OF_BOTH), "/api/v1/school", Some(act)).await;
    assert!(matches!(status, 200 | 201), "{answer}");
    assert_eq!(head(0), first);
    assert!(second < head(1));

    let (status, answer) = served.send(None, "/status", None).await;
    let expected = json!({
        "status": "ok", "schools": 2, "behind": 0, "clock_behind": 0, "parked": 0, "synthetic": true, "ledgers_stopped": 0
    });
    assert_eq!((status, answer), (200, expected));
}
