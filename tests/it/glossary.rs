//! The words of the law: the pages' table says what `docs/glossary.md` says, and each page explains those that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use registro::glossary::{self, TERMS, Term};

use crate::licences::repository;

/// What is no page of the register: the frame, and documents that are kept as they were given.
const NO_PAGES: [&str; 4] = ["layout.html", "document.html", "document_alone.html", "report_card.html"];

/// Words that a page uses in another sense.
const IN_ANOTHER_SENSE: [(&str, &str); 1] = [("accessibility.html", "segnalazione")];

/// Elements whose words are not explained where they stand: nothing that is followed or pressed may lie in another such thing.
const FOLLOWED: [&str; 8] = ["a", "button", "option", "script", "style", "summary", "svg", "textarea"];

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of the glossary: each Italian word with its whole row, or rows where it stands in two.
fn rows(glossary: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in glossary.lines().filter(|line| line.starts_with("| ")) {
        let Some(words) = line.trim_start_matches("| ").split(" | ").next() else { continue };
        for word in words.split(", ").chain([words]) {
            rows.entry(word).or_default().push(line);
        }
    }
    rows
}

#[test]
fn the_pages_explain_what_the_glossary_names_with_the_same_norms() {
    let glossary = read(&repository().join("docs/glossary.md"));
    let rows = rows(&glossary);
    let mut complaints = Vec::new();
    for Term { name, rows: norms, .. } in TERMS {
        let Some(rows) = rows.get(name) else {
            complaints.push(format!("{name} has no row in docs/glossary.md"));
            continue;
        };
        complaints.extend(
            norms
                .iter()
                .filter(|norm| !rows.iter().any(|row| row.contains(**norm)))
                .map(|norm| format!("{name}: {norm} is not in its row of docs/glossary.md")),
        );
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// A page's template with the parts that it includes.
struct Page {
    name: String,
    text: String,
}

fn templates() -> std::path::PathBuf {
    repository().join("api/templates")
}

fn pages() -> Vec<Page> {
    let files = std::fs::read_dir(templates()).expect("templates").flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let pages = names.filter(|name| name.ends_with(".html") && !NO_PAGES.contains(&name.as_str()));
    let mut pages: Vec<Page> = pages.map(|name| Page { text: with_parts(&name), name }).collect();
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(30 < pages.len(), "{} templates", pages.len());
    pages
}

fn with_parts(name: &str) -> String {
    let own = read(&templates().join(name));
    let parts = own.split("include \"").skip(1).filter_map(|rest| rest.split('"').next());
    let included: Vec<String> = parts.map(with_parts).collect();
    own + &included.concat()
}

/// The names that a page's template hands to a macro.
fn handed<'a>(page: &'a str, to: &str) -> BTreeSet<&'a str> {
    let calls = page.split(to).skip(1).filter_map(|rest| rest.split('"').next());
    calls.flat_map(|names| names.split('|')).collect()
}

#[test]
fn every_word_that_a_template_explains_is_in_the_table() {
    let mut beside = 0;
    for Page { name, text } in pages() {
        let (one, several) = (handed(&text, "ui::term(\""), handed(&text, "ui::terms(\""));
        beside += one.len();
        for word in one.into_iter().chain(several) {
            assert!(glossary::find(word).is_some(), "{name} explains {word:?}, which is not in the table");
        }
    }
    assert!(30 < beside, "{beside} words are explained where they stand");
}

#[test]
fn a_page_explains_the_words_that_its_template_uses() {
    let mut complaints = Vec::new();
    for Page { name, text } in pages() {
        let explained: BTreeSet<&str> =
            handed(&text, "ui::term(\"").into_iter().chain(handed(&text, "ui::terms(\"")).collect();
        let words = spoken(&text);
        let used = TERMS.iter().filter(|term| is_used(term, &words));
        let left = used.filter(|term| {
            !explained.contains(term.name) && !IN_ANOTHER_SENSE.contains(&(name.as_str(), term.name))
        });
        complaints.extend(left.map(|term| format!("{name}: {}", term.name)));
    }
    assert!(
        complaints.is_empty(),
        "Put {{% call ui::term(\"…\") %}}{{% endcall %}} beside the first use, or the word in the page's ui::terms: {complaints:#?}"
    );
}

/// The words of a template that stand in it to be read, one after the other, with a bar between elements.
fn spoken(template: &str) -> String {
    let mut text = between(template, "{#", "#}", " ");
    text = between(&text, "{%", "%}", " ");
    text = between(&text, "{{", "}}", "x");
    for element in FOLLOWED {
        text = between(&text, &format!("<{element} "), &format!("</{element}>"), "|");
        text = between(&text, &format!("<{element}>"), &format!("</{element}>"), "|");
    }
    between(&text, "<", ">", "|").to_lowercase().replace('’', "'")
}

/// The text with something in the place of each stretch from one mark to the next other.
fn between(text: &str, from: &str, to: &str, instead: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        kept.push_str(before);
        kept.push_str(instead);
        rest = after.split_once(to).map_or("", |(_, further)| further);
    }
    kept + rest
}

/// One word in any of its endings; several as they stand.
fn is_used(term: &Term, spoken: &str) -> bool {
    let name = term.name.to_lowercase();
    if name.contains(' ') {
        return spoken.contains(&name);
    }
    let length = name.chars().count();
    let stem: String = name.chars().take(length - 1).collect();
    let mut words = spoken.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.starts_with(&stem) && word.chars().count() <= length + 1)
}

#[test]
fn a_word_is_found_in_its_endings_and_not_where_it_is_followed_or_computed() {
    let used = |word: &str, template: &str| is_used(glossary::find(word).expect("a word"), &spoken(template));
    assert!(used("deroga", "<p>ore in deroga.</p>") && used("deroga", "<p>Le deroghe</p>"));
    assert!(used("Organo di garanzia", "<h1>Organo di garanzia</h1>"));
    for elsewhere in [
        "<a href=\"x\">deroga</a>",
        "<button>deroga</button>",
        "{{ deroga }}",
        "{% if deroga %}x{% endif %}",
        "{# deroga #}",
        "<p class=\"deroga\">x</p>",
        "<p>derogazione</p>",
    ] {
        assert!(!used("deroga", elsewhere), "{elsewhere}");
    }
}
