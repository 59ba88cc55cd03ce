//! What does a notice say, to whom did it go, and who has opened, acknowledged or answered it?

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::duty::DutyKind;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Matter, NoticeEvent, NoticeKind, Recipient, Tells};
use registro_domain::receipt::{self, Receipt, ReceiptEvent};
use registro_domain::text::Text;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel, day_number};
use crate::store::{Answer, ReadStore, StoreError};

pub struct Notices;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    pub notice: NoticeId,
    pub position: Position,
    pub on: Date,
    pub recorded_at: Timestamp,
    pub author: PersonId,
    /// In which capacity, as the log keeps it.
    pub capacity: String,
    pub kind: NoticeKind,
    pub matter: Matter,
    pub protocol: Option<Text>,
    /// As they read now.
    pub title: Text,
    pub body: Text,
    pub audience: Audience,
    pub recipients: Vec<Recipient>,
    pub student: Option<PersonId>,
    pub asks: Asks,
    pub fulfils: Option<DutyKind>,
    pub corrections: Vec<Correction>,
    pub withdrawn: Option<Withdrawal>,
    pub receipts: BTreeMap<PersonId, Receipt>,
}

/// What a correction took the place of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub position: Position,
    pub recorded_at: Timestamp,
    pub by: PersonId,
    pub title: Text,
    pub body: Text,
    pub reason: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub position: Position,
    pub on: Date,
    pub by: PersonId,
    pub reason: Text,
}

/// A line of a list of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub notice: NoticeId,
    pub on: Date,
    pub title: String,
    pub recipients: i64,
    pub opened: i64,
    /// Who has done what was asked.
    pub done: i64,
    pub withdrawn: bool,
}

pub fn key(notice: NoticeId) -> Key {
    Key::new(notice.0)
}

impl Posted {
    pub fn recipient(&self, person: PersonId) -> Option<&Recipient> {
        self.recipients.iter().find(|recipient| recipient.person == person)
    }

    pub fn receipt(&self, person: PersonId) -> Receipt {
        self.receipts.get(&person).cloned().unwrap_or_default()
    }

    fn count(&self, is: impl Fn(&Recipient, &Receipt) -> bool) -> i64 {
        let with = |recipient: &&Recipient| {
            self.receipts.get(&recipient.person).is_some_and(|receipt| is(recipient, receipt))
        };
        i64::try_from(self.recipients.iter().filter(with).count()).unwrap_or(i64::MAX)
    }

    pub fn opened(&self) -> i64 {
        self.count(|_, receipt| receipt.opened.is_some())
    }

    /// How many have done what was asked of them.
    pub fn done(&self) -> i64 {
        self.count(|recipient, receipt| receipt.fulfils(self.asks, &recipient.answers_for))
    }
}

impl ReadModel for Notices {
    const NAME: &'static str = "notices";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("notice", Kind::Blob),
        ("author", Kind::Blob),
        ("day", Kind::Integer),
        ("position", Kind::Integer),
        ("title", Kind::Text),
        ("recipients", Kind::Integer),
        ("opened", Kind::Integer),
        ("done", Kind::Integer),
        ("withdrawn", Kind::Integer),
    ];
    const INDEXES: &'static [&'static str] = &["school, author, position", "school, position"];
    type Row = Posted;

    fn keys(event: &Event) -> Vec<Key> {
        match &event.fact {
            DomainEvent::Notice(
                NoticeEvent::Published { notice, .. }
                | NoticeEvent::Corrected { notice, .. }
                | NoticeEvent::Withdrawn { notice, .. }
                | NoticeEvent::Addressed { notice, .. },
            )
            | DomainEvent::Receipt(
                ReceiptEvent::Opened { notice, .. }
                | ReceiptEvent::Acknowledged { notice, .. }
                | ReceiptEvent::Answered { notice, .. },
            ) => vec![key(*notice)],
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
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

    fn fold(row: Option<Posted>, _touched: &Key, event: &Event) -> Option<Posted> {
        match &event.fact {
            DomainEvent::Notice(said) => fold_notice(row, event, said),
            DomainEvent::Receipt(said) => row.map(|mut row| {
                let receipt = row.receipts.entry(recipient(said)).or_default();
                *receipt = receipt::evolve(std::mem::take(receipt), said);
                row
            }),
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
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

    fn columns(_key: &Key, row: &Posted) -> Vec<Column> {
        vec![
            row.notice.0.into(),
            row.author.0.into(),
            Column::Integer(day_number(row.on)),
            Column::Integer(i64::try_from(row.position.0).unwrap_or(i64::MAX)),
            Column::Text(row.title.to_string()),
            Column::Integer(i64::try_from(row.recipients.len()).unwrap_or(i64::MAX)),
            Column::Integer(row.opened()),
            Column::Integer(row.done()),
            Column::Integer(i64::from(row.withdrawn.is_some())),
        ]
    }
}

/// Whose receipt it is.
pub(crate) fn recipient(event: &ReceiptEvent) -> PersonId {
    match event {
        ReceiptEvent::Opened { person, .. }
        | ReceiptEvent::Acknowledged { person, .. }
        | ReceiptEvent::Answered { person, .. } => *person,
    }
}

fn fold_notice(row: Option<Posted>, event: &Event, said: &NoticeEvent) -> Option<Posted> {
    let (envelope, by) = (&event.envelope, PersonId(event.envelope.actor.person));
    match said {
        NoticeEvent::Published {
            notice,
            on,
            author,
            kind,
            matter,
            protocol,
            title,
            body,
            audience,
            recipients,
            student,
            asks,
            fulfils,
            ..
        } => Some(Posted {
            notice: *notice,
            position: envelope.position,
            on: *on,
            recorded_at: envelope.recorded_at,
            author: *author,
            capacity: envelope.actor.capacity.clone(),
            kind: *kind,
            matter: *matter,
            protocol: protocol.clone(),
            title: title.clone(),
            body: body.clone(),
            audience: audience.clone(),
            recipients: recipients.clone(),
            student: *student,
            asks: *asks,
            fulfils: *fulfils,
            corrections: Vec::new(),
            withdrawn: None,
            receipts: BTreeMap::new(),
        }),
        NoticeEvent::Corrected { withdrawn_title, withdrawn_body, title, body, reason, .. } => {
            let mut row = row?;
            row.corrections.push(Correction {
                position: envelope.position,
                recorded_at: envelope.recorded_at,
                by,
                title: withdrawn_title.clone(),
                body: withdrawn_body.clone(),
                reason: reason.clone(),
            });
            (row.title, row.body) = (title.clone(), body.clone());
            Some(row)
        }
        NoticeEvent::Withdrawn { on, reason, .. } => {
            let mut row = row?;
            let (position, on, reason) = (envelope.position, *on, reason.clone());
            row.withdrawn = Some(Withdrawal { position, on, by, reason });
            Some(row)
        }
        NoticeEvent::Addressed { tells: Tells::Published { .. }, recipients, .. } => {
            let mut row = row?;
            row.recipients.extend_from_slice(recipients);
            Some(row)
        }
        NoticeEvent::Addressed { tells: Tells::Corrected { .. } | Tells::Withdrawn, .. } => row,
    }
}

/// The latest notices, of one author or of everybody.
pub async fn published(
    store: &ReadStore,
    school: SchoolId,
    author: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let line = "SELECT notice, day, title, recipients, opened, done, withdrawn FROM notices WHERE school = ?";
    let latest = "ORDER BY position DESC LIMIT ?";
    let answers = match author {
        Some(author) => {
            let values = [school.into(), author.0.into(), Column::Integer(limit)];
            store.select(&format!("{line} AND author = ? {latest}"), &values).await?
        }
        None => store.select(&format!("{line} {latest}"), &[school.into(), Column::Integer(limit)]).await?,
    };
    let lines: Result<Vec<Option<Line>>, _> = answers.iter().map(line_of).collect();
    Ok(lines?.into_iter().flatten().collect())
}

fn line_of(row: &Answer) -> Result<Option<Line>, StoreError> {
    let (notice, day) = (uuid::Uuid::from_slice(row.blob(0)?), row.integer(1)?);
    let (Ok(notice), Some(on)) = (notice, day_of(day)) else { return Ok(None) };
    Ok(Some(Line {
        notice: NoticeId(notice),
        on,
        title: row.text(2)?,
        recipients: row.integer(3)?,
        opened: row.integer(4)?,
        done: row.integer(5)?,
        withdrawn: row.integer(6)? != 0,
    }))
}

/// The day of a [`day_number`].
fn day_of(number: i64) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
