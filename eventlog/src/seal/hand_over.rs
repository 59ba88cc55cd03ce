//! A school's data keys, from one key store to another: wrapped anew by what the other one wraps by, never in the clear
//! outside memory.

use super::SealError;
use super::store::KeyStore;
use super::store::cabinet::{Kept, Wrapped};
use crate::event::SchoolId;

impl KeyStore {
    /// Gives the other store every key of a school that it does not hold. Returns how many it took.
    ///
    /// Repeating it is harmless. Where the other store has made keys of its own for the school, those of the same scope
    /// clash, and nothing is taken.
    pub async fn hand_over(&self, school: SchoolId, to: &KeyStore) -> Result<usize, SealError> {
        let all = self.cabinet.of_school(school).await?;
        let _turn = to.turn.lock().await;
        let mut turn = to.cabinet.begin().await?;
        let by = *to.vault.held()?.last().ok_or(SealError::Stopped)?;
        let mut taken = 0;
        for kept in all {
            let (secret, key) = self.unwrap(&kept.key)?;
            let bytes = to.vault.wrap(by, &key.id.0, &secret)?;
            let kept = Kept { key: Wrapped { id: key.id, by, bytes }, ..kept };
            taken += usize::from(turn.add(&kept).await?);
        }
        turn.commit().await?;
        Ok(taken)
    }

    /// Gives the file back: everything is in it, and nothing beside it.
    pub async fn close_file(self) -> Result<(), SealError> {
        self.cabinet.close().await
    }
}
