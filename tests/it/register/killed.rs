//! The real binary, killed at random moments of a simulation and started again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::sqlite::SqliteLog;

/// The binary of this build, built if need be.
fn binary() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--quiet", "-p", "registro", "--bin", "registro"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the binary could not be built");
    let test = std::env::current_exe().expect("this test's path");
    let profile = test.parent().and_then(Path::parent).expect("target/debug/deps/it");
    profile.join(format!("registro{}", std::env::consts::EXE_SUFFIX))
}

fn simulate(binary: &Path, log: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["simulate", "--students", "30", "--classes", "2", "--seed", "5", "--json", "--log"])
        .arg(format!("sqlite://{}", log.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// All that the log holds: nothing, if it was killed before there was a school.
async fn everything(log: &Path) -> Vec<Recorded> {
    let Ok(log) = SqliteLog::open_read_only(log).await else { return Vec::new() };
    let schools = log.schools().await.expect("schools");
    let Some(school) = schools.first() else { return Vec::new() };
    log.read_all(school.id, None, usize::MAX >> 1, Filter::All).await.expect("events")
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_a_simulation_loses_nothing_and_doubles_nothing() {
    let binary = binary();
    let dir = tempfile::tempdir().expect("a folder");
    let whole = dir.path().join("whole.db");
    assert!(simulate(&binary, &whole).status().expect("it runs").success());
    let expected = everything(&whole).await;

    let kills = if std::env::var_os("REGISTRO_TEST_LONG").is_some() { 40 } else { 6 };
    let killed = dir.path().join("killed.db");
    let mut acknowledged: Vec<Recorded> = Vec::new();
    for kill in 0..kills {
        let mut running = simulate(&binary, &killed).spawn().expect("it starts");
        // Moments that fall in the setup, in the middle of waves, and between days.
        std::thread::sleep(Duration::from_millis(60 + kill * 137 % 900));
        running.kill().expect("killed"); // SIGKILL: no handler runs.
        running.wait().expect("gone");
        let now = everything(&killed).await;
        assert!(now.starts_with(&acknowledged), "what was there before kill {kill} is gone or changed");
        acknowledged = now;
    }
    assert!(!acknowledged.is_empty(), "no kill fell after the first commit");
    assert!(simulate(&binary, &killed).status().expect("it runs").success());
    let resumed = everything(&killed).await;
    assert_eq!(resumed.len(), expected.len());
    for (resumed, expected) in resumed.iter().zip(&expected) {
        assert_eq!(resumed, expected);
    }
}
