//! A sanction contested, act by act: the helper with which the stories of appeals are told.

use jiff::civil::{Date, Time, time};
use registro_domain::case::appeal::{Ground, Vote};
use registro_domain::case::{Ballot, Body as Organ, Item, Letter, Member, Sanction};
use registro_domain::ids::{FactNumber, PersonId, Protocol};

use super::cases::{Telling, Who};
use super::day::Simulation;
use super::errands::Errand;
use crate::commands::Command;
use crate::commands::appeal::{Act, Appeal, Ruled};
use crate::commands::case::Planned;

pub(crate) const NUMBERED: Time = time(8, 20, 0, 0);
const NOTICED: Time = time(10, 10, 0, 0);
const INVITED: Time = time(10, 15, 0, 0);
const TOLD: Time = time(12, 10, 0, 0);
const RESUMED: Time = time(12, 20, 0, 0);
const SITS: Time = time(15, 30, 0, 0);
pub(crate) const DECIDED: Time = time(16, 45, 0, 0);

/// A sanction that is contested: by whom, which appeal.
pub(crate) struct Contested {
    pub(crate) telling: Telling,
    pub(crate) of: FactNumber,
    pub(crate) by: Who,
    pub(crate) appeal: FactNumber,
    /// Who decided it.
    pub(crate) members: Vec<Member>,
}

impl Simulation<'_> {
    pub(crate) fn send_on(
        &mut self,
        telling: &mut Telling,
        (on, at): (Date, Time),
        who: Who,
        act: Act,
    ) -> FactNumber {
        let number = FactNumber(telling.next);
        // What is left of a sanction is suspended by an event of its own.
        telling.next += if matches!(act, Act::File { .. }) { 2 } else { 1 };
        let command = Box::new(Command::Appeal(Appeal { case: telling.case, at: None, act }));
        let (person, capacity) = who;
        self.plan_errand(on, at, Errand::Send { person, capacity, command, student: None });
        number
    }

    pub(crate) fn number_for(telling: &Telling) -> Option<Protocol> {
        Protocol::try_from(telling.protocol()).ok()
    }

    /// By a parent, in the register; numbered by the office on the next day of lessons.
    pub(crate) fn appealed(
        &mut self,
        (mut telling, of, members): (Telling, FactNumber, Vec<Member>),
        (on, at): (Date, Time),
        (grounds, text): (&[Ground], &str),
    ) -> Option<Contested> {
        let by = self.guardian_agent(telling.student, on)?;
        let (grounds, text) = (grounds.to_vec(), text.to_owned());
        let file = Act::File { of, by: None, interest: None, grounds, text, protocol: None };
        let appeal = self.send_on(&mut telling, (on, at), by, file);
        Some(Contested { telling, of, by, appeal, members })
    }

    pub(crate) fn number(&mut self, it: &mut Contested, on: Date) {
        let Some(protocol) = Self::number_for(&it.telling) else { return };
        let number = Act::Number { appeal: it.appeal, protocol };
        self.send_on(&mut it.telling, (on, NUMBERED), self.office(), number);
    }

    pub(crate) fn convene_judges(
        &mut self,
        it: &mut Contested,
        when: (Date, Time),
        sits_on: Date,
        absent: &[PersonId],
    ) {
        let (sits_at, unavailable) = (sits_on.to_datetime(SITS), absent.to_vec());
        let convene = Act::Convene { appeal: it.appeal, sits_at, unavailable };
        self.send_on(&mut it.telling, when, self.principal(), convene);
    }

    pub(crate) fn notice(&mut self, it: &mut Contested, on: Date) {
        let protocol = Self::number_for(&it.telling);
        let notice = Act::SendNotice { appeal: it.appeal, to: Vec::new(), protocol };
        self.send_on(&mut it.telling, (on, NOTICED), self.office(), notice);
    }

    pub(crate) fn parties(&self, it: &Contested) -> Vec<PersonId> {
        vec![it.by.0, self.institute.student(it.telling.student)]
    }

    pub(crate) fn invite_parties(&mut self, it: &mut Contested, on: Date) {
        let to = self.parties(it);
        let invite = Act::Invite { appeal: it.appeal, to };
        self.send_on(&mut it.telling, (on, INVITED), self.office(), invite);
    }

    pub(crate) fn sit(&mut self, it: &mut Contested, on: Date, present: &[PersonId]) {
        let (present, heard) = (present.to_vec(), vec![it.by.0]);
        let sit = Act::Sit { appeal: it.appeal, present, heard };
        self.send_on(&mut it.telling, (on, SITS), self.principal(), sit);
    }

    pub(crate) fn rule(
        &mut self,
        it: &mut Contested,
        on: Date,
        outcome: Ruled,
        votes: Vec<(PersonId, Vote)>,
        reasons: &str,
    ) {
        let (ballot, reasons) = (Ballot::Open(votes), reasons.to_owned());
        let rule = Act::Rule { appeal: it.appeal, outcome, ballot, reasons };
        self.send_on(&mut it.telling, (on, DECIDED), self.principal(), rule);
    }

    pub(crate) fn tell(&mut self, it: &mut Contested, on: Date) {
        let (to, protocol) = (self.parties(it), Self::number_for(&it.telling));
        let tell = Act::CommunicateOutcome { appeal: it.appeal, to, protocol };
        self.send_on(&mut it.telling, (on, TOLD), self.office(), tell);
    }

    pub(crate) fn resume(&mut self, it: &mut Contested, on: Date, days: &[Date]) {
        let (to, protocol) = (self.parties(it), Self::number_for(&it.telling));
        let resume = Act::Resume { of: it.of, days: days.to_vec(), to, protocol };
        self.send_on(&mut it.telling, (on, RESUMED), self.office(), resume);
    }

    pub(crate) fn executed(&mut self, it: &mut Contested, days: &[Date]) {
        for day in days {
            let hours = self.hours_on(it.telling.student, *day);
            self.execute(&mut it.telling, it.of, *day, hours);
        }
    }

    /// The ordinary way to a sanction of a class council: reported, charged, heard, convened, decided, communicated.
    pub(crate) fn sanctioned(
        &mut self,
        (student, what): (usize, &str),
        (letter, item): (Letter, Item),
        fact: &'static str,
        [reported, charged, heard, convened, decided, told]: [Date; 6],
        (sanction, from): (Sanction, Date),
    ) -> Option<(Telling, FactNumber, Vec<Member>)> {
        let members = self.members(student, false)?;
        let mut telling = self.reported((student, what), reported, (letter, item), fact);
        self.ordinary(&mut telling, charged, heard);
        self.convene(&mut telling, convened, (Organ::ClassCouncil, decided), &members);
        let count = sanction.days().map_or(0, usize::from);
        let days = self.days_of_lessons(from, count);
        let hours = days.iter().map(|day| self.hours_on(student, *day)).sum();
        let plan = match count {
            0 => None,
            1 | 2 => Some(Planned::Reflection { teachers: vec![self.coordinator_of(student).0], hours }),
            _ => Some(Planned::Citizenship {
                host: "Cooperativa Il Giardino".to_owned(),
                agreement: "convenzione n. 7 del 2025".to_owned(),
                hours,
            }),
        };
        let of = self.decide_together(
            &mut telling,
            decided,
            (Organ::ClassCouncil, sanction),
            &members,
            plan,
            from,
        );
        self.communicate(&mut telling, told, self.office(), of, &days);
        Some((telling, of, members))
    }

    pub(crate) fn complained(&mut self, it: &mut Contested, on: Date, grounds: String) -> FactNumber {
        let protocol = Self::number_for(&it.telling);
        let complain = Act::Complain { of: it.of, by: it.by.0, interest: None, grounds, protocol };
        self.send_on(&mut it.telling, (on, NUMBERED), self.office(), complain)
    }

    pub(crate) fn opinion(&mut self, it: &mut Contested, on: Date, complaint: FactNumber, upheld: bool) {
        let summary = if upheld {
            "la sanzione non indica in che cosa il fatto sia grave"
        } else {
            "il procedimento ha rispettato lo Statuto"
        };
        let (summary, protocol) = (summary.to_owned(), Self::number_for(&it.telling));
        let opinion = Act::GiveOpinion { complaint, upheld, summary, protocol };
        self.send_on(&mut it.telling, (on, NUMBERED), self.office(), opinion);
    }

    pub(crate) fn decided(&mut self, it: &mut Contested, on: Date, complaint: FactNumber, upheld: bool) {
        let (reasons, protocol) = ("come da parere".to_owned(), Self::number_for(&it.telling));
        let decide = Act::DecideComplaint { complaint, upheld, reasons, protocol };
        self.send_on(&mut it.telling, (on, NUMBERED), self.office(), decide);
    }
}
