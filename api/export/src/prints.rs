//! Fingerprints of commands on their way: whoever can guess a command knows its fingerprint, so that they go out masked under a key
//! of the school's, and only who has it finds them again.

use registro::cli::Failure;
use registro::linking;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::seal::KeyStore;

const CONTEXT: &[u8] = b"registro/export-fingerprint/v1\0";

/// Masks a fingerprint, or takes the mask from it. What was never sealed is in the clear already, and so is this.
pub(crate) async fn masked(
    keys: Option<&KeyStore>,
    school: SchoolId,
    command: CommandId,
    fingerprint: [u8; 32],
) -> Result<[u8; 32], Failure> {
    let Some(keys) = keys else { return Ok(fingerprint) };
    let parts = [CONTEXT, school.0.as_bytes(), command.0.as_bytes()];
    let mut masked = keys.hashed(school, &linking::scope("impronte-dei-comandi"), &parts).await?;
    // A command has one fingerprint, and so a mask that is used once.
    for (byte, of_it) in masked.iter_mut().zip(fingerprint) {
        *byte ^= of_it;
    }
    Ok(masked)
}
