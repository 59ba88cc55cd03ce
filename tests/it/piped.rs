//! A command whose reader has gone (`registro show … | head`) ends as it would have.

use std::io::pipe;
use std::process::Stdio;

use crate::served::{binary, command};

#[test]
fn who_stops_reading_is_no_failure() {
    let (binary, dir) = (binary(), tempfile::tempdir().expect("a temporary folder"));
    let unheard = |arguments: &[&str]| {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        let mut command = command(&binary, dir.path());
        let done = command.args(arguments).stdout(writer).stderr(Stdio::piped()).output().expect("it runs");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() && !said.contains("panicked"), "{arguments:?}: {said}");
    };
    unheard(&["simulate", "--students", "25", "--classes", "1", "--until", "2025-09-16"]);
    unheard(&["show", "duties", "--on", "2025-09-16"]);
    unheard(&["show", "duties", "--on", "2025-09-16", "--json"]);
    unheard(&["status"]);
    unheard(&["parked", "list"]);
    unheard(&["rebuild"]);
}
