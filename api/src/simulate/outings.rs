//! Away for the school: a class on a trip, a student at a host body, a lesson of a recovery course not attended.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, time};
use registro_domain::attendance::{Evidence, JustificationGround};
use registro_domain::ids::PeriodNumber;

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::Errand;
use super::memory::{Fact, Moment, Task};
use super::presence::{Arrival, Gap, StudentDay};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::activity::{Kind, RecordActivity};
use crate::commands::justification::Justify;
use crate::commands::recovery_absence::RecordRecoveryAbsence;

/// The days of the trip, and the first one after it.
const TRIP: [Date; 2] = [Date::constant(2026, 3, 17), Date::constant(2026, 3, 18)];
const BACK: Date = Date::constant(2026, 3, 19);
const BEFORE_LESSONS: Time = time(7, 50, 0, 0);
const CITIZENSHIP: Date = Date::constant(2025, 11, 27);
const RECOVERY: Date = Date::constant(2026, 2, 10);
const AFTER_LESSONS: Time = time(16, 40, 0, 0);
/// Two hours away, of which one was done.
const HOURS_AWAY: [u8; 2] = [2, 3];
const HOURS_DONE: u8 = 1;
const BROUGHT: Time = time(8, 20, 0, 0);

/// How an absence of the day after a trip is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterTrip {
    WithCertificate,
    Without,
}

impl<'a> Simulation<'a> {
    /// The class that goes: of the fourth year, if there is one.
    pub(crate) fn travels(&self) -> Option<usize> {
        let classes = &self.institute.classes;
        classes.iter().position(|class| class.year == 4).or_else(|| classes.len().checked_sub(1))
    }

    /// Who of the class goes is settled on the first day. Two of them are away on the first day after it.
    pub(crate) fn travel(&mut self, today: &mut Today<'a>) {
        let Some(class) = self.travels() else { return };
        if today.on == TRIP[0] {
            let goes = |student: &&usize| {
                !self.institute.cast.has_a_part(**student)
                    && self.draw("goes", **student, today.on).is_within(8_000)
            };
            self.memory.party = today.members[class].iter().filter(goes).copied().collect();
        }
        let party = self.memory.party.clone();
        if party.is_empty() {
            return;
        }
        if today.on == BACK {
            for (place, student) in party.iter().enumerate() {
                let away = place < 2;
                today.students[*student].day = if away { StudentDay::AWAY } else { StudentDay::IN_CLASS };
            }
        }
        if !TRIP.contains(&today.on) {
            return;
        }
        for student in &party {
            today.students[*student].day = StudentDay { arrival: Arrival::Elsewhere, gap: Gap::None };
            self.memory.record(*student, today.on);
        }
        let command = RecordActivity {
            class: self.institute.classes[class].id,
            on: today.on,
            students: Some(party.iter().map(|student| self.institute.student(*student)).collect()),
            activity: Kind::Trip { last_day: TRIP[1] },
            periods: None,
            hours: None,
        };
        let secretary = self.institute.secretary(0);
        let command = Command::RecordActivity(command);
        today.book.send(BEFORE_LESSONS, secretary, Capacity::Secretariat, command);
    }

    /// Whether a fact is an absence of the day after the trip, and how it is explained.
    pub(crate) fn after_trip(&self, fact: Fact) -> Option<AfterTrip> {
        let mut party = self.memory.party.iter().take(2).filter(|_| fact.on == BACK);
        let place = party.position(|student| *student == fact.student)?;
        Some(if place == 0 { AfterTrip::WithCertificate } else { AfterTrip::Without })
    }

    /// Norm: A3-15. Without a parent in person or a certificate the register refuses it.
    pub(crate) fn justify_after_trip(&mut self, today: &Today<'a>, fact: Fact, how: AfterTrip) {
        let Some((person, capacity)) = self.family(fact.student, today.on) else { return };
        let (student, on, number) = (self.institute.student(fact.student), fact.on, fact.number);
        let ground = JustificationGround::Health;
        let justify =
            |evidence, by| Box::new(Command::Justify(Justify { student, on, number, ground, evidence, by }));
        match how {
            AfterTrip::WithCertificate => {
                let secretary = self.institute.secretary(self.memory.pupils[fact.student].class);
                let command = justify(Evidence::Certificate, Some(person));
                let (capacity, student) = (Capacity::Secretariat, Some(fact.student));
                let errand = Errand::Send { person: secretary, capacity, command, student };
                self.memory.errands.put(today.index + 1, BROUGHT, errand);
                let decide = Task::Decide { fact, again: true };
                self.memory.put_off(today.index + 2, Moment::Morning, decide);
            }
            AfterTrip::Without => {
                let mistake = "il giorno dopo il viaggio senza genitore né certificato";
                let command = justify(Evidence::None, None);
                let errand = Errand::SendInVain { person, capacity, command, mistake };
                self.memory.errands.put(today.index, time(20, 40, 0, 0), errand);
            }
        }
    }

    /// Some hours at a host body, written down before they begin.
    pub(crate) fn citizenship(&mut self, today: &mut Today<'a>) {
        let student = self.institute.cast.player(Part::Citizen).filter(|_| today.on == CITIZENSHIP);
        let Some(student) = student else { return };
        let class = self.memory.pupils[student].class;
        self.memory.record(student, today.on);
        let command = RecordActivity {
            class: self.institute.classes[class].id,
            on: today.on,
            students: Some(BTreeSet::from([self.institute.student(student)])),
            activity: Kind::Citizenship,
            periods: Some(HOURS_AWAY.into_iter().map(PeriodNumber).collect()),
            hours: Some(HOURS_DONE),
        };
        let secretary = self.institute.secretary(0);
        let command = Command::RecordActivity(command);
        today.book.send(BEFORE_LESSONS, secretary, Capacity::Secretariat, command);
    }

    /// In the afternoon, outside the annual hours.
    pub(crate) fn recovery(&mut self, today: &mut Today<'a>) {
        let student = self.institute.cast.player(Part::Recovering).filter(|_| today.on == RECOVERY);
        let Some(student) = student else { return };
        let class = self.memory.pupils[student].class;
        let teacher = self.institute.classes[class].coordinator;
        let mut chairs = self.institute.teachers[teacher].chairs.iter();
        let Some(chair) = chairs.find(|chair| chair.class == class) else { return };
        let command = RecordRecoveryAbsence {
            student: self.institute.student(student),
            on: today.on,
            subject: chair.subject.clone(),
            hours: 2,
        };
        let fact = self.memory.miss_recovery(student, today.on);
        self.memory.expect_justification(fact);
        let teacher = self.institute.teacher(teacher);
        let command = Command::RecordRecoveryAbsence(command);
        today.book.send(AFTER_LESSONS, teacher, Capacity::Teacher, command);
    }
}
