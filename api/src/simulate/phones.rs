//! Phones: withheld in class, told of and given back; a place in the bag asked for; an exemption that ends.

use jiff::civil::{Date, Time, time};
use registro_domain::calendar::SchoolYear;
use registro_domain::device::{Found, Keeper};
use registro_domain::ids::PersonId;

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::{BagAnswer, Errand};
use super::presence::{Arrival, Gap};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::device::{Act, Device};

const TOLD: Time = time(13, 40, 0, 0);
const RETURNED: Time = time(13, 45, 0, 0);
const DECIDED: Time = time(12, 20, 0, 0);
const ASKED: Time = time(19, 30, 0, 0);

impl<'a> Simulation<'a> {
    /// Somebody in class is found with her phone, if anybody is there to be found.
    pub(crate) fn withhold_someones(&mut self, today: &mut Today<'a>, at: Time, class: usize, place: usize) {
        let there = |student: &&usize| {
            let whereabouts = &today.students[**student];
            (whereabouts.day.arrival, whereabouts.day.gap) == (Arrival::OnTime, Gap::None)
                && !self.institute.cast.has_a_part(**student)
                && !self.is_of_age(**student, today.on)
        };
        let there: Vec<usize> = today.members[class].iter().filter(there).copied().collect();
        if let Some(student) = self.draw_hour("whose phone", class, today.on, place).pick(&there) {
            self.withhold(today, at, *student, self.found(*student, today.on));
        }
    }

    /// Handed to the deputy, who tells a parent and gives it back to her, the same day or some days later.
    pub(crate) fn withhold(&mut self, today: &mut Today<'a>, at: Time, student: usize, found: Found) {
        let class = self.memory.pupils[student].class;
        let (Some(parent), Some(teacher)) =
            (self.guardian(student, today.on), today.teacher_at(class, at, self))
        else {
            return;
        };
        let (of, year) = (self.institute.student(student), SchoolYear::containing(today.on));
        let command = |act| Command::Device(Device { student: of, act });
        let withhold = Act::Withhold { on: today.on, at, found, handed_to: Keeper::Deputy };
        let withheld = self.post(today, at, teacher, Capacity::Teacher, command(withhold));
        let tell = Act::TellFamily { year, withheld, told: parent, on: today.on };
        self.by_the_deputy(today.index, TOLD, command(tell));
        let later = if self.institute.cast.plays(Part::PhoneHeld, student) {
            2
        } else {
            self.draw("phone returned", student, today.on).weighed(&[50, 30, 15, 5])
        };
        if let Some(on) = self.institute.days.get(today.index + later) {
            let give_back = Act::Return { year, withheld, to: parent, on: *on };
            self.by_the_deputy(today.index + later, RETURNED, command(give_back));
        }
    }

    fn by_the_deputy(&mut self, day: usize, at: Time, command: Command) {
        let (person, capacity) = (self.institute.staff.deputy.person, Capacity::Deputy);
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
        self.memory.errands.put(day, at, errand);
    }

    pub(crate) fn request_bag(&mut self, today: &mut Today<'a>, at: Time, student: usize, answer: BagAnswer) {
        let Some((person, capacity)) = self.family(student, today.on) else { return };
        let of = self.institute.student(student);
        let ask = Command::Device(Device { student: of, act: Act::RequestBag {} });
        let request = self.post(today, at, person, capacity, ask);
        let refused_because = match answer {
            BagAnswer::Authorised => None,
            BagAnswer::Refused => Some("la classe ha il contenitore in aula".to_owned()),
            BagAnswer::Pending => return,
        };
        let act = Act::DecideBag { year: SchoolYear::containing(today.on), request, refused_because };
        self.by_the_principal(today.index + 3, DECIDED, Command::Device(Device { student: of, act }));
    }

    /// For reasons that are nowhere in the register.
    pub(crate) fn allow_phone(&mut self, today: &mut Today<'a>, at: Time, student: usize, until: Date) {
        let of = self.institute.student(student);
        let allow = Act::AllowUse { from: today.on, until: None };
        let (person, capacity) = (self.institute.staff.principal.person, Capacity::Principal);
        let allow = Command::Device(Device { student: of, act: allow });
        let number = self.post(today, at, person, capacity, allow);
        let Some(day) = self.day_from(until) else { return };
        let end = Act::EndUse { number, from: self.institute.days[day] };
        self.by_the_principal(day, DECIDED, Command::Device(Device { student: of, act: end }));
    }

    fn by_the_principal(&mut self, day: usize, at: Time, command: Command) {
        let (person, capacity) = (self.institute.staff.principal.person, Capacity::Principal);
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
        self.memory.errands.put(day, at, errand);
    }

    pub(crate) fn plan_phones(&mut self) {
        let bags = [
            (Part::PhoneInBag, Date::constant(2025, 9, 22), BagAnswer::Authorised),
            (Part::PhoneNotInBag, Date::constant(2025, 10, 13), BagAnswer::Refused),
            (Part::PhoneInBagAsked, Date::constant(2026, 6, 3), BagAnswer::Pending),
        ];
        for (part, on, answer) in bags {
            let Some(student) = self.institute.cast.player(part) else { continue };
            self.plan_errand(on, ASKED, Errand::RequestBag { student, answer });
        }
        if let Some(student) = self.institute.cast.player(Part::PhoneAllowed) {
            let until = Date::constant(2026, 3, 2);
            let (on, allow) = (Date::constant(2025, 9, 24), Errand::AllowPhone { student, until });
            self.plan_errand(on, DECIDED, allow);
        }
        for (part, on, at) in [
            (Part::PhoneHeld, Date::constant(2026, 6, 4), time(10, 20, 0, 0)),
            (Part::PhoneTaken, Date::constant(2026, 6, 5), time(9, 20, 0, 0)),
        ] {
            let Some(student) = self.institute.cast.player(part) else { continue };
            self.plan_errand(on, at, Errand::Withhold { student, found: Found::InUse });
        }
    }
}

impl Today<'_> {
    /// Who stands in a class at that time, if the class is hers.
    pub(crate) fn teacher_at(&self, class: usize, at: Time, simulation: &Simulation<'_>) -> Option<PersonId> {
        let institute = simulation.institute;
        let place =
            institute.bell.periods.iter().position(|period| period.starts <= at && at < period.ends)?;
        let (_, standing) = self.staff[class].get(place)?;
        let own = institute.classes[class].council.contains(&standing.teacher);
        Some(institute.teacher(if own { standing.teacher } else { institute.classes[class].coordinator }))
    }
}
