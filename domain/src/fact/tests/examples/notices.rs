//! An example of every event of `notice`.

use crate::duty::DutyKind;
use crate::ids::NoticeId;
use crate::norm::Norm;
use crate::notice::{Asks, Audience, Matter, NoticeEvent, NoticeKind, Recipient, Role, Tells};
use crate::school::tests::{IN_3B, IN_4A, day, person, text};

const NOTICE: NoticeId = NoticeId(uuid::Uuid::from_u128(0xb0));

pub(in crate::fact::tests) fn notices() -> Vec<NoticeEvent> {
    let (notice, on, by) = (NOTICE, day("2025-11-06"), Some(day("2025-11-13")));
    let (student, mother, teacher) = (person(1), person(3), person(101));
    let all = vec![Role::Guardians, Role::Students, Role::Teachers, Role::Offices];
    let to_many = |audience, asks, because| NoticeEvent::Published {
        notice,
        on,
        author: teacher,
        kind: NoticeKind::Circular,
        matter: Matter::General,
        protocol: Some(text("4711/2025")),
        title: text("Ricevimento delle famiglie"),
        body: text("Il ricevimento si tiene martedì 11 novembre."),
        audience,
        recipients: vec![Recipient { person: mother, answers_for: vec![student] }],
        student: None,
        asks,
        fulfils: None,
        because,
    };
    let functions = || vec![Norm::OnlyRegisterFunctions, Norm::PermittedFunctions];
    let mut events = vec![
        to_many(Audience::School { roles: all.clone() }, Asks::Acknowledgement { by }, functions()),
        to_many(Audience::School { roles: all.clone() }, Asks::Acknowledgement { by: None }, functions()),
        to_many(
            Audience::Classes { classes: vec![IN_3B, IN_4A], roles: all },
            Asks::Answer { by },
            functions(),
        ),
        to_many(Audience::Persons { persons: vec![mother] }, Asks::Answer { by: None }, functions()),
    ];
    let matters =
        [Matter::General, Matter::Attendance, Matter::Discipline, Matter::Inclusion, Matter::Personal];
    for (kind, matter) in [NoticeKind::Notice, NoticeKind::Family]
        .into_iter()
        .flat_map(|kind| matters.into_iter().map(move |matter| (kind, matter)))
    {
        events.push(NoticeEvent::Published {
            notice,
            on,
            author: teacher,
            kind,
            matter,
            protocol: None,
            title: text("Quinto ritardo"),
            body: text("Si comunica il quinto ritardo."),
            audience: Audience::Family { student },
            recipients: vec![Recipient { person: mother, answers_for: Vec::new() }],
            student: Some(student),
            asks: Asks::Nothing,
            fulfils: Some(DutyKind::TellOfFifthDelay),
            because: vec![
                Norm::OnlyRegisterFunctions,
                Norm::PermittedFunctions,
                Norm::NobodyNamedToMany,
                Norm::FamilyToldAtFifthDelay,
            ],
        });
    }
    for student in [None, Some(student)] {
        events.push(NoticeEvent::Corrected {
            notice,
            on,
            student,
            recipients: vec![mother],
            withdrawn_title: text("Ricevimento delle famiglie"),
            withdrawn_body: text("Il ricevimento si tiene martedì 11 novembre."),
            title: text("Ricevimento delle famiglie"),
            body: text("Il ricevimento si tiene mercoledì 12 novembre."),
            reason: text("giorno sbagliato"),
            because: vec![Norm::CorrectionWithReason, Norm::ExactData],
        });
        events.push(NoticeEvent::Withdrawn {
            notice,
            on,
            student,
            recipients: vec![mother],
            reason: text("ricevimento annullato"),
            because: vec![Norm::CorrectionWithReason],
        });
        let title = || text("Ricevimento delle famiglie");
        let published =
            |protocol, kind, asks| Tells::Published { author: teacher, kind, protocol, title: title(), asks };
        let protocol = Some(text("4711/2025"));
        for (tells, because) in [
            (published(protocol, NoticeKind::Circular, Asks::Acknowledgement { by }), functions()),
            (published(None, NoticeKind::Notice, Asks::Answer { by: None }), functions()),
            (published(None, NoticeKind::Family, Asks::Nothing), functions()),
            (Tells::Corrected { title: title() }, vec![Norm::CorrectionWithReason, Norm::ExactData]),
            (Tells::Withdrawn, vec![Norm::CorrectionWithReason]),
        ] {
            let recipients = vec![Recipient { person: mother, answers_for: vec![person(1)] }];
            events.push(NoticeEvent::Addressed { notice, on, tells, recipients, student, because });
        }
    }
    events
}
