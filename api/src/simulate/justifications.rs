//! Justifications: when a family brings them, whether it takes them back, and what becomes of them.

use jiff::civil::{Date, Time, date, time};
use registro_domain::attendance::{Evidence, JustificationGround};
use registro_domain::ids::PersonId;

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::Errand;
use super::memory::{Fact, Moment, Task};
use super::presence::Arrival;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::justification::Justify;
use crate::commands::justification_decision::DecideJustification;
use crate::commands::justification_withdrawal::WithdrawJustification;

const WITHDRAWN: Time = time(22, 10, 0, 0);
/// When the family of one story justifies, after the reserve.
const JUSTIFIED_LATE: Date = date(2026, 6, 4);

impl<'a> Simulation<'a> {
    /// Who was away all day; and for those who were back today, when the family will justify.
    pub(crate) fn note_what_is_to_be_justified(&mut self, today: &mut Today<'a>) {
        for student in 0..today.students.len() {
            let whereabouts = today.students[student];
            if let Some(number) = whereabouts.absent {
                let fact = Fact { student, on: today.on, number };
                self.count_absence(student, today);
                if self.institute.cast.is_never_explained(student, today.index) {
                    self.count_unexplained(student, today);
                } else if !self.is_away_together(student, today.on) {
                    self.memory.expect_justification(fact);
                }
            }
            if matches!(whereabouts.day.arrival, Arrival::Never | Arrival::Elsewhere) {
                continue;
            }
            for fact in self.memory.take_awaiting(student) {
                if let Some(how) = self.after_trip(fact) {
                    self.justify_after_trip(today, fact, how);
                } else if let Some(delay) = self.justified_after(today, fact) {
                    let task = Task::Justify { fact, again: false };
                    self.memory.put_off(today.index + delay, Moment::Evening, task);
                } else {
                    self.count_unexplained(student, today);
                }
            }
        }
    }

    /// Lesson days from the return; none if nobody ever does.
    fn justified_after(&self, today: &Today<'a>, fact: Fact) -> Option<usize> {
        let cast = &self.institute.cast;
        let in_a_story = self.day_from(fact.on).is_some_and(|day| cast.is_away(fact.student, day));
        if cast.plays(Part::JustifiedLate, fact.student) && in_a_story {
            return self.day_from(JUSTIFIED_LATE)?.checked_sub(today.index);
        }
        if in_a_story {
            return Some(0);
        }
        let weights = &self.plan.assumptions.justification_delay_weights;
        // One spell, one delay: drawn for the day of the return.
        let delay = self.draw("justified after", fact.student, today.on).weighed(weights);
        (delay + 1 < weights.len()).then_some(delay)
    }

    pub(crate) fn justify(&mut self, today: &mut Today<'a>, at: Time, fact: Fact, again: bool) {
        let student = fact.student;
        let command = Command::Justify(Justify {
            student: self.institute.student(student),
            on: fact.on,
            number: fact.number,
            ground: self.ground(fact),
            evidence: Evidence::None,
            by: None,
        });
        let adult = self.is_of_age(student, today.on);
        if let Some((person, mistake)) = self.tries_in_vain(student, today.on, adult) {
            today.book.send_in_vain(at, person, Capacity::Guardian, command.clone(), mistake);
        }
        let Some((person, capacity)) = self.family(student, today.on) else { return };
        let reserved = !self.memory.settle(fact);
        self.memory.act(student);
        today.book.send(at, person, capacity, command);
        let rate = self.plan.assumptions.withdrawn_justification_per_10_000;
        if reserved && !again && self.draw("taken back", student, fact.on).is_within(rate) {
            let (of, on, number) = (self.institute.student(student), fact.on, fact.number);
            let withdraw = WithdrawJustification { student: of, on, number };
            let command = Box::new(Command::WithdrawJustification(withdraw));
            let errand = Errand::Send { person, capacity, command, student: Some(student) };
            self.memory.errands.put(today.index, WITHDRAWN, errand);
            self.memory.put_off(today.index + 1, Moment::Evening, Task::Justify { fact, again: true });
            return;
        }
        let late = self.institute.cast.plays(Part::JustifiedLate, student);
        let decided = today.index + if late { 2 } else { 1 };
        self.memory.put_off(decided, Moment::Morning, Task::Decide { fact, again });
    }

    fn ground(&self, fact: Fact) -> JustificationGround {
        let cast = &self.institute.cast;
        let plays = |parts: &[Part]| parts.iter().any(|part| cast.plays(*part, fact.student));
        if plays(&[Part::Foretold, Part::NotForetold, Part::StillNotForetold]) {
            return JustificationGround::Family;
        }
        if plays(&[Part::SavedByDerogation, Part::DerogationRevoked]) {
            return JustificationGround::Health;
        }
        let grounds = [
            JustificationGround::Health,
            JustificationGround::Family,
            JustificationGround::Transport,
            JustificationGround::Other,
        ];
        grounds[self.draw("ground", fact.student, fact.on).weighed(&[55, 30, 5, 10])]
    }

    /// A parent who may not: limited by a court, or of a student who is of age.
    fn tries_in_vain(&self, student: usize, on: Date, adult: bool) -> Option<(PersonId, &'static str)> {
        let rates = &self.plan.assumptions;
        let draw = self.draw("in vain", student, on);
        if let Some(limited) = self.institute.limited(student, on) {
            let tries = draw.is_within(rates.limited_tries_per_10_000);
            return tries.then_some((limited, "tenta un genitore limitato da un provvedimento del giudice"));
        }
        let tries = adult && draw.is_within(rates.parent_of_adult_per_10_000);
        let guardian = self.guardian(student, on).filter(|_| tries);
        guardian.map(|person| (person, "tenta un genitore per un maggiorenne"))
    }

    pub(crate) fn decide(&mut self, today: &mut Today<'a>, at: Time, fact: Fact, again: bool) {
        let class = self.memory.pupils[fact.student].class;
        let known = &self.institute.classes[class];
        let first = today.staff[class].first().map(|(_, standing)| standing.teacher);
        let teacher = first.filter(|teacher| known.council.contains(teacher)).unwrap_or(known.coordinator);
        let draw = self.draw("refused", fact.student, fact.on);
        let refused = !again && draw.is_within(self.plan.assumptions.refused_justification_per_10_000);
        self.memory.act(fact.student);
        let command = DecideJustification {
            student: self.institute.student(fact.student),
            on: fact.on,
            number: fact.number,
            refused_because: refused.then(|| "motivo non precisato: si chiede di indicarlo".to_owned()),
        };
        let teacher = self.institute.teacher(teacher);
        today.book.send(at, teacher, Capacity::Teacher, Command::DecideJustification(command));
        let sent_again = self.plan.assumptions.sent_again_per_10_000;
        if refused && self.draw("sent again", fact.student, fact.on).is_within(sent_again) {
            self.memory.put_off(today.index, Moment::Evening, Task::Justify { fact, again: true });
        }
    }
}
