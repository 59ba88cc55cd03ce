//! The first days of September: the school, its people and its timetables are put into the register.

use jiff::civil::{Date, time};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_domain::school::Slot;

use super::institute::{Class, Institute, LIMITED_UNTIL};
use super::people::{Guardian, Someone};
use super::wave::{Daybook, Wave};
use crate::actor::Capacity;
use crate::commands::people::{Act as PersonAct, People};
use crate::commands::school::{Act as SchoolAct, School};
use crate::commands::{Command, people};

/// Classes whose acts go in one command.
const CLASSES_AT_ONCE: usize = 12;

/// Everything before the first lesson, in order of time.
pub(crate) fn waves(institute: &Institute, regulation: &Regulation) -> Vec<Wave> {
    let year = institute.calendar.year;
    let begins = year.first_day();
    let day = |number: i8| Date::new(begins.year(), begins.month(), number).unwrap_or(begins);
    let mut waves = foundation(institute, regulation, day(1));
    waves.extend(classes(institute, year, day(2)));
    waves.extend(teachers(institute, begins, year.last_day(), day(3)));
    waves.extend(guardians(institute, day(5)));
    waves.extend(students(institute, begins, day(8)));
    waves.extend(timetables(institute, day(11)));
    waves.extend(exceptions(institute, year, day(12)));
    waves
}

fn foundation(institute: &Institute, regulation: &Regulation, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    let staff = &institute.staff;
    let principal = staff.principal.person;
    let found = SchoolAct::Found {
        name: "Istituto di Istruzione Superiore simulato".to_owned(),
        mechanographic_code: "RMIS00000X".to_owned(),
    };
    book.send(time(8, 30, 0, 0), principal, Capacity::Principal, school(vec![found]));
    let appoint = |who: &Someone, office| {
        let office = PersonAct::AssignOffice { office, from: on, until: None };
        person(who.person, vec![register(who), office])
    };
    let others = [(&staff.deputy, Office::Deputy), (&staff.site_lead, Office::SiteLead)];
    let command = appoint(&staff.principal, Office::Principal);
    book.send(time(8, 35, 0, 0), principal, Capacity::Principal, command);
    let secretaries = staff.secretaries.iter().map(|who| (who, Office::Secretariat));
    let watching = [(&staff.dpo, Office::Dpo), (&staff.auditor, Office::Auditor)];
    let machines = [(&staff.technician, Office::Technician), (&staff.support, Office::Support)];
    for (who, office) in secretaries.chain(watching).chain(others).chain(machines) {
        book.send(time(8, 40, 0, 0), principal, Capacity::Principal, appoint(who, office));
    }
    let mut acts = vec![
        SchoolAct::PublishCalendar { calendar: institute.calendar.clone() },
        SchoolAct::SetBellSchedule { bell: institute.bell.clone(), from: on },
        SchoolAct::AdoptRegulation { version: regulation.version().to_owned(), from: on },
    ];
    acts.extend(institute.material.subjects.iter().map(|(code, subject)| SchoolAct::ListSubject {
        subject: SubjectCode(code.clone()),
        name: subject.name.clone(),
    }));
    book.send(time(9, 0, 0, 0), principal, Capacity::Principal, school(acts));
    book.waves
}

fn classes(institute: &Institute, year: SchoolYear, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    for some in institute.classes.chunks(CLASSES_AT_ONCE) {
        let open = |class: &Class| SchoolAct::OpenClass {
            class: class.id,
            year,
            label: class.label.clone(),
            track: class.track.clone(),
            annual_hours: class.annual_hours,
        };
        let command = school(some.iter().map(open).collect());
        book.send(time(9, 0, 0, 0), institute.secretary(0), Capacity::Secretariat, command);
    }
    book.waves
}

fn teachers(institute: &Institute, from: Date, until: Date, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    for (index, teacher) in institute.teachers.iter().enumerate() {
        let mut acts = vec![register(&teacher.who)];
        acts.extend(teacher.chairs.iter().map(|chair| PersonAct::AssignChair {
            class: institute.classes[chair.class].id,
            subject: chair.subject.clone(),
            weekly_hours: chair.weekly_hours,
            from,
            until: Some(until),
        }));
        let coordinated = institute.classes.iter().filter(|class| class.coordinator == index);
        acts.extend(coordinated.map(|class| PersonAct::AssignOffice {
            office: Office::Coordinator { class: class.id },
            from,
            until: Some(until),
        }));
        let command = person(teacher.who.person, acts);
        book.send(time(9, 0, 0, 0), institute.secretary(1), Capacity::Secretariat, command);
    }
    if let Some(command) = deputys_chair(institute, from, until) {
        book.send(time(9, 5, 0, 0), institute.secretary(1), Capacity::Secretariat, command);
    }
    book.waves
}

/// A few hours beside a colleague, for the first months.
fn deputys_chair(institute: &Institute, from: Date, until: Date) -> Option<Command> {
    let (class, subject) = institute.deputys_chair()?;
    let chair = PersonAct::AssignChair { class, subject, weekly_hours: 1, from, until: Some(until) };
    Some(person(institute.staff.deputy.person, vec![chair]))
}

fn guardians(institute: &Institute, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    for Guardian { who, .. } in institute.families.values().flatten() {
        let command = person(who.person, vec![register(who)]);
        book.send(time(9, 30, 0, 0), institute.secretary(0), Capacity::Secretariat, command);
    }
    book.waves
}

fn students(institute: &Institute, from: Date, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    for student in &institute.students {
        let class = &institute.classes[student.class];
        let (class, annual_hours) = (class.id, class.annual_hours);
        let mut acts = vec![register(&student.who), PersonAct::Enrol { class, from, annual_hours }];
        let family = institute.families.get(&student.household).into_iter().flatten();
        acts.extend(family.map(|guardian| PersonAct::HoldResponsibility {
            guardian: guardian.who.person,
            relation: guardian.relation,
            from,
        }));
        let command = person(student.who.person, acts);
        book.send(time(9, 30, 0, 0), institute.secretary(1), Capacity::Secretariat, command);
    }
    book.waves
}

fn timetables(institute: &Institute, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    for some in institute.classes.chunks(CLASSES_AT_ONCE) {
        let set = |class: &Class| SchoolAct::SetTimetable {
            class: class.id,
            from: institute.calendar.first_day,
            week: slots(institute, class),
        };
        let command = school(some.iter().map(set).collect());
        let principal = institute.staff.principal.person;
        book.send(time(10, 0, 0, 0), principal, Capacity::Principal, command);
    }
    book.waves
}

fn slots(institute: &Institute, class: &Class) -> Vec<Slot> {
    let days = (1_u8..).zip(&class.week);
    days.flat_map(|(weekday, hours)| hours.iter().map(move |hour| (weekday, hour)))
        .map(|(weekday, hour)| Slot {
            weekday,
            period: hour.period,
            subject: hour.subject.clone(),
            teachers: hour.teachers.iter().map(|teacher| institute.teacher(*teacher)).collect(),
        })
        .collect()
}

/// Annual hours of some students only, and one court's order.
fn exceptions(institute: &Institute, year: SchoolYear, on: Date) -> Vec<Wave> {
    let mut book = Daybook::of(&institute.ids, on);
    let secretary = institute.secretary(0);
    for student in &institute.students {
        let Some((fewer, reason)) = student.fewer_hours else { continue };
        let hours = institute.classes[student.class].annual_hours.saturating_sub(fewer);
        let act = PersonAct::SetAnnualHours { year, hours, reason: reason.to_owned() };
        let command = person(student.who.person, vec![act]);
        book.send(time(11, 0, 0, 0), secretary, Capacity::Secretariat, command);
    }
    if let Some((ward, father)) =
        institute.ward.and_then(|ward| Some((ward, institute.limited(ward, institute.calendar.first_day)?)))
    {
        let act = PersonAct::LimitResponsibility {
            guardian: father,
            from: institute.calendar.first_day,
            until: Some(LIMITED_UNTIL),
            order: "provvedimento del Tribunale acquisito agli atti riservati".to_owned(),
        };
        let command = person(institute.students[ward].who.person, vec![act]);
        book.send(time(11, 30, 0, 0), secretary, Capacity::Secretariat, command);
    }
    book.waves
}

fn register(who: &Someone) -> people::Act {
    PersonAct::Register {
        given_name: who.given_name.clone(),
        family_name: who.family_name.clone(),
        born_on: who.born_on,
    }
}

fn person(person: PersonId, acts: Vec<PersonAct>) -> Command {
    Command::People(People { person, acts })
}

fn school(acts: Vec<SchoolAct>) -> Command {
    Command::School(School { acts })
}
