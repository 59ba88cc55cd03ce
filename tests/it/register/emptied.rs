//! A key store that was emptied is not made anew beside a log that is sealed: nobody goes on with it, and it is said why.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::killed::simulate;
use crate::served::{binary, command, program};

#[test]
fn an_emptied_key_store_stops_the_register() {
    let (binary, dir) = (binary(), tempfile::tempdir().expect("a folder"));
    let log = dir.path().join("log.db");
    let keys = dir.path().join("log.keys.db");
    assert!(simulate(&binary, &log).status().expect("it runs").success());
    // With what the last process may have left beside it.
    let files = ["log.keys.db", "log.keys.db-wal", "log.keys.db-shm"].map(|name| dir.path().join(name));
    let whole = files.clone().map(|file| fs::read(file).ok());
    assert!(whole[0].is_some());
    let runs = |program: &Path, arguments: &[&str]| {
        let mut running = command(program, dir.path());
        let done = running.args(arguments).stderr(Stdio::piped()).output().expect("it runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let export = program("registro-export");
    let rows = "id,cognome,nome,data_nascita,classe,dal,monte_ore\nA1,Prova,Ada,2009-03-04,1A,2025-11-03,\n";
    fs::write(dir.path().join("students.csv"), rows).expect("written");
    let somebody = "00000000-0000-0000-0000-000000000001";
    let goes_on = ["simulate", "--until", "2025-10-04", "--students", "8", "--classes", "1", "--seed", "5"];
    let brings =
        ["import-csv", "students", "--from", "students.csv", "--source", "vecchio", "--by", somebody];
    for file in &files[1..] {
        let _ = fs::remove_file(file);
    }
    for (left, why) in [
        (Some(&b""[..]), "è vuoto il deposito delle chiavi"),
        (None, "manca il deposito delle chiavi"),
        (Some(&b"no key store at all, and longer than nothing"[..]), "non si apre"),
    ] {
        match left {
            Some(bytes) => fs::write(&keys, bytes).expect("written"),
            None => fs::remove_file(&keys).expect("removed"),
        }
        // Nor by who only reads, or brings what another register held.
        for (program, arguments) in
            [(&binary, &goes_on[..]), (&binary, &["rebuild"][..]), (&export, &brings[..])]
        {
            let (done, said) = runs(program.as_path(), arguments);
            assert!(!done && said.contains(why), "{arguments:?}: {why}: {said}");
            assert_eq!(fs::read(&keys).ok().as_deref(), left, "nothing is made in its place");
        }
    }
    for (file, bytes) in files.iter().zip(whole) {
        if let Some(bytes) = bytes {
            fs::write(file, bytes).expect("written");
        }
    }
    let (started, said) = runs(binary.as_path(), &goes_on);
    assert!(started, "with its copy it goes on: {said}");
}
