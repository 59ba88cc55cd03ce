//! What a student's attendance accepts, refuses and passes over in silence: the helpers that every theme uses.

mod absences;
mod activities;
mod adoption;
mod amendments;
mod classifications;
mod entries;
mod excuses;
mod exits;
mod grounds;
mod justifications;
mod leftovers;
mod mistakes;
mod properties;
mod reserves;
mod years;

use std::sync::LazyLock;

use super::*;
use crate::calendar::{Week, lazio_2025_26};
use crate::hours::{CountingPolicy, MissedHour};
use crate::ids::PeriodNumber;
use crate::norm::Norm;
use crate::people::{self, Profile};
use crate::school::tests::{IN_3B, IN_4A, SUBJECTS_OF_3B, at, day, lessons_of, person, subject, text};

/// A Wednesday: 3B has six hours, from 08:05 to 14:00.
const ON: &str = "2025-11-12";
const STUDENT: u128 = 1;
const MOTHER: u128 = 2;

static REGULATION: LazyLock<Regulation> = LazyLock::new(Regulation::adopted);

fn folded(events: &[AttendanceEvent]) -> Attendance {
    events.iter().fold(Attendance::default(), evolve)
}

fn after(events: &[AttendanceEvent], command: &Command) -> Result<Vec<AttendanceEvent>, Rejection> {
    decide(&folded(events), command, &REGULATION)
}

/// The history that some acts leave, all of them allowed.
fn history(commands: &[Command]) -> Vec<AttendanceEvent> {
    and(&[], commands)
}

fn and(events: &[AttendanceEvent], commands: &[Command]) -> Vec<AttendanceEvent> {
    let mut events = events.to_vec();
    for command in commands {
        let said = after(&events, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        events.extend(said);
    }
    events
}

/// The hours missed on a day, as the last event that counted them says.
fn missed_on(events: &[AttendanceEvent], on: &str) -> Vec<u8> {
    let counts = events.iter().rev().filter_map(count_of);
    let last = counts.into_iter().find(|(counted, _)| *counted == day(on));
    last.map(|(_, missed)| missed.iter().map(|hour| hour.period.0).collect()).unwrap_or_default()
}

/// The day counted by an event, and its hours.
fn count_of(event: &AttendanceEvent) -> Option<(Date, &[MissedHour])> {
    match event {
        AttendanceEvent::AbsenceRecorded { on, missed, .. }
        | AttendanceEvent::EntryRecorded { on, missed, .. }
        | AttendanceEvent::ExitRecorded { on, missed, .. }
        | AttendanceEvent::Corrected { on, missed, .. }
        | AttendanceEvent::Annulled { on, missed, .. }
        | AttendanceEvent::Restamped { on, missed, .. }
        | AttendanceEvent::ActivityRecorded { on, missed, .. } => Some((*on, missed)),
        AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. }
        | AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. } => None,
    }
}

/// Hours of 3B, by the fact that they come from.
fn missed(hours: &[(u8, u32)]) -> Vec<MissedHour> {
    let hour = |(period, fact): &(u8, u32)| MissedHour {
        period: PeriodNumber(*period),
        subject: subject(SUBJECTS_OF_3B[usize::from(*period) - 1]),
        fact: FactNumber(*fact),
    };
    hours.iter().map(hour).collect()
}

fn whole_day(fact: u32) -> Vec<MissedHour> {
    missed(&[(1, fact), (2, fact), (3, fact), (4, fact), (5, fact), (6, fact)])
}

fn hours(periods: &[u8]) -> AbsenceScope {
    AbsenceScope::Hours(periods.iter().copied().map(PeriodNumber).collect())
}

fn absent_in(class: ClassId, on: &str, scope: AbsenceScope, today: &str) -> Command {
    Command::RecordAbsence { student: person(STUDENT), day: lessons_of(class, on), scope, today: day(today) }
}

fn absent(on: &str) -> Command {
    absent_in(IN_3B, on, AbsenceScope::WholeDay, on)
}

fn absent_for(periods: &[u8]) -> Command {
    absent_in(IN_3B, ON, hours(periods), ON)
}

fn enters_on(on: &str, time: &str, ground: Ground, today: &str) -> Command {
    let day_of_class = lessons_of(IN_3B, on);
    Command::RecordEntry {
        student: person(STUDENT),
        day: day_of_class,
        at: at(time),
        ground,
        today: day(today),
    }
}

fn enters(time: &str, ground: Ground) -> Command {
    enters_on(ON, time, ground, ON)
}

/// An exit for the family's reasons, with the mother.
fn out(time: &str) -> Exit {
    let collection = Collection::Guardian { person: person(MOTHER) };
    Exit { at: at(time), reason: ExitReason::Family, collection, of_age: false, permission: None }
}

fn leaves_as(exit: Exit) -> Command {
    Command::RecordExit { student: person(STUDENT), day: lessons_of(IN_3B, ON), exit, today: day(ON) }
}

fn leaves(time: &str) -> Command {
    leaves_as(out(time))
}

fn correct(number: u32, amended: Amended) -> Command {
    let (student, number) = (person(STUDENT), FactNumber(number));
    Command::Correct {
        student,
        day: lessons_of(IN_3B, ON),
        number,
        amended,
        reason: text("errore di trascrizione"),
    }
}

fn annul(number: u32) -> Command {
    let (student, number) = (person(STUDENT), FactNumber(number));
    Command::Annul { student, day: lessons_of(IN_3B, ON), number, reason: text("studente sbagliato") }
}

fn restamp(class: ClassId, on: &str) -> Command {
    Command::Restamp { student: person(STUDENT), day: lessons_of(class, on) }
}

fn bring(
    by: JustifierFor,
    number: u32,
    ground: JustificationGround,
    evidence: Evidence,
    on: &str,
) -> Command {
    let (number, brought) = (FactNumber(number), Brought { ground, evidence });
    Command::Justify { number, by, brought, on: day(on) }
}

fn by_mother() -> JustifierFor {
    born("2010-05-20").justifier(person(MOTHER), day(ON), &REGULATION).expect("a minor's mother")
}

/// The calendar of the school of these tests.
fn calendar() -> SchoolCalendar {
    lazio_2025_26(Week::FiveDays)
}

/// Called as present at the first hour of a day.
fn back_on(on: &str) -> Command {
    let (student, class) = (person(STUDENT), IN_3B);
    Command::Admit { student, class, on: day(on), calendar: calendar(), today: day(on) }
}

/// The number of events of an act that is allowed.
fn count(said: Result<Vec<AttendanceEvent>, Rejection>) -> Result<usize, Rejection> {
    said.map(|events| events.len())
}

/// A student born on that day, whose mother answers since September 2025.
fn born(on: &str) -> Box<Profile> {
    let events = [
        people::PersonEvent::Registered {
            person: person(STUDENT),
            given_name: text("Anna"),
            family_name: text("Prova"),
            born_on: day(on),
            on: day("2025-09-01"),
            because: vec![],
        },
        people::PersonEvent::ResponsibilityHeld {
            student: person(STUDENT),
            guardian: person(MOTHER),
            relation: people::Relation::Mother,
            from: day("2025-09-01"),
            because: vec![],
        },
    ];
    match events.iter().fold(people::Person::Unknown, people::evolve) {
        people::Person::Known(profile) => profile,
        people::Person::Unknown => panic!("nobody was registered"),
    }
}

fn absence_recorded(number: u32, scope: AbsenceScope, missed: Vec<MissedHour>) -> AttendanceEvent {
    AttendanceEvent::AbsenceRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        scope,
        policy: CountingPolicy::WholeLessons,
        missed,
        because: vec![Norm::HoursOfAbsence],
    }
}

fn exit_recorded(number: u32, exit: &Exit, missed: Vec<MissedHour>, because: &[Norm]) -> AttendanceEvent {
    AttendanceEvent::ExitRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        at: exit.at,
        reason: exit.reason,
        collection: exit.collection,
        permission: exit.permission,
        interrupts: lessons_of(IN_3B, ON).interrupted_at(exit.at),
        policy: CountingPolicy::WholeLessons,
        missed,
        because: because.to_vec(),
    }
}
