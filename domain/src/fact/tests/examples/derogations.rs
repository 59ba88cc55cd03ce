//! An example of every event of `derogation`.

use super::*;
use crate::derogation::{DerogationEvent, DerogationOutcome, Letter};

pub(in crate::fact::tests) fn derogations() -> Vec<DerogationEvent> {
    let (student, on, number) = (person(STUDENT), day("2026-03-02"), FactNumber(0));
    let because = || vec![Norm::Derogations];
    let letters = [Letter::A, Letter::B, Letter::C, Letter::D, Letter::E, Letter::F, Letter::G];
    let mut events: Vec<_> = letters
        .into_iter()
        .map(|letter| DerogationEvent::Requested {
            student,
            on,
            number,
            letter,
            from: day("2026-02-02"),
            until: day("2026-02-27"),
            document: text("prot. 812/2026"),
            because: vec![Norm::Derogations, Norm::DerogationKeptApart],
        })
        .collect();
    for outcome in [
        DerogationOutcome::Granted { hours: 40 },
        DerogationOutcome::NotAssessable,
        DerogationOutcome::Denied { reason: text("documento scaduto") },
    ] {
        events.push(DerogationEvent::Decided { student, on, number, outcome, because: because() });
    }
    events.push(DerogationEvent::Revoked {
        student,
        on,
        number,
        hours: 40,
        reason: text("documento non autentico"),
        because: because(),
    });
    events
}
