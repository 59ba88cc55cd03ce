//! An example of every event of `breach`.

use super::*;
use crate::breach::{BreachEvent, Heading, Kind, Risk};
use crate::ids::{BreachId, Protocol};

pub(in crate::fact::tests) fn breaches() -> Vec<BreachEvent> {
    let heading = |number: u32, at: &str| Heading {
        breach: BreachId(uuid::Uuid::from_u128(0xb0)),
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        by: person(101),
        because: vec![Norm::BreachNotified],
    };
    let instant = |written: &str| written.parse().expect("an instant");
    let recorded = |kinds, processor: Option<&str>| BreachEvent::Recorded {
        heading: heading(0, "2025-11-14T15:00"),
        aware_at: instant("2025-11-14T13:30:00Z"),
        processor_knew_at: processor.map(instant),
        kinds,
        what: text("un voto cambiato con la password di un docente"),
        people: 1,
        notify_by: instant("2025-11-17T13:30:00Z"),
    };
    let assessed = |risk| BreachEvent::Assessed {
        heading: heading(1, "2025-11-14T16:00"),
        risk,
        reasons: text("visto che cosa è stato cambiato"),
    };
    let notified = |delay: Option<&str>| BreachEvent::Notified {
        heading: heading(2, "2025-11-17T10:00"),
        notified_at: instant("2025-11-17T09:00:00Z"),
        protocol: Protocol { number: 90, year: 2025 },
        delay: delay.map(text),
    };
    vec![
        recorded(vec![Kind::Integrity], Some("2025-11-13T17:00:00Z")),
        recorded(vec![Kind::Confidentiality, Kind::Availability], None),
        assessed(Risk::Unlikely),
        assessed(Risk::Likely),
        assessed(Risk::High),
        notified(None),
        notified(Some("era domenica")),
        BreachEvent::SubjectsTold {
            heading: heading(3, "2025-11-18T10:00"),
            told_on: day("2025-11-18"),
            how: text("comunicazione nel registro"),
        },
        BreachEvent::Closed { heading: heading(4, "2025-11-20T10:00"), measures: text("password revocata") },
    ]
}
