//! An example of every event of `consultation`.

use super::*;
use crate::consultation::{ConsultationEvent, Heading, Scope};
use crate::ids::{ConsultationId, Protocol};

pub(in crate::fact::tests) fn consultations() -> Vec<ConsultationEvent> {
    let heading = |number: u32, at: &str, by: u128, because: Norm| Heading {
        consultation: ConsultationId(uuid::Uuid::from_u128(0xc0)),
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        by: person(by),
        because: vec![because],
    };
    let moment = |at: &str| at.parse().expect("a day and an hour");
    let opened = |scope, protocol| ConsultationEvent::Opened {
        heading: heading(0, "2026-03-02T09:00", 132, Norm::LeastData),
        scope,
        reason: text("segnalazione della famiglia"),
        protocol,
        until: moment("2026-03-09T18:00"),
    };
    vec![
        opened(Scope::Student(person(STUDENT)), Some(Protocol { number: 31, year: 2026 })),
        opened(Scope::School, None),
        ConsultationEvent::Admitted {
            heading: heading(0, "2026-03-02T09:00", 101, Norm::Processor),
            reader: person(133),
            scope: Scope::Class(IN_3B),
            reason: text("le ore della classe non tornano"),
            until: moment("2026-03-02T18:00"),
        },
        ConsultationEvent::Closed {
            heading: heading(1, "2026-03-02T12:00", 101, Norm::LeastData),
            reader: person(133),
        },
    ]
}
