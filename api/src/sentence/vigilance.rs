//! The school's vigilance, in Italian.

use registro_domain::text::{Text, month_name, on_day};
use registro_domain::vigilance::VigilanceEvent;
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &VigilanceEvent, _directory: &Directory) -> String {
    match event {
        VigilanceEvent::AttendanceReviewed { month, families_told, .. } => {
            let families = match families_told {
                1 => "1 famiglia informata".to_owned(),
                number => format!("{number} famiglie informate"),
            };
            format!("controllo delle assenze di {} {}, {families}", month_name(*month), month.year())
        }
        VigilanceEvent::ReadmissionRuleSet { absence, rule, .. } => {
            format!("riammissione dopo l'assenza collettiva ({}): {rule}", on_day(*absence))
        }
        VigilanceEvent::CollectiveAbsencesConsidered { outcome, .. } => {
            format!("valutazione delle assenze collettive: {outcome}")
        }
        VigilanceEvent::MinorsReported { year, students, protocol, .. } => {
            format!("comunicati al sindaco {students} minori iscritti nel {year} (protocollo {protocol})")
        }
    }
}

pub(super) fn heading(event: &VigilanceEvent) -> (&'static str, &'static str) {
    match event {
        VigilanceEvent::AttendanceReviewed { .. } => ("Controllo mensile", "check"),
        VigilanceEvent::ReadmissionRuleSet { .. } => ("Riammissione", "file"),
        VigilanceEvent::CollectiveAbsencesConsidered { .. } => ("Assenze collettive", "file"),
        VigilanceEvent::MinorsReported { .. } => ("Minori iscritti", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &VigilanceEvent) -> Option<&Text> {
    match event {
        VigilanceEvent::AttendanceReviewed { .. }
        | VigilanceEvent::ReadmissionRuleSet { .. }
        | VigilanceEvent::CollectiveAbsencesConsidered { .. }
        | VigilanceEvent::MinorsReported { .. } => None,
    }
}
