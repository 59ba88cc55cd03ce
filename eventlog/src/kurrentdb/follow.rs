//! Hears of what other processes plan and carry out. The subscription has a thread and a runtime of its own, since the
//! client turns in a circle for ever, and lets nobody else run, when a server ends a subscription without an error.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use kurrentdb::{StreamPosition, SubscribeToAllOptions, SubscriptionEvent};
use tokio::sync::{mpsc, oneshot};

use super::feeds::Feeds;
use super::link::{Link, by_prefix, new_client};
use super::stored::{self, DONE, Done};
use super::writer::Request;
use super::{Address, names};
use crate::event::SchoolId;
use crate::log::{Head, LogError};

/// Before a subscription that ended is made again.
const PAUSE: Duration = Duration::from_millis(200);
/// How often a subscription shows that it is alive, and the supervisor looks.
const BEAT: Duration = Duration::from_secs(1);
/// Looks without a beat, after which a subscription is given up for lost.
const SILENT: u32 = 5;
/// Threads that turn in a circle cannot be ended. After so many the supervisor only asks now and then.
const LOST: u32 = 3;
/// Looks between two askings for what no subscription told.
const ASKED: u32 = 5;

enum News {
    /// A subscription has begun: what happened before it is to be looked up.
    Begun,
    Planned(SchoolId),
    Done(SchoolId, Head),
}

/// The thread and its supervisor, as long as the log is open.
pub(super) struct Following(Arc<AtomicBool>);

impl Following {
    pub(super) fn begin(address: Address, link: Arc<Link>, feeds: &Arc<Feeds>) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let supervisor =
            Supervisor { address, link, feeds: Arc::downgrade(feeds), ended: Arc::clone(&ended) };
        tokio::spawn(supervisor.run());
        Self(ended)
    }

    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.end();
    }
}

struct Supervisor {
    address: Address,
    link: Arc<Link>,
    feeds: Weak<Feeds>,
    ended: Arc<AtomicBool>,
}

impl Supervisor {
    async fn run(self) {
        let mut lost = 0;
        let (mut news, mut beats) = self.subscribe();
        let (mut looks, mut silent, mut seen) = (0, 0, 0);
        let mut waiting = Vec::new();
        let mut tick = tokio::time::interval(BEAT);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !self.ended.load(Ordering::Relaxed) {
            tokio::select! {
                heard = news.recv() => match heard {
                    Some(heard) => self.heard(heard, &mut waiting).await,
                    // The thread could not be begun, or has panicked.
                    None => {
                        tokio::time::sleep(PAUSE).await;
                        if self.ended.load(Ordering::Relaxed) {
                            return;
                        }
                        (news, beats) = self.subscribe();
                    }
                },
                _ = tick.tick() => {
                    looks += 1;
                    let beat = beats.load(Ordering::Relaxed);
                    silent = if beat == seen { silent + 1 } else { 0 };
                    seen = beat;
                    if silent == SILENT && lost < LOST {
                        tracing::error!("the subscription to the cluster does not answer and is left to itself");
                        lost += 1;
                        silent = 0;
                        (news, beats) = self.subscribe();
                    }
                    if looks % ASKED == 0 {
                        self.ask(&mut waiting, SILENT <= silent).await;
                    }
                }
            }
        }
    }

    async fn heard(&self, heard: News, waiting: &mut Vec<SchoolId>) {
        let Some(feeds) = self.feeds.upgrade() else { return };
        match heard {
            News::Begun => {
                for feed in feeds.all() {
                    match feed.look(&self.link).await {
                        Ok(true) => waiting.push(feed.id),
                        Ok(false) => {}
                        Err(error) => {
                            // The subscription has ended by then as well, and the next one begins with this again.
                            tracing::debug!(?error, "cannot look how far a feed goes");
                            break;
                        }
                    }
                }
            }
            News::Planned(school) => {
                if feeds.get(school).is_some() && !waiting.contains(&school) {
                    waiting.push(school);
                }
            }
            News::Done(school, head) => {
                waiting.retain(|planned| *planned != school);
                if let Some(feed) = feeds.get(school) {
                    feed.reach.extend(head);
                }
            }
        }
    }

    /// Plans that nobody has ended since: whoever made them may be gone, so they are carried out here. Without a
    /// subscription, every school is asked for.
    async fn ask(&self, waiting: &mut Vec<SchoolId>, deaf: bool) {
        let Some(feeds) = self.feeds.upgrade() else { return };
        let left = std::mem::take(waiting);
        for feed in feeds.all() {
            if !deaf && !left.contains(&feed.id) {
                continue;
            }
            let asked: Result<(), LogError> = match &feed.writer {
                Some(writer) => {
                    let (reply, answer) = oneshot::channel();
                    let sent = writer.send(Request::Settle(reply)).is_ok();
                    if sent { answer.await.unwrap_or(Err(LogError::Stopped)) } else { Ok(()) }
                }
                None => feed.look(&self.link).await.map(drop),
            };
            if let Err(error) = asked {
                tracing::debug!(?error, "cannot ask for what was planned");
                waiting.push(feed.id);
            }
        }
    }

    fn subscribe(&self) -> (mpsc::UnboundedReceiver<News>, Arc<AtomicU64>) {
        let (sender, news) = mpsc::unbounded_channel();
        let beats = Arc::new(AtomicU64::new(0));
        let subscriber = Subscriber {
            address: self.address.clone(),
            news: sender,
            beats: Arc::clone(&beats),
            ended: Arc::clone(&self.ended),
        };
        let begun =
            std::thread::Builder::new().name("registro-kurrentdb".to_owned()).spawn(move || subscriber.run());
        if let Err(error) = begun {
            tracing::error!(?error, "cannot begin a thread for the subscription");
        }
        (news, beats)
    }
}

struct Subscriber {
    address: Address,
    news: mpsc::UnboundedSender<News>,
    beats: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl Subscriber {
    fn run(self) {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::error!(?error, "cannot begin a runtime for the subscription");
                return;
            }
        };
        runtime.block_on(async {
            let beats = async {
                while !self.ended.load(Ordering::Relaxed) && !self.news.is_closed() {
                    self.beats.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(BEAT / 4).await;
                }
            };
            tokio::select! {
                () = beats => {}
                () = self.listen() => {}
            }
        });
    }

    /// Each subscription has a client of its own, and tells only what comes after it was confirmed.
    async fn listen(&self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::debug!(error, "the subscription to the cluster ended");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listen_once(&self) -> Result<(), Box<dyn std::error::Error>> {
        let client = new_client(&self.address)?;
        let mut options = SubscribeToAllOptions::default()
            .position(StreamPosition::End)
            .filter(by_prefix(&[names::PLANS.to_owned()]))
            .requires_leader(true);
        if let Some(authentication) = self.address.authentication() {
            options = options.authenticated(authentication);
        }
        let mut subscription = client.subscribe_to_all(&options).await;
        loop {
            let news = match subscription.next_subscription_event().await? {
                SubscriptionEvent::Confirmed(_) => News::Begun,
                SubscriptionEvent::EventAppeared(resolved) => {
                    let Some(event) = resolved.event else { continue };
                    let Some(school) = names::school_of_plans(event.stream_id()) else { continue };
                    if event.event_type == DONE {
                        News::Done(school, stored::read::<Done>(DONE, &event)?.into())
                    } else {
                        News::Planned(school)
                    }
                }
                SubscriptionEvent::Checkpoint(_)
                | SubscriptionEvent::FirstStreamPosition(_)
                | SubscriptionEvent::LastStreamPosition(_)
                | SubscriptionEvent::LastAllPosition(_)
                | SubscriptionEvent::CaughtUp(_)
                | SubscriptionEvent::FellBehind(_) => continue,
            };
            if self.news.send(news).is_err() {
                return Ok(());
            }
        }
    }
}
