//! A time stamp over each day's last checkpoint, from an authority that the operator names.
//!
//! `<year>/timestamps/<day>.checkpoint` is the signed note that is stamped, kept as soon as its day is over;
//! `<day>.tsr` the answer of the authority, `<day>.authority` who it is and whether its stamps are qualified. A day without
//! an answer is asked for again. A day is one of UTC, of the last event that the checkpoint covers: as the shards are.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use super::shelf::{Published, Shelf};
use super::signer::{EVERY, Ledger};
use super::timestamp::{self, QUERY, Stamp, StampError};
use super::{LedgerError, damaged, file, store};
use crate::log::Clock;

/// How long an authority may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than any answer with its certificates.
const LARGEST: usize = 1 << 20;
pub const FOLDER: &str = "timestamps";

/// Who stamps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    pub url: String,
    /// Whether its stamps are qualified (eIDAS). The operator says so; nothing here can tell.
    pub qualified: bool,
}

/// A day's stamp, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    pub day: Date,
    /// `None`: it is still to be had.
    pub stamp: Option<(Stamp, Authority)>,
}

#[derive(Debug, thiserror::Error)]
pub enum StampingError {
    #[error("the authority cannot be reached")]
    Unreachable(#[from] reqwest::Error),
    #[error("the authority's answer")]
    Answer(#[from] StampError),
    #[error("the authority has stamped something else than it was asked")]
    SomethingElse,
    #[error("the answer of the authority is {0} bytes long")]
    TooLong(usize),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("no randomness")]
    Random(#[from] getrandom::Error),
}

impl Shelf {
    /// The days of a shard whose last checkpoint is kept for a stamp, in order.
    pub fn stamped(&self, year: i16) -> Result<Vec<Stamped>, LedgerError> {
        let folder = self.folder.join(year.to_string()).join(FOLDER);
        let mut stamped = Vec::new();
        for day in days(&folder)? {
            let path = folder.join(format!("{day}.tsr"));
            let stamp = match fs::read(&path) {
                Ok(response) => Some((
                    timestamp::read(&response).map_err(|error| damaged(&path, error.to_string()))?,
                    authority(&folder, day)?,
                )),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => return Err(file(&path)(error)),
            };
            stamped.push(Stamped { day, stamp });
        }
        Ok(stamped)
    }
}

const QUALIFIED: &str = "qualified";
const NOT_QUALIFIED: &str = "not qualified";

fn authority(folder: &Path, day: Date) -> Result<Authority, LedgerError> {
    let path = folder.join(format!("{day}.authority"));
    let text = fs::read_to_string(&path).map_err(file(&path))?;
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        (Some(url), Some(label @ (QUALIFIED | NOT_QUALIFIED))) => {
            Ok(Authority { url: url.to_owned(), qualified: label == QUALIFIED })
        }
        (_, _) => Err(damaged(&path, "it names no authority")),
    }
}

fn days(folder: &Path) -> Result<Vec<Date>, LedgerError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(file(folder)(error)),
    };
    let mut days = Vec::new();
    for entry in entries {
        let name = entry.map_err(file(folder))?.file_name();
        let day: Option<Date> = name.to_str().and_then(|name| name.strip_suffix(".checkpoint")?.parse().ok());
        days.extend(day);
    }
    days.sort_unstable();
    Ok(days)
}

/// Has each day's last checkpoint stamped, until the ledger stops. `look`: how often it is seen whether a day is over, and
/// an authority that failed is asked again.
pub fn follow(ledger: Ledger, authority: Authority, clock: Arc<dyn Clock>, look: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let client = Client::new();
        let mut signed = ledger.watch();
        let mut days = Days { shelf: ledger.shelf().clone(), last: None };
        loop {
            let now = clock.now();
            let looking = tokio::task::spawn_blocking(move || {
                let mut days = days;
                let seen = days.look(now);
                (days, seen)
            });
            let Ok((back, seen)) = looking.await else { return };
            days = back;
            let done = async {
                for (folder, day) in seen? {
                    stamp(&client, &authority, &folder, day).await?;
                }
                Ok::<(), StampingError>(())
            };
            if let Err(error) = done.await {
                let cause =
                    std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
                tracing::warn!("no time stamp yet from {}: {error}{cause}", authority.url);
            }
            tokio::select! {
                changed = signed.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(look) => {}
            }
        }
    })
}

struct Days {
    shelf: Shelf,
    /// The last checkpoint that was seen, and the day of its last event.
    last: Option<(Date, Published)>,
}

impl Days {
    /// Keeps the last checkpoint of every day that is over. The days that wait for a stamp, with their folders.
    fn look(&mut self, now: Timestamp) -> Result<Vec<(PathBuf, Date)>, LedgerError> {
        if let Some((day, published)) = self.shelf.last_of_day()? {
            if let Some((before, last)) = self.last.take().filter(|(before, _)| *before < day) {
                self.keep(before, &last)?;
            }
            // Until the events of its last moment are signed as well.
            let settled = now.checked_sub(SignedDuration::try_from(2 * EVERY).unwrap_or_default());
            if day < day_of(settled.unwrap_or(now)) {
                self.keep(day, &published)?;
            }
            self.last = Some((day, published));
        }
        let mut waiting = Vec::new();
        for year in super::keeper::years(&self.shelf.folder)? {
            let folder = self.shelf.folder.join(year.to_string()).join(FOLDER);
            let without =
                days(&folder)?.into_iter().filter(|day| !folder.join(format!("{day}.tsr")).exists());
            waiting.extend(without.map(|day| (folder.clone(), day)));
        }
        Ok(waiting)
    }

    fn keep(&self, day: Date, published: &Published) -> Result<(), LedgerError> {
        let folder = self.shelf.folder.join(published.year.to_string()).join(FOLDER);
        let path = folder.join(format!("{day}.checkpoint"));
        if path.exists() { Ok(()) } else { store::write(&path, published.note.as_bytes()) }
    }
}

pub(super) fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(TimeZone::UTC).date()
}

/// Asks for the stamp of a day, and keeps it if it is over what was asked.
async fn stamp(
    client: &Client,
    authority: &Authority,
    folder: &Path,
    day: Date,
) -> Result<(), StampingError> {
    let path = folder.join(format!("{day}.checkpoint"));
    let imprint: [u8; 32] = Sha256::digest(fs::read(&path).map_err(file(&path))?).into();
    let nonce = getrandom::u64()?;
    let asked = client
        .post(&authority.url)
        .timeout(PATIENCE)
        .header(CONTENT_TYPE, QUERY)
        .body(timestamp::request(&imprint, nonce));
    let response = asked.send().await?.error_for_status()?.bytes().await?;
    if LARGEST < response.len() {
        return Err(StampingError::TooLong(response.len()));
    }
    let stamp = timestamp::read(&response)?;
    if stamp.imprint != imprint || !stamp.answers(nonce) {
        return Err(StampingError::SomethingElse);
    }
    let label = if authority.qualified { QUALIFIED } else { NOT_QUALIFIED };
    let told = format!("{}\n{label}\n", authority.url);
    store::write(&folder.join(format!("{day}.authority")), told.as_bytes())?;
    store::write(&folder.join(format!("{day}.tsr")), &response)?;
    Ok(())
}
