//! The school as it stands on the first day: classes with their timetables, teachers with their chairs, students.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use registro_domain::calendar::{SchoolCalendar, Week, lazio_2025_26};
use registro_domain::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use registro_domain::regulation::{BellSchedule, Period, Regulation};

use super::cast::{Cast, Part};
use super::draw::Dice;
use super::ids::Ids;
use super::material::Material;
use super::people::{Guardian, Registry, Someone, Student};
use super::staffing::weekday;
use super::timetable::{self, Grid, Lesson};
use super::{Plan, SimulationError};

/// Hours of a full chair (`cattedra`).
const CHAIR_HOURS: u8 = 18;
const YEARS: u32 = 5;
/// The last day on which a court limits one of two separated parents.
pub(crate) const LIMITED_UNTIL: Date = Date::constant(2026, 3, 31);

#[derive(Debug)]
pub(crate) struct Institute {
    pub(crate) ids: Ids,
    pub(crate) dice: Dice,
    pub(crate) material: Material,
    pub(crate) calendar: SchoolCalendar,
    /// The lesson days of the year.
    pub(crate) days: Vec<Date>,
    pub(crate) bell: BellSchedule,
    pub(crate) classes: Vec<Class>,
    pub(crate) teachers: Vec<Teacher>,
    pub(crate) students: Vec<Student>,
    /// The guardians, by the student under whom they are registered.
    pub(crate) families: BTreeMap<usize, Vec<Guardian>>,
    /// The student for whom a court limits the father, if there are students.
    pub(crate) ward: Option<usize>,
    pub(crate) staff: Staff,
    /// Who has a part in which story.
    pub(crate) cast: Cast,
    /// Hours for which the timetable has no place.
    pub(crate) unplaced_hours: u32,
}

/// The offices that are one person's.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) principal: Someone,
    /// Decides most of what is delegated.
    pub(crate) deputy: Someone,
    /// For the first months of the year.
    pub(crate) site_lead: Someone,
    pub(crate) secretaries: [Someone; 2],
    pub(crate) dpo: Someone,
    pub(crate) auditor: Someone,
    pub(crate) technician: Someone,
    /// Of the vendor.
    pub(crate) support: Someone,
}

#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) id: ClassId,
    pub(crate) label: String,
    pub(crate) track: String,
    /// From 1.
    pub(crate) year: u32,
    pub(crate) annual_hours: u16,
    pub(crate) coordinator: usize,
    /// The hours of each day of the week, Monday first.
    pub(crate) week: Vec<Vec<Hour>>,
    /// Everyone with a chair in the class.
    pub(crate) council: BTreeSet<usize>,
}

impl Class {
    pub(crate) fn hours_on(&self, on: Date) -> &[Hour] {
        self.week.get(weekday(on)).map_or(&[], Vec::as_slice)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Hour {
    pub(crate) period: PeriodNumber,
    pub(crate) subject: SubjectCode,
    /// Whose hour it is, then whoever stands beside.
    pub(crate) teachers: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Teacher {
    pub(crate) who: Someone,
    pub(crate) chairs: Vec<Chair>,
    /// Hours of the week in class, by weekday from Monday and period.
    pub(crate) busy: BTreeSet<(usize, PeriodNumber)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Chair {
    pub(crate) class: usize,
    pub(crate) subject: SubjectCode,
    pub(crate) weekly_hours: u8,
}

/// A teacher while chairs are being given out.
struct Vacancy {
    area: String,
    hours_left: u8,
    chairs: Vec<Chair>,
}

impl Institute {
    pub(crate) fn plan(plan: &Plan, regulation: &Regulation) -> Result<Self, SimulationError> {
        let material = Material::embedded()?;
        let (ids, dice) = (plan.ids(), Dice { seed: plan.seed });
        let calendar = lazio_2025_26(plan.week);
        let days: Vec<Date> = calendar.lesson_days(&calendar.holidays()).collect();
        let bell = bell(plan.week, regulation, calendar.first_day);
        let mut classes = classes(plan, &material, &ids);
        let (mut vacancies, lessons) = chairs(&classes, &material);
        let grid = weeks(&mut classes, &lessons, &vacancies, plan.week, &bell, dice);
        stand_beside(&mut classes, &mut vacancies, &material);
        let registry = Registry { plan, dice, ids: &ids, material: &material };
        let mut teachers: Vec<Teacher> = vacancies
            .into_iter()
            .enumerate()
            .map(|(index, vacancy)| Teacher {
                who: registry.adult("teacher", index, None, 2_000_000 + index as u64),
                chairs: vacancy.chairs,
                busy: BTreeSet::new(),
            })
            .collect();
        for class in &classes {
            for (weekday, hours) in class.week.iter().enumerate() {
                for (hour, teacher) in hours.iter().flat_map(|h| h.teachers.iter().map(move |t| (h, *t))) {
                    teachers[teacher].busy.insert((weekday, hour.period));
                }
            }
        }
        coordinate(&mut classes, &teachers);
        let students = registry.students(&classes.iter().map(|class| class.year).collect::<Vec<_>>());
        let ward = (!students.is_empty()).then(|| students[students.len() / 3].household);
        let households: BTreeSet<usize> = students.iter().map(|student| student.household).collect();
        let family = |household| (household, registry.guardians(household, Some(household) == ward));
        let families: BTreeMap<usize, Vec<Guardian>> = households.into_iter().map(family).collect();
        let couples = |household: usize| families.get(&household).is_some_and(|family| family.len() == 2);
        let hours: Vec<Time> = bell.periods.iter().map(|period| period.starts).collect();
        let cast = Cast::choose(&students, &days, &hours, ward, couples, dice);
        let office = |role, number: u64| registry.adult(role, 0, None, 3_000_000 + number);
        let staff = Staff {
            principal: office("principal", 0),
            deputy: office("deputy", 5),
            site_lead: office("site lead", 6),
            secretaries: [office("first secretary", 1), office("second secretary", 2)],
            dpo: office("dpo", 3),
            auditor: office("auditor", 4),
            technician: office("technician", 7),
            support: office("support", 8),
        };
        Ok(Self {
            ids,
            dice,
            material,
            calendar,
            days,
            bell,
            classes,
            teachers,
            students,
            families,
            ward,
            staff,
            cast,
            unplaced_hours: grid.unplaced,
        })
    }

    pub(crate) fn teacher(&self, index: usize) -> PersonId {
        self.teachers[index].who.person
    }

    pub(crate) fn student(&self, index: usize) -> PersonId {
        self.students[index].who.person
    }

    pub(crate) fn secretary(&self, index: usize) -> PersonId {
        self.staff.secretaries[index % 2].person
    }

    /// The guardians of a student.
    pub(crate) fn family(&self, student: usize) -> &[Guardian] {
        self.families.get(&self.students[student].household).map_or(&[], Vec::as_slice)
    }

    /// The guardian whom a court limits as to this student, on a day.
    pub(crate) fn limited(&self, student: usize, on: Date) -> Option<PersonId> {
        let is_limited = self.ward == Some(student) && on <= LIMITED_UNTIL;
        let mut family = self.family(student).iter().filter(|_| is_limited);
        family.next_back().map(|guardian| guardian.who.person)
    }

    /// A student, and the guardian who does not answer for her to the end of the year.
    pub(crate) fn parent_who_ends(&self) -> Option<(usize, PersonId)> {
        let student = self.cast.player(Part::OneParentLess)?;
        let guardian = self.family(student).last()?;
        Some((student, guardian.who.person))
    }

    /// A few hours of the first class, which the deputy has in the first months.
    pub(crate) fn deputys_chair(&self) -> Option<(ClassId, SubjectCode)> {
        let class = self.classes.first()?;
        Some((class.id, class.week.iter().flatten().next()?.subject.clone()))
    }
}

/// The adopted bell; a week of five days needs a seventh hour.
fn bell(week: Week, regulation: &Regulation, on: Date) -> BellSchedule {
    let mut bell = regulation.bell_schedule(on).clone();
    match (week, bell.periods.last().copied()) {
        (Week::FiveDays, Some(last)) => {
            let ends = last.ends.saturating_add(jiff::SignedDuration::from_hours(1));
            bell.periods.push(Period { number: last.number + 1, starts: last.ends, ends });
        }
        (Week::FiveDays, None) | (Week::SixDays, _) => {}
    }
    bell
}

/// Five classes a section, one track a section.
fn classes(plan: &Plan, material: &Material, ids: &Ids) -> Vec<Class> {
    (0..plan.classes)
        .map(|index| {
            let (section, year) = (index / YEARS, index % YEARS + 1);
            let track =
                &material.tracks[usize::try_from(section).unwrap_or_default() % material.tracks.len()];
            let hours = track.curriculum(year).map_or(0, |week| week.hours.values().sum());
            let index = usize::try_from(index).unwrap_or_default();
            Class {
                id: ids.class(index),
                label: format!("{year}{}", letters(section)),
                track: track.name.clone(),
                year,
                annual_hours: u16::from(hours) * 33,
                coordinator: 0,
                week: Vec::new(),
                council: BTreeSet::new(),
            }
        })
        .collect()
}

/// A, B … Z, AA, AB …
fn letters(section: u32) -> String {
    let last = char::from(b'A' + u8::try_from(section % 26).unwrap_or_default());
    if section < 26 { last.to_string() } else { letters(section / 26 - 1) + &last.to_string() }
}

/// Whoever of the area has room takes the chair, best somebody who is in the class already.
fn take(vacancies: &mut Vec<Vacancy>, area: &str, chair: Chair) -> usize {
    let hours = chair.weekly_hours;
    let room = |vacancy: &Vacancy| vacancy.area == area && hours <= vacancy.hours_left;
    let known = |vacancy: &Vacancy| room(vacancy) && vacancy.chairs.iter().any(|c| c.class == chair.class);
    let taker = vacancies.iter().position(known).or_else(|| vacancies.iter().position(room));
    let taker = taker.unwrap_or_else(|| {
        vacancies.push(Vacancy { area: area.to_owned(), hours_left: CHAIR_HOURS, chairs: Vec::new() });
        vacancies.len() - 1
    });
    vacancies[taker].hours_left = vacancies[taker].hours_left.saturating_sub(hours);
    vacancies[taker].chairs.push(chair);
    taker
}

/// Each subject of each class to one teacher.
fn chairs(classes: &[Class], material: &Material) -> (Vec<Vacancy>, Vec<(Lesson, SubjectCode)>) {
    let (mut vacancies, mut lessons) = (Vec::new(), Vec::new());
    for (index, class) in classes.iter().enumerate() {
        let Some(week) = curriculum(class, material) else { continue };
        let mut subjects: Vec<_> = week.hours.iter().collect();
        subjects.sort_by_key(|(code, hours)| (std::cmp::Reverse(**hours), (*code).clone()));
        for (code, hours) in subjects {
            let subject = SubjectCode(code.clone());
            let Some(known) = material.subject(&subject) else { continue };
            let chair = Chair { class: index, subject: subject.clone(), weekly_hours: *hours };
            let teacher = take(&mut vacancies, &known.area, chair);
            lessons.push((Lesson { class: index, teacher, hours: *hours }, subject));
        }
    }
    (vacancies, lessons)
}

fn curriculum<'a>(class: &Class, material: &'a Material) -> Option<&'a super::material::Curriculum> {
    material.tracks.iter().find(|track| track.name == class.track)?.curriculum(class.year)
}

/// Fills in each class's week: as many hours each day as it takes, from the first on.
fn weeks(
    classes: &mut [Class],
    lessons: &[(Lesson, SubjectCode)],
    vacancies: &[Vacancy],
    week: Week,
    bell: &BellSchedule,
    dice: Dice,
) -> Grid {
    let periods = bell.periods.len();
    let days = match week {
        Week::FiveDays => 5,
        Week::SixDays => 6,
    };
    let open: Vec<Vec<bool>> = (0..classes.len())
        .map(|class| {
            let of_class = lessons.iter().filter(|(lesson, _)| lesson.class == class);
            let hours: usize = of_class.map(|(lesson, _)| usize::from(lesson.hours)).sum();
            let today = |day: usize| hours / days + usize::from((day + class) % days < hours % days);
            (0..days * periods).map(|place| place % periods < today(place / periods)).collect()
        })
        .collect();
    let plain: Vec<Lesson> = lessons.iter().map(|(lesson, _)| *lesson).collect();
    let grid = timetable::arrange(&open, &plain, vacancies.len(), periods, dice);
    for (class, places) in classes.iter_mut().zip(&grid.classes) {
        class.week = places
            .chunks(periods)
            .map(|day| {
                let hours = bell.periods.iter().zip(day);
                hours
                    .filter_map(|(period, lesson)| {
                        let (lesson, subject) = &lessons[(*lesson)?];
                        let period = PeriodNumber(period.number);
                        Some(Hour { period, subject: subject.clone(), teachers: vec![lesson.teacher] })
                    })
                    .collect()
            })
            .collect();
        let of_class = class.week.iter().flatten();
        class.council = of_class.flat_map(|hour| hour.teachers.iter().copied()).collect();
    }
    grid
}

/// Second teachers, in as many of a subject's hours as the curriculum asks, where one with room is free.
fn stand_beside(classes: &mut [Class], vacancies: &mut Vec<Vacancy>, material: &Material) {
    let mut busy: BTreeMap<usize, BTreeSet<(usize, PeriodNumber)>> = BTreeMap::new();
    for (index, class) in classes.iter_mut().enumerate() {
        let Some(week) = curriculum(class, material) else { continue };
        for (code, hours) in &week.together {
            let subject = SubjectCode(code.clone());
            let Some(area) = material.subject(&subject).and_then(|known| known.second.clone()) else {
                continue;
            };
            let chair = Chair { class: index, subject: subject.clone(), weekly_hours: *hours };
            let second = take(vacancies, &area, chair);
            let taken = busy.entry(second).or_default();
            let mut found = 0;
            for (weekday, day) in class.week.iter_mut().enumerate() {
                for hour in day.iter_mut().filter(|hour| hour.subject == subject) {
                    if found < *hours && taken.insert((weekday, hour.period)) {
                        hour.teachers.push(second);
                        found += 1;
                    }
                }
            }
            class.council.insert(second);
            let chair =
                vacancies[second].chairs.iter_mut().find(|c| (c.class, &c.subject) == (index, &subject));
            if let Some(chair) = chair {
                chair.weekly_hours = found.max(1);
            }
        }
    }
}

/// Whoever has most hours in a class coordinates it, if she does not coordinate another.
fn coordinate(classes: &mut [Class], teachers: &[Teacher]) {
    let mut coordinators = BTreeSet::new();
    for (index, class) in classes.iter_mut().enumerate() {
        let hours = |teacher: usize| -> u8 {
            let chairs = teachers[teacher].chairs.iter();
            chairs.filter(|chair| chair.class == index).map(|chair| chair.weekly_hours).sum()
        };
        let mut council: Vec<usize> = class.council.iter().copied().collect();
        council.sort_by_key(|teacher| {
            (coordinators.contains(teacher), std::cmp::Reverse(hours(*teacher)), *teacher)
        });
        class.coordinator = council.first().copied().unwrap_or_default();
        coordinators.insert(class.coordinator);
    }
}
