//! A simulation killed at random moments and started again ends in the same log as one left alone.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use registro::sealing::ByRetention;
use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::seal::{FileVault, KeyStore, SealedLog};
use registro_eventlog::sqlite::SqliteLog;

use crate::seed::Seed;
use crate::served::binary;

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

/// The same, its data opened with the keys that lie beside it.
async fn everything_opened(log: &Path) -> Vec<Recorded> {
    let log = opened(log).await;
    let school = log.schools().await.expect("schools")[0].id;
    log.read_all(school, None, usize::MAX >> 1, Filter::All).await.expect("events")
}

/// A log with the keys that lie beside it.
pub(super) async fn opened(log: &Path) -> SealedLog {
    let passphrase = std::fs::read_to_string(log.with_extension("passphrase")).expect("a passphrase");
    let vault =
        FileVault::open(&log.with_extension("kek"), passphrase.trim_end().as_bytes()).expect("a vault");
    let keys = KeyStore::open(&log.with_extension("keys.db"), Arc::new(vault)).await.expect("keys");
    let stored = SqliteLog::open_read_only(log).await.expect("a log");
    SealedLog::new(Arc::new(stored), Arc::new(keys), Arc::new(ByRetention))
}

pub(super) fn simulate(binary: &Path, log: &Path) -> Command {
    let mut command = Command::new(binary);
    command.arg("simulate");
    if !long() {
        command.args(["--until", "2025-10-04"]);
    }
    command
        .args(["--students", "8", "--classes", "1", "--seed", "5", "--json", "--log"])
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
    let longest = began.elapsed() * 2 / 3;
    let expected = everything_opened(&whole).await;

    let killed = dir.path().join("killed.db");
    let mut before: Vec<Recorded> = Vec::new();
    let mut kill = 0;
    while kill < kills() || before.is_empty() {
        assert!(kill < 10 * kills(), "no kill fell after the first commit");
        let mut running = simulate(&binary, &killed).spawn().expect("it starts");
        // In the setup, in the middle of waves, between days.
        std::thread::sleep(seed.between(longest / 8, longest) * (1 + kill / kills()) as u32);
        running.kill().expect("killed"); // SIGKILL: no handler runs.
        running.wait().expect("gone");
        let now = everything(&killed).await;
        assert!(now.starts_with(&before), "what was there before kill {kill} is gone or changed");
        before = now;
        kill += 1;
    }
    assert!(simulate(&binary, &killed).status().expect("it runs").success());
    let resumed = everything_opened(&killed).await;
    assert_eq!(resumed.len(), expected.len());
    for (mut resumed, mut expected) in resumed.into_iter().zip(expected) {
        if resumed.kind == "fiscal-code-linked.v1" {
            // Codes are hashed under a key that each school makes for itself.
            (resumed.data, expected.data) = Default::default();
        }
        assert_eq!(resumed, expected);
    }
}
