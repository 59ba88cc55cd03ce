//! A disk that is full: a small file system in memory, of which a namespace of one's own needs no rights.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use super::place::{Errand, Place, SCHOOL};
use crate::history::{History, Known};
use crate::served::{Connection, Server, command_under};

/// Errands that fill the disk, at most.
const MANY: usize = 2_000;

/// A small disk on an empty folder, seen only by those who enter; gone when dropped.
struct SmallDisk {
    holder: Child,
    folder: PathBuf,
}

impl SmallDisk {
    fn new(folder: PathBuf, kilobytes: u64) -> Self {
        std::fs::create_dir(&folder).expect("a folder");
        let mount = format!("mount -t tmpfs -o size={kilobytes}k tmpfs \"$0\" && echo ready && exec cat");
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare runs (package util-linux)");
        let mut said = String::new();
        BufReader::new(holder.stdout.take().expect("its output")).read_line(&mut said).expect("a line");
        assert_eq!(said, "ready\n", "no file system of one's own: are user namespaces allowed?");
        Self { holder, folder }
    }

    /// Enters, goes to the folder and runs what follows there.
    fn entering(&self) -> Vec<String> {
        let target = self.holder.id().to_string();
        let enter = ["--target", &target, "--user", "--mount", "--preserve-credentials", "sh", "-c"];
        let mut arguments: Vec<String> = enter.map(str::to_owned).to_vec();
        arguments.extend(["cd \"$0\" && exec \"$@\"".to_owned(), self.folder.display().to_string()]);
        arguments
    }

    fn run(&self, command: &[&str]) {
        let output = self.output(command);
        assert!(output.status.success(), "{command:?}: {output:?}");
    }

    fn output(&self, command: &[&str]) -> Output {
        Command::new("nsenter").args(self.entering()).args(command).output().expect("nsenter runs")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_process_and_takes_nothing() {
    let place = Place::new().await;
    let history = History::default();
    history.stood(SCHOOL, &place.feed().await);
    let disk = SmallDisk::new(place.path().join("small"), 2_000);
    let copied = ["log.db", "key"].map(|name| place.path().join(name).display().to_string());
    disk.run(&["cp", &copied[0], &copied[1], "."]);
    // The read models and the keys are elsewhere: it is the log that has no room.
    let keys = place.path().join("elsewhere").display().to_string();
    let read = format!("sqlite://{}", place.path().join("elsewhere.db").display());
    let serve = || {
        let arguments = disk.entering();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = command_under("nsenter", &arguments, &place.binary, place.path());
        command.args(["--read", &read]);
        for (flag, extension) in
            [("--keys", "keys.db"), ("--key-file", "kek"), ("--passphrase-file", "passphrase")]
        {
            command.arg(flag).arg(format!("{keys}.{extension}"));
        }
        Server::begin(&mut command)
    };

    let mut server = serve().unwrap_or_else(|status| panic!("registro serve: {status}"));
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    let mut sent = 0;
    let last = loop {
        let errand = Errand::new();
        let (known, _) = errand.send(&mut connection, &history);
        sent += 1;
        match known {
            Known::Acknowledged(..) => assert!(sent < MANY, "the disk was never full"),
            Known::Unknown => break errand,
            Known::Refused => panic!("{known:?}"),
        }
    };
    let status = server.ended().expect("it stops by itself");
    assert_eq!(status.code(), Some(1));
    // On a disk that is still full it stops again, or does not begin; it takes nothing either way.
    if let Ok(mut again) = serve() {
        let mut connection = Connection::open(again.address, &place.token).expect("a connection");
        let (mut tries, mut known) = (0, Known::Refused);
        while tries < MANY && known != Known::Unknown {
            known = Errand::new().send(&mut connection, &history).0;
            tries += 1;
        }
        assert_eq!(again.ended().and_then(|status| status.code()), Some(1));
    }

    // With room again everything goes on.
    disk.run(&["mount", "-o", "remount,size=64m", "."]);
    let server = serve().unwrap_or_else(|status| panic!("registro serve: {status}"));
    let mut connection = Connection::open(server.address, &place.token).expect("a connection");
    assert!(matches!(last.send(&mut connection, &history).0, Known::Acknowledged(..)));
    drop(connection);
    assert!(server.stop().success());
    let log = place.log().display().to_string();
    disk.run(&["cp", "log.db", &log]);
    let counts = history.check(&[(SCHOOL, place.feed().await)]);
    println!("full after {sent} commands: {counts:?}");
    assert!(1 < sent && sent <= counts.acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medium_that_cannot_be_written_to_is_refused_and_read_from_a_copy() {
    let place = Place::new().await;
    let disk = SmallDisk::new(place.path().join("small"), 2_000);
    let [log, binary] = [&place.log(), &place.binary].map(|path| path.display().to_string());
    disk.run(&["cp", &log, "."]);
    disk.run(&["mount", "-o", "remount,ro", "."]);
    let read = format!("sqlite://{}", place.path().join("elsewhere.db").display());
    let show =
        |log: &str| disk.output(&[&binary, "--log", log, "--read", &read, "show", "event", "1", "--json"]);
    let refused = show("sqlite://log.db");
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("unable to open database file"), "{refused:?}");

    let copy = place.path().join("copy.db").display().to_string();
    disk.run(&["cp", "log.db", &copy]);
    let shown = show(&format!("sqlite://{copy}"));
    assert!(shown.status.success(), "{shown:?}");
}
