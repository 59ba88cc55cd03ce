//! Where the keys of the data are, and what opens them.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use registro_eventlog::postgres::Address;
use serde::Deserialize;

use super::{SettingsError, postgres};

#[derive(Clone, PartialEq, Eq)]
pub struct KeyPlace {
    /// Data keys, wrapped.
    pub store: StoreAddress,
    /// What they are wrapped by, under a passphrase.
    pub vault: PathBuf,
    pub passphrase_file: PathBuf,
    /// From the environment, if it is there.
    pub passphrase: Option<String>,
    /// What they are wrapped by instead, if there is one.
    pub hsm: Option<Hsm>,
}

/// Without the passphrase.
impl fmt::Debug for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPlace")
            .field("store", &self.store)
            .field("vault", &self.vault)
            .field("hsm", &self.hsm)
            .finish_non_exhaustive()
    }
}

/// A file, or tables of a server that several machines use. Shown without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAddress {
    File(PathBuf),
    Postgres(Address),
}

impl StoreAddress {
    pub(super) fn parse(given: &Path) -> Result<Self, SettingsError> {
        match given.to_str() {
            Some(url) if Address::is_meant_by(url) => Ok(Self::Postgres(postgres("keys", url)?)),
            Some(_) | None => Ok(Self::File(given.to_owned())),
        }
    }

    /// Whether it is there already. A server's tables are, or it does not open.
    pub fn exists(&self) -> bool {
        match self {
            Self::File(path) => path.exists(),
            Self::Postgres(_) => true,
        }
    }
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(address) => address.fmt(f),
        }
    }
}

/// A token of a security module (PKCS#11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hsm {
    pub module: PathBuf,
    pub token: String,
    pub pin_file: PathBuf,
    /// How the keys on the token are called: registers that share a token have different names.
    pub name: String,
    /// Whether the key that signs the ledger is there as well.
    pub signs: bool,
}

const NAME: &str = "registro";

/// `[hsm]` in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct HsmSection {
    module: Option<PathBuf>,
    token: Option<String>,
    pin_file: Option<PathBuf>,
    name: Option<String>,
    signs_ledger: Option<bool>,
}

#[derive(Clone, Debug, Default, Args)]
pub struct HsmFlags {
    /// Modulo di sicurezza (PKCS#11) al posto del file che apre le chiavi: la libreria del suo produttore
    #[arg(long, global = true, env = "REGISTRO_HSM_MODULE", value_name = "LIBRERIA")]
    pub hsm_module: Option<PathBuf>,
    /// Etichetta del gettone del modulo
    #[arg(long, global = true, env = "REGISTRO_HSM_TOKEN", value_name = "ETICHETTA")]
    pub hsm_token: Option<String>,
    /// File con il PIN del gettone
    #[arg(long, global = true, env = "REGISTRO_HSM_PIN_FILE", value_name = "FILE")]
    pub hsm_pin_file: Option<PathBuf>,
    /// Nome delle chiavi sul gettone: chi lo condivide ne usa uno diverso [predefinito: registro]
    #[arg(long, global = true, env = "REGISTRO_HSM_NAME", value_name = "NOME")]
    pub hsm_name: Option<String>,
    /// Tiene sul gettone anche la chiave che firma il libro mastro; si sceglie alla prima firma
    #[arg(long, global = true, env = "REGISTRO_HSM_SIGNS_LEDGER")]
    pub hsm_signs_ledger: bool,
}

impl Hsm {
    /// None where nothing is said of a module.
    pub(super) fn gather(
        flags: &HsmFlags,
        section: Option<HsmSection>,
    ) -> Result<Option<Self>, SettingsError> {
        let section = section.unwrap_or_default();
        let module = flags.hsm_module.clone().or(section.module);
        let token = flags.hsm_token.clone().or(section.token);
        let pin_file = flags.hsm_pin_file.clone().or(section.pin_file);
        let name = flags.hsm_name.clone().or(section.name);
        let signs = flags.hsm_signs_ledger || section.signs_ledger.unwrap_or_default();
        if module.is_none() && token.is_none() && pin_file.is_none() && !signs {
            return Ok(None);
        }
        Ok(Some(Self {
            module: module.ok_or(SettingsError::Hsm("--hsm-module"))?,
            token: token.ok_or(SettingsError::Hsm("--hsm-token"))?,
            pin_file: pin_file.ok_or(SettingsError::Hsm("--hsm-pin-file"))?,
            name: name.unwrap_or_else(|| NAME.to_owned()),
            signs,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flags, Settings};
    use super::*;

    #[test]
    fn keys_on_a_server_are_not_kept_by_who_serves_the_log() {
        let gather = |keys: &str| {
            let flags = Flags {
                log: Some("postgres://registro:a@h/scuole".to_owned()),
                keys: Some(keys.into()),
                ..Flags::default()
            };
            Settings::gather(&flags, None, "")
        };
        let apart = gather("postgres://registro_chiavi:segreto@h/chiavi").expect("valid").keys;
        assert_eq!(apart.store.to_string(), "postgres://registro_chiavi@h:5432/chiavi");
        assert!(!format!("{apart:?}").contains("segreto"));
        assert!(matches!(gather("postgres://registro:a@h/scuole"), Err(SettingsError::SameKeys)));
        assert!(gather("postgres://registro_chiavi:a@h/scuole").is_ok());
        assert_eq!(gather("chiavi.db").expect("valid").keys.store, StoreAddress::File("chiavi.db".into()));
    }

    #[test]
    fn a_module_is_named_whole_or_not_at_all() {
        let mut flags = Flags::default();
        let gather = |flags: &Flags| Settings::gather(flags, None, "sqlite://r.db");
        assert_eq!(gather(&flags).expect("valid").keys.hsm, None);
        flags.hsm.hsm_module = Some("m.so".into());
        flags.hsm.hsm_token = Some("scuola".to_owned());
        assert!(matches!(gather(&flags), Err(SettingsError::Hsm("--hsm-pin-file"))));
        flags.hsm.hsm_pin_file = Some("pin".into());
        let hsm = gather(&flags).expect("valid").keys.hsm.expect("a module");
        assert_eq!((hsm.name.as_str(), hsm.signs), ("registro", false));
    }
}
