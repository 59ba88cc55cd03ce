//! A key store that was emptied is not made anew beside a log that is sealed: the register does not start, and says why.

use std::fs;
use std::process::Stdio;

use super::killed::simulate;
use crate::served::{binary, command};

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
    let starts = || {
        let mut starting = command(&binary, dir.path());
        let done = starting.args(["simulate", "--until", "2025-10-04", "--students", "8", "--classes", "1"]);
        let done = done.args(["--seed", "5"]).stderr(Stdio::piped()).output().expect("it runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
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
        let (started, said) = starts();
        assert!(!started && said.contains(why), "{why}: {said}");
        assert_eq!(fs::read(&keys).ok().as_deref(), left, "nothing is made in its place");
    }
    for (file, bytes) in files.iter().zip(whole) {
        if let Some(bytes) = bytes {
            fs::write(file, bytes).expect("written");
        }
    }
    let (started, said) = starts();
    assert!(started, "with its copy it goes on: {said}");
}
