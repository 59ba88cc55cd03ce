//! Each example that the register makes, as a file: read by two checkers of PDF/A that know nothing of what wrote it, and by
//! qpdf and poppler.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use oxidize_pdf::parser::PdfReader;
use pdf_oxide::compliance::{PdfALevel, PdfAValidator, PdfUaLevel, PdfUaValidator};
use pdf_oxide::document::PdfDocument;
use serde_json::Value;

struct Example {
    name: String,
    model: Vec<u8>,
    said: Value,
}

fn examples() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/documents");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let examples = paths.into_iter().map(|path| {
        let model = fs::read(&path).unwrap();
        let said = serde_json::from_slice(&model).unwrap();
        Example { name: path.file_stem().unwrap().to_str().unwrap().to_owned(), model, said }
    });
    examples.collect()
}

/// The program under test, which stands where the build of these tests is.
fn run(model: &Path) -> Output {
    let here = std::env::current_exe().unwrap();
    let program = here.ancestors().nth(2).unwrap().join("registro-documents");
    let output = Command::new(&program).arg("--from").arg(model).output();
    output.unwrap_or_else(|error| {
        panic!("{}: {error} (docs/documents.md says how it is built)", program.display())
    })
}

fn typeset(model: &[u8]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), model).unwrap();
    let output = run(file.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What a program says of a file; it must be content with it.
fn asked(program: &str, arguments: &[&str], file: &Path, then: &[&str]) -> String {
    let output = Command::new(program).args(arguments).arg(file).args(then).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error} (tests/run installs it)"));
    let says = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {says}");
    says
}

/// Every text that a model shows.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != "widths").for_each(|(_, item)| texts(item, into));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Letters and digits only: where lines end, ligatures and quotation marks are how a text is set, not what it says.
fn bare(text: &str) -> String {
    text.replace('ﬁ', "fi")
        .replace('ﬂ', "fl")
        .replace('ﬀ', "ff")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[test]
fn there_is_an_example_of_each_kind() {
    let templates = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates")).unwrap();
    let mut kinds: Vec<String> = templates
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "frame")
        .collect();
    kinds.sort();
    let examples: Vec<String> =
        examples().iter().map(|example| example.said["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(examples, kinds);
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    for Example { name, model, .. } in examples() {
        assert!(typeset(&model) == typeset(&model), "{name}");
    }
}

#[test]
fn two_independent_checkers_find_nothing() {
    for Example { name, model, .. } in examples() {
        let file = typeset(&model);
        let mut reader = PdfReader::new(Cursor::new(file.clone())).unwrap();
        let first = oxidize_pdf::pdfa::PdfAValidator::new(oxidize_pdf::pdfa::PdfALevel::A3a);
        let found = first.validate(&mut reader).unwrap();
        assert!(found.is_valid(), "{name}: {:?}", found.errors());
        let mut document = PdfDocument::from_bytes(file).unwrap();
        let found = PdfAValidator::new().validate(&mut document, PdfALevel::A3a).unwrap();
        assert!(found.errors.is_empty(), "{name}: {:?}", found.errors);
        let found = PdfUaValidator::new().validate(&mut document, PdfUaLevel::Ua1).unwrap();
        assert!(found.errors.is_empty(), "{name}: {:?}", found.errors);
    }
}

/// The checkers are not content with everything.
#[test]
fn what_is_no_archive_file_is_refused() {
    let plain = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n\
        0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n163\n%%EOF\n";
    let mut reader = PdfReader::new(Cursor::new(plain.to_vec())).unwrap();
    let first = oxidize_pdf::pdfa::PdfAValidator::new(oxidize_pdf::pdfa::PdfALevel::A3a);
    assert!(!first.validate(&mut reader).unwrap().is_valid());
    let mut document = PdfDocument::from_bytes(plain.to_vec()).unwrap();
    assert!(PdfAValidator::new().validate(&mut document, PdfALevel::A3a).unwrap().has_errors());
    assert!(PdfUaValidator::new().validate(&mut document, PdfUaLevel::Ua1).unwrap().has_errors());
}

#[test]
fn a_file_has_its_title_its_language_its_tags_its_fonts_and_its_model() {
    let folder = tempfile::tempdir().unwrap();
    for Example { name, model, said } in examples() {
        let file = folder.path().join(format!("{name}.pdf"));
        fs::write(&file, typeset(&model)).unwrap();
        asked("qpdf", &["--check"], &file, &[]);
        let info = asked("pdfinfo", &[], &file, &[]);
        for line in [
            format!("Title:           {}", said["title"].as_str().unwrap()),
            "Tagged:          yes".to_owned(),
        ] {
            assert!(info.contains(&line), "{name}: {line}\n{info}");
        }
        let metadata = asked("pdfinfo", &["-meta"], &file, &[]);
        for mark in [
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "<rdf:li>it-IT</rdf:li>",
        ] {
            assert!(metadata.contains(mark), "{name}: {mark}\n{metadata}");
        }
        let fonts = asked("pdffonts", &[], &file, &[]);
        for font in fonts.lines().skip(2) {
            let marks: Vec<&str> = font.split_whitespace().rev().collect();
            assert_eq!(marks[4], "yes", "{name}: not embedded: {font}");
        }
        let tags = asked("pdfinfo", &["-struct"], &file, &[]);
        assert!(tags.contains("H1") && tags.contains("Document"), "{name}: {tags}");
        // What is shown: each text whole, or word by word where a page ends in it.
        let shown = bare(&asked("pdftotext", &["-raw"], &file, &["-"]));
        let mut expected = Vec::new();
        for part in ["title", "to", "blocks", "norms"] {
            texts(&said[part], &mut expected);
        }
        for text in expected {
            let whole = shown.contains(&bare(&text));
            let all = || text.split_whitespace().all(|word| shown.contains(&bare(word)));
            assert!(whole || all(), "{name}: {text} is not shown\n{shown}");
        }
        let copy = folder.path().join(format!("{name}.json"));
        asked("pdfdetach", &["-save", "1", "-o", copy.to_str().unwrap()], &file, &[]);
        assert!(fs::read(&copy).unwrap() == model, "{name}: the attachment is not the model");
    }
}

#[test]
fn what_is_no_model_is_refused_with_its_reason() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let head = r#""kind":"sanction","title":"x","drawn_up_on":"2026-01-01""#;
    for (model, why) in [
        ("{".to_owned(), "non è JSON"),
        ("{}".to_owned(), "non è JSON"),
        (format!(r#"{{"format":"altro/1",{head}}}"#), "altro/1"),
        (format!(r#"{{"format":"registro-documento/1",{head}}}"#), "il modello non è completo"),
    ] {
        fs::write(file.path(), &model).unwrap();
        let output = run(file.path());
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && output.stdout.is_empty(), "{model}: {says}");
        assert!(says.contains(why), "{model}: {says}");
    }
}

/// A standard for archives asks that every character has its glyph: a text with another is refused, and the reason is said.
#[test]
fn a_character_that_no_font_has_is_refused_with_its_reason() {
    let mut model = examples().remove(0).said;
    model["blocks"].as_array_mut().unwrap().push(serde_json::json!({ "text": "Cuneiforme: \u{12000}" }));
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), serde_json::to_vec(&model).unwrap()).unwrap();
    let output = run(file.path());
    let says = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && output.stdout.is_empty(), "{says}");
    assert!(says.contains("non si scrive come PDF/A-3a"), "{says}");
}
