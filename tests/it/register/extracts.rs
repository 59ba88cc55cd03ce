//! A school year as files for the preservation system, by the real binary: what is in the folder is what was signed, the index
//! lists it with its hashes, and whoever is told of in words was recorded.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::killed::simulate;
use crate::served::{binary, command};

fn run(binary: &Path, dir: &Path, arguments: &[&str]) -> Output {
    command(binary, dir)
        .args(["--ledger", "log.ledger"])
        .args(arguments)
        .stderr(Stdio::piped())
        .output()
        .expect("registro runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Each path of the index with its hash, as another program reads it.
fn listed(index: &Path) -> Vec<(String, String)> {
    let read = "import sys, xml.etree.ElementTree as tree\n\
                ns = '{http://www.uni.com/U3011/sincro-v2/}'\n\
                root = tree.parse(sys.argv[1]).getroot()\n\
                assert [child.tag for child in root][:2] == [ns + 'SelfDescription', ns + 'PVolume'], root\n\
                assert root[-1].tag == ns + 'Process'\n\
                for file in root.iter(ns + 'File'):\n\
                \x20   hash = file.find(ns + 'Hash')\n\
                \x20   assert hash.get(ns + 'hashFunction') == 'SHA-256'\n\
                \x20   print(file.find(ns + 'Path').text.strip(), hash.text)";
    let done = Command::new("python3").args(["-c", read]).arg(index).output().expect("python3 runs");
    assert!(done.status.success(), "{}", said(&done));
    let lines = String::from_utf8(done.stdout).expect("text");
    lines
        .lines()
        .map(|line| line.split_once(' ').expect("a path and a hash"))
        .map(|(path, hash)| (path.to_owned(), hash.to_owned()))
        .collect()
}

#[test]
fn a_year_is_extracted_as_it_was_signed_with_an_index() {
    let (binary, dir) = (binary(), tempfile::tempdir().expect("it"));
    let dir = dir.path();
    assert!(simulate(&binary, &dir.join("log.db")).status().expect("it runs").success());
    fs::write(dir.join("key"), [7; 32]).expect("a key");
    let early = run(&binary, dir, &["ledger", "extract", "--year", "2025", "--to", "x"]);
    assert!(!early.status.success(), "nothing is signed yet");
    assert!(run(&binary, dir, &["ledger", "checkpoint"]).status.success());
    let other = run(&binary, dir, &["ledger", "extract", "--year", "1999", "--to", "y"]);
    assert!(
        !other.status.success() && said(&other).contains("l'anno 1999 non è nel libro mastro"),
        "{}",
        said(&other)
    );

    let years: Vec<String> =
        fs::read_dir(dir.join("log.ledger")).expect("a ledger").next().map_or_else(Vec::new, |school| {
            let school = school.expect("a school").path();
            let names = fs::read_dir(school).expect("years").map(|it| it.expect("a year").file_name());
            names
                .filter_map(|name| {
                    name.to_str().filter(|name| name.parse::<i16>().is_ok()).map(str::to_owned)
                })
                .collect()
        });
    let year = years.iter().max().expect("a year").clone();
    let done = run(
        &binary,
        dir,
        &["ledger", "extract", "--year", &year, "--to", "versamento", "--signer", "Ada & figli"],
    );
    assert!(done.status.success(), "{}", said(&done));
    let folder = dir.join("versamento");

    // Every file of the folder but the index is in it, with its hash.
    let files = listed(&folder.join("PIndex.xml"));
    for (path, hash) in &files {
        let digest =
            Sha256::digest(fs::read(folder.join(path)).unwrap_or_else(|_| panic!("{path} is not there")));
        assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), *hash, "{path}");
    }
    let inside = walk(&folder).into_iter().filter(|path| path != "PIndex.xml").count();
    assert_eq!(files.len(), inside);

    // One line for each event of the year, and its tree verifies by itself.
    let events = fs::read_to_string(folder.join("eventi.jsonl")).expect("events");
    let lines: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let checkpoint = folder.join(format!("libro-mastro/{year}/checkpoint"));
    let size: usize = fs::read_to_string(&checkpoint)
        .expect("a checkpoint")
        .lines()
        .nth(1)
        .expect("a size")
        .parse()
        .expect("it");
    assert!(lines.len() == size || lines.len() == size - 1, "{} lines, {size} entries", lines.len());
    assert!(lines.iter().all(|line| line["says"].is_string() && line["unreadable"].is_null()));
    let verified = Command::new(&binary)
        .current_dir(&folder)
        .args(["verify", "--tiles", "libro-mastro", "--key", "libro-mastro/public-key", "--checkpoint"])
        .arg(&checkpoint)
        .output()
        .expect("it runs");
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));

    // Whoever is told of can be told who read it.
    let student = lines.iter().find(|line| line["kind"] == "absence-recorded.v1").expect("an absence")["data"]["absence-recorded.v1"]["student"].clone();
    let accesses = run(&binary, dir, &["show", "accesses", student.as_str().expect("an id")]);
    assert!(
        said(&accesses).contains("versamento annuale al sistema di conservazione"),
        "{}",
        said(&accesses)
    );

    // Sealed, nobody's name is in it; and a folder that is there already is not touched.
    let again = run(&binary, dir, &["ledger", "extract", "--year", &year, "--to", "versamento"]);
    assert!(!again.status.success() && said(&again).contains("non è vuota"), "{}", said(&again));
    let sealed = run(&binary, dir, &["ledger", "extract", "--year", &year, "--to", "cifrato", "--sealed"]);
    assert!(sealed.status.success() && !dir.join("cifrato/eventi.jsonl").exists(), "{}", said(&sealed));
    assert_eq!(
        fs::read(dir.join(format!("cifrato/libro-mastro/{year}/checkpoint"))).expect("it"),
        fs::read(&checkpoint).expect("it")
    );
}

fn walk(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push(path.strip_prefix(folder).expect("inside").display().to_string());
            }
        }
    }
    files
}
