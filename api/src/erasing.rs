//! Carries out an erasure that two persons have decided: the keys are destroyed, everything that was folded from the data
//! is folded again without them, and that it is done is recorded. Broken off at any step, it is taken up again, by this or
//! another process ([`watch`]): each step can be repeated.

pub mod expunged;
pub mod watch;

use std::sync::Arc;

use registro_domain::ids::{ErasureId, PersonId};
use registro_eventlog::event::{Actor, CommandId, Position, Version};
use registro_eventlog::seal::KeyId;
use registro_projections::erasures::{self, ErasureFile};
use registro_projections::rebuild::fold_afresh;
use uuid::Uuid;

use crate::actor::{Agent, Capacity};
use crate::app::App;
use crate::commands::Command;
use crate::commands::erasure::{Act, Erasure};
use crate::desk::erasure_stream;
use crate::refusal::Refusal;
use crate::register::{Outcome, Request};

/// Begins to carry out what is to be, beside everything else: what was approved at a position, once it is seen, or what was
/// left over when the process ended.
pub fn begin(app: Arc<App>, approved: Option<Position>) {
    tokio::spawn(async move {
        let done = async {
            match approved {
                Some(position) => app.wait_for(position).await?,
                None => destroy_again(&app).await?,
            }
            carry_out(&app).await?;
            watch::cleanse(&app).await
        };
        if let Err(refusal) = done.await {
            tracing::error!("an erasure could not be carried out, and is taken up again soon: {refusal}");
        }
    });
}

/// Carries out every erasure that was approved and not known to be done. Returns how many there were.
pub async fn carry_out(app: &App) -> Result<usize, Refusal> {
    let _one_at_a_time = app.erasing.lock().await;
    let files = erasures::to_be_carried_out(&app.store, app.register.school).await?;
    let mut failed = None;
    for file in &files {
        // One that cannot be carried out does not hold up the others.
        failed = one(app, file).await.err().or(failed);
    }
    failed.map_or(Ok(files.len()), Err)
}

/// Destroys again what was destroyed before: an older copy of the key store may have been put back.
async fn destroy_again(app: &App) -> Result<(), Refusal> {
    let Some(keys) = &app.register.keys else { return Ok(()) };
    let _one_at_a_time = app.erasing.lock().await;
    let files = erasures::of_school(&app.store, app.register.school).await?;
    let done = files.iter().filter(|file| file.erasure.executed.is_some());
    let condemned = done.flat_map(|file| file.erasure.approved.iter().flat_map(|it| &it.keys));
    let condemned: Vec<KeyId> = condemned.map(|key| KeyId(key.0)).collect();
    let there = keys.destroy(&condemned).await?;
    if 0 < there {
        tracing::warn!(
            "{there} keys that had been destroyed were there again, from an older copy: they are gone"
        );
        app.register.forget().await;
        fold_afresh(Arc::clone(&app.register.log), app.store.clone()).await?;
        app.store.purge().await?;
    }
    Ok(())
}

async fn one(app: &App, file: &ErasureFile) -> Result<(), Refusal> {
    let register = &app.register;
    let (Some(approved), Some(keys)) = (&file.erasure.approved, &register.keys) else { return Ok(()) };
    let condemned: Vec<KeyId> = approved.keys.iter().map(|key| KeyId(key.0)).collect();
    keys.destroy(&condemned).await?;
    register.forget().await;
    fold_afresh(Arc::clone(&register.log), app.store.clone()).await?;
    app.store.purge().await?;
    let request = Request {
        id: CommandId(Uuid::new_v5(&file.id.0, b"executed")),
        agent: approver(app, file.id).await?,
        command: Command::Erasure(Erasure {
            erasure: file.id,
            act: Act::Execute { keys: u32::try_from(condemned.len()).unwrap_or(u32::MAX) },
        }),
        seen: None,
        correlation: None,
        confirmed: true,
    };
    if let Outcome::Recorded(appended) = register.execute(&request).await? {
        app.store.set_cleansed(register.school, appended.last).await?;
    }
    Ok(())
}

/// Who approved it, as she was then: what follows from her act is hers.
async fn approver(app: &App, erasure: ErasureId) -> Result<Agent, Refusal> {
    let register = &app.register;
    let acts = register.log.read_stream(register.school, &erasure_stream(erasure)?, Version(0)).await?;
    let approval = acts.into_iter().rfind(|act| act.kind == crate::sealing::CONDEMNS);
    let Actor { person, capacity, assurance, session, .. } =
        approval.ok_or(Refusal::NotFound("l'approvazione"))?.actor;
    let known = Capacity::ALL.into_iter().find(|known| known.name() == capacity);
    let capacity = known.ok_or(Refusal::NotFound("la qualifica di chi ha approvato"))?;
    Ok(Agent { person: PersonId(person), capacity, assurance, session })
}
