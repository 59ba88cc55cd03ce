//! Permissions: what families ask beforehand, in time or late, and what is decided; tests planned, and called off.

use jiff::ToSpan;
use jiff::civil::{Date, Time, time};
use registro_domain::attendance::{ExitReason, Ground};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::{Passage, PermissionReason};

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::Errand;
use super::grades::may_be_tested;
use super::presence::{self, Arrival, Gap, StudentDay};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::permission::RequestPermission;
use crate::commands::permission_decision::{DecidePermission, Outcome};
use crate::commands::permission_withdrawal::WithdrawPermission;
use crate::commands::planned_test::PlanTest;
use crate::commands::test_cancellation::CallOffTest;

/// As long before as families look ahead, in lesson days.
pub(crate) const LOOK_AHEAD: usize = 6;
/// Who asks at the last moment is answered before the first hour.
const AT_THE_LAST_MOMENT: Time = time(8, 3, 0, 0);
const BEFORE_THE_FIRST_HOUR: Time = time(8, 5, 0, 0);
const ASKED: Time = time(19, 15, 0, 0);
const DECIDED: Time = time(12, 40, 0, 0);
const WITHDRAWN: Time = time(21, 5, 0, 0);
/// The first passage that a permission is asked for; before that it is a delay.
const SECOND_HOUR: Time = time(9, 0, 0, 0);

impl<'a> Simulation<'a> {
    /// What families foresee of a lesson day to come.
    pub(crate) fn foresee(&mut self, day: usize) {
        let Some(on) = self.institute.days.get(day).copied() else { return };
        for student in 0..self.institute.students.len() {
            let Some((passage, reason)) = self.passage(student, day) else { continue };
            let weights = &self.plan.assumptions.permission_lead_weights;
            let urgent = reason == PermissionReason::Urgent;
            let treated = reason == PermissionReason::PeriodicTreatment;
            let before = match self.draw("asked before", student, on).weighed(weights) {
                _ if treated => 3,
                drawn if urgent => drawn % 2,
                drawn if drawn + 1 == weights.len() => continue, // Nobody asks.
                drawn => drawn,
            };
            let Some(asked) = day.checked_sub(before) else { continue };
            let at = if before == 0 { AT_THE_LAST_MOMENT } else { ASKED };
            self.memory.errands.put(asked, at, Errand::AskPermission { student, on, passage, reason });
        }
    }

    /// What a student will need a permission for.
    fn passage(&self, student: usize, day: usize) -> Option<(Passage, PermissionReason)> {
        let pupil = &self.memory.pupils[student];
        if !pupil.is_here() {
            return None;
        }
        let on = self.institute.days[day];
        let hours = self.institute.classes[pupil.class].hours_on(on);
        let periods = &self.institute.bell.periods;
        let periods = periods.get(..hours.len()).unwrap_or(periods);
        let seen = presence::of(self.plan, self.institute, student, day, periods);
        match (seen.arrival, seen.gap) {
            (Arrival::Late { at, ground: Ground::Family }, _) if SECOND_HOUR <= at => {
                Some((Passage::LateEntry { at }, PermissionReason::Family))
            }
            (_, Gap::Leaves { at, reason }) => {
                let treated = self.institute.cast.plays(Part::Treated, student);
                let reason = match reason {
                    ExitReason::Malaise => return None,
                    ExitReason::Family => PermissionReason::Family,
                    ExitReason::Health if treated => PermissionReason::PeriodicTreatment,
                    ExitReason::Health => PermissionReason::Health,
                    ExitReason::Urgent => PermissionReason::Urgent,
                };
                Some((Passage::EarlyExit { at }, reason))
            }
            (_, Gap::None | Gap::Misses(_) | Gap::MarkedByMistake) => None,
        }
    }

    pub(crate) fn ask_permission(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        student: usize,
        on: Date,
        passage: Passage,
        reason: PermissionReason,
    ) {
        let Some((person, capacity)) = self.family(student, today.on) else { return };
        let of = self.institute.student(student);
        let request = RequestPermission { student: of, on, passage, reason };
        let number = self.post(today, at, person, capacity, Command::RequestPermission(request));
        self.memory.asked_on.insert((student, number), today.on);
        let treated = reason == PermissionReason::PeriodicTreatment;
        let [_, _, withdrawn, undecided] = self.plan.assumptions.permission_outcome_weights;
        let fate = self.draw("permission kept", student, on).weighed(&[
            100 - withdrawn - undecided,
            withdrawn,
            undecided,
        ]);
        match fate {
            1 if !treated && today.on < on => {
                let withdraw = Command::WithdrawPermission(WithdrawPermission { student: of, on, number });
                let withdraw = Errand::Send { person, capacity, command: Box::new(withdraw), student: None };
                self.memory.errands.put(today.index, WITHDRAWN, withdraw);
                self.memory.stays.insert((student, on));
            }
            2 if !treated => {}
            _ => {
                let decide = Errand::DecidePermission { student, on, number, reason };
                let tomorrow = self.institute.days.get(today.index + 1).copied();
                let (day, at) = match tomorrow {
                    _ if on == today.on => (today.index, BEFORE_THE_FIRST_HOUR),
                    Some(tomorrow) if tomorrow == on => (today.index + 1, BEFORE_THE_FIRST_HOUR),
                    Some(_) | None => (today.index + 1, DECIDED),
                };
                self.memory.errands.put(day, at, decide);
            }
        }
    }

    /// By the principal or her deputy. Against what speaks against it, a permission is granted less often.
    pub(crate) fn decide_permission(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        student: usize,
        on: Date,
        number: FactNumber,
        reason: PermissionReason,
    ) {
        let against = self.speaks_against(student, on, number, reason);
        let [granted, denied, ..] = self.plan.assumptions.permission_outcome_weights;
        let weights = if against.is_some() { [denied, denied] } else { [granted, denied] };
        let treated = reason == PermissionReason::PeriodicTreatment;
        let denies = !treated && self.draw("permission denied", student, on).weighed(&weights) == 1;
        let outcome = if denies {
            Outcome::Denied { reason: against.unwrap_or("motivo non sufficiente").to_owned() }
        } else {
            let despite = against.map(|_| "motivo serio e documentato agli atti".to_owned());
            Outcome::Granted { despite }
        };
        if denies {
            self.memory.stays.insert((student, on));
            if on == today.on {
                today.students[student].day = StudentDay::IN_CLASS;
            }
        } else {
            self.memory.permitted.insert((student, on));
        }
        let command = DecidePermission { student: self.institute.student(student), on, number, outcome };
        let (person, capacity) = self.head(student, on);
        self.post(today, at, person, capacity, Command::DecidePermission(command));
    }

    /// The principal, or her deputy for most.
    pub(crate) fn head(&self, about: usize, on: Date) -> (PersonId, Capacity) {
        let staff = &self.institute.staff;
        if self.draw("deputy", about, on).is_within(7_000) {
            (staff.deputy.person, Capacity::Deputy)
        } else {
            (staff.principal.person, Capacity::Principal)
        }
    }

    /// Norm: A2-01, A2-02, A2-03.
    fn speaks_against(
        &self,
        student: usize,
        on: Date,
        number: FactNumber,
        reason: PermissionReason,
    ) -> Option<&'static str> {
        let asked_on = self.memory.asked_on.get(&(student, number)).copied().unwrap_or(on);
        let last_day = self.institute.calendar.last_day;
        let last_month = last_day.saturating_sub(self.regulation.last_month(on).months());
        let in_time = self.regulation.permission_request_notice(on).last_day_before(on);
        if last_month < on {
            Some("ultimo mese di lezione")
        } else if self.memory.tests.contains(&(self.memory.pupils[student].class, on)) {
            Some("verifica programmata in quelle ore")
        } else if in_time < asked_on && reason != PermissionReason::Urgent {
            Some("richiesta presentata oltre il termine")
        } else {
            None
        }
    }

    /// At the end of an hour some teachers plan a test for the same hour of the next week, and a few call it off.
    pub(crate) fn tests(&mut self, today: &mut Today<'a>, place: usize, at: Time) {
        let rates = &self.plan.assumptions;
        let next_week = today.on.saturating_add(7.days());
        let Ok(day) = self.institute.days.binary_search(&next_week) else { return };
        for class in 0..today.staff.len() {
            let Some((hour, standing)) = today.staff[class].get(place).cloned() else { continue };
            let draw = self.draw_hour("test", class, today.on, place);
            if standing.substitutes.is_some()
                || !draw.is_within(rates.planned_test_per_10_000)
                || !may_be_tested(next_week)
                || !self.teaches(standing.teacher, class, &hour.subject)
            {
                continue;
            }
            self.memory.tests.insert((class, next_week));
            let (of, person) = (self.institute.classes[class].id, self.institute.teacher(standing.teacher));
            let test = PlanTest { class: of, on: next_week, period: hour.period };
            today.book.send(at, person, Capacity::Teacher, Command::PlanTest(test));
            if self.draw_hour("test off", class, today.on, place).is_within(rates.test_called_off_per_10_000)
            {
                let off = CallOffTest { class: of, on: next_week, period: hour.period };
                let command = Box::new(Command::CallOffTest(off));
                let errand = Errand::Send { person, capacity: Capacity::Teacher, command, student: None };
                self.memory.errands.put(day - 1, time(15, 20, 0, 0), errand);
            } else {
                self.memory.planned.insert((class, next_week, hour.period), standing.teacher);
            }
        }
    }
}
