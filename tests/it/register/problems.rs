//! `docs/problems.md` lists every `type` that a refusal may have. REGISTRO_RULES=write writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files of the domain, by the subject that problems name.
fn subject(path: &Path) -> Option<&'static str> {
    let path = path.to_str()?;
    [
        ("domain/src/notice", "notice"),
        ("domain/src/receipt", "receipt"),
        ("domain/src/assessment", "assessment"),
        ("domain/src/case", "case"),
        ("domain/src/permission", "permission"),
        ("domain/src/conduct", "conduct"),
        ("domain/src/contact", "contact"),
        ("domain/src/vigilance", "vigilance"),
        ("domain/src/conflict", "rule-conflict"),
        ("domain/src/guarantee_body", "guarantee-body"),
        ("domain/src/device", "device"),
        ("domain/src/scrutiny", "scrutiny"),
        ("domain/src/derogation", "derogation"),
        ("domain/src/erasure", "erasure"),
        ("domain/src/request", "request"),
        ("domain/src/breach", "breach"),
        ("domain/src/text", "text"),
    ]
    .into_iter()
    .find_map(|(begins, name)| path.contains(begins).then_some(name))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names that a function gives, each after an arrow.
fn names(function: &str) -> impl Iterator<Item = String> + '_ {
    let body = function.split("\n    }\n").next().unwrap_or_default();
    let body = body.split("\n}\n").next().unwrap_or_default();
    body.split("=>").skip(1).filter_map(|arm| {
        let name =
            arm.trim_start().trim_start_matches('{').trim_start().strip_prefix('"')?.split('"').next()?;
        Some(name.to_owned())
    })
}

fn types() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files = Vec::new();
    sources(&root.join("domain/src"), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        if let (Some(subject), Some((before, function))) = (subject(&file), text.split_once("pub fn name("))
            && before.contains("Reject")
        {
            all.entry(subject.to_owned()).or_default().extend(names(function));
        }
    }
    let kinds = std::fs::read_to_string(root.join("api/src/problem/kind.rs")).expect("text");
    for function in kinds.split("\nfn of_").skip(1) {
        let subject = function.split('(').next().expect("a name").to_owned();
        all.entry(subject).or_default().extend(names(function));
    }
    all
}

#[test]
fn every_type_of_problem_is_listed() {
    let mut text = String::from(
        "# Types of problems\n\nEach after `urn:registro:problem:`. None is ever renamed. This list is written by a test \
         (`REGISTRO_RULES=write`).\n\n## Of the request\n\n",
    );
    for (status, names) in [
        (400, "malformed"),
        (401, "unidentified"),
        (403, "not-allowed`, `cross-site`, `sign-in:…"),
        (404, "not-found"),
        (405, "method-not-allowed"),
        (409, "command-reused`, `conflict"),
        (412, "conflict"),
        (413, "too-large"),
        (414, "address-too-long"),
        (415, "not-json"),
        (429, "too-many"),
        (500, "internal"),
        (503, "unavailable`, `not-yet-seen"),
    ] {
        text += &format!("- {status}: `{names}`\n");
    }
    text += "\n## Of the rules (422)\n";
    for (subject, names) in types() {
        assert!(!names.is_empty(), "{subject}");
        text += &format!("\n### {subject}\n\n");
        for name in names {
            text += &format!("- `{subject}:{name}`\n");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/problems.md");
    if std::env::var("REGISTRO_RULES").is_ok_and(|asked| asked == "write") {
        std::fs::write(&path, &text).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        text,
        "docs/problems.md is not up to date"
    );
}
