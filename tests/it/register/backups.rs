//! Backup and restore, by the real binary, while it serves: what is restored is what was there, and what is behind is
//! not taken up without a word.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use registro::commands::school::{Act, School as Acts};
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::people::Office;
use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::directory::{self, Directory};
use serde_json::Value;
use uuid::Uuid;

use super::killed::{opened, simulate};
use crate::served::{Connection, Server, binary, command, token};

async fn feed(log: &Path) -> Vec<Recorded> {
    let log = SqliteLog::open_read_only(log).await.expect("a log");
    let school = log.schools().await.expect("schools")[0];
    log.read_all(school.id, None, usize::MAX >> 1, Filter::All).await.expect("events")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(binary: &Path, dir: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = command(binary, dir).args(arguments).stderr(Stdio::piped()).output().expect("registro runs");
    if output.status.success() { Ok(said(&output)) } else { Err(said(&output)) }
}

fn done(binary: &Path, dir: &Path, arguments: &[&str]) -> String {
    run(binary, dir, arguments).unwrap_or_else(|said| panic!("{arguments:?}: {said}"))
}

/// It starts, answers and ends in good order.
fn serves(binary: &Path, dir: &Path) {
    let server = Server::start(binary, dir);
    let mut connection = Connection::open(server.address, "").expect("a connection");
    assert_eq!(connection.get("/status").expect("an answer").0, 200);
    drop(connection);
    assert!(server.stop().success());
}

/// A few weeks of a small school, with its key; its principal and a student.
async fn furnished(binary: &Path, dir: &Path) -> (PersonId, PersonId) {
    assert!(simulate(binary, &dir.join("log.db")).status().expect("it runs").success());
    std::fs::write(dir.join("key"), [7; 32]).expect("a key");
    let log = opened(&dir.join("log.db")).await;
    let school = log.schools().await.expect("schools")[0];
    let mut known = Directory::default();
    known.apply_all(&directory::news(&log, school.id, None).await.expect("people"));
    let today = jiff::Zoned::now().date();
    let principal = known
        .people()
        .find(|profile| profile.holds_office(today, |office| office == Office::Principal))
        .expect("a principal");
    let student = known.people().find(|profile| !profile.enrolments.is_empty()).expect("a student");
    (principal.person, student.person)
}

/// An act that is allowed on any day.
fn act(number: u64) -> String {
    let subject =
        Act::ListSubject { subject: SubjectCode(format!("X{number}")), name: format!("Materia {number}") };
    serde_json::to_string(&Acts { acts: vec![subject] }).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_under_load_is_restored_to_the_same_feed_and_rebuilt() {
    let (binary, dir, elsewhere) =
        (binary(), tempfile::tempdir().expect("it"), tempfile::tempdir().expect("it"));
    let (dir, elsewhere) = (dir.path(), elsewhere.path());
    let (principal, student) = furnished(&binary, dir).await;
    let token = token(&binary, dir, &principal.0.to_string(), "principal");
    let server = Server::start(&binary, dir);

    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut load = Vec::new();
    for worker in 0..3_u64 {
        let (stop, acknowledged, token) = (Arc::clone(&stop), Arc::clone(&acknowledged), token.clone());
        let address = server.address;
        load.push(std::thread::spawn(move || {
            let mut connection = Connection::open(address, &token).expect("a connection");
            for number in (worker..).step_by(3) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let key = Uuid::new_v4().to_string();
                // Three write to one stream: who was overtaken three times sends the same again.
                let posted = loop {
                    let posted = connection.post("/api/v1/school", &key, &act(number)).expect("an answer");
                    if posted.0 != 409 {
                        break posted;
                    }
                };
                assert!(posted.0 < 300, "{posted:?}");
                acknowledged.fetch_add(1, Ordering::SeqCst);
                let (status, _) = connection.get(&format!("/studenti/{}", student.0)).expect("an answer");
                assert_eq!(status, 200);
            }
        }));
    }
    let mut taken = Vec::new();
    for n in 0..3 {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let before = acknowledged.load(Ordering::SeqCst);
        let manifest: Value =
            serde_json::from_str(&done(&binary, dir, &["backup", "--to", &format!("copy{n}"), "--json"]))
                .expect("it");
        taken.push((before, manifest));
    }
    stop.store(true, Ordering::SeqCst);
    load.into_iter().for_each(|load| load.join().expect("a load that was answered"));
    assert!(server.stop().success());

    let last = feed(&dir.join("log.db")).await;
    let simulated = last.iter().position(|event| event.kind.starts_with("subject-") && event.version.0 > 0);
    assert!(simulated.is_some());
    for (n, (acknowledged, manifest)) in taken.iter().enumerate() {
        let copied = feed(&dir.join(format!("copy{n}/log.db"))).await;
        assert_eq!(copied[..], last[..copied.len()], "the beginning of what there was");
        let listed = copied.iter().filter(|event| last[event.position.0 as usize].id == event.id).count();
        assert!(*acknowledged <= listed as u64, "what was acknowledged before is in it");
        let head = &manifest["schools"].as_object().expect("schools").values().next().expect("one")["head"];
        assert_eq!(head["position"], copied.len() - 1);
        assert!(run(&binary, dir, &["backup", "--to", &format!("copy{n}")]).is_err(), "never over another");
    }

    // In another place, whole.
    let copy = dir.join("copy2");
    let from = copy.to_str().expect("a path");
    done(&binary, elsewhere, &["restore", "--from", from]);
    assert_eq!(feed(&elsewhere.join("log.db")).await, feed(&copy.join("log.db")).await);
    std::fs::write(elsewhere.join("key"), [7; 32]).expect("a key");
    // The keys have a backup of their own, and are brought from elsewhere.
    done(&binary, dir, &["backup", "--only-keys", "--to", "keys"]);
    for (kept, name) in
        [("keys/keys.db", "log.keys.db"), ("log.kek", "log.kek"), ("log.passphrase", "log.passphrase")]
    {
        assert!(!copy.join(name).exists(), "keys are in no backup of the log");
        std::fs::copy(dir.join(kept), elsewhere.join(name)).expect("a key file");
    }
    done(&binary, elsewhere, &["rebuild", "--json"]);
    let status: Value = serde_json::from_str(&done(&binary, elsewhere, &["status", "--json"])).expect("JSON");
    assert_eq!((&status["schools"][0]["behind_events"], &status["accepted_loss"]), (&0.into(), &Value::Null));
    let accesses = |dir: &Path| done(&binary, dir, &["access", "check"]);
    assert!(accesses(elsewhere).contains("legato al precedente"));
    let shown = done(&binary, elsewhere, &["show", "accesses", &student.0.to_string(), "--names"]);
    assert!(shown.contains("situazione dello studente"), "{shown}");
    assert!(run(&binary, elsewhere, &["restore", "--from", from]).is_err(), "only in an empty place");
    serves(&binary, elsewhere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_is_behind_is_taken_up_only_by_who_accepts_the_loss() {
    let (binary, dir) = (binary(), tempfile::tempdir().expect("it"));
    let dir = dir.path();
    let (principal, _) = furnished(&binary, dir).await;
    let token = token(&binary, dir, &principal.0.to_string(), "principal");
    done(&binary, dir, &["backup", "--to", "old"]);
    let old = feed(&dir.join("old/log.db")).await;
    let server = Server::start(&binary, dir);
    let mut connection = Connection::open(server.address, &token).expect("a connection");
    for number in 0..5 {
        let key = Uuid::new_v4().to_string();
        assert!(connection.post("/api/v1/school", &key, &act(number)).expect("an answer").0 < 300);
    }
    drop(connection);
    assert!(server.stop().success());
    done(&binary, dir, &["backup", "--to", "new"]);
    let new = feed(&dir.join("new/log.db")).await;
    assert_eq!(new.len(), old.len() + 5);

    // The disk is lost, what was seen is not.
    let lose = || {
        for name in std::fs::read_dir(dir).expect("the folder").map(|entry| entry.expect("a file").path()) {
            let name = name.to_str().expect("a name").to_owned();
            if ["log.db", "log.read.db"].iter().any(|lost| name.contains(lost)) {
                std::fs::remove_file(&name).expect("lost");
            }
        }
        let _ = std::fs::remove_dir_all(dir.join("log.access"));
    };
    lose();
    let refused = run(&binary, dir, &["restore", "--from", "old"]).expect_err("it is behind");
    assert!(refused.contains("PERDITA") && refused.contains("mancano 5 posizioni"), "{refused}");
    assert!(refused.contains(&new[new.len() - 1].recorded_at.to_string()), "{refused}");
    assert!(!dir.join("log.db").exists(), "nothing was touched");

    // Put there by hand, it is not served either.
    std::fs::copy(dir.join("old/log.db"), dir.join("log.db")).expect("by hand");
    assert!(Server::begin(&mut command(&binary, dir)).is_err(), "it is behind");
    lose();

    let accepted = done(&binary, dir, &["restore", "--from", "old", "--accept-loss"]);
    assert!(accepted.contains("PERDITA"), "{accepted}");
    assert_eq!(feed(&dir.join("log.db")).await, old);
    assert!(done(&binary, dir, &["status"]).contains("PERDITA ACCETTATA"));
    serves(&binary, dir);

    // Without the file beside the log, a checkpoint held elsewhere tells.
    let school = old[0].school.0;
    for (entries, behind) in [(old.len(), false), (old.len() + 1, true)] {
        lose();
        std::fs::remove_file(dir.join("log.seen.json")).expect("lost too");
        let signed =
            format!("registro.example/{school}/2025\n{entries}\nroot\n\n— registro.example signature\n");
        std::fs::write(dir.join("held.txt"), signed).expect("a file");
        let restored = run(&binary, dir, &["restore", "--from", "old", "--checkpoint", "held.txt"]);
        assert_eq!(restored.is_err(), behind, "{restored:?}");
    }
    // Of the next school year the older one has nothing; the newer five acts, after the last checkpoint of the year before.
    let signed = format!("registro.example/{school}/2026\n6\nroot\n\n— registro.example signature\n");
    std::fs::write(dir.join("held.txt"), signed).expect("a file");
    let restored =
        run(&binary, dir, &["restore", "--from", "old", "--checkpoint", "held.txt"]).expect_err("behind");
    assert!(restored.contains("ne mancano 6"), "{restored}");
    done(&binary, dir, &["restore", "--from", "new", "--checkpoint", "held.txt"]);
    assert_eq!(feed(&dir.join("log.db")).await, new);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_not_what_it_was_is_not_restored() {
    let (binary, dir, empty) = (binary(), tempfile::tempdir().expect("it"), tempfile::tempdir().expect("it"));
    let (dir, empty) = (dir.path(), empty.path());
    let (_, student) = furnished(&binary, dir).await;
    done(&binary, dir, &["show", "student", &student.0.to_string()]);
    done(&binary, dir, &["backup", "--to", "copy"]);
    let copy = dir.join("copy");
    let files: BTreeMap<String, Value> = serde_json::from_value(
        serde_json::from_slice::<Value>(&std::fs::read(copy.join("manifest.json")).expect("it"))
            .expect("JSON")["files"]
            .clone(),
    )
    .expect("files");
    assert!(
        files.contains_key("log.db") && files.keys().any(|name| name.starts_with("access/")),
        "{files:?}"
    );
    let restore = || run(&binary, empty, &["restore", "--from", copy.to_str().expect("a path")]);
    for name in files.keys() {
        let path = copy.join(name);
        let whole = std::fs::read(&path).expect("a file");
        for changed in [
            whole[..whole.len() - 1].to_vec(),
            whole.iter().enumerate().map(|(at, byte)| if at == 100 { byte ^ 1 } else { *byte }).collect(),
        ] {
            std::fs::write(&path, changed).expect("changed");
            let refused = restore().expect_err("changed");
            assert!(refused.contains(name), "{refused}");
        }
        std::fs::write(&path, whole).expect("as it was");
    }
    std::fs::rename(copy.join("manifest.json"), dir.join("manifest.json")).expect("moved");
    assert!(restore().expect_err("not finished").contains("non è un backup finito"));
    std::fs::rename(dir.join("manifest.json"), copy.join("manifest.json")).expect("moved back");
    restore().expect("whole again");
}
