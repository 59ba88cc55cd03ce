//! `registro import`: a bag into an empty register, on whatever engine.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use registro::cli::{Failure, keys as own_keys, open_for_reading, progress, stored_log, tell};
use registro::sealing::ByRetention;
use registro::settings::{Flags, Settings};
use registro_eventlog::codec::encode_record;
use registro_eventlog::copy::{CopyError, compare_school, copy_school};
use registro_eventlog::event::SchoolId;
use registro_eventlog::ledger::tree::leaf_hash;
use registro_eventlog::log::{EventLog, Filter, School, SystemClock};
use registro_eventlog::seal::condemned;

use crate::about::{About, Fingerprints};
use crate::bag::Checked;
use crate::bag_log::BagLog;
use crate::keys::{self, Brought};
use crate::ledger;
use crate::prints::holds_mask;

/// Rimette in un registro vuoto una scuola esportata: stessi eventi, stesso ordine, stessi byte
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  registro import --from /consegne/scuola --sender-passphrase-file frase.txt --log postgres://registro@localhost/registro

Prima controlla ogni file con la sua impronta: uno cambiato, mancante o in più ferma tutto, e si dice quale. Si può \
interrompere: lo stesso comando riprende da dov'era. Un registro che contiene altro della stessa scuola resta com'è. Un \
archivio (zip, tar) va prima aperto.")]
pub(crate) struct Import {
    /// La cartella dell'esportazione
    #[arg(long, value_name = "CARTELLA")]
    from: PathBuf,
    /// File con la frase che apre le chiavi della borsa
    #[arg(long, value_name = "FILE")]
    sender_passphrase_file: Option<PathBuf>,
    /// Byte al massimo: una borsa più grande è rifiutata prima di leggerla
    #[arg(long, value_name = "BYTE", default_value_t = 64 << 30)]
    most: u64,
}

/// Events read again at a time.
const PAGE: usize = 4_096;

impl Import {
    pub(crate) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let begun = Instant::now();
        let bar = progress::bar(0, "byte");
        let checked = Checked::open(&self.from, self.most, &mut |read, of| {
            bar.set_length(of);
            bar.set_position(read);
        });
        bar.finish_and_clear();
        let bag = checked?;
        let about = About::of(&bag)?;
        let school = School { id: SchoolId(about.school), synthetic: about.synthetic };
        let brought = self.brought_keys(&bag, &about).await?;
        let withheld = match &brought {
            Some(brought) => brought.withheld(&bag, school.id).await?,
            None => HashMap::new(),
        };
        let mask = brought.as_ref().map(|keys| Arc::clone(&keys.store));
        let from = BagLog::open(&bag, about.clone(), withheld, mask)?;
        let to = stored_log(&settings, Arc::new(SystemClock)).await?;
        let taken = enter(&settings, brought.as_ref(), &from, &*to, school, (&bag, &about)).await;
        to.close().await;
        // What is in its folder was needed until here.
        drop(brought);
        let signed = taken?;
        let settings = Settings { school: Some(about.school), ..settings };
        let app = open_for_reading(&settings).await?;
        let parked = app.store.count_parked(school.id).await?;
        app.access.close().await;
        app.store.close().await;
        tell(format_args!(
            "{} eventi in {}, gli stessi della borsa; le letture sono ricostruite. {signed} {:.1} s.",
            about.events,
            settings.log,
            begun.elapsed().as_secs_f64()
        ))?;
        if 0 < parked {
            return Err(format!("{parked} eventi non si leggono (registro parked list)").into());
        }
        Ok(())
    }

    async fn brought_keys(&self, bag: &Checked, about: &About) -> Result<Option<Brought>, Failure> {
        match (&self.sender_passphrase_file, keys::are_in(bag)) {
            (Some(path), true) => {
                let brought = Brought::open(bag, keys::passphrase(path)?).await?;
                let masked = about.fingerprints == Fingerprints::Masked;
                if masked && !holds_mask(&brought.store, SchoolId(about.school)).await? {
                    return Err("fra le chiavi della borsa manca quella che maschera le impronte dei comandi: un registro non li \
                                riconoscerebbe"
                        .into());
                }
                Ok(Some(brought))
            }
            (None, true) => Err("nella borsa ci sono le chiavi dei dati: serve la frase che le apre \
                                 (--sender-passphrase-file FILE)"
                .into()),
            (_, false) if needs_keys(about) => Err(without_keys(about).into()),
            (Some(_), false) => {
                Err("nella borsa non ci sono chiavi, né dati cifrati: la frase non serve".into())
            }
            // What was never sealed needs none.
            (None, false) => Ok(None),
        }
    }
}

/// Whether a bag is no register without its keys: for its data, its records, or the fingerprints of its commands.
fn needs_keys(about: &About) -> bool {
    0 < about.sealed.max(about.withheld) || about.fingerprints == Fingerprints::Masked
}

/// Why a bag without keys does not become a register, and what is to be done with it.
fn without_keys(about: &About) -> String {
    let About { events, sealed, withheld, fingerprints, .. } = about;
    let mut told = format!(
        "la borsa è stata preparata senza chiavi (--without-keys): {sealed} dei suoi {events} eventi sono cifrati"
    );
    if 0 < *withheld {
        told.push_str(&format!(", e di {withheld}, tolti dal fascicolo, porta soltanto l'impronta"));
    }
    if *fingerprints == Fingerprints::Masked {
        told.push_str("; le impronte dei comandi sono mascherate");
    }
    told.push_str(
        ". La scuola non si può rimettere in un registro, e non è stato scritto nulla. Per farlo serve un'altra esportazione, con \
         le chiavi: chi l'ha preparata ripete registro export con --receiver-passphrase-file. Così com'è la borsa si legge: gli \
         eventi in data/events, le tabelle in data/tables (data/LEGGIMI.md)",
    );
    told
}

/// Nothing is written, and no key taken, before it is known that the register holds nothing else of the school: an older bag
/// would bring back keys that were destroyed since.
async fn enter(
    settings: &Settings,
    brought: Option<&Brought>,
    from: &BagLog,
    to: &dyn EventLog,
    school: School,
    (bag, about): (&Checked, &About),
) -> Result<String, Failure> {
    compare_school(from, to, school.id).await.map_err(not_its_beginning)?;
    if let Some(brought) = brought {
        let condemned = condemned(from, &ByRetention, school.id).await?;
        own_keys::guard(settings, to).await?;
        brought.give(school.id, &condemned, &own_keys::store(settings).await?).await?;
    }
    take(from, to, school, bag, about).await
}

#[derive(Debug, thiserror::Error)]
#[error(
    "il registro di arrivo contiene della scuola altro, o di più, di quello che la borsa porta: resta com'è, e le chiavi della \
     borsa non vi entrano"
)]
struct NotItsBeginning {
    source: CopyError,
}

fn not_its_beginning(error: CopyError) -> Failure {
    match error {
        CopyError::Differs { .. } | CopyError::Beyond(_) => Box::new(NotItsBeginning { source: error }),
        CopyError::Source(_) | CopyError::Target(_) | CopyError::Refused { .. } | CopyError::NoCommand(_) => {
            error.into()
        }
    }
}

/// Copies the feed, and proves that it is what the bag says. Says what was signed of it.
async fn take(
    from: &BagLog,
    to: &dyn EventLog,
    school: School,
    bag: &Checked,
    about: &About,
) -> Result<String, Failure> {
    let bar = progress::bar(about.events, "eventi");
    let copied = copy_school(from, to, school, &mut |events| bar.set_position(events)).await;
    bar.finish_and_clear();
    copied?;
    if !(about.counted && to.counts_events()) {
        return Ok(
            "Le posizioni sono di un altro motore: le radici del libro mastro non si confrontano.".into()
        );
    }
    let (mut trees, signed) = ledger::trees_of(bag, &about.ledger, &bag.under(ledger::FOLDER))?;
    let mut after = None;
    loop {
        let page = to.read_all(school.id, after, PAGE, Filter::All).await?;
        for record in &page {
            trees.add(record.recorded_at, leaf_hash(&encode_record(record)))?;
        }
        match page.last() {
            Some(last) => after = Some(last.position),
            None => break,
        }
    }
    let proved = trees.proved;
    if trees.end() != about.shards {
        return Err("il registro non ha le radici del libro mastro che la borsa dice".into());
    }
    if proved < signed {
        return Err("una firma del libro mastro della borsa copre più eventi di quanti ce ne siano".into());
    }
    Ok(match signed {
        0 => "Le radici sono quelle della borsa, che non porta un libro mastro firmato.".to_owned(),
        1 => "Le radici sono quelle della borsa, e quella che il libro mastro ha firmato.".to_owned(),
        _ => format!("Le radici sono quelle della borsa, e le {signed} che il libro mastro ha firmato."),
    })
}
