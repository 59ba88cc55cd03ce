//! `registro evidence`: a case with all that it takes to verify it elsewhere, as a folder.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use registro_domain::ids::CaseId;
use uuid::Uuid;

use super::{Failure, ledger, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::answers::Moment;
use crate::settings::{Flags, Settings};

/// Compone il fascicolo di prove di un caso: eventi, ricevute, firme, chiavi dei suoi dati, relazione (BagIt)
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro evidence --case 6f1c… --to prove/2026-03")]
pub(super) struct Evidence {
    /// Identificativo del caso
    #[arg(long, value_name = "UUID")]
    case: Uuid,
    /// La cartella dove scrivere: non deve esserci già
    #[arg(long, value_name = "CARTELLA")]
    to: PathBuf,
}

impl Evidence {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = open_for_reading(&settings).await?;
        let folder = settings.ledger.as_deref().ok_or("non si tiene un libro mastro (--ledger CARTELLA)")?;
        let shelf = ledger::shelf(folder, app.register.school);
        let command =
            Command { name: "evidence", kinds: &[Kind::Cases, Kind::History], purpose: "fascicolo di prove" };
        let gathered = async {
            let file = app.case(CaseId(self.case), Moment::Now).await?.ok_or("il caso non si trova")?;
            let directory = app.register.directory().await?;
            let docket = app.docket(file, &directory, Moment::Now, app.register.today()).await?;
            Ok::<_, Failure>(app.evidence(&directory, &docket, &shelf).await?)
        };
        // Whom it names is noted where it is gathered.
        let files = by_operator(&app, command, gathered, |_| String::new()).await?;
        fs::create_dir(&self.to)?;
        for (path, bytes) in &files {
            let path = self.to.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&self.to))?;
            fs::write(&path, bytes)?;
        }
        say!("{} · {} file; si verifica con registro verify --bundle", self.to.display(), files.len());
        app.access.close().await;
        app.store.close().await;
        Ok(())
    }
}
