//! The key that signs a school's checkpoints: one file, in the form that Go's `note` package reads, for its owner only.

use std::fs;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::note::{Signer, Verifier, is_name};
use super::{LedgerError, damaged, file, store};

const MARK: &str = "PRIVATE+KEY";

/// The seed of a school's key, and the name of its ledger.
pub struct Key {
    origin: String,
    seed: [u8; 32],
}

impl Key {
    /// The key in the file; made at first use, for a ledger of this name.
    pub fn open(path: &Path, origin: &str) -> Result<Self, LedgerError> {
        if !path.exists() {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|error| file(path)(std::io::Error::other(error)))?;
            let key = Self { origin: origin.to_owned(), seed };
            store::write_private(path, key.text().as_bytes())?;
        }
        let key = Self::parse(path, &fs::read_to_string(path).map_err(file(path))?)?;
        if key.origin == origin {
            Ok(key)
        } else {
            Err(damaged(path, format!("the key is of {}, not of {origin}", key.origin)))
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, LedgerError> {
        let parts: Vec<&str> = text.trim_end().splitn(5, '+').collect();
        let [private, word, origin, _, encoded] = parts.as_slice() else {
            return Err(damaged(path, "not a private key"));
        };
        let seed = BASE64.decode(encoded).ok().and_then(|bytes| match bytes.split_first() {
            Some((1, seed)) => seed.try_into().ok(),
            Some(_) | None => None,
        });
        match seed {
            Some(seed) if format!("{private}+{word}") == MARK && is_name(origin) => {
                let key = Self { origin: (*origin).to_owned(), seed };
                if key.text() == text { Ok(key) } else { Err(damaged(path, "the hash is not of this key")) }
            }
            Some(_) | None => Err(damaged(path, "not a private key")),
        }
    }

    fn text(&self) -> String {
        let public = self.verifier().to_string();
        let hash = public.split('+').nth(1).unwrap_or_default().to_owned();
        let mut bytes = vec![1];
        bytes.extend_from_slice(&self.seed);
        format!("{MARK}+{}+{hash}+{}\n", self.origin, BASE64.encode(bytes))
    }

    /// The public key of the school, from which those of the shards follow.
    pub fn verifier(&self) -> Verifier {
        Signer::new(self.origin.clone(), &self.seed).verifier().clone()
    }

    /// Signs for the shard of this name.
    pub fn signer(&self, origin: String) -> Signer {
        Signer::new(origin, &self.seed)
    }
}
