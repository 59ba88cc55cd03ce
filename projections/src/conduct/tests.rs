//! What stands of a student's conduct, and what was withdrawn.

use jiff::Timestamp;
use jiff::civil::date;
use registro_domain::text::Text;
use registro_eventlog::event::{Actor, CommandId, EventId, Recorded, SchoolId, StreamName, Version};
use uuid::Uuid;

use super::*;

const STUDENT: PersonId = PersonId(Uuid::from_u128(1));
const TEACHER: PersonId = PersonId(Uuid::from_u128(2));
const CLASS: ClassId = ClassId(Uuid::from_u128(3));

/// In the student's stream of 2025/26; its version is its place.
fn event(version: u64, said: ConductEvent) -> Event {
    let actor = Actor {
        person: TEACHER.0,
        capacity: String::new(),
        assurance: 2,
        session: TEACHER.0,
        on_behalf_of: None,
    };
    let envelope = Recorded {
        school: SchoolId(Uuid::nil()),
        position: Position(version),
        id: EventId(Uuid::from_u128(version.into())),
        stream: StreamName::new(format!("conduct-{STUDENT}-2025")).expect("a name"),
        version: Version(version),
        kind: String::new(),
        effective_on: said.effective_on(),
        recorded_at: Timestamp::UNIX_EPOCH,
        actor,
        command: CommandId(Uuid::nil()),
        correlation: Uuid::nil(),
        about: Vec::new(),
        data: Vec::new(),
    };
    Event { envelope, fact: DomainEvent::Conduct(said) }
}

fn words(typed: &str) -> NoteText {
    let text = Text::new("testo", typed, 200).expect("a text");
    NoteText::about(STUDENT, std::iter::empty(), text).expect("names nobody")
}

fn note(version: u32, kind: NoteKind) -> Event {
    event(
        version.into(),
        ConductEvent::NoteWritten {
            student: STUDENT,
            class: CLASS,
            on: date(2025, 11, 12),
            number: FactNumber(version),
            author: TEACHER,
            kind,
            facts: words("ha lasciato l'aula"),
            period: None,
            because: vec![],
        },
    )
}

fn annulled(version: u32, note: u32) -> Event {
    event(
        version.into(),
        ConductEvent::NoteAnnulled {
            student: STUDENT,
            on: date(2025, 11, 12),
            number: FactNumber(note),
            author: TEACHER,
            by: TEACHER,
            kind: NoteKind::Disciplinary,
            withdrawn: words("ha lasciato l'aula"),
            reason: words("non era lei"),
            annulled_on: date(2025, 11, 14),
            because: vec![],
        },
    )
}

fn folded(events: &[Event]) -> Conduct {
    let year = key(STUDENT, SchoolYear(2025));
    assert!(events.iter().all(|event| Conducts::keys(event) == [year.clone()]));
    events.iter().fold(None, |row, event| Conducts::fold(row, &year, event)).expect("something happened")
}

/// A7-03
#[test]
fn disciplinary_notes_that_stand_are_counted() {
    let events = [
        note(0, NoteKind::Disciplinary),
        note(1, NoteKind::Educational),
        note(2, NoteKind::Disciplinary),
        annulled(3, 0),
    ];
    let conduct = folded(&events);
    let standing: Vec<_> = conduct.disciplinary_notes().map(|(number, _)| number).collect();
    assert_eq!(standing, [FactNumber(2)]);
    let gone = conduct.notes[&FactNumber(0)].annulled.clone().expect("annulled");
    assert_eq!((gone.on, gone.by, gone.reason.as_str()), (date(2025, 11, 14), TEACHER, "non era lei"));
}

/// B7-05: the words withdrawn stay beside those that took their place.
#[test]
fn a_rectified_note_keeps_what_it_said() {
    let rectified = ConductEvent::NoteRectified {
        student: STUDENT,
        on: date(2025, 11, 12),
        number: FactNumber(0),
        author: TEACHER,
        by: TEACHER,
        withdrawn: words("ha lasciato l'aula"),
        facts: words("ha lasciato l'aula per dieci minuti"),
        reason: words("il tempo mancava"),
        rectified_on: date(2025, 11, 13),
        because: vec![],
    };
    let conduct = folded(&[note(0, NoteKind::Disciplinary), event(1, rectified)]);
    let known = &conduct.notes[&FactNumber(0)];
    assert_eq!(known.facts.as_str(), "ha lasciato l'aula per dieci minuti");
    assert_eq!(known.rectifications[0].withdrawn.as_str(), "ha lasciato l'aula");
    assert_eq!(known.position, Position(0));
}
