//! Notes, statements, positive acts and the times out of class: allowed, refused, and nothing to do.

use super::*;
use crate::norm::Norm;
use crate::people::{Person, PersonEvent, Profile};
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, day, person, text};
use crate::text::{Text, TextRejection};

const STUDENT: u128 = 1;
const MATE: u128 = 2;
const MOTHER: u128 = 3;
const TEACHER: u128 = 101;
const COLLEAGUE: u128 = 102;
const HEAD: u128 = 110;
const NAMESAKE: u128 = 4;
const ON: &str = "2025-11-12";

fn profile(number: u128, given: &str, family: &str) -> Profile {
    let commands = [
        crate::people::Command::Register {
            person: person(number),
            given_name: text(given),
            family_name: text(family),
            born_on: day("2010-05-10"),
            on: day("2025-09-01"),
        },
        crate::people::Command::HoldResponsibility {
            guardian: person(MOTHER),
            relation: crate::people::Relation::Mother,
            from: day("2025-09-01"),
        },
    ];
    let known = commands.iter().fold(Person::Unknown, |state, command| {
        let events: Vec<PersonEvent> =
            crate::people::decide(&state, command, &Regulation::adopted()).expect("allowed");
        events.iter().fold(state, crate::people::evolve)
    });
    match known {
        Person::Known(profile) => *profile,
        Person::Unknown => panic!("registered"),
    }
}

fn school() -> Vec<Profile> {
    vec![
        profile(STUDENT, "Anna", "Prova"),
        profile(MATE, "Luca", "Esempio"),
        profile(NAMESAKE, "Anna", "Prova"),
    ]
}

fn words(typed: &str) -> NoteText {
    NoteText::about(person(STUDENT), &school(), text(typed)).expect("about her alone")
}

fn writing(kind: NoteKind, on: &str, facts: &str) -> Writing {
    Writing {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        period: Some(PeriodNumber(3)),
        hours: (1..=6).map(PeriodNumber).collect(),
        author: person(TEACHER),
        kind,
        facts: words(facts),
        today: day(on),
    }
}

fn note(on: &str, facts: &str) -> Command {
    Command::WriteNote(writing(NoteKind::Disciplinary, on, facts))
}

fn annul(note: u32, by: By, today: &str) -> Command {
    let (student, note, reason, today) =
        (person(STUDENT), FactNumber(note), words("non era lei"), day(today));
    Command::AnnulNote { student, note, reason, by, today }
}

fn rectify(note: u32, facts: &str, by: By) -> Command {
    Command::RectifyNote {
        student: person(STUDENT),
        note: FactNumber(note),
        facts: words(facts),
        reason: words("l'ora era un'altra"),
        by,
        today: day("2025-11-13"),
    }
}

fn states(note: u32, statement: &str) -> Command {
    let by = school()[0].justifier(person(MOTHER), day("2025-11-14"), &Regulation::adopted());
    let by = by.expect("she answers for her");
    Command::AddStatement {
        by,
        note: FactNumber(note),
        statement: words(statement),
        today: day("2025-11-14"),
    }
}

fn praise(on: &str, what: &str) -> Command {
    Command::RecordPositiveAct {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        author: person(TEACHER),
        what: words(what),
        today: day("2025-11-12"),
    }
}

fn separating(from: u8) -> Separating {
    Separating {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        from: PeriodNumber(from),
        hours: (1..=6).map(PeriodNumber).collect(),
        author: person(TEACHER),
        supervised_by: person(COLLEAGUE),
        family_called: true,
        today: day(ON),
    }
}

fn history(commands: &[Command]) -> Conduct {
    commands.iter().fold(Conduct::default(), |state, command| {
        super::decide(&state, command).expect("allowed").iter().fold(state, evolve)
    })
}

fn after(commands: &[Command], command: Command) -> Result<Vec<ConductEvent>, Rejection> {
    super::decide(&history(commands), &command)
}

const TEACHES: By = By::Teacher(PersonId(uuid::Uuid::from_u128(TEACHER)));
const ANOTHER: By = By::Teacher(PersonId(uuid::Uuid::from_u128(COLLEAGUE)));
const PRINCIPAL: By = By::Principal(PersonId(uuid::Uuid::from_u128(HEAD)));
const DEPUTY: By = By::Deputy(PersonId(uuid::Uuid::from_u128(HEAD)));

/// A12-04, A10-C8, A10-C18: a note is written without a hearing before it, and without a paper copy.
#[test]
fn a_note_is_written_at_once_and_once() {
    let expected = ConductEvent::NoteWritten {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        kind: NoteKind::Disciplinary,
        facts: words("ha lasciato l'aula senza permesso"),
        period: Some(PeriodNumber(3)),
        because: vec![Norm::SoberWords, Norm::NoteIsNoSanction, Norm::NotesInTheRegister],
    };
    let command = note(ON, "ha lasciato l'aula senza permesso");
    assert_eq!(after(&[], command.clone()), Ok(vec![expected]));
    assert_eq!(after(std::slice::from_ref(&command), command.clone()), Ok(vec![]));
    // Not of the same hour, or not in the same words, it is another one.
    let mut later = writing(NoteKind::Disciplinary, ON, "ha lasciato l'aula senza permesso");
    later.period = Some(PeriodNumber(5));
    assert!(after(std::slice::from_ref(&command), Command::WriteNote(later)).is_ok_and(|it| it.len() == 1));
    // Annulled, it may be written again.
    let gone = [command.clone(), annul(0, TEACHES, "2025-11-13")];
    assert!(after(&gone, command).is_ok_and(|it| it.len() == 1));
}

#[test]
fn a_note_is_of_a_day_that_came_and_of_an_hour_that_there_was() {
    let mut tomorrow = writing(NoteKind::Educational, ON, "senza libro");
    tomorrow.today = day("2025-11-11");
    let future = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], Command::WriteNote(tomorrow)), Err(future.clone()));
    assert_eq!(future.norm(), Norm::TwoTimes);
    let mut seventh = writing(NoteKind::Educational, ON, "senza libro");
    seventh.period = Some(PeriodNumber(7));
    let no_hour = Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(7) };
    assert_eq!(after(&[], Command::WriteNote(seventh)), Err(no_hour));
    let mut on_a_trip = writing(NoteKind::Educational, ON, "senza documento");
    (on_a_trip.period, on_a_trip.hours) = (None, Vec::new());
    assert!(after(&[], Command::WriteNote(on_a_trip)).is_ok());
}

/// A12-04, C6: another student named blocks the note; herself, whoever bears her name, and nobody's, do not.
#[test]
fn a_note_names_no_other_student() {
    let about = |typed: &str| NoteText::about(person(STUDENT), &school(), text(typed));
    for typed in ["con Luca Esempio ha lanciato il gesso", "Esempio Luca e lei", "insieme a ESEMPIO L."] {
        let refusal = about(typed).expect_err("names a mate");
        assert_eq!(refusal.student, person(MATE), "{typed}");
        assert_eq!(Rejection::from(refusal.clone()).norm(), Norm::SoberWords);
        assert_eq!(Rejection::from(refusal).name(), "names-a-student");
    }
    let refusal = about("con Luca Esempio").expect_err("names a mate");
    assert_eq!(
        refusal.to_string(),
        "«Luca Esempio» è un altro studente: ciò che si scrive di uno studente non ne nomina altri"
    );
    for typed in
        ["con un compagno ha lanciato il gesso", "Anna Prova è uscita", "Luca era assente", "un esempio"]
    {
        assert_eq!(about(typed).map(|it| it.as_str().to_owned()), Ok(typed.to_owned()));
    }
}

/// A12-04: nothing of a stored note says to whom it is shown: there is no field for it.
#[test]
fn a_note_has_one_student_and_no_visibility() {
    let events = after(&[], note(ON, "ha lasciato l'aula")).expect("written");
    let json = serde_json::to_value(&events[0]).expect("plain data");
    let fields: Vec<&str> =
        json["note-written.v1"].as_object().expect("fields").keys().map(String::as_str).collect();
    let mut known = "author because class facts kind number on period student".split(' ').collect::<Vec<_>>();
    known.sort_unstable();
    let mut fields = fields;
    fields.sort_unstable();
    assert_eq!(fields, known);
}

/// A12-06, B7-05: the author or the principal rectifies, the words withdrawn stay.
#[test]
fn a_note_is_rectified_by_a_new_act() {
    let written = [note(ON, "alla terza ora")];
    let rectified = ConductEvent::NoteRectified {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: person(TEACHER),
        withdrawn: words("alla terza ora"),
        facts: words("alla quarta ora"),
        reason: words("l'ora era un'altra"),
        rectified_on: day("2025-11-13"),
        because: vec![Norm::CorrectionWithReason, Norm::ExactData],
    };
    assert_eq!(after(&written, rectify(0, "alla quarta ora", TEACHES)), Ok(vec![rectified]));
    assert!(after(&written, rectify(0, "alla quarta ora", PRINCIPAL)).is_ok());
    for by in [ANOTHER, DEPUTY] {
        let refused = Err(Rejection::NotToRectify(FactNumber(0)));
        assert_eq!(after(&written, rectify(0, "alla quarta ora", by)), refused);
    }
    assert_eq!(after(&written, rectify(0, "alla terza ora", TEACHES)), Ok(vec![]));
    let none = Err(Rejection::NoNote(FactNumber(7)));
    assert_eq!(after(&written, rectify(7, "alla quarta ora", TEACHES)), none);
    let gone = [written[0].clone(), annul(0, TEACHES, "2025-11-13")];
    let annulled = Rejection::NoteAnnulled { note: FactNumber(0), on: day("2025-11-13") };
    assert_eq!(after(&gone, rectify(0, "alla quarta ora", TEACHES)), Err(annulled));
}

/// B7-05: author, principal or deputy; never without a reason, which cannot be left blank.
#[test]
fn a_note_is_annulled_with_a_reason() {
    let written = [note(ON, "ha lasciato l'aula")];
    let gone = ConductEvent::NoteAnnulled {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: person(HEAD),
        kind: NoteKind::Disciplinary,
        withdrawn: words("ha lasciato l'aula"),
        reason: words("non era lei"),
        annulled_on: day("2025-11-13"),
        because: vec![Norm::CorrectionWithReason],
    };
    assert_eq!(after(&written, annul(0, DEPUTY, "2025-11-13")), Ok(vec![gone]));
    for by in [TEACHES, PRINCIPAL] {
        assert!(after(&written, annul(0, by, "2025-11-13")).is_ok_and(|events| events.len() == 1));
    }
    let refused = Err(Rejection::NotToAnnul(FactNumber(0)));
    assert_eq!(after(&written, annul(0, ANOTHER, "2025-11-13")), refused);
    assert_eq!(after(&[], annul(0, TEACHES, "2025-11-13")), Err(Rejection::NoNote(FactNumber(0))));
    let twice = [written[0].clone(), annul(0, TEACHES, "2025-11-13")];
    assert_eq!(after(&twice, annul(0, PRINCIPAL, "2025-11-14")), Ok(vec![]));
    assert_eq!(Text::new("motivo", " ", 10), Err(TextRejection::Empty("motivo")));
}

/// C4-01: the family states something; the note stays as it was.
#[test]
fn a_family_states_what_it_has_to_say_and_the_note_stays() {
    let written = [note(ON, "ha lasciato l'aula")];
    let by = school()[0].justifier(person(MOTHER), day("2025-11-14"), &Regulation::adopted()).expect("hers");
    let added = ConductEvent::StatementAdded {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: by.by(),
        statement: words("aveva chiesto il permesso"),
        added_on: day("2025-11-14"),
        because: vec![Norm::StatementAdded],
    };
    assert_eq!(after(&written, states(0, "aveva chiesto il permesso")), Ok(vec![added]));
    assert_eq!(after(&[], states(0, "non è vero")), Err(Rejection::NoNote(FactNumber(0))));
    let stated = [written[0].clone(), states(0, "aveva chiesto il permesso")];
    assert_eq!(after(&stated, states(0, "aveva chiesto il permesso")), Ok(vec![]));
    let known = &history(&stated).notes[&FactNumber(0)];
    assert_eq!((known.facts.as_str(), known.annulled_on), ("ha lasciato l'aula", None));
    // Of one annulled too: it is still read.
    let gone = [written[0].clone(), annul(0, TEACHES, "2025-11-13")];
    assert!(after(&gone, states(0, "non è vero")).is_ok_and(|events| events.len() == 1));
}

/// A7-03: four disciplinary notes on these days, the second annulled: three count. Educational ones never do.
#[test]
fn notes_that_are_annulled_or_educational_do_not_count() {
    let days = ["2025-10-01", "2025-10-15", "2025-11-05", "2025-11-13"];
    let mut commands: Vec<Command> = days.iter().map(|on| note(on, "ha lasciato l'aula")).collect();
    assert_eq!(history(&commands).disciplinary_notes().count(), 4);
    commands.push(annul(1, TEACHES, "2025-11-14"));
    let state = history(&commands);
    let standing: Vec<_> = state.disciplinary_notes().map(|(number, note)| (number.0, note.on)).collect();
    assert_eq!(standing, [(0, day("2025-10-01")), (2, day("2025-11-05")), (3, day("2025-11-13"))]);
    commands.push(Command::WriteNote(writing(NoteKind::Educational, "2025-11-20", "senza compiti")));
    assert_eq!(history(&commands).disciplinary_notes().count(), 3);
}

/// A12-04: what is to her credit is written in the same way, and mended in the same way.
#[test]
fn a_positive_act_is_recorded_and_annulled() {
    let recorded = ConductEvent::PositiveActRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        what: words("ha aiutato a preparare il laboratorio"),
        because: vec![Norm::OnlyRegisterFunctions, Norm::SoberWords],
    };
    let command = praise(ON, "ha aiutato a preparare il laboratorio");
    assert_eq!(after(&[], command.clone()), Ok(vec![recorded]));
    assert_eq!(after(std::slice::from_ref(&command), command.clone()), Ok(vec![]));
    let future = Rejection::InTheFuture { on: day("2025-11-13"), today: day(ON) };
    assert_eq!(after(&[], praise("2025-11-13", "domani")), Err(future));

    let annul = |act: u32, by| Command::AnnulPositiveAct {
        student: person(STUDENT),
        act: FactNumber(act),
        reason: words("era un'altra studentessa"),
        by,
        today: day("2025-11-14"),
    };
    let gone = ConductEvent::PositiveActAnnulled {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: person(TEACHER),
        withdrawn: words("ha aiutato a preparare il laboratorio"),
        reason: words("era un'altra studentessa"),
        annulled_on: day("2025-11-14"),
        because: vec![Norm::CorrectionWithReason], // B7-05
    };
    assert_eq!(after(std::slice::from_ref(&command), annul(0, TEACHES)), Ok(vec![gone]));
    let refused = Err(Rejection::NotToAnnul(FactNumber(0)));
    assert_eq!(after(std::slice::from_ref(&command), annul(0, ANOTHER)), refused);
    assert_eq!(after(&[], annul(0, TEACHES)), Err(Rejection::NoPositiveAct(FactNumber(0))));
    assert_eq!(after(&[command, annul(0, TEACHES)], annul(0, PRINCIPAL)), Ok(vec![]));
}

/// A10-C7: a single teacher's removal from class is custody: recorded, with who keeps her; no sanction and no absence.
#[test]
fn who_is_sent_out_of_class_is_in_somebodys_custody() {
    let recorded = ConductEvent::SeparationRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        from: PeriodNumber(3),
        supervised_by: person(COLLEAGUE),
        family_called: true,
        because: vec![Norm::SentOutInCustody],
    };
    let command = Command::RecordSeparation(separating(3));
    assert_eq!(after(&[], command.clone()), Ok(vec![recorded]));
    assert_eq!(after(std::slice::from_ref(&command), command.clone()), Ok(vec![]));
    let already = Rejection::AlreadySeparated { on: day(ON), number: FactNumber(0), from: PeriodNumber(3) };
    let again = after(std::slice::from_ref(&command), Command::RecordSeparation(separating(4)));
    assert_eq!(again, Err(already.clone()));
    assert_eq!(already.norm(), Norm::SentOutInCustody);
    let alone = Separating { supervised_by: person(STUDENT), ..separating(3) };
    assert_eq!(after(&[], Command::RecordSeparation(alone)), Err(Rejection::NotSupervised));
    let no_hour = Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(7) };
    assert_eq!(after(&[], Command::RecordSeparation(separating(7))), Err(no_hour));
    let early = Separating { today: day("2025-11-11"), ..separating(3) };
    let future = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], Command::RecordSeparation(early)), Err(future));
    assert_eq!(history(&[command]).disciplinary_notes().count(), 0);
}
