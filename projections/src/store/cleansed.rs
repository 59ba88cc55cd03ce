//! Up to which erasure the rows of a school were folded again without what it erased: read models are in more than one place
//! where several machines serve, and each is folded by whoever has it.

use registro_eventlog::event::{Position, SchoolId};

use super::{ReadStore, StoreError, position};

pub(super) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS cleansed (school BLOB NOT NULL PRIMARY KEY, position INTEGER NOT NULL)";

impl ReadStore {
    /// The act that says that the last such erasure was carried out.
    pub async fn cleansed(&self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let rows = self.select("SELECT position FROM cleansed WHERE school = ?", &[school.into()]).await?;
        rows.first().map(|row| Ok(position(row.integer(0)?))).transpose()
    }

    /// They were, up to this act.
    pub async fn set_cleansed(&self, school: SchoolId, act: Position) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let set = "INSERT INTO cleansed (school, position) VALUES (?, ?) \
                   ON CONFLICT (school) DO UPDATE SET position = excluded.position";
        tx.run(set, &[school.into(), act.into()]).await?;
        Ok(tx.commit().await?)
    }
}
