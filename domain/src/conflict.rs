//! A conflict about the application of the regulation, brought before the Organo di garanzia. It suspends nothing, and
//! silence decides nothing (A9-15).

mod decide;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::case::contest::{NotCounted, Panel};
use crate::case::{Ballot, Member, Seat};
use crate::guarantee_body::NoComposition;
use crate::ids::{ConflictId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::text::{Text, italian_time, on_day};

pub use decide::decide;

/// What every event of a conflict says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub conflict: ConflictId,
    /// When it happened, by the clock on the wall.
    pub at: DateTime,
    pub number: FactNumber,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConflictEvent {
    #[serde(rename = "conflict-filed.v1")]
    Filed { heading: Heading, by: PersonId, rule: Text, question: Text, protocol: Protocol },
    #[serde(rename = "conflict-body-convened.v1")]
    BodyConvened { heading: Heading, sits_at: DateTime, members: Vec<Member> },
    #[serde(rename = "conflict-body-sat.v1")]
    BodySat { heading: Heading, present: Vec<PersonId>, heard: Vec<PersonId> },
    #[serde(rename = "conflict-decided.v1")]
    Decided {
        heading: Heading,
        answer: Answer,
        ballot: Ballot<Answer>,
        tie_broken: bool,
        reasons: Text,
        signed_by: PersonId,
    },
    #[serde(rename = "conflict-outcome-communicated.v1")]
    Communicated { heading: Heading, to: Vec<PersonId>, protocol: Protocol },
}

/// Whether who brought the conflict is right: what is to be done follows from the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Founded,
    Unfounded,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleConflict {
    /// How many events there were: the version of the next one.
    pub length: u32,
    pub filed: Option<Filed>,
    pub convened: Option<Convened>,
    pub sat: Option<Sitting>,
    pub decided: Option<Decided>,
    pub told: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub conflict: ConflictId,
    pub at: DateTime,
    pub by: PersonId,
    /// Which rule it is about, such as `art. 12, abbigliamento`.
    pub rule: Text,
    pub question: Text,
    pub protocol: Protocol,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convened {
    pub at: DateTime,
    pub sits_at: DateTime,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    pub at: DateTime,
    pub present: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub at: DateTime,
    pub answer: Answer,
    pub reasons: Text,
}

impl Convened {
    pub fn president(&self) -> Option<PersonId> {
        self.members.iter().find(|member| member.seat == Seat::President).map(|member| member.person)
    }
}

impl ConflictEvent {
    pub fn heading(&self) -> &Heading {
        match self {
            ConflictEvent::Filed { heading, .. }
            | ConflictEvent::BodyConvened { heading, .. }
            | ConflictEvent::BodySat { heading, .. }
            | ConflictEvent::Decided { heading, .. }
            | ConflictEvent::Communicated { heading, .. } => heading,
        }
    }
}

pub fn evolve(mut state: RuleConflict, event: &ConflictEvent) -> RuleConflict {
    state.length += 1;
    match event {
        ConflictEvent::Filed { heading, by, rule, question, protocol } => {
            state.filed = Some(Filed {
                conflict: heading.conflict,
                at: heading.at,
                by: *by,
                rule: rule.clone(),
                question: question.clone(),
                protocol: *protocol,
            });
        }
        ConflictEvent::BodyConvened { heading, sits_at, members } => {
            let (at, sits_at, members) = (heading.at, *sits_at, members.clone());
            state.convened = Some(Convened { at, sits_at, members });
        }
        ConflictEvent::BodySat { heading, present, .. } => {
            state.sat = Some(Sitting { at: heading.at, present: present.clone() });
        }
        ConflictEvent::Decided { heading, answer, reasons, .. } => {
            state.decided = Some(Decided { at: heading.at, answer: *answer, reasons: reasons.clone() });
        }
        ConflictEvent::Communicated { to, .. } => state.told.extend(to),
    }
    state
}

/// A command with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// When the act was done, by the clock on the wall.
    pub at: DateTime,
    /// When it is recorded: nothing is recorded before it is done.
    pub now: DateTime,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    File { conflict: ConflictId, by: PersonId, rule: Text, question: Text, protocol: Option<Protocol> },
    Convene { sits_at: DateTime, panel: Panel },
    Sit { present: Vec<PersonId>, heard: Vec<PersonId> },
    Decide { answer: Answer, ballot: Ballot<Answer>, reasons: Option<Text> },
    Communicate { to: Vec<PersonId>, protocol: Option<Protocol> },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{} non è ancora venuto: ora è {}", moment(*at), moment(*now))]
    InTheFuture { at: DateTime, now: DateTime },
    #[error("{} viene prima dell'atto su cui si fonda, che è {}", moment(*at), moment(*rests_on))]
    OutOfOrder { at: DateTime, rests_on: DateTime },
    #[error("il conflitto è già stato portato davanti all'organo, con altri contenuti")]
    AlreadyFiled,
    #[error("nessun conflitto è stato portato davanti all'organo")]
    NotFiled,
    #[error("manca il numero di protocollo: senza, l'atto non risulta presentato né comunicato")]
    NoProtocol,
    #[error("l'Organo di garanzia ha già deciso, {day}", day = on_day(*on))]
    AlreadyDecided { on: Date },
    #[error(transparent)]
    NoComposition(#[from] NoComposition),
    #[error("l'Organo di garanzia non è stato convocato")]
    NotConvened,
    #[error("qualcuno di quelli indicati non è componente dell'organo, o è indicato due volte")]
    NotMembers,
    #[error("non si indica nessuno")]
    Nobody,
    #[error(
        "la seduta manca o è deserta: {present} presenti su {members}, ne servono {quorum} con chi presiede"
    )]
    NoQuorum { present: usize, members: usize, quorum: usize },
    #[error(transparent)]
    NotCounted(#[from] NotCounted),
    #[error("i voti dicono altro: la risposta da scrivere è quella votata")]
    AnswerIsNotTheVote,
    #[error("la decisione va motivata")]
    NoReasons,
    #[error("l'Organo di garanzia non ha ancora deciso")]
    NotDecided,
}

fn moment(at: DateTime) -> String {
    format!("{} alle {}", on_day(at.date()), italian_time(at.time()))
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::OutOfOrder { .. } => "out-of-order",
            Rejection::AlreadyFiled => "already-filed",
            Rejection::NotFiled => "not-filed",
            Rejection::NoProtocol => "no-protocol",
            Rejection::AlreadyDecided { .. } => "already-decided",
            Rejection::NoComposition(_) => "no-composition",
            Rejection::NotConvened => "not-convened",
            Rejection::NotMembers => "not-members",
            Rejection::Nobody => "nobody-named",
            Rejection::NoQuorum { .. } => "no-quorum",
            Rejection::NotCounted(why) => why.name(),
            Rejection::AnswerIsNotTheVote => "answer-is-not-the-vote",
            Rejection::NoReasons => "no-reasons",
            Rejection::NotDecided => "not-decided",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } | Rejection::OutOfOrder { .. } => Norm::TwoTimes,
            Rejection::AlreadyFiled
            | Rejection::NotFiled
            | Rejection::AlreadyDecided { .. }
            | Rejection::NotConvened
            | Rejection::Nobody
            | Rejection::NotDecided => Norm::RegulationConflicts,
            Rejection::NoProtocol => Norm::ProtocolNumber,
            Rejection::NoComposition(why) => why.norm(),
            Rejection::NotMembers => Norm::GuaranteeComposition,
            Rejection::NoQuorum { .. } => Norm::GuaranteeQuorum,
            Rejection::NotCounted(why) => why.norm(),
            Rejection::AnswerIsNotTheVote => Norm::GuaranteeVote,
            Rejection::NoReasons => Norm::GuaranteeReasons,
        }
    }
}

#[cfg(test)]
mod tests;
