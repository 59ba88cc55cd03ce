//! From the article to the code and back: `docs/rules.md`, made by reading the sources.
//!
//! A plain textual scan of formatted files: good enough to answer "where is this article, and what proves it".
//! `REGISTRO_RULES=write` writes the page again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use registro_domain::norm::{AUTHORITIES, Authority};

use crate::licences::repository;

const HEADING: &str = "# Rules\n\n\
    From the article to the code: made by `tests/it/rules.rs` from the sources, never edited by hand\n\
    (`REGISTRO_RULES=write`). The row is the one of the rule sheet and of `because`.\n\n\
    | Row | Norm | Events whose `because` can carry it | Functions that apply it | Tests |\n\
    |---|---|---|---|---|\n";

/// A function of the sources, with what stands around it.
struct Function {
    /// Such as `attendance::record::entry`.
    path: String,
    name: String,
    /// A refusal cites a norm, and makes no event.
    of_rejection: bool,
    is_test: bool,
    /// The comments and attributes above it, and the whole of it.
    text: String,
}

/// What the sources say of one norm.
struct Traces {
    events: BTreeSet<String>,
    functions: BTreeSet<String>,
    tests: BTreeSet<String>,
}

#[test]
fn the_page_of_rules_is_what_the_sources_say() {
    let path = repository().join("docs/rules.md");
    let page = page();
    if std::env::var("REGISTRO_RULES").is_ok_and(|asked| asked == "write") {
        std::fs::write(&path, &page).expect("docs can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/rules.md is stale: run the tests once with REGISTRO_RULES=write");
}

#[test]
fn every_norm_that_the_code_cites_has_a_test() {
    let traces = traces();
    let untested: Vec<_> = AUTHORITIES
        .iter()
        .filter(|line| !traces[line.row].functions.is_empty() && traces[line.row].tests.is_empty())
        .map(|line| line.row)
        .collect();
    assert!(untested.is_empty(), "No test names these rows: {untested:?}");
}

#[test]
fn every_norm_of_the_table_is_applied_somewhere() {
    let traces = traces();
    let unused: Vec<_> = AUTHORITIES
        .iter()
        .filter(|line| traces[line.row].functions.is_empty())
        .map(|line| format!("{} ({:?})", line.row, line.norm))
        .collect();
    assert!(unused.is_empty(), "No function outside norm.rs cites these norms: {}", unused.join(", "));
}

fn page() -> String {
    let traces = traces();
    let mut page = HEADING.to_owned();
    for Authority { row, citation, .. } in AUTHORITIES {
        let Traces { events, functions, tests } = &traces[row];
        let cell = |names: &BTreeSet<String>| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("<br>")
        };
        let (events, functions, tests) = (cell(events), cell(functions), cell(tests));
        writeln!(page, "| {row} | {citation} | {events} | {functions} | {tests} |").expect("a string grows");
    }
    page
}

/// For every row of the table of authorities, what the sources say of it.
fn traces() -> BTreeMap<&'static str, Traces> {
    let sources: Vec<_> =
        [("domain/src", ""), ("tests/it", "it::")].into_iter().flat_map(rust_files).collect();
    let functions: Vec<_> = sources.iter().flat_map(|(path, text)| functions(path, text)).collect();
    let kinds: BTreeMap<_, _> = sources.iter().flat_map(|(_, text)| kinds(text)).collect();
    let not_a_rule =
        |path: &str| ["norm::", "it::"].iter().any(|it| path.starts_with(it)) || path.contains("tests::");
    let applied: Vec<_> = functions.iter().filter(|it| !it.is_test && !not_a_rule(&it.path)).collect();

    let made: Vec<_> = applied.iter().flat_map(|function| events_made(function, &applied)).collect();

    let of_norm = |Authority { norm, row, .. }: &'static Authority| {
        let norm = format!("Norm::{norm:?}");
        let events = made.iter().filter(|(_, cited)| has_word(cited, &norm));
        let citing = applied.iter().filter(|function| has_word(&function.text, &norm));
        let tests = functions.iter().filter(|it| it.is_test && has_word(&it.text, row));
        let traces = Traces {
            events: events.filter_map(|(variant, _)| kinds.get(variant).cloned()).collect(),
            functions: citing.map(|function| function.path.clone()).collect(),
            tests: tests.map(|test| test.path.clone()).collect(),
        };
        (*row, traces)
    };
    AUTHORITIES.iter().map(of_norm).collect()
}

/// The events that a function makes, each with the text of what it cites: its own `because` or, when that is put
/// together before, what the rest of the function and the functions that it calls say.
fn events_made(function: &Function, all: &[&Function]) -> Vec<(String, String)> {
    let mut rest = String::new();
    let mut made = Vec::new();
    let mut text = function.text.as_str();
    while let Some(start) = text.find("Event::") {
        let name_starts = text[..start].rfind(|c: char| !c.is_alphanumeric()).map_or(0, |before| before + 1);
        let (Some(open), true) = (text[start..].find([' ', '(', ',']), name_starts < start) else { break };
        let (name, after) = (&text[name_starts..start + open], &text[start + open..]);
        rest.push_str(&text[..name_starts]);
        text = after;
        if let Some(block) = after.strip_prefix(" {").and_then(|block| block.get(..closing(block)))
            && block.contains("because")
            && !block.contains("..")
        {
            made.push((name.to_owned(), block.to_owned()));
            text = &after[2 + block.len()..];
        }
    }
    rest.push_str(text);
    let others = all.iter().filter(|other| !other.of_rejection && other.path != function.path);
    let called = others.filter(|other| calls(&rest, &other.name));
    let elsewhere: String = called.map(|other| other.text.as_str()).chain([rest.as_str()]).collect();
    let cited = |block: String| {
        if block.contains("Norm::") {
            return block;
        }
        let in_block = all.iter().filter(|other| !other.of_rejection && calls(&block, &other.name));
        let in_block: String = in_block.map(|other| other.text.as_str()).collect();
        if in_block.contains("Norm::") { in_block } else { elsewhere.clone() }
    };
    made.into_iter().map(|(name, block)| (name, cited(block))).collect()
}

/// Where the brace that was opened before `block` closes.
fn closing(block: &str) -> usize {
    let mut depth = 1;
    let closes = block.find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    closes.unwrap_or(block.len())
}

/// The stored kind of every event declared in `text`: `SchoolEvent::Founded` is `school-founded.v1`.
fn kinds(text: &str) -> Vec<(String, String)> {
    let (mut subject, mut kind, mut kinds) = ("", None, Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("pub enum ") {
            subject = name.trim_end_matches(" {");
        } else if let Some(renamed) = line.strip_prefix("#[serde(rename = \"") {
            kind = renamed.strip_suffix("\")]");
        } else if let (Some(stored), Some((variant, _))) = (kind, line.split_once(" {")) {
            kinds.push((format!("{subject}::{variant}"), stored.to_owned()));
            kind = None;
        }
    }
    kinds
}

/// The functions of a file that `cargo fmt` has formatted: one ends at the first brace of its own depth.
fn functions(path: &str, text: &str) -> Vec<Function> {
    let lines: Vec<_> = text.lines().collect();
    let (mut functions, mut owner) = (Vec::new(), "");
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("impl") || line.starts_with('}') {
            owner = line.split_whitespace().rev().nth(1).filter(|_| line.ends_with('{')).unwrap_or_default();
        }
        let Some(name) = function_name(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_above =
            |line: &&&str| ["///", "//", "#["].iter().any(|mark| line.trim_start().starts_with(mark));
        let above = lines[..at].iter().rev().take_while(is_above).count();
        let end = format!("{indent}}}");
        let ends = lines[at..].iter().position(|below| *below == end || line.ends_with('}'));
        let below = ends.unwrap_or_default();
        let name = name.to_owned();
        functions.push(Function {
            path: if owner.is_empty() {
                format!("{path}::{name}")
            } else {
                format!("{path}::{owner}::{name}")
            },
            name,
            of_rejection: owner == "Rejection",
            is_test: lines[at - above..at].iter().any(|line| line.trim().ends_with("test]")),
            text: lines[at - above..=at + below].join("\n"),
        });
    }
    functions
}

fn function_name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let heads = before.split_whitespace().all(|word| word.starts_with("pub") || word == "async");
    after.split(['(', '<']).next().filter(|_| heads)
}

fn calls(text: &str, name: &str) -> bool {
    has_word(text, name)
        && text.match_indices(&format!("{name}(")).any(|(at, _)| !is_part_of_a_word(&text[..at]))
}

/// Whether `word` stands in `text` by itself: `A1-01` is not in `A1-011`, nor `T-5` in `T-50`.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let next = text[at + word.len()..].chars().next();
        !is_part_of_a_word(&text[..at]) && !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn is_part_of_a_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The files under a folder of the repository, by their place as a module.
fn rust_files((folder, prefix): (&str, &str)) -> Vec<(String, String)> {
    let root = repository().join(folder);
    let module = |path: &Path| {
        let inside = path.strip_prefix(&root).expect("inside").with_extension("");
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("::")
    };
    let paths = paths_under(&root).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let read = |path: PathBuf| std::fs::read_to_string(path).expect("a source file");
    paths.map(|path| (format!("{prefix}{}", module(&path)), read(path))).collect()
}

fn paths_under(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .flat_map(|path| if path.is_dir() { paths_under(&path) } else { vec![path] })
        .collect()
}
