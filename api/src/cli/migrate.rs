//! `registro migrate`: prepares a database on a server, as the role that owns it.

use clap::Args;
use registro_eventlog::postgres::{Address, migrate};
use registro_eventlog::seal::server;
use registro_projections::store;

use super::{Failure, say};
use crate::settings::{Flags, LogAddress, ReadAddress, Settings, StoreAddress};

/// Prepara una base dati PostgreSQL, come suo proprietario, e ammette il ruolo che servirà
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  createuser registro_proprietario && createuser registro
  createdb --owner registro_proprietario registro
  registro migrate --log postgres://registro_proprietario@localhost/registro --role registro
  registro serve --log postgres://registro@localhost/registro

Il deposito delle chiavi su un server, a parte dal registro e con un ruolo suo:
  createuser registro_chiavi && createdb --owner registro_proprietario chiavi
  registro migrate --keys postgres://registro_proprietario@localhost/chiavi --keys-role registro_chiavi
  registro serve --log … --keys postgres://registro_chiavi@localhost/chiavi

Il proprietario serve solo qui: non deve essere un superutente, né il ruolo che serve. Ripeterlo è innocuo; va ripetuto a
ogni versione di registro che porta tabelle nuove.")]
pub(super) struct Migrate {
    /// Il ruolo con cui registro serve: potrà leggere, aggiungere eventi con una sola funzione, e tenere le letture nel loro
    /// schema
    #[arg(long, value_name = "RUOLO", required_unless_present = "keys_role")]
    role: Option<String>,
    /// Il ruolo che terrà le chiavi nella base dati di --keys: diverso da quello che serve il registro
    #[arg(long, value_name = "RUOLO")]
    keys_role: Option<String>,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        if let Some(role) = &self.keys_role {
            prepare_keys(&settings.keys.store, role).await?;
        }
        let Some(role) = &self.role else { return Ok(()) };
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
            made = migrate(address, role).await?;
        }
        if let ReadAddress::Postgres(address) = &settings.read {
            store::migrate(address, role).await?;
        }
        let address = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if self.json {
            say!("{}", serde_json::json!({ "migrations": made, "role": role }));
        } else if made.is_empty() {
            say!("{address} era già pronta; {} può servire.", role);
        } else {
            say!("{address} è pronta; {} può servire.", role);
        }
        Ok(())
    }
}

async fn prepare_keys(store: &StoreAddress, role: &str) -> Result<(), Failure> {
    let StoreAddress::Postgres(address) = store else {
        return Err(
            "con --keys-role serve l'indirizzo della base dati delle chiavi (--keys postgres://…)".into()
        );
    };
    server::migrate(address, role).await?;
    say!("{address} è pronta per le chiavi; {role} può tenerle.");
    Ok(())
}
