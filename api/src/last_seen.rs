//! How far each school's history was once seen to go. A history that does not go so far, or went another way, is not
//! continued unless somebody says so: what was acknowledged would be lost without a word.
//!
//! The file stands beside the log, or is kept elsewhere: it holds positions and ids, and nothing of anybody.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use registro_eventlog::access::Tail;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, LogError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;

/// How often a server writes down how far it is.
const EVERY: Duration = Duration::from_secs(10);

/// An event that was once the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub position: u64,
    pub id: Uuid,
    pub recorded_at: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    pub schools: BTreeMap<Uuid, Seen>,
    /// How far each file of the access log was seen to go.
    #[serde(default)]
    pub access: BTreeMap<String, Tail>,
}

/// A school's history that does not hold what was once seen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    pub school: Uuid,
    pub seen: Seen,
    /// The last event that there is.
    pub found: Option<Seen>,
    /// It goes as far in time, but without that event: another history.
    pub another: bool,
}

impl LastSeen {
    /// Nothing, if the file is not there.
    pub fn read(path: &Path) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file by a whole and durable one.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        durable(path, &serde_json::to_vec_pretty(self)?)
    }

    /// How far a log is.
    pub async fn of(log: &dyn EventLog) -> Result<Self, LogError> {
        let mut seen = Self::default();
        for school in log.schools().await? {
            let head = log.subscribe(school.id).await?.borrow().map(|head| head.position);
            if let Some(at) = at(log, school.id, head).await? {
                seen.schools.insert(school.id.0, at);
            }
        }
        Ok(seen)
    }

    /// What was seen and is not there.
    pub async fn missing_from(&self, log: &dyn EventLog) -> Result<Vec<Loss>, LogError> {
        let known: Vec<SchoolId> = log.schools().await?.into_iter().map(|school| school.id).collect();
        let mut losses = Vec::new();
        for (school, seen) in &self.schools {
            let id = SchoolId(*school);
            let (mut found, mut there) = (None, false);
            if known.contains(&id) {
                let head = log.subscribe(id).await?.borrow().map(|head| head.position);
                found = at(log, id, head).await?;
                there = holds(log, id, *seen).await?;
            }
            if !there {
                let another = found.is_some_and(|found| seen.recorded_at <= found.recorded_at);
                losses.push(Loss { school: *school, seen: *seen, found, another });
            }
        }
        Ok(losses)
    }
}

impl Loss {
    /// In Italian, for whoever decides whether to go on.
    pub fn told(&self) -> String {
        let event = |seen: &Seen| format!("l'evento {}, registrato {}", seen.position, seen.recorded_at);
        let school = self.school;
        match &self.found {
            None => format!("scuola {school}: si era visto fino a {}; qui non c'è nulla", event(&self.seen)),
            Some(found) if self.another => format!(
                "scuola {school}: manca {}, già visto; qui la storia è un'altra e finisce con {}",
                event(&self.seen),
                event(found)
            ),
            Some(found) => {
                let lost = self.seen.position.saturating_sub(found.position);
                format!(
                    "scuola {school}: si era visto fino a {}; qui si arriva a {}: mancano {lost} posizioni, e quanto \
                     fu registrato fra i due istanti",
                    event(&self.seen),
                    event(found)
                )
            }
        }
    }
}

/// The event at a position.
async fn at(log: &dyn EventLog, school: SchoolId, at: Option<Position>) -> Result<Option<Seen>, LogError> {
    let Some(position) = at else { return Ok(None) };
    let found = log.read_at(school, &[position]).await?;
    Ok(found.first().map(|event| Seen {
        position: event.position.0,
        id: event.id.0,
        recorded_at: event.recorded_at,
    }))
}

/// Whether an event is there, wherever another engine's positions put it: among those of its instant.
async fn holds(log: &dyn EventLog, school: SchoolId, seen: Seen) -> Result<bool, LogError> {
    let before = seen.recorded_at.checked_sub(Duration::from_micros(1)).unwrap_or(seen.recorded_at);
    let mut after = log.position_at(school, before).await?;
    loop {
        let page = log.read_all(school, after, 1_000, registro_eventlog::log::Filter::All).await?;
        for event in &page {
            if event.id.0 == seen.id {
                return Ok(true);
            }
            if seen.recorded_at < event.recorded_at {
                return Ok(false);
            }
        }
        let Some(last) = page.last() else { return Ok(false) };
        after = Some(last.position);
    }
}

/// Writes down how far the schools are, from time to time, for as long as the server runs.
pub(crate) async fn keep(apps: Vec<Arc<App>>, path: std::path::PathBuf) {
    loop {
        if let Err(error) = keep_once(&apps, &path).await {
            tracing::warn!(?error, "how far the log is could not be written down");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn keep_once(apps: &[Arc<App>], path: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut known = LastSeen::read(path)?;
    let mut news = false;
    for app in apps {
        let register = &app.register;
        let head = register.head().map(|head| head.position);
        let before = known.schools.get(&register.school.0).map(|seen| Position(seen.position));
        if head != before
            && let Some(seen) = at(&*register.log, register.school, head).await?
        {
            known.schools.insert(register.school.0, seen);
            news = true;
        }
    }
    for app in apps.iter().take(1) {
        // The turn of a month is between two looks.
        for month in app.access.months()?.into_iter().rev().take(2) {
            for (name, tail) in app.access.tails(month).await? {
                news |= known.access.get(&name) != Some(&tail);
                known.access.insert(name, tail);
            }
        }
    }
    if news { Ok(known.write(path)?) } else { Ok(()) }
}

/// A whole file in the place of another, in one step.
pub fn durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = std::path::PathBuf::from(name);
    fs::write(&new, bytes)?;
    File::open(&new)?.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path)
}

/// Makes the names in a file's folder durable.
pub fn sync_folder(of: &Path) -> io::Result<()> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
