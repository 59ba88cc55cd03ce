//! Who comes in late, who leaves early, and what is written at the door.

use std::ops::RangeInclusive;

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use registro_domain::attendance::{Collection, ExitReason, Ground, Kinship};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PersonId, Protocol};

use super::day::{Simulation, Today};
use super::memory::{Fact, Moment, Task};
use super::presence::{Arrival, Gap};
use super::stories::ONE_PARENT_LESS;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::annulment::Annul;
use crate::commands::entry::RecordEntry;
use crate::commands::exit::RecordExit;

/// From here on an entry is for the family to justify, and may be written down wrongly.
const LONG_DELAYS: Time = Time::constant(8, 16, 0, 0);
const SECOND_HOUR: Time = Time::constant(9, 0, 0, 0);
const WRONG_BY: SignedDuration = SignedDuration::from_mins(6);
const ANNULLED_AT: Time = Time::constant(8, 40, 0, 0);

impl<'a> Simulation<'a> {
    /// Whoever came in until then and was marked absent before.
    pub(crate) fn entries(&mut self, today: &mut Today<'a>, place: usize, at: Time, until: Time) {
        for class in 0..today.members.len() {
            for index in 0..today.members[class].len() {
                let student = today.members[class][index];
                let whereabouts = &mut today.students[student];
                let Arrival::Late { at: arrived, ground } = whereabouts.day.arrival else { continue };
                if until < arrived {
                    continue;
                }
                let Some(number) = whereabouts.absent.take() else { continue };
                self.memory.settle(Fact { student, on: today.on, number });
                let fact = self.memory.record(student, today.on);
                if self.memory.permitted.contains(&(student, today.on)) {
                    self.memory.act(student); // Its ground was looked at when the permission was granted.
                }
                self.memory.admit(student, today.on);
                let (person, capacity, by) = self.at_the_door(today, class, place);
                let rates = &self.plan.assumptions;
                let wrong = LONG_DELAYS <= arrived
                    && arrived < SECOND_HOUR
                    && self.draw("wrong entry", student, today.on).is_within(rates.wrong_time_per_10_000);
                let written = if wrong { arrived.saturating_sub(WRONG_BY) } else { arrived };
                let command = RecordEntry {
                    student: self.institute.student(student),
                    on: today.on,
                    at: written,
                    ground,
                };
                today.book.send(at, person, capacity, Command::RecordEntry(command));
                self.after_an_entry(today, fact, ground != Ground::None);
                if wrong {
                    self.correct_later(today, fact, Task::CorrectEntry { fact, at: arrived, ground, by });
                }
                let justified = self
                    .draw("entry justified", student, today.on)
                    .is_within(rates.justified_entry_per_10_000);
                if LONG_DELAYS <= arrived && justified {
                    self.memory.expect_justification(fact);
                }
            }
        }
    }

    /// Whoever leaves in these minutes.
    pub(crate) fn exits(
        &mut self,
        today: &mut Today<'a>,
        place: usize,
        at: Time,
        minutes: RangeInclusive<Time>,
    ) {
        for class in 0..today.members.len() {
            for index in 0..today.members[class].len() {
                let student = today.members[class][index];
                let Gap::Leaves { at: left, reason } = today.students[student].day.gap else { continue };
                if !minutes.contains(&left) {
                    continue;
                }
                today.students[student].left = true;
                let fact = self.memory.record(student, today.on);
                let (person, capacity, by) = self.at_the_door(today, class, place);
                let collection = self.collection(student, today.on, reason);
                let wrong = reason == ExitReason::Malaise
                    && self
                        .draw("wrong exit", student, today.on)
                        .is_within(self.plan.assumptions.wrong_time_per_10_000);
                let command = RecordExit {
                    student: self.institute.student(student),
                    on: today.on,
                    at: if wrong { left.saturating_sub(WRONG_BY) } else { left },
                    reason,
                    collection,
                };
                today.book.send(at, person, capacity, Command::RecordExit(command));
                if wrong {
                    self.correct_later(today, fact, Task::CorrectExit { fact, at: left, collection, by });
                }
            }
        }
    }

    /// Students who are in class although the first roll says otherwise.
    pub(crate) fn mistakes_of_the_first_hour(&mut self, today: &mut Today<'a>) {
        for class in 0..today.members.len() {
            for index in 0..today.members[class].len() {
                let student = today.members[class][index];
                let whereabouts = &mut today.students[student];
                if whereabouts.day.gap != Gap::MarkedByMistake {
                    continue;
                }
                let Some(number) = whereabouts.absent.take() else { continue };
                self.memory.settle(Fact { student, on: today.on, number });
                self.memory.act(student);
                let (person, capacity, _) = self.at_the_door(today, class, 0);
                let command = Annul {
                    student: self.institute.student(student),
                    on: today.on,
                    number,
                    reason: "segnato assente per errore: era presente in classe".to_owned(),
                };
                today.book.send(ANNULLED_AT, person, capacity, Command::Annul(command));
            }
        }
    }

    fn correct_later(&mut self, today: &Today<'a>, fact: Fact, task: Task) {
        let later = self.draw("corrected", fact.student, today.on).below(4);
        let day = today.index + usize::try_from(later).unwrap_or_default();
        self.memory.put_off(day, Moment::Afternoon, task);
    }

    /// The teacher in class if the class is hers, else the secretariat. Her index too, for later acts on the fact.
    fn at_the_door(
        &self,
        today: &Today<'a>,
        class: usize,
        place: usize,
    ) -> (PersonId, Capacity, Option<usize>) {
        let teacher = today.staff[class].get(place).map(|(_, standing)| standing.teacher);
        let own = teacher.filter(|teacher| self.institute.classes[class].council.contains(teacher));
        match own {
            Some(teacher) => (self.institute.teacher(teacher), Capacity::Teacher, own),
            None => (self.institute.secretary(class), Capacity::Secretariat, None),
        }
    }

    fn collection(&self, student: usize, on: Date, reason: ExitReason) -> Collection {
        if self.is_of_age(student, on) {
            return Collection::AdultStudent;
        }
        let delegate = reason != ExitReason::Malaise && self.draw("delegate", student, on).is_within(2_500);
        match self.guardian(student, on) {
            Some(person) if !delegate => Collection::Guardian { person },
            Some(_) | None => {
                // One delegation a student, filed in the autumn: the number is made up from hers.
                let number = u32::try_from(student).unwrap_or_default().saturating_add(1);
                let delegation = Protocol { number, year: SchoolYear::containing(on).0 };
                Collection::Relative { kinship: Kinship::Grandparent, delegation, document_checked: true }
            }
        }
    }

    /// One of the guardians whom no court limits, the mother more often.
    pub(crate) fn guardian(&self, student: usize, on: Date) -> Option<PersonId> {
        let limited = self.institute.limited(student, on);
        let ended = self.institute.parent_who_ends().filter(|(of, _)| *of == student && ONE_PARENT_LESS < on);
        let ended = ended.map(|(_, person)| person);
        let family = self.institute.family(student).iter().map(|guardian| guardian.who.person);
        let mut able = family.filter(|person| Some(*person) != limited && Some(*person) != ended);
        let (first, second) = (able.next()?, able.next());
        let other = !self.draw("which guardian", student, on).is_within(6_500);
        Some(second.filter(|_| other).unwrap_or(first))
    }

    /// Norm: reg. istituto, art. 16, Assenze, c. 3 (A3-07). Nobody here is born on 29 February.
    pub(crate) fn is_of_age(&self, student: usize, on: Date) -> bool {
        let born = self.institute.students[student].who.born_on;
        let age = i16::from(self.regulation.age_of_majority(on));
        Date::new(born.year() + age, born.month(), born.day()).is_ok_and(|birthday| birthday <= on)
    }
}
