//! The invariants of the repository that the compiler does not check: who may depend on whom, and how files are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::licences::{cargo_metadata, repository};

/// What each crate of the workspace may depend on within it. The root package only tests, and may use all.
const DIRECTION: [(&str, &[&str]); 6] = [
    ("registro-domain", &[]),
    ("registro-eventlog", &[]),
    // It verifies what the others wrote, and so shares nothing with them.
    ("registro-verify", &[]),
    ("registro-projections", &["registro-domain", "registro-eventlog"]),
    ("registro", &["registro-domain", "registro-eventlog", "registro-projections", "registro-verify"]),
    ("registro-export", &["registro", "registro-domain", "registro-eventlog", "registro-projections"]),
];

/// What the rules must never reach, not even through another crate.
const OUTSIDE_OF_DOMAIN: [&str; 12] = [
    "async-trait",
    "axum",
    "futures",
    "futures-core",
    "futures-util",
    "hyper",
    "mio",
    "rand",
    "reqwest",
    "sqlx",
    "sqlx-core",
    "tokio",
];

const CRATES: [&str; 4] = ["domain", "eventlog", "projections", "api"];
const LONGEST_FILE: usize = 400;

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    let metadata = cargo_metadata();
    let members: BTreeMap<&str, &Value> =
        DIRECTION.iter().map(|(name, _)| (*name, package(&metadata, name))).collect();

    let mut complaints = Vec::new();
    for (name, allowed) in DIRECTION {
        for dependency in array(members[name], "dependencies") {
            let on = string(dependency, "name");
            if members.contains_key(on) && !allowed.contains(&on) {
                complaints.push(format!("{name} depends on {on}"));
            }
        }
    }
    tidy(
        "The way is domain and eventlog, then projections, then api: nothing flows back. Move what is shared to the \
         crate that may own it, or pass it as a value",
        complaints,
    );
}

#[test]
fn the_rules_reach_no_async_no_database_no_network_and_no_chance() {
    let metadata = cargo_metadata();
    let nodes: BTreeMap<&str, &Value> =
        array(&metadata["resolve"], "nodes").iter().map(|node| (string(node, "id"), node)).collect();
    let names: BTreeMap<&str, &str> =
        array(&metadata, "packages").iter().map(|p| (string(p, "id"), string(p, "name"))).collect();

    let domain = string(package(&metadata, "registro-domain"), "id");
    let mut reached = BTreeMap::from([(domain, "registro-domain".to_owned())]);
    let mut waiting = vec![domain];
    while let Some(id) = waiting.pop() {
        for dependency in array(nodes[id], "deps").iter().filter(|dependency| is_built_in(dependency)) {
            let to = string(dependency, "pkg");
            if !reached.contains_key(to) {
                reached.insert(to, format!("{} → {}", reached[id], names[to]));
                waiting.push(to);
            }
        }
    }
    assert!(1 < reached.len(), "the dependencies of registro-domain were not found");

    let complaints =
        reached.iter().filter(|(id, _)| OUTSIDE_OF_DOMAIN.contains(&names[*id])).map(|(_, way)| way.clone());
    tidy("Rules are pure: bring the fact in the command and leave the crate to api or eventlog", complaints);
}

#[test]
fn every_source_file_says_what_it_is() {
    let complaints = rust_files(&["domain", "eventlog", "projections", "api", "tests"])
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.name);
    tidy("Begin the file with a `//!` line that says what it is, in the words of the school", complaints);
}

#[test]
fn no_source_file_is_too_long() {
    let complaints = rust_files(&CRATES)
        .filter(|file| file.name.contains("/src/"))
        .map(|file| (file.text.lines().count(), file.name))
        .filter(|(lines, _)| LONGEST_FILE < *lines)
        .map(|(lines, name)| format!("{name}: {lines} lines"));
    tidy(&format!("Beyond {LONGEST_FILE} lines it is two subjects: split it"), complaints);
}

#[test]
fn nothing_is_left_unfinished_or_silenced() {
    let forbidden = [
        (concat!("todo", "!("), "finish it"),
        (concat!("unimplemented", "!("), "finish it"),
        (concat!("#[", "ignore"), "a test runs or goes; a long one asks REGISTRO_TEST_LONG"),
        (concat!("#[", "should_panic"), "assert the refusal as a value"),
        (concat!("#[", "allow("), "use #[expect(…, reason = \"…\")]"),
        (concat!("#![", "allow("), "use #![expect(…, reason = \"…\")]"),
    ];
    let complaints = rust_files(&["domain", "eventlog", "projections", "api", "tests"]).flat_map(|file| {
        file.find(|line| {
            let (found, advice) = forbidden.iter().find(|(text, _)| line.contains(text))?;
            Some(format!("`{found}`: {advice}"))
        })
    });
    tidy("Not in our sources", complaints);
}

/// A12-02 … A12-04: what a person types is looked at. What names an act, a person or a place is not her words.
#[test]
fn no_command_takes_a_text_around_the_lint() {
    let names = [
        "nome",
        "cognome",
        "nome della scuola",
        "codice meccanografico",
        "versione",
        "materia",
        "sezione",
        "indirizzo",
        "provvedimento",
        "numero di protocollo",
        "protocollo del documento",
        // Words of the register that are named so as not to be shown: whatever they are.
        "parole da omettere",
    ];
    let complaints =
        rust_files(&["api"]).filter(|file| file.name.contains("src/commands")).flat_map(|file| {
            file.find(|line| {
                let label = line.split("Text::new(").nth(1)?.split('"').nth(1).unwrap_or("on another line");
                (!names.contains(&label)).then(|| format!("the text {label:?}"))
            })
        });
    tidy("Take what is typed with `desk.typed(Place::…, …)`; see docs/interpretations/0017", complaints);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let machine_paths = ["work", "root", "home", "Users", "tmp"].map(|directory| format!("/{directory}/"));
    let beside_the_repository = concat!("..", "/shared");
    let complaints = text_files().flat_map(|file| {
        file.find(|line| {
            if line.contains(beside_the_repository) {
                return Some(format!("`{beside_the_repository}`"));
            }
            machine_paths.iter().find(|path| stands_as_a_path(line, path)).map(|path| format!("`{path}`"))
        })
    });
    tidy(
        "The repository works from anywhere: use a relative path, or a temporary directory made on the spot",
        complaints,
    );
}

#[test]
fn modules_are_named_after_themselves() {
    let complaints = rust_files(&["domain", "eventlog", "projections", "api", "tests"])
        .filter(|file| file.name.ends_with("/mod.rs"))
        .map(|file| file.name);
    tidy("Rename `subject/mod.rs` to `subject.rs`", complaints);
}

fn tidy(advice: &str, complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<_> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "{advice}:\n  {}", complaints.join("\n  "));
}

/// Whether `path` begins in `line` as an absolute path does, and not inside a longer one such as an address.
fn stands_as_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !['.', '_', '-', '}'].contains(&c))
    })
}

pub(crate) struct File {
    /// From the root of the repository, with `/`.
    pub(crate) name: String,
    pub(crate) text: String,
}

impl File {
    /// What `complaint` says of each line, with the place.
    fn find(&self, complaint: impl Fn(&str) -> Option<String>) -> Vec<String> {
        (1..)
            .zip(self.text.lines())
            .filter_map(|(number, line)| Some(format!("{}:{number}: {}", self.name, complaint(line)?)))
            .collect()
    }
}

pub(crate) fn rust_files(folders: &[&str]) -> impl Iterator<Item = File> {
    let paths: Vec<_> = folders.iter().flat_map(|folder| paths_under(&repository().join(folder))).collect();
    assert!(!paths.is_empty(), "no source file under {folders:?}");
    paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).map(read)
}

/// Everything written by hand: what other people built and we only carry (styles, scripts, fonts) is not ours to tidy.
fn text_files() -> impl Iterator<Item = File> {
    const OURS: [&str; 10] = ["html", "json", "lock", "md", "mjs", "rs", "snap", "sql", "toml", "yml"];
    paths_under(&repository())
        .into_iter()
        .filter(|path| path.extension().is_none_or(|e| OURS.iter().any(|ours| e == *ours)))
        .filter(|path| !path.components().any(|part| part.as_os_str() == "static"))
        .filter(|path| std::fs::read(path).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_ok()))
        .map(read)
}

fn read(path: PathBuf) -> File {
    let name = path.strip_prefix(repository()).expect("a file of the repository").to_string_lossy();
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    File { name: name.replace('\\', "/"), text }
}

/// The files under `folder`, but for what is built, downloaded or kept by git.
fn paths_under(folder: &Path) -> BTreeSet<PathBuf> {
    const NOT_WRITTEN: [&str; 3] = [".git", "node_modules", "target"];
    let mut paths = BTreeSet::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            // In a linked work tree `.git` is a file.
            if NOT_WRITTEN.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                paths.insert(path);
            }
        }
    }
    paths
}

fn package<'a>(metadata: &'a Value, name: &str) -> &'a Value {
    let member = |package: &&Value| string(package, "name") == name && package["source"].is_null();
    array(metadata, "packages")
        .iter()
        .find(member)
        .unwrap_or_else(|| panic!("no crate {name} in the workspace"))
}

/// A dependency of the built crate: not of its tests, nor of a build for the browser, which there is not.
fn is_built_in(dependency: &Value) -> bool {
    array(dependency, "dep_kinds").iter().any(|kind| {
        let in_browser = kind["target"].as_str().is_some_and(|target| target.contains("wasm"));
        kind["kind"] != "dev" && !in_browser
    })
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in the metadata"))
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in the metadata"))
}
