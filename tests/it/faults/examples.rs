//! The examples of `docs/api.md`, as they stand there, against the real binary.

use std::path::Path;
use std::process::Command;

use super::place::Place;
use crate::served::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_guide_do_what_it_says() {
    let guide =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).expect("a guide");
    let examples: Vec<&str> =
        guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(6 < examples.len());
    let place = Place::new().await;
    let server = Server::start(&place.binary, place.path());
    let folder = tempfile::tempdir().expect("a folder");
    for example in examples {
        let expected = example.rsplit("# → ").next().expect("what it answers").trim();
        let run = Command::new("bash")
            .args(["-euo", "pipefail", "-c", example])
            .current_dir(folder.path())
            .env("REGISTRO", format!("http://{}", server.address))
            .env("TOKEN", &place.token)
            .output()
            .expect("bash runs");
        let answered = String::from_utf8_lossy(&run.stdout);
        assert_eq!(answered.trim(), expected, "{example}\n{}", String::from_utf8_lossy(&run.stderr));
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert!(read("recorded.json").contains("\"repeated\":false"));
    assert!(read("problem.json").contains("urn:registro:problem:malformed"));
    assert!(read("feed.txt").contains("event: person-registered.v1"), "{}", read("feed.txt"));
}
