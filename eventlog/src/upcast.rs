//! Old shapes of events are upcast on reading, and never rewritten.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use crate::codec::{self, CodecError};
use crate::event::Recorded;

/// From the data of one old kind to the next kind and its data.
///
/// Both sides are bytes of [`codec`]: an upcaster decodes the old shape and encodes the new one.
pub type Upcast = fn(&[u8]) -> Result<(String, Vec<u8>), CodecError>;

/// Every old kind that may stand in a log, each with the step to what came after it.
#[derive(Clone, Debug, Default)]
pub struct Upcasters(HashMap<&'static str, Upcast>);

impl Upcasters {
    /// From pairs of an old kind and the step that leads on from it.
    pub fn new(steps: impl IntoIterator<Item = (&'static str, Upcast)>) -> Self {
        Self(steps.into_iter().collect())
    }

    /// The event in today's shape.
    pub fn decode_current<E: DeserializeOwned>(&self, recorded: &Recorded) -> Result<E, CodecError> {
        self.decode(&recorded.kind, &recorded.data)
    }

    /// The same, for a kind and data that stand outside an envelope.
    pub fn decode<E: DeserializeOwned>(&self, kind: &str, data: &[u8]) -> Result<E, CodecError> {
        let Some(first) = self.0.get(kind) else {
            return codec::decode(kind, data);
        };
        let (mut current, mut bytes) = first(data)?;
        // A step is taken at most once: more steps than there are would be a circle.
        for _ in 1..=self.0.len() {
            match self.0.get(current.as_str()) {
                Some(step) => (current, bytes) = step(&bytes)?,
                None => return codec::decode(&current, &bytes),
            }
        }
        Err(CodecError::UpcastForEver(kind.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Old {
        #[serde(rename = "late.v1")]
        V1 { hours: u8 },
        #[serde(rename = "late.v2")]
        V2 { minutes: u16 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Event {
        #[serde(rename = "late.v3")]
        Late { minutes: u16, reason: Option<String> },
    }

    fn from_v1(data: &[u8]) -> Result<(String, Vec<u8>), CodecError> {
        match codec::decode("late.v1", data)? {
            Old::V1 { hours } => codec::encode(&Old::V2 { minutes: u16::from(hours) * 60 }),
            Old::V2 { .. } => Err(CodecError::UnknownKind("late.v2".to_owned())),
        }
    }

    fn from_v2(data: &[u8]) -> Result<(String, Vec<u8>), CodecError> {
        match codec::decode("late.v2", data)? {
            Old::V2 { minutes } => codec::encode(&Event::Late { minutes, reason: None }),
            Old::V1 { .. } => Err(CodecError::UnknownKind("late.v1".to_owned())),
        }
    }

    #[test]
    fn every_old_shape_becomes_the_current_one() {
        let upcasters = Upcasters::new([("late.v1", from_v1 as Upcast), ("late.v2", from_v2)]);
        let read = |(kind, data): (String, Vec<u8>)| upcasters.decode::<Event>(&kind, &data).unwrap();
        let late = |minutes| Event::Late { minutes, reason: None };

        assert_eq!(read(codec::encode(&Old::V1 { hours: 2 }).unwrap()), late(120));
        assert_eq!(read(codec::encode(&Old::V2 { minutes: 7 }).unwrap()), late(7));
        assert_eq!(read(codec::encode(&late(9)).unwrap()), late(9));
    }

    #[test]
    fn a_circle_is_an_error() {
        let circle: Upcast = |data| Ok(("late.v1".to_owned(), data.to_vec()));
        let upcasters = Upcasters::new([("late.v1", circle)]);
        assert!(matches!(upcasters.decode::<Event>("late.v1", &[1]), Err(CodecError::UpcastForEver(_))));
    }

    #[test]
    fn an_unknown_kind_stays_unknown() {
        let unknown = Upcasters::default().decode::<Event>("late.v9", &[1]);
        assert!(matches!(unknown, Err(CodecError::UnknownKind(kind)) if kind == "late.v9"));
    }
}
