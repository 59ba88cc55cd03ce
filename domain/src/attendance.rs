//! One student's attendance in one school year: absences, entries, exits and their justification.
//!
//! A fact stays where it is for ever. A later act turns it, corrects it or annuls it, and names it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::hours::{ClassDay, CountingPolicy, MissedHour};
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::regulation::Regulation;
use crate::text::Text;

mod amend;
mod justify;
mod record;
mod rejection;

pub use rejection::Rejection;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttendanceEvent {
    /// Absent, the whole day or some hours. `missed` is the whole day's count after this event, here and below.
    #[serde(rename = "absence-recorded.v1")]
    AbsenceRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        scope: AbsenceScope,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// Came in late (`ritardo`, `ingresso posticipato`).
    #[serde(rename = "entry-recorded.v1")]
    EntryRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        at: Time,
        admitted_from: Time,
        ground: Ground,
        /// The absence of that day that this entry turned into the hours missed.
        turns: Option<FactNumber>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// Left before the end of the lessons (`uscita anticipata`).
    #[serde(rename = "exit-recorded.v1")]
    ExitRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        at: Time,
        reason: ExitReason,
        collection: Collection,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "attendance-corrected.v1")]
    Corrected {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn: Fact,
        fact: Fact,
        reason: Text,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "attendance-annulled.v1")]
    Annulled {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn: Fact,
        reason: Text,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// The student was, that day, in another class than the one first recorded. Carries the day's facts that stand,
    /// since a reader of the new class has not seen them.
    #[serde(rename = "attendance-restamped.v1")]
    Restamped {
        student: PersonId,
        on: Date,
        withdrawn: ClassId,
        class: ClassId,
        facts: Vec<(FactNumber, Fact)>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "justification-submitted.v1")]
    JustificationSubmitted {
        student: PersonId,
        on: Date,
        number: FactNumber,
        by: Justifier,
        ground: JustificationGround,
        submitted_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "justification-decided.v1")]
    JustificationDecided {
        student: PersonId,
        on: Date,
        number: FactNumber,
        outcome: JustificationOutcome,
        decided_on: Date,
        because: Vec<Norm>,
    },
}

/// What is known of a part of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    Absence { scope: AbsenceScope },
    Entry { at: Time, admitted_from: Time, ground: Ground },
    Exit { at: Time, reason: ExitReason, collection: Collection },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceScope {
    WholeDay,
    Hours(BTreeSet<PeriodNumber>),
}

/// Why the student is late, as stated at the door. Its verification is another act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    None,
    Transport,
    Family,
}

/// Why the student leaves. A class of reasons, never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitReason {
    Family,
    Health,
    /// Taken ill at school (`malessere`).
    Malaise,
    Urgent,
}

/// With whom the student left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Collection {
    /// An adult student leaves alone.
    AdultStudent,
    /// A holder of parental responsibility.
    Guardian { person: PersonId },
    /// An adult relative with written delegation, whose document was seen.
    Delegate { document_checked: bool },
}

/// A class of reasons, never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JustificationGround {
    Health,
    Family,
    Transport,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JustificationOutcome {
    Accepted,
    Refused { reason: Text },
}

/// A student's year as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub facts: BTreeMap<FactNumber, Recorded>,
    pub by_day: BTreeMap<Date, Vec<FactNumber>>,
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
    }
    year
}

/// What is asked of a student's attendance. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    RecordAbsence { student: PersonId, day: ClassDay, scope: AbsenceScope, today: Date },
    RecordEntry { student: PersonId, day: ClassDay, at: Time, ground: Ground, today: Date },
    RecordExit { student: PersonId, day: ClassDay, exit: Exit, today: Date },
    Correct { student: PersonId, day: ClassDay, number: FactNumber, amended: Amended, reason: Text },
    Annul { student: PersonId, day: ClassDay, number: FactNumber, reason: Text },
    Restamp { student: PersonId, day: ClassDay },
    Justify { student: PersonId, number: FactNumber, by: Justifier, ground: JustificationGround, on: Date },
    DecideJustification { student: PersonId, number: FactNumber, outcome: JustificationOutcome, on: Date },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    pub at: Time,
    pub reason: ExitReason,
    pub collection: Collection,
    /// Whether the student has come of age on that day.
    pub of_age: bool,
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
        Command::Justify { student, number, by, ground, on } => {
            justify::submit(year, *student, *number, *by, *ground, *on)
        }
        Command::DecideJustification { student, number, outcome, on } => {
            justify::decide(year, *student, *number, outcome, *on)
        }
    }
}

#[cfg(test)]
mod tests;
