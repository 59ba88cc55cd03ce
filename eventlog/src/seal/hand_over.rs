//! A school's data keys, from one key store to another: wrapped anew by what the other one wraps by, never in the clear
//! outside memory.

use sqlx::{Connection, Row};
use uuid::Uuid;

use super::SealError;
use super::store::KeyStore;
use crate::event::SchoolId;

impl KeyStore {
    /// Gives the other store every key of a school that it does not hold. Returns how many it took.
    ///
    /// Repeating it is harmless. Where the other store has made keys of its own for the school, those of the same scope
    /// clash, and nothing is taken.
    pub async fn hand_over(&self, school: SchoolId, to: &KeyStore) -> Result<usize, SealError> {
        let mut from = self.file.lock().await;
        let rows = sqlx::query("SELECT * FROM keys WHERE school = ? ORDER BY id")
            .bind(school.0)
            .fetch_all(&mut *from)
            .await?;
        let mut target = to.file.lock().await;
        let mut tx = target.begin_with("BEGIN IMMEDIATE").await?;
        let by = *to.vault.held()?.last().ok_or(SealError::Stopped)?;
        let mut taken = 0;
        for row in rows {
            let (secret, key) = self.unwrap(&row)?;
            let wrapped: Vec<u8> = to.vault.wrap(by, &key.id.0, &secret)?;
            let (owner, class, part): (Option<Uuid>, String, String) =
                (row.try_get("owner")?, row.try_get("class")?, row.try_get("part")?);
            let (made_at, retired): (i64, i64) = (row.try_get("made_at")?, row.try_get("retired")?);
            let done = sqlx::query(
                "INSERT INTO keys (id, school, owner, class, part, made_at, retired, wrapped_by, wrapped) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            )
            .bind(&key.id.0[..])
            .bind(school.0)
            .bind(owner)
            .bind(class)
            .bind(part)
            .bind(made_at)
            .bind(retired)
            .bind(by.0)
            .bind(wrapped)
            .execute(&mut *tx)
            .await?;
            taken += usize::try_from(done.rows_affected()).unwrap_or_default();
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// Gives the file back: everything is in it, and nothing beside it.
    pub async fn close_file(self) -> Result<(), SealError> {
        let mut file = self.file.into_inner();
        sqlx::raw_sql("PRAGMA journal_mode = DELETE").execute(&mut file).await?;
        Ok(file.close().await?)
    }
}
