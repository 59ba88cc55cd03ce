//! An example of every event of `erasure`.

use super::*;
use crate::erasure::{ErasureEvent, Exception, Ground, Heading, Key, RestrictionGround, Target};
use crate::ids::{ErasureId, Protocol};
use crate::retention::Keep;

pub(in crate::fact::tests) fn erasures() -> Vec<ErasureEvent> {
    let heading = |number: u32, at: &str, by: u128, more: &[Norm]| Heading {
        erasure: ErasureId(uuid::Uuid::from_u128(0xe0)),
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        by: person(by),
        because: std::iter::once(Norm::Erasure).chain(more.iter().copied()).collect(),
    };
    let target = |class: &str, part: &str| Target { class: class.to_owned(), part: part.to_owned() };
    let note = || vec![target("note", "00000000-0000-0000-0000-0000000000aa")];
    let requested = |ground, protocol| ErasureEvent::Requested {
        heading: heading(0, "2026-01-12T09:30", 101, &[]),
        person: person(STUDENT),
        targets: note(),
        ground,
        reasons: text("la nota riporta una diagnosi"),
        protocol,
    };
    let restricted = |ground| ErasureEvent::Restricted {
        heading: heading(1, "2026-01-12T09:31", 101, &[Norm::Restriction]),
        person: person(STUDENT),
        targets: note(),
        ground,
    };
    let assessed = |kept, authorisation| ErasureEvent::Assessed {
        heading: heading(2, "2026-01-13T10:00", 101, &[Norm::ErasureExceptions]),
        person: person(STUDENT),
        kept,
        authorisation,
        reasons: text("il dato non doveva essere scritto"),
    };
    let refused = |exception| ErasureEvent::Refused {
        heading: heading(3, "2026-01-14T11:00", 102, &[Norm::ErasureExceptions]),
        person: person(STUDENT),
        exception,
        reasons: text("il registro si conserva"),
    };
    vec![
        requested(Ground::Unlawful, None),
        requested(Ground::Order, Some(Protocol { number: 88, year: 2026 })),
        requested(Ground::NoLongerNeeded, None),
        requested(Ground::ConsentWithdrawn, None),
        requested(Ground::ObjectionUpheld, None),
        restricted(RestrictionGround::AccuracyContested),
        restricted(RestrictionGround::Unlawful),
        restricted(RestrictionGround::NeededForClaims),
        restricted(RestrictionGround::ObjectionPending),
        ErasureEvent::RestrictionLifted {
            heading: heading(2, "2026-01-12T12:00", 101, &[Norm::Restriction]),
            person: person(STUDENT),
            reasons: text("l'esattezza è stata verificata"),
        },
        assessed(vec![Keep::Always, Keep::Open, Keep::Until(day("2032-08-31"))], None),
        assessed(vec![], Some(Protocol { number: 12, year: 2032 })),
        ErasureEvent::Approved {
            heading: heading(3, "2026-01-14T11:00", 102, &[]),
            keys: vec![Key([7; 32]), Key([8; 32])],
        },
        refused(Exception::PublicTask),
        refused(Exception::Archiving),
        refused(Exception::LegalClaims),
        refused(Exception::NoGround),
        ErasureEvent::Executed { heading: heading(4, "2026-01-14T11:00:05", 102, &[]), keys: 2 },
    ]
}
