//! The real binary on a database on a server: prepared, simulated, shown, rebuilt.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use registro_eventlog::codec::encode_record;
use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::postgres::PostgresLog;
use registro_eventlog::sqlite::SqliteLog;
use sqlx::ConnectOptions;

use super::{Database, OWNER, SERVING};
use crate::served::binary;

pub(super) fn registro(binary: &Path, folder: &Path, log: &str, arguments: &[&str]) -> Output {
    command(binary, folder, log).args(arguments).output().unwrap()
}

/// A command in a folder, untouched by the tester's own settings.
fn command(binary: &Path, folder: &Path, log: &str) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGISTRO_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).args(["--log", log]).env("REGISTRO_REQUESTS_PER_MINUTE", "0");
    if log.starts_with("postgres") {
        with_keys(&mut command, folder);
    }
    command
}

/// The keys of what is on the server, in a folder.
fn with_keys(command: &mut Command, folder: &Path) {
    command
        .env("REGISTRO_KEYS", folder.join("server.keys.db"))
        .env("REGISTRO_KEY_FILE", folder.join("server.kek"))
        .env("REGISTRO_PASSPHRASE_FILE", folder.join("server.passphrase"));
}

/// `registro serve` on a port of its own; its first line, and the process, ended when dropped.
pub(super) struct Serving(Child, String);

impl Serving {
    pub(super) fn begin(binary: &Path, folder: &Path, keys: &Path, log: &str) -> Self {
        std::fs::write(folder.join("key"), [7; 32]).unwrap();
        let mut command = command(binary, folder, log);
        with_keys(&mut command, keys);
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--token-key", "key"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self(child, line)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.1.trim().rsplit('/').next().and_then(|address| address.parse().ok()).expect("an address")
    }

    /// SIGKILL: no handler runs.
    pub(super) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(super) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn everything(log: &dyn EventLog) -> Vec<Recorded> {
    let school = log.schools().await.unwrap()[0];
    assert!(school.synthetic);
    log.read_all(school.id, None, usize::MAX, Filter::All).await.unwrap()
}

/// The bytes that a file stores.
async fn records(folder: &Path, file: &str) -> Vec<Vec<u8>> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join(file)).read_only(true);
    let mut connection = options.connect().await.unwrap();
    sqlx::query_scalar("SELECT record FROM event ORDER BY position").fetch_all(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_the_same_in_both_engines_and_every_command_opens_both() {
    let Some(database) = Database::new().await else { return };
    let mut owner = database.as_role(OWNER).await;
    sqlx::query("DROP SCHEMA registro_log CASCADE").execute(&mut owner).await.unwrap();
    let (binary, folder) = (binary(), tempfile::tempdir().unwrap());
    let folder = folder.path();
    let [owning, serving] = [OWNER, SERVING].map(|role| database.options(role).to_url_lossy().to_string());
    let year = ["simulate", "--students", "8", "--classes", "1", "--seed", "5", "--json"];

    // Whoever comes too early, or as the wrong role, is told what to do.
    for log in [&serving, &owning] {
        let early = registro(&binary, folder, log, &year);
        assert!(!early.status.success() && said(&early).contains("registro migrate"), "{}", said(&early));
        assert!(!said(&early).contains(super::PASSWORD), "{}", said(&early));
        done(&registro(&binary, folder, &owning, &["migrate", "--role", SERVING]));
    }
    assert!(
        done(&registro(&binary, folder, &owning, &["migrate", "--role", SERVING])).contains("era già pronta")
    );
    assert!(!registro(&binary, folder, "sqlite://year.db", &["migrate", "--role", SERVING]).status.success());

    let on_server: serde_json::Value =
        serde_json::from_str(&done(&registro(&binary, folder, &serving, &year))).unwrap();
    let in_file: serde_json::Value =
        serde_json::from_str(&done(&registro(&binary, folder, "sqlite://year.db", &year))).unwrap();
    assert_eq!(on_server["commands"], in_file["commands"]);
    println!(
        "the year took {} s on the server and {} s in the file",
        on_server["seconds"], in_file["seconds"]
    );
    let log = PostgresLog::open_read_only(&database.address()).await.unwrap();
    let file = SqliteLog::open_read_only(&folder.join("year.db")).await.unwrap();
    let (feed, expected) = (everything(&log).await, everything(&file).await);
    assert_eq!(feed.len(), expected.len());
    // What is said is sealed under keys of its own in each; the rest is the same, and `show` opens both below.
    let unsealed = |recorded: &Recorded| Recorded { data: Vec::new(), ..recorded.clone() };
    for (recorded, expected) in feed.iter().zip(&expected) {
        assert_eq!(unsealed(recorded), unsealed(expected));
    }
    log.close().await;

    let show = ["show", "event", "12", "--json"];
    let report = ["report", "counting", "--on", "2026-02-27", "--json"];
    for command in [&show[..], &report] {
        let [server, file] =
            [serving.as_str(), "sqlite://year.db"].map(|log| done(&registro(&binary, folder, log, command)));
        assert_eq!(server, file);
    }
    done(&registro(&binary, folder, &serving, &["rebuild", "--json"]));

    // Brought back to a file, it is the same, byte for byte; and there is nothing to do a second time.
    let copy = ["copy", "--from", &serving, "--to", "sqlite://back.db", "--json"];
    for written in [feed.len(), 0] {
        let copied = done(&command(&binary, folder, "sqlite://unused.db").args(copy).output().unwrap());
        let copied: serde_json::Value = serde_json::from_str(&copied).unwrap();
        assert_eq!(copied["schools"][0]["written"], written);
    }
    let there: Vec<Vec<u8>> = feed.iter().map(encode_record).collect();
    assert!(records(folder, "back.db").await == there);
    // A backup is such a copy; restored, it is a file.
    done(&registro(&binary, folder, &serving, &["backup", "--to", "backup"]));
    let restore = ["restore", "--from", "backup"];
    done(&registro(&binary, folder, "sqlite://restored.db", &restore));
    assert!(records(folder, "restored.db").await == there);
    let onto_itself = ["copy", "--from", "sqlite://back.db", "--to", "sqlite://back.db"];
    assert!(!registro(&binary, folder, "sqlite://unused.db", &onto_itself).status.success());

    // How far they are is said of both engines; nothing is parked.
    for log in [serving.as_str(), "sqlite://year.db"] {
        let status: serde_json::Value =
            serde_json::from_str(&done(&registro(&binary, folder, log, &["status", "--json"]))).unwrap();
        let school = &status["schools"][0];
        assert_eq!(school["checkpoint"], feed.len() - 1, "{status}");
        assert!(school["behind_events"] == 0 && school["parked"] == 0, "{status}");
        assert!(done(&registro(&binary, folder, log, &["status"])).contains("indietro di 0 eventi"));
        assert_eq!(done(&registro(&binary, folder, log, &["parked", "list", "--json"])).trim(), "[]");
        assert!(!registro(&binary, folder, log, &["parked", "show", "3"]).status.success());
    }

    // Two servers at once, on the same read models, which are in the database too.
    let other = tempfile::tempdir().unwrap();
    for Serving(_, line) in
        &[folder, other.path()].map(|place| Serving::begin(&binary, place, folder, &serving))
    {
        assert!(line.contains("in ascolto"), "{line:?}");
    }
    let made: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name()).collect();
    let own = made.iter().filter(|name| name.to_string_lossy().ends_with(".read.db")).count();
    assert!(own == 1 && made.iter().any(|name| name == "year.read.db"), "{made:?}");
}
