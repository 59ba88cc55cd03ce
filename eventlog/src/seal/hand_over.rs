//! A school's data keys, from one key store to another: wrapped anew by what the other one wraps by, never in the clear
//! outside memory.

use std::collections::HashSet;

use super::store::cabinet::{Kept, Wrapped};
use super::store::{KeyInfo, KeyStore};
use super::{KeyId, SealError};
use crate::access;
use crate::event::SchoolId;

impl KeyStore {
    /// Gives the other store the keys of a school that go there and that it does not hold. Returns how many it took.
    ///
    /// Repeating it is harmless. Where the other store has made keys of its own for the school, those of the same scope
    /// clash, and nothing is taken. A retired key goes along, as retired: it may be the only one that opens what it sealed, and
    /// `goes` keeps out what is to be destroyed. The keys of the access log are of a log that stays, and go nowhere.
    ///
    /// # Errors
    /// A store that holds keys of the school, lacks some of these, and has retired or destroyed any takes none: those that
    /// it lacks may be the ones that it destroyed.
    pub async fn hand_over(
        &self,
        school: SchoolId,
        to: &KeyStore,
        goes: &(dyn Fn(&KeyInfo) -> bool + Sync),
    ) -> Result<usize, SealError> {
        let mut all = self.cabinet.of_school(school).await?;
        all.retain(|kept| of_the_log(kept) && goes(&KeyInfo::from(kept.clone())));
        let _turn = to.turn.lock().await;
        let there = to.cabinet.of_school(school).await?;
        let known: HashSet<KeyId> = there.iter().map(|kept| kept.key.id).collect();
        let lacks = all.iter().any(|kept| !known.contains(&kept.key.id));
        if lacks && there.iter().any(of_the_log) && 0 < to.cabinet.generation().await? {
            return Err(SealError::MayBeDestroyed);
        }
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

fn of_the_log(kept: &Kept) -> bool {
    kept.class != access::CLASS
}
