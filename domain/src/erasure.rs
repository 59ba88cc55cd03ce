//! Data to be erased: asked for, restricted meanwhile, assessed, approved by a second person, carried out.
//!
//! What is erased is named by the keys that it is sealed under. Whoever approves records which keys are condemned; from then
//! on a missing key is an erasure and not an alarm, and only then is it destroyed.

mod decide;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::ids::{ErasureId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::retention::Keep;
use crate::text::{Text, on_day};

pub use decide::decide;

/// What every event of an erasure says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub erasure: ErasureId,
    /// When it happened, by the clock on the wall.
    pub at: DateTime,
    pub number: FactNumber,
    /// In which capacity is in the envelope.
    pub by: PersonId,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErasureEvent {
    #[serde(rename = "erasure-requested.v1")]
    Requested {
        heading: Heading,
        person: PersonId,
        targets: Vec<Target>,
        ground: Ground,
        reasons: Text,
        protocol: Option<Protocol>,
    },
    #[serde(rename = "data-restricted.v1")]
    Restricted { heading: Heading, person: PersonId, targets: Vec<Target>, ground: RestrictionGround },
    #[serde(rename = "restriction-lifted.v1")]
    RestrictionLifted { heading: Heading, person: PersonId, reasons: Text },
    #[serde(rename = "erasure-assessed.v1")]
    Assessed {
        heading: Heading,
        person: PersonId,
        /// What the retention plan says of each target.
        kept: Vec<Keep>,
        authorisation: Option<Protocol>,
        reasons: Text,
    },
    /// The keys to be destroyed. Stored in the clear: it is what tells an erasure from a loss.
    #[serde(rename = "erasure-approved.v1")]
    Approved { heading: Heading, keys: Vec<Key> },
    #[serde(rename = "erasure-refused.v1")]
    Refused { heading: Heading, person: PersonId, exception: Exception, reasons: Text },
    #[serde(rename = "erasure-executed.v1")]
    Executed { heading: Heading, keys: u32 },
}

/// What one key seals: a stream, a single act, a school year of a kind of streams.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Retention class.
    pub class: String,
    pub part: String,
}

/// A key's name, which commits to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

/// Why data are to be erased. Norm: C4-03: GDPR, art. 17, par. 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Lett. a: they serve no purpose any more, their term has ended.
    NoLongerNeeded,
    /// Lett. b.
    ConsentWithdrawn,
    /// Lett. c: an objection (art. 21) that was upheld.
    ObjectionUpheld,
    /// Lett. d: they should never have been recorded, such as a diagnosis in a note.
    Unlawful,
    /// Lett. e: a court, or the Garante (art. 58).
    Order,
}

/// Why data are restricted. Norm: C4-05: GDPR, art. 18, par. 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestrictionGround {
    AccuracyContested,
    Unlawful,
    NeededForClaims,
    ObjectionPending,
}

/// Why data are not erased. Norm: C4-02: GDPR, art. 17, par. 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exception {
    /// Lett. b: a duty of law or a task in the public interest.
    PublicTask,
    /// Lett. d: archiving in the public interest.
    Archiving,
    /// Lett. e.
    LegalClaims,
    /// None of the grounds of par. 1 is there.
    NoGround,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub length: u32,
    pub requested: Option<Requested>,
    pub restricted: Option<RestrictionGround>,
    pub assessed: Option<Assessed>,
    pub approved: Option<Approved>,
    pub refused: Option<Refused>,
    pub executed: Option<DateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    pub erasure: ErasureId,
    pub at: DateTime,
    pub by: PersonId,
    pub person: PersonId,
    pub targets: Vec<Target>,
    pub ground: Ground,
    pub reasons: Text,
    pub protocol: Option<Protocol>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    pub at: DateTime,
    pub by: PersonId,
    pub kept: Vec<Keep>,
    pub authorisation: Option<Protocol>,
    pub reasons: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    pub at: DateTime,
    pub by: PersonId,
    pub keys: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub at: DateTime,
    pub by: PersonId,
    pub exception: Exception,
    pub reasons: Text,
}

impl Erasure {
    /// The keys are condemned and not yet known to be gone.
    pub fn is_to_be_carried_out(&self) -> bool {
        self.approved.is_some() && self.executed.is_none()
    }
}

impl ErasureEvent {
    pub fn heading(&self) -> &Heading {
        match self {
            ErasureEvent::Requested { heading, .. }
            | ErasureEvent::Restricted { heading, .. }
            | ErasureEvent::RestrictionLifted { heading, .. }
            | ErasureEvent::Assessed { heading, .. }
            | ErasureEvent::Approved { heading, .. }
            | ErasureEvent::Refused { heading, .. }
            | ErasureEvent::Executed { heading, .. } => heading,
        }
    }
}

pub fn evolve(mut state: Erasure, event: &ErasureEvent) -> Erasure {
    state.length += 1;
    match event {
        ErasureEvent::Requested { heading, person, targets, ground, reasons, protocol } => {
            state.requested = Some(Requested {
                erasure: heading.erasure,
                at: heading.at,
                by: heading.by,
                person: *person,
                targets: targets.clone(),
                ground: *ground,
                reasons: reasons.clone(),
                protocol: *protocol,
            });
        }
        ErasureEvent::Restricted { ground, .. } => state.restricted = Some(*ground),
        ErasureEvent::RestrictionLifted { .. } => state.restricted = None,
        ErasureEvent::Assessed { heading, kept, authorisation, reasons, .. } => {
            state.assessed = Some(Assessed {
                at: heading.at,
                by: heading.by,
                kept: kept.clone(),
                authorisation: *authorisation,
                reasons: reasons.clone(),
            });
        }
        ErasureEvent::Approved { heading, keys } => {
            state.approved = Some(Approved { at: heading.at, by: heading.by, keys: keys.clone() });
        }
        ErasureEvent::Refused { heading, exception, reasons, .. } => {
            state.restricted = None;
            let (at, by, exception, reasons) = (heading.at, heading.by, *exception, reasons.clone());
            state.refused = Some(Refused { at, by, exception, reasons });
        }
        ErasureEvent::Executed { heading, .. } => {
            state.restricted = None;
            state.executed = Some(heading.at);
        }
    }
    state
}

/// A command with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub erasure: ErasureId,
    /// Who does it.
    pub by: PersonId,
    pub now: DateTime,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Ask {
        person: PersonId,
        targets: Vec<Target>,
        ground: Ground,
        reasons: Text,
        protocol: Option<Protocol>,
    },
    Restrict {
        ground: RestrictionGround,
    },
    LiftRestriction {
        reasons: Text,
    },
    /// `kept` is what the retention plan says of each target today; `authorisation` is of the Soprintendenza, where the
    /// plan wants one (`needs_authorisation`).
    Assess {
        kept: Vec<Keep>,
        needs_authorisation: bool,
        authorisation: Option<Protocol>,
        reasons: Text,
    },
    Approve {
        keys: Vec<Key>,
    },
    Refuse {
        exception: Exception,
        reasons: Text,
    },
    /// The keys are gone: this many there were.
    Execute {
        keys: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("questa richiesta è già stata registrata, con altri contenuti")]
    AlreadyRequested,
    #[error("la richiesta di cancellazione non è registrata")]
    NotRequested,
    #[error("non si indica nessun dato da cancellare")]
    NoTarget,
    #[error("un ordine si registra con il suo numero di protocollo")]
    NoProtocol,
    #[error("la richiesta è già stata decisa")]
    AlreadyDecided,
    #[error("i dati non sono limitati")]
    NotRestricted,
    #[error("va conservato: {}", term(*.kept))]
    RetentionNotOver { kept: Keep },
    #[error(
        "lo scarto non è autorizzato: serve il numero dell'autorizzazione della Soprintendenza archivistica"
    )]
    NotAuthorised,
    #[error("la richiesta non è ancora stata valutata")]
    NotAssessed,
    #[error("chi approva non può essere chi ha valutato né chi ha chiesto: serve una seconda persona")]
    SamePerson,
    #[error("non c'è nessuna chiave da distruggere: i dati indicati non ci sono, o sono già cancellati")]
    NoKey,
    #[error("la cancellazione non è approvata")]
    NotApproved,
}

fn term(kept: Keep) -> String {
    match kept {
        Keep::Always => "è documentazione permanente".to_owned(),
        Keep::Open => "il fascicolo non è chiuso e il termine non è cominciato".to_owned(),
        Keep::Until(last) => format!("fino a tutto {}", on_day(last)),
    }
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::AlreadyRequested => "already-requested",
            Rejection::NotRequested => "not-requested",
            Rejection::NoTarget => "no-target",
            Rejection::NoProtocol => "no-protocol",
            Rejection::AlreadyDecided => "already-decided",
            Rejection::NotRestricted => "not-restricted",
            Rejection::RetentionNotOver { .. } => "retention-not-over",
            Rejection::NotAuthorised => "not-authorised",
            Rejection::NotAssessed => "not-assessed",
            Rejection::SamePerson => "same-person",
            Rejection::NoKey => "no-key",
            Rejection::NotApproved => "not-approved",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyRequested
            | Rejection::NotRequested
            | Rejection::NoTarget
            | Rejection::AlreadyDecided
            | Rejection::NotAssessed
            | Rejection::SamePerson
            | Rejection::NoKey
            | Rejection::NotApproved => Norm::Erasure,
            Rejection::NoProtocol => Norm::ProtocolNumber,
            Rejection::NotRestricted => Norm::Restriction,
            Rejection::RetentionNotOver { .. } => Norm::ErasureExceptions,
            Rejection::NotAuthorised => Norm::DisposalAuthorised,
        }
    }
}

/// Until which day the plan keeps what lasts longest.
pub fn longest(kept: &[Keep], today: Date) -> Option<Keep> {
    let not_over = kept.iter().copied().filter(|keep| !keep.is_over(today));
    not_over.max_by_key(|keep| match keep {
        Keep::Until(last) => (0, *last),
        Keep::Open => (1, Date::MAX),
        Keep::Always => (2, Date::MAX),
    })
}

#[cfg(test)]
mod tests;
