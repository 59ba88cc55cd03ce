//! The real binary with a security module (SoftHSM): a year sealed and signed by its token, no key on the disk, and what is said
//! when the token does not open.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::log::postgres::{Database, KEEPER};
use crate::served::{binary, command};

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"];

/// A token of its own in a folder.
fn token(dir: &Path) -> PathBuf {
    let config = dir.join("softhsm2.conf");
    fs::create_dir(dir.join("tokens")).expect("a folder");
    fs::write(
        &config,
        format!("directories.tokendir = {}\nlog.level = ERROR\n", dir.join("tokens").display()),
    )
    .expect("it");
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "scuola", "--pin", "4321", "--so-pin", "12345678"])
        .env("SOFTHSM2_CONF", &config)
        .output()
        .expect("softhsm2-util is of the Debian package softhsm2");
    assert!(made.status.success(), "{}", said(&made));
    fs::write(dir.join("pin"), "4321\n").expect("a PIN");
    config
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_register_is_sealed_and_signed_by_a_token_and_by_nothing_else() {
    let (binary, dir) = (binary(), tempfile::tempdir().expect("it"));
    let dir = dir.path();
    let config = token(dir);
    fs::write(dir.join("key"), [7; 32]).expect("a key");
    let module = MODULES.into_iter().find(|path| Path::new(path).exists()).expect("SoftHSM");
    let with = |pin: &str, arguments: &[&str]| {
        command(&binary, dir)
            .env("SOFTHSM2_CONF", &config)
            .args([
                "--hsm-module",
                module,
                "--hsm-token",
                "scuola",
                "--hsm-pin-file",
                pin,
                "--hsm-signs-ledger",
            ])
            .args(["--ledger", "log.ledger"])
            .args(arguments)
            .stderr(Stdio::piped())
            .output()
            .expect("registro runs")
    };
    let simulated = ["simulate", "--until", "2025-09-20", "--students", "8", "--classes", "1", "--seed", "5"];
    let done = with("pin", &simulated);
    assert!(done.status.success(), "{}", said(&done));
    let signed = with("pin", &["ledger", "checkpoint"]);
    assert!(signed.status.success(), "{}", said(&signed));
    fs::write(dir.join("checkpoint.txt"), &signed.stdout).expect("it");
    let school =
        fs::read_dir(dir.join("log.ledger")).expect("a ledger").next().expect("a school").expect("it").path();
    for absent in [dir.join("log.kek"), dir.join("log.passphrase"), school.join("key")] {
        assert!(!absent.exists(), "{}", absent.display());
    }

    // What it signed verifies as anything else, and what it sealed is read.
    let verified = Command::new(&binary)
        .current_dir(dir)
        .args(["verify", "--db", "log.db", "--checkpoint", "checkpoint.txt", "--key"])
        .arg(school.join("public-key"))
        .output()
        .expect("it runs");
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let read = with("pin", &["show", "event", "12"]);
    assert!(read.status.success() && !said(&read).contains("cancellato"), "{}", said(&read));
    let copied = with("pin", &["backup", "--only-keys", "--to", "altrove"]);
    assert!(copied.status.success(), "{}", said(&copied));

    let moved = with("pin", &["keys", "to-file"]);
    assert!(
        moved.status.success() && said(&moved).contains("ora avvolte dal file delle chiavi"),
        "{}",
        said(&moved)
    );
    let by_file =
        command(&binary, dir).args(["show", "event", "12"]).stderr(Stdio::piped()).output().expect("it runs");
    assert!(by_file.status.success(), "{}", said(&by_file));
    let back = with("pin", &["keys", "to-module"]);
    assert!(
        back.status.success() && with("pin", &["show", "event", "12"]).status.success(),
        "{}",
        said(&back)
    );
    for file in ["log.kek", "log.passphrase"] {
        fs::remove_file(dir.join(file)).expect("a file of no use any more");
    }

    fs::write(dir.join("wrong"), "1111\n").expect("a PIN");
    let wrong = with("wrong", &["show", "event", "12"]);
    assert!(
        !wrong.status.success() && said(&wrong).contains("il PIN in wrong non è quello"),
        "{}",
        said(&wrong)
    );
    // Without the module there is no key: none is made in its place, neither to read nor to sign.
    let without =
        command(&binary, dir).args(["show", "event", "12"]).stderr(Stdio::piped()).output().expect("it runs");
    assert!(!without.status.success() && said(&without).contains("manca il file"), "{}", said(&without));
    let unsigned = command(&binary, dir)
        .args(["--ledger", "log.ledger", "ledger", "checkpoint"])
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    assert!(!unsigned.status.success() && said(&unsigned).contains("è danneggiato"), "{}", said(&unsigned));
    assert!(!school.join("key").exists());
}

/// Several machines may share the store and the token: the keys are in PostgreSQL, what wraps them in the module.
#[tokio::test(flavor = "multi_thread")]
async fn keys_on_a_server_are_wrapped_by_a_token() {
    let Some(database) = Database::new().await else { return };
    database.keys().await;
    let store = database.url(KEEPER);
    let (binary, dir) = (binary(), tempfile::tempdir().expect("it"));
    let dir = dir.path();
    let config = token(dir);
    fs::write(dir.join("key"), [7; 32]).expect("a key");
    let module = MODULES.into_iter().find(|path| Path::new(path).exists()).expect("SoftHSM");
    let with = |arguments: &[&str]| {
        command(&binary, dir)
            .env("SOFTHSM2_CONF", &config)
            .args([
                "--hsm-module",
                module,
                "--hsm-token",
                "scuola",
                "--hsm-pin-file",
                "pin",
                "--keys",
                &store,
            ])
            .args(arguments)
            .stderr(Stdio::piped())
            .output()
            .expect("registro runs")
    };
    let done = |arguments: &[&str]| {
        let output = with(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    done(&["simulate", "--until", "2025-09-20", "--students", "8", "--classes", "1", "--seed", "5"]);
    let event = done(&["show", "event", "12"]);
    for absent in ["log.keys.db", "log.kek", "log.passphrase"] {
        assert!(!dir.join(absent).exists(), "{absent}");
    }
    // The keys stay the same while they move, and once they have moved, asking again is harmless.
    assert!(done(&["keys", "to-file"]).contains("ora avvolte dal file delle chiavi"));
    assert!(!with(&["show", "event", "12"]).status.success(), "the module wraps nothing any more");
    assert!(done(&["keys", "to-module"]).contains("ora avvolte dal modulo di sicurezza"));
    done(&["keys", "to-module"]);
    assert_eq!(done(&["show", "event", "12"]), event);
}
