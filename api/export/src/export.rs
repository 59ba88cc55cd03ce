//! `registro export`: a whole school, in a folder that others can read, check and take in.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use clap::Args;
use registro::access::entry::Kind;
use registro::access::operator::{Command, by_operator};
use registro::app::App;
use registro::cli::{Failure, open_for_reading, progress, tell};
use registro::sealing::ByRetention;
use registro::settings::{Flags, Settings};
use registro_eventlog::event::Position;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::seal::condemned;
use registro_projections::{cases, erasures};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::about::{self, About, Fingerprints};
use crate::bag::{Bag, Begun, Found, Journal};
use crate::restricted::Restricted;
use crate::{datapackage, events, formats, keys, ledger, readme, tables, withheld};

/// Porta fuori una scuola intera: eventi, tabelle, libro mastro e chiavi in una borsa BagIt
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  registro export --to /consegne/scuola --receiver-passphrase-file frase.txt

Si può interrompere: lo stesso comando riprende da dov'era. La cartella contiene dati personali in chiaro: va consegnata \
cifrata, e cancellata quando non serve più. La frase che apre le chiavi si dice a chi riceve per un'altra via.")]
pub(crate) struct Export {
    /// La cartella, nuova o di un'esportazione interrotta
    #[arg(long, value_name = "CARTELLA")]
    to: PathBuf,
    /// File con la frase che aprirà le chiavi dei dati a chi riceve
    #[arg(long, value_name = "FILE")]
    receiver_passphrase_file: Option<PathBuf>,
    /// Senza chiavi: chi riceve legge gli eventi e le tabelle, ma non può rimettere la scuola in un registro
    #[arg(long, conflicts_with = "receiver_passphrase_file")]
    without_keys: bool,
}

/// How often the tables are written again because somebody recorded something meanwhile.
const TRIES: u32 = 5;

/// Everything but the access log itself.
const READ: [Kind; 14] = [
    Kind::Roster,
    Kind::Attendance,
    Kind::Lessons,
    Kind::Grades,
    Kind::Notes,
    Kind::Devices,
    Kind::Cases,
    Kind::Permissions,
    Kind::Derogations,
    Kind::Contacts,
    Kind::Scrutiny,
    Kind::Notices,
    Kind::Duties,
    Kind::History,
];

impl Export {
    pub(crate) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let begun = Instant::now();
        let phrase = self.receiver_passphrase_file.as_deref().map(keys::passphrase).transpose()?;
        let app = open_for_reading(&settings).await?;
        if app.register.keys.is_some() && phrase.is_none() && !self.without_keys {
            return Err(
                "i dati sono cifrati: serve la frase per chi riceve (--receiver-passphrase-file FILE), \
                        oppure --without-keys"
                    .into(),
            );
        }
        let found = Journal::find(&self.to)?;
        record_reading(&app).await?;
        let shelf = ledger::signed(&settings, &app).await?;
        let (until, told) = self.written(&app, shelf.as_ref(), phrase, found).await?;
        app.access.close().await;
        app.store.close().await;
        let seconds = begun.elapsed().as_secs_f64();
        tell(format_args!(
            "{} eventi, fino al numero {}, in {}; {} byte, {seconds:.1} s ({:.0} eventi al secondo).",
            told.events,
            until.0,
            self.to.display(),
            told.bytes,
            told.events as f64 / seconds
        ))?;
        if 0 < told.unreadable {
            return Err(format!(
                "{} eventi non si leggono e dovrebbero: l'esportazione è finita, ma non dice che cosa dicono \
                 (registro parked list)",
                told.unreadable
            )
            .into());
        }
        Ok(())
    }

    /// The whole bag. It is begun anew if what it holds is of no one moment, or may not all be shown any more.
    async fn written(
        &self,
        app: &App,
        shelf: Option<&Shelf>,
        phrase: Option<Vec<u8>>,
        mut found: Option<Found>,
    ) -> Result<(Position, Told), Failure> {
        let mut spoilt = "";
        for _ in 0..TRIES {
            let (bag, of, prepared) = self.begun(app, phrase.clone(), found.take()).await?;
            let until = Position(of.until);
            let trees = ledger::trees(shelf, app.register.school)?;
            let name = trees.name().to_owned();
            let bar = progress::bar(app.register.log.counts_events().then_some(of.until + 1), "eventi");
            let (prepared, told) = side_by_side(
                async {
                    if prepared { Ok(true) } else { prepare(app, shelf, phrase.clone(), &bag, until).await }
                },
                events::export(app, &bag, until, trees, &bar),
            );
            bar.finish_and_clear();
            let (prepared, told) = (prepared?, told?);
            if !prepared {
                spoilt = "il registro cambia mentre lo si esporta: conviene un'ora in cui nessuno scrive";
                continue;
            }
            if let Some(told) = finish(app, bag, &of, name, told).await? {
                return Ok((until, told));
            }
            spoilt = "mentre si esporta si continua a cancellare o a togliere dal fascicolo: la cartella non è finita";
            eprintln!(
                "registro: mentre si esportava qualcosa è stato cancellato, limitato o tolto dal fascicolo: si ricomincia"
            );
        }
        Err(spoilt.into())
    }

    /// The bag that was begun and goes on, or a new one; what it is of, and whether everything but the events is in it.
    async fn begun(
        &self,
        app: &App,
        phrase: Option<Vec<u8>>,
        found: Option<Found>,
    ) -> Result<(Bag, Begun, bool), Failure> {
        let begun = begun(app, phrase.is_some()).await?;
        if let Some(Found { begun: before, files, .. }) = found.filter(|found| found.prepared)
            && goes_on(&before, &begun, event_at(app, before.until).await?)
        {
            if let Some(phrase) = phrase {
                keys::opens(&self.to, phrase).await?;
            }
            return Ok((Bag::new(&self.to, Journal::go_on(&self.to)?, files), before, true));
        }
        let journal = Journal::begin(&self.to, begun.clone())?;
        Ok((Bag::new(&self.to, journal, Vec::new()), begun, false))
    }
}

/// Each on a thread of its own. Both end before anything else happens: whoever begins anew is alone in the folder.
fn side_by_side<A: Send, B>(one: impl Future<Output = A> + Send, other: impl Future<Output = B>) -> (A, B) {
    let runtime = Handle::current();
    tokio::task::block_in_place(|| {
        thread::scope(|threads| {
            let one = threads.spawn(|| runtime.block_on(one));
            let other = runtime.block_on(other);
            (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
        })
    })
}

/// Puts everything but the events in the bag. False if the register changed meanwhile: what was written is of no one moment.
async fn prepare(
    app: &App,
    shelf: Option<&Shelf>,
    phrase: Option<Vec<u8>>,
    bag: &Bag,
    until: Position,
) -> Result<bool, Failure> {
    if let Some(shelf) = shelf {
        ledger::copy(shelf, bag)?;
    }
    let directory = app.register.directory().await?;
    let source = tables::Source::new(app, &directory, Restricted::of(app).await?);
    let wrapped = wrapped(app, until, phrase).await?;
    let rows = tables::export(&source, bag).await?;
    formats::export(&source, bag).await?;
    if app.store.checkpoint(app.register.school).await? != Some(until) {
        return Ok(false);
    }
    let name = directory.school.name.as_ref().map(|(name, _)| name.as_str());
    let described = datapackage::describe(app.register.school.0, name);
    bag.add(datapackage::NAME, &serde_json::to_vec_pretty(&described)?)?;
    bag.add(readme::NAME, readme::text(name, &rows).as_bytes())?;
    if let Some(wrapped) = &wrapped {
        keys::put(wrapped, bag)?;
    }
    bag.prepared()?;
    Ok(true)
}

/// Nothing if something was erased, restricted or expunged since the bag was begun.
async fn finish(
    app: &App,
    bag: Bag,
    of: &Begun,
    ledger: String,
    told: events::Told,
) -> Result<Option<Told>, Failure> {
    let until = Position(of.until);
    let (log, school) = (&app.register.log, app.register.school);
    let events::Told { events, unreadable, sealed, shards } = told;
    let withheld = withheld::of_school(app, until).await?.len() as u64;
    let schools = log.schools().await?;
    let synthetic = schools.iter().any(|known| known.id == school && known.synthetic);
    let about = About {
        kind: About::kind(),
        school: school.0,
        synthetic,
        last: until.0,
        events,
        sealed,
        withheld,
        counted: log.counts_events(),
        ledger,
        shards,
        fingerprints: match app.register.keys {
            Some(_) => Fingerprints::Masked,
            None => Fingerprints::Plain,
        },
    };
    bag.add(about::NAME, &serde_json::to_vec_pretty(&about)?)?;
    if !goes_on(of, &begun(app, of.keys).await?, event_at(app, of.until).await?) {
        bag.spoilt()?;
        return Ok(None);
    }
    let bytes = bag.finish(&[
        ("Source-Organization", school.0.to_string()),
        ("Bagging-Date", registro::clock::today(&*app.register.clock).to_string()),
        ("Bag-Software-Agent", format!("registro {}", env!("CARGO_PKG_VERSION"))),
        ("External-Identifier", format!("urn:uuid:{}:{}", school.0, until.0)),
        (
            "Internal-Sender-Description",
            "Registro elettronico di una scuola; si veda data/LEGGIMI.md".to_owned(),
        ),
    ])?;
    Ok(Some(Told { events, unreadable, bytes }))
}

/// The keys for who receives the school, if they go with it.
async fn wrapped(
    app: &App,
    until: Position,
    phrase: Option<Vec<u8>>,
) -> Result<Option<keys::Wrapped>, Failure> {
    let Some(phrase) = phrase else { return Ok(None) };
    let (log, school, keys) = (&app.register.log, app.register.school, app.register.keys.as_deref());
    let condemned = condemned(&**log, &ByRetention, school).await?;
    let withheld = withheld::of_school(app, until).await?;
    Ok(Some(keys::wrapped(keys, school, &condemned, &withheld, phrase).await?))
}

struct Told {
    events: u64,
    unreadable: u64,
    bytes: u64,
}

/// An export reads everything of everybody: that is recorded before anything is written.
async fn record_reading(app: &App) -> Result<(), Failure> {
    let command = Command { name: "export", kinds: &READ, purpose: "esportazione dell'intera scuola" };
    let directory = app.register.directory().await?;
    let everybody = async {
        let ids: Vec<String> = directory.people().map(|person| person.person.to_string()).collect();
        Ok::<_, Failure>(ids.join("\n"))
    };
    by_operator(app, command, everybody, String::clone).await?;
    Ok(())
}

/// Of the files of a bag, as in the name of its kind ([`About`]).
const FORMAT: u8 = 2;

/// What would be exported now.
async fn begun(app: &App, keys: bool) -> Result<Begun, Failure> {
    let (log, store, school) = (&app.register.log, &app.store, app.register.school);
    let until = store.checkpoint(school).await?.ok_or("la scuola non ha ancora eventi")?;
    let last = log.read_at(school, &[until]).await?;
    let last = last.first().ok_or("l'ultimo evento non si trova")?;
    let expunged = cases::expunged(store, school).await?.len();
    let erasures = erasures::of_school(store, school).await?.iter().map(|file| file.acts.len()).sum();
    Ok(Begun { format: FORMAT, school: school.0, until: until.0, event: last.id.0, expunged, erasures, keys })
}

/// The event at the position at which an export ends.
async fn event_at(app: &App, until: u64) -> Result<Option<Uuid>, Failure> {
    let found = app.register.log.read_at(app.register.school, &[Position(until)]).await?;
    Ok(found.first().map(|event| event.id.0))
}

/// What was begun goes on although more was recorded since, unless something of it may not be shown any more. `there` is the
/// event at its end: another one is of another history.
fn goes_on(before: &Begun, now: &Begun, there: Option<Uuid>) -> bool {
    let Begun { format, school, until, event, expunged, erasures, keys } = before;
    (*format, *school) == (now.format, now.school)
        && *until <= now.until
        && there == Some(*event)
        && (*expunged, *erasures, *keys) == (now.expunged, now.erasures, now.keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_goes_on_unless_something_of_it_may_not_be_shown_any_more() {
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let before =
            Begun { format: FORMAT, school: id, until: 7, event: id, expunged: 1, erasures: 2, keys: true };
        let later = Begun { until: 9, event: other, ..before.clone() };
        assert!(goes_on(&before, &before, Some(id)) && goes_on(&before, &later, Some(id)));
        assert!(!goes_on(&later, &before, None), "the history is shorter");
        assert!(!goes_on(&before, &later, Some(other)), "and this is another one");
        for changed in [
            Begun { expunged: 2, ..later.clone() },
            Begun { erasures: 3, ..later.clone() },
            Begun { keys: false, ..later.clone() },
            Begun { format: FORMAT + 1, ..later.clone() },
        ] {
            assert!(!goes_on(&before, &changed, Some(id)), "{changed:?}");
        }
    }
}
