//! What a log promises, whatever engine keeps it.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use crate::event::{Actor, CommandId, Expected, NewEvent, Position, Recorded, SchoolId, StreamName, Version};

/// The events that one command writes to one stream. Without events: a stream that its decision rests on, and that must
/// still be where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub stream: StreamName,
    pub expected: Expected,
    pub events: Vec<NewEvent>,
}

/// One command's writes: all of them happen, at one instant and in this order, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    pub command: CommandId,
    /// SHA-256 of the command as it was sent: the same id with another body is refused.
    pub fingerprint: [u8; 32],
    pub correlation: Uuid,
    pub actor: Actor,
    pub writes: Vec<Write>,
}

/// Where a command's events stand. A retry gets the answer of the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub first: Position,
    pub last: Position,
    pub recorded_at: Timestamp,
    /// The command had been recorded before: nothing was written now.
    pub repeated: bool,
}

/// What is known of a command: where its events stand, and its fingerprint; `None` if it was never recorded.
pub type FoundCommand = Option<(Appended, [u8; 32])>;

/// How far a school's feed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub position: Position,
    pub recorded_at: Timestamp,
}

/// A school whose feed the database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct School {
    pub id: SchoolId,
    /// Simulated: marked so when the feed was opened, and for ever.
    pub synthetic: bool,
}

/// Which events of the feed to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter<'a> {
    All,
    /// Only streams of these categories ([`StreamName::category`]). Far from the head a page costs a look at every event of
    /// theirs from there on: it is for what is few.
    Categories(&'a [&'a str]),
}

/// The clock is an argument: a simulated log runs on simulated time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// An append-only feed of events for each school.
///
/// Acknowledged means durable. Versions are dense from 0. Positions are in commit order; in memory and on the SQL engines
/// they are dense from 0 too, in KurrentDB they have gaps. A reader of the feed never sees position `n` without having been
/// able to see every position before it.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Opens a school's feed. Repeating it is harmless; changing `synthetic` is refused.
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError>;

    async fn schools(&self) -> Result<Vec<School>, LogError>;

    async fn append(&self, school: SchoolId, append: Append) -> Result<Appended, AppendError>;

    /// Gets ready whatever an append will need besides the log, so that it need not wait for it. Writes nothing to the log.
    async fn prepare(&self, school: SchoolId, append: &Append) -> Result<(), LogError> {
        let _ = (school, append);
        Ok(())
    }

    /// An append that another log recorded, at the instant that it gave: ids and bytes are the same again. It may not
    /// lie before the school's last event. Only for copying a log, which checks that the school holds nothing else:
    /// [`crate::copy`].
    async fn import(
        &self,
        school: SchoolId,
        append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError>;

    /// The answer that a retry of the command would get, if it was ever recorded, and its fingerprint.
    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError>;

    /// The same for many commands, in the order given.
    async fn find_commands(
        &self,
        school: SchoolId,
        commands: &[CommandId],
    ) -> Result<Vec<FoundCommand>, LogError> {
        let mut found = Vec::with_capacity(commands.len());
        for command in commands {
            found.push(self.find_command(school, *command).await?);
        }
        Ok(found)
    }

    /// Events of a stream from `from` on, in order. An unknown stream is empty.
    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError>;

    /// All events of some streams, none of them named twice: stream by stream in the order given, those of each in its order.
    async fn read_streams(
        &self,
        school: SchoolId,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        let mut records = Vec::new();
        for stream in streams {
            records.append(&mut self.read_stream(school, stream, Version(0)).await?);
        }
        Ok(records)
    }

    /// At most `limit` events after a position (from the start if `None`), in order.
    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError>;

    /// Whether positions count the events of a feed, from 0 without gaps. Elsewhere they say what comes after what, and no
    /// difference of two of them is a number of events.
    fn counts_events(&self) -> bool;

    /// The events at these positions, in the order of the feed. Positions beyond the head are left out.
    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError>;

    /// The last position recorded at or before an instant.
    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError>;

    /// The school's head, now and at every commit of this process; where several processes may write, at theirs too.
    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError>;

    /// Records as the engine holds them, as this log shows them.
    async fn shown(&self, school: SchoolId, stored: Vec<Recorded>) -> Result<Vec<Recorded>, LogError> {
        let _ = school;
        Ok(stored)
    }

    /// The engine beneath, where this log shows its records otherwise than they are stored. What is proved is what is
    /// stored.
    fn stored(&self) -> Option<Arc<dyn EventLog>> {
        None
    }

    /// Returns when nothing more can be appended because a write is in doubt, or what was committed is not there any
    /// more: whoever serves must end the process, so that the next one finds out what is held. A log that is only read
    /// never returns.
    async fn stopped(&self);

    /// Waits for what is being written and gives the files back. Later appends fail.
    async fn close(&self);
}

#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else wrote first.
    #[error("stream {stream} is at {actual:?}, the writer expected {expected:?}")]
    Conflict { stream: StreamName, expected: Expected, actual: Option<Version> },
    #[error("command {0:?} was already sent with another body")]
    CommandReused(CommandId),
    #[error("invalid append: {0}")]
    Invalid(&'static str),
    #[error(transparent)]
    Log(#[from] LogError),
}

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("unknown school {0:?}")]
    UnknownSchool(SchoolId),
    #[error("school {0:?} is marked synthetic differently")]
    SyntheticForEver(SchoolId),
    #[error("the log is in use by another process: {0}")]
    InUse(String),
    /// It was closed, or a write could not be made durable: then the process should end.
    #[error("the log has stopped and takes no more writes")]
    Stopped,
    /// Its connection was lost before the answer came. Sent again as the same command, the write is settled.
    #[error("it is not known whether the write was recorded")]
    InDoubt(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is no log, not guarded as it must be, does not hold what it had committed, or was opened by a wrong role.
    #[error("the database cannot be trusted with a log: {0}")]
    Untrusted(String),
    #[error("the log was opened for reading only")]
    ReadOnly,
    #[error("{0}")]
    Engine(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("cannot read {what} at {place}")]
    Corrupt { what: &'static str, place: String },
}
