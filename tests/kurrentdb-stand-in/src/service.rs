//! The calls of the protocol that a log makes.

#![expect(clippy::result_large_err, reason = "a Status is what the protocol answers with")]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::{Stream, StreamExt, stream};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status, Streaming};

use crate::answers;
use crate::faults::When;
use crate::node::{Ended, Shared};
use crate::protocol::event_store::client::gossip::gossip_server::Gossip;
use crate::protocol::event_store::client::gossip::{ClusterInfo, EndPoint, MemberInfo, member_info};
use crate::protocol::event_store::client::server_features::server_features_server::ServerFeatures;
use crate::protocol::event_store::client::server_features::{SupportedMethod, SupportedMethods};
use crate::protocol::event_store::client::streams::read_req::options::all_options::AllOption;
use crate::protocol::event_store::client::streams::read_req::options::stream_options::RevisionOption;
use crate::protocol::event_store::client::streams::read_req::options::{
    CountOption, FilterOption, FilterOptions, StreamOption,
};
use crate::protocol::event_store::client::streams::read_resp::{
    CaughtUp, Content, StreamNotFound, SubscriptionConfirmation,
};
use crate::protocol::event_store::client::streams::streams_server::Streams;
use crate::protocol::event_store::client::streams::{
    AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, DeleteReq, DeleteResp, ReadReq, ReadResp,
    TombstoneReq, TombstoneResp, append_req,
};
use crate::protocol::event_store::client::{Empty, StreamIdentifier, Uuid, uuid};
use crate::store::{Outcome, Proposed, Stored};

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) shared: Arc<Shared>,
    /// Of this node.
    pub(crate) number: usize,
    pub(crate) cuts: watch::Sender<usize>,
}

impl Service {
    /// Does the user have the password, and is this node the one to ask?
    fn admit(&self, metadata: &MetadataMap) -> Result<(), Status> {
        if let Some((user, password)) = &self.shared.terms.credentials {
            let given = metadata.get("authorization").and_then(|value| value.to_str().ok());
            let right = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
            if given != Some(right.as_str()) {
                return Err(Status::unauthenticated("who are you?"));
            }
        }
        let leader = self.shared.leader.load(Ordering::SeqCst);
        if metadata.get("requires-leader").is_some_and(|value| value == "true") && leader != self.number {
            let mut status = Status::not_found("leader info available");
            let port = self.shared.hosts()[leader];
            status.metadata_mut().insert("exception", "not-leader".parse().unwrap());
            status.metadata_mut().insert("leader-endpoint-host", "127.0.0.1".parse().unwrap());
            status.metadata_mut().insert("leader-endpoint-port", port.to_string().parse().unwrap());
            return Err(status);
        }
        Ok(())
    }

    /// Cuts all connections of this node. Whoever was asked on one of them does not answer any more.
    async fn cut(&self) -> ! {
        self.cuts.send_modify(|cuts| *cuts += 1);
        std::future::pending().await
    }

    fn read_stream(
        &self,
        name: &str,
        from: RevisionOption,
        backwards: bool,
        count: u64,
    ) -> Result<Vec<ReadResp>, Status> {
        let store = self.shared.store.lock().unwrap();
        let Some(events) = store.stream(name) else {
            let name = Some(StreamIdentifier { stream_name: name.as_bytes().to_vec() });
            return Ok(vec![answers::content(Content::StreamNotFound(StreamNotFound {
                stream_identifier: name,
            }))]);
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let last = events.len() as u64 - 1;
        let place = |revision: u64| usize::try_from(revision).unwrap_or(usize::MAX).min(events.len());
        let mut found: Vec<ReadResp> = if backwards {
            let until = match from {
                RevisionOption::Revision(revision) => place(revision.saturating_add(1)),
                RevisionOption::Start(_) => 1,
                RevisionOption::End(_) => events.len(),
            };
            events[..until].iter().rev().take(count).map(|stored| answers::event(stored)).collect()
        } else {
            let from = match from {
                RevisionOption::Revision(revision) if i64::MAX as u64 <= revision => {
                    return Err(Status::invalid_argument("a revision beyond all numbers"));
                }
                RevisionOption::Revision(revision) => place(revision),
                RevisionOption::Start(_) => 0,
                RevisionOption::End(_) => events.len(),
            };
            events[from..].iter().take(count).map(|stored| answers::event(stored)).collect()
        };
        found.push(answers::content(Content::LastStreamPosition(last)));
        Ok(found)
    }

    fn read_all(
        &self,
        from: AllOption,
        backwards: bool,
        count: u64,
        filter: Option<&FilterOptions>,
    ) -> Result<Vec<ReadResp>, Status> {
        let store = self.shared.store.lock().unwrap();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let number = match from {
            AllOption::Start(_) => 0,
            AllOption::End(_) => store.len(),
            AllOption::Position(place) => store
                .number_of(place.commit_position)
                .ok_or_else(|| Status::invalid_argument("there is no record at this position"))?,
        };
        let passes = |stored: &&Arc<Stored>| answers::passes(filter, stored);
        let found: Vec<ReadResp> = if backwards {
            let before = &store.since(0)[..number];
            before.iter().rev().filter(passes).take(count).map(|stored| answers::event(stored)).collect()
        } else {
            store
                .since(number)
                .iter()
                .filter(passes)
                .take(count)
                .map(|stored| answers::event(stored))
                .collect()
        };
        Ok(found)
    }

    /// Begins after what the client has. Which events pass is for `next` to say: it gets all of them, with their numbers.
    fn subscribe(
        &self,
        mut number: usize,
        passes: impl Fn(&Stored) -> bool + Send + 'static,
        checkpoints: bool,
    ) -> Answers<ReadResp> {
        let (sender, receiver) = mpsc::channel(64);
        let (mut news, mut ended) = (self.shared.news.subscribe(), self.shared.subscriptions.subscribe());
        let (shared, begun) = (Arc::clone(&self.shared), *ended.borrow_and_update());
        let follow = async move {
            let confirmed = SubscriptionConfirmation { subscription_id: "stand-in".to_owned() };
            sender.send(Ok(answers::content(Content::Confirmation(confirmed)))).await?;
            let (mut caught_up, mut passed_by) = (false, 0);
            loop {
                news.borrow_and_update();
                let events: Vec<Arc<Stored>> = shared.store.lock().unwrap().since(number).to_vec();
                number += events.len();
                for stored in events {
                    if passes(&stored) {
                        sender.send(Ok(answers::event(&stored))).await?;
                        passed_by = 0;
                    } else {
                        passed_by += 1;
                        if checkpoints && passed_by % 32 == 0 {
                            sender.send(Ok(answers::checkpoint(stored.position))).await?;
                        }
                    }
                }
                if !caught_up {
                    caught_up = true;
                    let live = CaughtUp { timestamp: None, stream_revision: None, position: None };
                    sender.send(Ok(answers::content(Content::CaughtUp(live)))).await?;
                }
                tokio::select! {
                    () = sender.closed() => return Ok(()),
                    _ = news.changed() => {}
                    _ = ended.changed() => {
                        let Ended { silently, .. } = *ended.borrow();
                        if silently == begun.silently {
                            sender.send(Err(Status::unavailable("the server is shutting down"))).await?;
                        }
                        return Ok::<(), mpsc::error::SendError<_>>(());
                    }
                }
            }
        };
        tokio::spawn(follow);
        Box::pin(ReceiverStream::new(receiver))
    }

    fn subscribe_to_all(&self, from: AllOption, filter: Option<FilterOptions>) -> Answers<ReadResp> {
        let number = {
            let store = self.shared.store.lock().unwrap();
            match from {
                AllOption::Start(_) => 0,
                AllOption::End(_) => store.len(),
                AllOption::Position(place) => {
                    let after = |stored: &&Arc<Stored>| stored.position <= place.commit_position;
                    store.since(0).iter().take_while(after).count()
                }
            }
        };
        let checkpoints = filter.is_some();
        self.subscribe(number, move |stored| answers::passes(filter.as_ref(), stored), checkpoints)
    }

    fn subscribe_to_stream(&self, name: String, from: RevisionOption) -> Answers<ReadResp> {
        let next = match from {
            RevisionOption::Revision(revision) => revision.saturating_add(1),
            RevisionOption::Start(_) => 0,
            RevisionOption::End(_) => {
                self.shared.store.lock().unwrap().stream(&name).map_or(0, |events| events.len() as u64)
            }
        };
        self.subscribe(0, move |stored| stored.stream == name && next <= stored.revision, false)
    }
}

#[tonic::async_trait]
impl Streams for Service {
    type ReadStream = Answers<ReadResp>;
    type BatchAppendStream = Answers<BatchAppendResp>;

    async fn read(&self, request: Request<ReadReq>) -> Result<Response<Self::ReadStream>, Status> {
        self.admit(request.metadata())?;
        let options = request.into_inner().options.ok_or_else(missing)?;
        let backwards = options.read_direction != 0;
        let filter = options.filter_option.and_then(|option| match option {
            FilterOption::Filter(filter) => Some(filter),
            FilterOption::NoFilter(_) => None,
        });
        let subject = options.stream_option.ok_or_else(missing)?;
        let answers: Answers<ReadResp> = match (subject, options.count_option.ok_or_else(missing)?) {
            (StreamOption::Stream(asked), CountOption::Count(count)) => {
                let name = name_of(asked.stream_identifier)?;
                let from = asked.revision_option.ok_or_else(missing)?;
                sent(self.read_stream(&name, from, backwards, count)?)
            }
            (StreamOption::All(asked), CountOption::Count(count)) => {
                let from = asked.all_option.ok_or_else(missing)?;
                sent(self.read_all(from, backwards, count, filter.as_ref())?)
            }
            (StreamOption::Stream(asked), CountOption::Subscription(_)) => {
                let name = name_of(asked.stream_identifier)?;
                self.subscribe_to_stream(name, asked.revision_option.ok_or_else(missing)?)
            }
            (StreamOption::All(asked), CountOption::Subscription(_)) => {
                self.subscribe_to_all(asked.all_option.ok_or_else(missing)?, filter)
            }
        };
        Ok(Response::new(answers))
    }

    async fn append(&self, request: Request<Streaming<AppendReq>>) -> Result<Response<AppendResp>, Status> {
        self.admit(request.metadata())?;
        let mut sent = request.into_inner();
        let Some(append_req::Content::Options(options)) = next(&mut sent).await? else {
            return Err(missing());
        };
        let stream = name_of(options.stream_identifier)?;
        let expected = options.expected_stream_revision.ok_or_else(missing)?;
        let mut events = Vec::new();
        while let Some(content) = next(&mut sent).await? {
            let append_req::Content::ProposedMessage(message) = content else { return Err(missing()) };
            events.push(Proposed {
                id: id_of(message.id)?,
                metadata: message.metadata,
                custom_metadata: message.custom_metadata,
                data: message.data,
            });
        }
        if self.shared.faults.is_cut(&stream, When::BeforeItIsStored) {
            self.cut().await;
        }
        self.shared.faults.wait(&stream).await;
        let (outcome, count) = {
            let mut store = self.shared.store.lock().unwrap();
            (store.append(&stream, expected, events), store.len())
        };
        self.shared.news.send_replace(count);
        if self.shared.faults.is_cut(&stream, When::AfterItIsStored) {
            self.cut().await;
        }
        match outcome {
            Outcome::Stored { revision, position } => {
                Ok(Response::new(answers::appended(revision, position)))
            }
            Outcome::WrongExpectedVersion(current) => {
                Ok(Response::new(answers::wrong_expected_version(current)))
            }
            Outcome::TooLarge => {
                let mut status = Status::invalid_argument("maximum append size exceeded");
                status.metadata_mut().insert("exception", "maximum-append-size-exceeded".parse().unwrap());
                Err(status)
            }
            Outcome::Invalid(why) => Err(Status::invalid_argument(why)),
        }
    }

    async fn delete(&self, _: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        Err(Status::unimplemented("a log never deletes"))
    }

    async fn tombstone(&self, _: Request<TombstoneReq>) -> Result<Response<TombstoneResp>, Status> {
        Err(Status::unimplemented("a log never deletes"))
    }

    async fn batch_append(
        &self,
        _: Request<Streaming<BatchAppendReq>>,
    ) -> Result<Response<Self::BatchAppendStream>, Status> {
        Err(Status::unimplemented("the log does not ask for it"))
    }
}

#[tonic::async_trait]
impl Gossip for Service {
    async fn read(&self, _: Request<Empty>) -> Result<Response<ClusterInfo>, Status> {
        let leader = self.shared.leader.load(Ordering::SeqCst);
        let member = |(number, port): (usize, u16)| MemberInfo {
            instance_id: Some(Uuid { value: Some(uuid::Value::String(uuid_of_node(number).to_string())) }),
            time_stamp: 0,
            state: if number == leader {
                member_info::VNodeState::Leader.into()
            } else {
                member_info::VNodeState::Follower.into()
            },
            is_alive: true,
            http_end_point: Some(EndPoint { address: "127.0.0.1".to_owned(), port: port.into() }),
        };
        let members = self.shared.hosts().into_iter().enumerate().map(member).collect();
        Ok(Response::new(ClusterInfo { members }))
    }
}

#[tonic::async_trait]
impl ServerFeatures for Service {
    async fn get_supported_methods(&self, _: Request<Empty>) -> Result<Response<SupportedMethods>, Status> {
        let methods = ["read", "append"].map(|method| SupportedMethod {
            method_name: method.to_owned(),
            service_name: "event_store.client.streams.streams".to_owned(),
            features: Vec::new(),
        });
        let version = "25.0.0".to_owned();
        Ok(Response::new(SupportedMethods { methods: methods.into(), event_store_server_version: version }))
    }
}

fn missing() -> Status {
    Status::invalid_argument("a part of the request is missing")
}

fn sent(answers: Vec<ReadResp>) -> Answers<ReadResp> {
    stream::iter(answers).map(Ok).boxed()
}

async fn next(sent: &mut Streaming<AppendReq>) -> Result<Option<append_req::Content>, Status> {
    Ok(sent.message().await?.and_then(|message| message.content))
}

fn name_of(identifier: Option<StreamIdentifier>) -> Result<String, Status> {
    String::from_utf8(identifier.ok_or_else(missing)?.stream_name).map_err(|_| missing())
}

fn id_of(id: Option<Uuid>) -> Result<::uuid::Uuid, Status> {
    match id.and_then(|id| id.value).ok_or_else(missing)? {
        uuid::Value::String(text) => text.parse().map_err(|_| missing()),
        uuid::Value::Structured(parts) => {
            let (high, low) = (parts.most_significant_bits, parts.least_significant_bits);
            Ok(::uuid::Uuid::from_u64_pair(high.cast_unsigned(), low.cast_unsigned()))
        }
    }
}

fn uuid_of_node(number: usize) -> ::uuid::Uuid {
    ::uuid::Uuid::from_u128(number as u128 + 1)
}

/// As in RFC 4648, for the one header that needs it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let word =
            three.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter =
                if place <= three.len() { LETTERS[(word >> (18 - 6 * place) & 63) as usize] } else { b'=' };
            text.push(char::from(letter));
        }
    }
    text
}
