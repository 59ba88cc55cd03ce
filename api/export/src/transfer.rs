//! `registro transfer`: what of one student goes with her to another school, as a bag; and what a bag that came says.

mod file;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use registro::access::entry::Kind;
use registro::access::operator::{Command, by_operator};
use registro::cli::{Failure, open_for_reading, tell};
use registro::settings::{Flags, Settings};
use registro_domain::ids::PersonId;
use uuid::Uuid;

use crate::bag::{Bag, Checked};
use file::StudentFile;

/// Il fascicolo di uno studente che cambia scuola
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro transfer export --student UUID --to /consegne/fascicolo
  registro transfer show --from /arrivi/fascicolo

Delle sanzioni vanno soltanto le definitive; di un procedimento aperto, annullato o tolto dal fascicolo non va nulla.")]
pub(crate) struct Transfer {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Prepara il fascicolo di uno studente
    Export {
        /// Lo studente
        #[arg(long, value_name = "UUID")]
        student: Uuid,
        /// La cartella, nuova
        #[arg(long, value_name = "CARTELLA")]
        to: PathBuf,
    },
    /// Controlla un fascicolo arrivato, impronta per impronta, e lo mostra
    Show {
        /// La cartella
        #[arg(long, value_name = "CARTELLA")]
        from: PathBuf,
        /// Lo mostra in JSON
        #[arg(long)]
        json: bool,
    },
}

/// A student's file is no larger.
const LARGEST: u64 = 64 << 20;
const NAME: &str = "data/fascicolo.json";
const READ: [Kind; 5] = [Kind::Roster, Kind::Attendance, Kind::Grades, Kind::Scrutiny, Kind::Cases];

impl Transfer {
    pub(crate) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        match &self.what {
            What::Export { student, to } => export(flags, PersonId(*student), to).await,
            What::Show { from, json } => show(from, *json),
        }
    }
}

async fn export(flags: &Flags, student: PersonId, to: &Path) -> Result<(), Failure> {
    let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
    let app = open_for_reading(&settings).await?;
    let command = Command {
        name: "transfer export",
        kinds: &READ,
        purpose: "fascicolo per il trasferimento dello studente",
    };
    let file = by_operator(&app, command, StudentFile::of(&app, student), |_| student.to_string()).await?;
    let bag = Bag::small(to)?;
    bag.add(NAME, &serde_json::to_vec_pretty(&file)?)?;
    bag.add("data/LEGGIMI.md", file.told().as_bytes())?;
    bag.finish(&[
        ("Source-Organization", file.school.clone()),
        ("Bagging-Date", file.on.to_string()),
        ("Bag-Software-Agent", format!("registro {}", env!("CARGO_PKG_VERSION"))),
        ("External-Identifier", format!("urn:uuid:{student}")),
    ])?;
    app.access.close().await;
    app.store.close().await;
    tell(format_args!(
        "Fascicolo di {} {} in {}: {} anni, {} sanzioni definitive.",
        file.family_name,
        file.given_name,
        to.display(),
        file.years.len(),
        file.sanctions.len()
    ))?;
    Ok(())
}

fn show(from: &Path, json: bool) -> Result<(), Failure> {
    let bag = Checked::open(from, LARGEST, &mut |_, _| {})?;
    let file = StudentFile::read(&bag.read(NAME)?)?;
    if json {
        tell(format_args!("{}", serde_json::to_string_pretty(&file)?))?;
    } else {
        tell(format_args!("{}", file.told()))?;
    }
    Ok(())
}
