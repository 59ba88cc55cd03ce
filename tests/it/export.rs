//! A school taken out by the real binary, and into another register, on another engine: the same events, the same roots of the
//! ledger, the same tables; and what was changed on the way is refused with the file named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::log::postgres::{Database, OWNER, SERVING};
use crate::served::{binary, program};

/// `registro`, with the program beside it that it hands exports to.
pub(crate) fn programs() -> PathBuf {
    program("registro-export");
    binary()
}

pub(crate) fn command(binary: &Path, folder: &Path, log: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGISTRO_")) {
        command.env_remove(name);
    }
    if log.starts_with("postgres") {
        command
            .env("REGISTRO_KEYS", folder.join("server.keys.db"))
            .env("REGISTRO_KEY_FILE", folder.join("server.kek"))
            .env("REGISTRO_PASSPHRASE_FILE", folder.join("server.passphrase"))
            .env("REGISTRO_ACCESS", folder.join("server.access"))
            .env("REGISTRO_LEDGER", folder.join("server.ledger"));
    }
    command.current_dir(folder).args(arguments).args(["--log", log]);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn done(mut command: Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    said(&output)
}

pub(crate) fn refused(mut command: Command) -> String {
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{command:?}: {}", said(&output));
    said(&output)
}

const YEAR: [&str; 8] = ["simulate", "--students", "24", "--classes", "2", "--seed", "7", "--json"];
const EXPORT: [&str; 5] = ["export", "--receiver-passphrase-file", "phrase", "--to", "bag"];
const IMPORT: [&str; 5] = ["import", "--sender-passphrase-file", "phrase", "--from", "bag"];

/// A folder with a simulated year and a phrase for who receives it.
fn furnished(binary: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("phrase"), "una frase detta per telefono\n").expect("a phrase");
    done(command(binary, folder.path(), "sqlite://year.db", &YEAR));
    folder
}

/// Every file under a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut waiting) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("within").to_str().expect("a name").to_owned();
                files.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a copy");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_taken_to_another_engine_is_the_same_school() {
    let Some(database) = Database::new().await else { return };
    let binary = programs();
    let folder = furnished(&binary);
    let folder = folder.path();
    let out = done(command(&binary, folder, "sqlite://year.db", &EXPORT));
    assert!(out.contains("eventi al secondo"), "{out}");

    let mut owner = database.as_role(OWNER).await;
    sqlx::query("DROP SCHEMA registro_log CASCADE").execute(&mut owner).await.expect("a database of nothing");
    let [owning, serving] = [OWNER, SERVING].map(|role| database.url(role));
    done(command(&binary, folder, &owning, &["migrate", "--role", SERVING]));
    let wrong = folder.join("wrong");
    fs::write(&wrong, "un'altra frase, sbagliata\n").expect("a phrase");
    let other = ["import", "--sender-passphrase-file", "wrong", "--from", "bag"];
    assert!(refused(command(&binary, folder, &serving, &other)).contains("chiavi della borsa"));
    let taken = done(command(&binary, folder, &serving, &IMPORT));
    assert!(taken.contains("che il libro mastro ha firmato"), "{taken}");
    // Once more, it finds that everything is there.
    done(command(&binary, folder, &serving, &IMPORT));

    let again = ["export", "--receiver-passphrase-file", "phrase", "--to", "bag2"];
    done(command(&binary, folder, &serving, &again));
    let (first, second) = (files(&folder.join("bag")), files(&folder.join("bag2")));
    let of_each = ["data/keys/", "data/ledger/", "manifest-", "tagmanifest-"];
    let same = |name: &&String| !of_each.iter().any(|own| name.starts_with(own));
    assert_eq!(first.keys().filter(same).collect::<Vec<_>>(), second.keys().filter(same).collect::<Vec<_>>());
    for (name, bytes) in first.iter().filter(|(name, _)| same(name)) {
        assert!(second[name] == *bytes, "{name} differs");
    }
    assert!(first.contains_key("data/tables/attendance_totals.csv"));
    // Signed by another key, the tree is the same.
    let tree = |bag: &BTreeMap<String, Vec<u8>>| {
        let tiles = bag.iter().filter(|(name, _)| name.contains("/tile/"));
        tiles.map(|(name, bytes)| (name.clone(), bytes.clone())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(tree(&first), tree(&second));
    assert!(!tree(&first).is_empty());
}

#[test]
fn what_was_changed_on_the_way_is_refused_and_named() {
    let binary = programs();
    let folder = furnished(&binary);
    let folder = folder.path();
    done(command(&binary, folder, "sqlite://year.db", &EXPORT));
    let good = folder.join("good");
    fs::rename(folder.join("bag"), &good).expect("moved");
    let spoilt = |what: &dyn Fn(&Path)| {
        let bag = folder.join("bag");
        if bag.exists() {
            fs::remove_dir_all(&bag).expect("gone");
        }
        copy(&good, &bag);
        what(&bag);
        let said = refused(command(&binary, folder, "sqlite://new.db", &IMPORT));
        assert!(!folder.join("new.db").exists(), "{said}");
        said
    };
    let table = "data/tables/grades.csv";
    let flipped = spoilt(&|bag| {
        let mut bytes = fs::read(bag.join(table)).expect("a table");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(bag.join(table), bytes).expect("changed");
    });
    assert!(flipped.contains(table), "{flipped}");
    let missing = spoilt(&|bag| fs::remove_file(bag.join(table)).expect("gone"));
    assert!(missing.contains(table), "{missing}");
    let more = spoilt(&|bag| fs::write(bag.join("data/altro.csv"), "x").expect("more"));
    assert!(more.contains("data/altro.csv"), "{more}");
    // Whoever changes a file and its line is seen by the hash of the list.
    let listed = spoilt(&|bag| {
        let list = fs::read_to_string(bag.join("manifest-sha256.txt")).expect("a list");
        fs::write(bag.join("manifest-sha256.txt"), list.replace("grades.csv", "marks.csv")).expect("changed");
    });
    assert!(listed.contains("manifest-sha256.txt"), "{listed}");
    #[cfg(unix)]
    {
        // Even one that leads to the same bytes.
        fs::copy(good.join(table), folder.join("elsewhere")).expect("a copy");
        let link = spoilt(&|bag| {
            fs::remove_file(bag.join(table)).expect("gone");
            std::os::unix::fs::symlink(folder.join("elsewhere"), bag.join(table)).expect("a link");
        });
        assert!(link.contains(table), "{link}");
        // Nor the file that is read first, whatever it leads to.
        let pipe = spoilt(&|bag| {
            fs::remove_file(bag.join("bagit.txt")).expect("gone");
            std::os::unix::fs::symlink("/dev/zero", bag.join("bagit.txt")).expect("a link");
        });
        assert!(pipe.contains("bagit.txt: non è un file"), "{pipe}");
    }
    // A bag that is too large is not looked at any further: what is wrong in it is not found.
    fs::remove_dir_all(folder.join("bag")).expect("gone");
    copy(&good, &folder.join("bag"));
    fs::write(folder.join("bag/manifest-sha256.txt"), "no list").expect("changed");
    let mut most = IMPORT.to_vec();
    most.extend(["--most", "1000"]);
    assert!(refused(command(&binary, folder, "sqlite://new.db", &most)).contains("più dei 1000 ammessi"));
    // Nothing of a bag is read that is larger than it may be.
    fs::remove_dir_all(folder.join("bag")).expect("gone");
    copy(&good, &folder.join("bag"));
    let mut small = IMPORT.to_vec();
    small.extend(["--most", "1000"]);
    assert!(refused(command(&binary, folder, "sqlite://new.db", &small)).contains("1000"));
    // An archive is not opened here.
    fs::write(folder.join("bag.zip"), "PK").expect("a file");
    let archive = ["import", "--from", "bag.zip"];
    assert!(refused(command(&binary, folder, "sqlite://new.db", &archive)).contains("non è una cartella"));
    // A register that holds something else of the school is left as it is.
    let other = ["simulate", "--students", "24", "--classes", "2", "--seed", "7", "--until", "2025-09-20"];
    done(command(&binary, folder, "sqlite://other.db", &other));
    refused(command(&binary, folder, "sqlite://other.db", &IMPORT));
}

#[test]
fn names_that_lead_out_of_the_bag_are_refused() {
    let binary = programs();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("phrase"), "una frase detta per telefono\n").expect("a phrase");
    for name in ["../fuori", "/etc/passwd", "data/../../fuori", "data\\fuori", "data/%2e%2e/fuori"] {
        let bag = folder.join("bag");
        fs::create_dir_all(bag.join("data")).expect("a folder");
        fs::write(bag.join("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
            .expect("written");
        fs::write(bag.join("tagmanifest-sha256.txt"), "").expect("written");
        fs::write(bag.join("manifest-sha256.txt"), format!("{}  {name}\n", "0".repeat(64))).expect("written");
        let said = refused(command(&binary, folder, "sqlite://new.db", &IMPORT));
        assert!(said.contains(name) && !folder.join("new.db").exists(), "{said}");
    }
}

#[test]
fn an_export_that_was_broken_off_goes_on() {
    let binary = programs();
    let folder = furnished(&binary);
    let folder = folder.path();
    done(command(&binary, folder, "sqlite://year.db", &EXPORT));
    let whole = files(&folder.join("bag"));
    fs::rename(folder.join("bag"), folder.join("whole")).expect("moved");
    // Killed as soon as everything but the events is there; if it was faster, it stops at what is in its way.
    let mut broken = command(&program("registro-export"), folder, "sqlite://year.db", &EXPORT);
    let mut process = broken.stdout(Stdio::null()).spawn().expect("it runs");
    let journal = folder.join("bag/export-in-progress.ndjson");
    let in_the_way = folder.join("bag/bag-info.txt.new");
    while process.try_wait().expect("a process").is_none() {
        let text = fs::read_to_string(&journal).unwrap_or_default();
        if !text.is_empty() && !in_the_way.exists() {
            fs::create_dir(&in_the_way).expect("a folder");
        }
        if text.contains("prepared") {
            process.kill().expect("killed");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    fs::remove_dir(&in_the_way).expect("gone");
    // By another passphrase it would be a bag that opens with neither.
    fs::write(folder.join("other"), "un'altra frase, più tardi\n").expect("a phrase");
    let other = ["export", "--receiver-passphrase-file", "other", "--to", "bag"];
    assert!(refused(command(&binary, folder, "sqlite://year.db", &other)).contains("un'altra frase"));
    done(command(&binary, folder, "sqlite://year.db", &EXPORT));
    let again = files(&folder.join("bag"));
    assert_eq!(whole.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (name, bytes) in
        whole.iter().filter(|(name, _)| name.starts_with("data/") && !name.contains("/keys/"))
    {
        assert!(again[name] == *bytes, "{name} differs");
    }
    // A folder that holds anything else is left as it is.
    fs::remove_file(folder.join("bag/bagit.txt")).expect("gone");
    assert!(refused(command(&binary, folder, "sqlite://year.db", &EXPORT)).contains("non è vuota"));
}

#[test]
fn an_export_is_recorded_as_read_and_needs_a_phrase() {
    let binary = programs();
    let folder = furnished(&binary);
    let folder = folder.path();
    let without = refused(command(&binary, folder, "sqlite://year.db", &["export", "--to", "bag"]));
    assert!(without.contains("--receiver-passphrase-file"), "{without}");
    done(command(&binary, folder, "sqlite://year.db", &["export", "--to", "bag", "--without-keys"]));
    #[cfg(unix)]
    readable_by_nobody_else(&folder.join("bag"));
    let rows = fs::read_to_string(folder.join("bag/data/tables/people.csv")).expect("a table");
    let person = rows.lines().nth(1).and_then(|row| row.split(',').next()).expect("a person").to_owned();
    let read = done(command(&binary, folder, "sqlite://year.db", &["show", "accesses", &person]));
    assert!(read.contains("esportazione dell'intera scuola"), "{read}");
    // What is sealed cannot be taken in without keys.
    let import = ["import", "--from", "bag"];
    for more in [&[][..], &["--sender-passphrase-file", "phrase"]] {
        let said = refused(command(&binary, folder, "sqlite://new.db", &[&import[..], more].concat()));
        let clear = said.contains("preparata senza chiavi") && said.contains("--receiver-passphrase-file");
        assert!(clear && said.contains("data/tables") && !folder.join("new.db").exists(), "{said}");
    }
}

#[cfg(unix)]
fn readable_by_nobody_else(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        assert_eq!(mode(&next), 0o700, "{}", next.display());
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
}
