//! Who did what to whose record, when, in which capacity, under which norm, and what did it supersede?

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::attendance::AttendanceEvent;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{CaseEvent, Heading};
use registro_domain::fact::{Concern, DomainEvent, Said, attendance_student};
use registro_domain::ids::{CaseId, FactNumber, PersonId};
use registro_domain::norm::Norm;
use registro_eventlog::event::{Actor, Position, SchoolId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct AuditTrail;

/// One act on a subject's record. What it said is read from the event itself, at `position`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// A person, or a class, or the school.
    pub subject: Uuid,
    pub position: Position,
    pub kind: String,
    pub effective_on: Date,
    pub recorded_at: Timestamp,
    pub actor: Actor,
    pub because: Vec<Norm>,
    /// The facts that this act took the place of.
    pub supersedes: Vec<FactNumber>,
    /// Later acts that took the place of this one, in order.
    pub superseded_by: Vec<Position>,
}

/// The record that an event belongs to.
fn subject(event: &Event) -> Uuid {
    let person = event.fact.about().into_iter().find(|(_, concern)| *concern == Concern::Subject);
    match (person, event.fact.class()) {
        (Some((PersonId(person), _)), _) => person,
        (None, Some(class)) => class.0,
        (None, None) => event.envelope.school.0,
    }
}

/// Streams of one subject are told apart by a number: the school year, or zero for what is not of one year.
fn key_of(event: &Event) -> Key {
    match &event.fact {
        DomainEvent::Attendance(fact) => {
            let version = u32::try_from(event.envelope.version.0).unwrap_or(u32::MAX);
            fact_key(attendance_student(fact), event.envelope.effective_on, FactNumber(version))
        }
        DomainEvent::Lesson(_) => {
            Key::new(subject(event)).day(event.envelope.effective_on).number(event.envelope.version.0)
        }
        DomainEvent::Person(_)
        | DomainEvent::School(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Device(_)
        | DomainEvent::Conduct(_)
        | DomainEvent::Assessment(_)
        | DomainEvent::Contact(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Notice(_)
        | DomainEvent::Receipt(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_) => subject_key(event),
        // What is left of an act of a case goes with it, if the case is taken out of the file.
        DomainEvent::Erased(_) => match (event.case(), u32::try_from(event.envelope.version.0)) {
            (Some(case), Ok(version)) => act_key(case, FactNumber(version)),
            (_, _) => subject_key(event),
        },
        DomainEvent::Case(said) => {
            let Heading { case, number, .. } = said.heading();
            act_key(*case, *number)
        }
    }
}

fn subject_key(event: &Event) -> Key {
    Key::new(subject(event)).year(0).number(event.envelope.position.0)
}

/// A fact is numbered by the version of its event, so its row can be named without looking it up.
fn fact_key(student: PersonId, on: Date, number: FactNumber) -> Key {
    Key::new(student.0).year(SchoolYear::containing(on).0).number(u64::from(number.0))
}

/// So is an act of a case.
fn act_key(case: CaseId, number: FactNumber) -> Key {
    Key::new(case.0).number(u64::from(number.0))
}

/// The acts that an expunction leaves nothing of: all of the case before it.
fn expunged(event: &Event) -> Vec<Key> {
    let DomainEvent::Case(CaseEvent::Expunged { heading, .. }) = &event.fact else { return Vec::new() };
    (0..heading.number.0).map(|number| act_key(heading.case, FactNumber(number))).collect()
}

fn superseded(event: &Event) -> Vec<FactNumber> {
    match &event.fact {
        DomainEvent::Attendance(
            AttendanceEvent::Corrected { number, .. } | AttendanceEvent::Annulled { number, .. },
        ) => vec![*number],
        DomainEvent::Attendance(AttendanceEvent::EntryRecorded { turns, .. }) => {
            turns.iter().copied().collect()
        }
        DomainEvent::Attendance(AttendanceEvent::Restamped { facts, .. }) => {
            facts.iter().map(|(number, _)| *number).collect()
        }
        DomainEvent::Attendance(
            AttendanceEvent::AbsenceRecorded { .. }
            | AttendanceEvent::ExitRecorded { .. }
            | AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::ActivityRecorded { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
            | AttendanceEvent::Classified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. },
        )
        | DomainEvent::School(_)
        | DomainEvent::Person(_)
        | DomainEvent::Lesson(_)
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

fn the_act(event: &Event) -> Act {
    Act {
        subject: subject(event),
        position: event.envelope.position,
        kind: event.envelope.kind.clone(),
        effective_on: event.envelope.effective_on,
        recorded_at: event.envelope.recorded_at,
        actor: event.envelope.actor.clone(),
        because: event.fact.because().to_vec(),
        supersedes: superseded(event),
        superseded_by: Vec::new(),
    }
}

impl ReadModel for AuditTrail {
    const NAME: &'static str = "audit_trail";
    const REVISION: u32 = 6;
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("subject", Kind::Blob), ("position", Kind::Integer), ("actor", Kind::Blob), ("kind", Kind::Text)];
    const INDEXES: &'static [&'static str] = &[
        "school, position",
        "school, kind, position",
        "school, actor, position",
        "school, subject, position",
    ];
    type Row = Act;

    fn keys(event: &Event) -> Vec<Key> {
        let mut keys = vec![key_of(event)];
        if let DomainEvent::Attendance(fact) = &event.fact {
            let student = attendance_student(fact);
            let named = superseded(event);
            keys.extend(named.into_iter().map(|n| fact_key(student, event.envelope.effective_on, n)));
        }
        keys.extend(expunged(event));
        keys
    }

    /// Every act has a row of its own, named by its number or its position.
    fn opens(key: &Key, event: &Event) -> bool {
        *key == key_of(event)
    }

    fn fold(row: Option<Act>, _key: &Key, event: &Event) -> Option<Act> {
        let Some(mut act) = row else { return Some(the_act(event)) };
        if matches!(event.fact, DomainEvent::Case(CaseEvent::Expunged { .. })) {
            act = Act { position: act.position, recorded_at: act.recorded_at, ..the_act(event) };
        }
        act.superseded_by.push(event.envelope.position);
        Some(act)
    }

    fn columns(_key: &Key, row: &Act) -> Vec<Column> {
        vec![
            row.subject.into(),
            Column::Integer(i64::try_from(row.position.0).unwrap_or(i64::MAX)),
            row.actor.person.into(),
            Column::Text(row.kind.clone()),
        ]
    }
}

/// Every act on a subject's record up to a position, in the order of recording.
pub async fn of_subject(
    store: &ReadStore,
    school: SchoolId,
    subject: Uuid,
    until: Position,
) -> Result<Vec<Act>, StoreError> {
    let of_subject = "AND subject = ? AND position <= ? ORDER BY position";
    let mut acts = store.rows::<AuditTrail>(school, of_subject, &[subject.into(), until.into()]).await?;
    // As it stood then: what was superseded only later had not been yet.
    for act in &mut acts {
        act.superseded_by.retain(|by| *by <= until);
    }
    Ok(acts)
}

/// How many acts of each kind were recorded up to a position, by the stored name of the kind.
pub async fn count_by_kind(
    store: &ReadStore,
    school: SchoolId,
    until: Position,
) -> Result<Vec<(String, u64)>, StoreError> {
    let counted = "SELECT kind, count(*) FROM audit_trail WHERE school = ? AND position <= ? GROUP BY kind ORDER BY kind";
    let rows = store.select(counted, &[school.into(), until.into()]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, u64::try_from(row.integer(1)?).unwrap_or_default()))).collect()
}

/// Which acts are looked for. What is not said may be anything.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub subject: Option<Uuid>,
    pub actor: Option<PersonId>,
    /// As it is stored: `absence-recorded.v1`.
    pub kind: Option<&'a str>,
    /// Both ends are in.
    pub from: Position,
    pub until: Position,
}

/// The acts that are looked for, the newest first.
pub async fn find(
    store: &ReadStore,
    school: SchoolId,
    wanted: &Wanted<'_>,
    limit: usize,
) -> Result<Vec<Act>, StoreError> {
    let mut asked = "AND position >= ? AND position <= ?".to_owned();
    let mut values: Vec<Column> = vec![wanted.from.into(), wanted.until.into()];
    let narrowed = [
        ("subject", wanted.subject.map(Column::from)),
        ("actor", wanted.actor.map(|PersonId(actor)| actor.into())),
        ("kind", wanted.kind.map(|kind| Column::Text(kind.to_owned()))),
    ];
    for (column, value) in narrowed {
        if let Some(value) = value {
            asked += &format!(" AND {column} = ?");
            values.push(value);
        }
    }
    asked += " ORDER BY position DESC LIMIT ?";
    values.push(Column::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    store.rows::<AuditTrail>(school, &asked, &values).await
}
