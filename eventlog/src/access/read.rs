//! Reading the access log: the files of every process, merged, the newest access first.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::Connection;
use uuid::Uuid;

use super::writer::{Chain, link};
use super::{AccessError, AccessLog, Month, file};
use crate::event::SchoolId;

/// Where an access stands among the others: by instant, then by file and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    at: i64,
    process: u32,
    id: i64,
}

impl Cursor {
    pub fn at(self) -> Timestamp {
        Timestamp::from_microsecond(self.at).unwrap_or(Timestamp::MAX)
    }
}

/// It is not a cursor that was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at, self.process, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(written: &str) -> Result<Self, NotACursor> {
        let parts: Vec<&str> = written.split('.').collect();
        let [at, process, id] = parts[..] else { return Err(NotACursor) };
        let (at, id) = (at.parse().map_err(|_| NotACursor)?, id.parse().map_err(|_| NotACursor)?);
        Ok(Self { at, process: process.parse().map_err(|_| NotACursor)?, id })
    }
}

/// An access that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub at: Timestamp,
    /// `None`: its key was destroyed, or is not to be had.
    pub data: Option<Vec<u8>>,
    pub cursor: Cursor,
}

/// Number, school, instant, data, chain.
type Row = (i64, Vec<u8>, i64, Vec<u8>, Vec<u8>);

impl AccessLog {
    /// A school's accesses of a month, the newest first, from those before `before` on.
    pub async fn read(
        &self,
        school: SchoolId,
        month: Month,
        before: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<Kept>, AccessError> {
        let failed = |error| AccessError::File("read accesses", Arc::new(error));
        let mut found: Vec<(Cursor, Vec<u8>)> = Vec::new();
        for (process, path) in file::of_month(&self.dir, month)? {
            // Of this file's rows at the cursor's very instant, those that come after it in the order of all.
            let (at, id) = before.map_or((i64::MAX, i64::MAX), |before| {
                let id = match process.cmp(&before.process) {
                    std::cmp::Ordering::Less => i64::MAX,
                    std::cmp::Ordering::Equal => before.id,
                    std::cmp::Ordering::Greater => i64::MIN,
                };
                (before.at, id)
            });
            let mut reader = file::reader(&path).await.map_err(failed)?;
            let rows: Vec<(i64, i64, Vec<u8>)> = sqlx::query_as(
                "SELECT id, at, data FROM access WHERE school = ? AND (at, id) < (?, ?) \
                 ORDER BY at DESC, id DESC LIMIT ?",
            )
            .bind(school.0.as_bytes().as_slice())
            .bind(at)
            .bind(id)
            .bind(limit)
            .fetch_all(&mut reader)
            .await
            .map_err(failed)?;
            reader.close().await.map_err(failed)?;
            found.extend(rows.into_iter().map(|(id, at, data)| (Cursor { at, process, id }, data)));
        }
        found.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut kept = Vec::with_capacity(found.len());
        for (cursor, stored) in found {
            let at = cursor.at();
            kept.push(Kept { at, data: self.unseal(school, at, &stored).await?, cursor });
        }
        Ok(kept)
    }

    /// Whether each row of a month's files is linked to the one before it: how many there are, or the first that is not.
    pub async fn check(&self, month: Month) -> Result<Result<u64, Cursor>, AccessError> {
        let failed = |error| AccessError::File("read accesses", Arc::new(error));
        let mut rows = 0;
        for (process, path) in file::of_month(&self.dir, month)? {
            let mut reader = file::reader(&path).await.map_err(failed)?;
            let (mut after, mut chain) = (0, Chain::default());
            loop {
                let page: Vec<Row> = sqlx::query_as(
                    "SELECT id, school, at, data, chain FROM access WHERE id > ? ORDER BY id LIMIT 4096",
                )
                .bind(after)
                .fetch_all(&mut reader)
                .await
                .map_err(failed)?;
                if page.is_empty() {
                    break;
                }
                for (id, school, at, data, stored) in page {
                    let school = Uuid::from_slice(&school).unwrap_or_default();
                    chain = link(&chain, SchoolId(school), at, &data);
                    if id != after + 1 || stored != chain {
                        return Ok(Err(Cursor { at, process, id }));
                    }
                    after = id;
                    rows += 1;
                }
            }
            reader.close().await.map_err(failed)?;
        }
        Ok(Ok(rows))
    }
}

/// The schools of which a month has something.
pub(super) async fn schools(dir: &Path, month: Month) -> Result<Vec<SchoolId>, AccessError> {
    let failed = |error| AccessError::File("read accesses", Arc::new(error));
    let mut schools = Vec::new();
    for (_, path) in file::of_month(dir, month)? {
        let mut reader = file::reader(&path).await.map_err(failed)?;
        let found: Vec<Vec<u8>> = sqlx::query_scalar("SELECT DISTINCT school FROM access")
            .fetch_all(&mut reader)
            .await
            .map_err(failed)?;
        schools.extend(found.iter().filter_map(|id| Uuid::from_slice(id).ok()).map(SchoolId));
        reader.close().await.map_err(failed)?;
    }
    schools.sort_unstable();
    schools.dedup();
    Ok(schools)
}
