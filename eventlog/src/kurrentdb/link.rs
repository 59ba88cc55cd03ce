//! The way to the cluster: a client that is made anew after every failure, and what its errors mean.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kurrentdb::{
    AppendToStreamOptions, Authentication, Client, ClientSettings, CurrentRevision, Error, EventData,
    ReadAllOptions, ReadStream, ReadStreamOptions, RecordedEvent, StreamPosition, StreamState,
    SubscriptionFilter,
};

use super::Address;
use crate::event::{Expected, Position};
use crate::log::LogError;

/// How long a log waits for its cluster before it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the answer to a call, or the next event of a read.
    pub answer: Duration,
    /// For a cluster that is away, counted from when something was asked of it.
    pub outage: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { answer: Duration::from_secs(10), outage: Duration::from_secs(15) }
    }
}

/// Before a cluster that was away is asked again.
const PAUSE: Duration = Duration::from_millis(100);

/// What went wrong between us and the cluster.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The stream is elsewhere than the write expected, and the write is not there. Nothing was stored.
    Elsewhere(Option<u64>),
    /// No answer for as long as we are patient. What was sent may have been stored, or may be yet.
    Away(Box<dyn std::error::Error + Send + Sync>),
    /// There is no such stream.
    Missing,
    /// The cluster said no.
    Refused(LogError),
}

impl Trouble {
    pub(super) fn error(self, what: &'static str) -> LogError {
        match self {
            Self::Elsewhere(actual) => {
                LogError::Engine(what, format!("a stream is at revision {actual:?}").into())
            }
            Self::Missing => LogError::Engine(what, "there is no such stream".into()),
            Self::Away(error) => LogError::Engine(what, error),
            Self::Refused(error) => error,
        }
    }
}

/// Where a read begins, and which way it goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Revision(u64),
    /// Backwards.
    End,
}

pub(super) struct Link {
    address: Address,
    authentication: Option<Authentication>,
    patience: Patience,
    made: Mutex<Made>,
}

/// The client of the moment. One that has failed is of no more use: after a discovery in vain it answers that its
/// connection is closed for ever.
struct Made {
    client: Option<Client>,
    /// How many there have been.
    number: u64,
}

impl Link {
    pub(super) fn new(address: Address, patience: Patience) -> Self {
        let authentication = address.authentication();
        Self { address, authentication, patience, made: Mutex::new(Made { client: None, number: 0 }) }
    }

    pub(super) fn outage(&self) -> Duration {
        self.patience.outage
    }

    /// No method leaves it half changed, so a panic elsewhere does not spoil it.
    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self) -> Result<(Client, u64), LogError> {
        let mut made = self.made();
        if let Some(client) = &made.client {
            return Ok((client.clone(), made.number));
        }
        let client = new_client(&self.address)?;
        made.client = Some(client.clone());
        made.number += 1;
        Ok((client, made.number))
    }

    fn give_up(&self, number: u64) {
        let mut made = self.made();
        if made.number == number {
            made.client = None;
        }
    }

    /// Asks until there is an answer, or the cluster has been away for too long. Only for what does no harm when it is
    /// done twice: reads, and writes with an exact revision and ids of their own.
    async fn again<T, F: Future<Output = Result<T, Error>>>(
        &self,
        ask: impl Fn(Client) -> F,
    ) -> Result<T, Trouble> {
        let begun = Instant::now();
        loop {
            let (client, number) = self.client().map_err(Trouble::Refused)?;
            let error = match ask(client).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match meaning(error) {
                Meaning::Said(trouble) => return Err(trouble),
                Meaning::AskAnother(error) if begun.elapsed() < self.patience.outage => {
                    tracing::debug!(%error, "the node that was asked is not the leader");
                }
                Meaning::Lost(error) if begun.elapsed() < self.patience.outage => {
                    tracing::debug!(%error, "the connection to the cluster is lost");
                    self.give_up(number);
                }
                Meaning::AskAnother(error) | Meaning::Lost(error) => {
                    self.give_up(number);
                    return Err(Trouble::Away(Box::new(error)));
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Appends at an exact place. The same events sent again are at that place already, which is as good.
    pub(super) async fn append(
        &self,
        stream: &str,
        expected: Expected,
        events: &[EventData],
    ) -> Result<(), Trouble> {
        let state = match expected {
            Expected::NoStream => StreamState::NoStream,
            Expected::Exactly(version) => StreamState::StreamRevision(version.0),
        };
        let mut options = AppendToStreamOptions::default().stream_state(state).requires_leader(true);
        options = options.deadline(self.patience.answer);
        if let Some(authentication) = &self.authentication {
            options = options.authenticated(authentication.clone());
        }
        let options = &options;
        self.again(|client| async move {
            let sent = client.append_to_stream(stream, options, events.to_vec());
            in_time(self.patience.answer, sent).await.map(drop)
        })
        .await
    }

    /// At most `count` events of a stream, until one of them `suffices`. A stream that does not exist has none.
    pub(super) async fn read(
        &self,
        stream: &str,
        from: Place,
        count: usize,
        suffices: impl Fn(&RecordedEvent) -> bool,
    ) -> Result<Vec<RecordedEvent>, Trouble> {
        let mut options = ReadStreamOptions::default().max_count(count).requires_leader(true);
        options = match from {
            Place::Revision(revision) => options.position(StreamPosition::Position(revision)).forwards(),
            Place::End => options.position(StreamPosition::End).backwards(),
        };
        if let Some(authentication) = &self.authentication {
            options = options.authenticated(authentication.clone());
        }
        let (options, suffices) = (&options, &suffices);
        let read = self.again(|client| async move {
            let opened = in_time(self.patience.answer, client.read_stream(stream, options)).await?;
            self.gather(opened, suffices).await
        });
        match read.await {
            Err(Trouble::Missing) => Ok(Vec::new()),
            read => read,
        }
    }

    /// At most `count` events in the order of all, from `from` on, of streams with these prefixes if there are any,
    /// until one of them `suffices`.
    pub(super) async fn read_all(
        &self,
        from: Position,
        prefixes: &[String],
        count: usize,
        suffices: impl Fn(&RecordedEvent) -> bool,
    ) -> Result<Vec<RecordedEvent>, Trouble> {
        let place = kurrentdb::Position { commit: from.0, prepare: from.0 };
        let mut options = ReadAllOptions::default()
            .position(StreamPosition::Position(place))
            .forwards()
            .max_count(count)
            .requires_leader(true);
        if !prefixes.is_empty() {
            options = options.filter(by_prefix(prefixes));
        }
        if let Some(authentication) = &self.authentication {
            options = options.authenticated(authentication.clone());
        }
        let (options, suffices) = (&options, &suffices);
        self.again(|client| async move {
            let opened = in_time(self.patience.answer, client.read_all(options)).await?;
            self.gather(opened, suffices).await
        })
        .await
    }

    async fn gather(
        &self,
        mut opened: ReadStream,
        suffices: &impl Fn(&RecordedEvent) -> bool,
    ) -> Result<Vec<RecordedEvent>, Error> {
        let mut events = Vec::new();
        while let Some(resolved) = in_time(self.patience.answer, opened.next()).await? {
            let Some(event) = resolved.event else { continue };
            let enough = suffices(&event);
            events.push(event);
            if enough {
                break;
            }
        }
        Ok(events)
    }
}

/// A client of its own: it makes its connections in the runtime of the caller.
pub(super) fn new_client(address: &Address) -> Result<Client, LogError> {
    Client::new(ClientSettings::clone(&address.settings))
        .map_err(|error| LogError::Engine("cannot make a client of the cluster", format!("{error:#}").into()))
}

pub(super) fn by_prefix(prefixes: &[String]) -> SubscriptionFilter {
    prefixes.iter().fold(SubscriptionFilter::on_stream_name(), SubscriptionFilter::add_prefix)
}

async fn in_time<T>(time: Duration, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout(time, asked).await.unwrap_or(Err(Error::DeadlineExceeded))
}

/// What gRPC calls an invalid argument, a failed precondition, out of range: asked again it would be so again.
const FINAL: [i32; 3] = [3, 9, 11];

enum Meaning {
    /// The cluster has answered.
    Said(Trouble),
    /// It has answered that another node should be asked; the client does so by itself.
    AskAnother(Error),
    /// It may or may not have done what was asked.
    Lost(Error),
}

fn meaning(error: Error) -> Meaning {
    match error {
        Error::WrongExpectedVersion { current: CurrentRevision::Current(revision), .. } => {
            Meaning::Said(Trouble::Elsewhere(Some(revision)))
        }
        Error::WrongExpectedVersion { current: CurrentRevision::NoStream, .. } => {
            Meaning::Said(Trouble::Elsewhere(None))
        }
        Error::NotLeaderException(_) => Meaning::AskAnother(error),
        Error::ServerError(_)
        | Error::ConnectionClosed
        | Error::GrpcConnectionError(_)
        | Error::DeadlineExceeded => Meaning::Lost(error),
        Error::Grpc { code, .. } if FINAL.contains(&i32::from(code)) => {
            Meaning::Said(refused("the cluster refuses what it was asked", error))
        }
        Error::Grpc { .. } => Meaning::Lost(error),
        Error::ResourceNotFound => Meaning::Said(Trouble::Missing),
        Error::ResourceDeleted => {
            Meaning::Said(Trouble::Refused(LogError::Untrusted("a stream was deleted".to_owned())))
        }
        Error::AccessDenied => Meaning::Said(Trouble::Refused(LogError::Untrusted(
            "the user may not read or write, or its password is wrong".to_owned(),
        ))),
        Error::InternalParsingError(_)
        | Error::ResourceAlreadyExists
        | Error::UnsupportedFeature
        | Error::InternalClientError
        | Error::InitializationError(_)
        | Error::IllegalStateError(_) => {
            Meaning::Said(refused("the cluster cannot do what it was asked", error))
        }
    }
}

fn refused(what: &'static str, error: Error) -> Trouble {
    Trouble::Refused(LogError::Engine(what, Box::new(error)))
}
