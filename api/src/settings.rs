//! Configuration: a file, then the environment, then flags; each takes the place of the one before.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use registro_eventlog::kurrentdb;
use registro_eventlog::postgres::{Address, InvalidAddress};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::keys::{Hsm, KeyPlace, StoreAddress};
use self::keys::{HsmFlags, HsmSection};
use crate::access::retention::{Retention, TooShort};
use crate::sign_in::settings::{Section, SectionError, Wanted};

mod keys;

/// What the file may say (`registro.toml` in the working directory, unless `--config` names another).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct File {
    log: Option<String>,
    read: Option<String>,
    school: Option<Uuid>,
    listen: Option<SocketAddr>,
    token_key: Option<PathBuf>,
    ledger: Option<PathBuf>,
    keys: Option<PathBuf>,
    key_file: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    hsm: Option<HsmSection>,
    access: Option<PathBuf>,
    /// Months after the end of the school year.
    access_kept: Option<u16>,
    /// Where browsers find the register.
    public_url: Option<String>,
    #[serde(default)]
    contacts: Contacts,
    sign_in: Option<Section>,
    requests_per_minute: Option<u32>,
    /// Addresses of the proxies that the register stands behind.
    #[serde(default)]
    trusted_proxies: Vec<IpAddr>,
}

/// How the school and its protection officer are reached, as the notices of art. 13 and 14 say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    pub school: Option<String>,
    pub dpo: Option<String>,
}

/// Where the log and the read models are. Every command has these flags.
#[derive(Clone, Debug, Default, Args)]
pub struct Flags {
    /// File di configurazione (TOML); se manca si legge registro.toml, se c'è
    #[arg(long, global = true, env = "REGISTRO_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Indirizzo del registro degli eventi, sqlite://PERCORSO, postgres://… o kurrentdb://… [predefinito: sqlite://registro.db]
    #[arg(long, global = true, env = "REGISTRO_LOG", value_name = "URL")]
    pub log: Option<String>,
    /// Base dati delle letture, sqlite://PERCORSO o postgres://… [predefinito: accanto al registro]
    #[arg(long, global = true, env = "REGISTRO_READ", value_name = "URL")]
    pub read: Option<String>,
    /// La scuola, se la base dati ne contiene più d'una
    #[arg(long, global = true, env = "REGISTRO_SCHOOL", value_name = "UUID")]
    pub school: Option<Uuid>,
    /// Chiave dei gettoni d'accesso: un file di almeno 32 byte
    #[arg(long, global = true, env = "REGISTRO_TOKEN_KEY", value_name = "FILE")]
    pub token_key: Option<PathBuf>,
    /// Cartella del libro mastro delle prove; no per non tenerlo [predefinito: accanto al registro, se è un file]
    #[arg(long, global = true, env = "REGISTRO_LEDGER", value_name = "CARTELLA")]
    pub ledger: Option<PathBuf>,
    /// Deposito delle chiavi dei dati, un file o postgres://…: va tenuto, e copiato, a parte dal registro [predefinito:
    /// accanto al registro]
    #[arg(long, global = true, env = "REGISTRO_KEYS", value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// File che apre il deposito delle chiavi, protetto da una frase [predefinito: accanto al registro]
    #[arg(long, global = true, env = "REGISTRO_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    #[command(flatten)]
    pub hsm: HsmFlags,
    /// File con la frase; oppure la frase è in REGISTRO_PASSPHRASE
    #[arg(long, global = true, env = "REGISTRO_PASSPHRASE_FILE", value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Cartella del registro degli accessi [predefinita: accanto al registro]
    #[arg(long, global = true, env = "REGISTRO_ACCESS", value_name = "CARTELLA")]
    pub access: Option<PathBuf>,
    /// Richieste che ogni sessione può fare in un minuto, e ogni indirizzo che non dice chi è; 0 per non contarle
    /// [predefinito: 1200]
    #[arg(long, global = true, env = "REGISTRO_REQUESTS_PER_MINUTE", value_name = "NUMERO")]
    pub requests_per_minute: Option<u32>,
    /// Come si scrive il giornale del processo sullo standard error: testo, o un oggetto JSON per riga
    #[arg(long, global = true, env = "REGISTRO_LOG_FORMAT", value_name = "FORMA", default_value = "text")]
    pub log_format: LogFormat,
}

/// How the process's journal is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// Where the log is, and so which engine keeps it. Shown without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogAddress {
    Sqlite(PathBuf),
    Postgres(Address),
    Kurrent(kurrentdb::Address),
}

impl fmt::Display for LogAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogAddress::Sqlite(path) => path.display().fmt(f),
            LogAddress::Postgres(address) => address.fmt(f),
            LogAddress::Kurrent(address) => address.fmt(f),
        }
    }
}

/// Where the read models are. Shown without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadAddress {
    Sqlite(PathBuf),
    Postgres(Address),
}

impl LogAddress {
    /// Where what belongs to this log is, unless somebody says otherwise.
    fn beside(&self, extension: &str) -> PathBuf {
        match self {
            LogAddress::Sqlite(path) => path.with_extension(extension),
            LogAddress::Postgres(address) => format!("registro@{}.{extension}", address.file_name()).into(),
            LogAddress::Kurrent(address) => format!("registro@{}.{extension}", address.file_name()).into(),
        }
    }

    /// Where the read models of this log are, unless somebody says otherwise: beside its file; in the same database, in a
    /// schema of their own; or, for a cluster, in a file of the working directory that is named after it.
    fn read_models(&self) -> ReadAddress {
        match self {
            LogAddress::Sqlite(_) => ReadAddress::Sqlite(self.beside("read.db")),
            LogAddress::Postgres(address) => ReadAddress::Postgres(address.clone()),
            LogAddress::Kurrent(_) => ReadAddress::Sqlite(self.beside("read.db")),
        }
    }
}

impl LogAddress {
    /// Where the ledger of this log is, unless somebody says otherwise: beside its file. Several processes may serve from
    /// a server, of which one at most keeps the ledger: the one that is told so.
    fn ledger(&self) -> Option<PathBuf> {
        match self {
            LogAddress::Sqlite(path) => Some(path.with_extension("ledger")),
            LogAddress::Postgres(_) | LogAddress::Kurrent(_) => None,
        }
    }
}

/// Settings that can be worked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub log: LogAddress,
    pub read: ReadAddress,
    pub keys: KeyPlace,
    pub school: Option<Uuid>,
    pub listen: SocketAddr,
    pub token_key: Option<PathBuf>,
    /// None if none is kept.
    pub ledger: Option<PathBuf>,
    /// The folder of the access log.
    pub access: PathBuf,
    pub access_kept: Retention,
    /// Where browsers find the register.
    pub public_url: Option<String>,
    pub contacts: Contacts,
    /// `None`: no provider of identities.
    pub sign_in: Option<Wanted>,
    /// Of each session, and of each address from which nobody says who is asking; 0 is no limit.
    pub requests_per_minute: u32,
    /// Who is believed about the address of a request.
    pub trusted_proxies: Vec<IpAddr>,
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("non si legge il file di configurazione {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("il file di configurazione {path} non è valido: {why}")]
    Invalid { path: PathBuf, why: String },
    #[error(
        "{what}: l'indirizzo {url:?} non è di un motore disponibile: sqlite://PERCORSO, postgres://RUOLO@HOST/BASEDATI \
         o, per il registro, kurrentdb://UTENTE@HOST"
    )]
    Engine { what: &'static str, url: String },
    /// Not shown: there may be a password in it.
    #[error("{what}: l'indirizzo postgres:// non è valido")]
    Postgres { what: &'static str, source: InvalidAddress },
    /// The same.
    #[error("log: l'indirizzo kurrentdb:// non è valido")]
    Kurrent(#[source] kurrentdb::InvalidAddress),
    #[error("access-kept")]
    Retention(#[source] TooShort),
    #[error(transparent)]
    SignIn(#[from] SectionError),
    #[error(
        "per il modulo di sicurezza servono tutti e tre: il modulo, il gettone, il file con il PIN; manca {0}"
    )]
    Hsm(&'static str),
    #[error("il deposito delle chiavi vuole un ruolo che non sia quello che serve il registro")]
    SameKeys,
    #[error("il registro e le letture non possono stare nello stesso file: {0}")]
    SameFile(PathBuf),
}

/// Twenty a second: more than a person asks for.
const REQUESTS_PER_MINUTE: u32 = 1_200;
const DEFAULT_FILE: &str = "registro.toml";
/// In the place of a folder.
const NO_LEDGER: &str = "no";

impl Settings {
    /// Where it is written how far the log was seen to go.
    pub fn last_seen(&self) -> PathBuf {
        self.log.beside("seen.json")
    }

    /// Where a loss that was accepted stays written.
    pub fn loss(&self) -> PathBuf {
        self.log.beside("loss.json")
    }

    /// `log` is used where nobody names one.
    pub fn gather(flags: &Flags, listen: Option<SocketAddr>, log: &str) -> Result<Self, SettingsError> {
        let file = match &flags.config {
            Some(path) => read_file(path)?,
            None if Path::new(DEFAULT_FILE).exists() => read_file(Path::new(DEFAULT_FILE))?,
            None => File::default(),
        };
        let log = flags.log.as_deref().or(file.log.as_deref()).unwrap_or(log);
        let log = if Address::is_meant_by(log) {
            LogAddress::Postgres(postgres("log", log)?)
        } else if kurrentdb::Address::is_meant_by(log) {
            LogAddress::Kurrent(log.parse().map_err(SettingsError::Kurrent)?)
        } else {
            LogAddress::Sqlite(sqlite_path("log", log)?)
        };
        let read = match flags.read.as_deref().or(file.read.as_deref()) {
            Some(url) if Address::is_meant_by(url) => ReadAddress::Postgres(postgres("read", url)?),
            Some(url) => ReadAddress::Sqlite(sqlite_path("read", url)?),
            None => log.read_models(),
        };
        let ledger = match flags.ledger.clone().or(file.ledger) {
            Some(folder) if folder.as_os_str() == NO_LEDGER => None,
            Some(folder) => Some(folder),
            None => log.ledger(),
        };
        if let (LogAddress::Sqlite(log), ReadAddress::Sqlite(read)) = (&log, &read)
            && log == read
        {
            return Err(SettingsError::SameFile(read.clone()));
        }
        let beside = |flag: &Option<PathBuf>, file: Option<PathBuf>, extension| {
            flag.clone().or(file).unwrap_or_else(|| log.beside(extension))
        };
        let keys = KeyPlace {
            store: StoreAddress::parse(&beside(&flags.keys, file.keys, "keys.db"))?,
            vault: beside(&flags.key_file, file.key_file, "kek"),
            passphrase_file: beside(&flags.passphrase_file, file.passphrase_file, "passphrase"),
            passphrase: std::env::var("REGISTRO_PASSPHRASE").ok(),
            hsm: Hsm::gather(&flags.hsm, file.hsm)?,
        };
        if let (LogAddress::Postgres(log), StoreAddress::Postgres(keys)) = (&log, &keys.store)
            && log == keys
        {
            return Err(SettingsError::SameKeys);
        }
        let access = flags.access.clone().or(file.access).unwrap_or_else(|| log.beside("access"));
        Ok(Self {
            keys,
            log,
            read,
            access,
            access_kept: Retention::of(file.access_kept).map_err(SettingsError::Retention)?,
            public_url: file.public_url.clone(),
            contacts: file.contacts,
            sign_in: file
                .sign_in
                .map(|section| Wanted::new(file.public_url.as_deref(), section))
                .transpose()?,
            school: flags.school.or(file.school),
            listen: listen.or(file.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
            token_key: flags.token_key.clone().or(file.token_key),
            ledger,
            requests_per_minute: flags
                .requests_per_minute
                .or(file.requests_per_minute)
                .unwrap_or(REQUESTS_PER_MINUTE),
            trusted_proxies: file.trusted_proxies,
        })
    }
}

fn read_file(path: &Path) -> Result<File, SettingsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| SettingsError::Unreadable { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|error| SettingsError::Invalid { path: path.to_owned(), why: error.to_string() })
}

fn postgres(what: &'static str, url: &str) -> Result<Address, SettingsError> {
    url.parse().map_err(|source| SettingsError::Postgres { what, source })
}

fn sqlite_path(what: &'static str, url: &str) -> Result<PathBuf, SettingsError> {
    match url.strip_prefix("sqlite://") {
        Some(path) if !path.is_empty() && !path.contains(['?', '#']) => Ok(PathBuf::from(path)),
        Some(_) | None => Err(SettingsError::Engine { what, url: url.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_takes_the_place_of_the_file_and_the_reading_side_stands_beside_the_log() {
        let dir = std::env::temp_dir().join(format!("registro-settings-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder for the test");
        let path = dir.join("r.toml");
        std::fs::write(&path, "log = 'sqlite://a.db'\nlisten = '127.0.0.1:9000'\n").expect("a file");
        let mut flags = Flags { config: Some(path.clone()), ..Flags::default() };
        let from_file = Settings::gather(&flags, None, "sqlite://registro.db").expect("valid");
        let sqlite = |path: &str| LogAddress::Sqlite(path.into());
        let read = |path: &str| ReadAddress::Sqlite(path.into());
        assert_eq!((from_file.log, from_file.read), (sqlite("a.db"), read("a.read.db")));
        assert_eq!(from_file.listen.port(), 9000);
        flags.log = Some("sqlite://b.db".to_owned());
        let from_flag = Settings::gather(&flags, None, "sqlite://registro.db").expect("valid");
        assert_eq!((from_flag.log, from_flag.read), (sqlite("b.db"), read("b.read.db")));
        std::fs::write(&path, "lgo = 'sqlite://a.db'\n").expect("a file");
        assert!(matches!(Settings::gather(&flags, None, "x"), Err(SettingsError::Invalid { .. })));
        std::fs::remove_dir_all(&dir).expect("removed");
    }

    #[test]
    fn engines_that_are_not_there_are_refused_by_name() {
        for url in ["mysql://localhost/registro", "sqlite://", "registro.db", "sqlite://a.db?mode=ro"] {
            let flags = Flags { log: Some(url.to_owned()), ..Flags::default() };
            assert!(matches!(Settings::gather(&flags, None, ""), Err(SettingsError::Engine { .. })), "{url}");
        }
        let flags = Flags { read: Some("mysql://h/d".to_owned()), ..Flags::default() };
        let refused = Settings::gather(&flags, None, "sqlite://a.db");
        assert!(matches!(refused, Err(SettingsError::Engine { what: "read", .. })));
        let flags = Flags { read: Some("sqlite://r.db".to_owned()), ..Flags::default() };
        assert!(matches!(Settings::gather(&flags, None, "sqlite://r.db"), Err(SettingsError::SameFile(_))));
    }

    #[test]
    fn a_database_on_a_server_holds_its_read_models_too_and_keeps_its_password() {
        let gather =
            |url: &str| Settings::gather(&Flags { log: Some(url.to_owned()), ..Flags::default() }, None, "");
        let one = gather("postgres://registro:segreto@db.example/scuole").expect("valid");
        let same = "postgres://registro@db.example/scuole".parse().expect("an address");
        assert_eq!(one.read, ReadAddress::Postgres(same));
        assert_eq!(one.log.to_string(), "postgres://registro@db.example:5432/scuole");
        assert!(!format!("{one:?}").contains("segreto"));
        let cluster = gather("kurrentdb://registro:segreto@a.example,b.example?tls=false").expect("valid");
        assert_eq!(
            cluster.read,
            ReadAddress::Sqlite("registro@a.example%3a2113%2cb.example%3a2113.read.db".into())
        );
        assert!(!format!("{cluster:?}").contains("segreto"));
        for invalid in ["postgres://registro:segreto@:porta/d", "kurrentdb://registro:segreto@a:porta"] {
            let invalid = gather(invalid).expect_err("no address");
            assert!(!format!("{invalid:?}{invalid}").contains("segreto"));
        }
    }
}
