//! Phones, in Italian.

use registro_domain::device::{BagOutcome, DeviceEvent, Found, Keeper};
use registro_domain::text::{Text, italian_day, italian_time};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &DeviceEvent, directory: &Directory) -> String {
    match event {
        DeviceEvent::BagRequested { by, .. } => {
            format!("richiesta di {} di tenere il telefono, spento, nello zaino", directory.name(by.person()))
        }
        DeviceEvent::BagDecided { number, outcome: BagOutcome::Authorised, .. } => {
            format!("richiesta n. {number} accolta: il telefono può stare, spento, nello zaino")
        }
        DeviceEvent::BagDecided { number, outcome: BagOutcome::Refused { .. }, .. } => {
            format!("richiesta n. {number} respinta: il telefono sta nel contenitore della classe")
        }
        DeviceEvent::UseAllowed { until, .. } => {
            let until = until.map_or(String::new(), |until| format!(" fino al {}", italian_day(until)));
            format!("uso del telefono consentito{until}")
        }
        DeviceEvent::UseEnded { .. } => "l'uso del telefono non è più consentito".to_owned(),
        DeviceEvent::Withheld { at, found, handed_to, .. } => format!(
            "telefono ritirato alle {} ({}) e consegnato {}",
            italian_time(*at),
            found_name(*found),
            keeper_name(*handed_to)
        ),
        DeviceEvent::FamilyTold { number, told, .. } => {
            format!("{} avvisato del ritiro del telefono (fatto n. {number})", directory.name(*told))
        }
        DeviceEvent::Returned { number, to, .. } => {
            format!("telefono ritirato (fatto n. {number}) reso a {}", directory.name(*to))
        }
    }
}

pub(super) fn heading(event: &DeviceEvent) -> (&'static str, &'static str) {
    match event {
        DeviceEvent::BagRequested { .. } => ("Telefono nello zaino: richiesta", "file"),
        DeviceEvent::BagDecided { outcome: BagOutcome::Authorised, .. } => ("Telefono nello zaino", "check"),
        DeviceEvent::BagDecided { outcome: BagOutcome::Refused { .. }, .. } => {
            ("Telefono nello zaino: no", "close")
        }
        DeviceEvent::UseAllowed { .. } => ("Uso del telefono", "check"),
        DeviceEvent::UseEnded { .. } => ("Fine dell'uso del telefono", "close"),
        DeviceEvent::Withheld { .. } => ("Telefono ritirato", "close"),
        DeviceEvent::FamilyTold { .. } => ("Famiglia avvisata", "user"),
        DeviceEvent::Returned { .. } => ("Telefono reso", "check"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &DeviceEvent) -> Option<&Text> {
    match event {
        DeviceEvent::BagDecided { outcome: BagOutcome::Refused { reason }, .. } => Some(reason),
        DeviceEvent::BagDecided { outcome: BagOutcome::Authorised, .. }
        | DeviceEvent::BagRequested { .. }
        | DeviceEvent::UseAllowed { .. }
        | DeviceEvent::UseEnded { .. }
        | DeviceEvent::Withheld { .. }
        | DeviceEvent::FamilyTold { .. }
        | DeviceEvent::Returned { .. } => None,
    }
}

/// How the phone was found.
fn found_name(found: Found) -> &'static str {
    match found {
        Found::InUse => "in uso",
        Found::ForTheLesson => "in uso per la lezione",
        Found::InBag => "nello zaino",
        Found::Recording => "in uso per riprese",
    }
}

/// To whom it was handed, with the preposition.
fn keeper_name(keeper: Keeper) -> &'static str {
    match keeper {
        Keeper::Principal => "al dirigente scolastico",
        Keeper::Deputy => "al collaboratore del dirigente",
        Keeper::SiteLead => "al responsabile di plesso",
    }
}
