//! Who of a class is in, out or late today, and which hours have had their roll called?

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use registro_domain::attendance::{AbsenceScope, AttendanceEvent, Fact};
use registro_domain::fact::{DomainEvent, Said, attendance_student};
use registro_domain::ids::{ClassId, FactNumber, PeriodNumber, PersonId, SubjectCode};
use registro_domain::lesson::{LessonEvent, Presence};
use registro_domain::text::Text;
use registro_eventlog::event::SchoolId;
use serde::{Deserialize, Serialize};

use crate::attendance_totals::FactState;
use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel, day_number};
use crate::store::{Answer, ReadStore, StoreError};

pub struct ClassDays;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDay {
    pub class: ClassId,
    pub on: Date,
    /// As the last roll call counted them.
    pub enrolled: Option<u16>,
    pub hours: BTreeMap<PeriodNumber, Hour>,
    pub homework: Vec<Homework>,
    /// Every fact of the day, with what became of it.
    pub students: BTreeMap<PersonId, BTreeMap<FactNumber, (Fact, FactState)>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    pub subject: Option<SubjectCode>,
    pub called_by: Option<PersonId>,
    pub signatures: BTreeMap<PersonId, Signature>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub presence: Presence,
    pub topic: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Homework {
    pub teacher: PersonId,
    pub subject: SubjectCode,
    pub text: Text,
    pub due_on: Date,
}

/// Where a student stands, as the day's facts tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    NotCalled,
    Present,
    Absent,
    /// Let into class late, at.
    In {
        since: Time,
    },
    Out {
        since: Time,
    },
    /// In class but for some hours.
    AbsentForHours,
    /// On a trip, at a host body, at school but not in class: the whole day.
    AtActivity,
    /// The same, for some hours.
    AtActivityForHours,
}

pub fn key(class: ClassId, on: Date) -> Key {
    Key::new(class.0).day(on)
}

impl ClassDay {
    fn empty(class: ClassId, on: Date) -> Self {
        let (hours, homework, students) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        ClassDay { class, on, enrolled: None, hours, homework, students }
    }

    pub fn is_called(&self) -> bool {
        self.hours.values().any(|hour| hour.called_by.is_some())
    }

    pub fn whereabouts(&self, student: PersonId) -> Whereabouts {
        let mut now = if self.is_called() { Whereabouts::Present } else { Whereabouts::NotCalled };
        let mut last = None;
        for fact in self.standing(student) {
            match fact {
                Fact::Absence { scope: AbsenceScope::WholeDay } => now = Whereabouts::Absent,
                Fact::Absence { scope: AbsenceScope::Hours(_) } if last.is_none() => {
                    now = if now == Whereabouts::AtActivity { now } else { Whereabouts::AbsentForHours };
                }
                Fact::Activity { away: AbsenceScope::WholeDay, .. } if last.is_none() => {
                    now = Whereabouts::AtActivity;
                }
                Fact::Activity { away: AbsenceScope::Hours(_), .. }
                    if last.is_none() && now == Whereabouts::Present =>
                {
                    now = Whereabouts::AtActivityForHours;
                }
                Fact::Absence { scope: AbsenceScope::Hours(_) } => {}
                Fact::Entry { at, admitted_from, .. } if last.is_none_or(|last| last <= *at) => {
                    (last, now) = (Some(*at), Whereabouts::In { since: *admitted_from });
                }
                Fact::Exit { at, .. } if last.is_none_or(|last| last <= *at) => {
                    (last, now) = (Some(*at), Whereabouts::Out { since: *at });
                }
                Fact::Entry { .. }
                | Fact::Exit { .. }
                | Fact::Activity { .. }
                | Fact::RecoveryMissed { .. } => {}
            }
        }
        now
    }

    /// The facts of a student's day that stand.
    pub fn standing(&self, student: PersonId) -> impl Iterator<Item = &Fact> {
        let facts = self.students.get(&student).into_iter().flat_map(BTreeMap::values);
        facts.filter(|(_, state)| *state == FactState::Stands).map(|(fact, _)| fact)
    }

    fn count(&self, is: impl Fn(&Fact) -> bool) -> i64 {
        let with = self.students.keys().filter(|student| self.standing(**student).any(&is));
        i64::try_from(with.count()).unwrap_or(i64::MAX)
    }

    pub fn absent(&self) -> i64 {
        self.count(|fact| *fact == Fact::Absence { scope: AbsenceScope::WholeDay })
    }

    pub fn late(&self) -> i64 {
        self.count(|fact| matches!(fact, Fact::Entry { .. }))
    }

    pub fn left_early(&self) -> i64 {
        self.count(|fact| matches!(fact, Fact::Exit { .. }))
    }
}

impl ReadModel for ClassDays {
    const NAME: &'static str = "class_day";
    const REVISION: u32 = 3;
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("class", Kind::Blob),
        ("day", Kind::Integer),
        ("enrolled", Kind::Integer),
        ("called", Kind::Integer),
        ("absent", Kind::Integer),
        ("late", Kind::Integer),
        ("left_early", Kind::Integer),
    ];
    /// A year's trend is read from the index alone.
    const INDEXES: &'static [&'static str] = &["school, day, called, absent, late, enrolled"];
    type Row = ClassDay;

    fn keys(event: &Event) -> Vec<Key> {
        let on = event.envelope.effective_on;
        match &event.fact {
            DomainEvent::Lesson(_) => event.fact.class().map(|class| key(class, on)).into_iter().collect(),
            DomainEvent::Attendance(AttendanceEvent::Restamped { withdrawn, class, .. }) => {
                vec![key(*withdrawn, on), key(*class, on)]
            }
            // A recovery course is not a lesson of the class's day.
            DomainEvent::Attendance(AttendanceEvent::RecoveryMissed { .. }) => Vec::new(),
            DomainEvent::Attendance(_) => {
                event.fact.class().map(|class| key(class, on)).into_iter().collect()
            }
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => Vec::new(),
        }
    }

    fn fold(row: Option<ClassDay>, touched: &Key, event: &Event) -> Option<ClassDay> {
        let on = event.envelope.effective_on;
        match &event.fact {
            DomainEvent::Lesson(lesson) => {
                let class = event.fact.class()?;
                Some(fold_lesson(row.unwrap_or_else(|| ClassDay::empty(class, on)), lesson))
            }
            DomainEvent::Attendance(fact) => {
                let left = if let AttendanceEvent::Restamped { withdrawn, .. } = fact {
                    Some(*withdrawn)
                } else {
                    None
                };
                let class = left.filter(|left| *touched == key(*left, on)).or(event.fact.class())?;
                let row = row.unwrap_or_else(|| ClassDay::empty(class, on));
                Some(fold_attendance(row, attendance_student(fact), fact))
            }
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => row,
        }
    }

    fn columns(_key: &Key, row: &ClassDay) -> Vec<Column> {
        vec![
            row.class.0.into(),
            Column::Integer(day_number(row.on)),
            Column::Integer(i64::from(row.enrolled.unwrap_or(0))),
            Column::Integer(i64::from(row.is_called())),
            Column::Integer(row.absent()),
            Column::Integer(row.late()),
            Column::Integer(row.left_early()),
        ]
    }
}

fn fold_lesson(mut row: ClassDay, event: &LessonEvent) -> ClassDay {
    match event {
        LessonEvent::RollCalled { period, subject, teacher, enrolled, .. } => {
            row.enrolled = Some(*enrolled);
            let hour = row.hours.entry(*period).or_default();
            hour.subject = Some(subject.clone());
            hour.called_by = Some(*teacher);
        }
        LessonEvent::Signed { period, subject, teacher, presence, topic, .. } => {
            let hour = row.hours.entry(*period).or_default();
            hour.subject = Some(subject.clone());
            hour.signatures.insert(*teacher, Signature { presence: *presence, topic: topic.clone() });
        }
        LessonEvent::HomeworkAssigned { subject, teacher, text, due_on, .. } => {
            let (teacher, subject, text, due_on) = (*teacher, subject.clone(), text.clone(), *due_on);
            row.homework.push(Homework { teacher, subject, text, due_on });
        }
        LessonEvent::TopicCorrected { period, teacher, topic, .. } => {
            let hour = row.hours.entry(*period).or_default();
            if let Some(signature) = hour.signatures.get_mut(teacher) {
                signature.topic = topic.clone();
            }
        }
        LessonEvent::SignatureAnnulled { period, teacher, .. } => {
            row.hours.entry(*period).or_default().signatures.remove(teacher);
        }
        LessonEvent::TestPlanned { .. }
        | LessonEvent::TestCalledOff { .. }
        | LessonEvent::TestHandedBack { .. } => {}
    }
    row
}

fn fold_attendance(mut row: ClassDay, student: PersonId, event: &AttendanceEvent) -> ClassDay {
    let facts = row.students.entry(student).or_default();
    match event {
        AttendanceEvent::AbsenceRecorded { number, scope, .. } => {
            facts.insert(*number, (Fact::Absence { scope: scope.clone() }, FactState::Stands));
        }
        AttendanceEvent::EntryRecorded { number, at, admitted_from, ground, turns, .. } => {
            turn(facts, *turns, *number);
            let fact = Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground };
            facts.insert(*number, (fact, FactState::Stands));
        }
        AttendanceEvent::ExitRecorded { number, at, reason, collection, .. } => {
            let fact = Fact::Exit { at: *at, reason: *reason, collection: *collection };
            facts.insert(*number, (fact, FactState::Stands));
        }
        AttendanceEvent::Corrected { number, fact, .. } => {
            if let Some((known, _)) = facts.get_mut(number) {
                *known = fact.clone();
            }
        }
        AttendanceEvent::Annulled { number, .. } => {
            for (other, (_, state)) in facts.iter_mut() {
                if other == number {
                    *state = FactState::Annulled;
                } else if *state == FactState::TurnedInto(*number) {
                    *state = FactState::Stands;
                }
            }
        }
        AttendanceEvent::Restamped { class, facts: restamped, .. } if *class == row.class => {
            facts.extend(restamped.iter().map(|(n, fact)| (*n, (fact.clone(), FactState::Stands))));
        }
        AttendanceEvent::Restamped { .. } => {
            row.students.remove(&student);
        }
        AttendanceEvent::ActivityRecorded { number, activity, away, hours, turns, .. } => {
            turn(facts, *turns, *number);
            let fact = Fact::Activity { activity: *activity, away: away.clone(), hours: *hours };
            facts.insert(*number, (fact, FactState::Stands));
        }
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. }
        | AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. } => {}
    }
    row
}

/// The absence of the day that turns out to have been something else.
fn turn(facts: &mut BTreeMap<FactNumber, (Fact, FactState)>, turned: Option<FactNumber>, into: FactNumber) {
    if let Some((_, state)) = turned.and_then(|turned| facts.get_mut(&turned)) {
        *state = FactState::TurnedInto(into);
    }
}

/// Which day is asked for.
pub const ON_DAY: &str = "AND day = ?";

/// Every class with something recorded on a day, in no order.
pub async fn on_day(store: &ReadStore, school: SchoolId, on: Date) -> Result<Vec<ClassDay>, StoreError> {
    let day = Column::Integer(day_number(on));
    store.rows::<ClassDays>(school, ON_DAY, &[day]).await
}

/// How many students were absent, and how many there were, on one day in the classes called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTrend {
    /// `20251112`, see [`day_number`].
    pub day: i64,
    pub absent: i64,
    pub late: i64,
    pub enrolled: i64,
}

/// The trend of absences between two days, both included.
pub async fn trend(
    store: &ReadStore,
    school: SchoolId,
    from: Date,
    until: Date,
) -> Result<Vec<DayTrend>, StoreError> {
    let days = "SELECT day, CAST(SUM(absent) AS BIGINT), CAST(SUM(late) AS BIGINT), CAST(SUM(enrolled) AS BIGINT) \
                FROM class_day WHERE school = ? AND day BETWEEN ? AND ? AND called = 1 GROUP BY day ORDER BY day";
    let values = [school.into(), Column::Integer(day_number(from)), Column::Integer(day_number(until))];
    let of_row = |row: &Answer| {
        let (day, absent, late) = (row.integer(0)?, row.integer(1)?, row.integer(2)?);
        Ok(DayTrend { day, absent, late, enrolled: row.integer(3)? })
    };
    store.select(days, &values).await?.iter().map(of_row).collect()
}
