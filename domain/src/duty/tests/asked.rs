//! What was asked, withheld or written down, and waits for its answer.

use super::*;
use crate::derogation::{DerogationEvent, DerogationOutcome, Letter};
use crate::device::{BagOutcome, DeviceEvent, Found, Keeper};
use crate::notice::{self, Asks, Audience, NoticeEvent, NoticeKind, Recipient};
use crate::permission::{Passage, PermissionEvent, PermissionOutcome, PermissionReason};

fn requested(on: &str, requested_on: &str) -> Year {
    let mut year = Year::default();
    year.push(DomainEvent::Permission(PermissionEvent::Requested {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        number: number(0),
        passage: Passage::EarlyExit { at: at("11:00") },
        reason: PermissionReason::Family,
        by: guardian(),
        requested_on: day(requested_on),
        findings: vec![],
        because: vec![],
    }));
    year
}

/// A2-01: asked on Tuesday 2025-11-11 for Friday 11-14: decided before the day.
#[test]
fn a_permission_is_decided_before_its_day() {
    let kind = DutyKind::DecidePermission;
    let mut year = requested("2025-11-14", "2025-11-11");
    assert_eq!(year.of(kind, "2025-11-10"), none());
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-11 due 2025-11-13"]);
    assert_eq!(year.of(kind, "2025-11-14"), ["2025-11-11 overdue 2025-11-13"]);
    let (student, class, on) = (person(STUDENT), IN_3B, day("2025-11-14"));
    let number = number(0);
    let mut withdrawn = year.clone();
    let withdrawn_on = day("2025-11-12");
    let event = PermissionEvent::Withdrawn { student, class, on, number, withdrawn_on, because: vec![] };
    withdrawn.push(DomainEvent::Permission(event));
    assert_eq!(withdrawn.of(kind, "2025-11-11"), ["2025-11-11 due 2025-11-13"]);
    assert_eq!(withdrawn.of(kind, "2025-11-12"), none());
    let outcome = PermissionOutcome::Denied { reason: text("verifica") };
    let decided_on = day("2025-11-12");
    let event = PermissionEvent::Decided {
        student,
        class,
        on,
        number,
        outcome,
        findings: vec![],
        decided_on,
        because: vec![],
    };
    year.push(DomainEvent::Permission(event));
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-11 done 2025-11-12"]);
}

/// A2-01: asked that very day, it is decided that day.
#[test]
fn an_urgent_permission_is_decided_the_same_day() {
    let year = requested("2025-11-14", "2025-11-14");
    assert_eq!(year.of(DutyKind::DecidePermission, "2025-11-14"), ["2025-11-14 due 2025-11-14"]);
}

fn withheld() -> Year {
    withheld_on("2025-11-11")
}

fn withheld_on(on: &str) -> Year {
    let mut year = Year::default();
    year.push(DomainEvent::Device(DeviceEvent::Withheld {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        at: at("10:20"),
        number: number(0),
        found: Found::InUse,
        handed_to: Keeper::Principal,
        because: vec![],
    }));
    year
}

/// A6-03: withheld on 2025-11-11 at 10:20: the family is told that day.
#[test]
fn of_a_withheld_phone_the_family_is_told_at_once() {
    let kind = DutyKind::TellOfDevice;
    let mut year = withheld();
    assert_eq!(year.of(kind, "2025-11-11"), ["2025-11-11 due 2025-11-11"]);
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-11 overdue 2025-11-11"]);
    let mut by_phone = year.clone();
    by_phone.told(kind, "2025-11-12");
    assert_eq!(by_phone.of(kind, "2025-11-12"), ["2025-11-11 done 2025-11-12"]);
    let (student, on, told) = (person(STUDENT), day("2025-11-11"), person(2));
    let event = DeviceEvent::FamilyTold { student, on, number: number(0), told, because: vec![] };
    year.push(DomainEvent::Device(event));
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-11 done 2025-11-11"]);
}

/// A6-03: an alert when it is still there after seven days.
#[test]
fn a_phone_still_held_after_seven_days_is_an_alert() {
    let kind = DutyKind::ReturnDevice;
    let mut year = withheld();
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-11 due 2025-11-18"]);
    assert_eq!(year.of(kind, "2025-11-19"), ["2025-11-11 overdue 2025-11-18"]);
    let (student, on, to) = (person(STUDENT), day("2025-11-20"), person(2));
    let event = DeviceEvent::Returned { student, on, number: number(0), to, because: vec![] };
    year.push(DomainEvent::Device(event));
    assert_eq!(year.of(kind, "2025-11-19"), ["2025-11-11 overdue 2025-11-18"]);
    assert_eq!(year.of(kind, "2025-11-20"), ["2025-11-11 done 2025-11-20"]);
}

/// A6-02: asked on 2025-09-20, authorised on 09-25.
#[test]
fn a_phone_in_the_bag_waits_for_the_principal() {
    let kind = DutyKind::DecideBag;
    let mut year = Year::default();
    let (student, number) = (person(STUDENT), number(0));
    let on = day("2025-09-20");
    let event = DeviceEvent::BagRequested { student, on, number, by: guardian(), because: vec![] };
    year.push(DomainEvent::Device(event));
    assert_eq!(year.of(kind, "2025-09-22"), ["2025-09-20 due 2025-09-25"]);
    assert_eq!(year.of(kind, "2025-09-26"), ["2025-09-20 overdue 2025-09-25"]);
    let (on, outcome) = (day("2025-09-25"), BagOutcome::Authorised);
    let event = DeviceEvent::BagDecided { student, on, number, outcome, because: vec![] };
    year.push(DomainEvent::Device(event));
    assert_eq!(year.of(kind, "2025-09-25"), ["2025-09-20 done 2025-09-25"]);
}

/// A5-05, A5-06: a derogation asked for waits for the class council.
#[test]
fn a_derogation_waits_for_the_council() {
    let kind = DutyKind::DecideDerogation;
    let mut year = Year::default();
    let (student, number) = (person(STUDENT), number(0));
    year.push(DomainEvent::Derogation(DerogationEvent::Requested {
        student,
        on: day("2026-03-02"),
        number,
        letter: Letter::B,
        from: day("2026-02-02"),
        until: day("2026-02-27"),
        document: text("812/2026"),
        because: vec![],
    }));
    assert_eq!(year.of(kind, "2026-03-07"), ["2026-03-02 due 2026-03-07"]);
    assert_eq!(year.of(kind, "2026-03-08"), ["2026-03-02 overdue 2026-03-07"]);
    let (on, outcome) = (day("2026-03-06"), DerogationOutcome::NotAssessable);
    let event = DerogationEvent::Decided { student, on, number, outcome, because: vec![] };
    year.push(DomainEvent::Derogation(event));
    assert_eq!(year.of(kind, "2026-03-08"), ["2026-03-02 done 2026-03-06"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::Derogations, Owner::Council));
}

fn phone(protocol: Option<&str>) -> Channel {
    Channel::Phone { at: at("12:10"), told: person(2), protocol: protocol.map(text) }
}

/// A3-08, A3-09: a call of 2025-11-14 with protocol 4711/2025 is complete; without, it waits for one.
#[test]
fn a_fonogramma_without_a_protocol_is_incomplete() {
    let kind = DutyKind::ProtocolFonogramma;
    let mut complete = Year::default();
    complete.told_by(DutyKind::TellOfThreeUnjustified, "2025-11-14", phone(Some("4711/2025")));
    assert_eq!(complete.of(kind, "2025-11-30"), none());
    let mut year = Year::default();
    let call = year.told_by(DutyKind::TellOfThreeUnjustified, "2025-11-14", phone(None));
    assert_eq!(year.of(kind, "2025-11-19"), ["2025-11-14 due 2025-11-19"]);
    assert_eq!(year.of(kind, "2025-11-20"), ["2025-11-14 overdue 2025-11-19"]);
    let (student, on, protocol) = (person(STUDENT), day("2025-11-20"), text("4711/2025"));
    year.contact(ContactEvent::FonogrammaProtocolled {
        student,
        on,
        number: call,
        protocol,
        because: vec![],
    });
    assert_eq!(year.of(kind, "2025-11-20"), ["2025-11-14 done 2025-11-20"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::FonogrammaProtocolled, Owner::Secretariat));
}

/// A3-13: flagged on 2025-12-10: a task for the principal, and no letter by itself.
#[test]
fn absences_flagged_are_for_the_principal_to_consider() {
    let kind = DutyKind::ConsiderLetter;
    let mut year = Year::default();
    let (student, on, reason) = (person(STUDENT), day("2025-12-10"), text("dodici assenze"));
    year.contact(ContactEvent::AbsencesFlagged { student, on, number: number(0), reason, because: vec![] });
    assert_eq!(year.of(kind, "2025-12-10"), ["2025-12-10 due 2025-12-15"]);
    assert_eq!(all(&year.events, "2026-01-31").len(), 1);
    year.considered(kind, "2025-12-12");
    assert_eq!(year.of(kind, "2025-12-12"), ["2025-12-10 done 2025-12-12"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::WeaklyMotivatedAbsences, Owner::Principal));
}

/// A1-05: a notice on the board that says which duty it fulfils does fulfil it; another does not.
#[test]
fn a_notice_fulfils_the_duty_that_it_names() {
    let kind = DutyKind::TellOfFifthDelay;
    let mut year = Year::default();
    for on in ["2025-09-22", "2025-09-30", "2025-10-14", "2025-10-28", "2025-11-06"] {
        year.late(on, Ground::None);
    }
    for (fulfils, expected) in [
        (None, "2025-11-06 due 2025-11-11"),
        (Some(DutyKind::TellOfTenDays), "2025-11-06 due 2025-11-11"),
        (Some(kind), "2025-11-06 done 2025-11-07"),
    ] {
        let mut year = year.clone();
        year.push(DomainEvent::Notice(NoticeEvent::Published {
            notice: NoticeId(uuid::Uuid::nil()),
            on: day("2025-11-07"),
            author: person(101),
            kind: NoticeKind::Family,
            matter: notice::Matter::Attendance,
            protocol: None,
            title: text("Ritardi"),
            body: text("Cinque ritardi"),
            audience: Audience::Family { student: person(STUDENT) },
            recipients: vec![Recipient { person: person(2), answers_for: vec![person(STUDENT)] }],
            student: Some(person(STUDENT)),
            asks: Asks::Nothing,
            fulfils,
            because: vec![],
        }));
        assert_eq!(year.of(kind, "2025-11-07"), [expected]);
    }
}

/// A6-03, T-1: the seven days of a phone withheld on Thursday 2025-11-20 end on Thursday; of one of 12-01, after 8 December.
#[test]
fn the_days_of_a_withheld_phone_are_civil_days() {
    for (on, due) in [("2025-11-20", "2025-11-27"), ("2025-12-01", "2025-12-09")] {
        assert_eq!(withheld_on(on).of(DutyKind::ReturnDevice, on), [format!("{on} due {due}")]);
    }
}
