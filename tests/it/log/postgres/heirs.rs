//! Two processes of the real binary on one database: the one that folds the read models is killed under load, the other takes
//! over, and shows everything that either acknowledged.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::civil::date;
use registro::commands::people::{Act, People};
use registro_domain::ids::PersonId;
use serde_json::Value;
use sqlx::ConnectOptions;
use uuid::Uuid;

use super::binary::{Serving, done, registro};
use super::{Database, OWNER, SERVING};
use crate::served::{Connection, binary};

/// A lease, and a process under a debugger's speed on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// Registers somebody, and waits until it can be read. The last position, or nothing if the process is gone or has not seen it.
fn register(connection: &mut Connection, person: PersonId) -> Option<u64> {
    let (given_name, family_name) = ("Nome".to_owned(), "Cognome".to_owned());
    let acts = vec![Act::Register { given_name, family_name, born_on: date(1980, 1, 1) }];
    let body = serde_json::to_string(&People { person, acts }).unwrap();
    let (status, body) = connection.post("/api/v1/people", &Uuid::new_v4().to_string(), &body).ok()?;
    assert!(status == 201 || 500 <= status, "{status} {body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    body["position"]["last"].as_u64().filter(|_| status == 201)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_folds_is_killed_and_the_other_process_takes_over() {
    let Some(database) = Database::new().await else { return };
    let (binary, folder, other) = (binary(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = folder.path();
    let [owning, serving] = [OWNER, SERVING].map(|role| database.options(role).to_url_lossy().to_string());
    done(&registro(&binary, folder, &owning, &["migrate", "--role", SERVING]));
    let year = ["simulate", "--students", "8", "--classes", "1", "--seed", "5", "--json"];
    done(&registro(&binary, folder, &serving, &year));
    let people = done(&registro(&binary, folder, &serving, &["people", "list", "--json"]));
    let people: Vec<Value> = serde_json::from_str(&people).unwrap();
    let holds = |person: &&Value| person["capacities"].as_array().unwrap().contains(&"principal".into());
    let principal = people.iter().find(holds).unwrap()["id"].as_str().unwrap().to_owned();

    let mut first = Serving::begin(&binary, folder, folder, &serving);
    let second = Serving::begin(&binary, other.path(), folder, &serving);
    let token = ["token", "--token-key", "key", "--person", &principal, "--capacity", "principal"];
    let token = done(&registro(&binary, folder, &serving, &token));
    let [one, two] = [&first, &second].map(|serving| serving.address());

    // Both acknowledge what can be read in both: whoever folds, folds for both.
    let acknowledged = Mutex::new(Vec::new());
    let work = |address, until: Instant| {
        let mut connection = Connection::open(address, token.trim()).unwrap();
        while Instant::now() < until {
            let person = PersonId(Uuid::new_v4());
            let Some(position) = register(&mut connection, person) else { return };
            acknowledged.lock().unwrap().push((position, person));
        }
    };
    let until = Instant::now() + Duration::from_secs(3);
    let before = tokio::task::block_in_place(|| {
        std::thread::scope(|threads| {
            for address in [one, one, two] {
                threads.spawn(move || work(address, until));
            }
            std::thread::sleep(Duration::from_secs(2));
            first.kill();
            acknowledged.lock().unwrap().len()
        })
    });
    assert!(0 < before, "it was killed before anything was acknowledged");

    // What comes after the death can be read as well, once the lease has lapsed.
    let mut connection = Connection::open(two, token.trim()).unwrap();
    let person = PersonId(Uuid::new_v4());
    let since = Instant::now();
    let last = loop {
        if let Some(position) = register(&mut connection, person) {
            break position;
        }
        assert!(since.elapsed() < SOON, "nobody took over");
        connection = Connection::open(two, token.trim()).unwrap();
    };
    acknowledged.lock().unwrap().push((last, person));
    let (status, standing) = connection.get(&format!("/api/v1/classes?at_least={last}")).unwrap();
    assert_ne!(status, 503, "{standing}");
    let status: Value =
        serde_json::from_str(&done(&registro(&binary, folder, &serving, &["status", "--json"]))).unwrap();
    let school = &status["schools"][0];
    assert!(school["behind_events"] == 0 && school["parked"] == 0, "{status}");

    // Nothing was lost, by either.
    let people = done(&registro(&binary, folder, &serving, &["people", "list", "--json"]));
    for (position, person) in acknowledged.into_inner().unwrap() {
        assert!(people.contains(&person.to_string()), "the act at {position} was acknowledged");
    }
}
