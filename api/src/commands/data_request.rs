//! A request about data or documents: received through any channel, identified, answered or refused.

use jiff::civil::Date;
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::{PersonId, Protocol, RequestId};
use registro_domain::request::{
    Act as Decided, Channel, Claim, Command, ExtensionCause, Ground, Identity, Link, Outcome, Reception,
    title_of,
};
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::clock;
use crate::desk::{DataRequests, Desk, Erasures, erasure_stream, request_stream};
use crate::http::event::data;
use crate::refusal::Refusal;
use crate::sentence::{act, reason};

/// An act in a request. Who records it gives it its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataRequest {
    pub request: RequestId,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// The office records what came by any other channel: `identity` says how it knows who asks, if it does.
    Receive {
        person: PersonId,
        claim: Claim,
        channel: Channel,
        received_on: Date,
        #[serde(default)]
        applicant: Option<PersonId>,
        wording: String,
        #[serde(default)]
        interest: Option<String>,
        #[serde(default)]
        protocol: Option<Protocol>,
        #[serde(default)]
        identity: Option<Shown>,
    },
    /// Somebody asks in the register itself: her session says who she is.
    Ask {
        person: PersonId,
        claim: Claim,
        wording: String,
        #[serde(default)]
        interest: Option<String>,
    },
    VerifyIdentity {
        #[serde(default)]
        applicant: Option<PersonId>,
        identity: Shown,
    },
    Extend {
        cause: ExtensionCause,
        reasons: String,
    },
    NotifyCounterInterested {
        party: PersonId,
        notified_on: Date,
    },
    Oppose {
        party: PersonId,
        opposed_on: Date,
        reasons: String,
    },
    Link {
        to: Link,
    },
    RevealReaders {
        reasons: String,
    },
    Redact {
        position: u64,
        words: String,
        reasons: String,
    },
    Answer {
        outcome: Outcome,
        reasons: String,
    },
    Refuse {
        ground: Ground,
        reasons: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Withdraw {
        reasons: String,
    },
    Close {},
}

/// What an office looked at to know who asks. A session says itself of which level it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    Document,
    DigitalSignature,
}

impl From<Shown> for Identity {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Document => Identity::Document,
            Shown::DigitalSignature => Identity::DigitalSignature,
        }
    }
}

/// Who receives requests and hears who is concerned.
const OFFICES: [Capacity; 3] = [Capacity::Secretariat, Capacity::Principal, Capacity::Dpo];
/// Who answers for the school.
const ANSWER: [Capacity; 2] = [Capacity::Principal, Capacity::Dpo];

impl DataRequest {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let stream = request_stream(self.request)?;
        let command = self.command(desk).await?;
        let (by, now) = (desk.agent.person, desk.now());
        let holidays = desk.holidays(now.date());
        let act = Decided { request: self.request, by, now, holidays, command };
        desk.decide::<DataRequests>(&stream, &act).await
    }

    async fn command(&self, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        Ok(match &self.act {
            Act::Receive {
                person,
                claim,
                channel,
                received_on,
                applicant,
                wording,
                interest,
                protocol,
                identity,
            } => {
                desk.acts_as(&OFFICES)?;
                let (channel, received_on, applicant) = (*channel, *received_on, *applicant);
                let (protocol, identity) = (*protocol, identity.map(Identity::from));
                let how = How { channel, received_on, applicant, protocol, identity };
                received(desk, (*person, *claim), (wording, interest.as_deref()), how)?
            }
            Act::Ask { person, claim, wording, interest } => {
                let how = asks_here(desk, *person)?;
                received(desk, (*person, *claim), (wording, interest.as_deref()), how)?
            }
            Act::VerifyIdentity { applicant, identity } => {
                desk.acts_as(&OFFICES)?;
                self.identified(desk, *applicant, (*identity).into()).await?
            }
            Act::Extend { cause, reasons } => {
                desk.acts_as(&ANSWER)?;
                Command::Extend { cause: *cause, reasons: reasons_of(desk, reasons)? }
            }
            Act::NotifyCounterInterested { party, notified_on } => {
                desk.acts_as(&OFFICES)?;
                known(desk, *party)?;
                Command::NotifyCounterInterested { party: *party, notified_on: *notified_on }
            }
            Act::Oppose { party, opposed_on, reasons } => {
                desk.acts_as(&OFFICES)?;
                let reasons = reasons_of(desk, reasons)?;
                Command::Oppose { party: *party, opposed_on: *opposed_on, reasons }
            }
            Act::Link { to } => {
                desk.acts_as(&ANSWER)?;
                self.leads_somewhere(desk, *to).await?;
                Command::Link { to: *to }
            }
            Act::RevealReaders { reasons } => {
                desk.acts_as(&[Capacity::Dpo])?;
                Command::RevealReaders { reasons: reasons_of(desk, reasons)? }
            }
            Act::Redact { position, words, reasons } => {
                desk.acts_as(&ANSWER)?;
                // The very words of the register, whatever they are: they are named so as not to be shown.
                let words = Text::new("parole da omettere", words, LONGEST_TEXT)?;
                says(desk, Position(*position), words.as_str()).await?;
                Command::Redact { position: *position, words, reasons: reasons_of(desk, reasons)? }
            }
            Act::Answer { outcome, reasons } => {
                desk.acts_as(&ANSWER)?;
                Command::Answer { outcome: *outcome, reasons: reasons_of(desk, reasons)? }
            }
            Act::Refuse { ground, reasons, protocol } => {
                desk.acts_as(&ANSWER)?;
                Command::Refuse { ground: *ground, reasons: reasons_of(desk, reasons)?, protocol: *protocol }
            }
            Act::Withdraw { reasons } => {
                self.withdraws(desk).await?;
                Command::Withdraw { reasons: reasons_of(desk, reasons)? }
            }
            Act::Close {} => {
                desk.acts_as(&OFFICES)?;
                Command::Close
            }
        })
    }

    async fn identified(
        &self,
        desk: &mut Desk<'_>,
        applicant: Option<PersonId>,
        identity: Identity,
    ) -> Result<Command, Refusal> {
        if let Some(applicant) = applicant {
            known(desk, applicant)?;
        }
        let state = desk.state::<DataRequests>(&request_stream(self.request)?).await?;
        let asked = state.received.as_ref().ok_or(Refusal::NotFound("la richiesta"))?;
        let (person, claim) = (asked.person, asked.claim);
        let profile = desk.directory.person(person).ok_or(Refusal::NotFound("la persona"))?;
        let title = title_of(applicant, profile, claim, desk.today, desk.regulation());
        Ok(Command::VerifyIdentity { applicant, title, identity })
    }

    /// What a request leads to is there, and is about the same person.
    async fn leads_somewhere(&self, desk: &mut Desk<'_>, to: Link) -> Result<(), Refusal> {
        let state = desk.state::<DataRequests>(&request_stream(self.request)?).await?;
        let asked = state.received.as_ref().ok_or(Refusal::NotFound("la richiesta"))?;
        let (person, since) = (asked.person, asked.received_on);
        let hers = match to {
            Link::Erasure(erasure) => {
                let state = desk.state::<Erasures>(&erasure_stream(erasure)?).await?;
                state.requested.as_ref().is_some_and(|asked| asked.person == person)
            }
            Link::Correction(position) => match desk.event_at(Position(position)).await? {
                Some(event) => {
                    let after = since <= clock::wall(event.envelope.recorded_at).date();
                    after
                        && corrects(&event.fact)
                        && event.fact.about().iter().any(|(about, _)| *about == person)
                }
                None => false,
            },
        };
        if hers { Ok(()) } else { Err(Refusal::NotFound("l'atto che risponde alla richiesta")) }
    }

    /// Whoever asked, or the office that she told.
    async fn withdraws(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let me = desk.agent.person;
        let state = desk.state::<DataRequests>(&request_stream(self.request)?).await?;
        if state.identified.as_ref().is_some_and(|known| known.applicant == Some(me)) {
            return Ok(());
        }
        desk.acts_as(&OFFICES)
    }
}

/// How a request came, and what is known of who makes it.
struct How {
    channel: Channel,
    received_on: Date,
    applicant: Option<PersonId>,
    protocol: Option<Protocol>,
    identity: Option<Identity>,
}

/// Somebody who is signed in asks for herself, or for a student for whom she ever answered. Whoever is not concerned
/// learns nothing of who is in the register.
fn asks_here(desk: &Desk<'_>, person: PersonId) -> Result<How, Refusal> {
    let agent = desk.agent;
    if !agent.holds(&desk.directory, desk.today) {
        return Err(Refusal::NotAllowed("chi chiede non è più della scuola".to_owned()));
    }
    if person != agent.person {
        desk.acted_for(person)?;
    }
    Ok(How {
        channel: Channel::Register,
        received_on: desk.today,
        applicant: Some(agent.person),
        protocol: None,
        identity: Some(Identity::Session(agent.assurance)),
    })
}

fn received(
    desk: &mut Desk<'_>,
    (person, claim): (PersonId, Claim),
    (wording, interest): (&str, Option<&str>),
    how: How,
) -> Result<Command, Refusal> {
    let How { channel, received_on, applicant, protocol, identity } = how;
    if let Some(applicant) = applicant {
        known(desk, applicant)?;
    }
    let profile = desk.directory.person(person).ok_or(Refusal::NotFound("la persona"))?;
    let title = title_of(applicant, profile, claim, received_on, desk.regulation());
    let interest =
        interest.map(|typed| desk.typed(Place::Person, "interesse", typed, LONGEST_TEXT)).transpose()?;
    let wording = desk.typed(Place::Person, "richiesta", wording, LONGEST_TEXT)?;
    Ok(Command::Receive(Box::new(Reception {
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
    })))
}

fn reasons_of(desk: &mut Desk<'_>, typed: &str) -> Result<Text, Refusal> {
    desk.typed(Place::Person, "motivo", typed, LONGEST_TEXT)
}

fn known(desk: &Desk<'_>, person: PersonId) -> Result<(), Refusal> {
    desk.directory.person(person).map(|_| ()).ok_or(Refusal::NotFound("la persona"))
}

/// An act that makes a record accurate, or puts beside it what its subject says.
fn corrects(fact: &DomainEvent) -> bool {
    matches!(
        fact,
        DomainEvent::Attendance(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Person(_)
            | DomainEvent::Case(_)
            | DomainEvent::Lesson(_)
    )
}

/// The act at a position has these words in it: or nothing would be left out, and nobody told.
async fn says(desk: &Desk<'_>, position: Position, words: &str) -> Result<(), Refusal> {
    let found = desk.event_at(position).await?;
    let told = |event: &Event| {
        let reason = reason(&event.fact).map(ToString::to_string).unwrap_or_default();
        let data = data(&event.fact).map(|data| data.to_string()).unwrap_or_default();
        [act(&event.fact, &desk.directory), reason, data].iter().any(|text| text.contains(words))
    };
    found.filter(told).map(|_| ()).ok_or(Refusal::NotFound("fra le parole dell'atto, quelle da omettere"))
}
