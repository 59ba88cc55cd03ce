//! A school's register as it is served: writing through [`Register`], reading through the read models.

use std::sync::Arc;
use std::time::Duration;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;
use registro_projections::runner::Runner;
use registro_projections::store::{ReadStore, StoreError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::refusal::Refusal;
use crate::register::Register;

/// How long an answer waits for the read models to have seen a write.
const WAIT: Duration = Duration::from_secs(5);
/// Pause before another try after the read models' database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// How often it is looked whether other processes have changed anything.
const LOOK: Duration = Duration::from_secs(30);

pub struct App {
    pub register: Register,
    pub store: ReadStore,
    /// The position that the read models have reached.
    pub seen: watch::Receiver<Option<Position>>,
    /// Present when the data are synthetic and the day is simulated.
    pub demo: bool,
}

impl App {
    /// Waits until the read models have seen an event, so that who wrote it can read it.
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

/// Keeps a school's read models up to date until the log closes, and tells how far they are.
pub async fn follow(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    school: SchoolId,
) -> Result<(watch::Receiver<Option<Position>>, JoinHandle<()>), StoreError> {
    let mut runner = Runner::open(Arc::clone(&log), store.clone()).await?;
    let mut head = log.subscribe(school).await?;
    let reached = runner.catch_up(school).await?.or(store.checkpoint(school).await?);
    store.count_parked(school).await?;
    let (tell, seen) = watch::channel(reached);
    let following = tokio::spawn(async move {
        loop {
            match one_turn(&mut runner, &log, &store, school).await {
                // Another process may have folded it: what counts is where the stored rows stand.
                Ok(stored) => drop(tell.send_if_modified(|seen| {
                    let further = *seen < stored;
                    *seen = stored.max(*seen);
                    further
                })),
                Err(error) => {
                    report(&error);
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            }
            // Sooner or later another process parks an event, or folds it after all.
            if let Ok(Err(_)) = tokio::time::timeout(LOOK, head.changed()).await {
                return; // The log has closed.
            }
        }
    });
    Ok((seen, following))
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
