//! The one door for writing: read and fold, let the caller decide, append, and decide again if somebody was faster.

mod cache;

use std::future::Future;

use tokio::sync::RwLock;

use crate::event::{CommandId, Recorded, SchoolId, StreamName, Version};
use crate::log::{Append, AppendError, Appended, EventLog, LogError};

pub use self::cache::StateCache;

/// A command is planned this often side by side with others; if somebody was faster each time, it is planned alone.
const SIDE_BY_SIDE: u32 = 3;
/// An append is tried at most this often before the conflict is the caller's: alone there is none but with other processes.
const ATTEMPTS: u32 = 6;

/// The state of a stream and the version it is the state of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<S> {
    pub state: S,
    /// None if the stream does not exist: [`Expected::from`](crate::event::Expected) makes the expectation of it.
    pub last: Option<Version>,
}

/// Reads a stream and folds it.
pub async fn load<S, E>(
    log: &dyn EventLog,
    school: SchoolId,
    stream: &StreamName,
    initial: S,
    fold: impl Fn(S, &Recorded) -> Result<S, E>,
) -> Result<Loaded<S>, LoadError<E>> {
    let records = log.read_stream(school, stream, Version(0)).await?;
    Loaded { state: initial, last: None }.after(&records, fold)
}

impl<S> Loaded<S> {
    fn after<E>(
        self,
        records: &[Recorded],
        fold: impl Fn(S, &Recorded) -> Result<S, E>,
    ) -> Result<Self, LoadError<E>> {
        let mut loaded = self;
        for record in records {
            let at =
                |source| LoadError::Fold { stream: record.stream.clone(), version: record.version, source };
            loaded = Self { state: fold(loaded.state, record).map_err(at)?, last: Some(record.version) };
        }
        Ok(loaded)
    }
}

/// May a plan rest on states from a [`StateCache`]?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Yes: what is appended on an old state is refused by its exact versions.
    Cached,
    /// No: read the log.
    Fresh,
}

/// The command on whose behalf a plan is made.
#[derive(Clone, Copy, Debug)]
pub struct Intent {
    pub school: SchoolId,
    pub command: CommandId,
    /// As in [`Append::fingerprint`].
    pub fingerprint: [u8; 32],
}

/// Carries out a command: `plan` loads states, decides, and says what to append, or that there is nothing to do. `forget` is
/// told of a stream that was not where the plan had it. `turn` is the same for all commands of the school in this process.
///
/// A command that was recorded before gets its answer again, whatever its plan would be today. A plan made on cached
/// states that comes to nothing or to a refusal is made again on fresh ones, since no version protects it.
pub async fn transact<R, P, F>(
    log: &dyn EventLog,
    intent: &Intent,
    turn: &RwLock<()>,
    forget: impl Fn(&StreamName),
    mut plan: P,
) -> Result<Option<Appended>, TransactError<R>>
where
    P: FnMut(Trust) -> F,
    F: Future<Output = Result<Option<Append>, R>>,
{
    let mut trust = Trust::Cached;
    let mut attempt = 1;
    loop {
        let (_side_by_side, _alone);
        if attempt <= SIDE_BY_SIDE {
            _side_by_side = turn.read().await;
        } else {
            _alone = turn.write().await;
        }
        let planned = plan(trust).await;
        match (planned, trust) {
            (Ok(Some(append)), _) => match log.append(intent.school, append).await {
                Err(AppendError::Conflict { stream, .. }) if attempt < ATTEMPTS => {
                    forget(&stream);
                    attempt += 1;
                    trust = if attempt <= SIDE_BY_SIDE { Trust::Cached } else { Trust::Fresh };
                }
                appended => return Ok(Some(appended?)),
            },
            (Ok(None) | Err(_), Trust::Cached) => trust = Trust::Fresh,
            (Ok(None), Trust::Fresh) => return answered_before(log, intent).await,
            (Err(refusal), Trust::Fresh) => {
                let before = answered_before(log, intent).await?;
                return before.map(Some).ok_or(TransactError::Refused(refusal));
            }
        }
    }
}

async fn answered_before<R>(
    log: &dyn EventLog,
    intent: &Intent,
) -> Result<Option<Appended>, TransactError<R>> {
    let found = log.find_command(intent.school, intent.command).await.map_err(AppendError::from)?;
    match found {
        Some((appended, fingerprint)) if fingerprint == intent.fingerprint => {
            Ok(Some(Appended { repeated: true, ..appended }))
        }
        Some(_) => Err(AppendError::CommandReused(intent.command).into()),
        None => Ok(None),
    }
}

/// Why a state could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E> {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("cannot fold {stream} at {version:?}")]
    Fold { stream: StreamName, version: Version, source: E },
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum TransactError<R> {
    /// By its plan, made on fresh states.
    #[error("the plan was refused")]
    Refused(R),
    #[error(transparent)]
    Append(#[from] AppendError),
}

#[cfg(test)]
mod tests;
