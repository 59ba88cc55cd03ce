//! The board: circulars and notices of a year, and who opens, acknowledges and answers them. Some never do.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, date, time};
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Matter, NoticeKind, Role};

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::Errand;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::notice::Publish;
use crate::commands::notice_correction::CorrectNotice;
use crate::commands::notice_withdrawal::WithdrawNotice;
use crate::commands::receipt::{Acknowledge, Answer, Open};

/// One notice of the year.
struct Bill {
    on: Date,
    to: To,
    asks: Wants,
    title: &'static str,
    body: &'static str,
    then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// A circular to families and students of the whole school.
    School,
    /// A circular to teachers only.
    Teachers,
    /// The coordinator of each class to its families.
    EachClass,
    /// The coordinator of the class that travels, to its families.
    Travellers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Nothing,
    Acknowledgement,
    AnswerBy(Date),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Stays,
    CorrectedNextDay,
    WithdrawnNextDay,
}

const BILLS: [Bill; 10] = [
    Bill {
        on: date(2025, 9, 17),
        to: To::School,
        asks: Wants::Acknowledgement,
        title: "Orario delle lezioni e ingressi",
        body: "Le lezioni iniziano alle 8:00. Dopo le 8:15 si entra alla seconda ora, salvo i casi del regolamento.",
        then: Then::Stays,
    },
    Bill {
        on: date(2025, 10, 8),
        to: To::Teachers,
        asks: Wants::Acknowledgement,
        title: "Firma del registro",
        body: "La firma si appone nell'ora di lezione; l'argomento si completa entro la giornata.",
        then: Then::Stays,
    },
    Bill {
        on: date(2025, 10, 22),
        to: To::EachClass,
        asks: Wants::Nothing,
        title: "Ricevimento delle famiglie",
        body: "Il coordinatore riceve le famiglie il primo lunedì del mese, dalle 15:00 alle 16:00.",
        then: Then::Stays,
    },
    Bill {
        on: date(2025, 11, 20),
        to: To::School,
        asks: Wants::Nothing,
        title: "Servizio di trasporto ridotto",
        body: "Il gestore annuncia corse ridotte la prossima settimana: gli ingressi in ritardo saranno verificati.",
        then: Then::CorrectedNextDay,
    },
    Bill {
        on: date(2026, 1, 28),
        to: To::EachClass,
        asks: Wants::Acknowledgement,
        title: "Esiti del primo quadrimestre",
        body: "Gli esiti sono visibili nel registro; il coordinatore è disponibile per un colloquio.",
        then: Then::Stays,
    },
    Bill {
        on: date(2026, 2, 24),
        to: To::Travellers,
        asks: Wants::AnswerBy(date(2026, 3, 6)),
        title: "Viaggio di istruzione",
        body: "Si chiede l'adesione al viaggio di due giorni di marzo, entro il termine indicato.",
        then: Then::Stays,
    },
    Bill {
        on: date(2026, 3, 25),
        to: To::Teachers,
        asks: Wants::Nothing,
        title: "Riunione dei dipartimenti",
        body: "La riunione si tiene lunedì alle 15:00 in aula magna.",
        then: Then::WithdrawnNextDay,
    },
    Bill {
        on: date(2026, 5, 11),
        to: To::School,
        asks: Wants::Nothing,
        title: "Ultimo mese di lezione",
        body: "Nell'ultimo mese non si concedono permessi di ingresso o di uscita, salvo motivi seri e documentati.",
        then: Then::Stays,
    },
    Bill {
        on: date(2026, 6, 3),
        to: To::School,
        asks: Wants::Acknowledgement,
        title: "Termine delle lezioni",
        body: "Le lezioni terminano lunedì 8 giugno. Il registro resta consultabile dopo quella data.",
        then: Then::Stays,
    },
    Bill {
        on: date(2026, 6, 4),
        to: To::EachClass,
        asks: Wants::AnswerBy(date(2026, 6, 8)),
        title: "Incontro di fine anno",
        body: "Si chiede se la famiglia sarà presente all'incontro di lunedì 8 giugno alle 17:00.",
        then: Then::Stays,
    },
];

const POSTED: Time = time(12, 5, 0, 0);
const CHANGED: Time = time(9, 30, 0, 0);
const OPENED: [Time; 3] = [time(14, 30, 0, 0), time(18, 10, 0, 0), time(20, 50, 0, 0)];

impl<'a> Simulation<'a> {
    pub(crate) fn plan_board(&mut self) {
        for (bill, what) in BILLS.iter().enumerate() {
            let all: Vec<usize> = (0..self.institute.classes.len()).collect();
            let at_once = match what.to {
                To::School | To::Teachers => all.len().max(1),
                To::EachClass | To::Travellers => 1,
            };
            for classes in all.chunks(at_once) {
                if what.to != To::Travellers || self.travels() == classes.first().copied() {
                    self.plan_errand(what.on, POSTED, Errand::Publish { bill, classes: classes.to_vec() });
                }
            }
        }
    }

    pub(crate) fn publish(&mut self, today: &mut Today<'a>, at: Time, bill: usize, classes: &[usize]) {
        let Some(what) = BILLS.get(bill) else { return };
        let institute = self.institute;
        let notice = institute.ids.notice(&format!("{bill}/{classes:?}"));
        let families = || vec![Role::Guardians, Role::Students];
        let (kind, roles) = match what.to {
            To::Teachers => (NoticeKind::Circular, vec![Role::Teachers]),
            To::School => (NoticeKind::Circular, families()),
            To::EachClass | To::Travellers => (NoticeKind::Notice, families()),
        };
        let audience = if classes.len() == institute.classes.len() && kind == NoticeKind::Circular {
            Audience::School { roles }
        } else {
            let classes = classes.iter().map(|class| institute.classes[*class].id).collect();
            Audience::Classes { classes, roles }
        };
        let coordinator = classes.first().map(|class| institute.classes[*class].coordinator);
        let (person, capacity) = match coordinator.filter(|_| kind == NoticeKind::Notice) {
            Some(teacher) => (institute.teacher(teacher), Capacity::Teacher),
            None => (institute.staff.principal.person, Capacity::Principal),
        };
        let asks = match what.asks {
            Wants::Nothing => Asks::Nothing,
            Wants::Acknowledgement => Asks::Acknowledgement { by: None },
            Wants::AnswerBy(by) => Asks::Answer { by: Some(by) },
        };
        let command = Publish {
            notice,
            kind,
            matter: Matter::General,
            protocol: (kind == NoticeKind::Circular).then(|| self.protocol(what.on, bill)),
            title: what.title.to_owned(),
            body: what.body.to_owned(),
            audience,
            student: None,
            asks,
        };
        today.book.send(at, person, capacity, Command::Publish(command));
        self.change(today, notice, what, person, capacity);
        if what.to == To::Teachers {
            self.teachers_open(today, notice, asks, what.then);
        } else {
            self.families_open(today, notice, classes, asks);
        }
    }

    fn change(
        &mut self,
        today: &Today<'a>,
        notice: NoticeId,
        what: &Bill,
        person: PersonId,
        capacity: Capacity,
    ) {
        let command = match what.then {
            Then::Stays => return,
            Then::CorrectedNextDay => Command::CorrectNotice(CorrectNotice {
                notice,
                title: what.title.to_owned(),
                body: format!("{} Sono confermate le corse delle 7:20.", what.body),
                reason: "il gestore ha comunicato altre corse".to_owned(),
            }),
            Then::WithdrawnNextDay => {
                let reason = "la riunione è rinviata a data da stabilire".to_owned();
                Command::WithdrawNotice(WithdrawNotice { notice, reason })
            }
        };
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
        self.memory.errands.put(today.index + 1, CHANGED, errand);
    }

    /// One parent of each student, once, or the student who is of age.
    fn families_open(&mut self, today: &Today<'a>, notice: NoticeId, classes: &[usize], asks: Asks) {
        let mut asked = BTreeSet::new();
        for student in 0..self.institute.students.len() {
            let pupil = &self.memory.pupils[student];
            if !pupil.is_here() || !classes.contains(&pupil.class) {
                continue;
            }
            let Some((person, _)) = self.family(student, today.on) else { continue };
            if asked.insert(person) {
                self.expect_receipt(today, notice, student, asks);
            }
        }
    }

    /// Whether and when a family opens a notice, and what it does with it.
    pub(crate) fn expect_receipt(&mut self, today: &Today<'a>, notice: NoticeId, student: usize, asks: Asks) {
        let rates = &self.plan.assumptions;
        let draw = |what: &str| self.draw(&format!("{what} {}", notice.0), student, today.on);
        let leaves = self.institute.cast.plays(Part::Leaving, student);
        if leaves || !draw("opens").is_within(rates.opened_per_10_000) {
            return;
        }
        let after = draw("opened after").weighed(&[40, 30, 15, 10, 5]);
        let Some(on) = self.institute.days.get(today.index + after) else { return };
        // Whoever comes of age meanwhile was not asked.
        if self.is_of_age(student, *on) != self.is_of_age(student, today.on) {
            return;
        }
        let does = draw("answers").is_within(rates.answered_per_10_000);
        let in_time = asks.by().is_none_or(|by| *on <= by);
        let answer = match asks {
            Asks::Acknowledgement { .. } if does => Some(Command::Acknowledge(Acknowledge { notice })),
            Asks::Answer { .. } if does && in_time => {
                let accepts = draw("accepts").is_within(8_500);
                let student = self.institute.student(student);
                Some(Command::Answer(Answer { notice, student, accepts }))
            }
            Asks::Nothing | Asks::Acknowledgement { .. } | Asks::Answer { .. } => None,
        };
        let at = OPENED[draw("opened at").weighed(&[20, 40, 40])];
        let Some((person, capacity)) = self.family(student, today.on) else { return };
        for command in std::iter::once(Command::OpenNotice(Open { notice })).chain(answer) {
            let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
            self.memory.errands.put(today.index + after, at, errand);
        }
    }

    /// Teachers open what is theirs; of what is withdrawn, the day before.
    fn teachers_open(&mut self, today: &Today<'a>, notice: NoticeId, asks: Asks, then: Then) {
        for teacher in 0..self.institute.teachers.len() {
            let draw = self.draw("teacher opens", teacher, today.on);
            if !draw.is_within(9_000) {
                continue;
            }
            let (person, capacity) = (self.institute.teacher(teacher), Capacity::Teacher);
            let day = if then == Then::Stays { today.index + 1 } else { today.index };
            let mut commands = vec![Command::OpenNotice(Open { notice })];
            if asks != Asks::Nothing {
                commands.push(Command::Acknowledge(Acknowledge { notice }));
            }
            for command in commands {
                let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
                self.memory.errands.put(day, time(15, 50, 0, 0), errand);
            }
        }
    }
}
