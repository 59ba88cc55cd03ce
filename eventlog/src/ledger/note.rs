//! Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature): a text, and who signed it.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::tree::Hash;

/// How a line of signature begins.
const DASH: &str = "\u{2014} ";
const LARGEST_NOTE: usize = 64 * 1024;

/// What a key signs: the text of a note, or (a witness) an instant and the text of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Note,
    Cosignature,
}

impl Use {
    fn byte(self) -> u8 {
        match self {
            Use::Note => 0x01,
            Use::Cosignature => 0x04,
        }
    }
}

/// A public key with the name it signs under. Written `name+hash+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    pub name: String,
    pub purpose: Use,
    key: VerifyingKey,
}

impl Verifier {
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let malformed = || NoteError::Key(text.to_owned());
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed());
        };
        let bytes = BASE64.decode(encoded).map_err(|_| malformed())?;
        let (kind, key) = bytes.split_first().ok_or_else(malformed)?;
        let purpose = match kind {
            0x01 => Use::Note,
            0x04 => Use::Cosignature,
            _ => return Err(malformed()),
        };
        let key =
            key.try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok()).ok_or_else(malformed)?;
        let verifier = Self { name: name.to_owned(), purpose, key };
        if is_name(name) && verifier.hash_text() == hash { Ok(verifier) } else { Err(malformed()) }
    }

    /// A key that signs notes, under a name.
    pub fn of_key(name: &str, key: &[u8; 32]) -> Result<Self, NoteError> {
        let key = VerifyingKey::from_bytes(key).map_err(|_| NoteError::Key(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), purpose: Use::Note, key })
    }

    /// The text with a signature that this key has made. It ends with a line break.
    pub fn signed(&self, text: &str, signature: &[u8; 64]) -> String {
        let bytes = [&self.hash()[..], signature].concat();
        format!("{text}\n{DASH}{} {}\n", self.name, BASE64.encode(bytes))
    }

    /// The same key under another name: that of a shard.
    pub fn named(&self, name: String) -> Self {
        Self { name, ..self.clone() }
    }

    /// The first four bytes of what names the key in a line of signature.
    fn hash(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update(b"\n")
            .chain_update([self.purpose.byte()])
            .chain_update(self.key.as_bytes())
            .finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn hash_text(&self) -> String {
        self.hash().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        let (message, signature) = match (self.purpose, signature) {
            (Use::Note, signature) => (text.to_owned(), signature),
            (Use::Cosignature, timed) if timed.len() == 72 => {
                let (time, signature) = timed.split_at(8);
                let time = time.iter().fold(0, |time: u64, byte| time << 8 | u64::from(*byte));
                (format!("cosignature/v1\ntime {time}\n{text}"), signature)
            }
            (Use::Cosignature, _) => return false,
        };
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut key = vec![self.purpose.byte()];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.hash_text(), BASE64.encode(key))
    }
}

/// A key that signs notes under a name.
pub struct Signer {
    verifier: Verifier,
    key: SigningKey,
}

impl Signer {
    pub fn new(name: String, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        Self { verifier: Verifier { name, purpose: Use::Note, key: key.verifying_key() }, key }
    }

    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The text, signed. It ends with a line break.
    pub fn sign(&self, text: &str) -> String {
        self.verifier.signed(text, &self.key.sign(text.as_bytes()).to_bytes())
    }
}

/// A note that somebody whom we know has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<'a> {
    pub text: &'a str,
    /// Which of the verifiers have signed it.
    pub by: Vec<&'a Verifier>,
}

/// Reads a note, and says which of these have signed it. A wrong signature of one of them spoils it.
pub fn open<'a>(note: &'a str, verifiers: &'a [Verifier]) -> Result<Opened<'a>, NoteError> {
    let (text, lines) = split(note)?;
    let mut by: Vec<&Verifier> = Vec::new();
    for line in lines.lines() {
        let (name, hash, signature) = signature(line)?;
        let known = verifiers.iter().find(|verifier| verifier.name == name && verifier.hash() == hash);
        if let Some(verifier) = known.filter(|known| !by.contains(known)) {
            if !verifier.verifies(text, &signature) {
                return Err(NoteError::WrongSignature(name.to_owned()));
            }
            by.push(verifier);
        }
    }
    Ok(Opened { text, by })
}

/// The text of a note, with its last line break, and the lines of its signatures.
fn split(note: &str) -> Result<(&str, &str), NoteError> {
    let has_control = note.bytes().any(|byte| byte < 0x20 && byte != b'\n');
    let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, lines) = (&note[..at + 1], &note[at + 2..]);
    if LARGEST_NOTE < note.len() || has_control || !lines.ends_with('\n') {
        return Err(NoteError::Malformed);
    }
    Ok((text, lines))
}

fn signature(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), NoteError> {
    let (name, encoded) =
        line.strip_prefix(DASH).and_then(|line| line.split_once(' ')).ok_or(NoteError::Malformed)?;
    let bytes = BASE64.decode(encoded).map_err(|_| NoteError::Malformed)?;
    let (hash, signature) = bytes.split_first_chunk().ok_or(NoteError::Malformed)?;
    if is_name(name) && !signature.is_empty() {
        Ok((name, *hash, signature.to_vec()))
    } else {
        Err(NoteError::Malformed)
    }
}

/// Whether keys may be called so.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// How large a log is, and the root over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }

    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::Malformed);
        };
        let root = BASE64.decode(root).ok().and_then(|root| root.try_into().ok());
        match (decimal(size), root) {
            (Some(size), Some(root)) if is_name(origin) => Ok(Self { origin: origin.to_owned(), size, root }),
            _ => Err(NoteError::Malformed),
        }
    }

    /// A signed checkpoint of the log that this key signs: its origin is the key's name.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Self, NoteError> {
        let opened = open(note, std::slice::from_ref(verifier))?;
        if opened.by.is_empty() {
            return Err(NoteError::Unsigned(verifier.name.clone()));
        }
        let checkpoint = Self::parse(opened.text)?;
        if checkpoint.origin == verifier.name {
            Ok(checkpoint)
        } else {
            Err(NoteError::OtherOrigin(checkpoint.origin))
        }
    }
}

/// A number as it is written: no sign, no zero before it.
pub fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("not a signed note")]
    Malformed,
    #[error("not a key: {0:?}")]
    Key(String),
    #[error("the signature of {0} is wrong")]
    WrongSignature(String),
    #[error("{0} has not signed it")]
    Unsigned(String),
    #[error("a checkpoint of another log: {0}")]
    OtherOrigin(String),
}

#[cfg(test)]
mod tests;
