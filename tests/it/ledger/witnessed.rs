//! A witness: it cosigns what grows, and refuses a rollback and a fork that the real key signed. The one of
//! `REGISTRO_TEST_WITNESS` (the program `aics-witness`), or a small one of the tests' own.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use registro_eventlog::ledger::note::Verifier;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::ledger::witness::{Witness, WitnessError, cosign, follow};
use reqwest::Client;

use super::lab::{Lab, PER_COMMAND, SCHOOL};
use super::small_witness;

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A line of policy for the witness at work, and whatever keeps it there.
async fn witness(lab: &Lab, log: &Verifier) -> (String, Option<Running>) {
    let Some(program) = std::env::var_os("REGISTRO_TEST_WITNESS") else {
        let (address, key) = small_witness::start(log.clone()).await;
        return (format!("witness small {key} http://{address}"), None);
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = lab.path("witness.json");
    let run = |arguments: &[&str]| {
        let output =
            Command::new(&program).args(arguments).arg("--config").arg(&config).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = run(&["init", "--name", "witness.example", "--listen", &address.to_string()]);
    let key = said.split_whitespace().find(|word| word.starts_with("witness.example+")).unwrap().to_owned();
    run(&["add-log", "--origin", &log.name, "--vkey", &log.to_string()]);
    let serve = Command::new(&program)
        .args(["serve", "--config"])
        .arg(&config)
        .stderr(Stdio::null())
        .spawn()
        .expect("it serves");
    while std::net::TcpStream::connect(address).is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    (format!("witness other {key} http://{address}"), Some(Running(serve)))
}

#[tokio::test]
async fn a_witness_cosigns_and_refuses_a_rollback_and_a_fork() {
    let lab = Lab::of(SCHOOL);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 20, "x").await;
    ledger.checkpoint_now().await.unwrap();
    let school = ledger.shelf().verifier().unwrap();
    let shard = school.named(format!("{}/2024", school.name));
    let (line, _running) = witness(&lab, &shard).await;
    let policy = format!("log {school}\n{line}\ngroup enough any {}\nquorum enough\n", word(&line, 1));
    fs::write(lab.path("policy.txt"), &policy).unwrap();
    let witnesses = Witness::of_policy(&policy).unwrap();
    let following = follow(ledger.clone(), witnesses.clone());

    // Three times, the later ones with proofs of consistency.
    for round in 1..=3u64 {
        let cosigned = async {
            loop {
                let published = ledger.shelf().published().unwrap().pop().unwrap();
                let all = published.checkpoint.size == round * 20 * PER_COMMAND;
                if all && published.is_signed_by(&witnesses[0].verifier) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), cosigned).await.expect("cosigned");
        lab.keep(&format!("{round}.txt"));
        if round == 1 {
            lab.copy("log.db", "early.db").await;
            copy_folder(&lab.ledger_folder(), &lab.path("early"));
        }
        if round < 3 {
            lab.grow(&*log, 20, "x").await;
            ledger.checkpoint_now().await.unwrap();
        }
    }
    following.abort();
    ledger.close().await;
    log.close().await;
    lab.copy("log.db", "copy.db").await;

    let satisfied = lab.verify_with(&["--policy", "policy.txt", "--db", "copy.db", "--checkpoint", "3.txt"]);
    assert_eq!(satisfied.code, 0, "{}", satisfied.says);
    assert!(satisfied.says.contains("con i testimoni che la politica chiede"), "{}", satisfied.says);
    assert!(!satisfied.says.contains("nessun testimone"), "{}", satisfied.says);
    let alone = fs::read_to_string(lab.path("3.txt")).unwrap();
    let ours: Vec<&str> = alone.lines().filter(|line| !line.contains(&witnesses[0].verifier.name)).collect();
    fs::write(lab.path("alone.txt"), ours.join("\n") + "\n").unwrap();
    let unwitnessed =
        lab.verify_with(&["--policy", "policy.txt", "--db", "copy.db", "--checkpoint", "alone.txt"]);
    assert_eq!(unwitnessed.code, 2, "{}", unwitnessed.says);

    // The backup with its ledger of that day, which the witness has seen grow since.
    let early = Shelf { folder: lab.path("early") };
    let published = early.published().unwrap().pop().unwrap();
    let client = Client::new();
    let rollback = cosign(&client, &witnesses[0], &early, &published, 0).await;
    assert!(matches!(rollback, Err(WitnessError::Ahead { seen: 180, held: 60 })), "{rollback:?}");

    // It goes on from there, with the real key, until it is longer than what the witness saw.
    fs::rename(lab.ledger_folder(), lab.path("genuine")).unwrap();
    fs::rename(lab.path("early"), lab.ledger_folder()).unwrap();
    let log = lab.log("early.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 60, "another past").await;
    ledger.checkpoint_now().await.unwrap();
    let fork = ledger.shelf().published().unwrap().pop().unwrap();
    let refused = cosign(&client, &witnesses[0], ledger.shelf(), &fork, 0).await;
    assert!(matches!(refused, Err(WitnessError::Fork)), "{refused:?}");
}

fn word(line: &str, number: usize) -> &str {
    line.split_whitespace().nth(number).unwrap()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
