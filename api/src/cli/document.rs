//! `registro document`: a document as PDF/A, or the model that the program makes it of.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::processing::Audience;
use registro_eventlog::event::Position;
use registro_projections::requests;
use uuid::Uuid;

use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::app::App;
use crate::documents::{self, Document};
use crate::settings::{Flags, Settings};

/// Compone un documento della scuola: certificato, pagella, lettera, fonogramma, copia dei dati, informativa
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro document attendance 6f1c… --to certificato.pdf
  registro document act 1204 --to lettera.pdf       sanzione, esito di un ricorso, fonogramma o pagella
  registro document dossier 6f1c… --to copia.pdf
  registro document notice-to-families --to informativa.pdf
  registro document act 1204 --model --to lettera.json")]
pub(super) struct DocumentCommand {
    #[command(subcommand)]
    what: What,
    /// Il file da scrivere: non deve esserci già
    #[arg(long, global = true, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Il modello in JSON, di cui registro-documents fa il PDF/A
    #[arg(long, global = true)]
    model: bool,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Certificato di frequenza
    Attendance {
        /// Identificativo dello studente
        student: Uuid,
    },
    /// Il documento di un atto
    Act {
        /// Numero dell'atto
        position: u64,
    },
    /// La copia dei dati di chi l'ha chiesta
    Dossier {
        /// Identificativo della richiesta
        request: Uuid,
    },
    /// L'informativa a studenti e famiglie (GDPR, art. 13 e 14)
    NoticeToFamilies,
    /// L'informativa al personale
    NoticeToStaff,
    /// Ciò da cui comincia una valutazione d'impatto (GDPR, art. 35)
    ImpactAssessment,
}

impl DocumentCommand {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let to = self.to.as_ref().ok_or("dove scrivere (--to FILE)?")?;
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = open_for_reading(&settings).await?;
        let command = Command {
            name: "document",
            kinds: match self.what {
                What::Attendance { .. } => &[Kind::Roster],
                What::Act { .. } => &[Kind::History],
                What::Dossier { .. } => &[Kind::History, Kind::Accesses],
                What::NoticeToFamilies | What::NoticeToStaff | What::ImpactAssessment => &[],
            },
            purpose: "documento della scuola",
        };
        let told = |document: &Document| document.data.to_string();
        let document = by_operator(&app, command, self.what.document(&app), told).await?;
        let bytes = match self.model {
            true => serde_json::to_vec_pretty(&document)?,
            false => documents::pdf(&document).await?,
        };
        std::io::Write::write_all(&mut std::fs::File::create_new(to)?, &bytes)?;
        say!("{} · {} byte", to.display(), bytes.len());
        app.access.close().await;
        app.store.close().await;
        Ok(())
    }
}

impl What {
    async fn document(self, app: &App) -> Result<Document, Failure> {
        let directory = app.register.directory().await?;
        match self {
            What::Attendance { student } => {
                let profile = directory.person(PersonId(student)).ok_or("lo studente non si trova")?;
                let made = app.attendance_certificate(&directory, profile, app.register.today()).await?;
                Ok(made.ok_or("lo studente non è in nessuna classe dell'anno")?)
            }
            What::Act { position } => {
                let event = app.events(&[Position(position)]).await?.pop().ok_or("l'atto non si trova")?;
                Ok(app.document_of(&directory, &event).await?)
            }
            What::Dossier { request } => {
                let found = requests::get(&app.store, app.register.school, RequestId(request)).await?;
                let file = found.ok_or("nessuna richiesta con questo identificativo")?;
                let copy = app.own_data(&file).await?;
                Ok(documents::of_own_data(app, &directory, &copy).await?)
            }
            What::NoticeToFamilies => Ok(app.privacy_notice(&directory, Audience::Families).await?),
            What::NoticeToStaff => Ok(app.privacy_notice(&directory, Audience::Staff).await?),
            What::ImpactAssessment => Ok(app.impact_data(&directory).await?),
        }
    }
}
