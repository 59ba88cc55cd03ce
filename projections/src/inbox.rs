//! What is on the board for one person, and what is asked of her by when?

use jiff::civil::Date;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::{Asks, NoticeEvent, NoticeKind, Recipient, Tells};
use registro_domain::receipt::{self, Receipt, ReceiptEvent};
use registro_domain::text::Text;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::notices::recipient;
use crate::store::{ReadStore, StoreError};

pub struct Inbox;

/// A notice as one recipient has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub notice: NoticeId,
    pub person: PersonId,
    pub position: Position,
    pub on: Date,
    pub author: PersonId,
    pub kind: NoticeKind,
    pub protocol: Option<Text>,
    pub title: Text,
    pub student: Option<PersonId>,
    pub asks: Asks,
    pub answers_for: Vec<PersonId>,
    pub corrected: bool,
    pub withdrawn: Option<Date>,
    pub receipt: Receipt,
}

/// What a recipient still has to do, as of a day. Silence is no event: it is read from the stored term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pending {
    Late { by: Date },
    Asked { by: Option<Date> },
    Nothing,
}

pub fn key(person: PersonId, notice: NoticeId) -> Key {
    Key::new(person.0).id(notice.0)
}

impl Received {
    pub fn pending(&self, today: Date) -> Pending {
        if self.withdrawn.is_some() || self.receipt.fulfils(self.asks, &self.answers_for) {
            return Pending::Nothing;
        }
        match self.asks.by() {
            Some(by) if by < today => Pending::Late { by },
            by => Pending::Asked { by },
        }
    }
}

impl ReadModel for Inbox {
    const NAME: &'static str = "inbox";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("position", Kind::Integer), ("opened", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Received;

    fn keys(event: &Event) -> Vec<Key> {
        match &event.fact {
            DomainEvent::Notice(
                NoticeEvent::Published { notice, recipients, .. }
                | NoticeEvent::Addressed { notice, recipients, .. },
            ) => recipients.iter().map(|recipient| key(recipient.person, *notice)).collect(),
            DomainEvent::Notice(
                NoticeEvent::Corrected { notice, recipients, .. }
                | NoticeEvent::Withdrawn { notice, recipients, .. },
            ) => recipients.iter().map(|person| key(*person, *notice)).collect(),
            DomainEvent::Receipt(
                ReceiptEvent::Opened { notice, person, .. }
                | ReceiptEvent::Acknowledged { notice, person, .. }
                | ReceiptEvent::Answered { notice, person, .. },
            ) => vec![key(*person, *notice)],
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

    fn fold(row: Option<Received>, touched: &Key, event: &Event) -> Option<Received> {
        match &event.fact {
            DomainEvent::Notice(said) => fold_notice(row, touched, event, said),
            DomainEvent::Receipt(said) => row.map(|mut row| {
                debug_assert_eq!(row.person, recipient(said));
                row.receipt = receipt::evolve(row.receipt, said);
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

    fn columns(_key: &Key, row: &Received) -> Vec<Column> {
        vec![
            Column::Integer(i64::try_from(row.position.0).unwrap_or(i64::MAX)),
            Column::Integer(i64::from(row.receipt.opened.is_some())),
        ]
    }
}

fn fold_notice(row: Option<Received>, touched: &Key, event: &Event, said: &NoticeEvent) -> Option<Received> {
    match said {
        NoticeEvent::Published {
            notice,
            on,
            author,
            kind,
            protocol,
            title,
            recipients,
            student,
            asks,
            ..
        } => {
            let (author, kind, asks) = (*author, *kind, *asks);
            let (protocol, title) = (protocol.clone(), title.clone());
            let tells = Tells::Published { author, kind, protocol, title, asks };
            told(
                row,
                touched,
                event,
                Telling { notice: *notice, on: *on, student: *student, recipients },
                tells,
            )
        }
        NoticeEvent::Addressed { notice, on, tells, recipients, student, .. } => {
            let telling = Telling { notice: *notice, on: *on, student: *student, recipients };
            told(row, touched, event, telling, tells.clone())
        }
        NoticeEvent::Corrected { title, .. } => row.map(|row| corrected(row, title.clone())),
        NoticeEvent::Withdrawn { on, .. } => row.map(|row| Received { withdrawn: Some(*on), ..row }),
    }
}

/// What an event tells its recipients about.
struct Telling<'a> {
    notice: NoticeId,
    on: Date,
    student: Option<PersonId>,
    recipients: &'a [Recipient],
}

fn told(
    row: Option<Received>,
    touched: &Key,
    event: &Event,
    telling: Telling<'_>,
    tells: Tells,
) -> Option<Received> {
    let Telling { notice, on, student, recipients } = telling;
    match tells {
        Tells::Published { author, kind, protocol, title, asks } => {
            // The key begins with the person whose row it is.
            let person = PersonId(Uuid::from_slice(touched.0.get(..16)?).ok()?);
            let recipient = recipients.iter().find(|recipient| recipient.person == person)?;
            Some(Received {
                notice,
                person,
                position: event.envelope.position,
                on,
                author,
                kind,
                protocol,
                title,
                student,
                asks,
                answers_for: recipient.answers_for.clone(),
                corrected: false,
                withdrawn: None,
                receipt: Receipt::default(),
            })
        }
        Tells::Corrected { title } => row.map(|row| corrected(row, title)),
        Tells::Withdrawn => row.map(|row| Received { withdrawn: Some(on), ..row }),
    }
}

fn corrected(row: Received, title: Text) -> Received {
    Received { title, corrected: true, ..row }
}

/// Everything on the board for a person, the latest first.
pub async fn of(store: &ReadStore, school: SchoolId, person: PersonId) -> Result<Vec<Received>, StoreError> {
    let first = Key::new(person.0);
    let of_person = [Column::from(&first), Column::from(&first.after_prefix())];
    store.rows::<Inbox>(school, "AND key >= ? AND key < ? ORDER BY position DESC", &of_person).await
}
