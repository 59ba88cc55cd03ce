//! `registro rebuild`: folds every read model again from the log.

use std::time::Instant;

use clap::Args;
use registro_projections::rebuild::rebuild;

use super::{Failure, progress, read_log, read_models, say};
use crate::settings::{Flags, Settings};

/// Ricostruisce le letture dagli eventi, accanto a quelle in uso, e le scambia alla fine
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro rebuild --log sqlite://registro.db --json")]
pub(super) struct Rebuild {
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

impl Rebuild {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let log = read_log(&settings).await?.log;
        let store = read_models(&settings).await?;
        let (counted, mut events) = (log.counts_events(), 0);
        for school in log.schools().await? {
            let head = *log.subscribe(school.id).await?.borrow();
            events += head.map_or(0, |head| head.position.0 + 1);
        }
        let bar = progress::bar(counted.then_some(events), "eventi");
        let begun = Instant::now();
        let mut done = std::collections::BTreeMap::new();
        rebuild(log, store.clone(), &mut |school, position| {
            done.insert(school, position.0 + 1);
            if counted {
                bar.set_position(done.values().sum());
            }
        })
        .await?;
        bar.finish_and_clear();
        store.close().await;
        let seconds = begun.elapsed().as_secs_f64();
        let events = counted.then(|| done.values().sum::<u64>());
        if self.json {
            say!("{}", serde_json::json!({ "events": events, "seconds": seconds }));
        } else {
            let from = events.map_or_else(String::new, |events| format!(" da {events} eventi"));
            say!("Letture ricostruite{from} in {seconds:.1} s.");
        }
        Ok(())
    }
}
