//! The sealed form of an event's data.
//!
//! A format byte (0x02), the key's id (32 bytes), a nonce (12), the ciphertext with its tag (16). What is encrypted is the
//! plain form, format byte included. Bound to it as associated data: `registro/event/v1`, a zero byte, the school (16 bytes),
//! the version (8, big-endian), the length of the stream's name (2) and the name, the length of the kind (2) and the kind,
//! the key's id. So ciphertext moved to another event does not open.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use aws_lc_rs::error::Unspecified;

use super::key::{DataKey, KeyId};
use crate::event::{SchoolId, StreamName, Version};

/// Format byte of sealed data.
pub const SEALED: u8 = 0x02;
/// Stands alone for data whose key was destroyed, as the log says. Never stored.
pub const ERASED: u8 = 0x00;
/// Stands alone for data whose key is missing or wrong, and nothing in the log says why. Never stored.
pub const LOCKED: u8 = 0xFF;

const CONTEXT: &[u8] = b"registro/event/v1\0";
const HEADER: usize = 1 + 32 + NONCE_LEN;

/// Which event the data are of.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) school: SchoolId,
    pub(super) stream: &'a StreamName,
    pub(super) version: Version,
    pub(super) kind: &'a str,
}

impl Place<'_> {
    fn associated(&self, key: KeyId) -> Vec<u8> {
        let (stream, kind) = (self.stream.as_str(), self.kind);
        let mut bytes = Vec::with_capacity(CONTEXT.len() + 16 + 8 + 4 + stream.len() + kind.len() + 32);
        bytes.extend_from_slice(CONTEXT);
        bytes.extend_from_slice(self.school.0.as_bytes());
        bytes.extend_from_slice(&self.version.0.to_be_bytes());
        for text in [stream, kind] {
            // A stream's name has at most 200 bytes, a record at most 65,535.
            bytes.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(&key.0);
        bytes
    }
}

/// The key that data name, if they are sealed.
pub(super) fn key_of(data: &[u8]) -> Option<KeyId> {
    match data.split_first() {
        Some((&SEALED, rest)) => rest.get(..32).and_then(KeyId::from_slice),
        Some(_) | None => None,
    }
}

pub(super) fn seal(key: &DataKey, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let mut nonce = [0; NONCE_LEN];
    aws_lc_rs::rand::fill(&mut nonce)?;
    let mut sealed = Vec::with_capacity(HEADER + plain.len() + 16);
    sealed.push(SEALED);
    sealed.extend_from_slice(&key.id.0);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let associated = Aad::from(place.associated(key.id));
    let tag = key.aead.seal_in_place_separate_tag(
        Nonce::assume_unique_for_key(nonce),
        associated,
        &mut sealed[HEADER..],
    )?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// The plain form of data sealed under this key for this place.
pub(super) fn open(key: &DataKey, place: &Place<'_>, mut sealed: Vec<u8>) -> Result<Vec<u8>, Unspecified> {
    if key_of(&sealed) != Some(key.id) || sealed.len() < HEADER {
        return Err(Unspecified);
    }
    let nonce = Nonce::try_assume_unique_for_key(&sealed[HEADER - NONCE_LEN..HEADER])?;
    let associated = Aad::from(place.associated(key.id));
    let length = key.aead.open_within(nonce, associated, &mut sealed, HEADER..)?.len();
    sealed.truncate(length);
    Ok(sealed)
}

#[cfg(test)]
mod two_keys;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::super::key::random;
    use super::*;

    fn key() -> DataKey {
        DataKey::new(&random().unwrap()).unwrap()
    }

    fn stream(name: &str) -> StreamName {
        StreamName::new(name).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_at_its_place_alone() {
        let (key, here, there) = (key(), stream("a-1"), stream("a-11"));
        let school = SchoolId(Uuid::from_u128(1));
        let place = Place { school, stream: &here, version: Version(3), kind: "k.v1" };
        let sealed = seal(&key, &place, b"\x01voto: 4").unwrap();

        assert_eq!(open(&key, &place, sealed.clone()).unwrap(), b"\x01voto: 4");
        let elsewhere = [
            Place { school: SchoolId(Uuid::from_u128(2)), ..place },
            Place { stream: &there, kind: ".v1", ..place },
            Place { version: Version(4), ..place },
            Place { kind: "k.v2", ..place },
        ];
        for place in elsewhere {
            assert!(open(&key, &place, sealed.clone()).is_err());
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&key, &place, changed).is_err(), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert!(open(&key, &place, sealed[..length].to_vec()).is_err(), "length {length}");
        }
    }

    /// A mark has twenty values: were equal marks equal bytes, they could be guessed (C4-04).
    #[test]
    fn the_same_mark_is_never_the_same_bytes() {
        let (key, stream) = (key(), stream("a-1"));
        let place = Place { school: SchoolId(Uuid::nil()), stream: &stream, version: Version(0), kind: "k" };
        let sealed: HashSet<Vec<u8>> = (0..100).map(|_| seal(&key, &place, b"4").unwrap()).collect();
        assert_eq!(sealed.len(), 100);
    }
}
