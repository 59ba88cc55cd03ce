//! The register at work: takes a command, gathers what its decision needs, and appends what was decided.

use std::sync::{Arc, OnceLock, PoisonError};

use futures::future::join_all;
use jiff::civil::Date;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{CommandId, Position, SchoolId, Version};
use registro_eventlog::ledger::signer::Ledger;
use registro_eventlog::log::{Append, Appended, Clock, EventLog, Head};
use registro_eventlog::seal::KeyStore;
use registro_eventlog::transact::{Intent, TransactError, Trust, transact};
use registro_projections::directory::{self, Directory};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, RwLock, watch};
use uuid::Uuid;

use crate::actor::Agent;
use crate::anchored;
use crate::clock;
use crate::commands::Command;
use crate::desk::{Caches, Desk, Staged};
use crate::refusal::Refusal;
use crate::settings::Contacts;

/// One school's register.
pub struct Register {
    pub log: Arc<dyn EventLog>,
    pub school: SchoolId,
    pub clock: Arc<dyn Clock>,
    pub regulation: Arc<Regulation>,
    /// The keys of the log's data, where they are sealed.
    pub keys: Option<Arc<KeyStore>>,
    pub(crate) caches: Caches,
    /// Of who is to decide: many side by side, or one who lost to the others too often.
    turn: RwLock<()>,
    head: watch::Receiver<Option<Head>>,
    /// Who is who, and the head up to which it was brought.
    directory: Mutex<(Option<Position>, Arc<Directory>)>,
    ledger: OnceLock<Ledger>,
    public_url: OnceLock<String>,
    contacts: OnceLock<Contacts>,
}

/// A command as it arrives.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: CommandId,
    pub agent: Agent,
    pub command: Command,
    /// The version of the record that the person had before her eyes. Given, nobody else's act may come between.
    pub seen: Option<Version>,
    /// What the command belongs to; by itself if `None`.
    pub correlation: Option<Uuid>,
    /// Whether the author has seen what is doubtful in her words, and stands by them.
    pub confirmed: bool,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Recorded(Appended),
    /// It was already so.
    NothingToDo,
}

impl Register {
    pub async fn open(
        log: Arc<dyn EventLog>,
        school: SchoolId,
        clock: Arc<dyn Clock>,
        regulation: Arc<Regulation>,
    ) -> Result<Self, Refusal> {
        let head = log.subscribe(school).await?;
        let register = Self {
            log,
            school,
            clock,
            regulation,
            keys: None,
            caches: Caches::default(),
            turn: RwLock::default(),
            head,
            directory: Mutex::default(),
            ledger: OnceLock::new(),
            public_url: OnceLock::new(),
            contacts: OnceLock::new(),
        };
        register.directory().await?;
        Ok(register)
    }

    /// The ledger of the school's feed, if this process keeps one.
    pub fn ledger(&self) -> Option<&Ledger> {
        self.ledger.get()
    }

    /// From now on acts with legal effect are signed at once. Given once.
    pub fn keep_ledger(&self, ledger: Ledger) {
        // A second one could not have been opened: its folder is locked.
        let _ = self.ledger.set(ledger);
    }

    /// Where browsers find the register, as the operator says it; without a slash at its end.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.get().map(String::as_str)
    }

    /// From now on documents say where they are checked. Given once.
    pub fn is_found_at(&self, public_url: &str) {
        let _ = self.public_url.set(public_url.trim_end_matches('/').to_owned());
    }

    /// How the school and its protection officer are reached, as far as the operator says it.
    pub fn contacts(&self) -> Contacts {
        self.contacts.get().cloned().unwrap_or_default()
    }

    /// From now on notices say how the school is reached. Given once.
    pub fn is_reached_at(&self, contacts: Contacts) {
        let _ = self.contacts.set(contacts);
    }

    pub fn today(&self) -> Date {
        clock::today(&*self.clock)
    }

    pub fn head(&self) -> Option<Head> {
        *self.head.borrow()
    }

    /// By how many seconds the clock stands behind the last event. While it does, acts are recorded at that event's
    /// instant.
    pub fn clock_behind(&self) -> u64 {
        let behind = self.head().map(|head| head.recorded_at.duration_since(self.clock.now()).as_secs());
        behind.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or_default()
    }

    /// Who is who, with everything that has been acknowledged.
    pub async fn directory(&self) -> Result<Arc<Directory>, Refusal> {
        let mut known = self.directory.lock().await;
        let head = self.head().map(|head| head.position);
        if known.0 < head {
            let news = directory::news(&*self.log, self.school, known.0).await?;
            if !news.is_empty() {
                Arc::make_mut(&mut known.1).apply_all(&news);
            }
            // What was read may be beyond the head that was known: an event is taken in once.
            known.0 = news.last().map(|last| last.envelope.position).max(head);
        }
        Ok(Arc::clone(&known.1))
    }

    /// The same, over a log whose data these keys seal.
    pub fn sealed_by(self, keys: Arc<KeyStore>) -> Self {
        Self { keys: Some(keys), ..self }
    }

    /// Forgets what is known in memory: some of it cannot be read in the log any more.
    pub async fn forget(&self) {
        self.caches.clear();
        *self.directory.lock().await = Default::default();
    }

    /// Carries out a command, once however often it is sent.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn execute(&self, request: &Request) -> Result<Outcome, Refusal> {
        let intent = Intent { school: self.school, command: request.id, fingerprint: fingerprint(request) };
        let staged = std::sync::Mutex::new(None);
        let appended = transact(
            &*self.log,
            &intent,
            &self.turn,
            |stream| self.caches.evict(self.school, stream),
            |trust| {
                let staged = &staged;
                async move {
                    let plan = self.plan(request, trust).await?;
                    let append = plan.as_ref().map(|plan| self.append_of(request, plan));
                    *staged.lock().unwrap_or_else(PoisonError::into_inner) = plan;
                    Ok(append)
                }
            },
        )
        .await;
        match appended {
            Ok(None) => Ok(Outcome::NothingToDo),
            Ok(Some(appended)) => {
                let staged = staged.into_inner().unwrap_or_else(PoisonError::into_inner);
                if let Some(staged) = staged.filter(|_| !appended.repeated) {
                    self.keep(staged);
                }
                Ok(Outcome::Recorded(appended))
            }
            Err(TransactError::Refused(refusal)) => Err(refusal),
            Err(TransactError::Append(error)) => Err(error.into()),
        }
    }

    /// Carries out commands that people send at the same moment. They are decided side by side and enter the log in
    /// the order given, in few commits; what clashes is decided again, one by one, after the others.
    pub async fn execute_together(&self, requests: &[Request]) -> Vec<Result<Outcome, Refusal>> {
        let mut planned = Vec::with_capacity(requests.len());
        for request in requests {
            planned.push(self.plan(request, Trust::Cached).await.ok().flatten());
        }
        let appends: Vec<_> = (requests.iter().zip(&planned))
            .map(|(request, plan)| plan.as_ref().map(|plan| self.append_of(request, plan)))
            .collect();
        // What cannot be got ready is the append's own failure.
        join_all(appends.iter().flatten().map(|append| self.log.prepare(self.school, append))).await;
        let appends = appends.into_iter().zip(planned).map(|(append, plan)| async move {
            let appended = self.log.append(self.school, append?).await.ok()?;
            Some((appended, plan?))
        });
        let mut outcomes = Vec::with_capacity(requests.len());
        for (request, done) in requests.iter().zip(join_all(appends).await) {
            outcomes.push(match done {
                Some((appended, plan)) => {
                    if !appended.repeated {
                        self.keep(plan);
                    }
                    Ok(Outcome::Recorded(appended))
                }
                None => self.execute(request).await,
            });
        }
        outcomes
    }

    #[tracing::instrument(name = "decide", level = "debug", skip_all)]
    async fn plan(&self, request: &Request, trust: Trust) -> Result<Option<Staged>, Refusal> {
        let directory = self.directory().await?;
        let mut desk = Desk::new(self, directory, request, trust);
        request.command.plan(&mut desk).await?;
        desk.staged()
    }

    fn append_of(&self, request: &Request, plan: &Staged) -> Append {
        Append {
            command: request.id,
            fingerprint: fingerprint(request),
            correlation: request.correlation.unwrap_or(request.id.0),
            actor: request.agent.envelope(),
            writes: plan.writes.clone(),
        }
    }

    /// Remembers the states after what was appended, and has signed what must be signed at once.
    fn keep(&self, staged: Staged) {
        if let Some(ledger) = self.ledger().filter(|_| anchored::at_once(&staged.writes)) {
            ledger.ask_for_checkpoint();
        }
        staged.kept.into_iter().for_each(|keep| keep(self));
    }
}

/// SHA-256 of the command as it was sent, by whom, having seen what and confirmed or not.
fn fingerprint(request: &Request) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(request.agent.person.0.as_bytes());
    hash.update(request.agent.capacity.name());
    hash.update(request.seen.map_or(u64::MAX, |seen| seen.0).to_be_bytes());
    hash.update([u8::from(request.confirmed)]);
    // A command is plain data of strings and numbers: it always has a JSON form.
    hash.update(serde_json::to_vec(&request.command).unwrap_or_default());
    hash.finalize().into()
}
