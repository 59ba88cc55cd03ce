//! What became of an absence, as of a day: justified, waited for, or unjustified (`ingiustificata`).

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Place;
use super::count::Until;
use super::facts::{Counted, FactFile, What};
use super::file::StudentFile;
use crate::attendance::{AbsenceKind, Activity, JustificationGround, Term};

/// How an absence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Accepted, or brought in time and not refused so far.
    Justified,
    /// Told beforehand by the family, and still to be justified.
    Foretold,
    /// Nobody has said why, and there is time.
    Awaited,
    /// From that day on, until a person accepts a justification.
    Unjustified { since: Date },
}

/// The last justification of a fact, as of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Brought {
    pub submitted: Option<Submitted>,
    pub decided: Option<(Date, Place, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Submitted {
    pub on: Date,
    pub place: Place,
    pub ground: JustificationGround,
    pub term: Term,
}

impl FactFile {
    pub(super) fn brought(&self, until: Until) -> Brought {
        let mut brought = Brought::default();
        for step in self.steps_until(until) {
            match step.what {
                What::Submitted { ground, term } => {
                    let submitted = Some(Submitted { on: step.on, place: step.place, ground, term });
                    brought = Brought { submitted, decided: None };
                }
                What::Withdrawn => brought = Brought::default(),
                What::Decided { accepted } => brought.decided = Some((step.on, step.place, accepted)),
                What::Reserved { .. }
                | What::Verified { .. }
                | What::Classified(_)
                | What::Contested
                | What::Confirmed => {}
            }
        }
        brought
    }

    /// The return with reserve: its day, its event, and the last day to justify.
    pub(super) fn reserve(&self, until: Until) -> Option<(Date, Place, Date)> {
        self.steps_until(until).rev().find_map(|step| match step.what {
            What::Reserved { justify_by } => Some((step.on, step.place, justify_by)),
            What::Submitted { .. }
            | What::Withdrawn
            | What::Decided { .. }
            | What::Verified { .. }
            | What::Classified(_)
            | What::Contested
            | What::Confirmed => None,
        })
    }

    /// Since when it is a collective absence, if it is one (A4-01).
    pub(super) fn collective(&self, until: Until) -> Option<Date> {
        let said = self.steps_until(until).rev().find_map(|step| match step.what {
            What::Classified(kind) => Some((step.on, kind)),
            What::Reserved { .. }
            | What::Submitted { .. }
            | What::Withdrawn
            | What::Decided { .. }
            | What::Verified { .. }
            | What::Contested
            | What::Confirmed => None,
        });
        said.filter(|(_, kind)| *kind == AbsenceKind::Collective).map(|(on, _)| on)
    }

    pub(super) fn is_absence(&self) -> bool {
        self.stands() && matches!(self.fact, Counted::WholeDay | Counted::SomeHours)
    }

    pub(super) fn is_whole_day(&self) -> bool {
        self.stands() && self.fact == Counted::WholeDay
    }
}

impl StudentFile {
    /// How an absence stood.
    ///
    /// Norm: A3-03 … A3-06: the reserve lapses by itself, and a late justification is worth what a person decides;
    /// A3-15: after a trip there is no reserve; A4-01: a collective absence is not justified.
    pub(super) fn reason(&self, absence: &FactFile, until: Until) -> Reason {
        if let Some(since) = absence.collective(until) {
            return Reason::Unjustified { since: since.max(absence.on) };
        }
        let brought = absence.brought(until);
        let late = match (brought.decided, brought.submitted.map(|submitted| submitted.term)) {
            (Some((_, _, true)), _) | (None, Some(Term::InTime)) => return Reason::Justified,
            (Some((since, _, false)), _) => return Reason::Unjustified { since },
            (None, Some(Term::Late { due })) => Some(due),
            (None, None) => None,
        };
        let reserve = absence.reserve(until);
        let lapses = reserve.map(|(back, _, by)| if self.follows_a_trip(absence.on) { back } else { by });
        match lapses.or(late) {
            Some(last) if last < until.day => Reason::Unjustified { since: last.saturating_add(1.day()) },
            _ if self.was_foretold(absence.on, until.day) => Reason::Foretold,
            _ => Reason::Awaited,
        }
    }

    /// Norm: reg. istituto, art. 28 (A3-15).
    pub(super) fn follows_a_trip(&self, on: Date) -> bool {
        let back = |fact: &FactFile| match fact.fact {
            Counted::Activity(Activity::Trip { back_to_lessons }) => back_to_lessons == Some(on),
            Counted::Activity(Activity::Citizenship | Activity::Reflection | Activity::School)
            | Counted::WholeDay
            | Counted::SomeHours
            | Counted::Entry(_)
            | Counted::Exit
            | Counted::RecoveryMissed => false,
        };
        self.facts.values().any(|fact| fact.stands() && back(fact))
    }

    fn was_foretold(&self, on: Date, day: Date) -> bool {
        self.foretold.iter().any(|told| told.from <= on && on <= told.until && told.told_on <= day)
    }

    /// Whether there was no reason for an absence: unjustified, or simply not explained by anybody. A student
    /// who never comes back is never admitted with reserve, and is the one whom alarms are for.
    ///
    /// Norm: A3-14, B5-01: as interpreted in 0016.
    pub(super) fn is_without_reason(&self, absence: &FactFile, until: Until) -> bool {
        match self.reason(absence, until) {
            Reason::Unjustified { .. } | Reason::Awaited => true,
            Reason::Justified | Reason::Foretold => false,
        }
    }

    /// The whole days of absence that are unjustified, as of a day: they weigh on the behaviour grade.
    ///
    /// Norm: reg. istituto, art. 16, Assenze, c. 2 lett. b (A3-04).
    pub fn unjustified_on(&self, day: Date) -> BTreeSet<Date> {
        let absences = self.facts.values().filter(|fact| fact.is_whole_day() && fact.on <= day);
        absences
            .filter(|fact| matches!(self.reason(fact, Until::today(day)), Reason::Unjustified { .. }))
            .map(|fact| fact.on)
            .collect()
    }

    /// The days of whole absence, for whatever reason.
    pub(super) fn absent_days(&self, until: Date) -> BTreeSet<Date> {
        let absences = self.facts.values().filter(|fact| fact.is_whole_day() && fact.on <= until);
        absences.map(|fact| fact.on).collect()
    }
}
