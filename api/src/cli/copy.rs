//! `registro copy`: a log to another engine or another machine, event by event, checked.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use registro_eventlog::copy::{Copied, CopyError, copy_school};
use registro_eventlog::log::{EventLog, School, SystemClock};
use serde::Serialize;
use uuid::Uuid;

use super::{Failure, progress, read_stored_log, say, stored_log};
use crate::settings::{Flags, Settings};

/// Copia il registro degli eventi in un altro motore: stessi eventi, stesso ordine, stessi byte
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  registro copy --from sqlite://registro.db --to postgres://registro@localhost/registro

Si può interrompere: lo stesso comando riprende da dove era, dopo aver confrontato con l'origine quanto c'è già. Ogni
evento scritto è riletto e confrontato. Una destinazione che contiene altro è lasciata com'è. Le letture si ricavano
dagli eventi: la destinazione se le ricostruisce. Prima di usare la copia, fermare chi scrive nell'origine e ripetere il
comando: copia quello che manca.")]
pub(super) struct Copy {
    /// Da dove: sqlite://PERCORSO, postgres://… o kurrentdb://…
    #[arg(long, value_name = "URL")]
    from: String,
    /// Dove: sqlite://PERCORSO, postgres://… (già preparata con migrate) o kurrentdb://…
    #[arg(long, value_name = "URL")]
    to: String,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    school: Uuid,
    found: u64,
    written: u64,
}

impl Copy {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = |url: &str| {
            let flags = Flags { log: Some(url.to_owned()), ..flags.clone() };
            Settings::gather(&flags, None, url)
        };
        let (source, target) = (settings(&self.from)?, settings(&self.to)?);
        if source.log == target.log {
            return Err(format!("origine e destinazione sono la stessa: {}", source.log).into());
        }
        let from = read_stored_log(&source).await?;
        let to = stored_log(&target, Arc::new(SystemClock)).await?;
        let begun = Instant::now();
        let done = self.copy(&*from, &*to, source.school).await;
        to.close().await;
        from.close().await;
        let reports = done?;
        if self.json {
            say!("{}", serde_json::json!({ "schools": reports, "seconds": begun.elapsed().as_secs_f64() }));
        } else {
            for Report { school, found, written } in &reports {
                say!(
                    "{school}: copiati e riletti {written} eventi, {found} c'erano già ed erano gli stessi."
                );
            }
            say!(
                "{} e {} contengono lo stesso, {:.1} s.",
                source.log,
                target.log,
                begun.elapsed().as_secs_f64()
            );
        }
        Ok(())
    }

    /// Every school of the source, or the one that was named.
    async fn copy(
        &self,
        from: &dyn EventLog,
        to: &dyn EventLog,
        only: Option<Uuid>,
    ) -> Result<Vec<Report>, Failure> {
        let mut schools: Vec<School> = from.schools().await?;
        schools.retain(|school| only.is_none_or(|only| school.id.0 == only));
        if schools.is_empty() {
            return Err("nell'origine non c'è la scuola da copiare".into());
        }
        let mut reports = Vec::with_capacity(schools.len());
        for school in schools {
            let head = *from.subscribe(school.id).await?.borrow();
            let total = from.counts_events().then(|| head.map_or(0, |head| head.position.0 + 1));
            let bar = progress::bar(total, "eventi");
            let copied = copy_school(from, to, school, &mut |events| bar.set_position(events)).await;
            bar.finish_and_clear();
            let Copied { found, written } = copied.map_err(|error| told(school, error))?;
            reports.push(Report { school: school.id.0, found, written });
        }
        Ok(reports)
    }
}

/// What the operator is told; what lies beneath follows as its cause.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct Incomplete {
    what: String,
    source: CopyError,
}

fn told(School { id, .. }: School, error: CopyError) -> Incomplete {
    let school = id.0;
    let what = match &error {
        CopyError::Source(_) => format!("scuola {school}: l'origine non si legge"),
        CopyError::Target(_) => format!("scuola {school}: la destinazione non si apre o non si legge"),
        CopyError::Refused { position, .. } => {
            format!("scuola {school}: la destinazione non ha accettato l'evento {} dell'origine", position.0)
        }
        CopyError::Differs { position, .. } => format!(
            "scuola {school}: all'evento {} dell'origine la destinazione ne ha un altro; non è stata toccata oltre",
            position.0
        ),
        CopyError::Beyond(_) => {
            format!("scuola {school}: la destinazione contiene eventi che l'origine non ha")
        }
        CopyError::NoCommand(position) => {
            format!("scuola {school}: nell'origine manca il comando dell'evento {}", position.0)
        }
    };
    Incomplete { what, source: error }
}
