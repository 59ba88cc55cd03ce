//! What a person's record accepts, refuses and passes over in silence.

mod boundaries;
mod disclosure;
mod endings;
mod fiscal_codes;
mod properties;
mod received;
mod responsibility;

use super::*;
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, IN_4A, day, person, subject, text};

const STUDENT: u128 = 1;
const MOTHER: u128 = 2;
const FATHER: u128 = 3;
const YEAR: SchoolYear = SchoolYear(2025);

fn folded(events: &[PersonEvent]) -> Person {
    events.iter().fold(Person::Unknown, evolve)
}

fn after(events: &[PersonEvent], command: &Command) -> Result<Vec<PersonEvent>, Rejection> {
    decide(&folded(events), command, &Regulation::adopted())
}

/// The history that some acts leave, all of them allowed.
fn history(commands: &[Command]) -> Vec<PersonEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).expect("an act that is allowed"));
    }
    events
}

fn profile(events: &[PersonEvent]) -> Box<Profile> {
    match folded(events) {
        Person::Known(profile) => profile,
        Person::Unknown => panic!("nobody was registered"),
    }
}

fn register(born_on: &str) -> Command {
    let (given_name, family_name) = (text("Anna"), text("Prova"));
    Command::Register {
        person: person(STUDENT),
        given_name,
        family_name,
        born_on: day(born_on),
        on: day("2025-09-01"),
    }
}

fn enrol(class: ClassId, from: &str) -> Command {
    Command::Enrol { class, year: SchoolYear::containing(day(from)), from: day(from), annual_hours: 1056 }
}

fn transfer(class: ClassId, from: &str) -> Command {
    Command::Move {
        year: SchoolYear::containing(day(from)),
        class,
        from: day(from),
        reason: text("richiesta"),
    }
}

fn leave(last_day: &str) -> Command {
    let year = SchoolYear::containing(day(last_day));
    Command::Leave { year, last_day: day(last_day), reason: text("trasferimento") }
}

/// A student of 3B from the first day of 2025/26.
fn student() -> Vec<PersonEvent> {
    history(&[register("2010-05-20"), enrol(IN_3B, "2025-09-15")])
}

fn and(events: Vec<PersonEvent>, commands: &[Command]) -> Vec<PersonEvent> {
    let mut events = events;
    for command in commands {
        events.extend(after(&events, command).expect("an act that is allowed"));
    }
    events
}

fn classes(events: &[PersonEvent], days: &[&str]) -> Vec<Option<ClassId>> {
    let profile = profile(events);
    days.iter().map(|on| profile.class_on(day(on))).collect()
}

#[test]
fn a_person_is_registered_once() {
    let event = PersonEvent::Registered {
        person: person(STUDENT),
        given_name: text("Anna"),
        family_name: text("Prova"),
        born_on: day("2010-05-20"),
        on: day("2025-09-01"),
        because: vec![Norm::OnlyRegisterFunctions], // A12-01
    };
    assert_eq!(after(&[], &register("2010-05-20")), Ok(vec![event.clone()]));
    assert_eq!(after(std::slice::from_ref(&event), &register("2010-05-20")), Ok(vec![]));
    assert_eq!(after(std::slice::from_ref(&event), &register("2010-05-21")), Err(Rejection::AlreadyKnown));
    assert_eq!(profile(&[event]).full_name(), "Prova Anna");
}

#[test]
fn nothing_is_done_to_a_person_nobody_registered() {
    for command in [enrol(IN_3B, "2025-09-15"), transfer(IN_4A, "2025-11-03"), leave("2025-11-03")] {
        assert_eq!(after(&[], &command), Err(Rejection::Unknown));
    }
}

#[test]
fn a_student_is_enrolled_in_one_class_at_a_time() {
    let event = PersonEvent::Enrolled {
        student: person(STUDENT),
        class: IN_3B,
        year: YEAR,
        from: day("2025-09-15"),
        annual_hours: 1056,
        because: vec![Norm::PersonalisedHours], // A5-02
    };
    let known = history(&[register("2010-05-20")]);
    assert_eq!(after(&known, &enrol(IN_3B, "2025-09-15")), Ok(vec![event]));
    assert_eq!(after(&student(), &enrol(IN_3B, "2025-09-15")), Ok(vec![]));
    let refused = Rejection::AlreadyEnrolled { on: day("2025-09-15") };
    assert_eq!(after(&student(), &enrol(IN_4A, "2025-09-15")), Err(refused.clone()));
    let other_hours = Command::Enrol { class: IN_3B, year: YEAR, from: day("2025-09-15"), annual_hours: 957 };
    assert_eq!(after(&student(), &other_hours), Err(refused));

    // Left on 31 October: enrolled again on 1 November, not on the last day.
    let left = and(student(), &[leave("2025-10-31")]);
    let refused = Rejection::AlreadyEnrolled { on: day("2025-10-31") };
    assert_eq!(after(&left, &enrol(IN_4A, "2025-10-31")), Err(refused));
    assert_eq!(after(&left, &enrol(IN_4A, "2025-11-01")).map(|events| events.len()), Ok(1));
}

/// A5-02: the school year goes from 1 September to 31 August.
#[test]
fn enrolling_moving_and_leaving_fall_within_the_school_year() {
    let known = history(&[register("2010-05-20")]);
    let enrol_on = |from| Command::Enrol { class: IN_3B, year: YEAR, from: day(from), annual_hours: 1 };
    let move_on = |from| Command::Move { year: YEAR, class: IN_4A, from: day(from), reason: text("x") };
    let leave_on = |last_day| Command::Leave { year: YEAR, last_day: day(last_day), reason: text("x") };
    let enrolled = and(known.clone(), &[enrol_on("2025-09-01")]);
    for outside in ["2025-08-31", "2026-09-01"] {
        let refused = Err(Rejection::OutsideYear { on: day(outside), year: YEAR });
        assert_eq!(after(&known, &enrol_on(outside)), refused);
        assert_eq!(after(&enrolled, &move_on(outside)), refused);
        assert_eq!(after(&enrolled, &leave_on(outside)), refused);
    }
    for inside in ["2025-09-01", "2026-08-31"] {
        assert_eq!(after(&known, &enrol_on(inside)).map(|events| events.len()), Ok(1), "{inside}");
        assert_eq!(after(&enrolled, &move_on(inside)).map(|events| events.len()), Ok(1), "{inside}");
        assert_eq!(after(&enrolled, &leave_on(inside)).map(|events| events.len()), Ok(1), "{inside}");
    }
}

#[test]
fn a_transfer_holds_from_its_day() {
    let event = PersonEvent::Moved {
        student: person(STUDENT),
        year: YEAR,
        withdrawn: IN_3B,
        class: IN_4A,
        from: day("2025-11-03"),
        reason: text("richiesta"),
        because: vec![Norm::PersonalisedHours],
    };
    assert_eq!(after(&student(), &transfer(IN_4A, "2025-11-03")), Ok(vec![event]));
    assert_eq!(after(&student(), &transfer(IN_3B, "2025-11-03")), Ok(vec![]));
    let early = Rejection::NotEnrolled { on: day("2025-09-14") };
    assert_eq!(after(&student(), &transfer(IN_4A, "2025-09-14")), Err(early));

    let moved = and(student(), &[transfer(IN_4A, "2025-11-03")]);
    assert_eq!(
        classes(&moved, &["2025-09-14", "2025-09-15", "2025-11-02", "2025-11-03", "2026-08-31"]),
        [None, Some(IN_3B), Some(IN_3B), Some(IN_4A), Some(IN_4A)]
    );
}

/// A past day is judged with the class of that day: a transfer made known late holds from its own day.
#[test]
fn a_transfer_may_be_back_dated_even_before_another_one() {
    let moved = and(student(), &[transfer(IN_4A, "2025-11-03"), transfer(IN_4A, "2025-10-20")]);
    assert_eq!(classes(&moved, &["2025-10-19", "2025-10-20"]), [Some(IN_3B), Some(IN_4A)]);
    // On the very first day of the enrolment.
    let moved = and(student(), &[transfer(IN_4A, "2025-09-15")]);
    assert_eq!(classes(&moved, &["2025-09-14", "2025-09-15"]), [None, Some(IN_4A)]);
}

/// B1-16: on any day of the year.
#[test]
fn a_student_who_leaves_is_in_class_on_the_last_day_and_not_on_the_next() {
    let event = PersonEvent::Left {
        student: person(STUDENT),
        year: YEAR,
        class: IN_3B,
        last_day: day("2025-10-31"),
        reason: text("trasferimento"),
        because: vec![Norm::PersonalisedHours],
    };
    assert_eq!(after(&student(), &leave("2025-10-31")), Ok(vec![event]));
    let left = and(student(), &[leave("2025-10-31")]);
    assert_eq!(after(&left, &leave("2025-10-31")), Ok(vec![]));
    let gone = Rejection::NotEnrolled { on: day("2025-11-01") };
    assert_eq!(after(&left, &leave("2025-11-01")), Err(gone.clone()));
    assert_eq!(after(&left, &transfer(IN_4A, "2025-11-01")), Err(gone));
    assert_eq!(classes(&left, &["2025-10-31", "2025-11-01"]), [Some(IN_3B), None]);
}

#[test]
fn who_left_before_a_transfer_is_in_no_class_afterwards() {
    let left = and(student(), &[transfer(IN_4A, "2025-11-03"), leave("2025-10-20")]);
    assert_eq!(classes(&left, &["2025-10-20", "2025-10-21", "2025-11-03"]), [Some(IN_3B), None, None]);
}

#[test]
fn a_class_of_last_year_is_not_the_class_of_this_one() {
    let two_years = history(&[
        register("2010-05-20"),
        enrol(IN_4A, "2024-09-12"),
        enrol(IN_3B, "2025-09-15"), // Nobody wrote that 2024/25 had ended.
    ]);
    assert_eq!(
        classes(&two_years, &["2024-09-12", "2025-08-31", "2025-09-01", "2025-09-15"]),
        [Some(IN_4A), Some(IN_4A), None, Some(IN_3B)]
    );
    // What happens to one year leaves the other alone.
    let moved = and(two_years, &[transfer(IN_3B, "2025-06-03")]);
    assert_eq!(classes(&moved, &["2025-06-02", "2025-10-01"]), [Some(IN_4A), Some(IN_3B)]);
    let left = and(moved, &[leave("2025-06-06")]);
    assert_eq!(classes(&left, &["2025-06-06", "2025-06-07", "2025-10-01"]), [Some(IN_3B), None, Some(IN_3B)]);
}

/// A5-02: not taking religion, 957 hours instead of 1056.
#[test]
fn the_annual_hours_of_a_student_are_set_with_a_reason() {
    let set = |hours| Command::SetAnnualHours {
        year: YEAR,
        hours,
        reason: text("non si avvale"),
        on: day("2025-10-01"),
    };
    let event = PersonEvent::AnnualHoursSet {
        student: person(STUDENT),
        year: YEAR,
        withdrawn: 1056,
        hours: 957,
        reason: text("non si avvale"),
        on: day("2025-10-01"),
        because: vec![Norm::PersonalisedHours],
    };
    assert_eq!(after(&student(), &set(957)), Ok(vec![event]));
    assert_eq!(after(&student(), &set(1056)), Ok(vec![]));
    assert_eq!(after(&student(), &set(0)), Err(Rejection::NoAnnualHours));
    let nobody = Rejection::NotEnrolled { on: day("2025-10-01") };
    assert_eq!(after(&history(&[register("2010-05-20")]), &set(957)), Err(nobody));
    let none = Command::Enrol { class: IN_3B, year: YEAR, from: day("2025-09-15"), annual_hours: 0 };
    assert_eq!(after(&history(&[register("2010-05-20")]), &none), Err(Rejection::NoAnnualHours));
    assert_eq!(profile(&and(student(), &[set(957)])).annual_hours.get(&YEAR), Some(&957));
}

#[test]
fn an_office_is_held_from_day_to_day() {
    let assign = |from, until: Option<&str>| Command::AssignOffice {
        office: Office::Coordinator { class: IN_3B },
        from: day(from),
        until: until.map(day),
    };
    let known = history(&[register("1975-05-20")]);
    let event = PersonEvent::OfficeAssigned {
        person: person(STUDENT),
        office: Office::Coordinator { class: IN_3B },
        from: day("2025-10-01"),
        until: Some(day("2026-08-31")),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&known, &assign("2025-10-01", Some("2026-08-31"))), Ok(vec![event]));
    let backwards = Rejection::EndsBeforeStart { from: day("2025-10-01"), until: day("2025-09-30") };
    assert_eq!(after(&known, &assign("2025-10-01", Some("2025-09-30"))), Err(backwards));
    for allowed in [assign("2025-10-01", Some("2025-10-01")), assign("2025-10-01", None)] {
        assert_eq!(after(&known, &allowed).map(|events| events.len()), Ok(1));
    }
    let held = and(known, &[assign("2025-10-01", Some("2026-08-31"))]);
    assert_eq!(after(&held, &assign("2025-10-01", Some("2026-08-31"))), Ok(vec![]));
    let coordinates =
        |on| profile(&held).holds_office(day(on), |office| office == Office::Coordinator { class: IN_3B });
    assert_eq!(
        ["2025-09-30", "2025-10-01", "2026-08-31", "2026-09-01"].map(coordinates),
        [false, true, true, false]
    );
    assert!(!profile(&held).holds_office(day("2025-10-01"), |office| office == Office::Principal));
}

#[test]
fn a_chair_is_held_from_day_to_day() {
    let chair = Chair { class: IN_3B, subject: subject("MAT"), weekly_hours: 4 };
    let assign =
        |from, until| Command::AssignChair { chair: chair.clone(), from: day(from), until: Some(day(until)) };
    let known = history(&[register("1975-05-20")]);
    let event = PersonEvent::ChairAssigned {
        teacher: person(STUDENT),
        class: IN_3B,
        subject: subject("MAT"),
        weekly_hours: 4,
        from: day("2025-10-01"),
        until: Some(day("2025-12-22")),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&known, &assign("2025-10-01", "2025-12-22")), Ok(vec![event]));
    let backwards = Rejection::EndsBeforeStart { from: day("2025-10-01"), until: day("2025-09-30") };
    assert_eq!(after(&known, &assign("2025-10-01", "2025-09-30")), Err(backwards));
    let held = and(known, &[assign("2025-10-01", "2025-12-22")]);
    assert_eq!(after(&held, &assign("2025-10-01", "2025-12-22")), Ok(vec![]));
    let chairs = |on| profile(&held).chairs_on(day(on)).count();
    assert_eq!(["2025-09-30", "2025-10-01", "2025-12-22", "2025-12-23"].map(chairs), [0, 1, 1, 0]);
}
