//! An example of every event of `device`.

use super::*;
use crate::device::{BagOutcome, DeviceEvent, Found, Keeper};

pub(in crate::fact::tests) fn devices() -> Vec<DeviceEvent> {
    let student = person(STUDENT);
    let justifier = |kind: &str| -> Justifier {
        serde_json::from_value(serde_json::json!({ kind: person(MOTHER) })).expect("a justifier")
    };
    let bag = || vec![Norm::PhoneInContainer];
    let mut events = Vec::new();
    for (number, kind) in [(0, "guardian"), (1, "adult-student")] {
        let (on, by, number) = (day("2025-09-20"), justifier(kind), FactNumber(number));
        events.push(DeviceEvent::BagRequested { student, on, number, by, because: bag() });
    }
    for outcome in [BagOutcome::Authorised, BagOutcome::Refused { reason: text("modulo incompleto") }] {
        let (on, number) = (day("2025-09-25"), FactNumber(0));
        events.push(DeviceEvent::BagDecided { student, on, number, outcome, because: bag() });
    }
    for until in [Some(day("2026-01-31")), None] {
        let (on, number, because) = (day("2025-10-01"), FactNumber(2), vec![Norm::PhoneAllowed]);
        events.push(DeviceEvent::UseAllowed { student, on, number, until, because });
    }
    let (on, number, because) = (day("2026-02-02"), FactNumber(2), vec![Norm::PhoneAllowed]);
    events.push(DeviceEvent::UseEnded { student, on, number, because });
    for (found, handed_to, because) in [
        (Found::InUse, Keeper::Principal, vec![Norm::PhonesBanned, Norm::PhonesInUpperSecondary]),
        (Found::ForTheLesson, Keeper::Deputy, vec![Norm::PhonesBanned, Norm::ItTrackException]),
        (Found::InBag, Keeper::SiteLead, vec![Norm::PhoneInContainer]),
        (Found::Recording, Keeper::Principal, vec![Norm::NoRecording]),
    ] {
        events.push(DeviceEvent::Withheld {
            student,
            class: IN_3B,
            on: day("2025-11-11"),
            at: at("10:20"),
            number: FactNumber(3),
            found,
            handed_to,
            because: because.into_iter().chain([Norm::PhoneWithheld]).collect(),
        });
    }
    let (on, number, mother, because) =
        (day("2025-11-11"), FactNumber(3), person(MOTHER), vec![Norm::PhoneWithheld]);
    events.push(DeviceEvent::FamilyTold { student, on, number, told: mother, because: because.clone() });
    events.push(DeviceEvent::Returned { student, on, number, to: mother, because });
    let because = vec![Norm::PhoneWithheld, Norm::AdultCollectsPhone];
    events.push(DeviceEvent::Returned { student, on, number, to: student, because });
    events
}
