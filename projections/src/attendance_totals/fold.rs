//! How each event of attendance changes a student's year.

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, AttendanceEvent, Fact, JustificationOutcome};
use registro_domain::hours::MissedHour;
use registro_domain::ids::FactNumber;

use super::{FactState, Foretold, Justified, KnownFact, Reserve, Totals};

impl Totals {
    fn set_day(&mut self, on: Date, missed: &[MissedHour]) {
        self.days.insert(on, missed.to_vec());
    }

    fn add(&mut self, number: FactNumber, on: Date, fact: Fact) {
        self.facts.insert(number, KnownFact::new(on, fact));
    }

    fn turn(&mut self, turned: Option<FactNumber>, into: FactNumber) {
        if let Some(turned) = turned {
            self.change(turned, |absence| absence.state = FactState::TurnedInto(into));
        }
    }

    fn change(&mut self, number: FactNumber, change: impl FnOnce(&mut KnownFact)) {
        if let Some(known) = self.facts.get_mut(&number) {
            change(known);
        }
    }
}

pub(super) fn attendance(mut row: Totals, event: &AttendanceEvent) -> Totals {
    match event {
        AttendanceEvent::AbsenceRecorded { on, number, scope, missed, .. } => {
            row.add(*number, *on, Fact::Absence { scope: scope.clone() });
            row.set_day(*on, missed);
        }
        AttendanceEvent::EntryRecorded { on, number, at, admitted_from, ground, turns, missed, .. } => {
            row.turn(*turns, *number);
            row.add(*number, *on, Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground });
            row.set_day(*on, missed);
        }
        AttendanceEvent::ExitRecorded { on, number, at, reason, collection, missed, .. } => {
            row.add(*number, *on, Fact::Exit { at: *at, reason: *reason, collection: *collection });
            row.set_day(*on, missed);
        }
        AttendanceEvent::ActivityRecorded { on, number, activity, away, hours, turns, missed, .. } => {
            row.turn(*turns, *number);
            let fact = Fact::Activity { activity: *activity, away: away.clone(), hours: *hours };
            row.add(*number, *on, fact);
            row.set_day(*on, missed);
        }
        AttendanceEvent::RecoveryMissed { on, number, subject, hours, .. } => {
            row.add(*number, *on, Fact::RecoveryMissed { subject: subject.clone(), hours: *hours });
        }
        AttendanceEvent::Corrected { on, number, fact, missed, .. } => {
            row.change(*number, |known| known.correct(fact));
            row.set_day(*on, missed);
        }
        AttendanceEvent::Annulled { on, number, missed, .. } => {
            for (other, known) in &mut row.facts {
                if other == number {
                    known.state = FactState::Annulled;
                } else if known.state == FactState::TurnedInto(*number) {
                    known.state = FactState::Stands;
                }
            }
            row.set_day(*on, missed);
        }
        AttendanceEvent::Restamped { on, missed, .. } => row.set_day(*on, missed),
        AttendanceEvent::JustificationSubmitted { number, term, .. } => {
            row.change(*number, |known| {
                (known.justification, known.term) = (Justified::Submitted, Some(*term));
            });
        }
        AttendanceEvent::JustificationDecided { number, outcome, .. } => {
            let decided = match outcome {
                JustificationOutcome::Accepted => Justified::Accepted,
                JustificationOutcome::Refused { .. } => Justified::Refused,
            };
            row.change(*number, |known| known.justification = decided);
        }
        AttendanceEvent::JustificationWithdrawn { number, .. } => {
            row.change(*number, |known| known.justification = Justified::Withdrawn);
        }
        AttendanceEvent::GroundVerified { number, outcome, .. } => {
            row.change(*number, |known| known.verification = Some(outcome.clone()));
        }
        AttendanceEvent::AdmittedWithReserve { on, facts, justify_by, .. } => {
            let reserve = Some(Reserve { returned_on: *on, justify_by: *justify_by });
            for number in facts {
                row.change(*number, |known| known.reserve = reserve);
            }
        }
        AttendanceEvent::Classified { number, kind, .. } => {
            row.change(*number, |known| (known.kind, known.contested) = (*kind, false));
        }
        AttendanceEvent::ClassificationContested { number, .. } => {
            row.change(*number, |known| known.contested = known.kind == AbsenceKind::Collective);
        }
        AttendanceEvent::ClassificationConfirmed { number, .. } => {
            row.change(*number, |known| known.contested = false);
        }
        AttendanceEvent::Foretold { on, until, told_on, .. } => {
            row.foretold.push(Foretold { from: *on, until: *until, told_on: *told_on });
        }
        AttendanceEvent::HoursExcused { number, hours, .. } => {
            row.excused.insert(*number, *hours);
        }
        AttendanceEvent::ExcuseRevoked { number, hours, .. } => {
            if let Some(excused) = row.excused.get_mut(number) {
                *excused = excused.saturating_sub(*hours);
            }
        }
    }
    row
}
