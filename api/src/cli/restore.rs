//! `registro restore`: a backup in an empty place, unless it is behind what was seen already.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use registro_eventlog::access::AccessLog;
use registro_eventlog::copy::copy_school;
use registro_eventlog::log::{EventLog, SystemClock};
use registro_eventlog::sqlite::SqliteLog;

use super::manifest::{ACCESS, LEDGER, LOG, Manifest, copy_file, files_under};
use super::{Failure, checkpoint, progress, say, stored_log};
use crate::last_seen::{LastSeen, Loss, durable};
use crate::settings::{Flags, LogAddress, ReadAddress, Settings};

/// Rimette un backup in un posto vuoto
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro restore --from /copie/2026-11-26
  registro restore --from /copie/2026-11-26 --checkpoint visto-ieri.txt --accept-loss

Se il backup si ferma prima di quanto si era già visto (il file e il libro mastro accanto al registro, e quanto è dato \
con --checkpoint), dice che cosa manca e non fa nulla, salvo --accept-loss: allora la perdita resta scritta, e registro status la dice. Le \
letture si ricostruiscono dagli eventi, e così l'albero del libro mastro: prima del primo avvio si rimette al suo posto la \
chiave che lo firma.")]
pub(super) struct Restore {
    /// La cartella del backup
    #[arg(long, value_name = "CARTELLA")]
    from: PathBuf,
    /// Un punto già visto e tenuto altrove: un checkpoint del libro mastro, o un file come quello accanto al registro
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Va avanti anche se il backup è indietro: quanto manca è perduto
    #[arg(long)]
    accept_loss: bool,
}

impl Restore {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let manifest = Manifest::checked(&self.from)?;
        self.place_is_empty(&settings)?;
        let copy = SqliteLog::open_read_only(&self.from.join(LOG)).await?;
        let losses = self.losses(&settings, &copy).await;
        let restored = match losses {
            Ok(losses) => self.put(&settings, &manifest, &copy, losses).await,
            Err(failure) => Err(failure),
        };
        copy.close().await;
        restored
    }

    /// Nothing is written over.
    fn place_is_empty(&self, settings: &Settings) -> Result<(), Failure> {
        let mut there = AccessLog::files(&settings.access)?;
        if let LogAddress::Sqlite(path) = &settings.log {
            there.push(path.clone());
        }
        if let ReadAddress::Sqlite(path) = &settings.read {
            there.push(path.clone());
        }
        // What a database left behind would be played back onto the restored one.
        let left_behind = |path: &PathBuf| {
            ["-wal", "-shm", "-journal"].map(|end| {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                PathBuf::from(name)
            })
        };
        let beside: Vec<PathBuf> = there.iter().flat_map(left_behind).collect();
        match there.into_iter().chain(beside).find(|path| path.exists()) {
            None => Ok(()),
            Some(path) => {
                Err(format!("{} c'è già: si rimette solo in un posto vuoto", path.display()).into())
            }
        }
    }

    /// What was seen, here or elsewhere, and is not in the backup.
    async fn losses(&self, settings: &Settings, copy: &dyn EventLog) -> Result<Losses, Failure> {
        let mut losses = Losses::default();
        losses.seen.extend(LastSeen::read(&settings.last_seen())?.missing_from(copy).await?);
        let ledger = settings.ledger.as_deref().map_or(Ok(Vec::new()), files_under)?;
        for path in ledger.iter().filter(|path| path.ends_with("checkpoint")) {
            losses.signed.extend(checkpoint::behind(copy, &fs::read_to_string(path)?).await?);
        }
        for path in &self.checkpoint {
            let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            match serde_json::from_str::<LastSeen>(&text) {
                Ok(seen) => losses.seen.extend(seen.missing_from(copy).await?),
                Err(_) => losses.signed.extend(checkpoint::behind(copy, &text).await?),
            }
        }
        Ok(losses)
    }

    async fn put(
        &self,
        settings: &Settings,
        manifest: &Manifest,
        copy: &SqliteLog,
        losses: Losses,
    ) -> Result<(), Failure> {
        let told = losses.told();
        if !told.is_empty() {
            told.iter().for_each(|loss| eprintln!("PERDITA · {loss}"));
            if !self.accept_loss {
                return Err(
                    "il backup è indietro rispetto a quanto si era già visto: nulla è stato toccato \
                            (--accept-loss per andare avanti lo stesso)"
                        .into(),
                );
            }
            let accepted = serde_json::json!({ "accepted_at": jiff::Timestamp::now(), "losses": told });
            durable(&settings.loss(), &serde_json::to_vec_pretty(&accepted)?)?;
        }
        if let Some(ledger) = settings.ledger.as_deref().filter(|ledger| !told.is_empty() && ledger.exists())
        {
            // It has signed what is lost, and may sign nothing else.
            let aside = beside(ledger, &format!(".lost-{}", jiff::Timestamp::now().as_second()));
            fs::rename(ledger, &aside)?;
            eprintln!("Il libro mastro che attesta quanto è perduto è in {}.", aside.display());
        }
        for name in manifest.files.keys() {
            if let Ok(rest) = name.strip_prefix(ACCESS) {
                copy_file(&self.from.join(name), &settings.access.join(rest))?;
            }
            if let (Ok(rest), Some(ledger)) = (name.strip_prefix(LEDGER), &settings.ledger) {
                copy_file(&self.from.join(name), &beside(ledger, ".backup").join(rest))?;
            }
        }
        put_log(settings, &self.from.join(LOG), copy).await?;
        LastSeen::of(copy).await?.write(&settings.last_seen())?;
        say!(
            "Rimesso in {} il backup del {}: {} scuole, {} file. Le letture si ricostruiscono al primo avvio.",
            settings.log,
            manifest.made_at,
            manifest.schools.len(),
            manifest.files.len()
        );
        Ok(())
    }
}

/// A path with something after its name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// What was seen by this register, and what a signed checkpoint says there was.
#[derive(Default)]
struct Losses {
    seen: Vec<Loss>,
    signed: Vec<String>,
}

impl Losses {
    fn told(&self) -> Vec<String> {
        self.seen.iter().map(Loss::told).chain(self.signed.iter().cloned()).collect()
    }
}

/// A file takes its place in one step; a server is filled event by event, and refuses what it has already.
async fn put_log(settings: &Settings, from: &Path, copy: &SqliteLog) -> Result<(), Failure> {
    match &settings.log {
        LogAddress::Sqlite(path) => {
            let new = path.with_extension("db.restoring");
            copy_file(from, &new)?;
            fs::rename(&new, path)?;
            Ok(crate::last_seen::sync_folder(path)?)
        }
        LogAddress::Postgres(_) | LogAddress::Kurrent(_) => {
            let to = stored_log(settings, Arc::new(SystemClock)).await?;
            for school in copy.schools().await? {
                let head = *copy.subscribe(school.id).await?.borrow();
                let bar = progress::bar(Some(head.map_or(0, |head| head.position.0 + 1)), "eventi");
                let done = copy_school(copy, &*to, school, &mut |events| bar.set_position(events)).await;
                bar.finish_and_clear();
                done?;
            }
            to.close().await;
            Ok(())
        }
    }
}
