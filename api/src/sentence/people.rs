//! People, in Italian.

use registro_domain::ids::ClassId;
use registro_domain::people::{Office, PersonEvent, Relation};
use registro_domain::text::{Text, italian_day, on_day};
use registro_projections::directory::Directory;

use super::hours;

pub(super) fn sentence(event: &PersonEvent, directory: &Directory) -> String {
    let label = |class: &ClassId| directory.class_label(*class);
    match event {
        PersonEvent::Registered { born_on, .. } => {
            format!("registrazione nell'anagrafe della scuola (nascita: {})", italian_day(*born_on))
        }
        PersonEvent::Enrolled { class, year, from, annual_hours, .. } => format!(
            "iscrizione alla classe {} del {year} dal {}, con {annual_hours} ore annuali",
            label(class),
            italian_day(*from)
        ),
        PersonEvent::Moved { withdrawn, class, from, .. } => {
            let from = italian_day(*from);
            format!("passaggio dalla classe {} alla {} dal {from}", label(withdrawn), label(class))
        }
        PersonEvent::Left { class, last_day, .. } => {
            format!("fine della frequenza nella classe {}: ultimo giorno {}", label(class), on_day(*last_day))
        }
        PersonEvent::AnnualHoursSet { withdrawn, hours, year, .. } => {
            format!("monte ore annuale del {year} portato da {withdrawn} a {hours} ore")
        }
        PersonEvent::ResponsibilityHeld { guardian, relation, from, .. } => format!(
            "responsabilità genitoriale di {} ({}) dal {}",
            directory.name(*guardian),
            relation_name(*relation),
            italian_day(*from)
        ),
        PersonEvent::ResponsibilityLimited { guardian, from, until, .. } => format!(
            "responsabilità genitoriale di {} limitata dal {}{}",
            directory.name(*guardian),
            italian_day(*from),
            until.map_or(String::new(), |until| format!(" al {}", italian_day(until)))
        ),
        PersonEvent::OfficeAssigned { office, from, .. } => {
            format!("incarico di {} dal {}", office_name(*office, directory), italian_day(*from))
        }
        PersonEvent::ChairAssigned { class, subject, weekly_hours, from, .. } => format!(
            "cattedra di {subject} nella classe {}, {} la settimana, dal {}",
            label(class),
            hours(usize::from(*weekly_hours)),
            italian_day(*from)
        ),
        PersonEvent::FiscalCodeLinked { withdrawn: None, .. } => {
            "collegamento al codice fiscale, con cui la persona accede".to_owned()
        }
        PersonEvent::FiscalCodeLinked { withdrawn: Some(_), .. } => {
            "collegamento a un altro codice fiscale, al posto di quello di prima".to_owned()
        }
        PersonEvent::FileReceived { school, on, sha256: file, sanctions, .. } => {
            let told = sanctions.iter().map(|it| format!("{} ({})", it.what, italian_day(it.decided_on)));
            let told: Vec<String> = told.collect();
            let told = if told.is_empty() { "nessuna".to_owned() } else { told.join("; ") };
            let hash = String::from(file.clone());
            format!(
                "fascicolo ricevuto da {school} {}; sanzioni definitive: {told}; impronta {hash}",
                on_day(*on)
            )
        }
        PersonEvent::DisclosureRequested { guardian, from, .. } => format!(
            "{} chiede di essere informato dello studente maggiorenne, dal {}",
            directory.name(*guardian),
            italian_day(*from)
        ),
        PersonEvent::DisclosureObjected { from, .. } => {
            format!(
                "lo studente maggiorenne si oppone a che i genitori siano informati, dal {}",
                italian_day(*from)
            )
        }
        PersonEvent::ObjectionWithdrawn { from, .. } => format!(
            "lo studente maggiorenne non si oppone più a che i genitori siano informati, dal {}",
            italian_day(*from)
        ),
        PersonEvent::ResponsibilityEnded { guardian, last_day, .. } => format!(
            "fine della responsabilità genitoriale di {}: ultimo giorno {}",
            directory.name(*guardian),
            on_day(*last_day)
        ),
        PersonEvent::OfficeEnded { office, last_day, .. } => format!(
            "fine dell'incarico di {}: ultimo giorno {}",
            office_name(*office, directory),
            on_day(*last_day)
        ),
        PersonEvent::ChairEnded { class, subject, last_day, .. } => format!(
            "fine della cattedra di {subject} nella classe {}: ultimo giorno {}",
            label(class),
            on_day(*last_day)
        ),
    }
}

pub(super) fn heading(event: &PersonEvent) -> (&'static str, &'static str) {
    match event {
        PersonEvent::Registered { .. } => ("Anagrafe", "user"),
        PersonEvent::Enrolled { .. } => ("Iscrizione", "user"),
        PersonEvent::Moved { .. } => ("Cambio di classe", "user"),
        PersonEvent::Left { .. } => ("Fine della frequenza", "logout"),
        PersonEvent::AnnualHoursSet { .. } => ("Monte ore", "pencil"),
        PersonEvent::ResponsibilityHeld { .. } => ("Responsabilità genitoriale", "user"),
        PersonEvent::ResponsibilityLimited { .. } => ("Limite alla responsabilità", "file"),
        PersonEvent::OfficeAssigned { .. } => ("Incarico", "file"),
        PersonEvent::ChairAssigned { .. } => ("Cattedra", "file"),
        PersonEvent::DisclosureRequested { .. } => ("Richiesta di un genitore", "user"),
        PersonEvent::DisclosureObjected { .. } => ("Opposizione dello studente", "user"),
        PersonEvent::ObjectionWithdrawn { .. } => ("Opposizione ritirata", "user"),
        PersonEvent::ResponsibilityEnded { .. } => ("Fine della responsabilità", "file"),
        PersonEvent::OfficeEnded { .. } => ("Fine dell'incarico", "file"),
        PersonEvent::ChairEnded { .. } => ("Fine della cattedra", "file"),
        PersonEvent::FiscalCodeLinked { .. } => ("Codice fiscale", "user"),
        PersonEvent::FileReceived { .. } => ("Fascicolo da un’altra scuola", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &PersonEvent) -> Option<&Text> {
    match event {
        PersonEvent::Moved { reason, .. }
        | PersonEvent::Left { reason, .. }
        | PersonEvent::AnnualHoursSet { reason, .. }
        | PersonEvent::ResponsibilityEnded { reason, .. }
        | PersonEvent::ResponsibilityLimited { order: reason, .. } => Some(reason),
        PersonEvent::Registered { .. }
        | PersonEvent::Enrolled { .. }
        | PersonEvent::ResponsibilityHeld { .. }
        | PersonEvent::OfficeAssigned { .. }
        | PersonEvent::ChairAssigned { .. }
        | PersonEvent::DisclosureRequested { .. }
        | PersonEvent::DisclosureObjected { .. }
        | PersonEvent::ObjectionWithdrawn { .. }
        | PersonEvent::OfficeEnded { .. }
        | PersonEvent::ChairEnded { .. }
        | PersonEvent::FiscalCodeLinked { .. }
        | PersonEvent::FileReceived { .. } => None,
    }
}

/// In Italian.
pub fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::Mother => "madre",
        Relation::Father => "padre",
        Relation::Tutor => "tutore",
    }
}

pub fn office_name(office: Office, directory: &Directory) -> String {
    match office {
        Office::Principal => "dirigente scolastico".to_owned(),
        Office::Secretariat => "segreteria".to_owned(),
        Office::Coordinator { class } => format!("coordinatore della {}", directory.class_label(class)),
        Office::Dpo => "responsabile della protezione dei dati".to_owned(),
        Office::Auditor => "revisore".to_owned(),
        Office::Deputy => "collaboratore del dirigente".to_owned(),
        Office::SiteLead => "responsabile di plesso".to_owned(),
        Office::Technician => "assistente tecnico".to_owned(),
        Office::Support => "assistenza del fornitore".to_owned(),
    }
}
