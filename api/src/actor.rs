//! Who acts, in which capacity: checked against the facts of that day, never taken on trust.
//!
//! This is the least that the register needs to refuse what a person may not do. Who may see what in full, with
//! sessions and levels of assurance from an identity provider, comes with the identity work.

use std::fmt;

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::{Office, Profile, Sight};
use registro_domain::regulation::Regulation;
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
        }
    }

    /// The Italian name of a capacity as the log keeps it.
    pub fn italian_of(stored: &str) -> &str {
        match Capacity::ALL.into_iter().find(|capacity| capacity.name() == stored) {
            Some(capacity) => capacity.italian(),
            None => stored,
        }
    }

    pub const ALL: [Capacity; 9] = [
        Capacity::Principal,
        Capacity::Deputy,
        Capacity::SiteLead,
        Capacity::Secretariat,
        Capacity::Teacher,
        Capacity::Guardian,
        Capacity::Student,
        Capacity::Dpo,
        Capacity::Auditor,
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
            Capacity::Teacher => {
                let coordinator = |office| matches!(office, Office::Coordinator { .. });
                profile.chairs_on(on).next().is_some() || profile.holds_office(on, coordinator)
            }
            Capacity::Guardian => directory.children_of(self.person).next().is_some(),
            Capacity::Student => profile.class_on(on).is_some(),
        }
    }

    /// Whether the person sees a student's whole record on that day.
    pub fn may_see_student(
        self,
        directory: &Directory,
        student: PersonId,
        on: Date,
        regulation: &Regulation,
    ) -> bool {
        self.sees_of(directory, student, on, regulation) == Sight::Everything
    }

    /// What of a student's record the person sees on that day.
    pub fn sees_of(
        self,
        directory: &Directory,
        student: PersonId,
        on: Date,
        regulation: &Regulation,
    ) -> Sight {
        let known = directory.person(student).filter(|_| self.holds(directory, on));
        let Some(profile) = known else { return Sight::Nothing };
        let sees = match self.capacity {
            Capacity::Principal
            | Capacity::Deputy
            | Capacity::SiteLead
            | Capacity::Secretariat
            | Capacity::Dpo
            | Capacity::Auditor => true,
            Capacity::Teacher => profile.class_on(on).is_some_and(|class| self.teaches(directory, class, on)),
            Capacity::Guardian => return profile.informs(self.person, on, regulation),
            Capacity::Student => self.person == student,
        };
        if sees { Sight::Everything } else { Sight::Nothing }
    }

    pub fn may_see_class(self, directory: &Directory, class: ClassId, on: Date) -> bool {
        self.holds(directory, on)
            && match self.capacity {
                Capacity::Principal
                | Capacity::Deputy
                | Capacity::SiteLead
                | Capacity::Secretariat
                | Capacity::Dpo
                | Capacity::Auditor => true,
                Capacity::Teacher => self.teaches(directory, class, on),
                Capacity::Guardian | Capacity::Student => false,
            }
    }

    pub fn may_see_school(self, directory: &Directory, on: Date) -> bool {
        self.holds(directory, on)
            && matches!(
                self.capacity,
                Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat
            )
    }

    /// Whether the person is the coordinator of a class: an office of a teacher, not a capacity of its own.
    pub fn coordinates(self, directory: &Directory, class: ClassId, on: Date) -> bool {
        let coordinator = |office| office == Office::Coordinator { class };
        self.capacity == Capacity::Teacher
            && directory.person(self.person).is_some_and(|profile| profile.holds_office(on, coordinator))
    }

    /// Whether the person has a chair or the coordination of a class.
    fn teaches(self, directory: &Directory, class: ClassId, on: Date) -> bool {
        let has_chair = |profile: &Profile| profile.chairs_on(on).any(|chair| chair.class == class);
        directory.person(self.person).is_some_and(has_chair) || self.coordinates(directory, class, on)
    }
}
