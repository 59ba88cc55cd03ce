//! What the people of the school have in mind: who is where, which fact has which number, what is still to be done.
//!
//! A fact's number is the place of its event in the student's stream, so it is counted here, command by command, and
//! never asked of the register: a year that goes on after a stop names the same facts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use registro_domain::attendance::{Collection, Ground};
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId, SubjectCode};

use super::errands::Errands;
use crate::commands::Command;
use crate::commands::conduct::Conduct;
use crate::commands::contact::Contact;
use crate::commands::derogation::RequestDerogation;
use crate::commands::derogation_decision::DecideDerogation;
use crate::commands::derogation_revocation::RevokeDerogation;
use crate::commands::device::Device;
use crate::commands::family_notice::TellFamily;
use crate::commands::grade::{Given, Grade};
use crate::commands::permission::RequestPermission;
use crate::commands::permission_decision::DecidePermission;
use crate::commands::permission_withdrawal::WithdrawPermission;

#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) pupils: Vec<Pupil>,
    /// By lesson day and moment; within them in the order in which they came up.
    agenda: BTreeMap<(usize, Moment), Vec<Task>>,
    pub(crate) errands: Errands,
    /// Events in the other records of students that are numbered.
    lengths: BTreeMap<(Record, PersonId), u32>,
    /// When a permission was asked for.
    pub(crate) asked_on: BTreeMap<(usize, FactNumber), Date>,
    /// Permissions granted, and those denied or withdrawn: the student comes on time and stays.
    pub(crate) permitted: BTreeSet<(usize, Date)>,
    pub(crate) stays: BTreeSet<(usize, Date)>,
    /// Tests planned, by class.
    pub(crate) tests: BTreeSet<(usize, Date)>,
    /// Who moved to another class, and from which day on.
    pub(crate) moved: BTreeMap<usize, Date>,
    /// Tests to be written, with who planned each.
    pub(crate) planned: BTreeMap<(usize, Date, PeriodNumber), usize>,
    /// Classes in which a subject was examined on a day: nobody is examined twice.
    pub(crate) examined: BTreeSet<(usize, Date, SubjectCode)>,
    /// Grades of tests entered and not handed back yet.
    pub(crate) entered: BTreeMap<(usize, Date, PeriodNumber), FactNumber>,
    /// Who went on the trip.
    pub(crate) party: Vec<usize>,
}

/// Records of a student whose facts are numbered, beside her attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Record {
    Permissions,
    Derogations,
    Devices,
    Contacts,
    Conduct,
    Grades,
}

#[derive(Debug)]
pub(crate) struct Pupil {
    /// As the register knows it since the last transfer.
    pub(crate) class: usize,
    /// Until she leaves the school.
    here: bool,
    /// Entries that count, whole days of absence, absences that nobody explains: as people keep them in mind.
    pub(crate) delays: u32,
    pub(crate) days_absent: u32,
    pub(crate) unexplained: u32,
    /// Events in the stream of the student's year.
    pub(crate) length: u32,
    /// The days with a fact.
    days: BTreeSet<Date>,
    /// Facts that the family has to justify.
    awaiting: Vec<Fact>,
    /// Absences that nobody has justified, and that no return was admitted with reserve for.
    unreserved: BTreeSet<(Date, FactNumber)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) student: usize,
    pub(crate) on: Date,
    pub(crate) number: FactNumber,
}

/// Parts of a lesson day in which what was put off is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    Morning,
    Afternoon,
    Evening,
}

#[derive(Clone, Debug)]
pub(crate) enum Task {
    /// `again` after a refusal.
    Justify {
        fact: Fact,
        again: bool,
    },
    Decide {
        fact: Fact,
        again: bool,
    },
    CorrectEntry {
        fact: Fact,
        at: Time,
        ground: Ground,
        /// The teacher who wrote it, if she did.
        by: Option<usize>,
    },
    CorrectExit {
        fact: Fact,
        at: Time,
        collection: Collection,
        by: Option<usize>,
    },
    Annul {
        fact: Fact,
        by: Option<usize>,
    },
}

impl Memory {
    pub(crate) fn begin(classes: impl Iterator<Item = usize>) -> Self {
        let pupil = |class| Pupil {
            class,
            here: true,
            delays: 0,
            days_absent: 0,
            unexplained: 0,
            length: 0,
            days: BTreeSet::new(),
            awaiting: Vec::new(),
            unreserved: BTreeSet::new(),
        };
        Self {
            pupils: classes.map(pupil).collect(),
            agenda: BTreeMap::new(),
            errands: Errands::default(),
            lengths: BTreeMap::new(),
            asked_on: BTreeMap::new(),
            permitted: BTreeSet::new(),
            stays: BTreeSet::new(),
            tests: BTreeSet::new(),
            moved: BTreeMap::new(),
            planned: BTreeMap::new(),
            examined: BTreeSet::new(),
            entered: BTreeMap::new(),
            party: Vec::new(),
        }
    }

    /// A fact is recorded: this is its number.
    pub(crate) fn record(&mut self, student: usize, on: Date) -> Fact {
        let pupil = &mut self.pupils[student];
        let number = FactNumber(pupil.length);
        pupil.length += 1;
        pupil.days.insert(on);
        Fact { student, on, number }
    }

    /// An absence is recorded, of the day or of some hours.
    pub(crate) fn record_absence(&mut self, student: usize, on: Date) -> Fact {
        let fact = self.record(student, on);
        self.pupils[student].unreserved.insert((on, fact.number));
        fact
    }

    /// An absence is justified, annulled or turned into an entry: no reserve for it. Whether it had none.
    pub(crate) fn settle(&mut self, fact: Fact) -> bool {
        self.pupils[fact.student].unreserved.remove(&(fact.on, fact.number))
    }

    /// An absence is to be justified after all, and not reserved yet.
    pub(crate) fn unsettle(&mut self, fact: Fact) {
        self.pupils[fact.student].unreserved.insert((fact.on, fact.number));
    }

    /// A lesson of a recovery course is missed: a fact, though not one of the day's lessons.
    pub(crate) fn miss_recovery(&mut self, student: usize, on: Date) -> Fact {
        let pupil = &mut self.pupils[student];
        let fact = Fact { student, on, number: FactNumber(pupil.length) };
        pupil.length += 1;
        self.unsettle(fact);
        fact
    }

    /// The number of what a command will write to the record that it is for. Zero for one without numbers.
    pub(crate) fn number(&mut self, command: &Command) -> FactNumber {
        let Some(record) = record(command) else { return FactNumber(0) };
        let length = self.lengths.entry(record).or_default();
        *length += 1;
        FactNumber(*length - 1)
    }

    /// The numbers of what is written to the grades of some students at once: one event each.
    pub(crate) fn numbers(&mut self, given: &[Given]) -> Vec<FactNumber> {
        let mut numbers = Vec::with_capacity(given.len());
        for given in given {
            let length = self.lengths.entry((Record::Grades, given.student)).or_default();
            numbers.push(FactNumber(*length));
            *length += 1;
        }
        numbers
    }

    /// A grade of hers is published with others.
    pub(crate) fn publish(&mut self, student: PersonId) {
        *self.lengths.entry((Record::Grades, student)).or_default() += 1;
    }

    /// Back in class on a day, the student is admitted with reserve for the absences of the days before (A3-03).
    pub(crate) fn admit(&mut self, student: usize, on: Date) {
        let pupil = &mut self.pupils[student];
        let of_that_day = pupil.unreserved.split_off(&(on, FactNumber(0)));
        if !std::mem::replace(&mut pupil.unreserved, of_that_day).is_empty() {
            pupil.length += 1;
        }
    }

    /// An act on a fact is recorded.
    pub(crate) fn act(&mut self, student: usize) {
        self.pupils[student].length += 1;
    }

    pub(crate) fn expect_justification(&mut self, fact: Fact) {
        self.pupils[fact.student].awaiting.push(fact);
    }

    pub(crate) fn take_awaiting(&mut self, student: usize) -> Vec<Fact> {
        std::mem::take(&mut self.pupils[student].awaiting)
    }

    /// The student is in another class from now on, and counted there from a day on.
    pub(crate) fn transfer(&mut self, student: usize, class: usize, from: Date) {
        self.moved.insert(student, from);
        let pupil = &mut self.pupils[student];
        pupil.class = class;
        // Every day with a fact since then is counted again.
        pupil.length += u32::try_from(pupil.days_since(from)).unwrap_or_default();
    }

    pub(crate) fn put_off(&mut self, day: usize, moment: Moment, task: Task) {
        self.agenda.entry((day, moment)).or_default().push(task);
    }

    pub(crate) fn due(&mut self, day: usize, moment: Moment) -> Vec<Task> {
        self.agenda.remove(&(day, moment)).unwrap_or_default()
    }

    /// The students of each class, by index.
    pub(crate) fn classes(&self, count: usize) -> Vec<Vec<usize>> {
        let mut classes = vec![Vec::new(); count];
        for (student, pupil) in self.pupils.iter().enumerate().filter(|(_, pupil)| pupil.here) {
            classes[pupil.class].push(student);
        }
        classes
    }
}

fn record(command: &Command) -> Option<(Record, PersonId)> {
    if let Command::RequestPermission(RequestPermission { student, .. })
    | Command::DecidePermission(DecidePermission { student, .. })
    | Command::WithdrawPermission(WithdrawPermission { student, .. }) = command
    {
        return Some((Record::Permissions, *student));
    }
    if let Command::RequestDerogation(RequestDerogation { student, .. })
    | Command::DecideDerogation(DecideDerogation { student, .. })
    | Command::RevokeDerogation(RevokeDerogation { student, .. }) = command
    {
        return Some((Record::Derogations, *student));
    }
    if let Command::Device(Device { student, .. }) = command {
        return Some((Record::Devices, *student));
    }
    if let Command::Conduct(Conduct { student, .. }) = command {
        return Some((Record::Conduct, *student));
    }
    if let Command::Grade(Grade { student, .. }) = command {
        return Some((Record::Grades, *student));
    }
    if let Command::Contact(Contact { student, .. }) | Command::TellFamily(TellFamily { student, .. }) =
        command
    {
        return Some((Record::Contacts, *student));
    }
    None
}

impl Pupil {
    pub(crate) fn is_here(&self) -> bool {
        self.here
    }

    pub(crate) fn leave(&mut self) {
        self.here = false;
    }

    /// Days with a fact, from a day on.
    pub(crate) fn days_since(&self, from: Date) -> usize {
        self.days.range(from..).count()
    }
}
