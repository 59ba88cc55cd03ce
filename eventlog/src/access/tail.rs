//! How far each file of the access log was seen to go: its chain shows a gap or a change, and not that its end, or the whole
//! of it, is gone. Whoever keeps what [`AccessLog::tails`] says elsewhere can tell.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::Connection;

use super::{AccessError, AccessLog, Month, file};

/// The last row of a file: its number, and its link in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    pub row: i64,
    pub chain: String,
}

/// A file that does not hold what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub file: String,
    /// The last row seen.
    pub seen: i64,
    /// The last row that there is; `None`: the file is gone.
    pub found: Option<i64>,
}

impl AccessLog {
    /// The last row of each of a month's files, by the files' names.
    pub async fn tails(&self, month: Month) -> Result<BTreeMap<String, Tail>, AccessError> {
        let mut tails = BTreeMap::new();
        for (process, path) in file::of_month(&self.dir, month)? {
            if let Some((row, chain)) = row(&path, None).await? {
                tails.insert(format!("{month}-{process}.db"), Tail { row, chain });
            }
        }
        Ok(tails)
    }

    /// The files that end before what was seen of them, or hold another row there.
    pub async fn cut(&self, seen: &BTreeMap<String, Tail>) -> Result<Vec<Cut>, AccessError> {
        let mut cut = Vec::new();
        for (name, tail) in seen {
            let path = self.dir.join(name);
            let (there, last) = match path.exists() {
                true => (row(&path, Some(tail.row)).await?, row(&path, None).await?),
                false => (None, None),
            };
            if there != Some((tail.row, tail.chain.clone())) {
                let found = path.exists().then(|| last.map_or(0, |(row, _)| row));
                cut.push(Cut { file: name.clone(), seen: tail.row, found });
            }
        }
        Ok(cut)
    }
}

/// A row of a file, or the last one: its number and its link.
async fn row(path: &Path, number: Option<i64>) -> Result<Option<(i64, String)>, AccessError> {
    let failed = |error| AccessError::File("read accesses", Arc::new(error));
    let mut reader = file::reader(path).await.map_err(failed)?;
    let found: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT id, chain FROM access WHERE id = coalesce(?, (SELECT max(id) FROM access))")
            .bind(number)
            .fetch_optional(&mut reader)
            .await
            .map_err(failed)?;
    reader.close().await.map_err(failed)?;
    Ok(found.map(|(id, chain)| (id, chain.iter().map(|byte| format!("{byte:02x}")).collect())))
}
