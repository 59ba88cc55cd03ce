//! Which permissions were asked for, what speaks against them, and which wait for a decision?

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::permission::{Finding, Passage, PermissionEvent, PermissionOutcome, PermissionReason};
use registro_eventlog::event::SchoolId;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel, day_number};
use crate::store::{ReadStore, StoreError};

pub struct Permissions;

/// One student's requests in one school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub student: PersonId,
    pub year: SchoolYear,
    pub requests: BTreeMap<FactNumber, Request>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub class: ClassId,
    /// The day that the permission is for.
    pub on: Date,
    pub passage: Passage,
    pub reason: PermissionReason,
    pub by: PersonId,
    pub requested_on: Date,
    /// What spoke against it, as of its last act.
    pub findings: Vec<Finding>,
    pub status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Pending,
    Decided { on: Date, outcome: PermissionOutcome },
    Withdrawn { on: Date },
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

impl Asked {
    /// What nobody has decided and somebody still may, for days from `today` on, the first day first.
    pub fn pending(&self, today: Date) -> Vec<(FactNumber, &Request)> {
        let mut pending: Vec<_> = self
            .requests
            .iter()
            .filter(|(_, request)| request.status == Status::Pending && today <= request.on)
            .map(|(number, request)| (*number, request))
            .collect();
        pending.sort_by_key(|(number, request)| (request.on, *number));
        pending
    }

    /// The last day that a pending request is for.
    fn pending_until(&self) -> Option<Date> {
        let pending = self.requests.values().filter(|request| request.status == Status::Pending);
        pending.map(|request| request.on).max()
    }

    fn set(&mut self, number: FactNumber, status: Status) {
        if let Some(request) = self.requests.get_mut(&number) {
            request.status = status;
        }
    }
}

impl ReadModel for Permissions {
    const NAME: &'static str = "permissions";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("pending_until", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, pending_until"];
    type Row = Asked;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|(student, year, _)| key(student, year)).into_iter().collect()
    }

    fn fold(row: Option<Asked>, _key: &Key, event: &Event) -> Option<Asked> {
        let Some((student, year, said)) = said(event) else { return row };
        let mut row = row.unwrap_or_else(|| Asked { student, year, requests: BTreeMap::new() });
        match said {
            PermissionEvent::Requested {
                class,
                on,
                number,
                passage,
                reason,
                by,
                requested_on,
                findings,
                ..
            } => {
                let request = Request {
                    class: *class,
                    on: *on,
                    passage: *passage,
                    reason: *reason,
                    by: by.person(),
                    requested_on: *requested_on,
                    findings: findings.clone(),
                    status: Status::Pending,
                };
                row.requests.insert(*number, request);
            }
            PermissionEvent::Decided { number, outcome, findings, decided_on, .. } => {
                if let Some(request) = row.requests.get_mut(number) {
                    request.findings.clone_from(findings);
                }
                row.set(*number, Status::Decided { on: *decided_on, outcome: outcome.clone() });
            }
            PermissionEvent::Withdrawn { number, withdrawn_on, .. } => {
                row.set(*number, Status::Withdrawn { on: *withdrawn_on });
            }
        }
        Some(row)
    }

    fn columns(_key: &Key, row: &Asked) -> Vec<Column> {
        vec![Column::Integer(row.pending_until().map_or(0, day_number))]
    }
}

/// Whose permission an event is about, and in which school year.
fn said(event: &Event) -> Option<(PersonId, SchoolYear, &PermissionEvent)> {
    let DomainEvent::Permission(said) = &event.fact else { return None };
    let (PermissionEvent::Requested { student, on, .. }
    | PermissionEvent::Decided { student, on, .. }
    | PermissionEvent::Withdrawn { student, on, .. }) = said;
    Some((*student, SchoolYear::containing(*on), said))
}

/// Who waits. The order is that of the index: in that of the keys, a database would go through everybody.
pub const PENDING: &str = "AND ? <= pending_until ORDER BY pending_until, key";

/// Every student with a request that waits for a decision, for a day from `today` on.
pub async fn pending(store: &ReadStore, school: SchoolId, today: Date) -> Result<Vec<Asked>, StoreError> {
    let today = Column::Integer(day_number(today));
    let mut asked = store.rows::<Permissions>(school, PENDING, &[today]).await?;
    asked.sort_by_key(|asked| (asked.student, asked.year));
    Ok(asked)
}
