//! A sanction is communicated, executed day by day, certified, assessed.

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, Command as Attendance, Destination, Outing};
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{AppealAuthority, AppealInfo, Assessment, Command, CommunicationLetter, Plan};
use registro_domain::ids::{FactNumber, PersonId};
use serde::{Deserialize, Serialize};

use super::{Found, some_protocol};
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Communicate {
    pub of: FactNumber,
    /// The student and all those who may be told, if not given.
    #[serde(default)]
    pub to: Vec<PersonId>,
    pub with_reasons: bool,
    #[serde(default)]
    pub days: Vec<Date>,
    /// Whether, and how, the letter says how to appeal.
    #[serde(default)]
    pub appeal: Option<Appeal>,
    #[serde(default)]
    pub protocol: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    pub authority: AppealAuthority,
    /// The last day of the term, if not given.
    #[serde(default)]
    pub until: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteDay {
    pub of: FactNumber,
    pub day: Date,
    /// Hours of activity done.
    pub hours: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifyDay {
    pub of: FactNumber,
    pub day: Date,
    pub hours: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessActivity {
    pub of: FactNumber,
    pub outcome: Assessment,
    #[serde(default)]
    pub advice: Option<String>,
}

impl Communicate {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        found.is_led_by(desk, &[Capacity::Secretariat])?;
        let term = desk.regulation().appeal_term(found.on);
        let last_day = || term.last_day(found.on, &desk.holidays(found.on));
        let appeal = self.appeal.map(|appeal| AppealInfo {
            authority: appeal.authority,
            until: appeal.until.unwrap_or_else(last_day),
        });
        let letter = CommunicationLetter {
            of: self.of,
            to: found.addressees(&self.to, desk)?,
            with_reasons: self.with_reasons,
            days: self.days.clone(),
            appeal,
            protocol: some_protocol(self.protocol.as_ref())?,
        };
        Ok(Command::Communicate { letter, family: found.family(desk)? })
    }
}

/// Who sees to it that a removal is done.
fn sees_to_it(found: &Found, desk: &Desk<'_>) -> Result<(), Refusal> {
    if desk.agent.capacity == Capacity::Teacher && !desk.coordinates(found.class) {
        return Err(Refusal::NotFound("il caso"));
    }
    desk.student(found.student)?;
    desk.acts_as(&[
        Capacity::Principal,
        Capacity::Deputy,
        Capacity::SiteLead,
        Capacity::Secretariat,
        Capacity::Teacher,
    ])
}

impl ExecuteDay {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        sees_to_it(found, desk)?;
        let ExecuteDay { of, day, hours } = *self;
        Ok(Command::ExecuteDay { of, day, hours })
    }

    /// The hours done are attendance (A5-08, A5-09), so the day is written there too: out of class for all of it, with the
    /// hours that count, as an activity of the school. Attendance is read by every teacher of the class, and does not say
    /// that there was a sanction. Of a removal from the school community none is done at school or for it.
    pub(super) async fn attend(&self, found: &Found, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let decided = found.state.decisions.get(&self.of);
        match decided.and_then(|decision| decision.deliberation.plan.as_ref()) {
            Some(Plan::Reflection { .. } | Plan::Citizenship { .. } | Plan::SchoolCommunity { .. }) => {}
            Some(Plan::Recovery { .. }) | None => return Ok(()),
        }
        // Said again, it adds nothing here either.
        let done = decided.is_some_and(|decision| decision.executed.contains_key(&self.day));
        if done || desk.today < self.day {
            return Ok(());
        }
        let (student, today) = (found.student, desk.today);
        let day = desk.students_day(student, self.day)?;
        let lessons = u16::try_from(day.hours.len()).unwrap_or(u16::MAX);
        let hours = u8::try_from(self.hours.min(lessons)).unwrap_or(u8::MAX);
        let outing = Outing { to: Destination::School, away: AbsenceScope::WholeDay, hours };
        let command = Attendance::RecordActivity { student, day, outing, today };
        desk.decide_attendance(student, SchoolYear::containing(self.day), &command).await
    }
}

impl CertifyDay {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        sees_to_it(found, desk)?;
        let CertifyDay { of, day, hours } = *self;
        Ok(Command::CertifyDay { of, day, hours })
    }
}

impl AssessActivity {
    /// Norm: A8-08: the coordinator or the principal, of what a class council decided; the principal, of the rest.
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        if desk.agent.capacity == Capacity::Teacher && !desk.coordinates(found.class) {
            return Err(Refusal::NotFound("il caso"));
        }
        desk.student(found.student)?;
        desk.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::Teacher])?;
        let advice = self.advice.as_ref().filter(|typed| !typed.trim().is_empty());
        let advice = advice.map(|typed| found.typed(desk, "invito", typed)).transpose()?;
        Ok(Command::AssessActivity { of: self.of, outcome: self.outcome, advice })
    }
}
