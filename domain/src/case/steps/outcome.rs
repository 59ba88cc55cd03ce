//! What comes after the decision: the communication, the execution, the assessment.

use jiff::civil::Date;

use super::super::event::{AppealAuthority, Communication};
use super::super::state::Decision;
use super::super::{Act, Sanction};
use super::{Looked, Step};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::{italian_day, on_day};

impl Looked<'_> {
    /// Norm: A8-06: in writing, with the reasons and the dates, to the parents of a minor; D-08.
    pub(super) fn communicated(&self) -> Step {
        let (norm, name) = (Norm::SanctionCommunicated, "comunicazione scritta");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        let Some(first) = decision.communications.first() else { return self.to_come(norm, name) };
        let mut against = Vec::new();
        let told = |person: &PersonId| decision.communicated_to(*person).is_some();
        let of_age = self.known.of_age_from <= first.at.date();
        if decision.measure.sanction.removes() && !of_age && !self.known.family.iter().any(told) {
            against.push("i genitori dello studente minorenne non l'hanno ricevuta".to_owned());
        }
        if !each_was_told(decision, |said| said.with_reasons) {
            against.push("non porta i motivi".to_owned());
        }
        match decision.deliberation.measure.sanction {
            Sanction::Removal { days } | Sanction::CommunityRemoval { days } => {
                let set = days_set(decision);
                if set < usize::from(days) {
                    against.push(format!("indica {set} giorni su {days}"));
                }
            }
            Sanction::UntilEndOfLessons { .. } if days_set(decision) == 0 => {
                against.push("non indica da quando".to_owned());
            }
            Sanction::UntilEndOfLessons { .. }
            | Sanction::OralReprimand
            | Sanction::Admonition
            | Sanction::WrittenAdmonition
            | Sanction::ExcludedFromSession => {}
        }
        self.judged(norm, name, numbers(decision), against)
    }

    /// Norm: B4-01: within when, and before whom, one may appeal.
    pub(super) fn appeal_stated(&self) -> Step {
        let (norm, name) = (Norm::AppealStated, "termine e autorità del ricorso");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if decision.communications.is_empty() {
            return self.to_come(norm, name);
        }
        let mut against = Vec::new();
        for act in &decision.communications {
            let on = act.at.date();
            let until = self.known.regulation.appeal_term(on).last_day(on, self.known.holidays);
            match act.said.appeal {
                None if told_elsewhere(decision, act) => {}
                None => against.push(format!("quella del {} non li indica", italian_day(on))),
                Some(info) => {
                    if info.authority != AppealAuthority::GuaranteeBody {
                        against.push("indica un'autorità che non è l'Organo di garanzia".to_owned());
                    }
                    if info.until != until {
                        let (said, right) = (on_day(info.until), on_day(until));
                        against.push(format!("indica come ultimo giorno {said}, che è invece {right}"));
                    }
                }
            }
        }
        self.judged(norm, name, numbers(decision), against)
    }

    /// Norm: B4-03: from the day after the communication on.
    pub(super) fn executed(&self) -> Step {
        let (norm, name) = (Norm::EffectOnCommunication, "esecuzione dopo la comunicazione");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if !decision.deliberation.measure.sanction.removes() {
            return self.not_required(norm, name);
        }
        if decision.executed.is_empty() {
            return self.to_come(norm, name);
        }
        let communicated = decision.communications.iter().map(|act| act.at.date()).min();
        let early = |day: &Date| communicated.is_none_or(|communicated| *day <= communicated);
        let early: Vec<String> = decision.executed.keys().copied().filter(early).map(italian_day).collect();
        let why = match communicated {
            Some(on) => format!("comunicata {}, eseguita già il {}", on_day(on), early.join(", il ")),
            None => format!("mai comunicata, eseguita il {}", early.join(", il ")),
        };
        self.judged(norm, name, numbers(decision), if early.is_empty() { vec![] } else { vec![why] })
    }

    /// Norm: A8-08.
    pub(super) fn assessed(&self) -> Step {
        let (norm, name) = (Norm::ActivityVerified, "attività verificata");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if decision.deliberation.plan.is_none() && decision.measure.repair.is_none() {
            return self.not_required(norm, name);
        }
        match &decision.assessment {
            Some(act) => self.judged(norm, name, vec![act.number], Vec::new()),
            None => self.to_come(norm, name),
        }
    }
}

fn numbers(decision: &Decision) -> Vec<FactNumber> {
    decision.communications.iter().map(|act| act.number).collect()
}

/// The days that the letters set, those done since included.
fn days_set(decision: &Decision) -> usize {
    let set = decision.communications.iter().flat_map(|act| &act.said.days);
    set.collect::<std::collections::BTreeSet<_>>().len()
}

/// Whether everybody who had a letter had one of which this holds.
fn each_was_told(decision: &Decision, holds: impl Fn(&Communication) -> bool) -> bool {
    let letters = &decision.communications;
    let had = |person: &PersonId| letters.iter().any(|act| act.said.to.contains(person) && holds(&act.said));
    letters.iter().flat_map(|act| &act.said.to).all(had)
}

/// Whether all those of a letter had another that says how to appeal.
fn told_elsewhere(decision: &Decision, letter: &Act<Communication>) -> bool {
    let told = |person: &PersonId| {
        let mut letters = decision.communications.iter();
        letters.any(|act| act.said.appeal.is_some() && act.said.to.contains(person))
    };
    letter.said.to.iter().all(told)
}
