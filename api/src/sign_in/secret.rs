//! What only one browser knows, and what is kept of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registro_projections::signed_in::Hash;
use sha2::{Digest, Sha256};

use crate::refusal::Refusal;

/// 256 bits of the system's randomness, as they are written in a cookie or an address.
pub fn secret() -> Result<String, Refusal> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub fn hash(secret: &str) -> Hash {
    Sha256::digest(secret).into()
}

/// Several parts, none of which runs into the next.
pub fn hash_of(parts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// PKCE (RFC 7636): what is sent first of a verifier that is shown later.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_the_standards_example() {
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn secrets_differ_and_parts_do_not_run_into_each_other() {
        let (one, other) = (secret().unwrap_or_default(), secret().unwrap_or_default());
        assert_eq!((one.len(), one == other), (43, false));
        assert_ne!(hash_of(&["ab", "c"]), hash_of(&["a", "bc"]));
    }
}
