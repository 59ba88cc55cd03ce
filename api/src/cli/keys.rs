//! A log with the keys of its data: the key store, the key file, the passphrase.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use registro_eventlog::ledger::key::Module;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::seal::{Cost, FileVault, KeyStore, SEALED, SealError, SealedLog, Vault, file, server};
use uuid::Uuid;

use super::Failure;
use crate::sealing::ByRetention;
use crate::settings::{Hsm, KeyPlace, Settings, StoreAddress};

/// A log as the register works with it.
#[derive(Clone)]
pub struct Opened {
    pub log: Arc<dyn EventLog>,
    /// None for a log that was written before there were keys, opened for reading only.
    pub keys: Option<Arc<KeyStore>>,
}

/// The same log, its data sealed under the keys that the settings name. They are made if there are none.
pub async fn sealed(settings: &Settings, stored: Arc<dyn EventLog>) -> Result<Opened, Failure> {
    guard(settings, &*stored).await?;
    let keys = Arc::new(store(settings).await?);
    let log = SealedLog::new(stored, Arc::clone(&keys), Arc::new(ByRetention));
    Ok(Opened { log: Arc::new(log), keys: Some(keys) })
}

/// Refuses a log that was written with keys where there are none: others would not open it. To be asked before any are made.
pub async fn guard(settings: &Settings, stored: &dyn EventLog) -> Result<(), Failure> {
    if holds_keys(settings).await? || !holds_sealed_data(stored).await? {
        return Ok(());
    }
    let how = if settings.keys.store.exists() { "è vuoto" } else { "manca" };
    Err(format!(
        "{how} il deposito delle chiavi {}: i dati di {} sono cifrati e senza non si leggono. Non se ne fa uno nuovo: va \
         ripreso dalla sua copia, o indicato con --keys",
        settings.keys.store, settings.log
    )
    .into())
}

/// Whether there are keys already. A file may be there and hold none: emptied, or cut off.
pub(super) async fn holds_keys(settings: &Settings) -> Result<bool, Failure> {
    match &settings.keys.store {
        StoreAddress::File(path) => {
            file::holds_keys(path).await.map_err(|error| told(&settings.keys.store, error))
        }
        StoreAddress::Postgres(address) => {
            server::holds_keys(address).await.map_err(|error| told(&settings.keys.store, error))
        }
    }
}

/// Whether anything in the log was written with keys. Asked only where there are none: all of it may have to be read.
async fn holds_sealed_data(stored: &dyn EventLog) -> Result<bool, Failure> {
    const PAGE: usize = 2_000;
    for school in stored.schools().await? {
        let mut after = None;
        loop {
            let page = stored.read_all(school.id, after, PAGE, Filter::All).await?;
            if page.iter().any(|record| record.data.first() == Some(&SEALED)) {
                return Ok(true);
            }
            let Some(last) = page.last() else { break };
            after = Some(last.position);
        }
    }
    Ok(false)
}

/// The same for who only reads: a log that never had keys needs none.
pub async fn opened(settings: &Settings, stored: Arc<dyn EventLog>) -> Result<Opened, Failure> {
    if settings.keys.store.exists() {
        return sealed(settings, stored).await;
    }
    guard(settings, &*stored).await?;
    Ok(Opened { log: stored, keys: None })
}

pub async fn store(settings: &Settings) -> Result<KeyStore, Failure> {
    let (place, there) = (settings.keys.clone(), holds_keys(settings).await?);
    // Argon2id takes its time and its memory on purpose.
    let vault = tokio::task::spawn_blocking(move || vault(&place, there)).await??;
    opened_with(settings, vault).await
}

pub(super) async fn opened_with(settings: &Settings, vault: Arc<dyn Vault>) -> Result<KeyStore, Failure> {
    let opened = match &settings.keys.store {
        StoreAddress::File(path) => KeyStore::open(path, vault).await,
        StoreAddress::Postgres(address) => KeyStore::open_on_server(address, vault).await,
    };
    opened.map_err(|error| told(&settings.keys.store, error))
}

/// The same, to be moved from this vault.
pub(super) async fn opened_to_move(settings: &Settings, from: Arc<dyn Vault>) -> Result<KeyStore, Failure> {
    let opened = match &settings.keys.store {
        StoreAddress::File(path) => KeyStore::open_to_move(path, from).await,
        StoreAddress::Postgres(address) => KeyStore::open_on_server_to_move(address, from).await,
    };
    opened.map_err(|error| told(&settings.keys.store, error))
}

/// What the operator is told; what lies beneath follows as its cause.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct NotOpened {
    what: String,
    source: SealError,
}

pub(super) fn told(store: &StoreAddress, error: SealError) -> Failure {
    let what = match &error {
        SealError::NotPrepared => format!(
            "in {store} non c'è un deposito delle chiavi: lo prepara il proprietario della base dati, con registro migrate \
             --keys … --keys-role …"
        ),
        SealError::OfAnotherVault(_) => format!(
            "il deposito delle chiavi {store} non si apre con questo file di chiavi o modulo di sicurezza: le sue chiavi \
             sono avvolte da un'altra"
        ),
        SealError::WrapsNothing(_) => format!(
            "le chiavi di {store} non sono avvolte da ciò da cui si vuole spostarle, che ne tiene altre. Se uno spostamento \
             fu interrotto a metà lo si finisce con --resume, che le distrugge; se no, è il file o il modulo sbagliato"
        ),
        SealError::Store(_)
        | SealError::Vault(_)
        | SealError::AnotherKey(_)
        | SealError::MayBeDestroyed
        | SealError::Stopped => format!("il deposito delle chiavi {store} non si apre"),
    };
    Box::new(NotOpened { what, source: error })
}

/// What the data keys are wrapped by: a security module if one is named, or the key file.
fn vault(place: &KeyPlace, there_are_keys: bool) -> Result<Arc<dyn Vault>, Failure> {
    match &place.hsm {
        Some(hsm) => by_module(hsm),
        None => by_file(place, there_are_keys),
    }
}

pub(super) fn by_module(hsm: &Hsm) -> Result<Arc<dyn Vault>, Failure> {
    of_hsm::vault(hsm)
}

/// What is wrapped by it may be there already: then no other file is made.
pub(super) fn by_file(place: &KeyPlace, there_are_keys: bool) -> Result<Arc<dyn Vault>, Failure> {
    if there_are_keys && !place.vault.exists() {
        return Err(format!(
            "manca il file {}, che apre le chiavi di {}: senza, i dati non si leggono. Va ripreso dalla sua copia",
            place.vault.display(),
            place.store
        )
        .into());
    }
    Ok(Arc::new(FileVault::open_or_make(&place.vault, &passphrase(place)?, Cost::default())?))
}

/// What signs the ledger, if it is the security module.
pub(super) async fn signs(settings: &Settings) -> Result<Option<Arc<dyn Module>>, Failure> {
    match settings.keys.hsm.clone() {
        Some(hsm) if hsm.signs => Ok(Some(tokio::task::spawn_blocking(move || of_hsm::signer(&hsm)).await??)),
        Some(_) | None => Ok(None),
    }
}

#[cfg(feature = "pkcs11")]
use super::hsm as of_hsm;

/// Where this program was built without security modules.
#[cfg(not(feature = "pkcs11"))]
mod of_hsm {
    use super::{Arc, Failure, Module, Vault};
    use crate::settings::Hsm;

    const WITHOUT: &str =
        "questo programma è costruito senza i moduli di sicurezza: cargo build --release --features pkcs11";

    pub(super) fn vault(_: &Hsm) -> Result<Arc<dyn Vault>, Failure> {
        Err(WITHOUT.into())
    }

    pub(super) fn signer(_: &Hsm) -> Result<Arc<dyn Module>, Failure> {
        Err(WITHOUT.into())
    }
}

/// The passphrase from the environment or from its file. Where nobody gives one and there are no keys yet, one is made up
/// and left beside the data, so that a laptop works at once; whoever serves a real school moves it elsewhere.
fn passphrase(place: &KeyPlace) -> Result<Vec<u8>, Failure> {
    if let Some(given) = &place.passphrase {
        return not_empty(given);
    }
    let path = &place.passphrase_file;
    match fs::read_to_string(path) {
        Ok(written) => not_empty(written.trim_end()),
        Err(error) if error.kind() == ErrorKind::NotFound && !place.vault.exists() => {
            let made_up = Uuid::new_v4().to_string();
            if !keep(path, &made_up)? {
                return passphrase(place);
            }
            tracing::warn!(
                "a passphrase for the keys was made up and left in {}: keep it apart from the data",
                path.display()
            );
            Ok(made_up.into_bytes())
        }
        Err(error) => Err(format!(
            "manca la frase che apre {}: non si legge {} ({error}); si può dare con --passphrase-file o REGISTRO_PASSPHRASE",
            place.vault.display(),
            path.display()
        )
        .into()),
    }
}

fn not_empty(passphrase: &str) -> Result<Vec<u8>, Failure> {
    if passphrase.is_empty() {
        return Err("la frase che apre le chiavi è vuota".into());
    }
    Ok(passphrase.as_bytes().to_vec())
}

/// Writes it whole, for nobody else to read, unless another process was faster.
fn keep(path: &Path, passphrase: &str) -> Result<bool, Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", Uuid::new_v4().simple()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = (|| {
        let mut file = options.open(&beside)?;
        writeln!(file, "{passphrase}")?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder)?.sync_all()?;
        linked
    })();
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(format!("non si scrive {}: {error}", path.display()).into()),
    }
}
