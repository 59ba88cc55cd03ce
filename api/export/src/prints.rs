//! Fingerprints of commands on their way: whoever can guess a command knows its fingerprint, so that they go out masked under a key
//! of the school's, and only who has it finds them again.

use registro::cli::Failure;
use registro::linking;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::seal::{KeyStore, Scope};

const CONTEXT: &[u8] = b"registro/export-fingerprint/v1\0";

fn scope() -> Scope {
    linking::scope("impronte-dei-comandi")
}

/// Whether the key of the mask is there: who asks for a mask without it is given another, and no fingerprint comes out.
pub(crate) async fn holds_mask(keys: &KeyStore, school: SchoolId) -> Result<bool, Failure> {
    let Scope { class, part, .. } = scope();
    Ok(keys.list(school).await?.iter().any(|key| key.class == class && key.part == part))
}

/// Masks a fingerprint, or takes the mask from it. What was never sealed is in the clear already, and so is this.
pub(crate) async fn masked(
    keys: Option<&KeyStore>,
    school: SchoolId,
    command: CommandId,
    fingerprint: [u8; 32],
) -> Result<[u8; 32], Failure> {
    let Some(keys) = keys else { return Ok(fingerprint) };
    let parts = [CONTEXT, school.0.as_bytes(), command.0.as_bytes()];
    let mut masked = keys.hashed(school, &scope(), &parts).await?;
    // A command has one fingerprint, and so a mask that is used once.
    for (byte, of_it) in masked.iter_mut().zip(fingerprint) {
        *byte ^= of_it;
    }
    Ok(masked)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use registro_eventlog::seal::{Cost, FileVault};
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn whether_the_mask_is_there_is_looked_up_and_none_is_made() {
        let folder = tempfile::tempdir().expect("it can");
        let cost = Cost { memory_kib: 8, passes: 1 };
        let vault = FileVault::open_or_make(&folder.path().join("kek"), b"una frase", cost).expect("it can");
        let keys = KeyStore::open(&folder.path().join("keys.db"), Arc::new(vault)).await.expect("it can");
        let school = SchoolId(Uuid::from_u128(1));
        assert!(!holds_mask(&keys, school).await.expect("it can"));
        assert!(keys.list(school).await.expect("it can").is_empty());
        masked(Some(&keys), school, CommandId(Uuid::nil()), [0; 32]).await.expect("it can");
        assert!(holds_mask(&keys, school).await.expect("it can"));
    }
}
