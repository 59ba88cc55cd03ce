//! `registro token`: a signed token for a person, until identity comes from a provider.

use clap::Args;
use uuid::Uuid;

use super::{Failure, open_for_reading, say};
use crate::actor::{Agent, Capacity};
use crate::identity::Keys;
use crate::settings::{Flags, Settings};
use registro_domain::ids::PersonId;

/// Firma un gettone d'accesso per una persona nota al registro (valido otto ore)
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro token --token-key chiave --person UUID --capacity teacher")]
pub(super) struct Token {
    /// La persona
    #[arg(long)]
    person: Uuid,
    /// In quale veste: principal, secretariat, teacher, guardian, student, dpo, auditor
    #[arg(long, value_parser = capacity)]
    capacity: Capacity,
}

pub(super) fn capacity(name: &str) -> Result<Capacity, String> {
    let known = Capacity::ALL.into_iter().find(|capacity| capacity.name() == name);
    known.ok_or_else(|| format!("{name} non è una veste nota"))
}

impl Token {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let keys = keys(&settings)?;
        let app = open_for_reading(&settings).await?;
        let agent = Agent {
            person: PersonId(self.person),
            capacity: self.capacity,
            assurance: 2,
            session: Uuid::new_v4(),
        };
        if app.register.directory().await?.person(agent.person).is_none() {
            return Err("la persona non è nota al registro".into());
        }
        say!("{}", keys.mint(app.register.school, agent)?);
        Ok(())
    }
}

/// The key outside the demo: there is no way in without one.
pub(super) fn keys(settings: &Settings) -> Result<Keys, Failure> {
    let Some(path) = &settings.token_key else {
        return Err(
            "serve un fornitore di identità ([sign-in] in registro.toml) o la chiave dei gettoni (--token-key FILE): fuori dalla \
             demo nessuno entra senza".into()
        );
    };
    let secret = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Keys::from_secret(&secret)?)
}
