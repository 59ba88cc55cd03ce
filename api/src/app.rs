//! A school's register as it is served: writing through [`Register`], reading through the read models.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use registro_eventlog::access::AccessLog;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Head};
use registro_projections::runner::Runner;
use registro_projections::store::{ReadStore, StoreError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::refusal::Refusal;
use crate::register::Register;
use crate::waiting::Count;

/// How long an answer waits for the read models to have seen a write.
const WAIT: Duration = Duration::from_secs(5);
/// Pause before another try after the read models' database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// How often it is looked whether other processes have changed anything.
const LOOK: Duration = Duration::from_secs(30);

pub struct App {
    pub register: Register,
    pub store: ReadStore,
    /// Where what is read is recorded, before it is answered.
    pub access: AccessLog,
    /// The position that the read models have reached.
    pub seen: Seen,
    /// Present when the data are synthetic and the day is simulated.
    pub demo: bool,
    /// One erasure is carried out at a time among those whose read models are in one place.
    pub erasing: Arc<tokio::sync::Mutex<()>>,
    /// What waits in the whole school, as it was last counted.
    pub count: Count,
}

impl App {
    /// Waits until the read models have seen an event, so that who wrote it can read it.
    #[tracing::instrument(name = "wait for read models", level = "debug", skip_all)]
    pub async fn wait_for(&self, position: Position) -> Result<(), Refusal> {
        let mut seen = self.seen.clone();
        let waited = tokio::time::timeout(WAIT, seen.wait_for(|seen| Some(position) <= *seen)).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(closed)) => Err(Refusal::Unavailable(Box::new(closed))),
            Err(late) => Err(Refusal::Unavailable(Box::new(late))),
        }
    }
}

/// How far the read models of a school are.
pub type Seen = watch::Receiver<Option<Position>>;

/// A school whose feed is followed.
struct Followed {
    school: SchoolId,
    head: watch::Receiver<Option<Head>>,
    tell: watch::Sender<Option<Position>>,
}

/// Keeps a school's read models up to date until the log closes, and tells how far they are.
pub async fn follow(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    school: SchoolId,
) -> Result<(Seen, JoinHandle<()>), StoreError> {
    let mut runner = Runner::open(Arc::clone(&log), store.clone()).await?;
    let (followed, seen) = begin(&mut runner, &log, &store, school).await?;
    Ok((seen, tokio::spawn(keep_up(runner, log, store, vec![followed]))))
}

/// The same for several schools: one task folds for whichever has news. What it tells is in the order of `schools`.
pub async fn follow_all(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    schools: &[SchoolId],
) -> Result<(Vec<Seen>, JoinHandle<()>), StoreError> {
    let mut runner = Runner::open(Arc::clone(&log), store.clone()).await?;
    let (mut all, mut told) = (Vec::with_capacity(schools.len()), Vec::with_capacity(schools.len()));
    for school in schools {
        let (followed, seen) = begin(&mut runner, &log, &store, *school).await?;
        all.push(followed);
        told.push(seen);
    }
    Ok((told, tokio::spawn(keep_up(runner, log, store, all))))
}

async fn begin(
    runner: &mut Runner,
    log: &Arc<dyn EventLog>,
    store: &ReadStore,
    school: SchoolId,
) -> Result<(Followed, Seen), StoreError> {
    let head = log.subscribe(school).await?;
    let reached = runner.catch_up(school).await?.or(store.checkpoint(school).await?);
    store.count_parked(school).await?;
    let (tell, seen) = watch::channel(reached);
    Ok((Followed { school, head, tell }, seen))
}

async fn keep_up(mut runner: Runner, log: Arc<dyn EventLog>, store: ReadStore, schools: Vec<Followed>) {
    // Whatever was recorded since they were caught up is seen at once.
    let mut waiting: FuturesUnordered<_> =
        schools.into_iter().map(|followed| wake(followed, Some(Duration::ZERO))).collect();
    while let Some(woken) = waiting.next().await {
        let Some(followed) = woken else { continue }; // The log has closed.
        let pause = match one_turn(&mut runner, &log, &store, followed.school).await {
            // Another process may have folded it: what counts is where the stored rows stand.
            Ok(stored) => {
                followed.tell.send_if_modified(|seen| {
                    let further = *seen < stored;
                    *seen = stored.max(*seen);
                    further
                });
                None
            }
            Err(error) => {
                report(&error);
                Some(PAUSE) // The other schools do not wait for this one.
            }
        };
        waiting.push(wake(followed, pause));
    }
}

/// Waits for a pause if one is given, or for news of a school: sooner or later another process parks an event, or folds
/// it after all. None when the log has closed.
async fn wake(mut followed: Followed, pause: Option<Duration>) -> Option<Followed> {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => {
            if let Ok(news) = tokio::time::timeout(LOOK, followed.head.changed()).await {
                news.ok()?;
            }
        }
    }
    Some(followed)
}

/// Folds what there is, and says where the stored rows stand.
async fn one_turn(
    runner: &mut Runner,
    log: &Arc<dyn EventLog>,
    store: &ReadStore,
    school: SchoolId,
) -> Result<Option<Position>, StoreError> {
    match runner.catch_up(school).await {
        Err(StoreError::GenerationMoved) => {
            *runner = Runner::open(Arc::clone(log), store.clone()).await?;
            runner.catch_up(school).await?;
        }
        other => {
            other?;
        }
    }
    store.count_parked(school).await?;
    store.checkpoint(school).await
}

fn report(error: &StoreError) {
    let mut chain = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        chain = format!("{chain}: {cause}");
        source = cause.source();
    }
    tracing::error!("the read models could not be brought up to date: {chain}");
}
