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
use sqlx::Row as _;

use crate::event::Event;
use crate::model::{Column, Key, ReadModel, day_number};
use crate::store::{ReadStore, StoreError};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("notice", "BLOB"),
        ("author", "BLOB"),
        ("day", "INTEGER"),
        ("position", "INTEGER"),
        ("title", "TEXT"),
        ("recipients", "INTEGER"),
        ("opened", "INTEGER"),
        ("done", "INTEGER"),
        ("withdrawn", "INTEGER"),
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
            | DomainEvent::Conflict(_) => Vec::new(),
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
            | DomainEvent::Conflict(_) => row,
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
    const LINE: &str =
        "SELECT notice, day, title, recipients, opened, done, withdrawn FROM notices WHERE school = ?";
    let query = match author {
        Some(_) => format!("{LINE} AND author = ? ORDER BY position DESC LIMIT ?"),
        None => format!("{LINE} ORDER BY position DESC LIMIT ?"),
    };
    let mut query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(school.0.as_bytes().as_slice().to_vec());
    if let Some(author) = author {
        query = query.bind(author.0.as_bytes().to_vec());
    }
    let rows = query.bind(limit).fetch_all(store.pool()).await?;
    Ok(rows.iter().filter_map(line).collect())
}

fn line(row: &sqlx::sqlite::SqliteRow) -> Option<Line> {
    let day: i64 = row.get(1);
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    Some(Line {
        notice: NoticeId(uuid::Uuid::from_slice(row.get::<&[u8], _>(0)).ok()?),
        on: Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?,
        title: row.get(2),
        recipients: row.get(3),
        opened: row.get(4),
        done: row.get(5),
        withdrawn: row.get::<i64, _>(6) != 0,
    })
}
