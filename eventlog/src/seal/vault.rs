//! Where the key-encryption keys are: never in the key store, and never in the clear on a disk.
//!
//! There is one key-encryption key, and for a moment two: when data keys are destroyed, the survivors are wrapped anew by
//! another one and the old one is destroyed, so that an older copy of the key store opens nothing ([`super::store`]).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::error::Unspecified;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::key::{Secret, WrappedBy, cipher, random};
use super::sealed_box;

/// Wraps data keys. What it wraps by never leaves it.
pub trait Vault: Send + Sync {
    /// The keys it holds, the newest last.
    fn held(&self) -> Result<Vec<WrappedBy>, VaultError>;

    /// Makes a new one. It is durable when this returns.
    fn make(&self) -> Result<WrappedBy, VaultError>;

    /// Destroys one. It is gone when this returns.
    fn destroy(&self, key: WrappedBy) -> Result<(), VaultError>;

    /// Wraps a data key, bound to `context`.
    fn wrap(&self, by: WrappedBy, context: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, VaultError>;

    fn unwrap(
        &self,
        by: WrappedBy,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, VaultError>;
}

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the key file {path}")]
    File { path: PathBuf, source: io::Error },
    #[error("{0} is not a key file")]
    NotAKeyFile(PathBuf),
    #[error("the passphrase of {0} is another one, or the file was changed")]
    WrongPassphrase(PathBuf),
    #[error("opening {0} would cost more memory or time than is given for it")]
    TooCostly(PathBuf),
    #[error("the vault does not hold the key {0}")]
    NotHeld(WrappedBy),
    #[error("not wrapped by the key {0}, or changed since")]
    NotWrapped(WrappedBy),
    #[cfg(feature = "pkcs11")]
    #[error(transparent)]
    Module(#[from] crate::hsm::HsmError),
    #[error("encryption failed")]
    Cipher,
}

impl From<Unspecified> for VaultError {
    fn from(_: Unspecified) -> Self {
        VaultError::Cipher
    }
}

/// What a guess at the passphrase costs: Argon2id (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    /// The second recommended option of RFC 9106, §4: 64 MiB, three passes.
    fn default() -> Self {
        Self { memory_kib: 65_536, passes: 3 }
    }
}

/// A file: a header in the clear, then the keys, encrypted under one that Argon2id derives from a passphrase.
pub struct FileVault {
    path: PathBuf,
    header: Header,
    by_passphrase: Secret,
    keys: Mutex<Vec<(WrappedBy, Secret)>>,
}

const MAGIC: &[u8] = b"registro/key-file/v1\n";

/// A key file holds one key or two.
const LARGEST: u64 = 1 << 20;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Header {
    cost: Cost,
    salt: [u8; 16],
}

impl FileVault {
    /// Opens a key file, or makes one with a first key in it.
    pub fn open_or_make(path: &Path, passphrase: &[u8], cost: Cost) -> Result<Self, VaultError> {
        if path.exists() { Self::open(path, passphrase) } else { Self::create(path, passphrase, cost) }
    }

    pub fn open(path: &Path, passphrase: &[u8]) -> Result<Self, VaultError> {
        Self::open_if(path, passphrase, |_| true)
    }

    /// The same for a file that came from elsewhere: what it says that opening it costs is not more than this.
    pub fn open_foreign(path: &Path, passphrase: &[u8], most: Cost) -> Result<Self, VaultError> {
        Self::open_if(path, passphrase, |cost| {
            cost.memory_kib <= most.memory_kib && cost.passes <= most.passes
        })
    }

    fn open_if(
        path: &Path,
        passphrase: &[u8],
        affordable: impl FnOnce(Cost) -> bool,
    ) -> Result<Self, VaultError> {
        if LARGEST < fs::metadata(path).map_err(of(path))?.len() {
            return Err(VaultError::NotAKeyFile(path.to_owned()));
        }
        let bytes = fs::read(path).map_err(of(path))?;
        let not_one = || VaultError::NotAKeyFile(path.to_owned());
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(not_one)?;
        let (header, _): (Header, &[u8]) = postcard::take_from_bytes(rest).map_err(|_| not_one())?;
        if !affordable(header.cost) {
            return Err(VaultError::TooCostly(path.to_owned()));
        }
        let by_passphrase = derive(&header, passphrase).ok_or_else(not_one)?;
        let vault = Self { path: path.to_owned(), header, by_passphrase, keys: Mutex::default() };
        vault.held()?;
        Ok(vault)
    }

    fn create(path: &Path, passphrase: &[u8], cost: Cost) -> Result<Self, VaultError> {
        let mut salt = [0; 16];
        aws_lc_rs::rand::fill(&mut salt)?;
        let header = Header { cost, salt };
        let by_passphrase =
            derive(&header, passphrase).ok_or_else(|| VaultError::NotAKeyFile(path.to_owned()))?;
        let vault = Self { path: path.to_owned(), header, by_passphrase, keys: Mutex::default() };
        let bytes = vault.closed(&[(WrappedBy(Uuid::new_v4()), random()?)])?;
        // Whoever else is making it has made it: there is one first key.
        create_new(path, &bytes).map_err(of(path))?;
        Self::open(path, passphrase)
    }

    /// What the file holds when the vault holds these keys.
    fn closed(&self, keys: &[(WrappedBy, Secret)]) -> Result<Vec<u8>, VaultError> {
        let listed: Vec<(WrappedBy, [u8; 32])> = keys.iter().map(|(name, key)| (*name, **key)).collect();
        let plain = Zeroizing::new(postcard::to_stdvec(&listed).map_err(|_| VaultError::Cipher)?);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_stdvec(&self.header).map_err(|_| VaultError::Cipher)?);
        bytes.extend(sealed_box::close(&cipher(&self.by_passphrase)?, &context(&self.header), &plain)?);
        Ok(bytes)
    }

    /// The keys that the file holds now: another process may have changed it.
    fn read(&self) -> Result<Vec<(WrappedBy, Secret)>, VaultError> {
        let not_one = || VaultError::NotAKeyFile(self.path.clone());
        let bytes = fs::read(&self.path).map_err(of(&self.path))?;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(not_one)?;
        let (header, closed): (Header, &[u8]) = postcard::take_from_bytes(rest).map_err(|_| not_one())?;
        let opened = sealed_box::open(&cipher(&self.by_passphrase)?, &context(&header), closed)
            .map_err(|_| VaultError::WrongPassphrase(self.path.clone()))?;
        let keys: Vec<(WrappedBy, [u8; 32])> = postcard::from_bytes(&opened).map_err(|_| not_one())?;
        Ok(keys.into_iter().map(|(name, key)| (name, Zeroizing::new(key))).collect())
    }

    /// Changes what the file holds, on the disk first. Processes that share the file take turns: see the key store.
    fn change(
        &self,
        change: impl FnOnce(&mut Vec<(WrappedBy, Secret)>) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = self.read()?;
        change(&mut next)?;
        replace(&self.path, &self.closed(&next)?).map_err(of(&self.path))?;
        remove_remains(&self.path).map_err(of(&self.path))?;
        *keys = next;
        Ok(())
    }

    fn with<R>(&self, by: WrappedBy, then: impl FnOnce(&Secret) -> R) -> Result<R, VaultError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.iter().all(|(name, _)| *name != by) {
            *keys = self.read()?;
        }
        let (_, key) = keys.iter().find(|(name, _)| *name == by).ok_or(VaultError::NotHeld(by))?;
        Ok(then(key))
    }
}

impl Vault for FileVault {
    fn held(&self) -> Result<Vec<WrappedBy>, VaultError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        *keys = self.read()?;
        Ok(keys.iter().map(|(name, _)| *name).collect())
    }

    fn make(&self) -> Result<WrappedBy, VaultError> {
        let (name, key) = (WrappedBy(Uuid::new_v4()), random()?);
        self.change(|keys| {
            keys.push((name, key));
            Ok(())
        })?;
        Ok(name)
    }

    fn destroy(&self, key: WrappedBy) -> Result<(), VaultError> {
        self.change(|keys| {
            let before = keys.len();
            keys.retain(|(name, _)| *name != key);
            if keys.len() < before { Ok(()) } else { Err(VaultError::NotHeld(key)) }
        })
    }

    fn wrap(&self, by: WrappedBy, context: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        Ok(self.with(by, |key| sealed_box::close(&cipher(key)?, context, secret))??)
    }

    fn unwrap(
        &self,
        by: WrappedBy,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let opened = self.with(by, |key| sealed_box::open(&cipher(key)?, context, wrapped))?;
        let opened = opened.map_err(|_| VaultError::NotWrapped(by))?;
        let secret = opened.as_slice().try_into().map_err(|_| VaultError::NotWrapped(by))?;
        Ok(Zeroizing::new(secret))
    }
}

/// The key that a passphrase gives with this header.
fn derive(header: &Header, passphrase: &[u8]) -> Option<Secret> {
    let Cost { memory_kib, passes } = header.cost;
    let params = Params::new(memory_kib, passes, 1, Some(32)).ok()?;
    let mut secret = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, &header.salt, secret.as_mut_slice())
        .ok()?;
    Some(secret)
}

/// The header is authenticated with the keys: who weakens the cost must know the passphrase.
fn context(header: &Header) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(header.cost.memory_kib.to_be_bytes());
    bytes.extend(header.cost.passes.to_be_bytes());
    bytes.extend(header.salt);
    bytes
}

/// Puts a file in the place of another: whoever looks, also after a power cut, finds the one or the other.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, bytes)?;
    fs::rename(&beside, path)?;
    folder(path)?.sync_all()
}

/// Removes what a crash left beside a file before it had its name: there may be keys in it that are destroyed since. Nobody else
/// is writing one now.
fn remove_remains(path: &Path) -> io::Result<()> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder)? {
        let entry = entry?.file_name();
        let ending = entry.to_str().and_then(|entry| entry.strip_prefix(name)?.strip_prefix('.'));
        if ending.is_some_and(|ending| Uuid::try_parse(ending).is_ok()) {
            fs::remove_file(folder.join(&entry))?;
        }
    }
    Ok(())
}

/// The same where there was no file. One that is there already stays.
fn create_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, bytes)?;
    match fs::hard_link(&beside, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    fs::remove_file(&beside)?;
    folder(path)?.sync_all()
}

/// Writes a whole file beside the place where it belongs.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", Uuid::new_v4().simple()));
    let mut file = private().open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(beside.into())
}

fn folder(path: &Path) -> io::Result<File> {
    File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Readable by nobody else.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn of(path: &Path) -> impl Fn(io::Error) -> VaultError {
    move |source| VaultError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
