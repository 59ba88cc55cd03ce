//! A lesson day, from the first bell to the last: roll calls, doors, signatures.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::{Date, Time, time};
use registro_domain::attendance::Ground;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId};
use registro_domain::regulation::{Period, Regulation};

use super::Plan;
use super::draw::{Draw, WHOLE, key};
use super::institute::{Hour, Institute};
use super::memory::{Fact, Memory, Moment, Task};
use super::permissions::LOOK_AHEAD;
use super::presence::{self, Arrival, Gap, StudentDay, minutes_after};
use super::staffing::{self, Standing};
use super::wave::{Daybook, Wave};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::roll_call::{Late, RollCall};
use crate::commands::signature::Sign;

/// The year as it goes on. Days are written one after another.
pub(crate) struct Simulation<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) institute: &'a Institute,
    pub(crate) regulation: &'a Regulation,
    pub(crate) memory: Memory,
}

/// One day while it is being written.
pub(crate) struct Today<'a> {
    pub(crate) index: usize,
    pub(crate) on: Date,
    pub(crate) book: Daybook<'a>,
    /// The students of each class.
    pub(crate) members: Vec<Vec<usize>>,
    /// The hours of each class.
    pub(crate) staff: Vec<Vec<(&'a Hour, Standing)>>,
    pub(crate) students: Vec<Whereabouts>,
}

/// A student's day, and what became of it so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whereabouts {
    pub(crate) day: StudentDay,
    /// The absence recorded at the first hour, as long as no entry turned it and no annulment took it back.
    pub(crate) absent: Option<FactNumber>,
    pub(crate) left: bool,
}

/// When the rolls of the first hour are called, and how many teachers in a hundred call them then.
const FIRST_ROLLS: [(Time, u32); 3] =
    [(Time::constant(8, 7, 0, 0), 60), (Time::constant(8, 10, 0, 0), 30), (Time::constant(8, 14, 0, 0), 10)];
const BEFORE_THE_FIRST_ROLL: Time = Time::constant(8, 6, 0, 0);
const AFTER_LESSONS: Time = Time::constant(14, 20, 0, 0);
const LATE_SIGNATURES: Time = Time::constant(16, 0, 0, 0);
/// How long after the bell what happens with it is written down.
const AT_THE_DOOR: SignedDuration = SignedDuration::from_secs(20);

impl<'a> Simulation<'a> {
    pub(crate) fn begin(plan: &'a Plan, institute: &'a Institute, regulation: &'a Regulation) -> Self {
        let memory = Memory::begin(institute.students.iter().map(|student| student.class));
        let mut simulation = Self { plan, institute, regulation, memory };
        simulation.plan_stories();
        (0..LOOK_AHEAD).for_each(|day| simulation.foresee(day));
        simulation
    }

    /// Everything that is sent on a lesson day.
    pub(crate) fn lesson_day(&mut self, index: usize) -> Vec<Wave> {
        let mut today = self.open(index);
        self.foresee(index + LOOK_AHEAD);
        self.phones(&today);
        self.notes(&today);
        self.travel(&mut today);
        self.citizenship(&mut today);
        self.errands(&mut today, BEFORE_THE_FIRST_ROLL);
        let periods = &self.institute.bell.periods;
        let longest = today.staff.iter().map(Vec::len).max().unwrap_or_default();
        for (place, period) in periods.iter().enumerate().take(longest) {
            if place == 0 {
                self.first_hour(&mut today);
                self.signatures(&mut today, place, period);
                self.tests(&mut today, place, minutes_after(period.starts, 58));
                self.assess(&mut today, place, minutes_after(period.starts, 58));
                self.entries(&mut today, place, time(8, 59, 0, 0), time(8, 59, 0, 0));
            } else {
                self.later_hour(&mut today, place, period);
                self.errands(&mut today, minutes_after(period.starts, 57));
                self.signatures(&mut today, place, period);
                self.tests(&mut today, place, minutes_after(period.starts, 58));
                self.assess(&mut today, place, minutes_after(period.starts, 58));
            }
        }
        self.note_what_is_to_be_justified(&mut today);
        self.errands(&mut today, AFTER_LESSONS);
        self.classify_together(&mut today);
        self.afternoon(&mut today);
        self.errands(&mut today, LATE_SIGNATURES);
        self.late_signatures(&mut today);
        self.recovery(&mut today);
        self.councils(&mut today);
        self.evening(&mut today);
        self.errands(&mut today, Time::MAX);
        today.book.waves
    }

    fn open(&mut self, index: usize) -> Today<'a> {
        let (institute, on) = (self.institute, self.institute.days[index]);
        self.leave(on);
        let members = self.memory.classes(institute.classes.len());
        let staff = staffing::of(self.plan, institute, on);
        let nobody = Whereabouts { day: StudentDay::AWAY, absent: None, left: false };
        let mut students = vec![nobody; institute.students.len()];
        for (members, hours) in members.iter().zip(&staff) {
            let periods = &institute.bell.periods;
            let periods = periods.get(..hours.len()).unwrap_or(periods);
            for student in members {
                let day = presence::of(self.plan, institute, *student, index, periods);
                let stays = self.memory.stays.contains(&(*student, on)) && day.arrival != Arrival::Never;
                students[*student].day = if stays { StudentDay::IN_CLASS } else { day };
            }
        }
        let mut today = Today { index, on, book: Daybook::of(&institute.ids, on), members, staff, students };
        self.stay_away_together(&mut today);
        today
    }

    pub(crate) fn draw(&self, what: &str, whom: usize, on: Date) -> Draw {
        self.institute.dice.draw(what, whom as u64, key(on))
    }

    /// A draw for an hour of a class.
    pub(crate) fn draw_hour(&self, what: &str, class: usize, on: Date, place: usize) -> Draw {
        self.institute.dice.draw(what, class as u64, key(on) * 16 + place as u64)
    }

    fn first_hour(&mut self, today: &mut Today<'a>) {
        let weights = FIRST_ROLLS.map(|(_, weight)| weight);
        for (turn, (at, _)) in FIRST_ROLLS.iter().enumerate() {
            for class in 0..today.staff.len() {
                if self.draw("first roll", class, today.on).weighed(&weights) == turn {
                    self.first_roll(today, class, *at);
                }
            }
        }
        self.entries(today, 0, time(8, 16, 0, 0), time(8, 15, 0, 0));
        self.decisions(today);
        self.entries(today, 0, time(8, 31, 0, 0), time(8, 30, 0, 0));
        self.mistakes_of_the_first_hour(today);
        self.entries(today, 0, time(8, 46, 0, 0), time(8, 45, 0, 0));
    }

    fn later_hour(&mut self, today: &mut Today<'a>, place: usize, period: &Period) {
        let begins = period.starts;
        let door = begins.saturating_add(AT_THE_DOOR);
        self.entries(today, place, door, begins);
        self.exits(today, place, door, begins..=begins);
        for class in 0..today.staff.len() {
            self.later_roll(today, class, place, period);
        }
        let during = minutes_after(begins, 1)..=minutes_after(begins, 44);
        self.exits(today, place, minutes_after(begins, 45), during);
    }

    /// Who has not come by then is absent for the day; who comes in later turns the absence.
    fn first_roll(&mut self, today: &mut Today<'a>, class: usize, at: Time) {
        let Some((hour, standing)) = today.staff[class].first().cloned() else { return };
        let (mut absent, mut late, mut entered) = (BTreeSet::new(), Vec::new(), Vec::new());
        for student in &today.members[class] {
            let whereabouts = &mut today.students[*student];
            let person = self.institute.student(*student);
            match whereabouts.day {
                StudentDay { arrival: Arrival::Late { at: arrived, ground }, .. } if arrived <= at => {
                    let fact = self.memory.record(*student, today.on);
                    self.memory.admit(*student, today.on);
                    late.push(Late { student: person, at: arrived, ground });
                    entered.push((fact, ground));
                }
                StudentDay { arrival: Arrival::OnTime, gap: Gap::MarkedByMistake }
                | StudentDay { arrival: Arrival::Never | Arrival::Late { .. }, .. } => {
                    whereabouts.absent = Some(self.memory.record_absence(*student, today.on).number);
                    absent.insert(person);
                }
                StudentDay {
                    arrival: Arrival::OnTime,
                    gap: Gap::None | Gap::Leaves { .. } | Gap::Misses(_),
                } => self.memory.admit(*student, today.on),
                StudentDay { arrival: Arrival::Elsewhere, .. } => {}
            }
        }
        self.call_roll(today, class, at, hour.period, &standing, absent, late);
        for (fact, ground) in entered {
            self.after_an_entry(today, fact, ground != Ground::None);
        }
    }

    fn later_roll(&mut self, today: &mut Today<'a>, class: usize, place: usize, period: &Period) {
        let Some((hour, standing)) = today.staff[class].get(place).cloned() else { return };
        let mut absent = BTreeSet::new();
        for index in 0..today.members[class].len() {
            let student = today.members[class][index];
            let whereabouts = today.students[student];
            let misses = whereabouts.day.gap == Gap::Misses(hour.period);
            if misses {
                let fact = self.memory.record_absence(student, today.on);
                self.after_a_missed_hour(today, fact, standing.teacher);
            }
            if misses || whereabouts.left || whereabouts.absent.is_some() {
                absent.insert(self.institute.student(student));
            }
        }
        let at = minutes_after(period.starts, 1);
        self.call_roll(today, class, at, hour.period, &standing, absent, Vec::new());
    }

    /// Some are found to be mistakes on another day; the others are for the family.
    fn after_a_missed_hour(&mut self, today: &Today<'a>, fact: Fact, teacher: usize) {
        let rate = self.plan.assumptions.hour_by_mistake_per_10_000;
        if self.draw("hour by mistake", fact.student, today.on).is_within(rate) {
            let later = self.draw("mistake found", fact.student, today.on).below(4) + 1;
            let day = today.index + usize::try_from(later).unwrap_or(1);
            self.memory.put_off(day, Moment::Afternoon, Task::Annul { fact, by: Some(teacher) });
        } else {
            self.memory.expect_justification(fact);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one roll call")]
    fn call_roll(
        &self,
        today: &mut Today<'a>,
        class: usize,
        at: Time,
        period: PeriodNumber,
        standing: &Standing,
        absent: BTreeSet<PersonId>,
        late: Vec<Late>,
    ) {
        let roll = RollCall {
            class: self.institute.classes[class].id,
            on: today.on,
            period,
            substitutes: standing.substitutes.map(|teacher| self.institute.teacher(teacher)),
            absent,
            late,
        };
        let teacher = self.institute.teacher(standing.teacher);
        today.book.send(at, teacher, Capacity::Teacher, Command::RollCall(roll));
    }

    fn signatures(&mut self, today: &mut Today<'a>, place: usize, period: &Period) {
        let at = period.ends.saturating_sub(SignedDuration::from_mins(2));
        for class in 0..today.staff.len() {
            let drawn = self.draw_hour("signed", class, today.on, place);
            let rates = &self.plan.assumptions;
            if rates.missing_signature_per_10_000 + rates.late_signature_per_10_000 <= drawn.below(WHOLE) {
                self.sign(today, class, place, at);
            }
            self.homework(today, class, place, at);
        }
    }

    fn late_signatures(&mut self, today: &mut Today<'a>) {
        let rates = &self.plan.assumptions;
        for class in 0..today.staff.len() {
            for place in 0..today.staff[class].len() {
                let drawn = self.draw_hour("signed", class, today.on, place).below(WHOLE);
                let missing = rates.missing_signature_per_10_000;
                if missing <= drawn && drawn < missing + rates.late_signature_per_10_000 {
                    self.sign(today, class, place, LATE_SIGNATURES);
                }
            }
        }
    }

    fn sign(&mut self, today: &mut Today<'a>, class: usize, place: usize, at: Time) {
        let Some((hour, standing)) = today.staff[class].get(place).cloned() else { return };
        let topic = self.topic(today, class, place, hour, &standing);
        let substitutes = standing.substitutes.map(|teacher| self.institute.teacher(teacher));
        for teacher in std::iter::once(standing.teacher).chain(standing.beside) {
            let sign = Sign {
                class: self.institute.classes[class].id,
                on: today.on,
                period: hour.period,
                substitutes,
                topic: topic.clone(),
            };
            today.book.send(at, self.institute.teacher(teacher), Capacity::Teacher, Command::Sign(sign));
        }
        self.sign_amiss(today, class, place, standing.teacher);
    }
}
