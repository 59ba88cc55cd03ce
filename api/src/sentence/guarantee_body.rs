//! Who sits on the Organo di garanzia, in Italian.

use registro_domain::case::Seat;
use registro_domain::guarantee_body::{Designation, GuaranteeBodyEvent, place};
use registro_domain::text::{Text, italian_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &GuaranteeBodyEvent, directory: &Directory) -> String {
    match event {
        GuaranteeBodyEvent::Appointed { seat, alternate, designated_by, until, .. } => format!(
            "nell'Organo di garanzia come {}{}, {}, fino al {}",
            place(*seat),
            if *alternate { " supplente" } else { "" },
            designation(*designated_by, *seat),
            italian_day(*until)
        ),
        GuaranteeBodyEvent::Ended { .. } => "lascia l'Organo di garanzia".to_owned(),
        GuaranteeBodyEvent::Replaced { leaves, designated_by, until, .. } => format!(
            "nell'Organo di garanzia al posto di {}, {}, fino al {}",
            directory.name(*leaves),
            designation(*designated_by, Seat::Teacher),
            italian_day(*until)
        ),
    }
}

/// Who designated a member, as it is shown.
pub fn designation(by: Designation, seat: Seat) -> &'static str {
    match by {
        Designation::TeachersBoard => "su designazione del Collegio dei docenti",
        Designation::StudentCommittee => "su designazione del Comitato studentesco",
        Designation::InstituteCouncil => "su indicazione del Consiglio di istituto",
        Designation::Election if seat == Seat::Student => "per elezione degli studenti",
        Designation::Election => "per elezione",
        Designation::Principal => "per delega del dirigente scolastico",
    }
}

pub(super) fn heading(event: &GuaranteeBodyEvent) -> (&'static str, &'static str) {
    match event {
        GuaranteeBodyEvent::Appointed { .. } => ("Organo di garanzia: nomina", "user"),
        GuaranteeBodyEvent::Ended { .. } => ("Organo di garanzia: cessazione", "user"),
        GuaranteeBodyEvent::Replaced { .. } => ("Organo di garanzia: sostituzione", "refresh"),
    }
}

pub(super) fn reason(event: &GuaranteeBodyEvent) -> Option<&Text> {
    match event {
        GuaranteeBodyEvent::Appointed { .. } => None,
        GuaranteeBodyEvent::Ended { reason, .. } | GuaranteeBodyEvent::Replaced { reason, .. } => {
            Some(reason)
        }
    }
}
