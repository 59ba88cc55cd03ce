//! An example of every event of `assessment`.

use super::*;
use crate::assessment::{AssessmentEvent, GradeKind, Mark, Tenths, Test};

pub(in crate::fact::tests) fn grades() -> Vec<AssessmentEvent> {
    let (student, author, on, class) = (person(STUDENT), person(101), day(ON), IN_3B);
    let mark = |value, counts| Mark { value: Tenths(value), weight: 100, counts };
    let test = Test { on, period: PeriodNumber(2) };
    let mut events = Vec::new();
    for (number, kind, test, comment, published, counts, late) in [
        (0, GradeKind::Written, Some(test), None, false, true, false),
        (1, GradeKind::Oral, None, Some(text("espone con ordine")), true, true, true),
        (2, GradeKind::Practical, None, None, true, false, false),
    ] {
        let mut because = vec![Norm::OnlyRegisterFunctions];
        because.extend(late.then_some(Norm::MarksInTime));
        events.push(AssessmentEvent::Entered {
            student,
            class,
            subject: subject("MAT"),
            on,
            number: FactNumber(number),
            author,
            kind,
            mark: mark(650, counts),
            test,
            comment,
            published,
            entered_on: if late { day("2025-11-13") } else { on },
            because,
        });
    }
    events.push(AssessmentEvent::Published {
        student,
        subject: subject("MAT"),
        on,
        number: FactNumber(0),
        author,
        mark: mark(650, true),
        published_on: day("2025-11-24"),
        because: vec![Norm::MarksInTime],
    });
    for (by, published, near_scrutiny) in
        [(author, false, None), (person(102), true, Some(day("2026-01-29")))]
    {
        events.push(AssessmentEvent::Corrected {
            student,
            class,
            subject: subject("MAT"),
            on,
            number: FactNumber(0),
            author,
            by,
            withdrawn: mark(450, true),
            mark: mark(400, true),
            reason: text("errore di somma"),
            published,
            corrected_on: day("2026-01-26"),
            near_scrutiny,
            because: vec![Norm::CorrectionWithReason, Norm::ExactData, Norm::BothValuesShown],
        });
        events.push(AssessmentEvent::Annulled {
            student,
            class,
            subject: subject("MAT"),
            on,
            number: FactNumber(0),
            author,
            by,
            withdrawn: mark(400, true),
            reason: text("voto di un'altra studentessa"),
            published,
            annulled_on: day("2026-01-26"),
            near_scrutiny,
            because: vec![Norm::CorrectionWithReason, Norm::BothValuesShown],
        });
    }
    for by in [justifier("guardian", MOTHER), justifier("adult-student", STUDENT)] {
        events.push(AssessmentEvent::StatementAdded {
            student,
            on,
            number: FactNumber(1),
            author,
            by,
            statement: text("all'orale ha risposto a tutto: 7, non 6"),
            added_on: day("2025-11-14"),
            because: vec![Norm::StatementAdded],
        });
    }
    events
}
