//! What the school does of itself: grounds looked at, families told at the fifth delay, proposals considered, months
//! reviewed. Some of it is late, and some is never done.

use jiff::civil::{Date, Time, date, time};
use registro_domain::device::Found;
use registro_domain::duty::DutyKind;
use registro_domain::notice::{Asks, Matter};

use super::day::{Simulation, Today};
use super::errands::Errand;
use super::memory::Fact;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::contact::{Act, Contact, How};
use crate::commands::family_notice::TellFamily;
use crate::commands::ground_verification::VerifyGround;
use crate::commands::vigilance::{Act as Watch, Vigilance};

const VERIFIED: Time = time(11, 20, 0, 0);
const COORDINATORS: Time = time(14, 10, 0, 0);
const PRINCIPALS: Time = time(14, 40, 0, 0);
const PROTOCOL: Time = time(12, 0, 0, 0);
/// Whole days of absence at which the coordinator tells the family how many are left: half of the quarter, and more.
const DAYS_TO_TELL: [u32; 3] = [26, 39, 47];

impl<'a> Simulation<'a> {
    /// An entry with a ground is to be looked at; one without counts.
    pub(crate) fn after_an_entry(&mut self, today: &Today<'a>, fact: Fact, stated: bool) {
        let permitted = self.memory.permitted.contains(&(fact.student, today.on));
        if !stated {
            self.count_delay(fact.student, today);
        } else if !permitted {
            let weights = self.plan.assumptions.verification_weights;
            let when = self.draw("verified", fact.student, today.on).weighed(&weights);
            if when + 1 < weights.len() {
                self.memory.errands.put(today.index + when, VERIFIED, Errand::Verify { fact });
            }
        }
    }

    pub(crate) fn verify(&mut self, today: &mut Today<'a>, at: Time, fact: Fact) {
        let rate = self.plan.assumptions.rejected_ground_per_10_000;
        let rejected = self.draw("ground rejected", fact.student, fact.on).is_within(rate);
        let command = VerifyGround {
            student: self.institute.student(fact.student),
            on: fact.on,
            number: fact.number,
            rejected_because: rejected.then(|| "nessun disservizio risulta quella mattina".to_owned()),
        };
        // One person looks at a morning.
        let (person, capacity) = self.head(0, fact.on);
        self.memory.act(fact.student);
        today.book.send(at, person, capacity, Command::VerifyGround(command));
        if rejected {
            self.count_delay(fact.student, today);
        }
    }

    /// Norm: A1-05, A1-06: the fifth and those after it.
    fn count_delay(&mut self, student: usize, today: &Today<'a>) {
        let pupil = &mut self.memory.pupils[student];
        pupil.delays += 1;
        let delays = pupil.delays;
        let fifth = u32::from(self.regulation.family_notice_at_delay(today.on));
        if delays == fifth {
            self.tell_or_forget(student, today, DutyKind::TellOfFifthDelay, 1);
            self.consider_or_forget(student, today, DutyKind::JustifyToPrincipal, 5);
        } else if fifth < delays {
            self.consider_or_forget(student, today, DutyKind::ConsiderDelays, 3);
        }
    }

    /// A whole day of absence, explained or not.
    pub(crate) fn count_absence(&mut self, student: usize, today: &Today<'a>) {
        let pupil = &mut self.memory.pupils[student];
        pupil.days_absent += 1;
        if DAYS_TO_TELL.contains(&pupil.days_absent) {
            self.tell_or_forget(student, today, DutyKind::TellOfHoursLeft, 2);
        }
    }

    /// An absence that nobody explains.
    pub(crate) fn count_unexplained(&mut self, student: usize, today: &Today<'a>) {
        let pupil = &mut self.memory.pupils[student];
        pupil.unexplained += 1;
        if pupil.unexplained == u32::from(self.regulation.unjustified_family_notice_at(today.on)) {
            self.tell_or_forget(student, today, DutyKind::TellOfThreeUnjustified, 6);
        }
    }

    fn tell_or_forget(&mut self, student: usize, today: &Today<'a>, duty: DutyKind, after: usize) {
        let weights = self.plan.assumptions.family_told_weights;
        let errand = match self.draw("told", student, today.on).weighed(&weights) {
            0 => Errand::Notify { student, duty },
            1 => Errand::Call { student, duty, protocolled: true },
            2 => Errand::Call { student, duty, protocolled: false },
            _ => return,
        };
        self.memory.errands.put(today.index + after, COORDINATORS, errand);
    }

    fn consider_or_forget(&mut self, student: usize, today: &Today<'a>, duty: DutyKind, after: usize) {
        let rate = self.plan.assumptions.considered_per_10_000;
        if self.draw("considered", student, today.on).is_within(rate) {
            self.memory.errands.put(today.index + after, PRINCIPALS, Errand::Consider { student, duty });
        }
    }

    pub(crate) fn call(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        student: usize,
        duty: DutyKind,
        protocolled: bool,
    ) {
        let Some((told, _)) = self.family(student, today.on) else { return };
        let of = self.institute.student(student);
        let contact = |act| Command::Contact(Contact { student: of, on: today.on, act });
        let call = contact(Act::TellFamily {
            duty,
            how: How::Phone { at: time(13, 50, 0, 0), told, protocol: None },
        });
        let secretary = self.institute.secretary(self.memory.pupils[student].class);
        let number = self.post(today, at, secretary, Capacity::Secretariat, call);
        let Some(tomorrow) = self.institute.days.get(today.index + 1).filter(|_| protocolled) else { return };
        let protocol = self.protocol(*tomorrow, student);
        let act = Act::ProtocolFonogramma { call: number, protocol };
        let command = Box::new(Command::Contact(Contact { student: of, on: *tomorrow, act }));
        let errand =
            Errand::Send { person: secretary, capacity: Capacity::Secretariat, command, student: None };
        self.memory.errands.put(today.index + 1, PROTOCOL, errand);
    }

    pub(crate) fn notify(&mut self, today: &mut Today<'a>, at: Time, student: usize, duty: DutyKind) {
        let (title, body) = words(duty);
        let notice = self.institute.ids.notice(&format!("{duty:?}/{student}/{}", today.on));
        let command = TellFamily {
            notice,
            student: self.institute.student(student),
            fulfils: duty,
            matter: Matter::Attendance,
            title: title.to_owned(),
            body: body.to_owned(),
            asks: Asks::Acknowledgement { by: None },
        };
        let class = self.memory.pupils[student].class;
        let coordinator = self.institute.teacher(self.institute.classes[class].coordinator);
        self.post(today, at, coordinator, Capacity::Teacher, Command::TellFamily(command));
        self.expect_receipt(today, notice, student, Asks::Acknowledgement { by: None });
    }

    pub(crate) fn consider(&mut self, today: &mut Today<'a>, at: Time, student: usize, duty: DutyKind) {
        let outcome = if duty == DutyKind::JustifyToPrincipal {
            "ascoltati lo studente e la famiglia: giustificato"
        } else {
            "ascoltato il coordinatore di classe: nessun provvedimento"
        };
        let act = Act::ConsiderProposal { duty, outcome: outcome.to_owned() };
        self.contact(today, at, student, act);
    }

    /// An act of the principal about a student.
    pub(crate) fn contact(&mut self, today: &mut Today<'a>, at: Time, student: usize, act: Act) {
        let contact = Contact { student: self.institute.student(student), on: today.on, act };
        let principal = self.institute.staff.principal.person;
        self.post(today, at, principal, Capacity::Principal, Command::Contact(contact));
    }

    /// A number of the protocol, made up from the day.
    pub(crate) fn protocol(&self, on: Date, about: usize) -> String {
        format!("{}/{}", 1_000 + self.draw("protocol", about, on).below(8_000), on.year())
    }

    /// The monthly review, one month of which is forgotten, and the report of the minors in October.
    pub(crate) fn plan_vigilance(&mut self) {
        let reviews = [
            (date(2025, 9, 1), date(2025, 10, 6)),
            (date(2025, 10, 1), date(2025, 11, 5)),
            (date(2025, 11, 1), date(2025, 12, 4)),
            (date(2025, 12, 1), date(2026, 1, 9)),
            // Nobody reviews January.
            (date(2026, 2, 1), date(2026, 3, 5)),
            (date(2026, 3, 1), date(2026, 4, 9)),
            (date(2026, 4, 1), date(2026, 5, 6)),
            (date(2026, 5, 1), date(2026, 6, 8)),
        ];
        let classes = u32::try_from(self.institute.classes.len()).unwrap_or_default();
        for (month, on) in reviews {
            let told = self.draw("families told", 0, month).below(classes * 2 + 1);
            let families_told = u16::try_from(told).unwrap_or(u16::MAX);
            self.watch(on, Watch::ReviewAttendance { month, families_told });
        }
        let on = date(2025, 10, 20);
        let minors =
            (0..self.institute.students.len()).filter(|student| !self.is_of_age(*student, on)).count();
        let students = u16::try_from(minors).unwrap_or(u16::MAX);
        let protocol = self.protocol(on, 0);
        self.watch(on, Watch::ReportMinors { students, protocol });
    }

    fn watch(&mut self, on: Date, act: Watch) {
        let (person, capacity) = (self.institute.secretary(0), Capacity::Secretariat);
        let command = Box::new(Command::Vigilance(Vigilance { act }));
        self.plan_errand(on, time(10, 30, 0, 0), Errand::Send { person, capacity, command, student: None });
    }

    /// Phones that a teacher finds in the course of a day.
    pub(crate) fn phones(&mut self, today: &Today<'a>) {
        let rate = self.plan.assumptions.phone_withheld_per_10_000;
        for class in 0..today.staff.len() {
            if self.draw("phone", class, today.on).is_within(rate) {
                let place =
                    usize::try_from(self.draw("phone hour", class, today.on).below(3) + 1).unwrap_or(1);
                let Some(period) = self.institute.bell.periods.get(place) else { continue };
                let at = super::presence::minutes_after(period.starts, 20);
                self.memory.errands.put(today.index, at, Errand::WithholdSomeones { class, place });
            }
        }
    }

    pub(crate) fn found(&self, student: usize, on: Date) -> Found {
        [Found::InUse, Found::InBag, Found::Recording][self.draw("found", student, on).weighed(&[7, 2, 1])]
    }
}

/// What the family reads.
fn words(duty: DutyKind) -> (&'static str, &'static str) {
    if duty == DutyKind::TellOfFifthDelay {
        return (
            "Quinto ritardo",
            "Si comunica che i ritardi non motivati sono cinque: vanno giustificati di persona al dirigente.",
        );
    }
    if duty == DutyKind::TellOfHoursLeft {
        return (
            "Ore di assenza",
            "Si comunica che le ore di assenza si avvicinano al limite oltre il quale l'anno non è valido.",
        );
    }
    (
        "Assenze non giustificate",
        "Si comunica che più giorni di assenza risultano senza giustificazione: si attende un contatto.",
    )
}
