//! `registro keys`: moves the key store from the key file to a security module, or back.

use std::sync::Arc;

use clap::{Args, Subcommand};
use registro_eventlog::seal::Vault;

use super::keys::{self, by_file, by_module};
use super::{Failure, say};
use crate::settings::{Flags, Settings};

/// Il deposito delle chiavi: che cosa le avvolge
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro keys to-module --hsm-module /usr/lib/softhsm/libsofthsm2.so --hsm-token scuola --hsm-pin-file pin
  registro keys to-file --hsm-module … --hsm-token … --hsm-pin-file …

A registro fermo. Le chiavi dei dati restano le stesse; quella che le avvolgeva prima è distrutta, e le copie del deposito \
fatte prima non si aprono più: se ne fa una nuova. Se si interrompe a metà si ripete lo stesso comando; se il deposito era già \
passato, con --resume.")]
pub(super) struct Keys {
    #[command(subcommand)]
    what: What,
    /// Finisce uno spostamento interrotto: distrugge ciò che il file o il modulo di partenza contiene ancora
    #[arg(long, global = true)]
    resume: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Dal file delle chiavi al modulo di sicurezza
    ToModule,
    /// Dal modulo di sicurezza al file delle chiavi
    ToFile,
}

impl Keys {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let place = settings.keys.clone();
        let hsm = place
            .hsm
            .clone()
            .ok_or("serve il modulo di sicurezza: --hsm-module, --hsm-token, --hsm-pin-file")?;
        if !keys::holds_keys(&settings).await? {
            return Err(format!("in {} non ci sono chiavi", place.store).into());
        }
        let to_module = matches!(self.what, What::ToModule);
        type Vaults = (Arc<dyn Vault>, Arc<dyn Vault>);
        let (from, to): Vaults = tokio::task::spawn_blocking(move || {
            Ok::<Vaults, Failure>(match to_module {
                true => (by_file(&place, true)?, by_module(&hsm)?),
                false => (by_module(&hsm)?, by_file(&place, false)?),
            })
        })
        .await??;
        let store = keys::opened_to_move(&settings, from).await?;
        let moved = store.move_to(&*to, self.resume).await;
        let moved = moved.map_err(|error| keys::told(&settings.keys.store, error))?;
        let (now, then) = match to_module {
            true => (
                "dal modulo di sicurezza",
                "Il file delle chiavi non apre più nulla: se ne distruggono anche le copie.",
            ),
            false => ("dal file delle chiavi", "Sul modulo non c'è più la chiave che le avvolgeva."),
        };
        say!("{moved} chiavi, ora avvolte {now}. {then}");
        Ok(())
    }
}
