//! What is left to do of erasures that another process approved or carried out: what was known is forgotten, rows that were
//! folded with the data are folded again, and what nobody has finished is finished.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use registro_domain::ids::ErasureId;
use registro_eventlog::event::Position;
use registro_projections::erasures::{self, ErasureFile};
use registro_projections::rebuild::fold_afresh;

use super::carry_out;
use crate::app::App;
use crate::refusal::Refusal;

/// How often it is looked.
pub const EVERY: Duration = Duration::from_secs(30);

/// Looks for as long as the process lives.
pub async fn keep(app: Arc<App>, every: Duration) {
    let mut watch = Watch { app, generation: None, left_over: HashSet::new(), behind: None };
    loop {
        if let Err(refusal) = watch.look().await {
            tracing::warn!("it could not be seen whether an erasure is left over: {refusal}");
        }
        tokio::time::sleep(every).await;
    }
}

struct Watch {
    app: Arc<App>,
    /// Of the key store, when it was last looked at.
    generation: Option<i64>,
    /// Approved and not carried out at the last look: whoever approved may still be at it.
    left_over: HashSet<ErasureId>,
    /// The erasure that the rows were seen to be behind of.
    behind: Option<Position>,
}

impl Watch {
    async fn look(&mut self) -> Result<(), Refusal> {
        let Some(keys) = &self.app.register.keys else { return Ok(()) };
        let generation = keys.generation().await?;
        if self.generation.replace(generation).is_some_and(|before| before < generation) {
            self.app.register.forget().await;
        }
        let files = erasures::to_be_carried_out(&self.app.store, self.app.register.school).await?;
        let left_over: HashSet<ErasureId> = files.iter().map(|file| file.id).collect();
        let nobody_did = left_over.intersection(&self.left_over).next().is_some();
        self.left_over = left_over;
        if nobody_did {
            carry_out(&self.app).await?;
        }
        // Whoever carried it out may be about to say that these rows are folded.
        let behind = behind(&self.app).await?;
        if behind.is_some() && behind == self.behind {
            cleanse(&self.app).await?;
        }
        self.behind = behind;
        Ok(())
    }
}

/// The last act that says that an erasure was carried out, if the rows were not folded again since.
async fn behind(app: &App) -> Result<Option<Position>, Refusal> {
    let school = app.register.school;
    let files = erasures::of_school(&app.store, school).await?;
    let done = |file: &ErasureFile| file.erasure.executed.as_ref().and(file.acts.last().copied());
    let last = files.iter().filter_map(done).max();
    let cleansed = app.store.cleansed(school).await?;
    Ok(last.filter(|last| cleansed < Some(*last)))
}

/// Folds the rows again if they were folded before the last erasure was carried out.
pub async fn cleanse(app: &App) -> Result<(), Refusal> {
    let Some(act) = behind(app).await? else { return Ok(()) };
    let _one_at_a_time = app.erasing.lock().await;
    let register = &app.register;
    register.forget().await;
    fold_afresh(Arc::clone(&register.log), app.store.clone()).await?;
    app.store.purge().await?;
    app.store.set_cleansed(register.school, act).await?;
    Ok(())
}
