//! `registro migrate`: prepares a database on a server, as the role that owns it.

use clap::Args;
use registro_eventlog::postgres::{Address, migrate};
use registro_projections::store;

use super::{Failure, say};
use crate::settings::{Flags, LogAddress, ReadAddress, Settings};

/// Prepara una base dati PostgreSQL, come suo proprietario, e ammette il ruolo che servirà
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  createuser registro_proprietario && createuser registro
  createdb --owner registro_proprietario registro
  registro migrate --log postgres://registro_proprietario@localhost/registro --role registro
  registro serve --log postgres://registro@localhost/registro

Il proprietario serve solo qui: non deve essere un superutente, né il ruolo che serve. Ripeterlo è innocuo; va ripetuto a
ogni versione di registro che porta tabelle nuove.")]
pub(super) struct Migrate {
    /// Il ruolo con cui registro serve: potrà leggere, aggiungere eventi con una sola funzione, e tenere le letture nel loro
    /// schema
    #[arg(long, value_name = "RUOLO")]
    role: String,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let mut made = Vec::new();
        let places: Vec<&Address> = match (&settings.log, &settings.read) {
            (LogAddress::Postgres(log), ReadAddress::Postgres(read)) if log == read => vec![log],
            (LogAddress::Postgres(log), ReadAddress::Postgres(read)) => vec![log, read],
            (LogAddress::Postgres(address), ReadAddress::Sqlite(_))
            | (LogAddress::Sqlite(_) | LogAddress::Kurrent(_), ReadAddress::Postgres(address)) => {
                vec![address]
            }
            (LogAddress::Sqlite(_) | LogAddress::Kurrent(_), ReadAddress::Sqlite(_)) => {
                return Err(
                    "si prepara solo una base dati PostgreSQL (--log postgres://…): un file SQLite lo crea \
                     chi lo apre, e KurrentDB i suoi flussi"
                        .into(),
                );
            }
        };
        if let LogAddress::Postgres(address) = &settings.log {
            made = migrate(address, &self.role).await?;
        }
        if let ReadAddress::Postgres(address) = &settings.read {
            store::migrate(address, &self.role).await?;
        }
        let address = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if self.json {
            say!("{}", serde_json::json!({ "migrations": made, "role": self.role }));
        } else if made.is_empty() {
            say!("{address} era già pronta; {} può servire.", self.role);
        } else {
            say!("{address} è pronta; {} può servire.", self.role);
        }
        Ok(())
    }
}
