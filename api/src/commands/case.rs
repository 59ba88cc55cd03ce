//! A disciplinary case, act by act: who may do each, and what its decision needs to know.

mod execution;
mod hearing;
mod opening;
mod sanction;
mod sitting;

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use registro_domain::calendar::Holidays;
use registro_domain::case::{Block, Case as State, Command, Request};
use registro_domain::ids::{CaseId, ClassId, PersonId, Protocol};
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::conduct::about_one;
use crate::actor::Capacity;
use crate::desk::{Cases, Desk, case_stream};
use crate::refusal::Refusal;

pub use execution::{Appeal, AssessActivity, CertifyDay, Communicate, ExecuteDay};
pub use hearing::{AnswerConversion, DeclineHearing, Hear, OfferConversion, OfferHearing};
pub use opening::{Dismiss, InformCouncil, InformParents, NotifyCharge, Report};
pub use sanction::{Deliberate, GraveReasons, Planned, Repaired};
pub use sitting::{Acquit, Convene, DepositMinutes};

/// An act of one case. The case is named by who reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub case: CaseId,
    /// When it was done, by the clock on the wall; now, if not given.
    #[serde(default)]
    pub at: Option<DateTime>,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Report(Report),
    Dismiss(Dismiss),
    NotifyCharge(NotifyCharge),
    InformParents(InformParents),
    InformCouncil(InformCouncil),
    OfferHearing(OfferHearing),
    Hear(Hear),
    DeclineHearing(DeclineHearing),
    OfferConversion(OfferConversion),
    AnswerConversion(AnswerConversion),
    Convene(Convene),
    Deliberate(Box<Deliberate>),
    Acquit(Acquit),
    DepositMinutes(DepositMinutes),
    Communicate(Communicate),
    ExecuteDay(ExecuteDay),
    CertifyDay(CertifyDay),
    AssessActivity(AssessActivity),
}

/// A case as the act finds it.
struct Found {
    case: CaseId,
    state: State,
    student: PersonId,
    class: ClassId,
    /// The civil day of the act.
    on: Date,
}

impl Case {
    /// Whether it is written in the student's attendance too.
    pub(super) fn is_attended(&self) -> bool {
        matches!(self.act, Act::ExecuteDay(_))
    }

    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let now = desk.now();
        let at = self.at.unwrap_or(now);
        let stream = case_stream(self.case)?;
        let state = desk.state::<Cases>(&stream).await?.clone();
        let command = match (&self.act, state.whose) {
            (Act::Report(report), _) => report.command(self.case, desk)?,
            // Of an expunged case nobody knows whose it was.
            (_, None) => return Err(Refusal::NotFound("il caso")),
            (act, Some(whose)) => {
                let (student, class) = (whose.student, whose.class);
                let found = Found { case: self.case, state, student, class, on: at.date() };
                let command = act.command(&found, desk)?;
                if let Act::ExecuteDay(day) = act {
                    day.attend(&found, desk).await?;
                }
                command
            }
        };
        let holidays: Holidays = desk.holidays(at.date());
        desk.decide::<Cases>(&stream, &Request { at, now, holidays, command }).await
    }
}

impl Act {
    fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        match self {
            Act::Report(act) => act.command(found.case, desk),
            Act::Dismiss(act) => act.command(found, desk),
            Act::NotifyCharge(act) => act.command(found, desk),
            Act::InformParents(act) => act.command(found, desk),
            Act::InformCouncil(act) => act.command(found, desk),
            Act::OfferHearing(act) => act.command(found, desk),
            Act::Hear(act) => act.command(found, desk),
            Act::DeclineHearing(act) => act.command(found, desk),
            Act::OfferConversion(act) => act.command(found, desk),
            Act::AnswerConversion(act) => act.command(found, desk),
            Act::Convene(act) => act.command(found, desk),
            Act::Deliberate(act) => act.command(found, desk),
            Act::Acquit(act) => act.command(found, desk),
            Act::DepositMinutes(act) => act.command(found, desk),
            Act::Communicate(act) => act.command(found, desk),
            Act::ExecuteDay(act) => act.command(found, desk),
            Act::CertifyDay(act) => act.command(found, desk),
            Act::AssessActivity(act) => act.command(found, desk),
        }
    }
}

impl Found {
    /// What is charged now, or was reported.
    fn block(&self) -> Option<Block> {
        let charged = self.state.charges.last().map(|act| act.said.charge);
        let reported = self.state.report.as_ref().map(|act| act.said.charge);
        charged.or(reported).map(|charge| charge.block())
    }

    /// Whether one person decides what is charged.
    fn is_light(&self) -> bool {
        matches!(self.block(), Some(Block::Admonition | Block::WrittenAdmonition))
    }

    /// Whether the agent reported the fact, or coordinates the student's class.
    fn is_the_teachers(&self, desk: &Desk<'_>) -> bool {
        let reporter = self.state.report.as_ref().map(|act| act.said.by);
        reporter == Some(desk.agent.person) || desk.coordinates(self.class)
    }

    /// Who leads the procedure: the principal or a deputy; of what one person decides also the lead of the site, the teacher
    /// who reported it and the coordinator. A teacher who is neither is not told that there is a case.
    fn is_led_by(&self, desk: &Desk<'_>, beside: &[Capacity]) -> Result<(), Refusal> {
        desk.student(self.student)?;
        let capacity = desk.agent.capacity;
        if capacity == Capacity::Teacher && !self.is_the_teachers(desk) {
            return Err(Refusal::NotFound("il caso"));
        }
        let mut leaders = vec![Capacity::Principal, Capacity::Deputy];
        if self.is_light() {
            leaders.extend([Capacity::SiteLead, Capacity::Teacher]);
        }
        leaders.extend(beside);
        desk.acts_as(&leaders)
    }

    /// Those whom the school may inform of the student on the day of the act, and the student.
    fn family(&self, desk: &Desk<'_>) -> Result<BTreeSet<PersonId>, Refusal> {
        let profile = desk.directory.person(self.student).ok_or(Refusal::NotFound("lo studente"))?;
        Ok(profile.told_on(self.on, desk.regulation()).into_iter().collect())
    }

    /// The student and all those who may be told, where nobody is named.
    fn addressees(&self, to: &[PersonId], desk: &Desk<'_>) -> Result<Vec<PersonId>, Refusal> {
        if !to.is_empty() {
            return Ok(to.to_vec());
        }
        let others = self.family(desk)?.into_iter().filter(|person| *person != self.student);
        Ok(std::iter::once(self.student).chain(others).collect())
    }

    /// What is typed of the student, which names no other.
    fn typed(&self, desk: &mut Desk<'_>, what: &'static str, typed: &str) -> Result<Text, Refusal> {
        Ok(about_one(desk, Place::Person, self.student, what, typed)?.into())
    }
}

fn protocol(written: &str) -> Result<Protocol, Refusal> {
    let read = Protocol::try_from(written.trim().to_owned());
    read.map_err(|_| Refusal::Malformed(format!("«{written}» non è un numero di protocollo, come 4711/2025")))
}

/// An empty number is none, as an empty field of a form is.
fn some_protocol(written: Option<&String>) -> Result<Option<Protocol>, Refusal> {
    written.filter(|written| !written.trim().is_empty()).map(|written| protocol(written)).transpose()
}
