//! The acts of a conflict about the regulation, in Italian.

use registro_domain::conflict::{Answer, ConflictEvent};
use registro_domain::ids::PersonId;
use registro_domain::text::{Text, italian_day, italian_time};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ConflictEvent, directory: &Directory) -> String {
    match event {
        ConflictEvent::Filed { by, rule, question, protocol, .. } => format!(
            "conflitto sull'applicazione del regolamento ({rule}), di {}, prot. {protocol}: {question}",
            directory.name(*by)
        ),
        ConflictEvent::BodyConvened { sits_at, members, .. } => format!(
            "convocato l'Organo di garanzia, {} componenti, per il {} alle {}",
            members.len(),
            italian_day(sits_at.date()),
            italian_time(sits_at.time())
        ),
        ConflictEvent::BodySat { present, heard, .. } => {
            format!("seduta dell'Organo di garanzia: {} presenti, {} sentiti", present.len(), heard.len())
        }
        ConflictEvent::Decided { answer, tie_broken, .. } => {
            let tie = if *tie_broken { ", a parità prevale il voto del presidente" } else { "" };
            format!("l'Organo di garanzia decide: {}{tie}", answered(*answer))
        }
        ConflictEvent::Communicated { to, protocol, .. } => {
            format!("decisione comunicata a {}, prot. {protocol}", names(to, directory))
        }
    }
}

pub fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Founded => "la questione è fondata",
        Answer::Unfounded => "la questione non è fondata",
    }
}

fn names(people: &[PersonId], directory: &Directory) -> String {
    people.iter().map(|person| directory.name(*person)).collect::<Vec<_>>().join(", ")
}

pub(super) fn heading(event: &ConflictEvent) -> (&'static str, &'static str) {
    match event {
        ConflictEvent::Filed { .. } => ("Conflitto sul regolamento", "file"),
        ConflictEvent::BodyConvened { .. } => ("Convocazione", "calendar"),
        ConflictEvent::BodySat { .. } => ("Seduta dell'Organo di garanzia", "calendar"),
        ConflictEvent::Decided { .. } => ("Decisione dell'Organo di garanzia", "file"),
        ConflictEvent::Communicated { .. } => ("Decisione comunicata", "mail"),
    }
}

pub(super) fn reason(event: &ConflictEvent) -> Option<&Text> {
    match event {
        ConflictEvent::Decided { reasons, .. } => Some(reasons),
        ConflictEvent::Filed { .. }
        | ConflictEvent::BodyConvened { .. }
        | ConflictEvent::BodySat { .. }
        | ConflictEvent::Communicated { .. } => None,
    }
}
