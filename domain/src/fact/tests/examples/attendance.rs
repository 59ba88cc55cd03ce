//! An example of every event of `attendance`.

use std::collections::BTreeSet;

use super::excuses::excuses;
use super::{MOTHER, ON, STUDENT, justifier};
use crate::attendance::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Collection, Evidence, ExitReason, Fact, Ground,
    JustificationGround, JustificationOutcome, Kinship, Term, Verification,
};
use crate::hours::{CountingPolicy, MissedHour};
use crate::ids::{FactNumber, PeriodNumber, Protocol};
use crate::norm::Norm;
use crate::permission::{PermissionReason, Permitted};
use crate::school::tests::{IN_3B, IN_4A, at, day, person, subject, text};

pub(in crate::fact::tests) fn attendance() -> Vec<AttendanceEvent> {
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
    events.extend(exits());
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
    events.extend(justifications());
    events.extend(returns());
    events.extend(classifications());
    events.extend(elsewhere());
    events.extend(excuses());
    events
}

fn exits() -> Vec<AttendanceEvent> {
    let guardian = Collection::Guardian { person: person(MOTHER) };
    let relative = |kinship| {
        let delegation = Protocol { number: 4711, year: 2025 };
        Collection::Relative { kinship, delegation, document_checked: true }
    };
    let permitted = |reason| Some(Permitted { number: FactNumber(4), reason });
    let exits = [
        (ExitReason::Family, Collection::AdultStudent, permitted(PermissionReason::Family), None),
        (ExitReason::Health, guardian, permitted(PermissionReason::Health), None),
        (ExitReason::Health, guardian, permitted(PermissionReason::PeriodicTreatment), None),
        (ExitReason::Malaise, Collection::Delegate { document_checked: true }, None, None),
        (ExitReason::Urgent, guardian, permitted(PermissionReason::Urgent), Some(PeriodNumber(5))),
        (ExitReason::Family, relative(Kinship::Grandparent), permitted(PermissionReason::Other), None),
        (ExitReason::Family, relative(Kinship::Sibling), None, None),
        (ExitReason::Family, relative(Kinship::UncleOrAunt), None, None),
        (ExitReason::Family, relative(Kinship::Other), None, Some(PeriodNumber(5))),
    ];
    let exit = |(reason, collection, permission, interrupts)| AttendanceEvent::ExitRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(2),
        at: at("12:00"),
        reason,
        collection,
        permission,
        interrupts,
        policy: CountingPolicy::WholeLessons,
        missed: vec![MissedHour { period: PeriodNumber(1), subject: subject("ITA"), fact: FactNumber(1) }],
        because: vec![Norm::ExitAtEndOfPeriod, Norm::MinorCollected, Norm::HoursOfAbsence],
    };
    exits.map(exit).into()
}

fn justifications() -> Vec<AttendanceEvent> {
    let (student, on, number) = (person(STUDENT), day(ON), FactNumber(0));
    let (in_time, late) = (Term::InTime, Term::Late { due: day("2025-11-17") });
    let mother = justifier("guardian", MOTHER);
    let herself = justifier("adult-student", STUDENT);
    let mut events = Vec::new();
    for (ground, by, evidence, term, submitted_on, because) in [
        (
            JustificationGround::Health,
            mother,
            Evidence::None,
            in_time,
            "2025-11-13",
            vec![Norm::JustifiedOnReturn, Norm::NoMedicalCertificate],
        ),
        (
            JustificationGround::Family,
            mother,
            Evidence::InPerson,
            in_time,
            "2025-11-13",
            vec![Norm::JustifiedOnReturn, Norm::DayAfterTrip],
        ),
        (
            JustificationGround::Transport,
            herself,
            Evidence::Certificate,
            in_time,
            "2025-11-13",
            vec![Norm::AdultJustifiesAlone],
        ),
        (
            JustificationGround::Other,
            herself,
            Evidence::None,
            late,
            "2025-11-20",
            vec![Norm::AdultJustifiesAlone, Norm::LateJustification],
        ),
    ] {
        let submitted_on = day(submitted_on);
        events.push(AttendanceEvent::JustificationSubmitted {
            student,
            on,
            number,
            by,
            ground,
            evidence,
            term,
            submitted_on,
            because,
        });
    }
    let refused = JustificationOutcome::Refused { reason: text("firma non riconosciuta") };
    for outcome in [JustificationOutcome::Accepted, refused] {
        let (decided_on, because) = (day("2025-11-13"), vec![Norm::JustificationChecked]);
        events.push(AttendanceEvent::JustificationDecided {
            student,
            on,
            number,
            outcome,
            decided_on,
            because,
        });
    }
    for by in [mother, herself] {
        let (withdrawn_on, because) = (day("2025-11-13"), vec![by.norm()]);
        events.push(AttendanceEvent::JustificationWithdrawn {
            student,
            on,
            number,
            by,
            withdrawn_on,
            because,
        });
    }
    events
}

/// What follows a return: the ground of a late entry, the reserve, and what was told before a long absence.
fn returns() -> Vec<AttendanceEvent> {
    let student = person(STUDENT);
    let rejected = Verification::Rejected { reason: text("nessuno sciopero quel giorno") };
    let mut events: Vec<_> = [Verification::Accepted, rejected]
        .into_iter()
        .map(|outcome| AttendanceEvent::GroundVerified {
            student,
            on: day(ON),
            number: FactNumber(1),
            outcome,
            verified_on: day("2025-11-13"),
            because: vec![Norm::GroundOfLateEntry],
        })
        .collect();
    events.push(AttendanceEvent::AdmittedWithReserve {
        student,
        class: IN_3B,
        on: day("2025-11-13"),
        facts: vec![FactNumber(0), FactNumber(3)],
        justify_by: day("2025-11-17"),
        because: vec![Norm::AdmittedWithReserve, Norm::UnjustifiedAfterTerm, Norm::ReserveFromReturn],
    });
    for ground in [JustificationGround::Family, JustificationGround::Transport, JustificationGround::Other] {
        events.push(AttendanceEvent::Foretold {
            student,
            on: day("2025-11-10"),
            until: day("2025-11-17"),
            by: justifier("guardian", MOTHER),
            ground,
            told_on: day("2025-11-09"),
            because: vec![Norm::LongAbsenceForetold],
        });
    }
    events
}

fn classifications() -> Vec<AttendanceEvent> {
    let (student, class, on, number) = (person(STUDENT), IN_3B, day("2025-11-28"), FactNumber(0));
    let (individual, collective) = (AbsenceKind::Individual, AbsenceKind::Collective);
    let mut events: Vec<_> = [
        (individual, collective, vec![Norm::CollectiveAbsence, Norm::VoteDoesNotJustify]),
        (collective, individual, vec![Norm::ClassificationContested]),
    ]
    .into_iter()
    .map(|(withdrawn, kind, because)| AttendanceEvent::Classified {
        student,
        class,
        on,
        number,
        withdrawn,
        kind,
        reason: text("manifestazione del 28 novembre"),
        classified_on: day("2025-12-01"),
        because,
    })
    .collect();
    events.push(AttendanceEvent::ClassificationContested {
        student,
        on,
        number,
        by: justifier("guardian", MOTHER),
        grounds: text("era a casa, come comunicato prima delle otto"),
        contested_on: day("2025-12-02"),
        because: vec![Norm::ClassificationContested],
    });
    events.push(AttendanceEvent::ClassificationConfirmed {
        student,
        on,
        number,
        reason: text("nessun elemento nuovo"),
        confirmed_on: day("2025-12-03"),
        because: vec![Norm::ClassificationContested],
    });
    events
}

/// Away from class for the school, and hours that do not count.
fn elsewhere() -> Vec<AttendanceEvent> {
    let (student, class, on, policy) = (person(STUDENT), IN_3B, day(ON), CountingPolicy::WholeLessons);
    let some_hours = AbsenceScope::Hours(BTreeSet::from([PeriodNumber(1), PeriodNumber(2)]));
    let last = |fact| vec![MissedHour { period: PeriodNumber(2), subject: subject("MAT"), fact }];
    let mut events = Vec::new();
    for (activity, away, hours, turns, missed, norm) in [
        (
            Activity::Trip { back_to_lessons: Some(day("2026-03-23")) },
            AbsenceScope::WholeDay,
            6,
            None,
            vec![],
            Norm::AbsentFromActivities,
        ),
        (
            Activity::Trip { back_to_lessons: None },
            AbsenceScope::WholeDay,
            6,
            None,
            vec![],
            Norm::AbsentFromActivities,
        ),
        (
            Activity::Citizenship,
            AbsenceScope::WholeDay,
            6,
            Some(FactNumber(0)),
            vec![],
            Norm::CitizenshipHoursCount,
        ),
        (Activity::Reflection, some_hours.clone(), 2, None, vec![], Norm::ReflectionHoursCount),
        (Activity::School, some_hours, 1, None, last(FactNumber(4)), Norm::AbsentFromActivities),
    ] {
        events.push(AttendanceEvent::ActivityRecorded {
            student,
            class,
            on,
            number: FactNumber(4),
            activity,
            away,
            hours,
            turns,
            policy,
            missed,
            because: vec![Norm::HoursOfAbsence, norm],
        });
    }
    events.push(AttendanceEvent::RecoveryMissed {
        student,
        class,
        on: day("2026-06-24"),
        number: FactNumber(5),
        subject: subject("MAT"),
        hours: 2,
        because: vec![Norm::RecoveryCourses],
    });
    events
}
