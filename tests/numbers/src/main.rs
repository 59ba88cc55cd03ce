//! Each number of the law, changed by one: at least two tests of the rules must fail, and not only the tables that say
//! what was adopted. A number that no test defends would be a number that nobody applies.

mod change;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use change::{Change, changes};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Tests that only repeat what was adopted: a number needs another one too.
const TABLES: [&str; 5] = [
    "regulation::tests::the_adopted_numbers_give_the_days_of_the_rule_sheet",
    "regulation::tests::the_adopted_regulation_says_what_the_school_wrote",
    "regulation::tests::the_bands_of_credit_are_those_of_the_annex",
    "regulation::tests::the_law_of_scrutinies_says_what_it_does",
    "regulation::tests::the_national_law_on_compulsory_education_says_what_it_does",
];

/// Parts of the names of tests that try random histories: nearly all of the time, and what they hold true is of no one number.
const RANDOM: [&str; 2] = ["::properties::", "::sequences::"];

/// How many tests must fail.
const AT_LEAST: usize = 2;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("tests/numbers: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, Failure> {
    let mut arguments = std::env::args().skip(1);
    let tests = PathBuf::from(arguments.next().ok_or("the binary of the domain's tests is needed")?);
    let wanted: Vec<String> = arguments.collect();
    let (mut changes, fixed) = changes(Path::new("domain/regulation"))?;
    changes.retain(|change| {
        wanted.is_empty() || wanted.iter().any(|part| change.number.contains(part.as_str()))
    });
    if changes.is_empty() {
        return Err("there is no number to change".into());
    }
    let before = failing(&tests, None)?;
    if !before.is_empty() {
        println!("These tests fail before any number is changed: {}", listed(&before));
    }
    let noticed = tried(&tests, &changes)?;
    let mut unnoticed = 0;
    for (change, failing) in changes.iter().zip(&noticed) {
        let failing: BTreeSet<_> = failing.difference(&before).collect();
        let of_rules = failing.iter().filter(|test| !TABLES.contains(&test.as_str())).count();
        let noticed_enough = AT_LEAST <= failing.len() && 0 < of_rules;
        let verdict = if noticed_enough { "noticed" } else { "NOT NOTICED" };
        println!("{} {} → {}: {verdict}: {}", change.number, change.was, change.is, listed(failing));
        unnoticed += usize::from(!noticed_enough);
    }
    for value in fixed {
        println!("{value}: no other value to change it to");
    }
    println!("numbers {}, unnoticed {unnoticed}", changes.len());
    Ok(unnoticed == 0 && before.is_empty())
}

/// The tests that fail with each change, as many changes at a time as there are processors.
fn tried(tests: &Path, changes: &[Change]) -> Result<Vec<BTreeSet<String>>, Failure> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((at, change)) = claimed(&next, changes) {
                    let failing = failing(tests, Some(change));
                    done.lock().expect("no worker panics while it holds the list").push((at, failing));
                }
            });
        }
    });
    let mut done = done.into_inner()?;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, failing)| failing).collect()
}

fn claimed<'a>(next: &AtomicUsize, changes: &'a [Change]) -> Option<(usize, &'a Change)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, changes.get(at)?))
}

/// The tests that fail when the documents say what `change` makes of them.
fn failing(tests: &Path, change: Option<&Change>) -> Result<BTreeSet<String>, Failure> {
    let folder = tempfile::tempdir()?;
    if let Some(change) = change {
        std::fs::write(folder.path().join(&change.document), &change.text)?;
    }
    let ran = Command::new(std::fs::canonicalize(tests)?)
        .arg("--test-threads=1")
        .args(RANDOM.iter().flat_map(|part| ["--skip", part]))
        .current_dir("domain")
        .env("REGISTRO_TEST_NUMBERS", folder.path())
        // The same few cases every time, and nothing written beside the sources.
        .envs([("PROPTEST_CASES", "8"), ("PROPTEST_RNG_SEED", "1"), ("PROPTEST_MAX_SHRINK_ITERS", "0")])
        .envs([
            ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true"),
            ("INSTA_UPDATE", "no"),
            ("RUST_BACKTRACE", "0"),
        ])
        .output()?;
    let said = String::from_utf8_lossy(&ran.stdout);
    if !said.contains("\ntest result: ") {
        let number = change.map_or("nothing", |change| change.number.as_str());
        return Err(format!("the tests did not end with {number} changed:\n{said}").into());
    }
    if let Some(change) = change
        && said.contains("embedded: proved by")
    {
        return Err(format!("{} cannot be {}: the document is not read", change.number, change.is).into());
    }
    let failed = |line: &str| Some(line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned());
    Ok(said.lines().filter_map(failed).collect())
}

/// A few names, and how many more there are.
fn listed<'a>(tests: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&String> = tests.into_iter().collect();
    let shown: Vec<&str> = names.iter().take(6).map(|name| name.as_str()).collect();
    match names.len().saturating_sub(shown.len()) {
        0 if shown.is_empty() => "no test".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
