//! The access log: who read what, apart from the events, in files of a month each.
//!
//! It stores bytes, as the log of events does; what an access is, is known elsewhere. A row is durable before
//! [`AccessLog::append`] returns, and so before the answer that it tells of. Each process writes files of its own, and
//! readers merge them: `2026-11-1.db` is what the first process of the folder recorded in November 2026. If there is a
//! key store, each school's rows of a month are sealed under one key, and expire wherever they are copied when it is
//! destroyed.

mod file;
mod month;
mod read;
mod tail;
mod writer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::event::SchoolId;
use crate::file_lock::FileLock;
use crate::seal::{KeyStore, Scope, SealError};

use self::writer::{Pending, Request, Writer};

pub use self::month::Month;
pub use self::read::{Cursor, Kept};
pub use self::tail::{Cut, Tail};

/// The retention class of the keys.
pub const CLASS: &str = "accessi";

const PLAIN: u8 = 0x01;
const SEALED: u8 = 0x02;
/// What a sealed row is bound to, besides its school and its instant.
const CONTEXT: &[u8] = b"registro/access/v1\0";
/// Processes that write into one folder, at most.
const PROCESSES: u32 = 256;

#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("the folder of the access log: {0}")]
    Folder(PathBuf, #[source] io::Error),
    #[error("{0} processes write into the folder of the access log already")]
    TooManyProcesses(u32),
    #[error("cannot {0}")]
    File(&'static str, #[source] Arc<sqlx::Error>),
    #[error("the keys of the access log")]
    Keys(#[from] SealError),
    #[error("the access log has stopped: what its disk holds is not known any more")]
    Stopped,
}

/// The access log of a folder: one process's files are written, everybody's are read.
#[derive(Clone)]
pub struct AccessLog {
    dir: PathBuf,
    keys: Option<Arc<KeyStore>>,
    writer: mpsc::UnboundedSender<Request>,
}

impl AccessLog {
    /// Opens the folder, made if absent, and takes the first name that no other process has.
    pub async fn open(dir: &Path, keys: Option<Arc<KeyStore>>) -> Result<Self, AccessError> {
        fs::create_dir_all(dir).map_err(|error| AccessError::Folder(dir.to_owned(), error))?;
        let (process, lock) = name(dir)?;
        let (writer, requests) = mpsc::unbounded_channel();
        tokio::spawn(Writer::new(dir.to_owned(), process, lock, requests).run());
        Ok(Self { dir: dir.to_owned(), keys, writer })
    }

    /// Records an access. When this returns, a power cut does not lose it.
    pub async fn append(
        &self,
        school: SchoolId,
        month: Month,
        at: Timestamp,
        data: &[u8],
    ) -> Result<(), AccessError> {
        let data = self.seal(school, month, at, data).await?;
        let (reply, answer) = oneshot::channel();
        let pending = Pending { school, month, at, data, reply };
        self.writer.send(Request::Append(pending)).map_err(|_| AccessError::Stopped)?;
        answer.await.unwrap_or(Err(AccessError::Stopped))
    }

    /// Destroys the keys of a month's accesses, of every school, and then its files. What is broken off is finished by
    /// the next call. Returns how many keys were destroyed.
    pub async fn expire(&self, month: Month) -> Result<usize, AccessError> {
        let mut destroyed = 0;
        if let Some(keys) = &self.keys {
            let mut condemned = Vec::new();
            for school in read::schools(&self.dir, month).await? {
                let known = keys.list(school).await?.into_iter();
                let part = month.to_string();
                condemned
                    .extend(known.filter(|key| key.class == CLASS && key.part == part).map(|key| key.id));
            }
            destroyed = keys.destroy(&condemned).await?;
        }
        for path in file::of_month(&self.dir, month)?.into_iter().map(|(_, path)| path) {
            for end in ["-wal", "-shm", ""] {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                let name = PathBuf::from(name);
                match fs::remove_file(&name) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(AccessError::Folder(name, error));
                    }
                    Ok(()) | Err(_) => {}
                }
            }
        }
        Ok(destroyed)
    }

    /// The months of which there is something.
    pub fn months(&self) -> Result<Vec<Month>, AccessError> {
        file::months(&self.dir)
    }

    /// Each file of the log, under its name.
    pub fn files(dir: &Path) -> Result<Vec<PathBuf>, AccessError> {
        file::all(dir)
    }

    /// Waits for what is being written, and leaves tidy files.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.writer.send(Request::Close(reply)).is_ok() {
            let _ = closed.await;
        }
    }

    async fn seal(
        &self,
        school: SchoolId,
        month: Month,
        at: Timestamp,
        data: &[u8],
    ) -> Result<Vec<u8>, AccessError> {
        let (form, stored) = match &self.keys {
            None => (PLAIN, data.to_vec()),
            Some(keys) => {
                let scope = Scope { owner: None, class: CLASS, part: month.to_string() };
                (SEALED, keys.close(school, &scope, &context(school, at), data).await?)
            }
        };
        let mut bytes = vec![form];
        bytes.extend(stored);
        Ok(bytes)
    }

    /// What was recorded; nothing if its key is not there, or is not its key.
    async fn unseal(
        &self,
        school: SchoolId,
        at: Timestamp,
        stored: &[u8],
    ) -> Result<Option<Vec<u8>>, AccessError> {
        match (stored.split_first(), &self.keys) {
            (Some((&PLAIN, data)), _) => Ok(Some(data.to_vec())),
            (Some((&SEALED, closed)), Some(keys)) => {
                match keys.open_closed(&context(school, at), closed).await {
                    Ok(data) => Ok(data),
                    Err(SealError::Store(error)) => Err(SealError::Store(error).into()),
                    Err(error) => {
                        tracing::error!(?error, "an access that is there does not open");
                        Ok(None)
                    }
                }
            }
            (Some(_) | None, _) => Ok(None),
        }
    }
}

fn context(school: SchoolId, at: Timestamp) -> Vec<u8> {
    let mut context = CONTEXT.to_vec();
    context.extend(school.0.as_bytes());
    context.extend(at.as_microsecond().to_be_bytes());
    context
}

/// The first name in the folder that no process holds.
fn name(dir: &Path) -> Result<(u32, FileLock), AccessError> {
    for process in 1..=PROCESSES {
        let path = dir.join(format!("{process}.lock"));
        let taken = FileLock::take(&path).map_err(|error| AccessError::Folder(path, error))?;
        if let Some(lock) = taken {
            return Ok((process, lock));
        }
    }
    Err(AccessError::TooManyProcesses(PROCESSES))
}

#[cfg(test)]
mod tests;
