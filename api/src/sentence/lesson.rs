//! Lessons, in Italian.

use registro_domain::lesson::{LessonEvent, Presence};
use registro_domain::text::{Text, on_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &LessonEvent, directory: &Directory) -> String {
    match event {
        LessonEvent::RollCalled { period, subject, teacher, presence, enrolled, absent, late, .. } => {
            format!(
                "appello della {period} ora ({subject}) fatto da {}{}: assenti {}, in ritardo {}, su {enrolled}",
                directory.name(*teacher),
                in_place_of(*presence, directory),
                absent.len(),
                late.len()
            )
        }
        LessonEvent::Signed { period, subject, teacher, presence, topic, .. } => {
            let (teacher, place) = (directory.name(*teacher), in_place_of(*presence, directory));
            format!("firma della {period} ora ({subject}) di {teacher}{place}: «{topic}»")
        }
        LessonEvent::HomeworkAssigned { subject, text, due_on, .. } => {
            format!("compiti di {subject} per {}: «{text}»", on_day(*due_on))
        }
        LessonEvent::TopicCorrected { period, withdrawn, topic, .. } => {
            format!("argomento della {period} ora corretto: «{topic}», non più «{withdrawn}»")
        }
        LessonEvent::SignatureAnnulled { period, teacher, withdrawn, .. } => {
            let teacher = directory.name(*teacher);
            format!("firma della {period} ora di {teacher} annullata: «{withdrawn}»")
        }
        LessonEvent::TestPlanned { period, subject, teacher, .. } => {
            format!("verifica di {subject} programmata alla {period} ora da {}", directory.name(*teacher))
        }
        LessonEvent::TestCalledOff { period, teacher, .. } => {
            format!("verifica della {period} ora annullata da {}", directory.name(*teacher))
        }
        LessonEvent::TestHandedBack { period, teacher, graded, handed_back_on, .. } => format!(
            "verifica della {period} ora restituita da {} {}: {graded} voti",
            directory.name(*teacher),
            on_day(*handed_back_on)
        ),
    }
}

pub(super) fn heading(event: &LessonEvent) -> (&'static str, &'static str) {
    match event {
        LessonEvent::RollCalled { .. } => ("Appello", "check"),
        LessonEvent::Signed { .. } => ("Firma", "check"),
        LessonEvent::HomeworkAssigned { .. } => ("Compiti", "file"),
        LessonEvent::TopicCorrected { .. } => ("Correzione dell'argomento", "pencil"),
        LessonEvent::SignatureAnnulled { .. } => ("Annullamento della firma", "pencil"),
        LessonEvent::TestPlanned { .. } => ("Verifica programmata", "file"),
        LessonEvent::TestCalledOff { .. } => ("Verifica annullata", "pencil"),
        LessonEvent::TestHandedBack { .. } => ("Verifica restituita", "check"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &LessonEvent) -> Option<&Text> {
    match event {
        LessonEvent::TopicCorrected { reason, .. } | LessonEvent::SignatureAnnulled { reason, .. } => {
            Some(reason)
        }
        LessonEvent::RollCalled { .. }
        | LessonEvent::Signed { .. }
        | LessonEvent::HomeworkAssigned { .. }
        | LessonEvent::TestPlanned { .. }
        | LessonEvent::TestCalledOff { .. }
        | LessonEvent::TestHandedBack { .. } => None,
    }
}

fn in_place_of(presence: Presence, directory: &Directory) -> String {
    match presence {
        Presence::Timetable => String::new(),
        Presence::Substitution { of } => format!(" al posto di {}", directory.name(of)),
    }
}
