//! `registro status`: how far the read models of each school are, and who folds them.

use clap::Args;

use super::{Failure, read_models, read_stored_log, say};
use crate::settings::{Flags, Settings};
use crate::standing::{self, SchoolStanding};

/// Dice a che punto sono le letture di ogni scuola: ritardo, velocità, eventi messi da parte, chi ci lavora
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro status --log sqlite://registro.db --json")]
pub(super) struct Status {
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let log = read_stored_log(&settings).await?;
        let store = read_models(&settings).await?;
        let mut schools = Vec::new();
        for school in log.schools().await? {
            if settings.school.is_none_or(|named| named == school.id.0) {
                let head = *log.subscribe(school.id).await?.borrow();
                schools.push(standing::of(&store, school.id, head, log.counts_events()).await?);
            }
        }
        store.close().await;
        let accepted_loss: Option<serde_json::Value> = match std::fs::read(settings.loss()) {
            Ok(bytes) => Some(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if self.json {
            let told = serde_json::json!({ "schools": schools, "accepted_loss": accepted_loss });
            say!("{}", serde_json::to_string_pretty(&told)?);
        } else {
            if let Some(loss) = &accepted_loss {
                say!("PERDITA ACCETTATA ({})\n{loss:#}", settings.loss().display());
            }
            for school in &schools {
                say!("{}", told(school));
            }
        }
        Ok(())
    }
}

fn told(standing: &SchoolStanding) -> String {
    let place = |at: Option<u64>| at.map_or_else(|| "nessuno".to_owned(), |at| at.to_string());
    let behind = standing.behind_events.map_or_else(String::new, |events| format!("{events} eventi, "));
    let mut told = format!(
        "scuola {}\n  ultimo evento: {}; ultimo letto: {}; indietro di {}{:.1} s",
        standing.school.0,
        place(standing.head),
        place(standing.checkpoint),
        behind,
        standing.behind_seconds
    );
    if let Some(rate) = standing.events_per_second {
        told.push_str(&format!("\n  velocità dell'ultima rincorsa: {rate:.0} eventi/s"));
    }
    if let Some(generation) = standing.generation {
        told.push_str(&format!("\n  generazione: {generation}"));
    }
    if let Some(worker) = &standing.worker {
        let at_work = if worker.at_work { "al lavoro" } else { "a riposo" };
        told.push_str(&format!("\n  lavoratore: {} ({at_work}, gettone {})", worker.name, worker.token));
    }
    if 0 < standing.parked {
        told.push_str(&format!(
            "\n  LETTURE INCOMPLETE: {} eventi messi da parte (registro parked list)",
            standing.parked
        ));
    }
    told
}
