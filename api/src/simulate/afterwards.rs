//! What is done after the fact: corrections, annulments, transfers.

use jiff::civil::Time;
use registro_domain::attendance::ExitReason;
use registro_domain::ids::PersonId;

use super::day::{Simulation, Today};
use super::memory::{Fact, Moment, Task};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::annulment::Annul;
use crate::commands::correction::{Correct, Values};
use crate::commands::transfer::Transfer;

const DECISIONS: Time = Time::constant(8, 25, 0, 0);
const CORRECTIONS: Time = Time::constant(15, 10, 0, 0);
const TRANSFERS: Time = Time::constant(15, 30, 0, 0);
const EVENINGS: [Time; 3] =
    [Time::constant(18, 40, 0, 0), Time::constant(20, 10, 0, 0), Time::constant(21, 30, 0, 0)];
/// The first transfer, and lesson days between one and the next.
const FIRST_TRANSFER: usize = 12;
const TRANSFER_EVERY: usize = 25;
/// Lesson days by which the first transfer is back-dated.
const BACK_DATED: usize = 3;

impl<'a> Simulation<'a> {
    /// In the morning, at the first hour (A3-11).
    pub(crate) fn decisions(&mut self, today: &mut Today<'a>) {
        for task in self.memory.due(today.index, Moment::Morning) {
            self.carry_out(today, DECISIONS, task);
        }
    }

    pub(crate) fn afternoon(&mut self, today: &mut Today<'a>) {
        for task in self.memory.due(today.index, Moment::Afternoon) {
            self.carry_out(today, CORRECTIONS, task);
        }
        self.transfer(today);
    }

    pub(crate) fn evening(&mut self, today: &mut Today<'a>) {
        let tasks = self.memory.due(today.index, Moment::Evening);
        for (turn, at) in EVENINGS.iter().enumerate() {
            for task in &tasks {
                let student = task.fact().student;
                let household = self.institute.students[student].household;
                if self.draw("evening", household, today.on).weighed(&[3, 5, 2]) == turn {
                    self.carry_out(today, *at, task.clone());
                }
            }
        }
    }

    fn carry_out(&mut self, today: &mut Today<'a>, at: Time, task: Task) {
        if !self.memory.pupils[task.fact().student].is_here() {
            return;
        }
        match task {
            Task::Justify { fact, again } => self.justify(today, at, fact, again),
            Task::Decide { fact, again } => self.decide(today, at, fact, again),
            Task::CorrectEntry { fact, at: arrived, ground, by } => {
                let values = Values::Entry { at: arrived, ground };
                self.correct(today, at, fact, by, values, "orario di ingresso trascritto male");
            }
            Task::CorrectExit { fact, at: left, collection, by } => {
                let values = Values::Exit { at: left, reason: ExitReason::Malaise, collection };
                self.correct(today, at, fact, by, values, "orario di uscita trascritto male");
            }
            Task::Annul { fact, by } => {
                self.memory.settle(fact);
                self.memory.act(fact.student);
                let (person, capacity) = self.author(fact.student, by);
                let command = Annul {
                    student: self.institute.student(fact.student),
                    on: fact.on,
                    number: fact.number,
                    reason: "assenza attribuita per errore: lo studente era con la classe".to_owned(),
                };
                today.book.send(at, person, capacity, Command::Annul(command));
            }
        }
    }

    fn correct(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        fact: Fact,
        by: Option<usize>,
        values: Values,
        reason: &str,
    ) {
        self.memory.act(fact.student);
        let (person, capacity) = self.author(fact.student, by);
        let command = Correct {
            student: self.institute.student(fact.student),
            on: fact.on,
            number: fact.number,
            values,
            reason: reason.to_owned(),
        };
        today.book.send(at, person, capacity, Command::Correct(command));
    }

    /// The teacher if she still has the student in class, else the secretariat.
    fn author(&self, student: usize, by: Option<usize>) -> (PersonId, Capacity) {
        let class = self.memory.pupils[student].class;
        match by.filter(|teacher| self.institute.classes[class].council.contains(teacher)) {
            Some(teacher) => (self.institute.teacher(teacher), Capacity::Teacher),
            None => (self.institute.secretary(class), Capacity::Secretariat),
        }
    }

    /// At most one transfer a day, a few in the year, the first of them back-dated.
    fn transfer(&mut self, today: &mut Today<'a>) {
        let students = self.institute.students.len();
        let per_transfer = usize::try_from(self.plan.assumptions.students_per_transfer).unwrap_or(1).max(1);
        let transfers = (students / per_transfer).max(1);
        let Some(since) = today.index.checked_sub(FIRST_TRANSFER) else { return };
        let turn = since / TRANSFER_EVERY;
        if since % TRANSFER_EVERY != 0 || transfers <= turn || students == 0 {
            return;
        }
        // One of each stretch of the list, so that nobody moves twice.
        let stretch = students / transfers;
        let among = turn * stretch..(turn + 1) * stretch;
        let length = u32::try_from(stretch).unwrap_or_default();
        let within = usize::try_from(self.draw("moves", turn, today.on).below(length)).unwrap_or_default();
        let drawn = among.start + within;
        let from = if turn == 0 { today.index - BACK_DATED } else { today.index + 1 };
        let Some(from) = self.institute.days.get(from) else { return };
        // The back-dated one is of whoever has most days to be counted again.
        let free = |student: &usize| !self.institute.cast.has_a_part(*student);
        let again = among.filter(free).max_by_key(|student| self.memory.pupils[*student].days_since(*from));
        let student = again.filter(|_| turn == 0 || !free(&drawn)).unwrap_or(drawn);
        if !free(&student) {
            return;
        }
        let Some(class) = self.another_class(student) else { return };
        self.memory.transfer(student, class, *from);
        let command = Transfer {
            student: self.institute.student(student),
            class: self.institute.classes[class].id,
            from: *from,
            reason: "richiesta motivata della famiglia accolta dal dirigente".to_owned(),
        };
        let secretary = self.institute.secretary(0);
        today.book.send(TRANSFERS, secretary, Capacity::Secretariat, Command::Transfer(command));
    }

    /// Of the same year and track, or else of the same year, or else any.
    fn another_class(&self, student: usize) -> Option<usize> {
        let here = self.memory.pupils[student].class;
        let classes = &self.institute.classes;
        let (track, year) = (&classes[here].track, classes[here].year);
        let others = || (0..classes.len()).filter(|class| *class != here);
        others()
            .find(|class| &classes[*class].track == track && classes[*class].year == year)
            .or_else(|| others().find(|class| classes[*class].year == year))
            .or_else(|| others().next())
    }
}

impl Task {
    fn fact(&self) -> Fact {
        match self {
            Task::Justify { fact, .. }
            | Task::Decide { fact, .. }
            | Task::CorrectEntry { fact, .. }
            | Task::CorrectExit { fact, .. }
            | Task::Annul { fact, .. } => *fact,
        }
    }
}
