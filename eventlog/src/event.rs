//! The envelope: what the log knows of an event besides its bytes.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whose log it is. Part of every key, of every event's id and, later, of every proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SchoolId(pub Uuid);

/// What a person asked for, once. Sent again, it is the same command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommandId(pub Uuid);

impl CommandId {
    /// A new one, for what is asked for now: UUIDv7 (RFC 9562), which begins with the time, so that those of one hour are
    /// near each other in an index.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// The same for a form that may stay open: it tells the hour, and not for how long somebody wrote.
    pub fn of_a_form() -> Self {
        let seconds = Timestamp::now().as_second();
        let hour = u64::try_from(seconds - seconds % 3600).unwrap_or(0);
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, hour, 0)))
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The event's own name: a retry of its command makes the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventId(pub Uuid);

impl EventId {
    /// UUIDv5 (RFC 9562) in the school's namespace of `command ‖ index ‖ stream`.
    pub fn derive(school: SchoolId, command: CommandId, stream: &StreamName, index: u32) -> Self {
        let mut name = Vec::with_capacity(20 + stream.as_str().len());
        name.extend_from_slice(command.0.as_bytes());
        name.extend_from_slice(&index.to_be_bytes());
        name.extend_from_slice(stream.as_str().as_bytes());
        Self(Uuid::new_v5(&school.0, &name))
    }
}

/// A place in a school's feed, in commit order. Readers treat it as an opaque, sortable checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position(pub u64);

/// A place in a stream, dense from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub u64);

/// What the writer believes of a stream. There is no "any".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    NoStream,
    Exactly(Version),
}

impl Expected {
    /// The last version that the stream has.
    pub fn last(self) -> Option<Version> {
        match self {
            Expected::NoStream => None,
            Expected::Exactly(version) => Some(version),
        }
    }

    /// The version that the next event of the stream takes.
    pub fn next(self) -> Version {
        match self {
            Expected::NoStream => Version(0),
            Expected::Exactly(Version(last)) => Version(last + 1),
        }
    }
}

impl From<Option<Version>> for Expected {
    fn from(last: Option<Version>) -> Self {
        last.map_or(Expected::NoStream, Expected::Exactly)
    }
}

/// One thing that must stay consistent by itself: `category-id`, ASCII, at most 200 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamName(String);

impl StreamName {
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidStreamName> {
        let name = name.into();
        let fits = !name.is_empty() && name.len() <= 200;
        if fits && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
            Ok(Self(name))
        } else {
            Err(InvalidStreamName(name))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of subject it is: the part before the first hyphen
    /// (`attendance-…` is of category `attendance`).
    pub fn category(&self) -> &str {
        self.0.split_once('-').map_or(self.0.as_str(), |(category, _)| category)
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for StreamName {
    type Error = InvalidStreamName;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(name)
    }
}

impl From<StreamName> for String {
    fn from(name: StreamName) -> Self {
        name.0
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not a stream name: {0:?} (1 to 200 ASCII letters, digits, '-', '_' or '.')")]
pub struct InvalidStreamName(String);

/// Who acted, in which capacity, with what assurance. No anonymous act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: Uuid,
    /// The capacity acted in, such as `teacher` or `guardian`.
    pub capacity: String,
    /// Level of assurance of the sign-in: 1, 2 or 3 (SPID / CIE levels).
    pub assurance: u8,
    pub session: Uuid,
    pub on_behalf_of: Option<Uuid>,
}

/// A person whom the event concerns, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub person: Uuid,
    pub role: String,
}

/// An event on its way to the log: everything that only its author knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Stored name with version, `absence-recorded.v1`.
    pub kind: String,
    /// The civil day that the fact is about.
    pub effective_on: Date,
    pub about: Vec<About>,
    /// The fact. Opaque: see [`crate::codec`].
    pub data: Vec<u8>,
}

/// An event as it stands in the log. Its encoding is what is stored, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub school: SchoolId,
    pub position: Position,
    pub id: EventId,
    pub stream: StreamName,
    pub version: Version,
    pub kind: String,
    #[serde(with = "crate::compact::day")]
    pub effective_on: Date,
    /// Given by the log's clock in whole microseconds, never earlier than the event before it.
    #[serde(with = "crate::compact::micros")]
    pub recorded_at: Timestamp,
    pub actor: Actor,
    pub command: CommandId,
    /// What the command belongs to, for instance the roll call that a correction answers.
    pub correlation: Uuid,
    pub about: Vec<About>,
    pub data: Vec<u8>,
}
