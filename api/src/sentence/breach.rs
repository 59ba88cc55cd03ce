//! The acts on a breach of personal data, in Italian.

use registro_domain::breach::{BreachEvent, Kind, Risk, Standing};
use registro_domain::text::{Text, on_day};

use crate::clock::wall;

pub(super) fn sentence(event: &BreachEvent) -> String {
    match event {
        BreachEvent::Recorded { kinds, what, people, notify_by, .. } => {
            let kinds: Vec<&str> = kinds.iter().map(|it| kind(*it)).collect();
            let by = wall(*notify_by).strftime("%d/%m/%Y %H:%M");
            format!(
                "violazione di {}, circa {people} persone: {what}; notifica entro il {by}",
                kinds.join(", ")
            )
        }
        BreachEvent::Assessed { risk: found, .. } => format!("valutata: {}", risk(*found)),
        BreachEvent::Notified { notified_at, protocol, .. } => {
            format!(
                "notificata al Garante il {}, prot. {protocol}",
                wall(*notified_at).strftime("%d/%m/%Y %H:%M")
            )
        }
        BreachEvent::SubjectsTold { told_on, how, .. } => {
            format!("interessati avvisati {}: {how}", on_day(*told_on))
        }
        BreachEvent::Closed { measures, .. } => format!("chiusa; misure: {measures}"),
    }
}

pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Confidentiality => "riservatezza",
        Kind::Integrity => "integrità",
        Kind::Availability => "disponibilità",
    }
}

pub fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Unlikely => "rischio improbabile, si annota e basta",
        Risk::Likely => "rischio per le persone, si notifica al Garante",
        Risk::High => "rischio elevato, si avvisano anche gli interessati",
    }
}

/// How a breach stands.
pub fn breach_stands(standing: Standing) -> String {
    let at = |instant| wall(instant).strftime("%d/%m/%Y %H:%M").to_string();
    match standing {
        Standing::ToNotify { by } => format!("da notificare al Garante entro il {}", at(by)),
        Standing::Late { by } => format!("TERMINE PASSATO: era da notificare entro il {}", at(by)),
        Standing::ToTell => "gli interessati sono da avvisare".to_owned(),
        Standing::ToClose => "da chiudere con le misure prese".to_owned(),
        Standing::Closed => "chiusa".to_owned(),
    }
}

pub(super) fn heading(event: &BreachEvent) -> (&'static str, &'static str) {
    match event {
        BreachEvent::Recorded { .. } => ("Violazione annotata", "warning-circle"),
        BreachEvent::Assessed { .. } => ("Violazione valutata", "file"),
        BreachEvent::Notified { .. } => ("Garante avvisato", "mail"),
        BreachEvent::SubjectsTold { .. } => ("Interessati avvisati", "mail"),
        BreachEvent::Closed { .. } => ("Violazione chiusa", "check"),
    }
}

pub(super) fn reason(event: &BreachEvent) -> Option<&Text> {
    match event {
        BreachEvent::Assessed { reasons, .. } => Some(reasons),
        BreachEvent::Notified { delay, .. } => delay.as_ref(),
        BreachEvent::Recorded { .. } | BreachEvent::SubjectsTold { .. } | BreachEvent::Closed { .. } => None,
    }
}
