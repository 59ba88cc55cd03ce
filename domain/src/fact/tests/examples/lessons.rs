//! An example of every event of `lesson`.

use super::*;
use crate::lesson::Presence;

pub(in crate::fact::tests) fn lessons() -> Vec<LessonEvent> {
    let (class, on, period, teacher) = (IN_3B, day(ON), PeriodNumber(2), person(101));
    let (because, mended) = (|| vec![Norm::OnlyRegisterFunctions], || vec![Norm::CorrectionWithReason]);
    let mut events = vec![
        LessonEvent::RollCalled {
            class,
            on,
            period,
            subject: subject("MAT"),
            teacher,
            presence: Presence::Substitution { of: person(102) },
            enrolled: 21,
            absent: BTreeSet::from([person(1)]),
            late: BTreeSet::from([person(2)]),
            because: because(),
        },
        LessonEvent::HomeworkAssigned {
            class,
            on,
            subject: subject("MAT"),
            teacher,
            text: text("pag. 12, es. 1-4"),
            due_on: day("2025-11-14"),
            because: because(),
        },
        LessonEvent::TopicCorrected {
            class,
            on,
            period,
            teacher,
            withdrawn: text("Limiti"),
            topic: text("Derivate"),
            reason: text("refuso"),
            because: mended(),
        },
        LessonEvent::SignatureAnnulled {
            class,
            on,
            period,
            teacher,
            withdrawn: text("Derivate"),
            reason: text("classe sbagliata"),
            because: mended(),
        },
    ];
    for presence in [Presence::Timetable, Presence::Substitution { of: person(102) }] {
        let (topic, subject, because) = (text("Limiti"), subject("MAT"), because());
        events.push(LessonEvent::Signed { class, on, period, subject, teacher, presence, topic, because });
    }
    events.push(LessonEvent::TestPlanned {
        class,
        on,
        period,
        subject: subject("MAT"),
        teacher,
        planned_on: day("2025-11-03"),
        because: because(),
    });
    events.push(LessonEvent::TestCalledOff { class, on, period, teacher, because: because() });
    events.push(LessonEvent::TestHandedBack {
        class,
        on,
        period,
        teacher,
        graded: 20,
        handed_back_on: day("2025-11-24"),
        because: vec![Norm::MarksInTime],
    });
    events
}
