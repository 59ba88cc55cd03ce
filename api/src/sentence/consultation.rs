//! The acts of a consultation, in Italian.

use registro_domain::consultation::{ConsultationEvent, Scope};
use registro_domain::text::{Text, italian_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ConsultationEvent, directory: &Directory) -> String {
    let reader = || directory.name(event.reader());
    match event {
        ConsultationEvent::Opened { scope, until, protocol, .. } => {
            let paper = protocol.map(|number| format!(", prot. {number}")).unwrap_or_default();
            let (of, last) = (whose(*scope, directory), italian_day(until.date()));
            format!("{} consulta i dati {of} fino al {last}{paper}", reader())
        }
        ConsultationEvent::Admitted { scope, until, .. } => {
            let (of, last) = (whose(*scope, directory), italian_day(until.date()));
            format!("{}, del fornitore, è ammesso ai dati {of} fino al {last}", reader())
        }
        ConsultationEvent::Closed { .. } => format!("consultazione di {} chiusa", reader()),
    }
}

/// Whose data are consulted.
pub fn whose(scope: Scope, directory: &Directory) -> String {
    match scope {
        Scope::Student(student) => format!("di {}", directory.name(student)),
        Scope::Class(class) => format!("della classe {}", directory.class_label(class)),
        Scope::School => "della scuola".to_owned(),
    }
}

pub(super) fn heading(event: &ConsultationEvent) -> (&'static str, &'static str) {
    match event {
        ConsultationEvent::Opened { .. } => ("Consultazione motivata", "password-visible"),
        ConsultationEvent::Admitted { .. } => ("Fornitore ammesso", "password-visible"),
        ConsultationEvent::Closed { .. } => ("Consultazione chiusa", "close"),
    }
}

pub(super) fn reason(event: &ConsultationEvent) -> Option<&Text> {
    match event {
        ConsultationEvent::Opened { reason, .. } | ConsultationEvent::Admitted { reason, .. } => Some(reason),
        ConsultationEvent::Closed { .. } => None,
    }
}
