//! The key that signs a school's checkpoints: one file, in the form that Go's `note` package reads, for its owner only; or a
//! key in a security module.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::keeper::years;
use super::note::{self, Signer, Verifier, is_name};
use super::{LedgerError, damaged, file, store};
use crate::event::SchoolId;

const MARK: &str = "PRIVATE+KEY";

/// Signs with a key that it does not give away.
pub trait Module: Send + Sync {
    /// The public key of a school, if the module holds its key, both halves of it.
    fn held(&self, school: SchoolId) -> Result<Option<[u8; 32]>, LedgerError>;

    /// Makes the key of a school that has none.
    fn make(&self, school: SchoolId) -> Result<[u8; 32], LedgerError>;

    /// An Ed25519 signature under it.
    fn sign(&self, school: SchoolId, message: &[u8]) -> Result<[u8; 64], LedgerError>;
}

/// What signs a school's checkpoints.
pub enum SchoolKey {
    File(Key),
    Elsewhere { module: Arc<dyn Module>, school: SchoolId, verifier: Verifier },
}

impl SchoolKey {
    /// The key of a ledger of this name in a folder, made at first use. One that was published, or has signed, is not made
    /// again.
    pub fn open(
        folder: &Path,
        school: SchoolId,
        origin: &str,
        module: Option<Arc<dyn Module>>,
    ) -> Result<Self, LedgerError> {
        let (path, public) = (folder.join("key"), folder.join("public-key"));
        let published = match fs::read_to_string(&public) {
            Ok(text) => {
                Some(Verifier::parse(text.trim_end()).map_err(|error| damaged(&public, error.to_string()))?)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(file(&public)(error)),
        };
        let origin = published.as_ref().map_or(origin, |published| &published.name);
        let key = match module {
            Some(_) if path.exists() => {
                return Err(damaged(
                    &path,
                    "this ledger is signed with the key in this file, not by the module",
                ));
            }
            Some(module) => {
                let public_key = match module.held(school)? {
                    Some(held) => held,
                    None if published.is_some() || !years(folder)?.is_empty() => {
                        return Err(LedgerError::KeyLost(folder.to_owned()));
                    }
                    None => module.make(school)?,
                };
                let verifier = Verifier::of_key(origin, &public_key)
                    .map_err(|error| damaged(&public, error.to_string()))?;
                Self::Elsewhere { module, school, verifier }
            }
            None if !path.exists() && (published.is_some() || !years(folder)?.is_empty()) => {
                return Err(damaged(&path, "the key that signs this ledger is not here"));
            }
            None => Self::File(Key::open(&path, origin)?),
        };
        match published {
            Some(published) if published != key.verifier() => {
                Err(damaged(&public, "the ledger was signed with another key"))
            }
            Some(_) => Ok(key),
            None => {
                store::write(&public, format!("{}\n", key.verifier()).as_bytes())?;
                Ok(key)
            }
        }
    }

    /// The public key of the school, from which those of the shards follow.
    pub fn verifier(&self) -> Verifier {
        match self {
            Self::File(key) => key.verifier(),
            Self::Elsewhere { verifier, .. } => verifier.clone(),
        }
    }

    /// The text as the shard of this name signs it.
    pub fn sign(&self, origin: String, text: &str) -> Result<String, LedgerError> {
        match self {
            Self::File(key) => Ok(Signer::new(origin, &key.seed).sign(text)),
            Self::Elsewhere { module, school, verifier } => {
                let verifier = verifier.named(origin);
                let note = verifier.signed(text, &module.sign(*school, text.as_bytes())?);
                note::open(&note, &[verifier])
                    .map_err(|error| LedgerError::WrongSignature(error.to_string()))?;
                Ok(note)
            }
        }
    }
}

/// The seed of a school's key, and the name of its ledger.
pub struct Key {
    origin: String,
    seed: [u8; 32],
}

impl Key {
    /// The key in the file; made at first use, for a ledger of this name.
    fn open(path: &Path, origin: &str) -> Result<Self, LedgerError> {
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

    fn verifier(&self) -> Verifier {
        Signer::new(self.origin.clone(), &self.seed).verifier().clone()
    }
}
