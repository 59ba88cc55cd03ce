//! A breach of personal data: recorded, assessed, notified, told, closed.

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::breach::{Act as Decided, Command, Kind, Risk};
use registro_domain::ids::{BreachId, Protocol};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Breaches, Desk, breach_stream};
use crate::refusal::Refusal;

/// An act on a breach. Who records it gives it its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    pub breach: BreachId,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Record {
        aware_at: Timestamp,
        #[serde(default)]
        processor_knew_at: Option<Timestamp>,
        kinds: Vec<Kind>,
        what: String,
        people: u32,
    },
    Assess {
        risk: Risk,
        reasons: String,
    },
    Notify {
        notified_at: Timestamp,
        protocol: Protocol,
        #[serde(default)]
        delay: Option<String>,
    },
    TellSubjects {
        told_on: Date,
        how: String,
    },
    Close {
        measures: String,
    },
}

impl Breach {
    /// Norm: C5-04: the school answers for it, and its protection officer advises.
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Dpo, Capacity::Principal])?;
        let mut said = |what, typed: &str| desk.typed(Place::Staff, what, typed, LONGEST_TEXT);
        let command = match &self.act {
            Act::Record { aware_at, processor_knew_at, kinds, what, people } => Command::Record {
                aware_at: *aware_at,
                processor_knew_at: *processor_knew_at,
                kinds: kinds.clone(),
                what: said("che cosa è successo", what)?,
                people: *people,
            },
            Act::Assess { risk, reasons } => {
                Command::Assess { risk: *risk, reasons: said("motivi", reasons)? }
            }
            Act::Notify { notified_at, protocol, delay } => Command::Notify {
                notified_at: *notified_at,
                protocol: *protocol,
                delay: delay.as_deref().map(|typed| said("motivi del ritardo", typed)).transpose()?,
            },
            Act::TellSubjects { told_on, how } => {
                Command::TellSubjects { told_on: *told_on, how: said("come", how)? }
            }
            Act::Close { measures } => Command::Close { measures: said("misure", measures)? },
        };
        let (by, now, instant) = (desk.agent.person, desk.now(), desk.instant());
        let act = Decided { breach: self.breach, by, now, instant, command };
        desk.decide::<Breaches>(&breach_stream(self.breach)?, &act).await
    }
}
