//! The day on which a class votes to stay away, the other one on which it does so again, and what comes of it.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, time};

use super::day::{Simulation, Today};
use super::errands::Errand;
use super::memory::Fact;
use super::presence::{Arrival, StudentDay};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::collective_absence::DeclareCollective;
use crate::commands::contest::Contest;
use crate::commands::contest_decision::DecideContest;
use crate::commands::vigilance::{Act as Watch, Vigilance};

/// The vote, the second time, and a third one just before the end.
const DAYS: [Date; 3] =
    [Date::constant(2025, 11, 14), Date::constant(2026, 2, 20), Date::constant(2026, 6, 3)];
const CONSIDERED: Date = Date::constant(2026, 3, 4);
const CLASSIFIED: Time = time(14, 30, 0, 0);
const READMITTED: Time = time(7, 55, 0, 0);
const CONTESTED: Time = time(20, 30, 0, 0);
const LOOKED_AT: Time = time(13, 10, 0, 0);

impl<'a> Simulation<'a> {
    /// The class that does so: of the third year, if there is one.
    fn votes(&self) -> Option<usize> {
        let classes = &self.institute.classes;
        classes.iter().position(|class| class.year == 3).or_else(|| classes.len().checked_sub(1))
    }

    /// All but a few stay away.
    pub(crate) fn stay_away_together(&self, today: &mut Today<'a>) {
        let Some(class) = self.votes().filter(|_| DAYS.contains(&today.on)) else { return };
        for student in today.members[class].clone() {
            // Who is at an activity that day is not asked.
            if today.students[student].day.arrival == Arrival::Elsewhere {
                continue;
            }
            let comes = self.draw("comes all the same", student, today.on).is_within(1_000);
            today.students[student].day = if comes { StudentDay::IN_CLASS } else { StudentDay::AWAY };
        }
    }

    /// Whether a student's absence of a day was her class's.
    pub(crate) fn is_away_together(&self, student: usize, on: Date) -> bool {
        DAYS.contains(&on) && self.votes() == Some(self.memory.pupils[student].class)
    }

    /// In the afternoon the principal says what the absences of that day were. No family justifies them.
    pub(crate) fn classify_together(&mut self, today: &mut Today<'a>) {
        let Some(class) = self.votes().filter(|_| DAYS.contains(&today.on)) else { return };
        let (id, principal) = (self.institute.classes[class].id, self.institute.staff.principal.person);
        let absent = today.members[class].iter().filter_map(|student| {
            let number = today.students[*student].absent?;
            Some(Fact { student: *student, on: today.on, number })
        });
        let facts: Vec<Fact> = absent.collect();
        if facts.is_empty() {
            return;
        }
        let students: BTreeSet<_> = facts.iter().map(|fact| self.institute.student(fact.student)).collect();
        for fact in &facts {
            self.memory.settle(*fact);
            self.memory.act(fact.student);
        }
        let reason = "astensione decisa dalla classe il giorno prima".to_owned();
        let declare = DeclareCollective { class: id, on: today.on, students, reason };
        today.book.send(CLASSIFIED, principal, Capacity::Principal, Command::DeclareCollective(declare));
        let rule = "rientro in classe alla prima ora, accompagnati da un genitore se minorenni".to_owned();
        let rule = Watch::SetReadmissionRule { class: id, absence: today.on, rule };
        // The third time the principal takes her time.
        let after = if today.on == DAYS[2] { 3 } else { 1 };
        self.principal_watches(today.index + after, READMITTED, rule);
        if today.on != DAYS[1] {
            let families = facts.iter().filter(|fact| {
                !self.institute.cast.has_a_part(fact.student) && !self.is_of_age(fact.student, today.on)
            });
            let contests: Vec<Fact> = families.take(2).copied().collect();
            for (fact, rightly) in contests.into_iter().zip([true, false]) {
                self.memory.errands.put(today.index + 1, CONTESTED, Errand::Contest { fact, rightly });
            }
        }
    }

    pub(crate) fn contest(&mut self, today: &mut Today<'a>, at: Time, fact: Fact, rightly: bool) {
        let Some((person, capacity)) = self.family(fact.student, today.on) else { return };
        let grounds =
            if rightly { "era via con la famiglia, come già detto" } else { "non sapeva del voto" };
        let (student, grounds) = (self.institute.student(fact.student), grounds.to_owned());
        let command = Contest { student, on: fact.on, number: fact.number, grounds };
        self.memory.act(fact.student);
        today.book.send(at, person, capacity, Command::Contest(command));
        self.memory.errands.put(today.index + 3, LOOKED_AT, Errand::DecideContest { fact, rightly });
    }

    /// An absence that was the student's own after all is to be justified as any other.
    pub(crate) fn decide_contest(&mut self, today: &mut Today<'a>, at: Time, fact: Fact, rightly: bool) {
        let reason =
            if rightly { "documentato dalla famiglia" } else { "il voto era noto a tutta la classe" };
        let (student, reason) = (self.institute.student(fact.student), reason.to_owned());
        let command = DecideContest { student, on: fact.on, number: fact.number, upheld: rightly, reason };
        self.memory.act(fact.student);
        let principal = self.institute.staff.principal.person;
        today.book.send(at, principal, Capacity::Principal, Command::DecideContest(command));
        if rightly {
            self.memory.unsettle(fact);
            self.memory.expect_justification(fact);
        }
    }

    fn principal_watches(&mut self, day: usize, at: Time, act: Watch) {
        let (person, capacity) = (self.institute.staff.principal.person, Capacity::Principal);
        let command = Box::new(Command::Vigilance(Vigilance { act }));
        self.memory.errands.put(day, at, Errand::Send { person, capacity, command, student: None });
    }

    pub(crate) fn plan_collective(&mut self) {
        let (Some(class), Some(day)) = (self.votes(), self.day_from(CONSIDERED)) else { return };
        let outcome = "il consiglio di classe non autorizza la seconda visita guidata".to_owned();
        let class = self.institute.classes[class].id;
        self.principal_watches(day, LOOKED_AT, Watch::ConsiderCollectiveAbsences { class, outcome });
    }
}
