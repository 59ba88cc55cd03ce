//! An example of every event, with every value that its fields may take: what the snapshots and the archive are made of.

mod contacts;
mod derogations;
mod devices;
mod excuses;
mod lessons;
mod notices;
mod permissions;
mod receipts;
mod vigilance;

pub(super) use contacts::contacts;
pub(super) use derogations::derogations;
pub(super) use devices::devices;
use excuses::excuses;
pub(super) use lessons::lessons;
pub(super) use notices::notices;
pub(super) use permissions::permissions;
pub(super) use receipts::receipts;
pub(super) use vigilance::vigilance;

use std::collections::BTreeSet;

use super::*;
use crate::attendance::{
    AbsenceScope, Collection, Evidence, ExitReason, Fact, Ground, JustificationGround, JustificationOutcome,
    Kinship, Term,
};
use crate::calendar::{SchoolYear, lazio_2025_26};
use crate::hours::{CountingPolicy, MissedHour};
use crate::ids::{FactNumber, PeriodNumber, Protocol};
use crate::people::{Justifier, Office, Relation};
use crate::permission::{PermissionReason, Permitted};
use crate::regulation::Regulation;
use crate::school::Slot;
use crate::school::tests::{at, subject, text};

const YEAR: SchoolYear = SchoolYear(2025);
const ON: &str = "2025-11-12";
const STUDENT: u128 = 1;
const MOTHER: u128 = 3;

pub(super) fn school() -> Vec<SchoolEvent> {
    let on = day("2025-09-01");
    let because = || vec![Norm::OnlyRegisterFunctions];
    let bell = Regulation::adopted().bell_schedule(on).clone();
    let calendar = |week| SchoolEvent::CalendarPublished {
        calendar: lazio_2025_26(week),
        on,
        because: vec![Norm::LessonDays, Norm::Holidays],
    };
    let (name, mechanographic_code) = (text("Istituto di prova"), text("RMXX000000"));
    let slot = Slot {
        weekday: 1,
        period: PeriodNumber(2),
        subject: subject("INF"),
        teachers: vec![person(101), person(102)],
    };
    vec![
        SchoolEvent::Founded { name, mechanographic_code, on, because: because() },
        calendar(Week::FiveDays),
        calendar(Week::SixDays),
        SchoolEvent::BellScheduleSet { bell, from: on, because: vec![Norm::OnTimeUntilLessonsStart] },
        SchoolEvent::RegulationAdopted { version: text("2025-09-01"), from: on, because: because() },
        SchoolEvent::SubjectListed {
            subject: subject("MAT"),
            name: text("Matematica"),
            on,
            because: because(),
        },
        SchoolEvent::ClassOpened {
            class: IN_3B,
            year: YEAR,
            label: text("3B"),
            track: text("informatico"),
            annual_hours: 1056,
            on,
            because: vec![Norm::PersonalisedHours],
        },
        SchoolEvent::TimetableSet {
            class: IN_3B,
            from: day("2025-09-15"),
            week: vec![slot],
            because: vec![Norm::HoursOfAbsence],
        },
    ]
}

pub(super) fn people() -> Vec<PersonEvent> {
    let (student, guardian, year) = (person(STUDENT), person(MOTHER), YEAR);
    let hours = || vec![Norm::PersonalisedHours];
    let mut events = vec![
        PersonEvent::Registered {
            person: student,
            given_name: text("Anna"),
            family_name: text("Prova"),
            born_on: day("2008-02-29"),
            on: day("2025-09-01"),
            because: vec![Norm::OnlyRegisterFunctions],
        },
        PersonEvent::Enrolled {
            student,
            class: IN_3B,
            year,
            from: day("2025-09-15"),
            annual_hours: 1056,
            because: hours(),
        },
        PersonEvent::Moved {
            student,
            year,
            withdrawn: IN_3B,
            class: IN_4A,
            from: day("2025-11-03"),
            reason: text("richiesta della famiglia"),
            because: hours(),
        },
        PersonEvent::Left {
            student,
            year,
            class: IN_4A,
            last_day: day("2026-01-30"),
            reason: text("trasferimento"),
            because: hours(),
        },
        PersonEvent::AnnualHoursSet {
            student,
            year,
            withdrawn: 1056,
            hours: 957,
            reason: text("non si avvale dell'insegnamento"),
            on: day("2025-10-01"),
            because: hours(),
        },
    ];
    let limits = || vec![Norm::LimitsOfResponsibility];
    for relation in [Relation::Mother, Relation::Father, Relation::Tutor] {
        let (from, because) = (day("2025-09-01"), limits());
        events.push(PersonEvent::ResponsibilityHeld { student, guardian, relation, from, because });
    }
    for until in [Some(day("2026-06-30")), None] {
        let (from, order, because) = (day("2026-01-08"), text("Tribunale di Roma, n. 1/2026"), limits());
        events.push(PersonEvent::ResponsibilityLimited { student, guardian, from, until, order, because });
    }
    let coordinator = Office::Coordinator { class: IN_3B };
    let offices = [
        Office::Principal,
        Office::Secretariat,
        coordinator,
        Office::Dpo,
        Office::Auditor,
        Office::Deputy,
        Office::SiteLead,
    ];
    for office in offices {
        events.push(PersonEvent::OfficeAssigned {
            person: person(101),
            office,
            from: day("2025-09-01"),
            until: None,
            because: vec![Norm::OnlyRegisterFunctions],
        });
    }
    events.push(PersonEvent::ChairAssigned {
        teacher: person(101),
        class: IN_3B,
        subject: subject("MAT"),
        weekly_hours: 4,
        from: day("2025-09-01"),
        until: Some(day("2025-12-22")),
        because: vec![Norm::OnlyRegisterFunctions],
    });
    for office in offices {
        events.push(PersonEvent::OfficeEnded {
            person: person(101),
            office,
            last_day: day("2026-01-30"),
            because: vec![Norm::OnlyRegisterFunctions],
        });
    }
    events.push(PersonEvent::ChairEnded {
        teacher: person(101),
        class: IN_3B,
        subject: subject("MAT"),
        last_day: day("2025-11-28"),
        because: vec![Norm::OnlyRegisterFunctions],
    });
    events.push(PersonEvent::ResponsibilityEnded {
        student,
        guardian,
        last_day: day("2026-01-30"),
        reason: text("registrata per errore"),
        because: limits(),
    });
    let because = || vec![Norm::AdultsObjection];
    events.extend([
        PersonEvent::DisclosureRequested { student, guardian, from: day("2026-01-16"), because: because() },
        PersonEvent::DisclosureObjected { student, from: day("2026-01-20"), because: because() },
        PersonEvent::ObjectionWithdrawn { student, from: day("2026-02-10"), because: because() },
    ]);
    events
}

pub(super) fn attendance() -> Vec<AttendanceEvent> {
    let (student, class, on, policy) = (person(STUDENT), IN_3B, day(ON), CountingPolicy::WholeLessons);
    let missed = |fact| vec![MissedHour { period: PeriodNumber(1), subject: subject("ITA"), fact }];
    let mended = || vec![Norm::CorrectionWithReason];
    let scopes = [AbsenceScope::WholeDay, AbsenceScope::Hours(BTreeSet::from([PeriodNumber(1)]))];
    let mut events: Vec<_> = scopes
        .into_iter()
        .map(|scope| {
            let (number, because) = (FactNumber(0), vec![Norm::HoursOfAbsence]);
            let missed = missed(number);
            AttendanceEvent::AbsenceRecorded { student, class, on, number, scope, policy, missed, because }
        })
        .collect();
    for (ground, turns) in
        [(Ground::None, Some(FactNumber(0))), (Ground::Transport, None), (Ground::Family, None)]
    {
        events.push(AttendanceEvent::EntryRecorded {
            student,
            class,
            on,
            number: FactNumber(1),
            at: at("08:16"),
            admitted_from: at("09:00"),
            ground,
            turns,
            policy,
            missed: missed(FactNumber(1)),
            because: vec![
                Norm::LateEntryAlwaysRecorded,
                Norm::LateEntryDeferred,
                Norm::LateEntryFromSecondHour,
            ],
        });
    }
    let guardian = Collection::Guardian { person: person(MOTHER) };
    let relative = |kinship| {
        let delegation = Protocol { number: 4711, year: 2025 };
        Collection::Relative { kinship, delegation, document_checked: true }
    };
    let permitted = |reason| Some(Permitted { number: FactNumber(4), reason });
    for (reason, collection, permission, interrupts) in [
        (ExitReason::Family, Collection::AdultStudent, permitted(PermissionReason::Family), None),
        (ExitReason::Health, guardian, permitted(PermissionReason::Health), None),
        (ExitReason::Health, guardian, permitted(PermissionReason::PeriodicTreatment), None),
        (ExitReason::Malaise, Collection::Delegate { document_checked: true }, None, None),
        (ExitReason::Urgent, guardian, permitted(PermissionReason::Urgent), Some(PeriodNumber(5))),
        (ExitReason::Family, relative(Kinship::Grandparent), permitted(PermissionReason::Other), None),
        (ExitReason::Family, relative(Kinship::Sibling), None, None),
        (ExitReason::Family, relative(Kinship::UncleOrAunt), None, None),
        (ExitReason::Family, relative(Kinship::Other), None, Some(PeriodNumber(5))),
    ] {
        events.push(AttendanceEvent::ExitRecorded {
            student,
            class,
            on,
            number: FactNumber(2),
            at: at("12:00"),
            reason,
            collection,
            permission,
            interrupts,
            policy,
            missed: missed(FactNumber(1)),
            because: vec![Norm::ExitAtEndOfPeriod, Norm::MinorCollected, Norm::HoursOfAbsence],
        });
    }
    let entry = |time| Fact::Entry { at: at(time), admitted_from: at(time), ground: Ground::Transport };
    let exit = Fact::Exit { at: at("12:00"), reason: ExitReason::Family, collection: guardian };
    let absence = Fact::Absence { scope: AbsenceScope::WholeDay };
    events.push(AttendanceEvent::Corrected {
        student,
        class,
        on,
        number: FactNumber(1),
        withdrawn: entry("08:16"),
        fact: entry("08:15"),
        reason: text("errore di trascrizione"),
        policy,
        missed: vec![],
        because: mended(),
    });
    events.push(AttendanceEvent::Annulled {
        student,
        class,
        on,
        number: FactNumber(0),
        withdrawn: absence.clone(),
        reason: text("studente sbagliato"),
        policy,
        missed: vec![],
        because: mended(),
    });
    events.push(AttendanceEvent::Restamped {
        student,
        on,
        withdrawn: IN_3B,
        class: IN_4A,
        facts: vec![(FactNumber(0), absence), (FactNumber(1), entry("08:15")), (FactNumber(2), exit)],
        policy,
        missed: missed(FactNumber(0)),
        because: vec![Norm::HoursOfAbsence, Norm::CorrectionWithReason],
    });
    for (ground, by) in [
        (JustificationGround::Health, justifier("guardian", MOTHER)),
        (JustificationGround::Family, justifier("guardian", MOTHER)),
        (JustificationGround::Transport, justifier("adult-student", STUDENT)),
        (JustificationGround::Other, justifier("adult-student", STUDENT)),
    ] {
        let (number, submitted_on, because) = (FactNumber(0), day("2025-11-13"), vec![by.norm()]);
        events.push(AttendanceEvent::JustificationSubmitted {
            student,
            on,
            number,
            by,
            ground,
            evidence: Evidence::None,
            term: Term::InTime,
            submitted_on,
            because,
        });
    }
    let refused = JustificationOutcome::Refused { reason: text("firma non riconosciuta") };
    for outcome in [JustificationOutcome::Accepted, refused] {
        let (number, decided_on, because) =
            (FactNumber(0), day("2025-11-13"), vec![Norm::JustificationChecked]);
        events.push(AttendanceEvent::JustificationDecided {
            student,
            on,
            number,
            outcome,
            decided_on,
            because,
        });
    }
    events.extend(excuses());
    events
}

/// As read from the log: otherwise only a student's record makes one.
fn justifier(kind: &str, number: u128) -> Justifier {
    serde_json::from_value(serde_json::json!({ kind: person(number) })).expect("as stored")
}
