//! Grades: orals in class, tests handed back, corrections and annulments, what families state about them.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, date, time};
use registro_domain::assessment::{GradeKind, Tenths, Test};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId, SubjectCode};

use super::day::{Simulation, Today};
use super::errands::Errand;
use super::institute::Hour;
use super::presence::Arrival;
use super::staffing::Standing;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::grade::{Act, EnterGrades, Given, Grade};
use crate::commands::test_hand_back::HandBackTest;

/// By these days everything about the grades given until the others is written: then the councils sit.
const WRITTEN_BY: [(Date, Date); 2] =
    [(date(2026, 1, 31), date(2026, 1, 24)), (date(2026, 6, 30), date(2026, 5, 30))];
const HANDED_BACK: Time = time(15, 40, 0, 0);
const ENTERED: Time = time(16, 10, 0, 0);
const CHANGED: Time = time(16, 40, 0, 0);
const STATED: Time = time(20, 30, 0, 0);
/// The principal corrects a grade of the first class: just before the councils sit, in winter and in summer.
const BY_THE_PRINCIPAL: [Date; 2] = [date(2026, 1, 23), date(2026, 5, 29)];
/// The worth of a mark, in hundredths, and of its steps.
const STEP: u32 = 25;
const ONE: u32 = 100;
const TEN: u32 = 1_000;

/// A test as it was written, with who was there.
#[derive(Clone, Debug)]
pub(crate) struct Sat {
    class: usize,
    on: Date,
    period: PeriodNumber,
    subject: SubjectCode,
    teacher: usize,
    students: Vec<usize>,
}

/// A grade that was given, to be changed or talked about.
#[derive(Clone, Debug)]
pub(crate) struct GivenGrade {
    pub(crate) student: usize,
    class: usize,
    on: Date,
    number: FactNumber,
    value: u16,
    teacher: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Correct,
    Annul,
    State,
}

impl<'a> Simulation<'a> {
    /// What an hour leaves: a test that was planned for it, or some students examined.
    pub(crate) fn assess(&mut self, today: &mut Today<'a>, place: usize, at: Time) {
        for class in 0..today.staff.len() {
            let Some((hour, standing)) = today.staff[class].get(place).cloned() else { continue };
            let here = self.here(today, class);
            if let Some(teacher) = self.memory.planned.remove(&(class, today.on, hour.period)) {
                let (on, period, subject) = (today.on, hour.period, hour.subject.clone());
                self.collect(today, Sat { class, on, period, subject, teacher, students: here });
                continue;
            }
            let rate = self.plan.assumptions.oral_hours_per_10_000;
            let examines = standing.substitutes.is_none()
                && self.teaches(standing.teacher, class, &hour.subject)
                && may_be_graded(today.on)
                && self.draw_hour("oral", class, today.on, place).is_within(rate)
                && self.memory.examined.insert((class, today.on, hour.subject.clone()));
            if examines {
                self.examine(today, at, class, place, &hour.subject, standing.teacher, &here);
            }
        }
    }

    /// Who of a class is in it.
    fn here(&self, today: &Today<'a>, class: usize) -> Vec<usize> {
        let here = |student: &usize| {
            let it = today.students[*student];
            let came = matches!(it.day.arrival, Arrival::OnTime | Arrival::Late { .. });
            came && it.absent.is_none() && !it.left
        };
        today.members[class].iter().copied().filter(here).collect()
    }

    pub(crate) fn teaches(&self, teacher: usize, class: usize, subject: &SubjectCode) -> bool {
        let chairs = &self.institute.teachers[teacher].chairs;
        chairs.iter().any(|chair| chair.class == class && chair.subject == *subject)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one examination")]
    fn examine(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        class: usize,
        place: usize,
        subject: &SubjectCode,
        teacher: usize,
        here: &[usize],
    ) {
        let wanted = self.plan.assumptions.students_examined;
        let mut left = here.to_vec();
        let mut examined = Vec::new();
        for turn in 0..wanted {
            let draw = self.draw_hour("examined", class, today.on, place * 8 + turn as usize);
            let Some(student) = draw.pick(&left).copied() else { break };
            left.retain(|other| *other != student);
            examined.push(student);
        }
        if examined.is_empty() {
            return;
        }
        let kind = if self.draw_hour("practical", class, today.on, place).is_within(1_000) {
            GradeKind::Practical
        } else {
            GradeKind::Oral
        };
        let grades = self.given(&examined, today.on, place);
        let enter = EnterGrades {
            class: self.institute.classes[class].id,
            subject: subject.clone(),
            on: today.on,
            kind,
            weight: 100,
            // Some only inform: of an exercise, of a notebook.
            counts: !self.draw_hour("informs", class, today.on, place).is_within(500),
            test: None,
            publish: true,
            grades,
        };
        let numbers = self.memory.numbers(&enter.grades);
        let values: Vec<u16> = enter.grades.iter().map(|given| given.value.0).collect();
        let person = self.institute.teacher(teacher);
        today.book.send(at, person, Capacity::Teacher, Command::EnterGrades(enter));
        for ((student, number), value) in examined.into_iter().zip(numbers).zip(values) {
            let on = today.on;
            self.after_a_grade(today, GivenGrade { student, class, on, number, value, teacher });
        }
    }

    /// The values of some students on a day: each near what she is able to.
    fn given(&self, students: &[usize], on: Date, place: usize) -> Vec<Given> {
        let given = students.iter().map(|student| {
            let able = 450 + self.institute.dice.draw("able", *student as u64, 0).below(400);
            let chance =
                self.institute.dice.draw("mark", *student as u64, super::draw::key(on) * 16 + place as u64);
            let hundredths = (able + chance.below(350)).saturating_sub(175).clamp(ONE, TEN);
            let value = u16::try_from(hundredths / STEP * STEP).unwrap_or_default();
            Given { student: self.institute.student(*student), value: Tenths(value), comment: None }
        });
        given.collect()
    }

    /// Corrected at home, and handed back in time, late, or never; a few are entered before they are handed back.
    fn collect(&mut self, today: &Today<'a>, sat: Sat) {
        let rates = &self.plan.assumptions;
        let forgotten = self.draw_hour("never back", sat.class, sat.on, usize::from(sat.period.0));
        if forgotten.is_within(rates.test_never_back_per_10_000) || sat.students.is_empty() {
            return;
        }
        let draw = self.draw_hour("back", sat.class, sat.on, usize::from(sat.period.0));
        let after = 4 + draw.weighed(&rates.test_back_weights);
        let Some(last) = written_by(sat.on).and_then(|last| self.last_day(last)) else { return };
        let day = (today.index + after).min(last);
        if day <= today.index {
            return;
        }
        let before = self.draw_hour("entered first", sat.class, sat.on, usize::from(sat.period.0));
        if before.is_within(2_000) && today.index + 1 < day {
            let errand = Errand::EnterTest { sat: Box::new(sat.clone()) };
            self.memory.errands.put(day - 1, ENTERED, errand);
        }
        self.memory.errands.put(day, HANDED_BACK, Errand::HandBack { sat: Box::new(sat) });
    }

    /// The last lesson day up to a date.
    fn last_day(&self, last: Date) -> Option<usize> {
        self.institute.days.iter().rposition(|on| *on <= last)
    }

    /// Those of a test who are still in the class.
    fn still_there(&self, sat: &Sat) -> Vec<usize> {
        let there = |student: &usize| {
            let pupil = &self.memory.pupils[*student];
            pupil.is_here() && pupil.class == sat.class
        };
        sat.students.iter().copied().filter(there).collect()
    }

    /// Half of the class, not seen by anybody yet.
    pub(crate) fn enter_test(&mut self, today: &mut Today<'a>, at: Time, sat: &Sat) {
        let half: Vec<usize> = self.still_there(sat).into_iter().step_by(2).collect();
        if half.is_empty() {
            return;
        }
        let enter = EnterGrades {
            class: self.institute.classes[sat.class].id,
            subject: sat.subject.clone(),
            on: sat.on,
            kind: GradeKind::Written,
            weight: 100,
            counts: true,
            test: Some(Test { on: sat.on, period: sat.period }),
            publish: false,
            grades: self.given(&half, sat.on, usize::from(sat.period.0) + 8),
        };
        let numbers = self.memory.numbers(&enter.grades);
        for (student, number) in half.iter().zip(numbers) {
            self.memory.entered.insert((*student, sat.on, sat.period), number);
        }
        let person = self.institute.teacher(sat.teacher);
        today.book.send(at, person, Capacity::Teacher, Command::EnterGrades(enter));
    }

    pub(crate) fn hand_back(&mut self, today: &mut Today<'a>, at: Time, sat: &Sat) {
        let students = self.still_there(sat);
        let grades = self.given(&students, sat.on, usize::from(sat.period.0) + 8);
        // Each has one more event: the grade, or its publication.
        let numbers = self.memory.numbers(&grades);
        let values: Vec<u16> = grades.iter().map(|given| given.value.0).collect();
        let back = HandBackTest {
            class: self.institute.classes[sat.class].id,
            on: sat.on,
            period: sat.period,
            kind: GradeKind::Written,
            weight: 100,
            counts: true,
            grades,
        };
        let person = self.institute.teacher(sat.teacher);
        today.book.send(at, person, Capacity::Teacher, Command::HandBackTest(back));
        // Who moved to another class since, and was in this one that day: what was entered of her is published too.
        for student in &sat.students {
            let entered = self.memory.entered.contains_key(&(*student, sat.on, sat.period));
            let moved = self.memory.moved.get(student).is_some_and(|from| sat.on < *from);
            if entered && moved && !students.contains(student) {
                self.memory.publish(self.institute.student(*student));
            }
        }
        for ((student, number), value) in students.into_iter().zip(numbers).zip(values) {
            let entered = self.memory.entered.remove(&(student, sat.on, sat.period));
            let (number, class) = (entered.unwrap_or(number), sat.class);
            let (on, teacher) = (sat.on, sat.teacher);
            self.after_a_grade(today, GivenGrade { student, class, on, number, value, teacher });
        }
    }

    /// Few grades are looked at again.
    fn after_a_grade(&mut self, today: &Today<'a>, grade: GivenGrade) {
        let rates = &self.plan.assumptions;
        let draw = self.institute.dice.draw("changed", grade.student as u64, u64::from(grade.number.0));
        let weights = [
            rates.grade_corrected_per_10_000,
            rates.grade_annulled_per_10_000,
            rates.grade_stated_per_10_000,
        ];
        let drawn = draw.below(super::draw::WHOLE);
        let [corrected, annulled, stated] = weights;
        let (what, at) = if drawn < corrected {
            (Change::Correct, CHANGED)
        } else if drawn < corrected + annulled {
            (Change::Annul, CHANGED)
        } else if drawn < corrected + annulled + stated {
            (Change::State, STATED)
        } else {
            return;
        };
        let days = self.institute.dice.draw("changed after", grade.student as u64, u64::from(grade.number.0));
        let day = today.index + 1 + usize::try_from(days.below(4)).unwrap_or_default();
        let in_time =
            self.institute.days.get(day).zip(written_by(grade.on)).is_some_and(|(on, by)| *on <= by);
        if in_time {
            self.memory.errands.put(day, at, Errand::ChangeGrade { grade: Box::new(grade), what });
        }
    }

    pub(crate) fn change_grade(&mut self, today: &mut Today<'a>, at: Time, grade: &GivenGrade, what: Change) {
        // Whoever moved or left is no longer the teacher's, nor the family's to talk about.
        if self.memory.pupils[grade.student].class != grade.class {
            return;
        }
        let teacher = self.institute.teacher(grade.teacher);
        match what {
            Change::Correct => {
                let mended = mended(grade.value);
                let reason = "errore nella somma dei punti".to_owned();
                let act = Act::Correct { value: Tenths(mended), weight: None, counts: None, reason };
                self.grade(today, at, (teacher, Capacity::Teacher), grade, act);
            }
            Change::Annul => {
                let act = Act::Annul { reason: "voto trascritto nella riga sbagliata".to_owned() };
                self.grade(today, at, (teacher, Capacity::Teacher), grade, act);
            }
            Change::State => {
                let Some(family) = self.family(grade.student, today.on) else { return };
                let statement =
                    "la prova è stata svolta per intero: si chiede di rivederla insieme".to_owned();
                self.grade(today, at, family, grade, Act::AddStatement { statement });
            }
        }
    }

    fn grade(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        (person, capacity): (PersonId, Capacity),
        grade: &GivenGrade,
        act: Act,
    ) {
        let year = SchoolYear::containing(grade.on);
        let student = self.institute.student(grade.student);
        let command = Command::Grade(Grade { student, year, grade: grade.number, act });
        self.post(today, at, person, capacity, command);
    }

    /// After a complaint, the principal corrects a grade: near the councils' days, so that it is looked at.
    pub(crate) fn plan_grades(&mut self) {
        for on in BY_THE_PRINCIPAL {
            self.plan_errand(on, time(12, 30, 0, 0), Errand::PrincipalGrades);
        }
    }

    /// One student of the first class is examined, and the principal corrects her grade the next hour.
    pub(crate) fn principal_corrects(&mut self, today: &mut Today<'a>, at: Time) {
        let class = 0;
        let free = |(hour, standing): &(&Hour, Standing)| {
            !self.memory.examined.contains(&(class, today.on, hour.subject.clone()))
                && standing.substitutes.is_none()
                && self.teaches(standing.teacher, class, &hour.subject)
        };
        let Some(place) = today.staff[class].iter().position(free) else { return };
        let (hour, standing) = today.staff[class][place].clone();
        let Some(student) = self.here(today, class).first().copied() else { return };
        let (subject, teacher) = (hour.subject.clone(), standing.teacher);
        self.memory.examined.insert((class, today.on, subject.clone()));
        let grades = self.given(&[student], today.on, place);
        let value = grades.first().map_or(0, |given| given.value.0);
        let enter = EnterGrades {
            class: self.institute.classes[class].id,
            subject,
            on: today.on,
            kind: GradeKind::Oral,
            weight: 100,
            counts: true,
            test: None,
            publish: true,
            grades,
        };
        let numbers = self.memory.numbers(&enter.grades);
        let person = self.institute.teacher(teacher);
        today.book.send(at, person, Capacity::Teacher, Command::EnterGrades(enter));
        let Some(number) = numbers.first().copied() else { return };
        let grade = GivenGrade { student, class, on: today.on, number, value, teacher };
        let principal = (self.institute.staff.principal.person, Capacity::Principal);
        let reason = "accolto il reclamo della famiglia, sentito il docente".to_owned();
        let act = Act::Correct { value: Tenths(mended(value)), weight: None, counts: None, reason };
        self.grade(today, CHANGED, principal, &grade, act);
    }
}

/// Half a mark more, or less at the top.
fn mended(value: u16) -> u16 {
    if value <= 950 { value + 50 } else { value - 50 }
}

/// By when everything about a grade of a day is written.
fn written_by(on: Date) -> Option<Date> {
    WRITTEN_BY.iter().find(|(until, _)| on <= *until).map(|(_, by)| *by)
}

/// Whether there is still time to write a grade of that day.
pub(crate) fn may_be_graded(on: Date) -> bool {
    written_by(on).is_some_and(|by| on <= by)
}

/// Whether a test of that day can be handed back before the councils sit, or is for after the lessons.
pub(crate) fn may_be_tested(on: Date) -> bool {
    written_by(on).is_some_and(|by| on.saturating_add(1.day()) <= by) || date(2026, 5, 30) < on
}
