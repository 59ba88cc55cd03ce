//! A conflict about the application of the regulation, before the Organo di garanzia.

use jiff::civil::DateTime;
use registro_domain::case::contest::Panel;
use registro_domain::case::{Ballot, Conflict};
use registro_domain::conflict::{Answer, Command, Request};
use registro_domain::ids::{ConflictId, PersonId, Protocol};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Desk, RuleConflicts, conflict_stream};
use crate::guarantee;
use crate::refusal::Refusal;

/// An act in a conflict. Who brings a new one gives it its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleConflict {
    pub conflict: ConflictId,
    /// When it was done, by the clock on the wall; now, if not given.
    #[serde(default)]
    pub at: Option<DateTime>,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    File {
        by: PersonId,
        rule: String,
        question: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Convene {
        sits_at: DateTime,
        #[serde(default)]
        unavailable: Vec<PersonId>,
    },
    Sit {
        present: Vec<PersonId>,
        #[serde(default)]
        heard: Vec<PersonId>,
    },
    Decide {
        answer: Answer,
        ballot: Ballot<Answer>,
        #[serde(default)]
        reasons: String,
    },
    Communicate {
        to: Vec<PersonId>,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
}

impl RuleConflict {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let now = desk.now();
        let at = self.at.unwrap_or(now);
        let command = self.command(at, desk)?;
        desk.decide::<RuleConflicts>(&conflict_stream(self.conflict)?, &Request { at, now, command }).await
    }

    fn command(&self, at: DateTime, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        Ok(match &self.act {
            Act::File { by, rule, question, protocol } => {
                desk.acts_as(&[Capacity::Principal, Capacity::Secretariat])?;
                desk.directory.person(*by).ok_or(Refusal::NotFound("la persona"))?;
                Command::File {
                    conflict: self.conflict,
                    by: *by,
                    rule: desk.typed(Place::Staff, "regola", rule, LONGEST_TEXT)?,
                    question: desk.typed(Place::Person, "questione", question, LONGEST_TEXT)?,
                    protocol: *protocol,
                }
            }
            Act::Communicate { to, protocol } => {
                desk.acts_as(&[Capacity::Principal, Capacity::Secretariat])?;
                Command::Communicate { to: to.clone(), protocol: *protocol }
            }
            Act::Convene { sits_at, unavailable } => {
                presides(desk, at)?;
                let (directory, on) = (desk.directory.clone(), sits_at.date());
                let president = guarantee::president(&directory, on, desk.regulation());
                let panel = Panel {
                    president: president.ok_or(Refusal::NotFound("chi presiede l'Organo di garanzia"))?,
                    roster: guarantee::roster(&directory, on, desk.regulation()),
                    family: Default::default(),
                    others: unavailable.iter().map(|who| (*who, Conflict::Unavailable)).collect(),
                };
                Command::Convene { sits_at: *sits_at, panel }
            }
            Act::Sit { present, heard } => {
                presides(desk, at)?;
                Command::Sit { present: present.clone(), heard: heard.clone() }
            }
            Act::Decide { answer, ballot, reasons } => {
                presides(desk, at)?;
                let reasons = match reasons.trim() {
                    "" => None,
                    reasons => Some(desk.typed(Place::Person, "motivazione", reasons, LONGEST_TEXT)?),
                };
                Command::Decide { answer: *answer, ballot: ballot.clone(), reasons }
            }
        })
    }
}

fn presides(desk: &Desk<'_>, at: DateTime) -> Result<(), Refusal> {
    let president = guarantee::president(&desk.directory, at.date(), desk.regulation());
    if president == Some(desk.agent.person) {
        return desk.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::Teacher]);
    }
    desk.acts_as(&[Capacity::Principal])
}
