//! The student is invited, heard, offered a conversion; she writes and answers for herself, or who may for her.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use registro_domain::case::{Command, Declined, Hearing, HearingMode};
use registro_domain::ids::PersonId;
use serde::{Deserialize, Serialize};

use super::Found;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferHearing {
    pub hearing_at: DateTime,
}

/// What the student says; written, if she or her family writes it here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hear {
    pub statement: String,
    #[serde(default)]
    pub parents_present: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineHearing {
    pub how: Declined,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferConversion {
    pub activity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerConversion {
    pub accepted: bool,
    /// Who answers, if the school writes it down for her.
    #[serde(default)]
    pub by: Option<PersonId>,
}

/// Whether the agent is of the family, and not of the school.
fn is_of_the_family(desk: &Desk<'_>) -> bool {
    matches!(desk.agent.capacity, Capacity::Guardian | Capacity::Student)
}

/// The student, or who answers for her today. Whoever never did is not told that there is a case.
fn of_the_family(found: &Found, desk: &Desk<'_>) -> Result<(), Refusal> {
    desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
    let profile = desk.acted_for(found.student)?;
    let asks = desk.agent.person;
    if asks != found.student {
        profile.justifier(asks, desk.today, desk.regulation())?;
    }
    Ok(())
}

impl OfferHearing {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[])?;
        Ok(Command::OfferHearing { hearing_at: self.hearing_at })
    }
}

impl Hear {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let mode = if is_of_the_family(desk) {
            of_the_family(found, desk)?;
            HearingMode::Written
        } else {
            found.is_led_by(desk, &[Capacity::Secretariat])?;
            HearingMode::Oral
        };
        let statement = found.typed(desk, "ragioni dello studente", &self.statement)?;
        let parents_present = self.parents_present.clone();
        if !parents_present.iter().all(|person| desk.directory.person(*person).is_some()) {
            return Err(Refusal::NotFound("il genitore"));
        }
        Ok(Command::Hear { hearing: Hearing { mode, statement, parents_present } })
    }
}

impl DeclineHearing {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        if is_of_the_family(desk) && self.how == Declined::InWords {
            of_the_family(found, desk)?;
        } else {
            found.is_led_by(desk, &[])?;
        }
        Ok(Command::DeclineHearing { how: self.how })
    }
}

impl OfferConversion {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[])?;
        Ok(Command::OfferConversion { activity: found.typed(desk, "attività", &self.activity)? })
    }
}

impl AnswerConversion {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let by = if is_of_the_family(desk) {
            of_the_family(found, desk)?;
            desk.agent.person
        } else {
            found.is_led_by(desk, &[Capacity::Secretariat])?;
            self.by.ok_or_else(|| Refusal::Malformed("va indicato chi ha risposto".to_owned()))?
        };
        let profile = desk.directory.person(found.student).ok_or(Refusal::NotFound("lo studente"))?;
        let of_age = profile.is_of_age(found.on, desk.regulation());
        let answering: BTreeSet<PersonId> =
            if of_age { BTreeSet::new() } else { profile.guardians_on(found.on).collect() };
        Ok(Command::AnswerConversion { accepted: self.accepted, by, answering })
    }
}
