//! The data keys of a school on their way to another register: a key store of their own, wrapped under a passphrase that only
//! the receiver is told, in the formats of `docs/keys.md`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use registro::cli::Failure;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::ledger::tree::Hash;
use registro_eventlog::seal::{Cost, FileVault, KeyId, KeyInfo, KeyStore, SealError, VaultError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::bag::{Bag, Checked};
use crate::cloud_event::Stored;
use crate::prints::masked;
use crate::withheld::{self, Withheld};

const STORE: &str = "data/keys/keys.db";
const VAULT: &str = "data/keys/key-file";
/// What opening a bag's key file may cost, whatever it says: much more than exports ask for.
const MOST: Cost = Cost { memory_kib: 1 << 20, passes: 32 };

/// The passphrase in a file: its first line.
pub(crate) fn passphrase(path: &Path) -> Result<Vec<u8>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() < 12 {
        return Err(format!("{}: la frase ha meno di dodici caratteri", path.display()).into());
    }
    Ok(line.as_bytes().to_vec())
}

/// The school's keys wrapped for who receives them, in a folder that goes with this, and what only who has them may read.
pub(crate) struct Wrapped {
    folder: TempDir,
    withheld: Vec<u8>,
}

/// Wraps the school's keys under a passphrase, but for those that the log condemns. A log that was never sealed has none, and
/// may have something to withhold all the same.
pub(crate) async fn wrapped(
    keys: Option<&KeyStore>,
    school: SchoolId,
    condemned: &HashSet<KeyId>,
    withheld: &[Withheld],
    passphrase: Vec<u8>,
) -> Result<Wrapped, Failure> {
    let folder = tempfile::tempdir()?;
    let store = made(folder.path(), passphrase).await?;
    if let Some(keys) = keys {
        // Made before the others are counted, if this is the first export.
        masked(Some(keys), school, CommandId(Uuid::nil()), [0; 32]).await?;
        keys.hand_over(school, &store, &|key| goes(key, condemned)).await?;
    }
    let withheld = withheld::sealed(&store, school, withheld).await?;
    store.close_file().await?;
    Ok(Wrapped { folder, withheld })
}

/// Puts them in the bag.
pub(crate) fn put(Wrapped { folder, withheld }: &Wrapped, bag: &Bag) -> Result<(), Failure> {
    bag.copy(&folder.path().join("keys.db"), STORE)?;
    bag.copy(&folder.path().join("key-file"), VAULT)?;
    withheld::put(withheld, bag)
}

/// Whether a passphrase opens the keys that a bag which is being made holds already.
pub(crate) async fn opens(folder: &Path, passphrase: Vec<u8>) -> Result<(), Failure> {
    let path = folder.join(VAULT);
    let opened = tokio::task::spawn_blocking(move || FileVault::open(&path, &passphrase)).await?;
    match opened {
        Ok(_) => Ok(()),
        Err(VaultError::WrongPassphrase(_)) => {
            Err("l'esportazione fu cominciata con un'altra frase per chi riceve: si riprende \
                                                    con quella, o si comincia in una cartella nuova"
                .into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a bag brings keys.
pub(crate) fn are_in(bag: &Checked) -> bool {
    bag.path(STORE).is_some()
}

fn goes(key: &KeyInfo, condemned: &HashSet<KeyId>) -> bool {
    key.class != withheld::CLASS && !condemned.contains(&key.id)
}

/// The keys of a bag, opened in a folder that goes with this: opening a key store writes to it, and what is in the bag stays
/// as it is.
pub(crate) struct Brought {
    pub store: Arc<KeyStore>,
    _folder: TempDir,
}

impl Brought {
    pub(crate) async fn open(bag: &Checked, passphrase: Vec<u8>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        for (name, copy) in [(STORE, "keys.db"), (VAULT, "key-file")] {
            let path = bag.path(name).ok_or_else(|| format!("{name}: manca nella borsa"))?;
            fs::copy(path, folder.path().join(copy))?;
        }
        let store = opened(folder.path(), passphrase).await?;
        Ok(Self { store: Arc::new(store), _folder: folder })
    }

    /// What is in the bag for who has its keys alone.
    pub(crate) async fn withheld(
        &self,
        bag: &Checked,
        school: SchoolId,
    ) -> Result<HashMap<Hash, Stored>, Failure> {
        withheld::opened(bag, school, &self.store).await
    }

    /// Gives them to a key store, but for those that the log condemns.
    pub(crate) async fn give(
        &self,
        school: SchoolId,
        condemned: &HashSet<KeyId>,
        to: &KeyStore,
    ) -> Result<(), Failure> {
        match self.store.hand_over(school, to, &|key| goes(key, condemned)).await {
            Ok(_) => Ok(()),
            Err(SealError::MayBeDestroyed) => Err("il deposito delle chiavi di arrivo ne ha distrutte, e gliene mancano di \
                                                   quelle della borsa: potrebbero essere le stesse, e non si rimettono. Si \
                                                   importa con un deposito nuovo (--keys)"
                .into()),
            Err(error) => Err(error.into()),
        }
    }
}

async fn made(folder: &Path, passphrase: Vec<u8>) -> Result<KeyStore, Failure> {
    vault(folder, move |path| FileVault::open_or_make(path, &passphrase, Cost::default())).await
}

async fn opened(folder: &Path, passphrase: Vec<u8>) -> Result<KeyStore, Failure> {
    vault(folder, move |path| FileVault::open_foreign(path, &passphrase, MOST)).await
}

/// The key store of a folder, by the key file beside it.
async fn vault(
    folder: &Path,
    open: impl FnOnce(&Path) -> Result<FileVault, VaultError> + Send + 'static,
) -> Result<KeyStore, Failure> {
    let path: PathBuf = folder.join("key-file");
    // Argon2id takes its time and its memory on purpose.
    let vault = tokio::task::spawn_blocking(move || open(&path)).await?;
    let vault = vault.map_err(|error| format!("le chiavi della borsa non si aprono: {error}"))?;
    Ok(KeyStore::open(&folder.join("keys.db"), Arc::new(vault)).await?)
}
