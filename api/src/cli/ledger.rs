//! `registro ledger`: what the ledger has signed, receipts, and a checkpoint on request.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::key::Module;
use registro_eventlog::ledger::shelf::{Published, Shelf};
use registro_eventlog::ledger::signer::{self, EVERY};
use registro_eventlog::ledger::witness::Witness;
use registro_eventlog::log::EventLog;

use super::extract::Extract;
use super::{Failure, keys, read_stored_log, the_school};
use crate::settings::{Flags, Settings};
use crate::stamps;

/// Il libro mastro: che cosa è stato firmato, e le prove che se ne ricavano
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro ledger status
  registro ledger checkpoint > checkpoint.txt      da conservare fuori dalla scuola
  registro ledger receipt 1204 > evento-1204.tlog-proof
  registro ledger extract --year 2025 --to /versamenti/2025")]
pub(super) struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Fin dove si è firmato, anno per anno
    Status,
    /// La ricevuta di un evento: l'evento, la prova che c'è, la firma
    Receipt {
        /// Numero dell'evento
        position: u64,
    },
    /// Un anno scolastico come file che nessuno più scrive, per il sistema di conservazione: il libro mastro, gli eventi in
    /// chiaro, un indice con le impronte
    Extract(Extract),
    /// Firma adesso quello che c'è; se il registro è in servizio, dà l'ultimo firmato
    Checkpoint,
}

impl Ledger {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let log = read_stored_log(&settings).await?;
        let school = the_school(&*log, &settings).await?;
        let folder = settings.ledger.as_deref().ok_or("non si tiene un libro mastro (--ledger CARTELLA)")?;
        let shelf = shelf(folder, school);
        match &self.what {
            What::Status => status(&*log, school, &shelf).await,
            What::Receipt { position } => receipt(&shelf, *position),
            What::Extract(extract) => {
                drop(log);
                extract.run(&settings, &shelf).await
            }
            What::Checkpoint => checkpoint(log, school, folder, &shelf, keys::signs(&settings).await?).await,
        }
    }
}

/// A school's ledger among those of a folder.
pub(super) fn shelf(folder: &Path, school: SchoolId) -> Shelf {
    Shelf { folder: folder_of(folder, school) }
}

fn folder_of(folder: &Path, school: SchoolId) -> PathBuf {
    folder.join(school.0.to_string())
}

/// The ledger that a process keeps while it serves.
pub(super) async fn open(
    log: &Arc<dyn EventLog>,
    school: SchoolId,
    folder: &Path,
    signs: Option<Arc<dyn Module>>,
) -> Result<signer::Ledger, Failure> {
    let folder = folder_of(folder, school);
    let opened = signer::Ledger::open_with(Arc::clone(log), school, &folder, EVERY, signs).await;
    opened.map_err(|error| told(&folder, error))
}

/// Who is asked to cosign.
pub(super) fn witnesses(policy: &Path) -> Result<Vec<Witness>, Failure> {
    let name = policy.display();
    let text = std::fs::read_to_string(policy)
        .map_err(|error| format!("non si legge la politica {name}: {error}"))?;
    let witnesses =
        Witness::of_policy(&text).map_err(|error| format!("la politica {name} non è valida: {error}"))?;
    if witnesses.is_empty() {
        return Err(format!("la politica {name} non dà l'indirizzo di nessun testimone").into());
    }
    Ok(witnesses)
}

/// What the operator is told; what lies beneath follows as its cause.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct NotKept {
    what: String,
    source: LedgerError,
}

fn told(folder: &Path, error: LedgerError) -> Failure {
    let folder = folder.display();
    let what = match &error {
        LedgerError::Inconsistent(_) => format!(
            "il registro non contiene più quello che il libro mastro in {folder} ha firmato: una copia più vecchia, o \
             una storia cambiata. Non si firma altro sopra; conservare entrambi e verificare (registro verify)"
        ),
        LedgerError::InUse(_) => format!("un altro processo tiene il libro mastro in {folder}"),
        LedgerError::Damaged { .. } => format!("il libro mastro in {folder} è danneggiato"),
        LedgerError::File { .. } => format!("il libro mastro in {folder} non si legge o non si scrive"),
        LedgerError::WrongSignature(_) => {
            format!("chi firma il libro mastro in {folder} non firma con la sua chiave")
        }
        LedgerError::KeyLost(_) => format!(
            "ALLARME: il modulo di sicurezza non ha più la chiave che ha firmato il libro mastro in {folder}. Non se ne fa un'altra \
             con lo stesso nome: va ripresa dalla copia del modulo, o si indica il modulo che la tiene (--hsm-module, --hsm-token, \
             --hsm-name)"
        ),
        #[cfg(feature = "pkcs11")]
        LedgerError::Module(_) => format!("il modulo di sicurezza non firma il libro mastro in {folder}"),
        LedgerError::NotYet(_) | LedgerError::Stopped | LedgerError::Log(_) => {
            format!("il libro mastro in {folder} non si apre")
        }
    };
    Box::new(NotKept { what, source: error })
}

fn published(shelf: &Shelf) -> Result<Vec<Published>, Failure> {
    if !shelf.folder.exists() {
        return Err(format!(
            "in {} non c'è ancora un libro mastro: lo comincia registro serve",
            shelf.folder.display()
        )
        .into());
    }
    shelf.published().map_err(|error| told(&shelf.folder, error))
}

async fn status(log: &dyn EventLog, school: SchoolId, shelf: &Shelf) -> Result<(), Failure> {
    let published = published(shelf)?;
    println!("libro mastro {}", shelf.folder.display());
    println!("  chiave pubblica: {}", shelf.verifier().map_err(|error| told(&shelf.folder, error))?);
    for Published { year, checkpoint, .. } in &published {
        println!("  anno {year}: {} righe firmate, origine {}", checkpoint.size, checkpoint.origin);
    }
    for (_, stamped) in stamps::on(shelf).map_err(|error| told(&shelf.folder, error))? {
        println!("  marca temporale del {}: {}", stamped.day, stamps::told(&stamped));
    }
    let last = shelf.last().map_err(|error| told(&shelf.folder, error))?;
    let head = log.subscribe(school).await?.borrow().map(|head| head.position);
    if last == head {
        println!("  tutti gli eventi del registro sono coperti da una firma");
    } else {
        let place = |at: Option<Position>| at.map_or_else(|| "nessuno".to_owned(), |at| at.0.to_string());
        println!(
            "  ultimo evento firmato: {}; ultimo evento del registro: {}. Quelli in mezzo non sono ancora provati",
            place(last),
            place(head)
        );
    }
    Ok(())
}

fn receipt(shelf: &Shelf, position: u64) -> Result<(), Failure> {
    published(shelf)?;
    let found = shelf.receipt(Position(position)).map_err(|error| told(&shelf.folder, error))?;
    let receipt = found.ok_or_else(|| {
        format!("nessuna firma copre ancora l'evento {position} (registro ledger status, checkpoint)")
    })?;
    print!("{receipt}");
    Ok(())
}

async fn checkpoint(
    log: Arc<dyn EventLog>,
    school: SchoolId,
    folder: &Path,
    shelf: &Shelf,
    signs: Option<Arc<dyn Module>>,
) -> Result<(), Failure> {
    match signer::Ledger::open_with(log, school, &shelf.folder, EVERY, signs).await {
        Ok(ledger) => ledger.close().await,
        Err(LedgerError::InUse(_)) => {
            eprintln!(
                "registro: il libro mastro in {} è in servizio: questo è l'ultimo firmato",
                folder.display()
            );
        }
        Err(error) => return Err(told(&shelf.folder, error)),
    }
    let last = published(shelf)?.pop().ok_or("il registro è vuoto: non c'è niente da firmare")?;
    print!("{}", last.note);
    Ok(())
}
