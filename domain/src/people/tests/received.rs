//! What came with a student from another school.

use super::*;
use crate::people::{FileHash, ReceivedFile, ReceivedSanction};

fn hash(letter: &str) -> FileHash {
    letter.repeat(64).try_into().expect("a hash")
}

fn file(on: &str, decided_on: &[&str]) -> ReceivedFile {
    let what = || text("sospensione di tre giorni");
    let sanctions = decided_on.iter().map(|on| ReceivedSanction { decided_on: day(on), what: what() });
    let school = text("Istituto di provenienza");
    ReceivedFile { school, on: day(on), file: hash("a"), sanctions: sanctions.collect() }
}

fn receive(received: ReceivedFile) -> Command {
    Command::ReceiveFile { received, today: day("2025-09-20") }
}

fn enrolled() -> Vec<PersonEvent> {
    history(&[
        Command::Register {
            person: person(STUDENT),
            given_name: text("Giulia"),
            family_name: text("Rossi"),
            born_on: day("2010-03-04"),
            on: day("2025-09-01"),
        },
        Command::Enrol { class: IN_3B, year: YEAR, from: day("2025-09-15"), annual_hours: 1056 },
    ])
}

/// B1-11: with the final sanctions, in the other school's words; the same file once.
#[test]
fn a_file_from_another_school_is_recorded_once() {
    let mut events = enrolled();
    let came = file("2025-09-12", &["2025-03-04"]);
    let recorded = after(&events, &receive(came.clone())).expect("allowed");
    let because = vec![Norm::SanctionsFollow];
    assert!(matches!(&recorded[..], [PersonEvent::FileReceived { because: cited, .. }] if *cited == because));
    events.extend(recorded);
    assert_eq!(profile(&events).received, std::slice::from_ref(&came));
    assert_eq!(after(&events, &receive(came)), Ok(vec![]));
    let other = file("2025-09-13", &[]);
    assert_eq!(after(&events, &receive(other)), Err(Rejection::ReceivedOtherwise { on: day("2025-09-12") }));
    let second = ReceivedFile { file: hash("b"), ..file("2025-09-13", &[]) };
    assert!(after(&events, &receive(second)).is_ok_and(|events| events.len() == 1));
}

/// B1-11: a sanction is in a file that came after it, and a file has come.
#[test]
fn a_file_is_not_received_before_it_came() {
    let events = enrolled();
    assert_eq!(
        after(&events, &receive(file("2025-09-21", &[]))),
        Err(Rejection::NotReceivedYet { on: day("2025-09-21") })
    );
    assert!(after(&events, &receive(file("2025-09-20", &["2025-09-20"]))).is_ok());
    let later = Rejection::DecidedAfterwards { on: day("2025-09-12"), decided_on: day("2025-09-13") };
    assert_eq!(later.norm(), Norm::SanctionsFollow);
    assert_eq!(after(&events, &receive(file("2025-09-12", &["2025-09-13"]))), Err(later));
    let nobody = &enrolled()[..1];
    assert_eq!(after(nobody, &receive(file("2025-09-12", &[]))), Err(Rejection::NotAStudent));
}

/// Whoever has the file can show that it is the one: what is no hash of it is not recorded.
#[test]
fn a_hash_is_sixty_four_digits() {
    for (written, is_hash) in [("A".repeat(64), true), ("a".repeat(63), false), ("g".repeat(64), false)] {
        assert_eq!(FileHash::try_from(written.clone()).is_ok(), is_hash, "{written}");
    }
    assert_eq!(hash("A"), hash("a"));
}
