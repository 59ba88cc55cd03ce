//! Who asked for her rights on data, or for documents; how does each request stand, and about whom is one open?

use registro_domain::fact::DomainEvent;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::request::{self, DataRequest, RequestEvent};
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct Requests;

/// A request, with where its acts stand in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFile {
    pub id: RequestId,
    pub request: DataRequest,
    pub person: PersonId,
    pub acts: Vec<Position>,
}

fn said(event: &Event) -> Option<&RequestEvent> {
    if let DomainEvent::Request(said) = &event.fact { Some(said) } else { None }
}

impl ReadModel for Requests {
    const NAME: &'static str = "requests";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("person", Kind::Blob), ("pending", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, person, pending"];
    type Row = RequestFile;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|said| Key::new(said.heading().request.0)).into_iter().collect()
    }

    fn fold(row: Option<RequestFile>, _key: &Key, event: &Event) -> Option<RequestFile> {
        let Some(said) = said(event) else { return row };
        let mut row = row.unwrap_or_else(|| RequestFile {
            id: said.heading().request,
            request: DataRequest::default(),
            person: said.person(),
            acts: Vec::new(),
        });
        row.request = request::evolve(row.request, said);
        row.acts.push(event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, row: &RequestFile) -> Vec<Column> {
        vec![row.person.0.into(), Column::Integer(i64::from(row.request.is_open()))]
    }
}

/// Every request of a school, the first first.
pub async fn of_school(store: &ReadStore, school: SchoolId) -> Result<Vec<RequestFile>, StoreError> {
    let mut files = store.rows::<Requests>(school, "", &[]).await?;
    files.sort_by_key(|file| file.acts.first().copied());
    Ok(files)
}

/// Those about a person that are not answered yet.
pub async fn open_about(
    store: &ReadStore,
    school: SchoolId,
    person: PersonId,
) -> Result<Vec<RequestFile>, StoreError> {
    store.rows::<Requests>(school, "AND person = ? AND pending = 1", &[person.0.into()]).await
}

pub async fn get(
    store: &ReadStore,
    school: SchoolId,
    request: RequestId,
) -> Result<Option<RequestFile>, StoreError> {
    store.row::<Requests>(school, &Key::new(request.0)).await
}
