//! Notices, in Italian. Who received one is told by number: the names are for whoever wrote it.

use registro_domain::notice::{Asks, Audience, NoticeEvent, NoticeKind, RECIPIENTS_AT_ONCE, Role, Tells};
use registro_domain::text::{Text, on_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &NoticeEvent, directory: &Directory) -> String {
    match event {
        NoticeEvent::Published { kind, protocol, title, audience, recipients, asks, author, .. } => {
            let protocol = protocol.as_ref().map(|it| format!(" n. {it}")).unwrap_or_default();
            format!(
                "{}{protocol} di {}: «{title}», per {} ({}){}",
                self::kind(*kind),
                directory.name(*author),
                self::audience(audience, directory),
                counted(recipients.len()),
                asked(*asks)
            )
        }
        NoticeEvent::Corrected { withdrawn_title, title, .. } if withdrawn_title == title => {
            format!("testo di «{title}» rettificato")
        }
        NoticeEvent::Corrected { withdrawn_title, title, .. } => {
            format!("comunicazione rettificata: «{title}», non più «{withdrawn_title}»")
        }
        NoticeEvent::Withdrawn { recipients, .. } => {
            format!("comunicazione ritirata: resta visibile come tale ({})", counted(recipients.len()))
        }
        NoticeEvent::Addressed { tells, recipients, .. } => {
            let others = match recipients.len() {
                1 => "a un altro destinatario".to_owned(),
                others => format!("ad altri {others} destinatari"),
            };
            match tells {
                Tells::Published { title, .. } => format!("«{title}» inviata anche {others}"),
                Tells::Corrected { title } => format!("la rettifica di «{title}» è inviata anche {others}"),
                Tells::Withdrawn => format!("il ritiro della comunicazione è comunicato anche {others}"),
            }
        }
    }
}

pub(super) fn heading(event: &NoticeEvent) -> (&'static str, &'static str) {
    match event {
        NoticeEvent::Published { .. } => ("Comunicazione", "file"),
        NoticeEvent::Corrected { .. } => ("Rettifica della comunicazione", "pencil"),
        NoticeEvent::Withdrawn { .. } => ("Ritiro della comunicazione", "pencil"),
        NoticeEvent::Addressed { .. } => ("Altri destinatari della comunicazione", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &NoticeEvent) -> Option<&Text> {
    match event {
        NoticeEvent::Published { .. } | NoticeEvent::Addressed { .. } => None,
        NoticeEvent::Corrected { reason, .. } | NoticeEvent::Withdrawn { reason, .. } => Some(reason),
    }
}

/// What a notice is, as people call it.
pub fn kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Circular => "circolare",
        NoticeKind::Notice => "avviso",
        NoticeKind::Family => "comunicazione alla famiglia",
    }
}

/// An audience in words: "genitori, studenti di 3B".
pub fn audience(audience: &Audience, directory: &Directory) -> String {
    match audience {
        Audience::School { roles } => format!("{} di tutta la scuola", self::roles(roles)),
        Audience::Classes { classes, roles } => {
            let labels: Vec<String> = classes.iter().map(|class| directory.class_label(*class)).collect();
            format!("{} di {}", self::roles(roles), labels.join(", "))
        }
        Audience::Family { student } => format!("la famiglia di {}", directory.name(*student)),
        Audience::Persons { .. } => "singole persone".to_owned(),
    }
}

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Guardians => "genitori",
        Role::Students => "studenti",
        Role::Teachers => "docenti",
        Role::Offices => "uffici",
    }
}

fn roles(roles: &[Role]) -> String {
    roles.iter().copied().map(role).collect::<Vec<_>>().join(", ")
}

/// Of as many as one event names, there may be more in the events that follow.
fn counted(recipients: usize) -> String {
    match recipients {
        1 => "1 destinatario".to_owned(),
        RECIPIENTS_AT_ONCE => format!("almeno {recipients} destinatari"),
        _ => format!("{recipients} destinatari"),
    }
}

fn asked(asks: Asks) -> String {
    let by = asks.by().map(|by| format!(" entro {}", on_day(by))).unwrap_or_default();
    match asks {
        Asks::Nothing => String::new(),
        Asks::Acknowledgement { .. } => format!("; si chiede la presa visione{by}"),
        Asks::Answer { .. } => format!("; si chiede una risposta{by}"),
    }
}
