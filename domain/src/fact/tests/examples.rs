//! An example of every event, with every value that its fields may take: what the snapshots and the archive are made of.

mod appeals;
mod attendance;
mod breaches;
mod cases;
mod conduct;
mod conflicts;
mod consultations;
mod contacts;
mod derogations;
mod devices;
mod erasures;
mod excuses;
mod grades;
mod guarantee;
mod lessons;
mod notices;
mod permissions;
mod receipts;
mod requests;
mod scrutinies;
mod vigilance;

pub(super) use appeals::appeals;
pub(super) use attendance::attendance;
pub(super) use breaches::breaches;
pub(super) use cases::cases;
pub(super) use conduct::conduct;
pub(super) use conflicts::conflicts;
pub(super) use consultations::consultations;
pub(super) use contacts::contacts;
pub(super) use derogations::derogations;
pub(super) use devices::devices;
pub(super) use erasures::erasures;
pub(super) use grades::grades;
pub(super) use guarantee::guarantee_bodies;
pub(super) use lessons::lessons;
pub(super) use notices::notices;
pub(super) use permissions::permissions;
pub(super) use receipts::receipts;
pub(super) use requests::requests;
pub(super) use scrutinies::scrutinies;
pub(super) use vigilance::vigilance;

use std::collections::BTreeSet;

use super::*;
use crate::calendar::{SchoolYear, lazio_2025_26};
use crate::ids::{FactNumber, PeriodNumber};
use crate::people::{FiscalKey, Justifier, Office, ReceivedSanction, Relation};
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
        Office::Technician,
        Office::Support,
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
    for withdrawn in [None, Some(FiscalKey([0xc0; 32]))] {
        let (person, code, on) = (student, FiscalKey([0xc1; 32]), day("2025-09-01"));
        let because = vec![Norm::SignInByProvider];
        events.push(PersonEvent::FiscalCodeLinked { person, code, withdrawn, on, because });
    }
    for sanctions in [
        vec![],
        vec![ReceivedSanction { decided_on: day("2025-03-04"), what: text("sospensione di tre giorni") }],
    ] {
        let (school, on) = (text("Istituto di provenienza"), day("2025-09-12"));
        let file = "ab".repeat(32).try_into().expect("a hash");
        let because = vec![Norm::SanctionsFollow];
        events.push(PersonEvent::FileReceived { student, school, on, sha256: file, sanctions, because });
    }
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

/// As read from the log: otherwise only a student's record makes one.
fn justifier(kind: &str, number: u128) -> Justifier {
    serde_json::from_value(serde_json::json!({ kind: person(number) })).expect("as stored")
}
