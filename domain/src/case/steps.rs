//! The procedural linter: every step that the law asks of a case, with the acts that it rests on. A projection of the
//! case, never stored.

mod decision;
mod outcome;
mod preparation;
mod sitting;

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::state::{Act, Case, Decision, Fate};
use super::{CaseSummary, Sanction};
use crate::calendar::Holidays;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// A step of the procedure, as an audit officer or a judge reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// In Italian, such as `contestazione di addebito`.
    pub name: &'static str,
    pub outcome: Verdict,
    /// The acts that it rests on.
    pub acts: Vec<FactNumber>,
    pub norm: Norm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// Why, in Italian.
    Failed {
        why: String,
    },
    NotYetDue {
        until: Option<Date>,
    },
    /// Such as informing the parents of an adult.
    NotRequired,
}

/// From the report, or from a referral back, to a sanction: each is judged on its own acts (A9-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The sanction that it came to; none, while nothing is decided.
    pub decision: Option<FactNumber>,
    pub steps: Vec<Step>,
}

/// What is known beside the case.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The first day on which the student is of age.
    pub of_age_from: Date,
    /// Who answers for the student, or did until she was of age.
    pub family: &'a BTreeSet<PersonId>,
    /// Who teaches the class on a day.
    pub teachers_on: &'a dyn Fn(Date) -> BTreeSet<PersonId>,
    /// The other cases of the student, as they stand.
    pub others: &'a [CaseSummary],
    pub today: Date,
    pub regulation: &'a Regulation,
    pub holidays: &'a Holidays,
}

/// The steps of each cycle, the first one first. Of a case closed without a sanction there is nothing to judge.
pub fn steps(case: &Case, known: Known<'_>) -> Vec<Cycle> {
    let mut opened = None;
    let mut cycles = Vec::new();
    for decision in case.decisions.values() {
        let closed = case.referral_of(decision).map(|ruling| ruling.number);
        let looked = Looked { case, known, opened, closed, decision: Some(decision) };
        cycles.push(Cycle { decision: Some(decision.number), steps: looked.steps() });
        opened = closed.or(opened);
    }
    if case.awaits_decision() {
        let looked = Looked { case, known, opened, closed: None, decision: None };
        cycles.push(Cycle { decision: None, steps: looked.steps() });
    }
    cycles
}

impl Case {
    /// Nothing stands, and somebody may still decide.
    pub fn awaits_decision(&self) -> bool {
        let referred = self.last_decision().is_none_or(|last| matches!(last.fate, Fate::ReferredBack(_)));
        self.report.is_some()
            && self.dismissed.is_none()
            && self.acquittal.is_none()
            && self.expunged.is_none()
            && referred
    }
}

impl Step {
    pub fn has_failed(&self) -> bool {
        matches!(self.outcome, Verdict::Failed { .. })
    }
}

/// One cycle, looked at.
struct Looked<'a> {
    case: &'a Case,
    known: Known<'a>,
    /// The ruling that opened it again; none, of the first.
    opened: Option<FactNumber>,
    /// The ruling that closed it.
    closed: Option<FactNumber>,
    decision: Option<&'a Decision>,
}

impl<'a> Looked<'a> {
    /// In the order of the procedure.
    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![
            self.charge(),
            self.hearing_offered(),
            self.heard(),
            self.parents_informed(),
            self.conversion_offered(),
            self.council_informed(),
            self.convened(),
            self.quorum(),
            self.chair(),
            self.abstentions(),
            self.competence(),
            self.band(),
            self.relapse(),
            self.reasons(),
            self.plan(),
            self.minutes(),
            self.promptness(),
            self.communicated(),
            self.appeal_stated(),
            self.executed(),
            self.assessed(),
        ];
        if let Some(decision) = self.decision {
            let Known { today, regulation, .. } = self.known;
            steps.extend(super::contest::steps(self.case, decision.number, today, regulation));
        }
        steps
    }

    /// The acts of this cycle, in the order in which they were recorded.
    fn of_this_cycle<T>(&self, acts: &'a [Act<T>]) -> impl DoubleEndedIterator<Item = &'a Act<T>> {
        let (opened, closed) = (self.opened, self.closed);
        acts.iter().filter(move |act| {
            opened.is_none_or(|opened| opened < act.number) && closed.is_none_or(|closed| act.number < closed)
        })
    }

    /// Those done before the decision, or so far.
    fn before<T>(&self, acts: &'a [Act<T>]) -> impl DoubleEndedIterator<Item = &'a Act<T>> {
        let decided = self.decision.map(|decision| (decision.at, decision.number));
        self.of_this_cycle(acts)
            .filter(move |act| decided.is_none_or(|decided| (act.at, act.number) < decided))
    }

    /// An act that is due before the decision.
    fn due_before<T>(&self, norm: Norm, name: &'static str, acts: &'a [Act<T>], missing: &str) -> Step {
        let early: Vec<FactNumber> = self.before(acts).map(|act| act.number).collect();
        if !early.is_empty() {
            return Step { name, outcome: Verdict::Passed, acts: early, norm };
        }
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        let late: Vec<&Act<T>> = self.of_this_cycle(acts).collect();
        let why = match late.first() {
            Some(act) => format!("{}, dopo la delibera {}", moment(act.at), moment(decision.at)),
            None => missing.to_owned(),
        };
        let acts = late.iter().map(|act| act.number).collect();
        Step { name, outcome: Verdict::Failed { why }, acts, norm }
    }

    fn waiting(&self, norm: Norm, name: &'static str) -> Step {
        Step { name, outcome: Verdict::NotYetDue { until: None }, acts: Vec::new(), norm }
    }

    fn not_required(&self, norm: Norm, name: &'static str) -> Step {
        Step { name, outcome: Verdict::NotRequired, acts: Vec::new(), norm }
    }

    /// Of what comes after the decision: awaited, unless the sanction has no effect any more.
    fn to_come(&self, norm: Norm, name: &'static str) -> Step {
        if self.decision.is_some_and(|decision| !decision.stands()) {
            return self.not_required(norm, name);
        }
        self.waiting(norm, name)
    }

    /// Passed if there is nothing to say against it.
    fn judged(&self, norm: Norm, name: &'static str, acts: Vec<FactNumber>, against: Vec<String>) -> Step {
        let outcome =
            if against.is_empty() { Verdict::Passed } else { Verdict::Failed { why: against.join("; ") } };
        Step { name, outcome, acts, norm }
    }

    /// The day of the fact.
    fn fact_on(&self) -> Option<Date> {
        self.case.report.as_ref().map(|report| report.said.on)
    }

    /// Whether the sanction keeps the student out of something: of lessons, or in part, of trips (A8-05).
    fn removes(&self) -> Option<bool> {
        let measure = &self.decision?.deliberation.measure;
        Some(measure.sanction.removes() || !measure.exclusions.is_empty())
    }

    /// Whether the student is of age on the day of the decision, or today.
    fn is_of_age(&self) -> bool {
        let on = self.decision.map_or(self.known.today, |decision| decision.at.date());
        self.known.of_age_from <= on
    }
}

fn moment(at: jiff::civil::DateTime) -> String {
    format!("{} alle {}", crate::text::on_day(at.date()), crate::text::italian_time(at.time()))
}

/// Whether a sanction is for the council of the institute: more than the class council may decide, or p and q.
fn is_grave(sanction: Sanction, letter: super::Letter, limit: u16) -> bool {
    sanction.days().is_some_and(|days| limit < days)
        || matches!(sanction, Sanction::UntilEndOfLessons { .. })
        || matches!(letter, super::Letter::P | super::Letter::Q)
}
