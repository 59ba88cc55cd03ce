//! From the article to the code and back: `docs/rules.md`, made by reading the sources.
//!
//! A plain textual scan of formatted files: good enough to answer "where is this article, and what proves it".
//! `REGISTRO_RULES=write` writes the page again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use registro_domain::norm::{AUTHORITIES, Authority};
use serde::Deserialize;

use crate::licences::repository;

const HEADING: &str = "# Rules\n\n\
    From the article to the code: made by `tests/it/rules.rs` from the sources, never edited by hand\n\
    (`REGISTRO_RULES=write`). The row is the one of the rule sheet and of `because`.\n\n\
    | Row | Norm | Events whose `because` can carry it | Functions that apply it | Tests |\n\
    |---|---|---|---|---|\n";

const BESIDE: &str = "\n## Applied without being cited\n\n\
    Rows that say how something is counted, or that another row says again. From `docs/rules-not-implemented.toml`.\n\n\
    | Row | What it says | Function that applies it | Why no event cites it | Tests |\n\
    |---|---|---|---|---|\n";

const LEFT_OUT: &str = "\n## Not implemented\n\n\
    Rows, or the part of a row that is told here, which the code does not apply. From\n\
    `docs/rules-not-implemented.toml`.\n\n\
    | Row | What it says | Why it is left out |\n\
    |---|---|---|\n";

/// The rows of the rule sheet that make the law of attendance, discipline and scrutinies: (before the number, how many).
const LAW: [(&str, u32); 20] = [
    ("A1-0", 9),
    ("A2-0", 7),
    ("A3-", 16),
    ("A4-0", 5),
    ("A5-", 11),
    ("A6-0", 7),
    ("A11-0", 5),
    ("A12-0", 6),
    ("B2-0", 8),
    ("B3-0", 4),
    ("B5-0", 6),
    ("B6-0", 2),
    ("B7-0", 4),
    ("A7-0", 7),
    ("A8-", 11),
    ("A9-", 16),
    ("A10-C", 20),
    ("B1-", 16),
    ("B4-0", 6),
    ("C2-0", 4),
];

/// Those of other parts of the sheet.
const SINGLE_ROWS: [&str; 7] = ["A12-10", "A12-11", "C5-04", "A13", "B7-05", "C6", "D-08"];

/// A row of which there is something to say beside the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    id: String,
    says: String,
    applied: Option<String>,
    reason: String,
}

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

/// Every row is applied, or it is said why it is not. That each of the table is applied and tested is for the tests
/// above.
#[test]
fn every_row_of_the_law_is_applied_or_says_why_not() {
    let (beside, functions) = (beside(), all_functions());
    let cited = |row: &str| AUTHORITIES.iter().any(|line| line.row == row);
    let told = |row: &str| beside.iter().any(|line| line.id == row);
    let forgotten: Vec<_> = law().into_iter().filter(|row| !cited(row) && !told(row)).collect();
    assert!(forgotten.is_empty(), "Neither in norm.rs nor in docs/rules-not-implemented.toml: {forgotten:?}");
    for Beside { id, says, applied, reason } in &beside {
        assert!(!says.is_empty() && !reason.is_empty(), "{id}: what it says and why");
        let Some(applied) = applied else { continue };
        assert!(!cited(id), "{id} is cited by what applies it: its line has nothing to tell");
        assert!(functions.iter().any(|it| it.path == *applied), "{id}: there is no function {applied}");
        assert!(functions.iter().any(|it| it.is_test && has_word(&it.text, id)), "No test names {id}");
    }
    assert!(beside.windows(2).all(|pair| pair[0].id != pair[1].id || pair[0].says != pair[1].says));
}

fn law() -> Vec<String> {
    let numbered = |(before, last): &(&str, u32)| {
        let padded = before.ends_with('-');
        let (before, last) = ((*before).to_owned(), *last);
        (1..=last).map(move |n| if padded { format!("{before}{n:02}") } else { format!("{before}{n}") })
    };
    let terms = (1..=7).map(|n| format!("T-{n}"));
    LAW.iter().flat_map(numbered).chain(SINGLE_ROWS.map(str::to_owned)).chain(terms).collect()
}

fn beside() -> Vec<Beside> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        row: Vec<Beside>,
    }
    let path = repository().join("docs/rules-not-implemented.toml");
    let text = std::fs::read_to_string(path).expect("the rows that no event cites");
    toml::from_str::<Document>(&text).expect("rows, each with its reason").row
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
    let functions = all_functions();
    page.push_str(BESIDE);
    let (applied, left_out): (Vec<_>, Vec<_>) = beside().into_iter().partition(|line| line.applied.is_some());
    for Beside { id, says, applied, reason } in applied {
        let tests = functions.iter().filter(|it| it.is_test && has_word(&it.text, &id));
        let tests: BTreeSet<_> = tests.map(|test| format!("`{}`", test.path)).collect();
        let tests = tests.into_iter().collect::<Vec<_>>().join("<br>");
        let applied = applied.unwrap_or_default();
        writeln!(page, "| {id} | {says} | `{applied}` | {reason} | {tests} |").expect("a string grows");
    }
    page.push_str(LEFT_OUT);
    for Beside { id, says, reason, .. } in left_out {
        writeln!(page, "| {id} | {says} | {reason} |").expect("a string grows");
    }
    page
}

/// For every row of the table of authorities, what the sources say of it.
fn traces() -> BTreeMap<&'static str, Traces> {
    let sources = sources();
    let functions = all_functions();
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

fn sources() -> Vec<(String, String)> {
    [("domain/src", ""), ("tests/it", "it::")].into_iter().flat_map(rust_files).collect()
}

fn all_functions() -> Vec<Function> {
    sources().iter().flat_map(|(path, text)| functions(path, text)).collect()
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
