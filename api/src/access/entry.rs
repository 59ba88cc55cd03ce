//! One access as it is kept: who read which data of whom, when, why and through which door.
//!
//! The stored form is a format byte and then postcard: a variant of an enum is kept by its place, so new ones come last.

use registro_domain::ids::{ClassId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::{Agent, Capacity};

const FORMAT: u8 = 0x01;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub who: Who,
    pub channel: Channel,
    /// The address, without what was typed after it; of the command line, the command.
    pub path: String,
    pub kinds: Vec<Kind>,
    /// In Italian, for the protection officer.
    pub purpose: String,
    pub persons: Vec<PersonId>,
    /// Classes that were asked for or shown.
    pub classes: Vec<ClassId>,
    /// The position of the feed that the answer stands on, or a later one.
    pub position: Option<u64>,
    /// Microseconds since 1970, if a past moment was asked about.
    pub as_of: Option<i64>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    Person {
        person: PersonId,
        capacity: Capacity,
        session: Uuid,
    },
    /// Whoever runs the binary on the machine, by the account's name as the environment states it.
    Operator(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Page,
    Api,
    CommandLine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Served,
    Refused,
}

/// Which kind of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Who is in which class, and what they are called.
    Roster,
    Attendance,
    Lessons,
    Grades,
    Notes,
    Devices,
    Cases,
    Permissions,
    Derogations,
    Contacts,
    Scrutiny,
    Notices,
    Duties,
    History,
    Accesses,
}

impl Kind {
    pub const ALL: [Kind; 15] = [
        Kind::Roster,
        Kind::Attendance,
        Kind::Lessons,
        Kind::Grades,
        Kind::Notes,
        Kind::Devices,
        Kind::Cases,
        Kind::Permissions,
        Kind::Derogations,
        Kind::Contacts,
        Kind::Scrutiny,
        Kind::Notices,
        Kind::Duties,
        Kind::History,
        Kind::Accesses,
    ];

    pub fn italian(self) -> &'static str {
        match self {
            Kind::Roster => "elenco della classe",
            Kind::Attendance => "assenze e presenze",
            Kind::Lessons => "lezioni",
            Kind::Grades => "voti",
            Kind::Notes => "note e comportamento",
            Kind::Devices => "telefono",
            Kind::Cases => "procedimenti disciplinari",
            Kind::Permissions => "permessi",
            Kind::Derogations => "deroghe",
            Kind::Contacts => "comunicazioni con la famiglia",
            Kind::Scrutiny => "scrutini",
            Kind::Notices => "avvisi",
            Kind::Duties => "adempimenti",
            Kind::History => "storia degli atti",
            Kind::Accesses => "accessi",
        }
    }
}

impl From<Agent> for Who {
    fn from(agent: Agent) -> Self {
        Who::Person { person: agent.person, capacity: agent.capacity, session: agent.session }
    }
}

impl Channel {
    pub fn italian(self) -> &'static str {
        match self {
            Channel::Page => "pagina",
            Channel::Api => "interfaccia",
            Channel::CommandLine => "riga di comando",
        }
    }
}

impl Outcome {
    pub fn italian(self) -> &'static str {
        match self {
            Outcome::Served => "mostrato",
            Outcome::Refused => "negato",
        }
    }
}

impl Entry {
    pub(super) fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_extend(self, vec![FORMAT])
    }

    /// `None`: not a form that this version knows.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let body = bytes.strip_prefix(&[FORMAT])?;
        postcard::from_bytes(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accesses are kept for years: these bytes stay readable.
    #[test]
    fn what_was_written_is_read() {
        let entry = Entry {
            who: Who::Operator("gestore".to_owned()),
            channel: Channel::CommandLine,
            path: "show student".to_owned(),
            kinds: vec![Kind::Attendance, Kind::History],
            purpose: "verifica".to_owned(),
            persons: vec![PersonId(Uuid::from_u128(7))],
            classes: Vec::new(),
            position: Some(300),
            as_of: Some(-1),
            outcome: Outcome::Served,
        };
        let bytes = entry.encode().expect("an entry");
        let written = "010107676573746f7265020c73686f772073747564656e7402010d08766572696669636101100000000000000000\
                       00000000000000070001ac02010100";
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, written);
        assert_eq!(Entry::decode(&bytes), Some(entry));
        assert_eq!(Entry::decode(&[2, 0]), None);
    }
}
