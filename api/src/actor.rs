//! Who acts, in which capacity: checked against the facts of that day, never taken on trust.
//!
//! Who may read what follows from it in [`policy`](crate::policy).

use std::fmt;

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Office;
use registro_eventlog::event::Actor;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In which capacity a person acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    Principal,
    /// `Collaboratore del dirigente`.
    Deputy,
    /// `Responsabile di plesso`.
    SiteLead,
    Secretariat,
    Teacher,
    Guardian,
    Student,
    Dpo,
    Auditor,
    /// `Assistente tecnico`.
    Technician,
    /// A person of the vendor.
    Support,
}

/// A person acting in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    pub person: PersonId,
    pub capacity: Capacity,
    /// SPID / CIE level of the sign-in.
    pub assurance: u8,
    pub session: Uuid,
}

impl Capacity {
    pub fn name(self) -> &'static str {
        match self {
            Capacity::Principal => "principal",
            Capacity::Deputy => "deputy",
            Capacity::SiteLead => "site-lead",
            Capacity::Secretariat => "secretariat",
            Capacity::Teacher => "teacher",
            Capacity::Guardian => "guardian",
            Capacity::Student => "student",
            Capacity::Dpo => "dpo",
            Capacity::Auditor => "auditor",
            Capacity::Technician => "technician",
            Capacity::Support => "support",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Capacity::Principal => "dirigente scolastico",
            Capacity::Deputy => "collaboratore del dirigente",
            Capacity::SiteLead => "responsabile di plesso",
            Capacity::Secretariat => "segreteria",
            Capacity::Teacher => "docente",
            Capacity::Guardian => "genitore",
            Capacity::Student => "studente",
            Capacity::Dpo => "responsabile della protezione dei dati",
            Capacity::Auditor => "revisore",
            Capacity::Technician => "assistente tecnico",
            Capacity::Support => "assistenza del fornitore",
        }
    }

    /// Whether somebody with it reads students' data only where she is let, for a time.
    pub fn consults(self) -> bool {
        match self {
            Capacity::Dpo | Capacity::Auditor | Capacity::Support => true,
            Capacity::Principal
            | Capacity::Deputy
            | Capacity::SiteLead
            | Capacity::Secretariat
            | Capacity::Teacher
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Technician => false,
        }
    }

    /// The Italian name of a capacity as the log keeps it.
    pub fn italian_of(stored: &str) -> &str {
        match Capacity::ALL.into_iter().find(|capacity| capacity.name() == stored) {
            Some(capacity) => capacity.italian(),
            None => stored,
        }
    }

    pub const ALL: [Capacity; 11] = [
        Capacity::Principal,
        Capacity::Deputy,
        Capacity::SiteLead,
        Capacity::Secretariat,
        Capacity::Teacher,
        Capacity::Guardian,
        Capacity::Student,
        Capacity::Dpo,
        Capacity::Auditor,
        Capacity::Technician,
        Capacity::Support,
    ];
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.italian())
    }
}

impl Agent {
    /// As the log keeps it.
    pub fn envelope(self) -> Actor {
        Actor {
            person: self.person.0,
            capacity: self.capacity.name().to_owned(),
            assurance: self.assurance,
            session: self.session,
            on_behalf_of: None,
        }
    }

    /// Whether the person has this capacity on that day.
    pub fn holds(self, directory: &Directory, on: Date) -> bool {
        let Some(profile) = directory.person(self.person) else { return false };
        match self.capacity {
            Capacity::Principal => profile.holds_office(on, |office| office == Office::Principal),
            Capacity::Deputy => profile.holds_office(on, |office| office == Office::Deputy),
            Capacity::SiteLead => profile.holds_office(on, |office| office == Office::SiteLead),
            Capacity::Secretariat => profile.holds_office(on, |office| office == Office::Secretariat),
            Capacity::Dpo => profile.holds_office(on, |office| office == Office::Dpo),
            Capacity::Auditor => profile.holds_office(on, |office| office == Office::Auditor),
            Capacity::Technician => profile.holds_office(on, |office| office == Office::Technician),
            Capacity::Support => profile.holds_office(on, |office| office == Office::Support),
            Capacity::Teacher => {
                let coordinator = |office| matches!(office, Office::Coordinator { .. });
                profile.chairs_on(on).next().is_some() || profile.holds_office(on, coordinator)
            }
            Capacity::Guardian => directory.children_of(self.person).next().is_some(),
            Capacity::Student => profile.class_on(on).is_some(),
        }
    }

    /// Whether the person is the coordinator of a class: an office of a teacher, not a capacity of its own.
    pub fn coordinates(self, directory: &Directory, class: ClassId, on: Date) -> bool {
        let coordinator = |office| office == Office::Coordinator { class };
        self.capacity == Capacity::Teacher
            && directory.person(self.person).is_some_and(|profile| profile.holds_office(on, coordinator))
    }
}
