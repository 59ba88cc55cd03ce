//! The real binary, killed at random moments and started again: what it acknowledged is there, once, where it said.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::civil::{Date, datetime};
use registro::clock::SimulatedClock;
use registro::simulate::{Plan, run};
use registro_domain::calendar::{Week, lazio_2025_26};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::directory::Directory;
use serde_json::{Value, json};
use uuid::Uuid;

use super::seed::Seed;
use super::served::{Connection, Server, binary, token};

const CONNECTIONS: usize = 8;

fn long() -> bool {
    std::env::var_os("REGISTRO_TEST_LONG").is_some()
}

fn kills() -> usize {
    if long() { 40 } else { 6 }
}

/// All that the log holds: nothing, if it was killed before there was a school.
async fn everything(log: &Path) -> Vec<Recorded> {
    let Ok(log) = SqliteLog::open_read_only(log).await else { return Vec::new() };
    let schools = log.schools().await.expect("schools");
    let Some(school) = schools.first() else { return Vec::new() };
    log.read_all(school.id, None, usize::MAX >> 1, Filter::All).await.expect("events")
}

pub(super) fn simulate(binary: &Path, log: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["simulate", "--students", "8", "--classes", "1", "--seed", "5", "--json", "--log"])
        .arg(format!("sqlite://{}", log.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_a_simulation_loses_nothing_and_doubles_nothing() {
    let mut seed = Seed::printed();
    let binary = binary();
    let dir = tempfile::tempdir().expect("a folder");
    let whole = dir.path().join("whole.db");
    let began = Instant::now();
    assert!(simulate(&binary, &whole).status().expect("it runs").success());
    let longest = began.elapsed() / 2;
    let expected = everything(&whole).await;

    let killed = dir.path().join("killed.db");
    let mut before: Vec<Recorded> = Vec::new();
    for kill in 0..kills() {
        let mut running = simulate(&binary, &killed).spawn().expect("it starts");
        // In the setup, in the middle of waves, between days.
        std::thread::sleep(seed.between(Duration::from_millis(30), longest));
        running.kill().expect("killed"); // SIGKILL: no handler runs.
        running.wait().expect("gone");
        let now = everything(&killed).await;
        assert!(now.starts_with(&before), "what was there before kill {kill} is gone or changed");
        before = now;
    }
    assert!(!before.is_empty(), "no kill fell after the first commit");
    assert!(simulate(&binary, &killed).status().expect("it runs").success());
    let resumed = everything(&killed).await;
    assert_eq!(resumed.len(), expected.len());
    for (resumed, expected) in resumed.iter().zip(&expected) {
        assert_eq!(resumed, expected);
    }
}

/// An absence to be sent, as often as it takes, under one key.
#[derive(Clone)]
struct Sent {
    key: Uuid,
    body: String,
}

/// What the client knows of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    /// 201, with the positions of its events.
    Acknowledged {
        first: u64,
        last: u64,
    },
    Refused {
        status: u16,
        body: String,
    },
    /// The connection died before the whole answer.
    Unknown,
}

/// A school of which the first lesson day is over: its log, the principal and the students.
async fn begun_school(log: &Path) -> (PersonId, Vec<PersonId>) {
    let mut plan = Plan::new(if long() { 120 } else { 12 }, if long() { 5 } else { 1 }, 7);
    plan.until = Some(datetime(2025, 9, 15, 20, 0, 0, 0));
    let clock = Arc::new(SimulatedClock::at(jiff::Timestamp::UNIX_EPOCH));
    let log: Arc<dyn EventLog> = Arc::new(SqliteLog::open(log, clock.clone()).await.expect("a log"));
    log.open_school(plan.school_id(), true).await.expect("a school");
    let never = AtomicBool::new(false);
    run(Arc::clone(&log), clock, &plan, &mut |_| (), &never).await.expect("a simulated school");
    let head = log.subscribe(plan.school_id()).await.expect("a head").borrow().expect("events").position;
    let directory = Directory::as_of(&*log, plan.school_id(), head).await.expect("a directory");
    log.close().await;
    let directs = |offices: &[_]| {
        offices.iter().any(|held: &registro_domain::people::Held<_>| held.what == Office::Principal)
    };
    let principal = directory.people().find(|person| directs(&person.offices)).expect("a principal");
    let on = datetime(2025, 10, 1, 0, 0, 0, 0).date();
    let students = directory.people().filter(|person| person.class_on(on).is_some());
    (principal.person, students.map(|student| student.person).collect())
}

/// Every student absent on every day from October to May, in a random order; now and then on a Sunday, which is
/// refused.
fn work(students: &[PersonId], seed: &mut Seed) -> VecDeque<Sent> {
    let calendar = lazio_2025_26(Week::SixDays);
    let holidays = calendar.holidays();
    let lessons =
        calendar.lesson_days(&holidays).filter(|day| (10, 1) <= (day.month(), day.day()) || day.month() < 6);
    let sundays = [Date::constant(2025, 10, 5), Date::constant(2025, 11, 9), Date::constant(2026, 3, 8)];
    let days: Vec<Date> = lessons.chain(sundays).collect();
    let each = students.iter().flat_map(|student| days.iter().map(move |day| (student, day)));
    let mut work: Vec<Sent> = each
        .map(|(student, on)| Sent {
            key: Uuid::new_v4(),
            body: json!({ "student": student, "on": on }).to_string(),
        })
        .collect();
    seed.shuffle(&mut work);
    work.into()
}

/// Sends what there is over one connection until there is no more, or until the connection dies.
fn send(
    mut connection: Connection,
    work: &Mutex<VecDeque<Sent>>,
    known: &Mutex<BTreeMap<Uuid, (Sent, Known)>>,
) {
    loop {
        // The guard is gone before the request is sent.
        let next = work.lock().expect("no sender panicked").pop_front();
        let Some(sent) = next else { return };
        let answer = connection.post("/api/v1/absences", &sent.key.to_string(), &sent.body);
        let (learnt, dead) = match answer {
            Ok((201, body)) => {
                let body: Value = serde_json::from_str(&body).expect("an answer in JSON");
                let at = |end: &str| body["position"][end].as_u64().expect("a position");
                (Known::Acknowledged { first: at("first"), last: at("last") }, false)
            }
            // It says itself that it does not know.
            Ok((500.., _)) => (Known::Unknown, false),
            Ok((status, body)) => (Known::Refused { status, body }, false),
            Err(_) => (Known::Unknown, true),
        };
        known.lock().expect("no sender panicked").insert(sent.key, (sent, learnt));
        if dead {
            return;
        }
    }
}

/// Sends over several connections; kills the server after `killed_after`, if that is given.
fn session(
    server: &mut Server,
    token: &str,
    work: &Mutex<VecDeque<Sent>>,
    known: &Mutex<BTreeMap<Uuid, (Sent, Known)>>,
    killed_after: Option<Duration>,
) {
    let address = server.address;
    let connections = (0..CONNECTIONS).map(|_| Connection::open(address, token).expect("a connection"));
    let connections: Vec<Connection> = connections.collect();
    std::thread::scope(|threads| {
        for connection in connections {
            threads.spawn(move || send(connection, work, known));
        }
        if let Some(after) = killed_after {
            std::thread::sleep(after);
            server.kill();
        }
    });
}

/// Positions are dense; an acknowledged command stands once where it was said to, an unknown one at most once, a
/// refused one nowhere.
fn check(events: &[Recorded], known: &BTreeMap<Uuid, (Sent, Known)>) {
    let mut places: BTreeMap<Uuid, Vec<u64>> = BTreeMap::new();
    for (place, event) in (0..).zip(events) {
        assert_eq!(event.position.0, place, "positions are dense");
        places.entry(event.command.0).or_default().push(place);
    }
    for (key, (sent, known)) in known {
        let places = places.get(key).map(Vec::as_slice).unwrap_or_default();
        match known {
            Known::Acknowledged { first, last } => {
                let said: Vec<u64> = (*first..=*last).collect();
                assert_eq!(places, said, "{key} was acknowledged elsewhere: {}", sent.body);
            }
            // One absence is one event.
            Known::Unknown => assert!(places.len() <= 1, "{key} is at {places:?}"),
            // A Sunday; or others were faster with the same student, three times over.
            Known::Refused { status, body } => {
                assert!(
                    matches!(status, 409 | 422) && places.is_empty(),
                    "{key}, {status}, is at {places:?}: {body}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_serves_what_was_acknowledged_stands_once_where_it_was_said_to() {
    let mut seed = Seed::printed();
    let binary = binary();
    let dir = tempfile::tempdir().expect("a folder");
    let log = dir.path().join("log.db");
    let (principal, students) = begun_school(&log).await;
    std::fs::write(dir.path().join("key"), Uuid::new_v4().to_string()).expect("a key");
    let token = token(&binary, dir.path(), &principal.to_string(), "principal");

    let work = Mutex::new(work(&students, &mut seed));
    let known = Mutex::default();
    let mut before = everything(&log).await;
    let (mut unknown, mut recorded) = (0, 0);
    for round in 0..kills() {
        let mut server = Server::start(&binary, dir.path());
        let moment = seed.between(Duration::from_millis(5), Duration::from_millis(400));
        session(&mut server, &token, &work, &known, Some(moment));
        // Started again, it repairs what there is to repair.
        drop(Server::start(&binary, dir.path()));
        let now = everything(&log).await;
        assert!(now.starts_with(&before), "what was there before round {round} is gone or changed");
        before = now;
        let known = known.lock().expect("no sender panicked");
        check(&before, &known);
        // What is unknown is sent again in the next round, where it may become unknown again.
        let again: Vec<&Sent> =
            known.values().filter(|(_, known)| *known == Known::Unknown).map(|(sent, _)| sent).collect();
        unknown += again.len();
        recorded +=
            again.iter().filter(|sent| before.iter().any(|event| event.command.0 == sent.key)).count();
        again.into_iter().for_each(|sent| work.lock().expect("no sender panicked").push_front(sent.clone()));
    }

    // In the end all that is still unknown, and nothing new, in peace.
    let mut known = known.into_inner().expect("no sender panicked");
    let again = known.values().filter(|(_, known)| *known == Known::Unknown).map(|(sent, _)| sent.clone());
    let again = Mutex::new(again.collect());
    let last = Mutex::default();
    session(&mut Server::start(&binary, dir.path()), &token, &again, &last, None);
    known.extend(last.into_inner().expect("no sender panicked"));
    let now = everything(&log).await;
    assert!(now.starts_with(&before));
    check(&now, &known);
    let of = |wanted: fn(&Known) -> bool| known.values().filter(|(_, known)| wanted(known)).count();
    let acknowledged = of(|known| matches!(known, Known::Acknowledged { .. }));
    let refused = of(|known| matches!(known, Known::Refused { .. }));
    println!(
        "{acknowledged} acknowledged, {refused} refused, {unknown} unknown at a kill, {recorded} of them recorded"
    );
    assert_eq!(of(|known| *known == Known::Unknown), 0, "sent again in peace, each has an answer");
    assert!(0 < unknown && kills() < acknowledged, "the kills fell where nothing happened");
}
