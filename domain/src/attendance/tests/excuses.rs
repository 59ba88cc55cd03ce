//! Hours excused, and what a permission changes at the door.

use super::*;
use crate::permission::{PermissionReason, Permitted};

fn excuse(derogation: u32) -> Command {
    let (student, derogation) = (person(STUDENT), FactNumber(derogation));
    Command::Excuse { student, hours: 40, derogation, on: day("2026-03-10") }
}

fn revoke(derogation: u32) -> Command {
    let (student, derogation) = (person(STUDENT), FactNumber(derogation));
    Command::RevokeExcuse { student, derogation, on: day("2026-04-01") }
}

/// A5-05, A5-10: of a derogation the year says the hours and its number, nothing else.
#[test]
fn hours_are_excused_once_and_weigh_again_when_revoked() {
    let because = || vec![Norm::Derogations, Norm::DerogationKeptApart];
    let (student, number, derogation) = (person(STUDENT), FactNumber(1), FactNumber(4));
    let excused = AttendanceEvent::HoursExcused {
        student,
        on: day("2026-03-10"),
        number,
        hours: 40,
        derogation,
        because: because(),
    };
    let before = history(&[absent(ON)]);
    assert_eq!(after(&before, &excuse(4)), Ok(vec![excused]));
    let after_it = and(&before, &[excuse(4)]);
    assert_eq!(after(&after_it, &excuse(4)), Ok(vec![]));
    let revoked = AttendanceEvent::ExcuseRevoked {
        student,
        on: day("2026-04-01"),
        number,
        hours: 40,
        derogation,
        because: because(),
    };
    assert_eq!(after(&after_it, &revoke(4)), Ok(vec![revoked]));
    assert_eq!(after(&and(&after_it, &[revoke(4)]), &revoke(4)), Ok(vec![]));
    assert_eq!(after(&after_it, &revoke(5)), Ok(vec![]));
    // The hours of the day stay missed: a derogation takes nothing away from what happened.
    assert_eq!(hours_missed(&folded(&after_it), &lessons_of(IN_3B, ON), &REGULATION), 6);
    assert_eq!(hours_missed(&folded(&after_it), &lessons_of(IN_3B, "2025-11-13"), &REGULATION), 0);
}

fn permitted(reason: PermissionReason) -> Option<Permitted> {
    Some(Permitted { number: FactNumber(7), reason })
}

/// A2-01: the exit cites the permission that it rests on. A2-05: a treatment that comes back is told apart.
#[test]
fn an_exit_cites_its_permission() {
    let exit = Exit { permission: permitted(PermissionReason::Family), ..out("12:00") };
    let mut because = vec![
        Norm::ExitAtEndOfPeriod,
        Norm::MinorCollected,
        Norm::HoursOfAbsence,
        Norm::PermissionAskedBefore,
    ];
    let event = exit_recorded(0, &exit, missed(&[(5, 0), (6, 0)]), &because);
    assert_eq!(after(&[], &leaves_as(exit)), Ok(vec![event]));
    let treatment = Exit { permission: permitted(PermissionReason::PeriodicTreatment), ..out("12:00") };
    because.push(Norm::FewEarlyExits);
    let event = exit_recorded(0, &treatment, missed(&[(5, 0), (6, 0)]), &because);
    assert_eq!(after(&[], &leaves_as(treatment)), Ok(vec![event]));
}

/// A2-05: the eleventh exit of the year, on 10 February 2026, none for treatment: recorded like the first.
#[test]
fn no_number_of_exits_forbids_another() {
    let days: Vec<String> = (10..=14).chain(17..=21).map(|day| format!("2025-11-{day}")).collect();
    assert_eq!(days.len(), usize::from(REGULATION.early_exit_alert(day(ON))));
    let leaves_on = |on: &str| Command::RecordExit {
        student: person(STUDENT),
        day: lessons_of(IN_3B, on),
        exit: out("12:00"),
        today: day(on),
    };
    let ten: Vec<Command> = days.iter().map(|on| leaves_on(on)).collect();
    assert_eq!(after(&history(&ten), &leaves_on("2026-02-10")).map(|events| events.len()), Ok(1));
}

fn enters_permitted(time: &str) -> Command {
    let (student, today) = (person(STUDENT), day(ON));
    Command::RecordPermittedEntry { student, day: lessons_of(IN_3B, ON), at: at(time), today }
}

/// A2-01, A1-03, A1-04: at 08:31 with a permission one is let in at once, and the ground needs no verification.
#[test]
fn a_permitted_entry_is_admitted_at_once_and_its_ground_is_verified() {
    let events = after(&[], &enters_permitted("08:31")).expect("it is permitted");
    let [AttendanceEvent::EntryRecorded { admitted_from, ground, because, .. }, verified] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((*admitted_from, *ground), (at("08:31"), Ground::Family));
    assert_eq!(
        because,
        &[Norm::LateEntryAlwaysRecorded, Norm::GroundOfLateEntry, Norm::PermissionAskedBefore]
    );
    let accepted = AttendanceEvent::GroundVerified {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        outcome: Verification::Accepted,
        verified_on: day(ON),
        because: vec![Norm::GroundOfLateEntry, Norm::PermissionAskedBefore],
    };
    assert_eq!(verified, &accepted);
    assert_eq!(after(&events, &enters_permitted("08:31")), Ok(vec![]));
    // The hours are those of any entry: A1-09.
    assert_eq!(missed_on(&history(&[enters_permitted("10:00")]), ON), [1, 2]);
    assert_eq!(
        after(&[], &enters_permitted("08:05")).map_err(|refusal| refusal.norm()),
        Err(Norm::OnTimeUntilLessonsStart)
    );
}
