//! Follows a school's feed, and signs: at least every minute while it grows, and at once when asked.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::LedgerError;
use super::keeper::Keeper;
use super::key::Module;
use super::note::Checkpoint;
use super::receipt::Receipt;
use super::shelf::{Published, Shelf};
use crate::codec;
use crate::event::{Position, SchoolId};
use crate::log::{EventLog, Filter, Head};

/// How long an event waits for a checkpoint at most.
pub const EVERY: Duration = Duration::from_secs(60);
/// How many events are taken from the feed at a time.
const PAGE: usize = 4096;

/// A school's ledger at work.
#[derive(Clone)]
pub struct Ledger {
    shelf: Shelf,
    requests: mpsc::UnboundedSender<Request>,
    signed: watch::Receiver<Option<Checkpoint>>,
}

type Reply = oneshot::Sender<Result<Option<Checkpoint>, LedgerError>>;

enum Request {
    Now(Option<Reply>),
    Cosigned(Cosigned),
    Close(oneshot::Sender<()>),
}

/// A witness's line under the checkpoint with this text.
struct Cosigned {
    year: i16,
    text: String,
    line: String,
}

impl Ledger {
    /// Opens the ledger in the folder, brings it up to the log, and goes on following it. A log that does not hold
    /// what was signed is refused.
    pub async fn open(
        log: Arc<dyn EventLog>,
        school: SchoolId,
        folder: &Path,
        every: Duration,
    ) -> Result<Self, LedgerError> {
        Self::open_with(log, school, folder, every, None).await
    }

    /// The same, signed by a security module if one is given.
    pub async fn open_with(
        log: Arc<dyn EventLog>,
        school: SchoolId,
        folder: &Path,
        every: Duration,
        module: Option<Arc<dyn Module>>,
    ) -> Result<Self, LedgerError> {
        let log = log.stored().unwrap_or(log);
        let shelf = Shelf { folder: folder.to_owned() };
        let keeper = blocking({
            let folder = folder.to_owned();
            move || Keeper::open(&folder, school, module)
        })
        .await?;
        held(&*log, school, &keeper).await?;
        let head = log.subscribe(school).await?;
        let (requests, asked) = mpsc::unbounded_channel();
        let (tell, signed) = watch::channel(None);
        let mut at_work = AtWork { log, school, keeper: Some(keeper), tell };
        at_work.turn().await?;
        tokio::spawn(at_work.run(head, asked, every));
        Ok(Self { shelf, requests, signed })
    }

    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The last checkpoint that was signed.
    pub fn signed(&self) -> Option<Checkpoint> {
        self.signed.borrow().clone()
    }

    /// Tells of every checkpoint that is signed.
    pub fn watch(&self) -> watch::Receiver<Option<Checkpoint>> {
        self.signed.clone()
    }

    /// Publishes what a witness has signed. Whoever has checked it adds it.
    pub fn add_cosignature(&self, published: &Published, line: String) {
        let cosigned = Cosigned { year: published.year, text: published.checkpoint.text(), line };
        // A ledger that has stopped publishes nothing more.
        let _ = self.requests.send(Request::Cosigned(cosigned));
    }

    /// Whether it still signs.
    pub fn is_at_work(&self) -> bool {
        !self.requests.is_closed()
    }

    /// A checkpoint over everything that was acknowledged before the call.
    pub async fn checkpoint_now(&self) -> Result<Option<Checkpoint>, LedgerError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::Now(Some(reply))).map_err(|_| LedgerError::Stopped)?;
        answer.await.unwrap_or(Err(LedgerError::Stopped))
    }

    /// The same, without waiting for it.
    pub fn ask_for_checkpoint(&self) {
        // Who has stopped has said why.
        let _ = self.requests.send(Request::Now(None));
    }

    /// The receipt of an event, under the last checkpoint, or a new one if none covers it.
    pub async fn receipt(&self, position: Position) -> Result<Receipt, LedgerError> {
        let look = || {
            let shelf = self.shelf.clone();
            blocking(move || shelf.receipt(position))
        };
        if let Some(receipt) = look().await? {
            return Ok(receipt);
        }
        self.checkpoint_now().await?;
        look().await?.ok_or(LedgerError::NotYet(position.0))
    }

    /// Signs what is there, and gives the files back.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.requests.send(Request::Close(reply)).is_ok() {
            let _ = closed.await;
        }
    }
}

/// The log holds the ledger's last events, byte for byte.
async fn held(log: &dyn EventLog, school: SchoolId, keeper: &Keeper) -> Result<(), LedgerError> {
    let tail = keeper.tail()?;
    let positions: Vec<Position> = tail.iter().map(|(position, _)| *position).collect();
    let found = log.read_at(school, &positions).await?;
    for (number, (position, entry)) in tail.iter().enumerate() {
        match found.get(number) {
            Some(record) if record.position == *position && codec::encode_record(record) == *entry => {}
            Some(record) if record.position == *position => {
                return Err(LedgerError::Inconsistent(format!("event {} is another", position.0)));
            }
            Some(_) | None => {
                return Err(LedgerError::Inconsistent(format!("event {} is missing", position.0)));
            }
        }
    }
    Ok(())
}

struct AtWork {
    log: Arc<dyn EventLog>,
    school: SchoolId,
    /// Away while a thread writes; lost if that fails, and then nothing more is signed.
    keeper: Option<Keeper>,
    tell: watch::Sender<Option<Checkpoint>>,
}

impl AtWork {
    async fn run(
        mut self,
        mut head: watch::Receiver<Option<Head>>,
        mut asked: mpsc::UnboundedReceiver<Request>,
        every: Duration,
    ) {
        let mut due: Option<Instant> = None;
        loop {
            let at = due.unwrap_or_else(Instant::now);
            let (mut replies, mut cosigned, mut closing) = (Vec::new(), Vec::new(), None);
            let mut due_now = true;
            tokio::select! {
                request = asked.recv() => match request {
                    Some(Request::Now(reply)) => replies.extend(reply),
                    Some(Request::Cosigned(line)) => {
                        cosigned.push(line);
                        due_now = false;
                    }
                    Some(Request::Close(reply)) => closing = Some(reply),
                    None => return,
                },
                () = sleep_until(at), if due.is_some() => {}
                changed = head.changed(), if due.is_none() => {
                    if changed.is_err() {
                        return; // The log has closed.
                    }
                    due = Some(Instant::now() + every);
                    continue;
                }
            }
            // Whoever asked meanwhile gets the same checkpoint.
            while let Ok(request) = asked.try_recv() {
                match request {
                    Request::Now(reply) => {
                        replies.extend(reply);
                        due_now = true;
                    }
                    Request::Cosigned(line) => cosigned.push(line),
                    Request::Close(reply) => closing = Some(reply),
                }
            }
            for line in cosigned {
                if let Err(error) = self.cosign(line).await {
                    report(&error);
                    return;
                }
            }
            if !due_now && closing.is_none() {
                continue;
            }
            head.mark_unchanged();
            due = None;
            let turn = self.turn().await;
            let lost = self.keeper.is_none();
            if let Err(error) = &turn {
                report(error);
                due = Some(Instant::now() + every);
            }
            for reply in replies {
                let _ = reply.send(match &turn {
                    Ok(signed) => Ok(signed.clone()),
                    Err(error) => Err(LedgerError::Inconsistent(error.to_string())),
                });
            }
            if let Some(reply) = closing {
                drop(self.keeper.take());
                let _ = reply.send(());
                return;
            }
            if lost {
                return;
            }
        }
    }

    async fn cosign(&mut self, Cosigned { year, text, line }: Cosigned) -> Result<(), LedgerError> {
        let keeper = self.keeper.take().ok_or(LedgerError::Stopped)?;
        let cosigned = blocking(move || keeper.cosign(year, &text, &line).map(|()| keeper)).await?;
        self.keeper = Some(cosigned);
        Ok(())
    }

    /// Takes in everything that the log holds, and signs it.
    async fn turn(&mut self) -> Result<Option<Checkpoint>, LedgerError> {
        loop {
            let after = self.keeper.as_ref().ok_or(LedgerError::Stopped)?.last();
            let page = self.log.read_all(self.school, after, PAGE, Filter::All).await?;
            let more = page.len() == PAGE;
            let mut keeper = self.keeper.take().ok_or(LedgerError::Stopped)?;
            let (keeper, signed) = blocking(move || {
                keeper.add(&page)?;
                let signed = if more { None } else { keeper.sign()? };
                Ok((keeper, signed))
            })
            .await?;
            self.keeper = Some(keeper);
            if !more {
                self.tell.send_replace(signed.clone());
                return Ok(signed);
            }
        }
    }
}

/// Work with files, away from those who serve.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(LedgerError::Stopped))
}

fn report(error: &LedgerError) {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let chain = causes.fold(error.to_string(), |chain, cause| format!("{chain}: {cause}"));
    tracing::error!("the ledger could not sign: {chain}");
}
