//! An example of every event of `conduct`.

use super::*;
use crate::conduct::{ConductEvent, NoteKind, NoteText};

pub(in crate::fact::tests) fn conduct() -> Vec<ConductEvent> {
    let (student, author, on) = (person(STUDENT), person(101), day(ON));
    let words = |typed: &str| {
        let none: [&crate::people::Profile; 0] = [];
        NoteText::about(student, none, text(typed)).expect("names nobody")
    };
    let mut events = Vec::new();
    for (number, kind, period) in
        [(0, NoteKind::Educational, None), (1, NoteKind::Disciplinary, Some(PeriodNumber(3)))]
    {
        events.push(ConductEvent::NoteWritten {
            student,
            class: IN_3B,
            on,
            number: FactNumber(number),
            author,
            kind,
            facts: words("ha lasciato l'aula senza permesso"),
            period,
            because: vec![Norm::SoberWords, Norm::NoteIsNoSanction, Norm::NotesInTheRegister],
        });
    }
    events.push(ConductEvent::NoteRectified {
        student,
        on,
        number: FactNumber(1),
        author,
        by: author,
        withdrawn: words("ha lasciato l'aula senza permesso"),
        facts: words("ha lasciato l'aula per dieci minuti"),
        reason: words("il permesso c'era"),
        rectified_on: day("2025-11-13"),
        because: vec![Norm::CorrectionWithReason, Norm::ExactData],
    });
    for kind in [NoteKind::Educational, NoteKind::Disciplinary] {
        events.push(ConductEvent::NoteAnnulled {
            student,
            on,
            number: FactNumber(1),
            author,
            by: person(102),
            kind,
            withdrawn: words("ha lasciato l'aula per dieci minuti"),
            reason: words("non era lei"),
            annulled_on: day("2025-11-14"),
            because: vec![Norm::CorrectionWithReason],
        });
    }
    for by in [justifier("guardian", MOTHER), justifier("adult-student", STUDENT)] {
        events.push(ConductEvent::StatementAdded {
            student,
            on,
            number: FactNumber(1),
            author,
            by,
            statement: words("aveva chiesto il permesso"),
            added_on: day("2025-11-14"),
            because: vec![Norm::StatementAdded],
        });
    }
    events.push(ConductEvent::PositiveActRecorded {
        student,
        class: IN_3B,
        on,
        number: FactNumber(5),
        author,
        what: words("ha aiutato a preparare il laboratorio"),
        because: vec![Norm::OnlyRegisterFunctions, Norm::SoberWords],
    });
    events.push(ConductEvent::PositiveActAnnulled {
        student,
        on,
        number: FactNumber(5),
        author,
        by: author,
        withdrawn: words("ha aiutato a preparare il laboratorio"),
        reason: words("era un'altra studentessa"),
        annulled_on: day("2025-11-14"),
        because: vec![Norm::CorrectionWithReason],
    });
    for family_called in [true, false] {
        events.push(ConductEvent::SeparationRecorded {
            student,
            class: IN_3B,
            on,
            number: FactNumber(7),
            author,
            from: PeriodNumber(3),
            supervised_by: person(102),
            family_called,
            because: vec![Norm::SentOutInCustody],
        });
    }
    events
}
