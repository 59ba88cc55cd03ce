//! Personal data read by who does not work with them every day: the auditor and the protection officer, who say why first,
//! and a person of the vendor, whom the principal admits. Each for a student, a class or the school, and for a time.
//!
//! What was read under it is in the access log; that it was allowed, by whom and why, is here.

mod decide;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, ConsultationId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::term::CivilDays;
use crate::text::{Text, italian_day};

pub use decide::decide;

/// What every event of a consultation says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub consultation: ConsultationId,
    /// When it happened, by the clock on the wall.
    pub at: DateTime,
    pub number: FactNumber,
    /// In which capacity is in the envelope.
    pub by: PersonId,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsultationEvent {
    /// Who reads says why.
    #[serde(rename = "consultation-opened.v1")]
    Opened { heading: Heading, scope: Scope, reason: Text, protocol: Option<Protocol>, until: DateTime },
    /// The principal admits a person of the vendor.
    #[serde(rename = "support-admitted.v1")]
    Admitted { heading: Heading, reader: PersonId, scope: Scope, reason: Text, until: DateTime },
    #[serde(rename = "consultation-closed.v1")]
    Closed { heading: Heading, reader: PersonId },
}

/// Whose data may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    Student(PersonId),
    /// The students who are in it that day.
    Class(ClassId),
    School,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub length: u32,
    pub opened: Option<Opened>,
    pub closed: Option<DateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub reader: PersonId,
    /// The reader herself, or who admitted her.
    pub by: PersonId,
    pub scope: Scope,
    pub reason: Text,
    pub protocol: Option<Protocol>,
    pub from: DateTime,
    /// The last moment.
    pub until: DateTime,
}

impl Consultation {
    /// What may be read at a moment, and by whom.
    pub fn open_at(&self, now: DateTime) -> Option<&Opened> {
        let closed = self.closed.is_some_and(|closed| closed <= now);
        self.opened.as_ref().filter(|it| !closed && it.from <= now && now <= it.until)
    }
}

impl ConsultationEvent {
    pub fn heading(&self) -> &Heading {
        match self {
            ConsultationEvent::Opened { heading, .. }
            | ConsultationEvent::Admitted { heading, .. }
            | ConsultationEvent::Closed { heading, .. } => heading,
        }
    }

    pub fn reader(&self) -> PersonId {
        match self {
            ConsultationEvent::Opened { heading, .. } => heading.by,
            ConsultationEvent::Admitted { reader, .. } | ConsultationEvent::Closed { reader, .. } => *reader,
        }
    }
}

pub fn evolve(mut state: Consultation, event: &ConsultationEvent) -> Consultation {
    state.length += 1;
    match event {
        ConsultationEvent::Opened { heading, scope, reason, protocol, until } => {
            state.opened = Some(Opened {
                reader: heading.by,
                by: heading.by,
                scope: *scope,
                reason: reason.clone(),
                protocol: *protocol,
                from: heading.at,
                until: *until,
            });
        }
        ConsultationEvent::Admitted { heading, reader, scope, reason, until } => {
            state.opened = Some(Opened {
                reader: *reader,
                by: heading.by,
                scope: *scope,
                reason: reason.clone(),
                protocol: None,
                from: heading.at,
                until: *until,
            });
        }
        ConsultationEvent::Closed { heading, .. } => state.closed = Some(heading.at),
    }
    state
}

/// A command with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub consultation: ConsultationId,
    /// Who does it.
    pub by: PersonId,
    pub now: DateTime,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Open { scope: Scope, reason: Text, protocol: Option<Protocol>, until: DateTime },
    Admit { reader: PersonId, scope: Scope, reason: Text, until: DateTime },
    Close,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("questa consultazione è già registrata, con altri contenuti")]
    AlreadyOpened,
    #[error("la consultazione non è registrata")]
    NotOpened,
    #[error("la consultazione è già chiusa o scaduta")]
    Over,
    #[error("il termine ({end}) è già passato", end = italian_day(.until.date()))]
    EndsBeforeStart { until: DateTime },
    #[error(
        "una consultazione dura al più {} giorni: fino al {last} e non fino al {asked}",
        .most.0, last = italian_day(.last.date()), asked = italian_day(.until.date())
    )]
    TooLong { until: DateTime, last: DateTime, most: CivilDays },
    #[error("non ci si ammette da soli: lo fa chi dirige la scuola per un'altra persona")]
    OwnAdmission,
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::AlreadyOpened => "already-opened",
            Rejection::NotOpened => "not-opened",
            Rejection::Over => "over",
            Rejection::EndsBeforeStart { .. } => "ends-before-start",
            Rejection::TooLong { .. } => "too-long",
            Rejection::OwnAdmission => "own-admission",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyOpened
            | Rejection::NotOpened
            | Rejection::Over
            | Rejection::EndsBeforeStart { .. }
            | Rejection::TooLong { .. } => Norm::LeastData,
            Rejection::OwnAdmission => Norm::Processor,
        }
    }
}

/// The longest that a reading of this kind may stay allowed.
fn longest(command: &Command, now: DateTime, regulation: &Regulation) -> CivilDays {
    match command {
        Command::Admit { .. } => regulation.support_lasts_at_most(now.date()),
        Command::Open { .. } | Command::Close => regulation.consultation_lasts_at_most(now.date()),
    }
}

#[cfg(test)]
mod tests;
