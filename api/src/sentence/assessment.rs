//! Grades, in Italian.

use registro_domain::assessment::{AssessmentEvent, GradeKind, Mark};
use registro_domain::text::{Text, italian_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &AssessmentEvent, directory: &Directory) -> String {
    match event {
        AssessmentEvent::Entered {
            subject, on, author, kind, mark, comment, published, entered_on, ..
        } => {
            let comment = comment.as_ref().map_or(String::new(), |comment| format!(", «{comment}»"));
            let late = match kind {
                GradeKind::Oral if on < entered_on => {
                    format!(", registrato in ritardo il {}", italian_day(*entered_on))
                }
                GradeKind::Oral | GradeKind::Written | GradeKind::Practical => String::new(),
            };
            let seen = if *published { "" } else { ", non ancora pubblicato" };
            format!(
                "voto {} di {subject} dato da {}: {}{comment}{late}{seen}",
                grade_kind(*kind),
                directory.name(*author),
                worth(*mark)
            )
        }
        AssessmentEvent::Published { subject, number, mark, .. } => {
            format!("voto n. {number} di {subject} pubblicato: {}", worth(*mark))
        }
        AssessmentEvent::Corrected {
            subject, number, author, by, withdrawn, mark, near_scrutiny, ..
        } => {
            format!(
                "voto n. {number} di {subject} dato da {} e corretto da {}: {}, non più {}{}",
                directory.name(*author),
                directory.name(*by),
                worth(*mark),
                worth(*withdrawn),
                near(*near_scrutiny)
            )
        }
        AssessmentEvent::Annulled { subject, number, author, by, withdrawn, near_scrutiny, .. } => format!(
            "voto n. {number} di {subject} dato da {} e annullato da {}: era {}{}",
            directory.name(*author),
            directory.name(*by),
            worth(*withdrawn),
            near(*near_scrutiny)
        ),
        AssessmentEvent::StatementAdded { number, by, statement, .. } => {
            format!("dichiarazione di {} sul voto n. {number}: «{statement}»", directory.name(by.person()))
        }
    }
}

pub(super) fn heading(event: &AssessmentEvent) -> (&'static str, &'static str) {
    match event {
        AssessmentEvent::Entered { .. } => ("Voto", "pencil"),
        AssessmentEvent::Published { .. } => ("Voto pubblicato", "check"),
        AssessmentEvent::Corrected { .. } => ("Voto corretto", "pencil"),
        AssessmentEvent::Annulled { .. } => ("Voto annullato", "close"),
        AssessmentEvent::StatementAdded { .. } => ("Dichiarazione sul voto", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &AssessmentEvent) -> Option<&Text> {
    match event {
        AssessmentEvent::Corrected { reason, .. } | AssessmentEvent::Annulled { reason, .. } => Some(reason),
        AssessmentEvent::Entered { .. }
        | AssessmentEvent::Published { .. }
        | AssessmentEvent::StatementAdded { .. } => None,
    }
}

/// The value, with what makes it less than a whole mark.
pub fn worth(mark: Mark) -> String {
    let Mark { value, weight, counts } = mark;
    match (counts, weight) {
        (true, 100) => value.to_string(),
        (true, weight) => format!("{value} (peso {weight}%)"),
        (false, _) => format!("{value} (non fa media)"),
    }
}

pub fn grade_kind(kind: GradeKind) -> &'static str {
    match kind {
        GradeKind::Written => "scritto",
        GradeKind::Oral => "orale",
        GradeKind::Practical => "pratico",
    }
}

fn near(sits_on: Option<jiff::civil::Date>) -> String {
    sits_on.map_or(String::new(), |on| format!(" (scrutinio del {})", italian_day(on)))
}
