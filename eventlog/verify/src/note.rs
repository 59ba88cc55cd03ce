//! C2SP signed notes: public keys, and checkpoints that they signed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::merkle::Hash;

/// A public key, under the name it signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    /// 1 signs notes, 4 cosigns checkpoints.
    kind: u8,
    key: VerifyingKey,
}

impl Key {
    /// From `name+hash+key`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (hash, encoded) = rest.split_once('+')?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (kind, bytes) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
        let key = Self { name: name.to_owned(), kind: *kind, key };
        let written: String = key.hash().iter().map(|byte| format!("{byte:02x}")).collect();
        (matches!(kind, 1 | 4) && written == hash && !name.is_empty()).then_some(key)
    }

    /// The key of a school signs for each of its years under the name `school/year`.
    pub(crate) fn under(&self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self.clone() }
    }

    fn hash(&self) -> [u8; 4] {
        let digest =
            Sha256::digest([self.name.as_bytes(), b"\n", &[self.kind], self.key.as_bytes()].concat());
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let (message, signature) = if self.kind == 4 {
            let Some((time, signature)) = signature.split_first_chunk() else { return false };
            (format!("cosignature/v1\ntime {}\n{text}", u64::from_be_bytes(*time)), signature)
        } else {
            (text.to_owned(), signature)
        };
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.key.verify_strict(message.as_bytes(), &signature).is_ok()
    }

    /// Whether the note carries a good signature of this key. A bad one under its name is none.
    pub(crate) fn has_signed(&self, note: &Note) -> bool {
        let ours = note.signatures.iter().filter(|(name, _)| *name == self.name);
        ours.filter_map(|(_, bytes)| bytes.split_first_chunk())
            .any(|(hash, signature)| *hash == self.hash() && self.signed(&note.text, signature))
    }
}

/// A text with its signatures.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) text: String,
    signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    pub(crate) fn read(note: &str) -> Option<Self> {
        let (text, lines) = note.rsplit_once("\n\n")?;
        let mut signatures = Vec::new();
        for line in lines.strip_suffix('\n')?.split('\n') {
            let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
            signatures.push((name.to_owned(), STANDARD.decode(encoded).ok()?));
        }
        Some(Self { text: format!("{text}\n"), signatures })
    }
}

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) origin: String,
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

impl Checkpoint {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        let written = number.to_string() == size && !origin.is_empty();
        written.then(|| Self { origin: origin.to_owned(), size: number, root })
    }

    /// The text that is signed, and that begins the shard after this one.
    pub(crate) fn text(origin: &str, size: u64, root: &Hash) -> String {
        format!("{origin}\n{size}\n{}\n", STANDARD.encode(root))
    }
}
