//! The command: what is handed in, and the order in which it is looked at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use crate::anchors::{self, Anchor};
use crate::carried::Carried;
use crate::history::History;
use crate::keys::Keys;
use crate::merkle;
use crate::note::{Checkpoint, Key, Note};
use crate::policy::Policy;
use crate::receipt::{Receipt, short_code};
use crate::record::Record;
use crate::report::Report;
use crate::{bundle, database, folder, stamps};

/// Verifica, senza rete e senza fidarsi di nessuno, una copia del registro contro le firme conservate fuori
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro verify --db copia.db --key chiave-pubblica --checkpoint gennaio.txt
  registro verify --db copia.db --tiles copia.ledger/UUID --policy politica.txt --checkpoint gennaio.txt
  registro verify --receipt evento-1204.tlog-proof --key chiave-pubblica
  registro verify --bundle prove/2026-03 --key chiave-pubblica
  registro verify --bundle prove/2026-03 --key chiave-pubblica --checkpoint marzo.txt --tiles copia.ledger/UUID
  registro verify --tiles copia.ledger/UUID --key chiave-pubblica --checkpoint vecchio.txt --checkpoint nuovo.txt

Uscita: 0 tutto quanto chiesto è provato; 1 qualcosa non è come fu firmato; 2 non si può concludere.")]
pub struct Arguments {
    /// Copia della base dati SQLite del registro
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// Cartella del libro mastro della scuola (quella con gli anni scolastici)
    #[arg(long, value_name = "CARTELLA")]
    tiles: Option<PathBuf>,
    /// La scuola, se la copia ne contiene più d'una
    #[arg(long, value_name = "UUID")]
    school: Option<Uuid>,
    /// Chiave pubblica della scuola: il suo testo, o un file che lo contiene
    #[arg(long, value_name = "CHIAVE", required_unless_present = "policy")]
    key: Option<String>,
    /// Politica del revisore: chiave della scuola, testimoni, quanti ne servono
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    policy: Option<PathBuf>,
    /// Checkpoint firmato, conservato fuori dalla scuola; anche più d'uno
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Chiavi dei dati (registro show key): che siano quelle che gli eventi nominano, e li aprano
    #[arg(long, value_name = "FILE", requires = "db")]
    keys: Option<PathBuf>,
    /// Ricevuta di un evento
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// Fascicolo di prove di un caso: la cartella del pacchetto
    #[arg(long, value_name = "CARTELLA")]
    bundle: Option<PathBuf>,
}

impl Arguments {
    /// Looks at everything that was handed in, and tells.
    pub fn run(&self) -> ExitCode {
        let mut report = Report::default();
        if let Err(why) = self.look(&mut report) {
            report.unread.push(why);
        }
        report.tell()
    }

    fn look(&self, report: &mut Report) -> Result<(), String> {
        let policy = self.policy()?;
        let school = policy.log.as_ref().ok_or("manca la chiave pubblica della scuola")?;
        let anchors = self.anchors(&policy, school, report)?;
        let mut carried = Carried::default();
        if let Some(folder) = &self.bundle {
            bundle::look(folder, &policy, school, &mut carried, report)?;
        }
        if let Some(path) = &self.receipt
            && let Some(anchor) = self.receipt(path, &policy, school, report)?
        {
            carried.of_receipt(anchor);
        }
        let all: Vec<&Anchor> = anchors.iter().chain(carried.all()).collect();
        anchors::against_each_other(&all, report);
        let alone = anchors.is_empty() && self.tiles.is_none();
        // A receipt has been looked for in the copy already; a bundle is compared with it below, also beside a receipt.
        let bundle_beside_copy = self.bundle.is_some() && self.db.is_some();
        if alone && !bundle_beside_copy && (self.receipt.is_some() || self.bundle.is_some()) {
            return Ok(());
        }
        let Some(history) = self.history()? else {
            if self.receipt.is_none() && self.bundle.is_none() {
                return Err(
                    "senza una copia (--db) né il libro mastro (--tiles) non c'è altro da verificare".into(),
                );
            }
            carried.against_given(&anchors, report);
            return Ok(());
        };
        let of = history.school.map(|school| Uuid::from_bytes(school).to_string()).unwrap_or_default();
        println!("Scuola {of}: {} eventi letti", history.events());
        for finding in &history.findings {
            report.findings.push(finding.clone());
        }
        if self.db.is_some() && history.findings.is_empty() {
            report.proved.push(format!(
                "le colonne, l'ordine e gli identificativi di {} eventi, e la tabella dei comandi senza le sue impronte, \
                 corrispondono agli eventi stessi",
                history.events()
            ));
        }
        let tiles = self.tiles.as_deref();
        anchors::against_history(&anchors, &carried, &school.name, &history, tiles, report);
        carried.against_history(&school.name, &history, report);
        if let (Some(path), Some(db), Some(school)) = (&self.keys, &self.db, history.school) {
            let keys = Keys::read(&text(path)?, report)?;
            keys.against_database(db, school, report).map_err(|error| unread(db, error))?;
        }
        if let Some(tiles) = &self.tiles {
            stamps::beside(tiles, school, &history, report);
        }
        Ok(())
    }

    fn policy(&self) -> Result<Policy, String> {
        if let Some(path) = &self.policy {
            return Policy::read(&text(path)?);
        }
        let given = self.key.as_deref().unwrap_or_default();
        let written = if Path::new(given).exists() { text(Path::new(given))? } else { given.to_owned() };
        Key::read(&written)
            .map(Policy::of_key)
            .ok_or_else(|| format!("non è una chiave pubblica: {}", written.trim()))
    }

    fn anchors(&self, policy: &Policy, school: &Key, report: &mut Report) -> Result<Vec<Anchor>, String> {
        let mut anchors = Vec::new();
        for path in &self.checkpoint {
            let name = path.display().to_string();
            let note =
                Note::read(&text(path)?).ok_or_else(|| format!("{name} non è un checkpoint firmato"))?;
            anchors.extend(accepted(&name, &note, policy, school, report));
        }
        Ok(anchors)
    }

    /// The checkpoint that a receipt leads to.
    fn receipt(
        &self,
        path: &Path,
        policy: &Policy,
        school: &Key,
        report: &mut Report,
    ) -> Result<Option<Anchor>, String> {
        let name = path.display().to_string();
        let Some((receipt, anchor)) = climbed(&name, &text(path)?, policy, school, report) else {
            return Ok(None);
        };
        let leaf = merkle::leaf(&receipt.entry);
        let Some(record) = Record::read(&receipt.entry) else {
            report.refused.push(format!("{name}: il contenuto non è un evento leggibile"));
            return Ok(None);
        };
        report.proved.push(format!(
            "l'evento {} ({}, codice breve {}) è nel registro firmato: riga {} di {} in {}",
            record.position,
            record.kind,
            short_code(&leaf),
            receipt.index,
            anchor.checkpoint.size,
            anchor.checkpoint.origin
        ));
        if let Some(db) = &self.db {
            let held =
                database::record(db, record.school, record.position).map_err(|error| unread(db, error))?;
            if held.as_deref() == Some(&receipt.entry) {
                report.proved.push(format!("la copia contiene lo stesso evento {}", record.position));
            } else {
                report.finds(record.position, "la copia non contiene l'evento della ricevuta");
            }
        }
        Ok(Some(anchor))
    }

    fn history(&self) -> Result<Option<History>, String> {
        let Some(db) = &self.db else {
            return Ok(self.tiles.as_deref().map(folder::history));
        };
        let schools = database::schools(db).map_err(|error| unread(db, error))?;
        let school = match (self.school.map(Uuid::into_bytes), schools.as_slice()) {
            (Some(named), known) if known.contains(&named) => named,
            (None, [only]) => *only,
            _ => {
                return Err(format!(
                    "in {} non c'è la scuola chiesta, o ce n'è più d'una (--school)",
                    db.display()
                ));
            }
        };
        let count = database::count(db, school).map_err(|error| unread(db, error))?;
        let (seen, done) = (AtomicU64::new(0), AtomicBool::new(false));
        let read = std::thread::scope(|scope| {
            scope.spawn(|| show(count, &seen, &done));
            let read = database::read(db, school, &seen);
            done.store(true, Ordering::Relaxed);
            read
        });
        read.map(Some).map_err(|error| unread(db, error))
    }
}

/// A receipt whose proof leads to a root that was signed.
pub(crate) fn climbed(
    name: &str,
    text: &str,
    policy: &Policy,
    school: &Key,
    report: &mut Report,
) -> Option<(Receipt, Anchor)> {
    let read = Receipt::read(text).and_then(|receipt| Some((Note::read(&receipt.note)?, receipt)));
    let Some((note, receipt)) = read else {
        report.refused.push(format!("{name}: non è una ricevuta con il suo checkpoint"));
        return None;
    };
    let anchor = accepted(name, &note, policy, school, report)?;
    let leaf = merkle::leaf(&receipt.entry);
    let root = merkle::climbed(leaf, receipt.index, anchor.checkpoint.size, &receipt.proof);
    if root != Some(anchor.checkpoint.root) {
        report.refused.push(format!("{name}: la prova non porta alla radice firmata"));
        return None;
    }
    Some((receipt, anchor))
}

/// A checkpoint whose signatures are those that the policy asks for.
pub(crate) fn accepted(
    name: &str,
    note: &Note,
    policy: &Policy,
    school: &Key,
    report: &mut Report,
) -> Option<Anchor> {
    let Some(checkpoint) = Checkpoint::read(&note.text) else {
        report.refused.push(format!("{name}: il testo firmato non è un checkpoint"));
        return None;
    };
    let year = checkpoint.origin.strip_prefix(&school.name).and_then(|rest| rest.strip_prefix('/'));
    let Some(year) = year.and_then(|year| year.parse().ok()) else {
        report.refused.push(format!(
            "{name}: il checkpoint è di un altro libro mastro ({}), non di {}",
            checkpoint.origin, school.name
        ));
        return None;
    };
    if !school.under(&checkpoint.origin).has_signed(note) {
        report.refused.push(format!("{name}: la firma della scuola manca o non è valida"));
        return None;
    }
    if !policy.is_witnessed(note) {
        report.unread.push(format!("{name}: non porta le firme dei testimoni che la politica chiede"));
        return None;
    }
    let witnessed = policy.asks_for_witnesses();
    Some(Anchor { name: name.to_owned(), checkpoint, year, witnessed })
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("non si legge {}: {error}", path.display()))
}

fn unread(path: &Path, error: database::Unreadable) -> String {
    format!("non si legge {}: {error}", path.display())
}

/// A bar on a terminal; nothing elsewhere.
fn show(count: u64, seen: &AtomicU64, done: &AtomicBool) {
    let bar = ProgressBar::new(count);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} eventi, ancora {eta}") {
        bar.set_style(style);
    }
    while !done.load(Ordering::Relaxed) {
        bar.set_position(seen.load(Ordering::Relaxed));
        std::thread::sleep(Duration::from_millis(50));
    }
    bar.finish_and_clear();
}
