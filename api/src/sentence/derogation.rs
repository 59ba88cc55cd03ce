//! Derogations, in Italian: read only by whom the letter concerns.

use registro_domain::derogation::{DerogationEvent, DerogationOutcome, Letter};
use registro_domain::text::{Text, italian_day};
use registro_projections::directory::Directory;

use super::hours;

pub(super) fn sentence(event: &DerogationEvent, _directory: &Directory) -> String {
    match event {
        DerogationEvent::Requested { number, letter, from, until, document, .. } => format!(
            "richiesta di deroga n. {number} per le assenze dal {} al {}, lettera {} ({}), documento {document}",
            italian_day(*from),
            italian_day(*until),
            letter_name(*letter),
            case_of(*letter)
        ),
        DerogationEvent::Decided { number, outcome, .. } => match outcome {
            DerogationOutcome::Granted { hours: granted } => {
                format!("deroga n. {number} concessa: {}", hours(usize::from(*granted)))
            }
            DerogationOutcome::NotAssessable => {
                format!("deroga n. {number} senza effetto: per il consiglio di classe manca di che valutare")
            }
            DerogationOutcome::Denied { .. } => format!("deroga n. {number} negata"),
        },
        DerogationEvent::Revoked { number, hours: withdrawn, .. } => {
            format!("deroga n. {number} revocata: {} tornano a contare", hours(usize::from(*withdrawn)))
        }
    }
}

pub(super) fn heading(event: &DerogationEvent) -> (&'static str, &'static str) {
    match event {
        DerogationEvent::Requested { .. } => ("Deroga richiesta", "file"),
        DerogationEvent::Decided { outcome: DerogationOutcome::Granted { .. }, .. } => {
            ("Deroga concessa", "check")
        }
        DerogationEvent::Decided { .. } => ("Deroga non concessa", "close"),
        DerogationEvent::Revoked { .. } => ("Deroga revocata", "pencil"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &DerogationEvent) -> Option<&Text> {
    match event {
        DerogationEvent::Decided { outcome: DerogationOutcome::Denied { reason }, .. }
        | DerogationEvent::Revoked { reason, .. } => Some(reason),
        DerogationEvent::Decided {
            outcome: DerogationOutcome::Granted { .. } | DerogationOutcome::NotAssessable,
            ..
        }
        | DerogationEvent::Requested { .. } => None,
    }
}

fn letter_name(letter: Letter) -> &'static str {
    match letter {
        Letter::A => "a",
        Letter::B => "b",
        Letter::C => "c",
        Letter::D => "d",
        Letter::E => "e",
        Letter::F => "f",
        Letter::G => "g",
    }
}

/// The case of reg. istituto, art. 23, c. 5, in a few words.
fn case_of(letter: Letter) -> &'static str {
    match letter {
        Letter::A => "gravi motivi di salute",
        Letter::B => "terapie o cure programmate",
        Letter::C => "donazione di sangue",
        Letter::D => "attività sportiva di una federazione del CONI",
        Letter::E => "attività organizzata o autorizzata dalla scuola",
        Letter::F => "confessione religiosa con riposo il sabato",
        Letter::G => "altro criterio del Collegio dei docenti",
    }
}
