//! The school that every test goes to, and what the school itself accepts, refuses and passes over in silence.

mod boundaries;
mod days;
mod publishing;

use std::sync::LazyLock;

use jiff::civil::Time;

use super::*;
use crate::calendar::{Week, lazio_2025_26};
use crate::ids::PersonId;
use crate::regulation::Regulation;

/// 3B of 2025/26: six hours a day from Monday to Friday; from 12 January 2026, five on Wednesday.
pub(crate) const IN_3B: ClassId = ClassId(uuid::Uuid::from_u128(0x3b));
/// 4A of 2025/26: five hours a day, with other subjects.
pub(crate) const IN_4A: ClassId = ClassId(uuid::Uuid::from_u128(0x4a));

pub(crate) fn day(written: &str) -> Date {
    written.parse().expect("a date, such as 2025-11-12")
}

pub(crate) fn at(written: &str) -> Time {
    written.parse().expect("a time, such as 08:05")
}

pub(crate) fn text(typed: &str) -> Text {
    Text::new("testo", typed, 200).expect("a text")
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId(uuid::Uuid::from_u128(number))
}

pub(crate) fn subject(code: &str) -> SubjectCode {
    SubjectCode(code.to_owned())
}

/// Taught by the teachers 101, 102 (two hours), 103 (two hours) with 105 in co-presence, and 104.
pub(crate) const SUBJECTS_OF_3B: [&str; 6] = ["ITA", "MAT", "MAT", "INF", "INF", "ING"];

fn slot(weekday: u8, period: u8, code: &str, teachers: &[u128]) -> Slot {
    let teachers = teachers.iter().map(|number| person(*number)).collect();
    Slot { weekday, period: PeriodNumber(period), subject: subject(code), teachers }
}

fn week_of_3b(hours_on_wednesday: u8) -> Vec<Slot> {
    let teachers: [&[u128]; 6] = [&[101], &[102], &[102], &[103, 105], &[103, 105], &[104]];
    (1..=5)
        .flat_map(|weekday| {
            (1..).zip(SUBJECTS_OF_3B.into_iter().zip(teachers)).map(move |hour| (weekday, hour))
        })
        .filter(|(weekday, (period, _))| *weekday != 3 || *period <= hours_on_wednesday)
        .map(|(weekday, (period, (code, teachers)))| slot(weekday, period, code, teachers))
        .collect()
}

fn week_of_4a() -> Vec<Slot> {
    let subjects = ["FIS", "FIS", "ITA", "STO", "ING"];
    (1..=5)
        .flat_map(|weekday| {
            (1..).zip(subjects).map(move |(period, code)| slot(weekday, period, code, &[106]))
        })
        .collect()
}

fn list(code: &str) -> Command {
    Command::ListSubject { subject: subject(code), name: text(code), on: day("2025-09-01") }
}

fn open(class: ClassId, label: &str, annual_hours: u16) -> Command {
    let (year, on) = (SchoolYear(2025), day("2025-09-01"));
    Command::OpenClass { class, year, label: text(label), track: text("informatico"), annual_hours, on }
}

fn found(name: &str) -> Command {
    let code = text("RMXX000000");
    Command::Found { name: text(name), mechanographic_code: code, on: day("2025-09-01") }
}

fn publish(week: Week) -> Command {
    Command::PublishCalendar { calendar: lazio_2025_26(week), on: day("2025-09-01") }
}

fn bell() -> BellSchedule {
    Regulation::adopted().bell_schedule(day("2025-09-01")).clone()
}

fn ring(bell: BellSchedule, from: &str) -> Command {
    Command::SetBellSchedule { bell, from: day(from) }
}

fn timetable(class: ClassId, from: &str, week: Vec<Slot>) -> Command {
    Command::SetTimetable { class, from: day(from), week }
}

fn everything() -> Vec<Command> {
    let mut commands = vec![found("Istituto di prova"), publish(Week::FiveDays), ring(bell(), "2025-09-01")];
    commands.extend(["ITA", "MAT", "INF", "ING", "FIS", "STO"].map(list));
    commands.extend([
        open(IN_3B, "3B", 1056),
        open(IN_4A, "4A", 891),
        timetable(IN_3B, "2025-09-15", week_of_3b(6)),
        timetable(IN_3B, "2026-01-12", week_of_3b(5)),
        timetable(IN_4A, "2025-09-15", week_of_4a()),
    ]);
    commands
}

fn after(before: &School, command: &Command) -> Result<Vec<SchoolEvent>, Rejection> {
    decide(before, command)
}

/// The school after some acts, all of them allowed.
fn school_after(commands: &[Command]) -> School {
    commands.iter().fold(School::default(), |school, command| {
        let events = after(&school, command).expect("an act that is allowed");
        events.iter().fold(school, evolve)
    })
}

static SCHOOL: LazyLock<School> = LazyLock::new(|| school_after(&everything()));

pub(crate) fn class_day(class: ClassId, on: &str) -> Result<ClassDay, Rejection> {
    let holidays = SCHOOL.calendar(day(on))?.holidays();
    SCHOOL.class_day(class, day(on), &holidays)
}

/// A day of 3B or 4A that has lessons.
pub(crate) fn lessons_of(class: ClassId, on: &str) -> ClassDay {
    class_day(class, on).expect("a day with lessons")
}

#[test]
fn a_school_is_founded_once() {
    let on = day("2025-09-01");
    let (name, mechanographic_code) = (text("Istituto di prova"), text("RMXX000000"));
    let because = vec![Norm::OnlyRegisterFunctions]; // A12-01
    assert_eq!(
        after(&School::default(), &found("Istituto di prova")),
        Ok(vec![SchoolEvent::Founded { name, mechanographic_code, on, because }])
    );
    assert_eq!(after(&SCHOOL, &found("Istituto di prova")), Ok(vec![]));
    assert_eq!(after(&SCHOOL, &found("Un altro istituto")), Err(Rejection::AlreadyFounded));
}

#[test]
fn a_calendar_is_published_and_published_again_when_it_changes() {
    let event = |week| SchoolEvent::CalendarPublished {
        calendar: lazio_2025_26(week),
        on: day("2025-09-01"),
        because: vec![Norm::LessonDays, Norm::Holidays], // T-5, T-7
    };
    assert_eq!(after(&School::default(), &publish(Week::FiveDays)), Ok(vec![event(Week::FiveDays)]));
    assert_eq!(after(&SCHOOL, &publish(Week::FiveDays)), Ok(vec![]));
    assert_eq!(after(&SCHOOL, &publish(Week::SixDays)), Ok(vec![event(Week::SixDays)]));
}

#[test]
fn a_bell_is_set_from_a_day() {
    let because = vec![Norm::OnTimeUntilLessonsStart]; // A1-01
    let event = SchoolEvent::BellScheduleSet { bell: bell(), from: day("2025-09-01"), because };
    assert_eq!(after(&School::default(), &ring(bell(), "2025-09-01")), Ok(vec![event]));
    assert_eq!(after(&SCHOOL, &ring(bell(), "2025-09-01")), Ok(vec![]));
    assert_eq!(after(&SCHOOL, &ring(bell(), "2026-01-12")).map(|events| events.len()), Ok(1));
}

#[test]
fn a_regulation_is_adopted_from_a_day() {
    let adopt = |version| Command::AdoptRegulation { version: text(version), from: day("2025-09-01") };
    let because = vec![Norm::OnlyRegisterFunctions];
    let event =
        |version| SchoolEvent::RegulationAdopted { version: text(version), from: day("2025-09-01"), because };
    assert_eq!(after(&SCHOOL, &adopt("2025-09-01")), Ok(vec![event("2025-09-01")]));
    let adopted = school_after(&[adopt("2025-09-01")]);
    assert_eq!(after(&adopted, &adopt("2025-09-01")), Ok(vec![]));
    assert_eq!(after(&adopted, &adopt("2025-09-01 bis")).map(|events| events.len()), Ok(1));
}

#[test]
fn a_subject_is_listed_with_a_name() {
    let because = vec![Norm::OnlyRegisterFunctions];
    let event = SchoolEvent::SubjectListed {
        subject: subject("GEO"),
        name: text("GEO"),
        on: day("2025-09-01"),
        because,
    };
    assert_eq!(after(&SCHOOL, &list("GEO")), Ok(vec![event]));
    assert_eq!(after(&SCHOOL, &list("ITA")), Ok(vec![]));
}

/// A5-02: the base is the declared number of hours, so there is one.
#[test]
fn a_class_is_opened_with_its_annual_hours() {
    let (class, on) = (ClassId(uuid::Uuid::from_u128(0x5c)), day("2025-09-01"));
    let event = SchoolEvent::ClassOpened {
        class,
        year: SchoolYear(2025),
        label: text("5C"),
        track: text("informatico"),
        annual_hours: 1,
        on,
        because: vec![Norm::PersonalisedHours],
    };
    assert_eq!(after(&SCHOOL, &open(class, "5C", 1)), Ok(vec![event]));
    assert_eq!(after(&SCHOOL, &open(class, "5C", 0)), Err(Rejection::NoAnnualHours));
    assert_eq!(Rejection::NoAnnualHours.norm(), Norm::PersonalisedHours);
    assert_eq!(after(&SCHOOL, &open(IN_3B, "3B", 1056)), Ok(vec![]));
    assert_eq!(after(&SCHOOL, &open(IN_3B, "3C", 1056)), Err(Rejection::ClassAlreadyOpen));
    assert_eq!(after(&SCHOOL, &open(IN_3B, "3B", 1055)), Err(Rejection::ClassAlreadyOpen));
}

#[test]
fn a_timetable_is_set_from_a_day() {
    let because = vec![Norm::HoursOfAbsence]; // A5-03
    let event =
        SchoolEvent::TimetableSet { class: IN_4A, from: day("2026-02-02"), week: week_of_4a(), because };
    assert_eq!(after(&SCHOOL, &timetable(IN_4A, "2026-02-02", week_of_4a())), Ok(vec![event]));
    assert_eq!(after(&SCHOOL, &timetable(IN_4A, "2025-09-15", week_of_4a())), Ok(vec![]));
}

#[test]
fn a_timetable_that_cannot_be_taught_is_refused() {
    let bad = |weekday, period| Rejection::BadSlot { weekday, period: PeriodNumber(period) };
    let unknown_class = ClassId(uuid::Uuid::from_u128(0x99));
    for (class, from, week, refusal) in [
        (unknown_class, "2025-09-15", vec![], Rejection::UnknownClass),
        (IN_3B, "2025-08-31", vec![], Rejection::NoTimetable { on: day("2025-08-31") }), // No bell yet.
        (IN_3B, "2025-09-15", vec![slot(0, 1, "ITA", &[])], bad(0, 1)),
        (IN_3B, "2025-09-15", vec![slot(7, 1, "ITA", &[])], bad(7, 1)), // Sunday.
        (IN_3B, "2025-09-15", vec![slot(1, 0, "ITA", &[])], bad(1, 0)),
        (IN_3B, "2025-09-15", vec![slot(1, 7, "ITA", &[])], bad(1, 7)), // The bell has six.
        (IN_3B, "2025-09-15", vec![slot(1, 1, "ITA", &[]), slot(1, 1, "MAT", &[])], bad(1, 1)),
        (IN_3B, "2025-09-15", vec![slot(1, 1, "LAT", &[])], Rejection::UnknownSubject(subject("LAT"))),
    ] {
        assert_eq!(after(&SCHOOL, &timetable(class, from, week)), Err(refusal));
    }
    for (weekday, period) in [(1, 1), (6, 6)] {
        let week = vec![slot(weekday, period, "ITA", &[])];
        assert_eq!(after(&SCHOOL, &timetable(IN_3B, "2025-09-01", week)).map(|events| events.len()), Ok(1));
    }
}

#[test]
fn every_act_of_the_school_done_twice_is_silence_the_second_time() {
    let adopt = Command::AdoptRegulation { version: text("2025-09-01"), from: day("2025-09-01") };
    let mut commands = everything();
    commands.push(adopt);
    let school = school_after(&commands);
    for command in &commands {
        assert_eq!(after(&school, command), Ok(vec![]), "{command:?}");
    }
}

#[test]
fn a_refusal_of_the_school_names_its_norm_and_speaks_italian() {
    for (refusal, norm, words) in [
        (Rejection::AlreadyFounded, Norm::OnlyRegisterFunctions, "la scuola è già costituita con altri dati"),
        (
            Rejection::BadSlot { weekday: 1, period: PeriodNumber(7) },
            Norm::HoursOfAbsence,
            "l'orario ripete la 7ª ora del giorno 1 o ne indica una che la campana non ha",
        ),
        (
            Rejection::NoCalendar { on: day("2026-09-15"), year: SchoolYear(2026) },
            Norm::LessonDays,
            "il 15 settembre 2026 è fuori dall'anno scolastico: per 2026/27 non è pubblicato un calendario",
        ),
    ] {
        assert_eq!((refusal.norm(), refusal.to_string().as_str()), (norm, words));
    }
}
