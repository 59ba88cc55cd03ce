//! A body is convened; it acquits; its minutes are deposited.

use jiff::civil::DateTime;
use registro_domain::case::{Acquittal, Body, Command, Convocation, Member, Tally};
use registro_domain::ids::{FactNumber, PersonId};
use serde::{Deserialize, Serialize};

use super::{Found, protocol};
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convene {
    pub body: Body,
    pub sits_at: DateTime,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acquit {
    pub body: Body,
    #[serde(default)]
    pub present: Vec<PersonId>,
    #[serde(default)]
    pub tally: Option<Tally>,
    pub reasons: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositMinutes {
    pub of: FactNumber,
    pub protocol: String,
}

impl Convene {
    /// Norm: A8-03: by the principal, who presides.
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        desk.acts_as(&[Capacity::Principal, Capacity::Deputy])?;
        desk.student(found.student)?;
        let named = |member: &Member| {
            let replaced = member.replaces.map(|other| other.person);
            std::iter::once(member.person)
                .chain(replaced)
                .all(|person| desk.directory.person(person).is_some())
        };
        if !self.members.iter().all(named) {
            return Err(Refusal::NotFound("un componente"));
        }
        let Convene { body, sits_at, members } = self.clone();
        Ok(Command::Convene { convocation: Convocation { body, sits_at, members } })
    }
}

impl Acquit {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        decides(found, self.body, desk)?;
        let reasons = found.typed(desk, "motivazione", &self.reasons)?;
        let (body, present, tally) = (self.body, self.present.clone(), self.tally);
        Ok(Command::Acquit { acquittal: Acquittal { body, present, tally, reasons } })
    }
}

impl DepositMinutes {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[Capacity::Secretariat])?;
        Ok(Command::DepositMinutes { of: self.of, protocol: protocol(&self.protocol)? })
    }
}

/// Who writes what a body decided: who decides alone, herself; of a council, who presides or her deputy.
pub(super) fn decides(found: &Found, body: Body, desk: &Desk<'_>) -> Result<(), Refusal> {
    desk.student(found.student)?;
    match body {
        Body::Teacher | Body::Coordinator => {
            if desk.agent.capacity == Capacity::Teacher && !found.is_the_teachers(desk) {
                return Err(Refusal::NotFound("il caso"));
            }
            desk.acts_as(&[Capacity::Teacher])?;
            if body == Body::Coordinator && !desk.coordinates(found.class) {
                return Err(Refusal::NotAllowed("chi chiede non coordina la classe".to_owned()));
            }
            Ok(())
        }
        Body::SiteLead => desk.acts_as(&[Capacity::SiteLead]),
        Body::Deputy => desk.acts_as(&[Capacity::Deputy]),
        Body::Principal => desk.acts_as(&[Capacity::Principal]),
        Body::ClassCouncil | Body::InstituteCouncil | Body::ExamBoard | Body::GuaranteeBody => {
            desk.acts_as(&[Capacity::Principal, Capacity::Deputy])
        }
    }
}
