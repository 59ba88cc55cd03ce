//! What may be done in a case: what the law forbids is refused, what is irregular is recorded for `steps` to see.

mod competence;
mod execution;
mod hearing;
mod opening;
mod sanction;
mod sitting;

use std::collections::BTreeSet;

use super::appeal::{Outcome, Ruling};
use super::state::{Act, Decision, Fate, Whose};
use super::{Case, CaseEvent, Command, Heading, Rejection, Request, contest};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

type Decided = Result<Vec<CaseEvent>, Rejection>;

pub fn decide(case: &Case, request: &Request, regulation: &Regulation) -> Decided {
    let Request { at, now, .. } = *request;
    if now < at {
        return Err(Rejection::InTheFuture { at, now });
    }
    match &request.command {
        Command::Report { case: id, student, class, infraction } => {
            let whose = Whose { case: *id, student: *student, class: *class };
            opening::report(case, request, whose, infraction)
        }
        Command::Dismiss { reason } => opening::dismiss(case, request, reason),
        Command::NotifyCharge { notice, family } => opening::charge(case, request, notice, family),
        Command::InformParents { parents, channel, protocol, family } => {
            opening::inform_parents(case, request, parents, *channel, *protocol, family)
        }
        Command::InformCouncil { protocol } => opening::inform_council(case, request, *protocol),
        Command::OfferHearing { hearing_at } => hearing::offer(case, request, *hearing_at),
        Command::Hear { hearing } => hearing::hear(case, request, hearing),
        Command::DeclineHearing { how } => hearing::decline(case, request, *how),
        Command::OfferConversion { activity } => hearing::offer_conversion(case, request, activity),
        Command::AnswerConversion { accepted, by, answering } => {
            hearing::answer_conversion(case, request, *accepted, *by, answering)
        }
        Command::Convene { convocation } => sitting::convene(case, request, convocation),
        Command::Acquit { acquittal } => sitting::acquit(case, request, acquittal, regulation),
        Command::DepositMinutes { of, protocol } => sitting::deposit_minutes(case, request, *of, *protocol),
        Command::Deliberate { deliberation } => sanction::deliberate(case, request, deliberation, regulation),
        Command::Communicate { letter, family } => execution::communicate(case, request, letter, family),
        Command::ExecuteDay { of, day, hours } => execution::execute(case, request, *of, *day, *hours),
        Command::CertifyDay { of, day, hours } => execution::certify(case, request, *of, *day, *hours),
        Command::AssessActivity { of, outcome, advice } => {
            execution::assess(case, request, *of, *outcome, advice.as_ref())
        }
        Command::Contest(command) => Ok(contest::decide(case, request, command, regulation)?),
    }
}

impl Case {
    /// What an event of this case says first; none before the report, which is a refusal.
    pub(super) fn heading(&self, request: &Request, because: Vec<Norm>) -> Result<Heading, Rejection> {
        let Whose { case, student, class } = self.whose.ok_or(Rejection::NotReported)?;
        Ok(Heading { case, student, class, at: request.at, number: self.next_number(), because })
    }

    /// The ruling that referred the case back last: acts before it belong to what was annulled.
    pub fn reopened_by(&self) -> Option<&Act<Ruling>> {
        let rulings = self.decisions.values().filter_map(|decision| self.referral_of(decision));
        rulings.max_by_key(|ruling| ruling.number)
    }

    /// The ruling that annulled a decision and referred it back, whatever a court said of it since.
    pub fn referral_of(&self, decision: &Decision) -> Option<&Act<Ruling>> {
        let of_it = self.appeals.values().filter(|appeal| appeal.filing.said.of == decision.number);
        let mut rulings = of_it.filter_map(|appeal| appeal.ruling.as_ref());
        rulings.find(|ruling| matches!(ruling.said.outcome, Outcome::Annulled { .. }))
    }

    /// Whether an act was done since the case was opened, or opened again.
    fn is_of_this_cycle<T>(&self, act: &Act<T>) -> bool {
        self.reopened_by().is_none_or(|ruling| ruling.number < act.number)
    }

    /// The case, if something may be done in it at that time: reported by then, and not closed.
    fn open(&self, request: &Request) -> Result<&Case, Rejection> {
        let report = self.report.as_ref().ok_or(Rejection::NotReported)?;
        if request.at < report.at {
            return Err(Rejection::BeforeReport { at: request.at, reported: report.at });
        }
        if let Some(ruling) = self.reopened_by().filter(|ruling| request.at < ruling.at) {
            return Err(Rejection::BeforeReferral { at: request.at, referred: ruling.at });
        }
        if let Some(closed) = self.expunged.as_ref().or(self.dismissed.as_ref()) {
            return Err(Rejection::Closed { on: closed.at.date() });
        }
        if let Some(acquittal) = &self.acquittal {
            return Err(Rejection::Closed { on: acquittal.at.date() });
        }
        match self.last_decision().map(|decision| decision.fate) {
            Some(Fate::AnnulledByRegion(_)) => Err(Rejection::AnnulledByRegion),
            Some(Fate::AnnulledByCourt(_)) => Err(Rejection::AnnulledByCourt),
            Some(Fate::Stands | Fate::ReferredBack(_)) | None => Ok(self),
        }
    }

    /// A sanction that stands, from when it was deliberated on.
    fn standing_decision(&self, request: &Request, of: FactNumber) -> Result<&Decision, Rejection> {
        let decision = self.open(request)?.decisions.get(&of).ok_or(Rejection::NoSuchDecision(of))?;
        if !decision.stands() {
            return Err(Rejection::Annulled(of));
        }
        if request.at < decision.at {
            return Err(Rejection::BeforeDecision { at: request.at, decided: decision.at });
        }
        Ok(decision)
    }

    /// Norm: B6-01 and B6-02: the student, and those whom the school may inform of her.
    fn may_be_told(&self, to: &[PersonId], family: &BTreeSet<PersonId>) -> Result<(), Rejection> {
        if to.is_empty() {
            return Err(Rejection::NobodyAddressed);
        }
        let student = self.whose.map(|whose| whose.student);
        if to.iter().all(|person| Some(*person) == student || family.contains(person)) {
            Ok(())
        } else {
            Err(Rejection::NotToBeTold)
        }
    }
}
