//! The report, the charge, and who is told.

use jiff::civil::Date;
use registro_domain::case::{Channel, Charge, ChargeNotice, Command, Infraction, Item, Letter, Reporter};
use registro_domain::ids::{CaseId, PersonId};
use registro_domain::people;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::{Found, protocol};
use crate::actor::Capacity;
use crate::commands::conduct::about_one;
use crate::desk::Desk;
use crate::refusal::Refusal;

/// A fact, and the letter and item under which it would stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub student: PersonId,
    pub on: Date,
    pub letter: Letter,
    pub item: Item,
    pub facts: String,
    /// Who saw it, if another than who writes; only an office writes for others.
    #[serde(default)]
    pub by: Option<PersonId>,
    #[serde(default)]
    pub reporter: Option<Reporter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismiss {
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyCharge {
    pub letter: Letter,
    pub item: Item,
    pub facts: String,
    /// The student and all those who may be told, if not given.
    #[serde(default)]
    pub to: Vec<PersonId>,
    #[serde(default)]
    pub urgency: Option<String>,
    pub protocol: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InformParents {
    /// All those who may be told, if not given.
    #[serde(default)]
    pub parents: Vec<PersonId>,
    pub channel: Channel,
    pub protocol: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InformCouncil {
    pub protocol: String,
}

pub(super) fn charge(letter: Letter, item: Item) -> Result<Charge, Refusal> {
    Charge::new(letter, item).map_err(|not| Refusal::Malformed(not.to_string()))
}

impl Report {
    pub(super) fn command(&self, case: CaseId, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        const OFFICES: [Capacity; 3] = [Capacity::Principal, Capacity::Deputy, Capacity::Secretariat];
        desk.acts_as(&[
            Capacity::Teacher,
            Capacity::SiteLead,
            Capacity::Principal,
            Capacity::Deputy,
            Capacity::Secretariat,
        ])?;
        let profile = desk.student(self.student)?;
        let class = profile.class_on(self.on).ok_or(people::Rejection::NotEnrolled { on: self.on })?;
        let capacity = desk.agent.capacity;
        let own = match capacity {
            Capacity::Principal => Reporter::Principal,
            Capacity::Deputy => Reporter::Deputy,
            Capacity::SiteLead => Reporter::SiteLead,
            Capacity::Teacher => Reporter::Teacher,
            Capacity::Secretariat => Reporter::Staff,
            Capacity::Guardian
            | Capacity::Student
            | Capacity::Dpo
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => Reporter::Other,
        };
        let by = self.by.unwrap_or(desk.agent.person);
        if by != desk.agent.person && !OFFICES.contains(&capacity) {
            let why = "per conto di altri segnala la segreteria o il dirigente";
            return Err(Refusal::NotAllowed(why.to_owned()));
        }
        if desk.directory.person(by).is_none() {
            return Err(Refusal::NotFound("chi ha segnalato"));
        }
        // An office writes down what others report, by word of mouth.
        let stated = self.reporter.filter(|_| OFFICES.contains(&capacity));
        let reporter = stated.unwrap_or(if by == desk.agent.person { own } else { Reporter::Other });
        let charge = charge(self.letter, self.item)?;
        let facts = about_one(desk, Place::Person, self.student, "fatto", &self.facts)?.into();
        let infraction = Infraction { on: self.on, charge, facts, by, reporter };
        Ok(Command::Report { case, student: self.student, class, infraction })
    }
}

impl Dismiss {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[])?;
        Ok(Command::Dismiss { reason: found.typed(desk, "motivo", &self.reason)? })
    }
}

impl NotifyCharge {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[])?;
        let urgency = self.urgency.as_ref().filter(|typed| !typed.trim().is_empty());
        let notice = ChargeNotice {
            charge: charge(self.letter, self.item)?,
            facts: found.typed(desk, "fatto", &self.facts)?,
            to: found.addressees(&self.to, desk)?,
            urgency: urgency.map(|typed| found.typed(desk, "urgenza", typed)).transpose()?,
            protocol: protocol(&self.protocol)?,
        };
        Ok(Command::NotifyCharge { notice, family: found.family(desk)? })
    }
}

impl InformParents {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[Capacity::Secretariat])?;
        let family = found.family(desk)?;
        let everybody = || family.iter().copied().filter(|person| *person != found.student).collect();
        let parents = if self.parents.is_empty() { everybody() } else { self.parents.clone() };
        Ok(Command::InformParents {
            parents,
            channel: self.channel,
            protocol: protocol(&self.protocol)?,
            family,
        })
    }
}

impl InformCouncil {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        desk.acts_as(&[Capacity::Principal])?;
        desk.student(found.student)?;
        Ok(Command::InformCouncil { protocol: protocol(&self.protocol)? })
    }
}
