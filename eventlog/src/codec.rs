//! The one place where an event's bytes are made and read.
//!
//! Data: a format byte, then the fields of the event's variant in postcard. The variant itself is the stored
//! kind, its serde name, so variants may be reordered and added freely; the fields of a kind never change.
//!
//! Stored data may be sealed: then an engine holds the form of [`crate::seal`], and what is read here was opened before.

mod variant;

use serde::{Serialize, de::DeserializeOwned};

use crate::event::Recorded;
use crate::seal::{ERASED, LOCKED, SEALED};

/// Format byte of the data: plain fields in postcard.
const PLAIN: u8 = 0x01;
/// Format byte of the record: [`Recorded`] in postcard.
const ENVELOPE: u8 = 0x01;

/// The stored kind of an event and the bytes of its fields.
pub fn encode<E: Serialize>(event: &E) -> Result<(String, Vec<u8>), CodecError> {
    let kind = serde_variant::to_variant_name(event).map_err(|_| CodecError::NotAnEnum)?;
    let mut data = postcard::to_stdvec(event).map_err(CodecError::Unencodable)?;
    // Postcard begins with the variant's index, a varint that ends with the first byte below 0x80.
    // Its last byte becomes our format byte and whatever comes before it goes.
    let end = data.iter().position(|byte| *byte < 0x80).ok_or(CodecError::NotAnEnum)?;
    data.drain(..end);
    data[0] = PLAIN;
    Ok((kind.to_owned(), data))
}

/// The event of this kind with these fields.
pub fn decode<E: DeserializeOwned>(kind: &str, data: &[u8]) -> Result<E, CodecError> {
    match data.split_first() {
        Some((&PLAIN, fields)) => variant::decode(kind, fields),
        Some((&ERASED, [])) => Err(CodecError::Erased),
        // Sealed, and read without keys.
        Some((&SEALED, _)) => Err(CodecError::Locked),
        Some((&LOCKED, [])) => Err(CodecError::Locked),
        Some((&format, _)) => Err(CodecError::UnknownFormat(format)),
        None => Err(CodecError::Empty),
    }
}

/// The bytes that engines store, and that every proof is about. The same envelope gives the same bytes.
pub fn encode_record(record: &Recorded) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(320 + record.data.len());
    bytes.push(ENVELOPE);
    postcard::to_extend(record, bytes).expect("a vector grows, and every field of the envelope has a length")
}

/// The envelope that was stored as these bytes.
pub fn decode_record(bytes: &[u8]) -> Result<Recorded, CodecError> {
    match bytes.split_first() {
        Some((&ENVELOPE, envelope)) => {
            let (record, rest) = postcard::take_from_bytes(envelope)
                .map_err(|source| CodecError::Undecodable { kind: "record".to_owned(), source })?;
            if rest.is_empty() { Ok(record) } else { Err(CodecError::TrailingBytes(rest.len())) }
        }
        Some((&format, _)) => Err(CodecError::UnknownFormat(format)),
        None => Err(CodecError::Empty),
    }
}

/// Why bytes are not an event, or an event cannot be bytes.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    #[error("only a variant of an externally tagged enum can be an event")]
    NotAnEnum,
    #[error("cannot encode the event")]
    Unencodable(#[source] postcard::Error),
    /// No event of the subject has this name: written by newer software, or read by the wrong subject.
    #[error("unknown kind {0:?}")]
    UnknownKind(String),
    #[error("unknown format byte {0:#04x}")]
    UnknownFormat(u8),
    #[error("no bytes at all")]
    Empty,
    /// Their key was destroyed, and the log says why.
    #[error("the data were erased")]
    Erased,
    /// Nothing in the log says why.
    #[error("the key of the data is missing or wrong: an alarm, not an erasure")]
    Locked,
    #[error("cannot decode {kind:?}")]
    Undecodable { kind: String, source: postcard::Error },
    #[error("{0} bytes after the end")]
    TrailingBytes(usize),
    /// The upcasters turn in a circle.
    #[error("kind {0:?} is upcast for ever")]
    UpcastForEver(String),
}

#[cfg(test)]
mod tests;
