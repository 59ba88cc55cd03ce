//! Notes, positive acts and times out of class, in Italian.

use registro_domain::conduct::{ConductEvent, NoteKind};
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ConductEvent, directory: &Directory) -> String {
    match event {
        ConductEvent::NoteWritten { author, kind, facts, period, .. } => {
            let hour = period.map_or(String::new(), |period| format!(" alla {period} ora"));
            format!("{} di {}{hour}: «{facts}»", note_kind(*kind), directory.name(*author))
        }
        ConductEvent::NoteRectified { number, by, withdrawn, facts, .. } => format!(
            "nota n. {number} rettificata da {}: «{facts}», non più «{withdrawn}»",
            directory.name(*by)
        ),
        ConductEvent::NoteAnnulled { number, by, withdrawn, .. } => {
            format!("nota n. {number} annullata da {}: «{withdrawn}»", directory.name(*by))
        }
        ConductEvent::StatementAdded { number, by, statement, .. } => {
            format!("dichiarazione di {} sulla nota n. {number}: «{statement}»", directory.name(by.person()))
        }
        ConductEvent::PositiveActRecorded { author, what, .. } => {
            format!("atto positivo annotato da {}: «{what}»", directory.name(*author))
        }
        ConductEvent::PositiveActAnnulled { number, by, withdrawn, .. } => {
            format!("atto positivo n. {number} annullato da {}: «{withdrawn}»", directory.name(*by))
        }
        ConductEvent::SeparationRecorded { author, from, supervised_by, family_called, .. } => {
            let called = if *family_called { "famiglia avvisata" } else { "famiglia da avvisare" };
            format!(
                "allontanamento temporaneo dalla classe dalla {from} ora, disposto da {} e affidato a {}; {called}",
                directory.name(*author),
                directory.name(*supervised_by)
            )
        }
    }
}

pub(super) fn heading(event: &ConductEvent) -> (&'static str, &'static str) {
    match event {
        ConductEvent::NoteWritten { kind: NoteKind::Disciplinary, .. } => ("Nota disciplinare", "pencil"),
        ConductEvent::NoteWritten { kind: NoteKind::Educational, .. } => ("Nota didattica", "pencil"),
        ConductEvent::NoteRectified { .. } => ("Nota rettificata", "pencil"),
        ConductEvent::NoteAnnulled { .. } => ("Nota annullata", "close"),
        ConductEvent::StatementAdded { .. } => ("Dichiarazione sulla nota", "file"),
        ConductEvent::PositiveActRecorded { .. } => ("Atto positivo", "check"),
        ConductEvent::PositiveActAnnulled { .. } => ("Atto positivo annullato", "close"),
        ConductEvent::SeparationRecorded { .. } => ("Fuori dalla classe", "user"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &ConductEvent) -> Option<&Text> {
    match event {
        ConductEvent::NoteRectified { reason, .. }
        | ConductEvent::NoteAnnulled { reason, .. }
        | ConductEvent::PositiveActAnnulled { reason, .. } => Some(reason.as_text()),
        ConductEvent::NoteWritten { .. }
        | ConductEvent::StatementAdded { .. }
        | ConductEvent::PositiveActRecorded { .. }
        | ConductEvent::SeparationRecorded { .. } => None,
    }
}

/// What kind of note.
pub fn note_kind(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Educational => "nota didattica",
        NoteKind::Disciplinary => "nota disciplinare",
    }
}
