//! Somebody asks for her rights on data (GDPR, art. 15-21) or for documents (L. 241/1990): received, who she is, answered in time.
//!
//! Two procedures that are not to be mixed: of one's own data one asks without a reason and free of charge; of documents, which may
//! be about others, one asks for an interest, and the others are heard.

mod decide;
mod entitlement;
mod event;
mod rejection;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::Holidays;
use crate::ids::{PersonId, Protocol, RequestId};
use crate::text::Text;

pub use decide::decide;
pub use entitlement::title_of;
pub use event::{
    Channel, Claim, Clock, ExtensionCause, Ground, Heading, Identity, Link, Outcome, Remedy, RemedyBefore,
    RequestEvent, Title,
};
pub use rejection::Rejection;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRequest {
    pub length: u32,
    pub received: Option<Received>,
    /// Who asks, as soon as it is known.
    pub identified: Option<Identified>,
    pub extended: Option<Extended>,
    pub parties: Vec<Party>,
    pub links: Vec<Link>,
    /// Who consulted the data is told by name.
    pub readers_revealed: bool,
    pub redactions: Vec<Redaction>,
    pub ended: Option<Ended>,
    pub closed: Option<DateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub request: RequestId,
    pub at: DateTime,
    pub person: PersonId,
    pub claim: Claim,
    pub channel: Channel,
    pub received_on: Date,
    pub wording: Text,
    pub interest: Option<Text>,
    pub protocol: Option<Protocol>,
    /// The terms, if they run from receipt.
    pub clock: Option<Clock>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// `None`: somebody who is not of the school, known from the letter that was filed.
    pub applicant: Option<PersonId>,
    pub title: Title,
    pub identity: Identity,
    pub clock: Clock,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    pub at: DateTime,
    pub cause: ExtensionCause,
    pub reasons: Text,
    pub answer_by: Date,
}

/// Who would be known from the documents (`controinteressato`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub person: PersonId,
    pub notified_on: Date,
    pub opposes_by: Date,
    pub opposition: Option<Text>,
}

/// Words of an event that are not given to who asks, as they are about others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    pub position: u64,
    pub words: Text,
    pub reasons: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    Answered { at: DateTime, by: PersonId, outcome: Outcome, reasons: Text },
    Refused { at: DateTime, by: PersonId, ground: Ground, reasons: Text, remedies: Vec<Remedy> },
    Withdrawn { at: DateTime },
}

impl Ended {
    pub fn on(&self) -> Date {
        match self {
            Ended::Answered { at, .. } | Ended::Refused { at, .. } | Ended::Withdrawn { at } => at.date(),
        }
    }
}

/// How a request stands on a day. Nothing of it is stored: silence is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    Unidentified,
    Open {
        answer_by: Date,
    },
    /// A term that has passed without an answer, which is due all the same.
    Overdue {
        answer_by: Date,
    },
    /// Of a request for documents, silence is a refusal, against which one appeals.
    SilentlyRefused {
        answer_by: Date,
        appeal_by: Date,
    },
    Ended,
    Closed,
}

impl DataRequest {
    pub fn answer_by(&self) -> Option<Date> {
        let extended = self.extended.as_ref().map(|extended| extended.answer_by);
        extended.or(self.clock().map(|clock| clock.answer_by))
    }

    /// The terms: from when it is known who asks, or from receipt.
    pub(crate) fn clock(&self) -> Option<Clock> {
        let since_known = self.identified.as_ref().map(|known| known.clock);
        since_known.or(self.received.as_ref().and_then(|asked| asked.clock))
    }

    /// Norm: C2-02, B4-05: a term that nobody met is seen by looking at the day.
    pub fn standing(&self, today: Date) -> Standing {
        if self.closed.is_some() {
            return Standing::Closed;
        }
        if self.ended.is_some() {
            return Standing::Ended;
        }
        let (Some(answer_by), Some(clock)) = (self.answer_by(), self.clock()) else {
            return Standing::Unidentified;
        };
        match clock.silence_appealed_by {
            _ if today <= answer_by => Standing::Open { answer_by },
            Some(appeal_by) => Standing::SilentlyRefused { answer_by, appeal_by },
            None => Standing::Overdue { answer_by },
        }
    }

    /// Whether it is known to come from the person whose data they are, or from who holds responsibility for her.
    pub fn is_of_the_person(&self) -> bool {
        self.identified.as_ref().is_some_and(|known| match known.title {
            Title::Herself | Title::Responsible => true,
            Title::Interested | Title::Nobody => false,
        })
    }

    /// Whether her data are given to who asked: it is answered, or may still be.
    pub fn gives_data(&self) -> bool {
        let refused = match &self.ended {
            Some(Ended::Refused { .. } | Ended::Withdrawn { .. }) => true,
            Some(Ended::Answered { .. }) | None => false,
        };
        self.is_of_the_person() && !refused && self.closed.is_none()
    }

    /// Whether the school still owes an answer.
    pub fn is_open(&self) -> bool {
        self.received.is_some() && self.ended.is_none()
    }
}

pub fn evolve(mut state: DataRequest, event: &RequestEvent) -> DataRequest {
    state.length += 1;
    let at = event.heading().at;
    match event {
        RequestEvent::Received {
            heading,
            person,
            claim,
            channel,
            received_on,
            applicant,
            title,
            wording,
            interest,
            protocol,
            identity,
            clock,
        } => {
            state.identified = identified(*applicant, *title, *identity, *clock);
            state.received = Some(Received {
                request: heading.request,
                at,
                person: *person,
                claim: *claim,
                channel: *channel,
                received_on: *received_on,
                wording: wording.clone(),
                interest: interest.clone(),
                protocol: *protocol,
                clock: *clock,
            });
        }
        RequestEvent::IdentityVerified { applicant, title, identity, clock, .. } => {
            state.identified = identified(*applicant, *title, Some(*identity), Some(*clock));
        }
        RequestEvent::Extended { cause, reasons, answer_by, .. } => {
            let (cause, reasons, answer_by) = (*cause, reasons.clone(), *answer_by);
            state.extended = Some(Extended { at, cause, reasons, answer_by });
        }
        RequestEvent::CounterInterestedNotified { party, notified_on, opposes_by, .. } => {
            let (notified_on, opposes_by) = (*notified_on, *opposes_by);
            state.parties.push(Party { person: *party, notified_on, opposes_by, opposition: None });
        }
        RequestEvent::Opposed { party, reasons, .. } => {
            for known in state.parties.iter_mut().filter(|known| known.person == *party) {
                known.opposition = Some(reasons.clone());
            }
        }
        RequestEvent::Linked { to, .. } => state.links.push(*to),
        RequestEvent::ReadersRevealed { .. } => state.readers_revealed = true,
        RequestEvent::Redacted { position, words, reasons, .. } => {
            let (words, reasons) = (words.clone(), reasons.clone());
            state.redactions.push(Redaction { position: *position, words, reasons });
        }
        RequestEvent::Answered { heading, outcome, reasons, .. } => {
            let (by, outcome, reasons) = (heading.by, *outcome, reasons.clone());
            state.ended = Some(Ended::Answered { at, by, outcome, reasons });
        }
        RequestEvent::Refused { heading, ground, reasons, remedies, .. } => {
            let (by, reasons, remedies) = (heading.by, reasons.clone(), remedies.clone());
            state.ended = Some(Ended::Refused { at, by, ground: *ground, reasons, remedies });
        }
        RequestEvent::Withdrawn { .. } => state.ended = Some(Ended::Withdrawn { at }),
        RequestEvent::Closed { .. } => state.closed = Some(at),
    }
    state
}

fn identified(
    applicant: Option<PersonId>,
    title: Title,
    identity: Option<Identity>,
    clock: Option<Clock>,
) -> Option<Identified> {
    let (identity, clock) = (identity?, clock?);
    Some(Identified { applicant, title, identity, clock })
}

/// An act in a request, with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub request: RequestId,
    /// Who does it.
    pub by: PersonId,
    pub now: DateTime,
    pub holidays: Holidays,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Whatever the channel. Without an identity the terms do not run yet, but of what anybody may ask.
    Receive(Box<Reception>),
    VerifyIdentity {
        applicant: Option<PersonId>,
        title: Title,
        identity: Identity,
    },
    Extend {
        cause: ExtensionCause,
        reasons: Text,
    },
    NotifyCounterInterested {
        party: PersonId,
        notified_on: Date,
    },
    Oppose {
        party: PersonId,
        opposed_on: Date,
        reasons: Text,
    },
    Link {
        to: Link,
    },
    RevealReaders {
        reasons: Text,
    },
    Redact {
        position: u64,
        words: Text,
        reasons: Text,
    },
    Answer {
        outcome: Outcome,
        reasons: Text,
    },
    Refuse {
        ground: Ground,
        reasons: Text,
        protocol: Option<Protocol>,
    },
    Withdraw {
        reasons: Text,
    },
    Close,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// Whose data, or whom the documents are about.
    pub person: PersonId,
    pub claim: Claim,
    pub channel: Channel,
    pub received_on: Date,
    pub applicant: Option<PersonId>,
    pub title: Title,
    pub wording: Text,
    pub interest: Option<Text>,
    pub protocol: Option<Protocol>,
    pub identity: Option<Identity>,
}

#[cfg(test)]
mod tests;
