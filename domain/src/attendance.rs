//! One student's attendance in one school year: absences, entries, exits and their justification.
//!
//! A fact stays where it is for ever. A later act turns it, corrects it or annuls it, and names it.

use std::collections::BTreeMap;

use crate::hours::ClassDay;
use crate::ids::{ClassId, FactNumber, PersonId};
use crate::people::JustifierFor;
use crate::permission::Permitted;
use crate::regulation::Regulation;
use crate::text::Text;
use jiff::civil::{Date, Time};

mod amend;
mod event;
mod excuse;
mod justify;
mod permitted;
mod record;
mod rejection;

pub use event::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Collection, Evidence, ExitReason, Fact, Ground,
    JustificationGround, JustificationOutcome, Kinship, Term, Verification,
};
pub use excuse::{Excuse, hours_missed};
pub use rejection::Rejection;

/// A student's year as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub facts: BTreeMap<FactNumber, Recorded>,
    pub by_day: BTreeMap<Date, Vec<FactNumber>>,
    /// By the number of the derogation that they rest on.
    pub excuses: BTreeMap<FactNumber, Excuse>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub on: Date,
    pub class: ClassId,
    pub fact: Fact,
    pub standing: Standing,
    pub justification: Justification,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Stands,
    /// An absence, since the student came in later that day.
    TurnedInto(FactNumber),
    Annulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Justification {
    Awaited,
    Submitted { by: PersonId },
    Accepted,
    Refused,
}

impl Attendance {
    fn add(&mut self, number: FactNumber, on: Date, class: ClassId, fact: Fact) {
        self.by_day.entry(on).or_default().push(number);
        let (standing, justification) = (Standing::Stands, Justification::Awaited);
        self.facts.insert(number, Recorded { on, class, fact, standing, justification });
    }

    /// The facts of a day that stand, in the order of recording.
    pub fn standing(&self, on: Date) -> Vec<(FactNumber, &Recorded)> {
        let numbers = self.by_day.get(&on).map(Vec::as_slice).unwrap_or_default();
        numbers
            .iter()
            .filter_map(|number| Some((*number, self.facts.get(number)?)))
            .filter(|(_, recorded)| recorded.standing == Standing::Stands)
            .collect()
    }

    fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }
}

pub fn evolve(mut year: Attendance, event: &AttendanceEvent) -> Attendance {
    year.length += 1;
    match event {
        AttendanceEvent::AbsenceRecorded { class, on, number, scope, .. } => {
            year.add(*number, *on, *class, Fact::Absence { scope: scope.clone() });
        }
        AttendanceEvent::EntryRecorded { class, on, number, at, admitted_from, ground, turns, .. } => {
            if let Some(absence) = turns.and_then(|turned| year.facts.get_mut(&turned)) {
                absence.standing = Standing::TurnedInto(*number);
            }
            let fact = Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::ExitRecorded { class, on, number, at, reason, collection, .. } => {
            let fact = Fact::Exit { at: *at, reason: *reason, collection: *collection };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::Corrected { number, fact, .. } => {
            if let Some(recorded) = year.facts.get_mut(number) {
                recorded.fact = fact.clone();
            }
        }
        AttendanceEvent::Annulled { number, .. } => {
            for (other, recorded) in &mut year.facts {
                if other == number {
                    recorded.standing = Standing::Annulled;
                } else if recorded.standing == Standing::TurnedInto(*number) {
                    recorded.standing = Standing::Stands; // The absence that the entry had turned is back.
                }
            }
        }
        AttendanceEvent::Restamped { on, class, .. } => {
            for recorded in year.facts.values_mut().filter(|recorded| recorded.on == *on) {
                recorded.class = *class;
            }
        }
        AttendanceEvent::JustificationSubmitted { number, by, .. } => {
            if let Some(recorded) = year.facts.get_mut(number) {
                recorded.justification = Justification::Submitted { by: by.person() };
            }
        }
        AttendanceEvent::JustificationDecided { number, outcome, .. } => {
            if let Some(recorded) = year.facts.get_mut(number) {
                recorded.justification = match outcome {
                    JustificationOutcome::Accepted => Justification::Accepted,
                    JustificationOutcome::Refused { .. } => Justification::Refused,
                };
            }
        }
        AttendanceEvent::ActivityRecorded { class, on, number, activity, hours, .. } => {
            year.add(*number, *on, *class, Fact::Activity { activity: *activity, hours: *hours });
        }
        AttendanceEvent::RecoveryMissed { class, on, number, subject, hours, .. } => {
            let fact = Fact::RecoveryMissed { subject: subject.clone(), hours: *hours };
            year.add(*number, *on, *class, fact);
        }
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. } => {}
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

/// What is asked of a student's attendance. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    RecordAbsence { student: PersonId, day: ClassDay, scope: AbsenceScope, today: Date },
    RecordEntry { student: PersonId, day: ClassDay, at: Time, ground: Ground, today: Date },
    RecordPermittedEntry { student: PersonId, day: ClassDay, at: Time, today: Date },
    RecordExit { student: PersonId, day: ClassDay, exit: Exit, today: Date },
    Correct { student: PersonId, day: ClassDay, number: FactNumber, amended: Amended, reason: Text },
    Annul { student: PersonId, day: ClassDay, number: FactNumber, reason: Text },
    Restamp { student: PersonId, day: ClassDay },
    Justify { number: FactNumber, by: JustifierFor, ground: JustificationGround, on: Date },
    DecideJustification { student: PersonId, number: FactNumber, outcome: JustificationOutcome, on: Date },
    Excuse { student: PersonId, hours: u16, derogation: FactNumber, on: Date },
    RevokeExcuse { student: PersonId, derogation: FactNumber, on: Date },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    pub at: Time,
    pub reason: ExitReason,
    pub collection: Collection,
    /// Whether the student has come of age on that day.
    pub of_age: bool,
    /// The permission granted for it, if one was.
    pub permission: Option<Permitted>,
}

/// The values that take the place of those recorded, of the same kind of fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amended {
    Absence(AbsenceScope),
    Entry { at: Time, ground: Ground },
    Exit(Exit),
}

pub fn decide(
    year: &Attendance,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<AttendanceEvent>, Rejection> {
    match command {
        Command::RecordAbsence { student, day, scope, today } => {
            record::absence(year, *student, day, scope, *today, regulation)
        }
        Command::RecordEntry { student, day, at, ground, today } => {
            record::entry(year, *student, day, *at, *ground, *today, regulation)
        }
        Command::RecordPermittedEntry { student, day, at, today } => {
            permitted::entry(year, *student, day, *at, *today, regulation)
        }
        Command::RecordExit { student, day, exit, today } => {
            record::exit(year, *student, day, exit, *today, regulation)
        }
        Command::Correct { student, day, number, amended, reason } => {
            amend::correct(year, *student, day, *number, amended, reason, regulation)
        }
        Command::Annul { student, day, number, reason } => {
            amend::annul(year, *student, day, *number, reason, regulation)
        }
        Command::Restamp { student, day } => Ok(amend::restamp(year, *student, day, regulation)),
        Command::Justify { number, by, ground, on } => justify::submit(year, *number, *by, *ground, *on),
        Command::DecideJustification { student, number, outcome, on } => {
            justify::decide(year, *student, *number, outcome, *on)
        }
        Command::Excuse { student, hours, derogation, on } => {
            Ok(excuse::excuse(year, *student, *hours, *derogation, *on))
        }
        Command::RevokeExcuse { student, derogation, on } => {
            Ok(excuse::revoke(year, *student, *derogation, *on))
        }
    }
}

#[cfg(test)]
mod tests;
