//! Receipts, in Italian.

use registro_domain::receipt::ReceiptEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ReceiptEvent, directory: &Directory) -> String {
    match event {
        ReceiptEvent::Opened { person, .. } => {
            format!("comunicazione aperta da {}", directory.name(*person))
        }
        ReceiptEvent::Acknowledged { person, .. } => {
            format!("presa visione di {}", directory.name(*person))
        }
        ReceiptEvent::Answered { person, student, accepts, .. } => {
            let (who, answer) = (directory.name(*person), if *accepts { "aderisce" } else { "non aderisce" });
            if person == student {
                format!("{who} {answer}")
            } else {
                format!("{who} {answer} per {}", directory.name(*student))
            }
        }
    }
}

pub(super) fn heading(event: &ReceiptEvent) -> (&'static str, &'static str) {
    match event {
        ReceiptEvent::Opened { .. } => ("Apertura della comunicazione", "file"),
        ReceiptEvent::Acknowledged { .. } => ("Presa visione", "check"),
        ReceiptEvent::Answered { .. } => ("Risposta alla comunicazione", "check"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(_event: &ReceiptEvent) -> Option<&Text> {
    None
}
