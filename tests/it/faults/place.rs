//! A folder with the log of a school that has just begun: a principal who registers people, and her token.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::date;
use registro::actor::{Agent, Capacity};
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro::commands::school::{Act as SchoolAct, School};
use registro::register::{Register, Request};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{CommandId, Recorded, SchoolId};
use registro_eventlog::log::{Clock, EventLog, Filter, SystemClock};
use registro_eventlog::sqlite::SqliteLog;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

use crate::history::{History, Known, Sent};
use crate::served::{self, Connection};

pub(crate) const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(0x5C));
const PRINCIPAL: PersonId = PersonId(Uuid::from_u128(0xA001));
/// Events of each command that is sent.
const EVENTS: usize = 3;

pub(crate) struct Place {
    dir: TempDir,
    pub(crate) binary: PathBuf,
    pub(crate) token: String,
}

impl Place {
    /// A log that was closed in good order.
    pub(crate) async fn new() -> Self {
        Self::with(0).await
    }

    /// The same after some commands more, as a process leaves it that was killed while the write-ahead file was long.
    pub(crate) async fn left_behind() -> Self {
        Self::with(250).await
    }

    async fn with(commands: usize) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("key"), [7; 32]).expect("a key");
        let path = dir.path().join("log.db");
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let log: Arc<dyn EventLog> =
            Arc::new(SqliteLog::open(&path, Arc::clone(&clock)).await.expect("a log"));
        log.open_school(SCHOOL, false).await.expect("a school");
        let register = Register::open(Arc::clone(&log), SCHOOL, clock, Regulation::adopted().into()).await;
        let register = register.expect("a register");
        let found =
            SchoolAct::Found { name: "Istituto di prova".into(), mechanographic_code: "RMIS000000".into() };
        execute(&register, Command::School(School { acts: vec![found] })).await;
        execute(&register, Command::People(person(PRINCIPAL, [Office::Principal, Office::Auditor]))).await;
        let place = Self { token: String::new(), binary: served::binary(), dir };
        let token = served::token(&place.binary, place.path(), &PRINCIPAL.to_string(), "principal");
        let place = Self { token, ..place };

        // A reader that began here keeps what follows in the write-ahead file.
        let options = SqliteConnectOptions::new().filename(&path).read_only(true);
        let mut reader = SqliteConnection::connect_with(&options).await.expect("a reader");
        let mut reading = reader.begin().await.expect("a transaction");
        sqlx::query("SELECT count(*) FROM event").fetch_one(&mut *reading).await.expect("a number");
        for _ in 0..commands {
            execute(&register, Command::People(somebody())).await;
        }
        if 0 < commands {
            let left = place.copy();
            drop(reading);
            log.close().await;
            return left;
        }
        drop(reading);
        reader.close().await.expect("closed");
        log.close().await;
        place
    }

    /// All files as they are.
    pub(crate) fn copy(&self) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        for file in std::fs::read_dir(self.path()).expect("its files") {
            let file = file.expect("a file");
            if file.file_type().expect("a type").is_file() {
                std::fs::copy(file.path(), dir.path().join(file.file_name())).expect("copied");
            }
        }
        Self { dir, binary: self.binary.clone(), token: self.token.clone() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path().join("log.db")
    }

    /// All that the log holds, read beside whoever writes it.
    pub(crate) async fn feed(&self) -> Vec<Recorded> {
        let log = SqliteLog::open_read_only(&self.log()).await.expect("a log");
        let feed = everything(&log).await;
        log.close().await;
        feed
    }
}

pub(crate) async fn everything(log: &SqliteLog) -> Vec<Recorded> {
    log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.expect("events")
}

/// A command that registers somebody, in one stream.
fn person(person: PersonId, offices: [Office; EVENTS - 1]) -> People {
    let (given_name, family_name) = ("Nome".to_owned(), "Cognome".to_owned());
    let register = Act::Register { given_name, family_name, born_on: date(1980, 1, 1) };
    let assign = |office| Act::AssignOffice { office, from: date(2025, 9, 1), until: None };
    People { person, acts: [register].into_iter().chain(offices.map(assign)).collect() }
}

fn somebody() -> People {
    person(PersonId(Uuid::new_v4()), [Office::Auditor, Office::Dpo])
}

async fn execute(register: &Register, command: Command) {
    let agent =
        Agent { person: PRINCIPAL, capacity: Capacity::Principal, assurance: 2, session: Uuid::from_u128(7) };
    let id = CommandId(Uuid::new_v4());
    let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
    register.execute(&request).await.expect("recorded");
}

/// A command as a client sends it, as often as it takes.
#[derive(Clone)]
pub(crate) struct Errand {
    pub(crate) command: CommandId,
    body: String,
}

impl Errand {
    pub(crate) fn new() -> Self {
        let body = serde_json::to_string(&somebody()).expect("JSON");
        Self { command: CommandId(Uuid::new_v4()), body }
    }

    /// Sends it and remembers what came of it. Whether the connection is still good.
    pub(crate) fn send(&self, connection: &mut Connection, history: &History) -> (Known, bool) {
        let began = Instant::now();
        let answer = connection.post("/api/v1/people", &self.command.0.to_string(), &self.body);
        let (known, alive) = match answer {
            Ok((201, body)) => {
                let body: Value = serde_json::from_str(&body).expect("an answer in JSON");
                let at = |end: &str| body["position"][end].as_u64().expect("a position");
                (Known::Acknowledged(at("first"), at("last")), true)
            }
            // It says itself that it does not know.
            Ok((500.., _)) => (Known::Unknown, true),
            Ok((409 | 422, _)) => (Known::Refused, true),
            Ok(other) => panic!("{other:?}"),
            Err(_) => (Known::Unknown, false),
        };
        let (school, command, ended) = (SCHOOL, self.command, Instant::now());
        history.sent(Sent { school, command, events: EVENTS, known, began, ended });
        (known, alive)
    }
}
