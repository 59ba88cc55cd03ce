//! One student's attendance in one school year: absences, entries, exits and their justification.
//!
//! A fact stays where it is for ever. A later act turns it, corrects it or annuls it, and names it.

use jiff::civil::{Date, Time};

use crate::calendar::SchoolCalendar;
use crate::hours::ClassDay;
use crate::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use crate::people::JustifierFor;
use crate::permission::Permitted;
use crate::regulation::Regulation;
use crate::text::Text;

mod activity;
mod amend;
mod classify;
mod event;
mod excuse;
mod foretell;
mod justify;
mod permitted;
mod record;
mod rejection;
mod reserve;
mod state;
mod verify;

pub use event::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Collection, Evidence, ExitReason, Fact, Ground,
    JustificationGround, JustificationOutcome, Kinship, Term, Verification,
};
pub use excuse::{Excuse, hours_missed};
pub use rejection::Rejection;
pub use state::{
    Attendance, Classification, Justification, Recorded, Reserve, Standing, evolve, is_whole_day, is_wider,
};

/// What is asked of a student's attendance. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    RecordAbsence {
        student: PersonId,
        day: ClassDay,
        scope: AbsenceScope,
        today: Date,
    },
    RecordEntry {
        student: PersonId,
        day: ClassDay,
        at: Time,
        ground: Ground,
        today: Date,
    },
    RecordPermittedEntry {
        student: PersonId,
        day: ClassDay,
        at: Time,
        today: Date,
    },
    RecordExit {
        student: PersonId,
        day: ClassDay,
        exit: Exit,
        today: Date,
    },
    Correct {
        student: PersonId,
        day: ClassDay,
        number: FactNumber,
        amended: Amended,
        reason: Text,
    },
    Annul {
        student: PersonId,
        day: ClassDay,
        number: FactNumber,
        reason: Text,
    },
    Restamp {
        student: PersonId,
        day: ClassDay,
    },
    Justify {
        number: FactNumber,
        by: JustifierFor,
        brought: Brought,
        on: Date,
    },
    DecideJustification {
        student: PersonId,
        number: FactNumber,
        outcome: JustificationOutcome,
        on: Date,
    },
    WithdrawJustification {
        number: FactNumber,
        by: JustifierFor,
        on: Date,
    },
    /// Back in class on `on`, the student is admitted with reserve for what is not justified.
    Admit {
        student: PersonId,
        class: ClassId,
        on: Date,
        calendar: SchoolCalendar,
        today: Date,
    },
    VerifyGround {
        student: PersonId,
        number: FactNumber,
        outcome: Verification,
        on: Date,
    },
    Classify {
        student: PersonId,
        number: FactNumber,
        kind: AbsenceKind,
        reason: Text,
        on: Date,
    },
    Contest {
        number: FactNumber,
        by: JustifierFor,
        grounds: Text,
        on: Date,
    },
    ConfirmClassification {
        student: PersonId,
        number: FactNumber,
        reason: Text,
        on: Date,
    },
    Foretell {
        absence: Planned,
        by: JustifierFor,
        told_on: Date,
    },
    RecordActivity {
        student: PersonId,
        day: ClassDay,
        outing: Outing,
        today: Date,
    },
    Excuse {
        student: PersonId,
        hours: u16,
        derogation: FactNumber,
        on: Date,
    },
    RevokeExcuse {
        student: PersonId,
        derogation: FactNumber,
        on: Date,
    },
    RecordRecoveryAbsence {
        student: PersonId,
        class: ClassId,
        course: Course,
        today: Date,
    },
}

/// What a justification says, and what came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    pub ground: JustificationGround,
    pub evidence: Evidence,
}

/// A long absence that the family tells of, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub from: Date,
    pub until: Date,
    pub ground: JustificationGround,
}

/// A day, or some hours of it, somewhere else than in class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outing {
    pub to: Destination,
    pub away: AbsenceScope,
    /// The hours done, of those away.
    pub hours: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// With the last day of the trip, and the calendar that says when lessons go on.
    Trip {
        last_day: Date,
        calendar: SchoolCalendar,
    },
    Citizenship,
    Reflection,
    School,
}

/// A lesson of a recovery course that the student did not attend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub on: Date,
    pub subject: SubjectCode,
    pub hours: u8,
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
        Command::Justify { number, by, brought, on } => justify::submit(year, *number, *by, *brought, *on),
        Command::DecideJustification { student, number, outcome, on } => {
            justify::decide(year, *student, *number, outcome, *on)
        }
        Command::Excuse { student, hours, derogation, on } => {
            Ok(excuse::excuse(year, *student, *hours, *derogation, *on))
        }
        Command::RevokeExcuse { student, derogation, on } => {
            Ok(excuse::revoke(year, *student, *derogation, *on))
        }
        Command::WithdrawJustification { number, by, on } => justify::withdraw(year, *number, *by, *on),
        Command::Admit { student, class, on, calendar, today } => {
            reserve::admit(year, *student, *class, *on, calendar, *today, regulation)
        }
        Command::VerifyGround { student, number, outcome, on } => {
            verify::ground(year, *student, *number, outcome, *on)
        }
        Command::Classify { student, number, kind, reason, on } => {
            classify::classify(year, *student, *number, *kind, reason, *on)
        }
        Command::Contest { number, by, grounds, on } => classify::contest(year, *number, *by, grounds, *on),
        Command::ConfirmClassification { student, number, reason, on } => {
            classify::confirm(year, *student, *number, reason, *on)
        }
        Command::Foretell { absence, by, told_on } => {
            foretell::absence(year, absence, *by, *told_on, regulation)
        }
        Command::RecordActivity { student, day, outing, today } => {
            activity::record(year, *student, day, outing, *today, regulation)
        }
        Command::RecordRecoveryAbsence { student, class, course, today } => {
            activity::recovery(year, *student, *class, course, *today)
        }
    }
}

#[cfg(test)]
mod tests;
