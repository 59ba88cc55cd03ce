//! What is known of a student's year, and how each event changes it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Excuse, Fact, JustificationOutcome, Rejection,
    Term, Verification,
};
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};

/// A student's year as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub facts: BTreeMap<FactNumber, Recorded>,
    /// The facts of each lesson day. A recovery course has days and hours of its own.
    pub by_day: BTreeMap<Date, Vec<FactNumber>>,
    /// Long absences that the family told of, with the last day of each.
    pub foretold: Vec<(Date, Date)>,
    /// Hours that derogations take from those missed, by the number of the derogation that they rest on.
    pub excuses: BTreeMap<FactNumber, Excuse>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub on: Date,
    pub class: ClassId,
    pub fact: Fact,
    pub standing: Standing,
    pub justification: Justification,
    pub reserve: Option<Reserve>,
    pub classification: Classification,
    /// What was found of the ground of an entry, once somebody looked.
    pub verification: Option<Verification>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Stands,
    /// An absence, since the student came in later that day, or was at an activity.
    TurnedInto(FactNumber),
    Annulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Justification {
    Awaited,
    Submitted { by: PersonId, term: Term },
    Withdrawn { by: PersonId },
    Accepted,
    Refused,
}

/// In class with reserve since the return, to justify by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    pub returned_on: Date,
    pub justify_by: Date,
}

/// Whose absence it is held to be, and whether that was disputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    Individual,
    Collective,
    Contested,
    /// Looked at after a contest, and still collective.
    Confirmed,
}

impl Classification {
    pub fn kind(self) -> AbsenceKind {
        match self {
            Classification::Individual => AbsenceKind::Individual,
            Classification::Collective | Classification::Contested | Classification::Confirmed => {
                AbsenceKind::Collective
            }
        }
    }
}

impl Attendance {
    fn add(&mut self, number: FactNumber, on: Date, class: ClassId, fact: Fact) {
        if !matches!(fact, Fact::RecoveryMissed { .. }) {
            self.by_day.entry(on).or_default().push(number);
        }
        let recorded = Recorded {
            on,
            class,
            fact,
            standing: Standing::Stands,
            justification: Justification::Awaited,
            reserve: None,
            classification: Classification::Individual,
            verification: None,
        };
        self.facts.insert(number, recorded);
    }

    /// The facts of a lesson day that stand, in the order of recording.
    pub fn standing(&self, on: Date) -> Vec<(FactNumber, &Recorded)> {
        let numbers = self.by_day.get(&on).map(Vec::as_slice).unwrap_or_default();
        numbers
            .iter()
            .filter_map(|number| Some((*number, self.facts.get(number)?)))
            .filter(|(_, recorded)| recorded.standing == Standing::Stands)
            .collect()
    }

    /// The hours that derogations take from those missed.
    pub fn excused_hours(&self) -> u32 {
        let hours = self.excuses.values().map(|excuse| match excuse {
            Excuse::Excused { hours, .. } => u32::from(*hours),
            Excuse::Revoked => 0,
        });
        hours.sum()
    }

    pub(super) fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }

    /// A fact on which one may still act.
    pub(super) fn standing_fact(&self, number: FactNumber) -> Result<&Recorded, Rejection> {
        let recorded = self.facts.get(&number).ok_or(Rejection::UnknownFact(number))?;
        match recorded.standing {
            Standing::Stands => Ok(recorded),
            Standing::TurnedInto(into) => Err(Rejection::TurnedInto { number, into }),
            Standing::Annulled => Err(Rejection::AlreadyAnnulled(number)),
        }
    }

    /// Whether the student is known to be away for some hours: all of them at an activity, or the whole day and
    /// without having come in.
    pub fn is_away(&self, on: Date, periods: &BTreeSet<PeriodNumber>) -> bool {
        let standing = self.standing(on);
        let came_in = standing.iter().any(|(_, it)| matches!(it.fact, Fact::Entry { .. }));
        standing.iter().any(|(_, recorded)| match &recorded.fact {
            Fact::Activity { away: AbsenceScope::Hours(away), .. } => periods.is_subset(away),
            fact @ (Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Exit { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. }) => is_whole_day(fact) && !came_in,
        })
    }

    /// Whether `on` is the first lesson day after a trip of the student.
    pub fn follows_a_trip(&self, on: Date) -> bool {
        let trip = Activity::Trip { back_to_lessons: Some(on) };
        let is_trip = |fact: &Fact| matches!(fact, Fact::Activity { activity, .. } if *activity == trip);
        self.facts.values().any(|it| it.standing == Standing::Stands && is_trip(&it.fact))
    }

    fn change(&mut self, number: FactNumber, change: impl FnOnce(&mut Recorded)) {
        if let Some(recorded) = self.facts.get_mut(&number) {
            change(recorded);
        }
    }

    fn turn(&mut self, turned: Option<FactNumber>, into: FactNumber) {
        if let Some(turned) = turned {
            self.change(turned, |absence| absence.standing = Standing::TurnedInto(into));
        }
    }
}

/// An absence or an activity that takes the whole day.
pub fn is_whole_day(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Absence { scope: AbsenceScope::WholeDay } | Fact::Activity { away: AbsenceScope::WholeDay, .. }
    )
}

/// Whether the values that took the place of others say that more was missed. What was justified was less, so it is to
/// be justified again.
pub fn is_wider(withdrawn: &Fact, fact: &Fact) -> bool {
    match (withdrawn, fact) {
        (Fact::Absence { scope: AbsenceScope::Hours(fewer) }, Fact::Absence { scope }) => match scope {
            AbsenceScope::WholeDay => true,
            AbsenceScope::Hours(hours) => !hours.is_subset(fewer),
        },
        (Fact::Entry { admitted_from: before, .. }, Fact::Entry { admitted_from, .. }) => {
            before < admitted_from
        }
        (Fact::Exit { at: before, .. }, Fact::Exit { at, .. }) => at < before,
        (
            Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Exit { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. },
            _,
        ) => false,
    }
}

fn correct(recorded: &mut Recorded, fact: &Fact) {
    if is_wider(&recorded.fact, fact) {
        (recorded.justification, recorded.reserve) = (Justification::Awaited, None);
    }
    if let (Fact::Entry { ground: before, .. }, Fact::Entry { ground, .. }) = (&recorded.fact, fact)
        && before != ground
    {
        recorded.verification = None; // It was the other ground that somebody looked at.
    }
    recorded.fact = fact.clone();
}

pub fn evolve(mut year: Attendance, event: &AttendanceEvent) -> Attendance {
    year.length += 1;
    match event {
        AttendanceEvent::AbsenceRecorded { class, on, number, scope, .. } => {
            year.add(*number, *on, *class, Fact::Absence { scope: scope.clone() });
        }
        AttendanceEvent::EntryRecorded { class, on, number, at, admitted_from, ground, turns, .. } => {
            year.turn(*turns, *number);
            let fact = Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::ExitRecorded { class, on, number, at, reason, collection, .. } => {
            let fact = Fact::Exit { at: *at, reason: *reason, collection: *collection };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::ActivityRecorded { class, on, number, activity, away, hours, turns, .. } => {
            year.turn(*turns, *number);
            let fact = Fact::Activity { activity: *activity, away: away.clone(), hours: *hours };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::RecoveryMissed { class, on, number, subject, hours, .. } => {
            let fact = Fact::RecoveryMissed { subject: subject.clone(), hours: *hours };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::Corrected { number, fact, .. } => {
            year.change(*number, |recorded| correct(recorded, fact));
        }
        AttendanceEvent::Annulled { number, .. } => {
            for (other, recorded) in &mut year.facts {
                if other == number {
                    recorded.standing = Standing::Annulled;
                } else if recorded.standing == Standing::TurnedInto(*number) {
                    recorded.standing = Standing::Stands; // What the annulled fact had turned is back.
                }
            }
        }
        AttendanceEvent::Restamped { on, class, .. } => {
            let numbers = year.by_day.get(on).map(Vec::as_slice).unwrap_or_default();
            for number in numbers {
                if let Some(recorded) = year.facts.get_mut(number) {
                    recorded.class = *class;
                }
            }
        }
        AttendanceEvent::JustificationSubmitted { number, by, term, .. } => {
            let submitted = Justification::Submitted { by: by.person(), term: *term };
            year.change(*number, |recorded| recorded.justification = submitted);
        }
        AttendanceEvent::JustificationDecided { number, outcome, .. } => {
            let decided = match outcome {
                JustificationOutcome::Accepted => Justification::Accepted,
                JustificationOutcome::Refused { .. } => Justification::Refused,
            };
            year.change(*number, |recorded| recorded.justification = decided);
        }
        AttendanceEvent::JustificationWithdrawn { number, by, .. } => {
            let withdrawn = Justification::Withdrawn { by: by.person() };
            year.change(*number, |recorded| recorded.justification = withdrawn);
        }
        AttendanceEvent::GroundVerified { number, outcome, .. } => {
            year.change(*number, |recorded| recorded.verification = Some(outcome.clone()));
        }
        AttendanceEvent::AdmittedWithReserve { on, facts, justify_by, .. } => {
            let reserve = Some(Reserve { returned_on: *on, justify_by: *justify_by });
            for number in facts {
                year.change(*number, |recorded| recorded.reserve = reserve);
            }
        }
        AttendanceEvent::Classified { number, kind, .. } => {
            let classification = match kind {
                AbsenceKind::Individual => Classification::Individual,
                AbsenceKind::Collective => Classification::Collective,
            };
            year.change(*number, |recorded| recorded.classification = classification);
        }
        AttendanceEvent::ClassificationContested { number, .. } => {
            year.change(*number, |recorded| recorded.classification = Classification::Contested);
        }
        AttendanceEvent::ClassificationConfirmed { number, .. } => {
            year.change(*number, |recorded| recorded.classification = Classification::Confirmed);
        }
        AttendanceEvent::Foretold { on, until, .. } => year.foretold.push((*on, *until)),
        AttendanceEvent::HoursExcused { number, hours, derogation, .. } => {
            let excuse = Excuse::Excused { number: *number, hours: *hours };
            year.excuses.insert(*derogation, excuse);
        }
        AttendanceEvent::ExcuseRevoked { derogation, .. } => {
            year.excuses.insert(*derogation, Excuse::Revoked);
        }
    }
    year
}
