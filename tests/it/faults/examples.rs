//! The examples of the guides, as they stand there, against the real binary.

use std::path::Path;
use std::process::{Command, Stdio};

use super::place::Place;
use crate::served::{self, Server};

/// What a guide shows to be typed.
fn examples(guide: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(guide);
    let guide = std::fs::read_to_string(path).expect("a guide");
    guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

/// Types it, and expects what the guide says that comes of it.
fn runs(example: &str, folder: &Path, known: &[(&str, &str)]) {
    let expected = example.rsplit("# → ").next().expect("what it answers").trim();
    let mut bash = Command::new("bash");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGISTRO_")) {
        bash.env_remove(name);
    }
    let run = bash
        .args(["-euo", "pipefail", "-c", example])
        .current_dir(folder)
        .envs(known.iter().copied())
        .output()
        .expect("bash runs");
    let answered = String::from_utf8_lossy(&run.stdout);
    assert_eq!(answered.trim(), expected, "{example}\n{}", String::from_utf8_lossy(&run.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_guide_do_what_it_says() {
    let examples = examples("api.md");
    assert!(6 < examples.len());
    let place = Place::new().await;
    let server = Server::start(&place.binary, place.path());
    let folder = tempfile::tempdir().expect("a folder");
    let at = format!("http://{}", server.address);
    for example in examples {
        runs(&example, folder.path(), &[("REGISTRO", &at), ("TOKEN", &place.token)]);
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert!(read("recorded.json").contains("\"repeated\":false"));
    assert!(read("problem.json").contains("urn:registro:problem:malformed"));
    assert!(read("feed.txt").contains("event: person-registered.v1"), "{}", read("feed.txt"));
}

#[test]
fn a_real_school_is_set_up_as_the_guide_says() {
    let examples = examples("setting-up.md");
    let binary = served::binary();
    let folder = tempfile::tempdir().expect("a folder");
    let beside = binary.parent().expect("its folder").display();
    let path = format!("{beside}:{}", std::env::var("PATH").expect("a path"));
    let known = [("PATH", path.as_str()), ("REGISTRO_LOG", "sqlite://log.db")];
    let (founding, rest) = examples.split_at(2);
    founding.iter().for_each(|example| runs(example, folder.path(), &known));

    // The same again is refused, whoever is named; and nothing more is recorded.
    let again = served::command(&binary, folder.path())
        .args(["found", "--name", "Altro", "--code", "RMPS000000", "--given-name", "Un"])
        .args(["--family-name", "Altro", "--born-on", "1971-01-01"])
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    assert!(
        !again.status.success() && String::from_utf8_lossy(&again.stderr).contains("c'è già"),
        "{again:?}"
    );

    let server = Server::start(&binary, folder.path());
    let at = format!("http://{}", server.address);
    let serving = [known[0], known[1], ("REGISTRO", at.as_str())];
    rest.iter().for_each(|example| runs(example, folder.path(), &serving));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert!(read("day.json").contains("0d6f1c1e-0004-4c5e-9a51-0d2f6f3f7a10"), "{}", read("day.json"));
}
