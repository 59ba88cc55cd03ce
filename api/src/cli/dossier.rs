//! `registro dossier`: the copy of art. 15 for a request, as files in a folder.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use registro_domain::ids::RequestId;
use registro_projections::requests;
use uuid::Uuid;

use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::own_data::files;
use crate::settings::{Flags, Settings};

/// Compone la copia dei dati di chi l'ha chiesta (GDPR, art. 15): JSON, CSV, manifesto con le impronte
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro dossier 6f1c… --to /consegne/2026-03")]
pub(super) struct Dossier {
    /// Identificativo della richiesta
    request: Uuid,
    /// La cartella dove scrivere: non deve esserci già
    #[arg(long, value_name = "CARTELLA")]
    to: PathBuf,
}

impl Dossier {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = open_for_reading(&settings).await?;
        let command = Command {
            name: "dossier",
            kinds: &[Kind::History, Kind::Accesses],
            purpose: "copia dei dati per l'interessato",
        };
        let gathered = async {
            let found = requests::get(&app.store, app.register.school, RequestId(self.request)).await?;
            let file = found.ok_or("nessuna richiesta con questo identificativo")?;
            let content = app.own_data(&file).await?;
            Ok::<_, Failure>((files(&content)?, file.person))
        };
        let (files, _) = by_operator(&app, command, gathered, |(_, person)| person.to_string()).await?;
        fs::create_dir(&self.to)?;
        for file in &files {
            fs::write(self.to.join(file.name), &file.bytes)?;
            say!("{} · {} byte", self.to.join(file.name).display(), file.bytes.len());
        }
        app.access.close().await;
        app.store.close().await;
        Ok(())
    }
}
