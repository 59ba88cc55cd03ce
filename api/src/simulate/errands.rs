//! What somebody is to do at an hour of a day to come, and what becomes of it when the hour has come.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use registro_domain::conduct::NoteKind;
use registro_domain::derogation::Letter;
use registro_domain::device::Found;
use registro_domain::duty::DutyKind;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::{Passage, PermissionReason};

use super::day::{Simulation, Today};
use super::grades::{Change, GivenGrade, Sat};
use super::memory::Fact;
use super::notes::After;
use crate::actor::Capacity;
use crate::commands::Command;

#[derive(Clone, Debug)]
pub(crate) enum Errand {
    /// A command known to the last word. `student` is whose record it grows, if her attendance does.
    Send {
        person: PersonId,
        capacity: Capacity,
        command: Box<Command>,
        student: Option<usize>,
    },
    SendInVain {
        person: PersonId,
        capacity: Capacity,
        command: Box<Command>,
        mistake: &'static str,
    },
    AskPermission {
        student: usize,
        on: Date,
        passage: Passage,
        reason: PermissionReason,
    },
    DecidePermission {
        student: usize,
        on: Date,
        number: FactNumber,
        reason: PermissionReason,
    },
    Verify {
        fact: Fact,
    },
    /// The family is called, and the call gets its protocol number later, or never.
    Call {
        student: usize,
        duty: DutyKind,
        protocolled: bool,
    },
    /// The family is told on the board.
    Notify {
        student: usize,
        duty: DutyKind,
    },
    Consider {
        student: usize,
        duty: DutyKind,
    },
    /// Who was absent with the class contests it, rightly or not.
    Contest {
        fact: Fact,
        rightly: bool,
    },
    DecideContest {
        fact: Fact,
        rightly: bool,
    },
    Derogation {
        student: usize,
        letter: Letter,
        days: (Date, Date),
        answer: DerogationAnswer,
    },
    Withhold {
        student: usize,
        found: Found,
    },
    WithholdSomeones {
        class: usize,
        place: usize,
    },
    RequestBag {
        student: usize,
        answer: BagAnswer,
    },
    AllowPhone {
        student: usize,
        until: Date,
    },
    Publish {
        bill: usize,
        classes: Vec<usize>,
    },
    /// Some grades of a test, before it is handed back.
    EnterTest {
        sat: Box<Sat>,
    },
    HandBack {
        sat: Box<Sat>,
    },
    ChangeGrade {
        grade: Box<GivenGrade>,
        what: Change,
    },
    PrincipalGrades,
    NoteSomeone {
        class: usize,
        praise: bool,
    },
    WriteNote {
        student: usize,
        kind: NoteKind,
        after: After,
    },
    PraiseInError {
        student: usize,
    },
    SendOut {
        student: usize,
        family_called: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DerogationAnswer {
    /// Hours excused for each day.
    Granted {
        hours_a_day: u16,
    },
    Revoked {
        hours_a_day: u16,
        on: Date,
    },
    NotAssessable,
    Denied,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BagAnswer {
    Authorised,
    Refused,
    Pending,
}

/// By lesson day and hour; within them in the order in which they came up.
#[derive(Debug, Default)]
pub(crate) struct Errands {
    due: BTreeMap<(usize, Time, u32), Errand>,
    put: u32,
}

impl Errands {
    pub(crate) fn put(&mut self, day: usize, at: Time, errand: Errand) {
        self.due.insert((day, at, self.put), errand);
        self.put += 1;
    }

    /// The next one up to an hour.
    fn take(&mut self, day: usize, until: Time) -> Option<(Time, Errand)> {
        let next = self.due.first_entry()?;
        let (on, at, _) = *next.key();
        ((on, at) <= (day, until)).then(|| (at, next.remove()))
    }
}

impl<'a> Simulation<'a> {
    /// Whatever is to be done until then.
    pub(crate) fn errands(&mut self, today: &mut Today<'a>, until: Time) {
        while let Some((at, errand)) = self.memory.errands.take(today.index, until) {
            if errand.student().is_none_or(|student| self.memory.pupils[student].is_here()) {
                self.run(today, at, errand);
            }
        }
    }

    fn run(&mut self, today: &mut Today<'a>, at: Time, errand: Errand) {
        match errand {
            Errand::Send { person, capacity, command, student } => {
                if let Some(student) = student {
                    self.memory.act(student);
                }
                self.post(today, at, person, capacity, *command);
            }
            Errand::SendInVain { person, capacity, command, mistake } => {
                today.book.send_in_vain(at, person, capacity, *command, mistake);
            }
            Errand::AskPermission { student, on, passage, reason } => {
                self.ask_permission(today, at, student, on, passage, reason);
            }
            Errand::DecidePermission { student, on, number, reason } => {
                self.decide_permission(today, at, student, on, number, reason);
            }
            Errand::Verify { fact } => self.verify(today, at, fact),
            Errand::Call { student, duty, protocolled } => self.call(today, at, student, duty, protocolled),
            Errand::Notify { student, duty } => self.notify(today, at, student, duty),
            Errand::Consider { student, duty } => self.consider(today, at, student, duty),
            Errand::Contest { fact, rightly } => self.contest(today, at, fact, rightly),
            Errand::DecideContest { fact, rightly } => self.decide_contest(today, at, fact, rightly),
            Errand::Derogation { student, letter, days, answer } => {
                self.request_derogation(today, at, student, letter, days, answer);
            }
            Errand::Withhold { student, found } => self.withhold(today, at, student, found),
            Errand::WithholdSomeones { class, place } => self.withhold_someones(today, at, class, place),
            Errand::RequestBag { student, answer } => self.request_bag(today, at, student, answer),
            Errand::AllowPhone { student, until } => self.allow_phone(today, at, student, until),
            Errand::Publish { bill, classes } => self.publish(today, at, bill, &classes),
            Errand::EnterTest { sat } => self.enter_test(today, at, &sat),
            Errand::HandBack { sat } => self.hand_back(today, at, &sat),
            Errand::ChangeGrade { grade, what } => self.change_grade(today, at, &grade, what),
            Errand::PrincipalGrades => self.principal_corrects(today, at),
            Errand::NoteSomeone { class, praise } => self.note_someone(today, at, class, praise),
            Errand::WriteNote { student, kind, after } => self.write_note(today, at, student, kind, after),
            Errand::PraiseInError { student } => self.praise_in_error(today, at, student),
            Errand::SendOut { student, family_called } => self.send_out(today, at, student, family_called),
        }
    }

    /// Sends a command that writes to one of the records that are numbered, and says under which number.
    pub(crate) fn post(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        person: PersonId,
        capacity: Capacity,
        command: Command,
    ) -> FactNumber {
        let number = self.memory.number(&command);
        today.book.send(at, person, capacity, command);
        number
    }

    /// The lesson day on which something planned for a date is done: that day, or the first one after it.
    pub(crate) fn day_from(&self, date: Date) -> Option<usize> {
        self.institute.days.iter().position(|on| date <= *on)
    }

    pub(crate) fn plan_errand(&mut self, date: Date, at: Time, errand: Errand) {
        if let Some(day) = self.day_from(date) {
            self.memory.errands.put(day, at, errand);
        }
    }

    /// Who acts for a student: she herself if of age, else a guardian.
    pub(crate) fn family(&self, student: usize, on: Date) -> Option<(PersonId, Capacity)> {
        if self.is_of_age(student, on) {
            return Some((self.institute.student(student), Capacity::Student));
        }
        self.guardian(student, on).map(|guardian| (guardian, Capacity::Guardian))
    }
}

impl Errand {
    fn student(&self) -> Option<usize> {
        match self {
            Errand::Send { student, .. } => *student,
            Errand::SendInVain { .. }
            | Errand::WithholdSomeones { .. }
            | Errand::Publish { .. }
            | Errand::EnterTest { .. }
            | Errand::HandBack { .. }
            | Errand::PrincipalGrades
            | Errand::NoteSomeone { .. } => None,
            Errand::ChangeGrade { grade, .. } => Some(grade.student),
            Errand::AskPermission { student, .. }
            | Errand::DecidePermission { student, .. }
            | Errand::Call { student, .. }
            | Errand::Notify { student, .. }
            | Errand::Consider { student, .. }
            | Errand::Derogation { student, .. }
            | Errand::Withhold { student, .. }
            | Errand::RequestBag { student, .. }
            | Errand::AllowPhone { student, .. }
            | Errand::WriteNote { student, .. }
            | Errand::PraiseInError { student }
            | Errand::SendOut { student, .. } => Some(*student),
            Errand::Verify { fact } | Errand::Contest { fact, .. } | Errand::DecideContest { fact, .. } => {
                Some(fact.student)
            }
        }
    }
}
