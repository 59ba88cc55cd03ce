//! A school of one class, small enough to be known by heart, behind the real router on a real SQLite file.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request as HttpRequest, StatusCode};
use jiff::civil::{Date, DateTime, date, datetime};
use registro::actor::{Agent, Capacity};
use registro::app::{self, App};
use registro::clock::{SimulatedClock, instant, wall};
use registro::commands::people::{Act as PersonAct, People};
use registro::commands::school::{Act as SchoolAct, School as SchoolCommand};
use registro::commands::{Command, roll_call};
use registro::http::{Limits, limited_router, router};
use registro::identity::Keys;
use registro::register::{Outcome, Register, Request};
use registro::sealing::ByRetention;
use registro_domain::attendance::Ground;
use registro_domain::calendar::{SchoolYear, Week, lazio_2025_26};
use registro_domain::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use registro_domain::people::{Office, Relation};
use registro_domain::regulation::Regulation;
use registro_domain::school::Slot;
use registro_eventlog::access::AccessLog;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::{Clock, EventLog};
use registro_eventlog::seal::{Cost, FileVault, KeyStore, SealedLog};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::store::ReadStore;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

/// Ids that are easy to tell apart in a failure.
pub(super) const fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(0xA000 + n))
}

pub(super) const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(0x5C));
pub(super) const CLASS_1A: ClassId = ClassId(Uuid::from_u128(0xC1A));
pub(super) const CLASS_1B: ClassId = ClassId(Uuid::from_u128(0xC1B));
pub(super) const PRINCIPAL: PersonId = person(1);
/// Teaches 1A in the odd hours.
pub(super) const MATHS: PersonId = person(2);
/// Teaches 1A in the even hours.
pub(super) const ITALIAN: PersonId = person(3);
/// Teaches 1B only.
pub(super) const OTHER: PersonId = person(4);
pub(super) const MOTHER: PersonId = person(10);
/// Limited by a court from 1 to 30 November 2025.
pub(super) const FATHER: PersonId = person(11);
/// Fifteen years old, in 1A.
pub(super) const GIULIA: PersonId = person(20);
/// In 1A, of age on 13 November 2025.
pub(super) const MARCO: PersonId = person(21);
/// In 1A.
pub(super) const ANNA: PersonId = person(22);

/// A Tuesday with six hours.
pub(super) const TUESDAY: Date = date(2025, 11, 11);

pub(super) struct School {
    pub(super) app: Arc<App>,
    pub(super) router: Router,
    pub(super) clock: Arc<SimulatedClock>,
    keys: Keys,
    pub(super) dir: TempDir,
    /// What the engine holds.
    pub(super) stored: Arc<dyn EventLog>,
}

/// The keys of a school in a folder. A guess at the passphrase costs next to nothing, or the tests would be long.
pub(super) async fn sealing(folder: &Path) -> Arc<KeyStore> {
    let cost = Cost { memory_kib: 8, passes: 1 };
    let vault = FileVault::open_or_make(&folder.join("log.kek"), b"una frase", cost).expect("a vault");
    Arc::new(KeyStore::open(&folder.join("log.keys.db"), Arc::new(vault)).await.expect("a key store"))
}

impl School {
    /// Tuesday 11 November 2025, a quarter past eight, nothing recorded yet that day.
    pub(super) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(SimulatedClock::at(instant(datetime(2025, 9, 1, 9, 0, 0, 0))));
        let as_clock: Arc<dyn Clock> = clock.clone();
        let log = SqliteLog::open(&dir.path().join("log.db"), Arc::clone(&as_clock)).await.expect("a log");
        let stored: Arc<dyn EventLog> = Arc::new(log);
        stored.open_school(SCHOOL, true).await.expect("a school");
        let sealing = sealing(dir.path()).await;
        let log = SealedLog::new(Arc::clone(&stored), Arc::clone(&sealing), Arc::new(ByRetention));
        let log: Arc<dyn EventLog> = Arc::new(log);
        let register = Register::open(Arc::clone(&log), SCHOOL, as_clock, Regulation::adopted().into()).await;
        let of_accesses = Some(Arc::clone(&sealing));
        let register = register.expect("a register").sealed_by(sealing);
        let store = ReadStore::open(&dir.path().join("read.db")).await.expect("read models");
        let (seen, _) = app::follow(log, store.clone(), SCHOOL).await.expect("a runner");
        let access = AccessLog::open(&dir.path().join("access"), of_accesses).await.expect("an access log");
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
        let router = router([Arc::clone(&app)], keys.clone());
        let school = Self { app, router, clock, keys, dir, stored };
        school.furnish().await;
        school.at(TUESDAY.at(8, 15, 0, 0));
        school
    }

    /// The same school as another process serves it: with keys in a memory of its own, and read models of its own.
    pub(super) async fn another(&self) -> Arc<App> {
        let keys = sealing(self.dir.path()).await;
        let log = SealedLog::new(Arc::clone(&self.stored), Arc::clone(&keys), Arc::new(ByRetention));
        let log: Arc<dyn EventLog> = Arc::new(log);
        let store = ReadStore::open(&self.dir.path().join("other.db")).await.expect("read models");
        let (seen, _) = app::follow(Arc::clone(&log), store.clone(), SCHOOL).await.expect("a runner");
        let of_accesses = Some(Arc::clone(&keys));
        let access =
            AccessLog::open(&self.dir.path().join("access"), of_accesses).await.expect("an access log");
        let register = Register::open(log, SCHOOL, self.clock.clone(), Regulation::adopted().into()).await;
        let register = register.expect("a register").sealed_by(keys);
        Arc::new(App {
            register,
            store,
            access,
            seen,
            demo: false,
            erasing: Default::default(),
            count: Default::default(),
        })
    }

    /// Where what is read is recorded.
    pub(super) fn access_folder(&self) -> std::path::PathBuf {
        self.dir.path().join("access")
    }

    pub(super) fn at(&self, moment: DateTime) {
        self.clock.set(instant(moment));
    }

    async fn furnish(&self) {
        let from = date(2025, 9, 1);
        let year = SchoolYear(2025);
        let week = |odd: PersonId, even: PersonId| {
            let slots = (1..=6).flat_map(|weekday| (1..=6).map(move |period| (weekday, period)));
            slots
                .map(|(weekday, period)| Slot {
                    weekday,
                    period: PeriodNumber(period),
                    subject: SubjectCode(if period % 2 == 1 { "MAT" } else { "ITA" }.into()),
                    teachers: vec![if period % 2 == 1 { odd } else { even }],
                })
                .collect()
        };
        let open = |class, label: &str| SchoolAct::OpenClass {
            class,
            year,
            label: label.into(),
            track: "liceo".into(),
            annual_hours: 1056,
        };
        let subject = |code: &str, name: &str| SchoolAct::ListSubject {
            subject: SubjectCode(code.into()),
            name: name.into(),
        };
        let acts = vec![
            SchoolAct::Found { name: "Istituto di prova".into(), mechanographic_code: "RMIS000000".into() },
            SchoolAct::PublishCalendar { calendar: lazio_2025_26(Week::SixDays) },
            SchoolAct::SetBellSchedule { bell: Regulation::adopted().bell_schedule(from).clone(), from },
            subject("MAT", "Matematica"),
            subject("ITA", "Italiano"),
            open(CLASS_1A, "1A"),
            open(CLASS_1B, "1B"),
            SchoolAct::SetTimetable { class: CLASS_1A, from, week: week(MATHS, ITALIAN) },
            SchoolAct::SetTimetable { class: CLASS_1B, from, week: week(OTHER, OTHER) },
        ];
        self.do_it(PRINCIPAL, Capacity::Principal, Command::School(SchoolCommand { acts })).await;
        let chair = |class, subject: &str| PersonAct::AssignChair {
            class,
            subject: SubjectCode(subject.into()),
            weekly_hours: 18,
            from,
            until: None,
        };
        let enrol = PersonAct::Enrol { class: CLASS_1A, from: date(2025, 9, 15), annual_hours: 1056 };
        let held = |guardian, relation| PersonAct::HoldResponsibility { guardian, relation, from };
        let limited = PersonAct::LimitResponsibility {
            guardian: FATHER,
            from: date(2025, 11, 1),
            until: Some(date(2025, 11, 30)),
            order: "provvedimento di prova".into(),
        };
        let principal = PersonAct::AssignOffice { office: Office::Principal, from, until: None };
        for (who, name, born_on, more) in [
            (PRINCIPAL, "Dirigente", date(1970, 1, 1), vec![principal]),
            (MATHS, "Matematica", date(1980, 1, 1), vec![chair(CLASS_1A, "MAT")]),
            (ITALIAN, "Italiano", date(1981, 1, 1), vec![chair(CLASS_1A, "ITA")]),
            (OTHER, "Altra", date(1982, 1, 1), vec![chair(CLASS_1B, "MAT")]),
            (MOTHER, "Madre", date(1983, 1, 1), vec![]),
            (FATHER, "Padre", date(1984, 1, 1), vec![]),
            (
                GIULIA,
                "Giulia",
                date(2010, 5, 5),
                vec![enrol.clone(), held(MOTHER, Relation::Mother), held(FATHER, Relation::Father), limited],
            ),
            (MARCO, "Marco", date(2007, 11, 13), vec![enrol.clone()]),
            (ANNA, "Anna", date(2010, 6, 6), vec![enrol, held(MOTHER, Relation::Mother)]),
        ] {
            let (given_name, family_name) = (name.to_owned(), "Prova".to_owned());
            let mut acts = vec![PersonAct::Register { given_name, family_name, born_on }];
            acts.extend(more);
            let command = Command::People(People { person: who, acts });
            self.do_it(PRINCIPAL, Capacity::Principal, command).await;
        }
    }

    pub(super) fn agent(&self, person: PersonId, capacity: Capacity) -> Agent {
        Agent { person, capacity, assurance: 2, session: Uuid::from_u128(7) }
    }

    /// A command that must be recorded.
    pub(super) async fn do_it(&self, person: PersonId, capacity: Capacity, command: Command) -> Outcome {
        let (id, agent) = (CommandId(Uuid::new_v4()), self.agent(person, capacity));
        let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
        let outcome = self.app.register.execute(&request).await;
        let outcome = outcome.unwrap_or_else(|refusal| panic!("refused: {refusal}\n{request:?}"));
        if let Outcome::Recorded(appended) = outcome {
            self.app.wait_for(appended.last).await.expect("seen by the read models");
        }
        outcome
    }

    /// The roll of the first hour.
    pub(super) async fn call_roll(&self, absent: &[PersonId], late: &[(PersonId, jiff::civil::Time)]) {
        let late = late.iter().map(|(student, at)| roll_call::Late {
            student: *student,
            at: *at,
            ground: Ground::None,
        });
        let roll = roll_call::RollCall {
            class: CLASS_1A,
            on: registro::clock::today(&*self.clock),
            period: PeriodNumber(1),
            substitutes: None,
            absent: absent.iter().copied().collect(),
            late: late.collect(),
        };
        self.do_it(MATHS, Capacity::Teacher, Command::RollCall(roll)).await;
    }

    /// Sends JSON as a person would from a program of her own.
    /// Somebody who reads with a reason has one for the whole school, from now on for a month.
    pub(super) async fn with_reason(&self, who: (PersonId, Capacity)) {
        let until = self.app.register.clock.now();
        let until = wall(until).saturating_add(jiff::Span::new().days(30));
        let opened = serde_json::json!({ "consultation": Uuid::new_v4(), "act": { "open": {
            "scope": "school", "reason": "controllo", "until": until } } });
        let (status, answer) = self.post(who, "consultations", &opened).await;
        assert!(status.is_success(), "{answer}");
    }

    pub(super) async fn post(
        &self,
        who: (PersonId, Capacity),
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        self.send(who, path, Uuid::new_v4(), None, body.to_string()).await
    }

    pub(super) async fn send(
        &self,
        (person, capacity): (PersonId, Capacity),
        path: &str,
        command: Uuid,
        seen: Option<u64>,
        body: String,
    ) -> (StatusCode, Value) {
        let mut request = HttpRequest::builder()
            .method(Method::POST)
            .uri(format!("/api/v1/{path}"))
            .header("content-type", "application/json")
            .header("idempotency-key", command.to_string())
            .header("authorization", format!("Bearer {}", self.token(person, capacity)));
        if let Some(seen) = seen {
            request = request.header("if-match", format!("\"{seen}\""));
        }
        self.answer(request.body(Body::from(body)).expect("a request")).await
    }

    pub(super) async fn get(
        &self,
        (person, capacity): (PersonId, Capacity),
        path: &str,
    ) -> (StatusCode, Value) {
        let request = HttpRequest::builder()
            .uri(format!("/api/v1/{path}"))
            .header("authorization", format!("Bearer {}", self.token(person, capacity)));
        self.answer(request.body(Body::empty()).expect("a request")).await
    }

    pub(super) async fn answer(&self, request: HttpRequest<Body>) -> (StatusCode, Value) {
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(super) async fn page(&self, request: HttpRequest<Body>) -> (u16, String) {
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), 1 << 22).await.expect("a body");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    pub(super) fn token(&self, person: PersonId, capacity: Capacity) -> String {
        self.token_of(self.agent(person, capacity))
    }

    pub(super) fn token_of(&self, agent: Agent) -> String {
        self.keys.mint(SCHOOL, agent).expect("a token")
    }

    /// The same school, to each so many times a minute.
    pub(super) fn limited(&self, per_minute: u32) -> Router {
        limited_router([Arc::clone(&self.app)], self.keys.clone(), Limits::per_minute(per_minute))
    }

    pub(super) fn head(&self) -> u64 {
        self.app.register.head().map_or(0, |head| head.position.0)
    }
}
