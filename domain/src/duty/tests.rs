//! What must be done, from which events, by when: the helpers that every theme uses.

mod absences;
mod asked;
mod cases;
mod delays;
mod hours;
mod marks;
mod properties;
mod rights;
mod school;
mod truancy;
mod unjustified;

use std::sync::LazyLock;

use jiff::civil::Date;

use super::*;
use crate::attendance::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Collection, Evidence, ExitReason, Fact, Ground,
    JustificationGround, JustificationOutcome, Term, Verification,
};
use crate::calendar::{Holidays, SchoolCalendar, Week, lazio_2025_26};
use crate::contact::{Channel, ContactEvent};
use crate::fact::DomainEvent;
use crate::hours::{CountingPolicy, MissedHour, Warning};
use crate::ids::{FactNumber, NoticeId, PeriodNumber, SubjectCode};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, at, day, person, text};

static REGULATION: LazyLock<Regulation> = LazyLock::new(Regulation::adopted);
static CALENDAR: LazyLock<SchoolCalendar> = LazyLock::new(|| lazio_2025_26(Week::FiveDays));
static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(|| CALENDAR.holidays());
static LESSON_DAYS: LazyLock<Vec<Date>> = LazyLock::new(|| CALENDAR.lesson_days(&HOLIDAYS).collect());

const STUDENT: u128 = 1;
/// Fourteen in November 2025: of the age of compulsory education all year long.
const BORN: &str = "2011-05-05";

/// An event of the student's; its place in the feed is its place in the list, and so is its number.
type Events = Vec<DomainEvent>;

fn outlook(today: &str) -> Outlook<'static> {
    Outlook { today: day(today), regulation: &REGULATION, holidays: &HOLIDAYS }
}

fn pupil(born_on: &str) -> Pupil<'static> {
    let (student, born_on) = (person(STUDENT), day(born_on));
    Pupil { student, born_on, annual_hours: 1056, lesson_days: &LESSON_DAYS }
}

fn file(events: &[DomainEvent]) -> StudentFile {
    (0..).zip(events).fold(StudentFile::default(), |file, (at, event)| file.fold(Place(at), event))
}

fn all(events: &[DomainEvent], today: &str) -> Vec<Duty> {
    duties(&file(events), &pupil(BORN), outlook(today))
}

/// "arose on, how it stands, by when" (or on which day it was done).
fn line(duty: &Duty) -> String {
    let due = duty.due.map_or("-".to_owned(), |due| due.to_string());
    let stands = match duty.status {
        Status::Done { on, .. } => format!("done {on}"),
        Status::NotYetDue => format!("not yet {due}"),
        Status::Due => format!("due {due}"),
        Status::Overdue => format!("overdue {due}"),
    };
    format!("{} {stands}", duty.arose_on)
}

fn lines(duties: &[Duty], kind: DutyKind) -> Vec<String> {
    duties.iter().filter(|duty| duty.kind == kind).map(line).collect()
}

/// The duties of a kind, as of a day.
fn of(events: &[DomainEvent], kind: DutyKind, today: &str) -> Vec<String> {
    lines(&all(events, today), kind)
}

fn number(of: usize) -> FactNumber {
    FactNumber(u32::try_from(of).expect("few events"))
}

fn missed(number: FactNumber, hours: u8) -> Vec<MissedHour> {
    let hour = |period| MissedHour {
        period: PeriodNumber(period),
        subject: SubjectCode("MAT".to_owned()),
        fact: number,
    };
    (1..=hours).map(hour).collect()
}

const POLICY: CountingPolicy = CountingPolicy::WholeLessons;

fn guardian() -> Justifier {
    serde_json::from_value(serde_json::json!({ "guardian": person(2) })).expect("a guardian")
}

/// What happens in a student's year, one thing after the other.
#[derive(Clone, Default)]
struct Year {
    events: Events,
}

impl Year {
    fn push(&mut self, event: DomainEvent) -> FactNumber {
        self.events.push(event);
        number(self.events.len() - 1)
    }

    fn next(&self) -> FactNumber {
        number(self.events.len())
    }

    fn attendance(&mut self, event: AttendanceEvent) -> FactNumber {
        self.push(DomainEvent::Attendance(event))
    }

    fn contact(&mut self, event: ContactEvent) -> FactNumber {
        self.push(DomainEvent::Contact(event))
    }

    fn absent(&mut self, on: &str) -> FactNumber {
        self.absent_for(on, 6)
    }

    fn absent_for(&mut self, on: &str, hours: u8) -> FactNumber {
        let number = self.next();
        self.attendance(AttendanceEvent::AbsenceRecorded {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number,
            scope: AbsenceScope::WholeDay,
            policy: POLICY,
            missed: missed(number, hours),
            because: vec![],
        })
    }

    fn late(&mut self, on: &str, ground: Ground) -> FactNumber {
        self.attendance(AttendanceEvent::EntryRecorded {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number: self.next(),
            at: at("08:09"),
            admitted_from: at("08:09"),
            ground,
            turns: None,
            policy: POLICY,
            missed: vec![],
            because: vec![],
        })
    }

    fn left(&mut self, on: &str) -> FactNumber {
        self.attendance(AttendanceEvent::ExitRecorded {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number: self.next(),
            at: at("12:00"),
            reason: ExitReason::Family,
            collection: Collection::Guardian { person: person(2) },
            permission: None,
            interrupts: None,
            policy: POLICY,
            missed: vec![],
            because: vec![],
        })
    }

    fn annul(&mut self, number: FactNumber, on: &str) {
        self.attendance(AttendanceEvent::Annulled {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number,
            withdrawn: Fact::Absence { scope: AbsenceScope::WholeDay },
            reason: text("era in classe"),
            policy: POLICY,
            missed: vec![],
            because: vec![],
        });
    }

    fn reserve(&mut self, facts: &[FactNumber], on: &str, justify_by: &str) {
        self.attendance(AttendanceEvent::AdmittedWithReserve {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            facts: facts.to_vec(),
            justify_by: day(justify_by),
            because: vec![],
        });
    }

    fn justify(&mut self, number: FactNumber, ground: JustificationGround, term: Term, submitted_on: &str) {
        self.attendance(AttendanceEvent::JustificationSubmitted {
            student: person(STUDENT),
            on: day("2025-11-12"),
            number,
            by: guardian(),
            ground,
            evidence: Evidence::None,
            term,
            submitted_on: day(submitted_on),
            because: vec![],
        });
    }

    fn in_time(&mut self, number: FactNumber, submitted_on: &str) {
        self.justify(number, JustificationGround::Family, Term::InTime, submitted_on);
    }

    fn decide(&mut self, number: FactNumber, accepted: bool, decided_on: &str) {
        let refused = JustificationOutcome::Refused { reason: text("x") };
        self.attendance(AttendanceEvent::JustificationDecided {
            student: person(STUDENT),
            on: day("2025-11-12"),
            number,
            outcome: if accepted { JustificationOutcome::Accepted } else { refused },
            decided_on: day(decided_on),
            because: vec![],
        });
    }

    fn verify(&mut self, number: FactNumber, accepted: bool, verified_on: &str) {
        self.attendance(AttendanceEvent::GroundVerified {
            student: person(STUDENT),
            on: day("2025-11-11"),
            number,
            outcome: if accepted {
                Verification::Accepted
            } else {
                Verification::Rejected { reason: text("nessuno sciopero") }
            },
            verified_on: day(verified_on),
            because: vec![],
        });
    }

    fn classify(&mut self, number: FactNumber, on: &str, kind: AbsenceKind, classified_on: &str) {
        self.attendance(AttendanceEvent::Classified {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number,
            withdrawn: AbsenceKind::Individual,
            kind,
            reason: text("tutta la classe"),
            classified_on: day(classified_on),
            because: vec![],
        });
    }

    fn foretold(&mut self, on: &str, until: &str, told_on: &str) {
        self.attendance(AttendanceEvent::Foretold {
            student: person(STUDENT),
            on: day(on),
            until: day(until),
            by: guardian(),
            ground: JustificationGround::Family,
            told_on: day(told_on),
            because: vec![],
        });
    }

    /// A trip until the day before, and the first lesson day after it.
    fn trip(&mut self, on: &str, back_to_lessons: &str) {
        let activity = Activity::Trip { back_to_lessons: Some(day(back_to_lessons)) };
        self.attendance(AttendanceEvent::ActivityRecorded {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number: self.next(),
            activity,
            away: AbsenceScope::WholeDay,
            hours: 6,
            turns: None,
            policy: POLICY,
            missed: vec![],
            because: vec![],
        });
    }

    fn told(&mut self, duty: DutyKind, on: &str) -> FactNumber {
        let channel = Channel::Notice { notice: NoticeId(uuid::Uuid::nil()) };
        self.told_by(duty, on, channel)
    }

    fn told_by(&mut self, duty: DutyKind, on: &str, channel: Channel) -> FactNumber {
        let (student, number, on) = (person(STUDENT), self.next(), day(on));
        self.contact(ContactEvent::FamilyTold { student, on, number, duty, channel, because: vec![] })
    }

    fn considered(&mut self, duty: DutyKind, on: &str) {
        let (student, number, on) = (person(STUDENT), self.next(), day(on));
        let outcome = text("sentita la famiglia");
        self.contact(ContactEvent::ProposalConsidered {
            student,
            on,
            number,
            duty,
            outcome,
            because: vec![],
        });
    }

    fn of(&self, kind: DutyKind, today: &str) -> Vec<String> {
        of(&self.events, kind, today)
    }
}

fn none() -> Vec<String> {
    Vec::new()
}
