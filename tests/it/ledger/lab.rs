//! A school with a log, a ledger and checkpoints kept outside; copies of it to tamper with; the verifier on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use registro_eventlog::event::{Actor, CommandId, Expected, NewEvent, SchoolId, StreamName, Version};
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::signer::Ledger;
use registro_eventlog::log::{Append, Clock, EventLog, Write};
use registro_eventlog::sqlite::SqliteLog;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

use crate::served;

pub(super) const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(0x5c));
/// 31 August 2025, 23:50 UTC, in microseconds: the school year changes soon.
const BEGIN: i64 = 1_756_684_200_000_000;
/// Between two commands.
const PAUSE: i64 = 1_000_000;
/// Only on request.
pub(super) const NEVER: Duration = Duration::from_secs(3600);

/// Events per command: one to a stream of its own subject, two to another.
pub(super) const PER_COMMAND: u64 = 3;

pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * PAUSE, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(super) struct Lab {
    dir: TempDir,
    pub(super) clock: Arc<TestClock>,
    school: SchoolId,
}

impl Lab {
    pub(super) fn of(school: SchoolId) -> Self {
        Self { dir: TempDir::new().unwrap(), clock: Arc::new(TestClock(AtomicI64::new(BEGIN))), school }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The school's folder in the ledger.
    pub(super) fn ledger_folder(&self) -> PathBuf {
        self.path("log.ledger").join(self.school.0.to_string())
    }

    pub(super) async fn log(&self, name: &str) -> Arc<dyn EventLog> {
        let log = SqliteLog::open(&self.path(name), self.clock.clone()).await.unwrap();
        log.open_school(self.school, true).await.unwrap();
        Arc::new(log)
    }

    pub(super) async fn ledger(&self, log: &Arc<dyn EventLog>) -> Result<Ledger, LedgerError> {
        Ledger::open(Arc::clone(log), self.school, &self.ledger_folder(), NEVER).await
    }

    /// So many commands more, of three events each. `what` is said in each.
    pub(super) async fn grow(&self, log: &dyn EventLog, commands: u64, what: &str) {
        let streams = ["attendance-a-2025", "attendance-b-2025", "lesson-3b"]
            .map(|name| StreamName::new(name).unwrap());
        let mut next = Vec::new();
        for stream in &streams {
            let held = log.read_stream(self.school, stream, Version(0)).await.unwrap();
            next.push(held.last().map(|last| last.version));
        }
        for _ in 0..commands {
            self.clock.0.fetch_add(PAUSE, Ordering::SeqCst);
            let turn = Uuid::new_v4().as_u128() as usize % 2;
            let mut writes = Vec::new();
            for (place, events) in [(turn, 2u64), (2, 1)] {
                let expected = Expected::from(next[place]);
                next[place] = Some(Version(expected.next().0 + events - 1));
                let events = (0..events).map(|number| event(format!("{what} {number}"))).collect();
                writes.push(Write { stream: streams[place].clone(), expected, events });
            }
            log.append(self.school, append(writes)).await.unwrap();
        }
    }

    /// Many events in large commands, all in one school year.
    pub(super) async fn grow_at_once(&self, log: &Arc<dyn EventLog>, events: u64) {
        const A_COMMAND: u64 = 1_000;
        self.clock.0.fetch_add(3_600 * PAUSE, Ordering::SeqCst);
        let many = (0..events / A_COMMAND).map(|number| {
            let stream = StreamName::new(format!("attendance-{number}-2025")).unwrap();
            let events =
                (0..A_COMMAND).map(|place| event(format!("{number} {place} {}", "x".repeat(60)))).collect();
            log.append(self.school, append(vec![Write { stream, expected: Expected::NoStream, events }]))
        });
        futures::future::try_join_all(many).await.unwrap();
    }

    pub(super) fn keep(&self, name: &str) {
        let year = fs::read_dir(self.ledger_folder())
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse::<i16>().ok())
            .max();
        let from = self.ledger_folder().join(year.unwrap().to_string()).join("checkpoint");
        fs::copy(from, self.path(name)).unwrap();
    }

    /// A copy of the database in one file.
    pub(super) async fn copy(&self, from: &str, to: &str) {
        let mut connection = plain(&self.path(from)).await;
        let _ = fs::remove_file(self.path(to));
        sqlx::query("VACUUM INTO ?")
            .bind(self.path(to).to_str().unwrap())
            .execute(&mut connection)
            .await
            .unwrap();
    }

    /// The database without its guards, as whoever holds the file may have it.
    pub(super) async fn attack(&self, name: &str) -> SqliteConnection {
        let mut connection = plain(&self.path(name)).await;
        let guards: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for guard in guards {
            let drop = format!("DROP TRIGGER {guard}");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
        }
        connection
    }

    /// `registro verify`: its exit code and what it says.
    pub(super) fn verify(&self, arguments: &[&str]) -> Verdict {
        let key = self.ledger_folder().join("public-key");
        self.verify_with(&[&["--key", key.to_str().unwrap()], arguments].concat())
    }

    pub(super) fn verify_with(&self, arguments: &[&str]) -> Verdict {
        static BINARY: OnceLock<PathBuf> = OnceLock::new();
        let output = Command::new(BINARY.get_or_init(served::binary))
            .current_dir(self.dir.path())
            .arg("verify")
            .args(arguments)
            .output()
            .unwrap();
        Verdict {
            code: output.status.code().unwrap(),
            says: String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) code: i32,
    pub(super) says: String,
}

impl Verdict {
    /// The number of the first event that is not as it was signed.
    pub(super) fn first_bad(&self) -> Option<u64> {
        let line = self.says.lines().find_map(|line| line.strip_prefix("Primo evento non conforme: "));
        line.map(|number| number.parse().unwrap())
    }
}

async fn plain(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).foreign_keys(false).connect().await.unwrap()
}

pub(super) fn event(data: impl Into<Vec<u8>>) -> NewEvent {
    NewEvent {
        kind: "something-happened.v1".to_owned(),
        effective_on: date(2025, 9, 1),
        about: Vec::new(),
        data: data.into(),
    }
}

pub(super) fn append(writes: Vec<Write>) -> Append {
    Append {
        command: CommandId(Uuid::new_v4()),
        fingerprint: [1; 32],
        correlation: Uuid::from_u128(3),
        actor: Actor {
            person: Uuid::from_u128(4),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::from_u128(5),
            on_behalf_of: Some(Uuid::from_u128(6)),
        },
        writes,
    }
}
