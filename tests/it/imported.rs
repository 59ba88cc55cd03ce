//! Students, absences and marks of another register, from CSV, by the real binary: tried first, refused row by row, and written
//! as acts of who imports them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::export::{command, done, programs, refused};
use crate::faults::clock::library;

/// A simulated school as it stood in November, with its tables.
fn school(binary: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let year = ["simulate", "--students", "24", "--classes", "2", "--seed", "7", "--until", "2025-11-20"];
    done(command(binary, folder.path(), LOG, &year));
    tables(binary, folder.path());
    folder
}

const LOG: &str = "sqlite://year.db";

/// On the day on which the school stands, when its teachers teach.
fn in_november(mut command: Command) -> Command {
    command
        .env("LD_PRELOAD", library())
        .env("FAKETIME", "@2025-11-21 10:00:00")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    command
}

/// Exports anew.
fn tables(binary: &Path, folder: &Path) {
    if folder.join("bag").exists() {
        fs::remove_dir_all(folder.join("bag")).expect("gone");
    }
    done(command(binary, folder, LOG, &["export", "--to", "bag", "--without-keys"]));
}

/// The rows of a table, each a list of cells. No cell here has a comma in it.
fn rows(folder: &Path, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(format!("bag/data/tables/{table}.csv"))).expect("a table");
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn events(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("bag/data/events/000001.ndjson")).expect("events");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn rows_of_another_register_become_acts_of_who_imports_them() {
    let binary = programs();
    let folder = school(&binary);
    let folder = folder.path();
    let office = |name: &str| {
        let held = rows(folder, "offices");
        held.into_iter().find(|row| row[2] == name).expect("an office").swap_remove(0)
    };
    let secretary = office("secretariat");
    let class = rows(folder, "classes").swap_remove(0);
    let chair = rows(folder, "chairs").into_iter().find(|row| row[2] == class[0]).expect("a chair");
    let before = events(folder).len();
    let import = |what: &'static str, file: &'static str, rest: &[&'static str]| {
        let mut arguments = vec!["import-csv", what, "--from", file, "--source", "vecchio", "--by"];
        arguments.push(Box::leak(secretary.clone().into_boxed_str()));
        arguments.extend(rest);
        in_november(command(&binary, folder, LOG, &arguments))
    };

    let header = "id,cognome,nome,data_nascita,classe,dal,monte_ore\n";
    let label = &class[2];
    let good = format!("A1,Prova,Ada,2009-03-04,{label},2025-11-03,\n");
    let bad = "A2,Prova,Ivo,31/02/2010,9Z,2025-11-03,\nA3,Prova,Eva,2010-01-02,9Z,2025-11-03,\n";
    fs::write(folder.join("students.csv"), format!("{header}{good}{bad}")).expect("a file");
    let said = refused(import("students", "students.csv", &[]));
    assert!(said.contains("riga 3: «31/02/2010» non è un giorno"), "{said}");
    assert!(said.contains("riga 4: la classe «9Z»") && said.contains("non è stato scritto nulla"), "{said}");
    tables(&binary, folder);
    assert_eq!(events(folder).len(), before);

    // The good rows are written if whoever imports says so, once however often they are sent.
    let said = done(import("students", "students.csv", &["--skip-refused"]));
    assert!(said.contains("1 scritte, 0 già note, 2 rifiutate"), "{said}");
    fs::write(folder.join("students.csv"), format!("{header}{good}")).expect("a file");
    let said = done(import("students", "students.csv", &[]));
    assert!(said.contains("0 scritte, 1 già note, 0 rifiutate"), "{said}");

    // The same absence twice, written in two ways, is one.
    let rows_of_absences =
        "id,giorno,ore\nA1,2025-11-05,\nA1,06/11/2025,1 2\nA1,05/11/2025,\nA1,2025-11-06,2 1\n";
    fs::write(folder.join("absences.csv"), rows_of_absences).expect("a file");
    let said = done(import("absences", "absences.csv", &["--dry-run"]));
    assert!(said.contains("4 righe: 0 scritte"), "{said}");
    assert!(said.contains("riga 4: dice quello che dice la riga 2"), "{said}");
    assert!(said.contains("riga 5: dice quello che dice la riga 3"), "{said}");
    let said = done(import("absences", "absences.csv", &[]));
    assert!(said.contains("2 scritte, 0 già note, 0 rifiutate, 2 ripetute"), "{said}");

    let (teacher, subject) = (&chair[0], &chair[3]);
    let marks = format!(
        "id,disciplina,giorno,tipo,voto,docente\nA1,{subject},2025-11-07,orale,6½,{teacher}\n\
         A1,{subject},2025-11-10,scritto,17,{teacher}\nA9,{subject},2025-11-10,scritto,7,{teacher}\n"
    );
    fs::write(folder.join("marks.csv"), marks).expect("a file");
    let said = refused(import("grades", "marks.csv", &["--dry-run"]));
    assert!(said.contains("riga 3") && said.contains("riga 4: lo studente «A9»"), "{said}");
    let said = done(import("grades", "marks.csv", &["--skip-refused", "--json"]));
    let report = serde_json::Deserializer::from_str(&said).into_iter::<Value>().next();
    let report = report.expect("a report").expect("JSON");
    assert_eq!((&report["recorded"], &report["rows"]), (&Value::from(1), &Value::from(3)), "{report}");

    tables(&binary, folder);
    let new = &events(folder)[before..];
    assert!(new.iter().all(|event| event["data"]["actor"]["person"] == secretary.as_str()));
    let grade = new.iter().find(|event| event["type"] == "grade-entered.v1").expect("a mark");
    assert_eq!(grade["data"]["actor"]["on_behalf_of"], teacher.as_str());
    assert_eq!(grade["correlationid"], report["correlation"]);
    assert_eq!(grade["data"]["says"]["grade-entered.v1"]["author"], teacher.as_str());
    let student = grade["data"]["says"]["grade-entered.v1"]["student"].as_str().expect("a student");
    // Nobody finds the student by guessing what the other register called her.
    assert_eq!(student.as_bytes()[14], b'8', "a UUID of version 8: {student}");
    let totals =
        rows(folder, "attendance_totals").into_iter().find(|row| row[0] == student).expect("her year");
    assert_ne!(totals[4], "0");
}

/// B1-11: what goes to another school, and what does not.
#[test]
fn a_student_takes_along_her_file_and_no_more() {
    let binary = programs();
    let folder = school(&binary);
    let folder = folder.path();
    let student = rows(folder, "enrolments").swap_remove(0).swap_remove(0);
    let export = ["transfer", "export", "--to", "file", "--student", &student];
    done(command(&binary, folder, LOG, &export));
    let shown = done(command(&binary, folder, LOG, &["transfer", "show", "--from", "file", "--json"]));
    let file: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(file["student"], student.as_str());
    assert_eq!(file["years"].as_array().map(Vec::len), Some(1));
    let text = done(command(&binary, folder, LOG, &["transfer", "show", "--from", "file"]));
    assert!(text.contains("## Sanzioni definitive"), "{text}");
    let read = done(command(&binary, folder, LOG, &["show", "accesses", &student]));
    assert!(read.contains("fascicolo per il trasferimento"), "{read}");
    let path = folder.join("file/data/fascicolo.json");
    fs::write(&path, fs::read_to_string(&path).expect("a file").replace("hours_missed", "hours_Missed"))
        .expect("changed");
    let said = refused(command(&binary, folder, LOG, &["transfer", "show", "--from", "file"]));
    assert!(said.contains("data/fascicolo.json"), "{said}");
}
