//! The facts of attendance in a student's file, each with what was done about it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Place;
use super::count::Until;
use super::file::{Foretold, StudentFile};
use crate::attendance::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Fact, Ground, JustificationGround,
    JustificationOutcome, Term, Verification, is_wider,
};
use crate::hours::MissedHour;
use crate::ids::FactNumber;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FactFile {
    pub on: Date,
    pub fact: Counted,
    /// The event since which it says what it says.
    pub place: Place,
    pub gone: Option<Gone>,
    /// In the order of recording.
    pub steps: Vec<Step>,
}

/// What of a fact makes a difference to a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Counted {
    WholeDay,
    SomeHours,
    Entry(Ground),
    Exit,
    Activity(Activity),
    RecoveryMissed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Gone {
    TurnedInto(FactNumber),
    Annulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// The day on which it was done.
    pub on: Date,
    pub place: Place,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    Reserved { justify_by: Date },
    Submitted { ground: JustificationGround, term: Term },
    Withdrawn,
    Decided { accepted: bool },
    Verified { accepted: bool },
    Classified(AbsenceKind),
    Contested,
    Confirmed,
}

impl FactFile {
    pub(super) fn stands(&self) -> bool {
        self.gone.is_none()
    }

    /// What had been done.
    pub(super) fn steps_until(&self, until: Until) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.on <= until.day && step.place < until.place)
    }
}

impl From<&Fact> for Counted {
    fn from(fact: &Fact) -> Self {
        match fact {
            Fact::Absence { scope } => Counted::absence(scope),
            Fact::Entry { ground, .. } => Counted::Entry(*ground),
            Fact::Exit { .. } => Counted::Exit,
            Fact::Activity { activity, .. } => Counted::Activity(*activity),
            Fact::RecoveryMissed { .. } => Counted::RecoveryMissed,
        }
    }
}

impl Counted {
    fn absence(scope: &AbsenceScope) -> Counted {
        match scope {
            AbsenceScope::WholeDay => Counted::WholeDay,
            AbsenceScope::Hours(_) => Counted::SomeHours,
        }
    }
}

impl StudentFile {
    fn add(&mut self, number: FactNumber, on: Date, fact: Counted, place: Place) {
        self.facts.insert(number, FactFile { on, fact, place, gone: None, steps: Vec::new() });
    }

    fn step(&mut self, number: FactNumber, on: Date, place: Place, what: What) {
        if let Some(fact) = self.facts.get_mut(&number) {
            fact.steps.push(Step { on, place, what });
        }
    }

    fn turn(&mut self, turned: Option<FactNumber>, into: FactNumber) {
        if let Some(fact) = turned.and_then(|turned| self.facts.get_mut(&turned)) {
            fact.gone = Some(Gone::TurnedInto(into));
        }
    }

    fn annul(&mut self, number: FactNumber, place: Place) {
        for (other, fact) in &mut self.facts {
            if *other == number {
                fact.gone = Some(Gone::Annulled);
            } else if fact.gone == Some(Gone::TurnedInto(number)) {
                (fact.gone, fact.place) = (None, place); // It is back.
            }
        }
    }

    /// Takes the count of a day that an event carries.
    fn count(&mut self, on: Date, place: Place, missed: &[MissedHour]) {
        let mut hours: Vec<(FactNumber, u32)> = Vec::new();
        for hour in missed {
            match hours.iter_mut().find(|(fact, _)| *fact == hour.fact) {
                Some((_, count)) => *count += 1,
                None => hours.push((hour.fact, 1)),
            }
        }
        let more = self.hours_of(on) < hours.iter().map(|(_, count)| count).sum();
        let since = self.days.get(&on).filter(|_| !more).map_or(place, |(since, _)| *since);
        self.days.insert(on, (since, hours));
    }

    pub(super) fn hours_of(&self, on: Date) -> u32 {
        self.days.get(&on).map_or(0, |(_, hours)| hours.iter().map(|(_, count)| count).sum())
    }

    pub(super) fn attendance(&mut self, place: Place, event: &AttendanceEvent) {
        match event {
            AttendanceEvent::AbsenceRecorded { on, number, scope, missed, .. } => {
                self.add(*number, *on, Counted::absence(scope), place);
                self.count(*on, place, missed);
            }
            AttendanceEvent::EntryRecorded { on, number, ground, turns, missed, .. } => {
                self.turn(*turns, *number);
                self.add(*number, *on, Counted::Entry(*ground), place);
                self.count(*on, place, missed);
            }
            AttendanceEvent::ExitRecorded { on, number, missed, .. } => {
                self.add(*number, *on, Counted::Exit, place);
                self.count(*on, place, missed);
            }
            AttendanceEvent::ActivityRecorded { on, number, activity, turns, missed, .. } => {
                self.turn(*turns, *number);
                self.add(*number, *on, Counted::Activity(*activity), place);
                self.count(*on, place, missed);
            }
            AttendanceEvent::RecoveryMissed { on, number, .. } => {
                self.add(*number, *on, Counted::RecoveryMissed, place);
            }
            AttendanceEvent::Corrected { on, number, withdrawn, fact, missed, .. } => {
                if is_wider(withdrawn, fact) {
                    self.step(*number, *on, place, What::Withdrawn); // What was justified was less.
                }
                let corrected = Counted::from(fact);
                if let Some(known) = self.facts.get_mut(number).filter(|known| known.fact != corrected) {
                    (known.fact, known.place) = (corrected, place);
                }
                self.count(*on, place, missed);
            }
            AttendanceEvent::Annulled { on, number, missed, .. } => {
                self.annul(*number, place);
                self.count(*on, place, missed);
            }
            AttendanceEvent::Restamped { on, missed, .. } => self.count(*on, place, missed),
            AttendanceEvent::HoursExcused { on, hours, .. } => {
                self.excused.push((*on, place, i64::from(*hours)));
            }
            AttendanceEvent::ExcuseRevoked { on, hours, .. } => {
                self.excused.push((*on, place, -i64::from(*hours)));
            }
            AttendanceEvent::Foretold { on, until, told_on, .. } => {
                self.foretold.push(Foretold { from: *on, until: *until, told_on: *told_on });
            }
            AttendanceEvent::AdmittedWithReserve { on, facts, justify_by, .. } => {
                for number in facts {
                    self.step(*number, *on, place, What::Reserved { justify_by: *justify_by });
                }
            }
            AttendanceEvent::JustificationSubmitted { number, ground, term, submitted_on, .. } => {
                self.step(*number, *submitted_on, place, What::Submitted { ground: *ground, term: *term });
            }
            AttendanceEvent::JustificationDecided { number, outcome, decided_on, .. } => {
                let accepted = *outcome == JustificationOutcome::Accepted;
                self.step(*number, *decided_on, place, What::Decided { accepted });
            }
            AttendanceEvent::JustificationWithdrawn { number, withdrawn_on, .. } => {
                self.step(*number, *withdrawn_on, place, What::Withdrawn);
            }
            AttendanceEvent::GroundVerified { number, outcome, verified_on, .. } => {
                let accepted = *outcome == Verification::Accepted;
                self.step(*number, *verified_on, place, What::Verified { accepted });
            }
            AttendanceEvent::Classified { number, kind, classified_on, .. } => {
                self.step(*number, *classified_on, place, What::Classified(*kind));
            }
            AttendanceEvent::ClassificationContested { number, contested_on, .. } => {
                self.step(*number, *contested_on, place, What::Contested);
            }
            AttendanceEvent::ClassificationConfirmed { number, confirmed_on, .. } => {
                self.step(*number, *confirmed_on, place, What::Confirmed);
            }
        }
    }
}
