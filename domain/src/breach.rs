//! A breach of personal data (`violazione`): the school's own register of them, and the seventy-two hours (GDPR, art. 33 and 34).

mod decide;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::ids::{BreachId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::text::Text;

pub use decide::decide;

/// What every event of a breach says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub breach: BreachId,
    /// When it was recorded, by the clock on the wall.
    pub at: DateTime,
    pub number: FactNumber,
    /// In which capacity is in the envelope.
    pub by: PersonId,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BreachEvent {
    #[serde(rename = "breach-recorded.v1")]
    Recorded {
        heading: Heading,
        /// When the school knew of it: from there the hours run.
        aware_at: Timestamp,
        /// When who processes the data for the school had known, if she told later.
        processor_knew_at: Option<Timestamp>,
        kinds: Vec<Kind>,
        what: Text,
        /// About how many people, as far as it is known.
        people: u32,
        notify_by: Timestamp,
    },
    #[serde(rename = "breach-assessed.v1")]
    Assessed { heading: Heading, risk: Risk, reasons: Text },
    #[serde(rename = "breach-notified.v1")]
    Notified {
        heading: Heading,
        notified_at: Timestamp,
        protocol: Protocol,
        /// Why it came after the seventy-two hours.
        delay: Option<Text>,
    },
    #[serde(rename = "breach-subjects-told.v1")]
    SubjectsTold { heading: Heading, told_on: Date, how: Text },
    #[serde(rename = "breach-closed.v1")]
    Closed { heading: Heading, measures: Text },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Confidentiality,
    /// Also if what was changed was put back (C5-05).
    Integrity,
    Availability,
}

/// To the rights and freedoms of those concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Recorded, and notified to nobody.
    Unlikely,
    /// The Garante is notified.
    Likely,
    /// And those concerned are told.
    High,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    pub length: u32,
    pub recorded: Option<Recorded>,
    /// As it was assessed last.
    pub risk: Option<Risk>,
    /// Every assessment with its reasons, the first first: a later one takes nothing away of those before.
    pub assessments: Vec<Assessment>,
    pub notified: Option<Timestamp>,
    pub told: Option<Date>,
    pub closed: Option<DateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub at: DateTime,
    pub by: PersonId,
    pub risk: Risk,
    pub reasons: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub breach: BreachId,
    pub at: DateTime,
    pub aware_at: Timestamp,
    pub processor_knew_at: Option<Timestamp>,
    pub kinds: Vec<Kind>,
    pub what: Text,
    pub people: u32,
    pub notify_by: Timestamp,
}

/// How a breach stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// The Garante is to be notified, unless it is found that a risk is unlikely.
    ToNotify {
        by: Timestamp,
    },
    /// The hours have passed: it is notified all the same, with why.
    Late {
        by: Timestamp,
    },
    ToTell,
    ToClose,
    Closed,
}

impl BreachEvent {
    pub fn heading(&self) -> &Heading {
        match self {
            BreachEvent::Recorded { heading, .. }
            | BreachEvent::Assessed { heading, .. }
            | BreachEvent::Notified { heading, .. }
            | BreachEvent::SubjectsTold { heading, .. }
            | BreachEvent::Closed { heading, .. } => heading,
        }
    }
}

impl Breach {
    /// Norm: C5-04: what is still to be done, and by when.
    pub fn standing(&self, now: Timestamp) -> Option<Standing> {
        let recorded = self.recorded.as_ref()?;
        let by = recorded.notify_by;
        Some(if self.closed.is_some() {
            Standing::Closed
        } else if self.notified.is_none() && is_to_be_notified(self.risk) {
            if is_late(by, now) { Standing::Late { by } } else { Standing::ToNotify { by } }
        } else if self.risk == Some(Risk::High) && self.notified.is_some() && self.told.is_none() {
            Standing::ToTell
        } else {
            Standing::ToClose
        })
    }
}

/// Norm: C5-04: unless it was found that a risk is unlikely.
pub(crate) fn is_to_be_notified(risk: Option<Risk>) -> bool {
    risk != Some(Risk::Unlikely)
}

/// Norm: C5-04: the instant itself is still in time.
pub(crate) fn is_late(notify_by: Timestamp, now: Timestamp) -> bool {
    notify_by < now
}

pub fn evolve(mut state: Breach, event: &BreachEvent) -> Breach {
    state.length += 1;
    match event {
        BreachEvent::Recorded { heading, aware_at, processor_knew_at, kinds, what, people, notify_by } => {
            state.recorded = Some(Recorded {
                breach: heading.breach,
                at: heading.at,
                aware_at: *aware_at,
                processor_knew_at: *processor_knew_at,
                kinds: kinds.clone(),
                what: what.clone(),
                people: *people,
                notify_by: *notify_by,
            });
        }
        BreachEvent::Assessed { heading, risk, reasons } => {
            state.risk = Some(*risk);
            let (at, by, reasons) = (heading.at, heading.by, reasons.clone());
            state.assessments.push(Assessment { at, by, risk: *risk, reasons });
        }
        BreachEvent::Notified { notified_at, .. } => state.notified = Some(*notified_at),
        BreachEvent::SubjectsTold { told_on, .. } => state.told = Some(*told_on),
        BreachEvent::Closed { heading, .. } => state.closed = Some(heading.at),
    }
    state
}

/// An act on a breach, with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub breach: BreachId,
    pub by: PersonId,
    pub now: DateTime,
    /// The same, as an instant: hours are counted on it.
    pub instant: Timestamp,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Record {
        aware_at: Timestamp,
        processor_knew_at: Option<Timestamp>,
        kinds: Vec<Kind>,
        what: Text,
        people: u32,
    },
    Assess {
        risk: Risk,
        reasons: Text,
    },
    Notify {
        notified_at: Timestamp,
        protocol: Protocol,
        delay: Option<Text>,
    },
    TellSubjects {
        told_on: Date,
        how: Text,
    },
    Close {
        measures: Text,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("questa violazione è già stata annotata, con altri contenuti")]
    AlreadyRecorded,
    #[error("la violazione non è annotata")]
    NotRecorded,
    #[error("non si annota ciò che deve ancora accadere")]
    NotYet,
    #[error("non si notifica prima di aver saputo della violazione")]
    BeforeAware,
    #[error("chi tratta i dati per la scuola non può averlo saputo dopo la scuola")]
    ProcessorLater,
    #[error("si indica almeno uno fra riservatezza, integrità, disponibilità")]
    NoKind,
    #[error("la violazione è già chiusa")]
    AlreadyClosed,
    #[error("il Garante è già stato avvisato")]
    AlreadyNotified,
    #[error("oltre le settantadue ore la notifica dice i motivi del ritardo")]
    NoReasonsForDelay,
    #[error("prima di chiudere si valuta il rischio")]
    NotAssessed,
    #[error("con un rischio per le persone si notifica al Garante prima di chiudere")]
    NotNotified,
    #[error("con un rischio elevato si avvisano gli interessati prima di chiudere")]
    SubjectsNotTold,
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::AlreadyRecorded => "already-recorded",
            Rejection::NotRecorded => "not-recorded",
            Rejection::NotYet => "not-yet",
            Rejection::BeforeAware => "before-aware",
            Rejection::ProcessorLater => "processor-later",
            Rejection::NoKind => "no-kind",
            Rejection::AlreadyClosed => "already-closed",
            Rejection::AlreadyNotified => "already-notified",
            Rejection::NoReasonsForDelay => "no-reasons-for-delay",
            Rejection::NotAssessed => "not-assessed",
            Rejection::NotNotified => "not-notified",
            Rejection::SubjectsNotTold => "subjects-not-told",
        }
    }

    pub fn norm(self) -> Norm {
        Norm::BreachNotified
    }
}

#[cfg(test)]
mod tests;
