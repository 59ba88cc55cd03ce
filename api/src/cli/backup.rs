//! `registro backup`: a consistent copy of everything that cannot be made again, while the register serves.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use registro_eventlog::access::AccessLog;
use registro_eventlog::copy::copy_school;
use registro_eventlog::log::{EventLog, SystemClock};
use registro_eventlog::seal::server;
use registro_eventlog::snapshot::snapshot;
use registro_eventlog::sqlite::SqliteLog;

use super::manifest::{ACCESS, Held, KEYS, LEDGER, LOG, Manifest, copy_file, files_under};
use super::{Failure, progress, read_stored_log, say, there_is_a_log};
use crate::last_seen::{LastSeen, sync_folder};
use crate::settings::{Flags, LogAddress, Settings, StoreAddress};

/// Of the ledger, what is copied before its tiles and its log, so that no checkpoint is ahead of them.
const FIRST: [&str; 3] = ["checkpoint", "signed", "public-key"];
/// Not copied: who holds it signs in the school's name.
const SIGNING_KEY: &str = "key";

/// Copia il registro degli eventi, il libro mastro e il registro degli accessi, anche mentre si lavora
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro backup --to /copie/2026-11-26
  registro backup --only-keys --to /altrove/2026-11-26      dopo, e in un altro luogo

Le letture non si copiano: si ricavano dagli eventi. Le chiavi non si copiano: hanno un backup loro, tenuto altrove, \
perché chi ha insieme dati e chiavi ha tutto. Senza manifest.json, scritto per ultimo, la cartella non è un backup.")]
pub(super) struct Backup {
    /// La cartella, nuova o vuota
    #[arg(long, value_name = "CARTELLA")]
    to: PathBuf,
    /// Copia invece il deposito delle chiavi, da tenere in un altro luogo; dopo ogni cancellazione le copie di prima si distruggono
    #[arg(long)]
    only_keys: bool,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        there_is_a_log(&settings)?;
        let begun = Instant::now();
        fs::create_dir_all(&self.to)?;
        if fs::read_dir(&self.to)?.next().is_some() {
            return Err(format!("{} non è vuota", self.to.display()).into());
        }
        if self.only_keys {
            return self.of_keys(&settings).await;
        }
        copy_ledger(&settings, &self.to)?;
        // An access stands on positions that the log's copy, which follows, holds.
        fs::create_dir_all(self.to.join(ACCESS))?;
        for path in AccessLog::files(&settings.access)? {
            let name = path.file_name().ok_or("un file senza nome")?;
            snapshot(&path, &self.to.join(ACCESS).join(name)).await?;
        }
        let copy = self.to.join(LOG);
        copy_log(&settings, &copy).await?;
        let held = held(&copy).await?;
        sync_folder(&copy)?;
        sync_folder(&self.to.join(ACCESS).join("."))?;
        let manifest = Manifest::of(&self.to, held)?;
        manifest.write(&self.to)?;
        let mut seen = LastSeen::read(&settings.last_seen())?;
        seen.schools.extend(manifest.schools.iter().filter_map(|(school, held)| Some((*school, held.head?))));
        seen.write(&settings.last_seen())?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&manifest)?);
        } else {
            for (school, Held { head, .. }) in &manifest.schools {
                let head = head.map_or_else(
                    || "senza eventi".to_owned(),
                    |head| format!("fino all'evento {}, registrato {}", head.position, head.recorded_at),
                );
                say!("scuola {school}: {head}");
            }
            let bytes: u64 = manifest.files.values().map(|file| file.bytes).sum();
            say!(
                "{} file, {:.1} MiB in {}, {:.1} s.",
                manifest.files.len(),
                bytes as f64 / f64::from(1 << 20),
                self.to.display(),
                begun.elapsed().as_secs_f64()
            );
        }
        Ok(())
    }
}

impl Backup {
    /// The data keys, wrapped: the file that unwraps them is kept in a third place.
    async fn of_keys(&self, settings: &Settings) -> Result<(), Failure> {
        let (store, copy) = (&settings.keys.store, self.to.join(KEYS));
        match store {
            StoreAddress::File(path) if !path.exists() => {
                return Err(format!("{} non esiste: non ci sono chiavi", path.display()).into());
            }
            StoreAddress::File(path) => snapshot(path, &copy).await?,
            StoreAddress::Postgres(address) => server::copy_to(address, &copy).await?,
        }
        sync_folder(&copy)?;
        let manifest = Manifest::of(&self.to, Default::default())?;
        manifest.write(&self.to)?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&manifest)?);
        } else {
            say!("Deposito delle chiavi copiato in {}: va tenuto lontano dai dati.", copy.display());
        }
        Ok(())
    }
}

/// The checkpoints first, then what they are about.
fn copy_ledger(settings: &Settings, to: &Path) -> Result<(), Failure> {
    let Some(ledger) = &settings.ledger else { return Ok(()) };
    let named = |path: &Path, names: &[&str]| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| names.contains(&name))
    };
    let mut files = files_under(ledger)?;
    files.retain(|path| !named(path, &[SIGNING_KEY]));
    let (first, then): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|path| named(path, &FIRST));
    for path in first.iter().chain(&then) {
        match copy_file(path, &to.join(LEDGER).join(path.strip_prefix(ledger)?)) {
            // A partial tile that a whole one has replaced meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !path.exists() => {}
            done => done?,
        }
    }
    Ok(())
}

/// SQLite copies itself as it is at one instant; a server's feed is copied event by event.
async fn copy_log(settings: &Settings, to: &Path) -> Result<(), Failure> {
    match &settings.log {
        LogAddress::Sqlite(path) => Ok(snapshot(path, to).await?),
        LogAddress::Postgres(_) | LogAddress::Kurrent(_) => {
            let from = read_stored_log(settings).await?;
            let copy = SqliteLog::open(to, Arc::new(SystemClock)).await?;
            for school in from.schools().await? {
                let head = *from.subscribe(school.id).await?.borrow();
                let total = from.counts_events().then(|| head.map_or(0, |head| head.position.0 + 1));
                let bar = progress::bar(total, "eventi");
                let done = copy_school(&*from, &copy, school, &mut |events| bar.set_position(events)).await;
                bar.finish_and_clear();
                done?;
            }
            copy.close().await;
            from.close().await;
            fs::remove_file(to.with_extension("db.lock"))?;
            Ok(fs::File::open(to)?.sync_all()?)
        }
    }
}

/// How far the copy itself goes.
async fn held(copy: &Path) -> Result<std::collections::BTreeMap<uuid::Uuid, Held>, Failure> {
    let log = SqliteLog::open_read_only(copy).await?;
    let seen = LastSeen::of(&log).await?;
    let schools = log.schools().await?.into_iter();
    let held = schools.map(|school| {
        let head = seen.schools.get(&school.id.0).copied();
        (school.id.0, Held { synthetic: school.synthetic, head })
    });
    let held = held.collect();
    log.close().await;
    Ok(held)
}
