//! The feed, in order, as CloudEvents in JSON Lines: a file for every so many events, each whole or not there.

use std::io::Write as _;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;

use futures::stream::{Stream, TryStreamExt as _, try_unfold};
use indicatif::ProgressBar;
use jiff::Timestamp;
use registro::app::App;
use registro::cli::Failure;
use registro_domain::fact::DomainEvent;
use registro_eventlog::event::{CommandId, Position, Recorded};
use registro_eventlog::ledger::tree::Hash;
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::seal::{ERASED, SEALED};
use registro_projections::event::{self, Event};
use registro_projections::expunction::veil;

use crate::bag::{Bag, Held, Payload};
use crate::cloud_event;
use crate::prints::masked;
use crate::restricted::Restricted;
use crate::shards::{Shard, Shards};

/// Events of one file.
pub(crate) const IN_A_FILE: usize = 8_192;
/// Bytes of lines that are hashed and written at once.
const LINES: usize = 1 << 18;
pub(crate) const FOLDER: &str = "data/events/";
/// Files that are made at once.
const AT_ONCE: usize = 3;

/// What was exported of the feed.
pub(crate) struct Told {
    pub events: u64,
    /// Of those, how many could not be read.
    pub unreadable: u64,
    /// Whose data are sealed.
    pub sealed: u64,
    pub shards: Vec<Shard>,
}

/// A file on its way.
struct Made {
    /// What goes into the ledger.
    leaves: Vec<(Timestamp, Hash)>,
    unreadable: u64,
    sealed: u64,
    /// Nothing if it was there already.
    held: Option<Held>,
}

/// Exports the feed up to a position. Files that the bag holds already are not written again.
pub(crate) async fn export(
    app: &App,
    bag: &Bag,
    until: Position,
    mut shards: Shards,
    bar: &ProgressBar,
) -> Result<Told, Failure> {
    let restricted = Arc::new(Restricted::of(app).await?);
    let mut told = Told { events: 0, unreadable: 0, sealed: 0, shards: Vec::new() };
    // Some pages are opened and written while the next is read.
    let making = pages(app, until)
        .map_ok(|(number, stored)| make(app, bag, number, stored, Arc::clone(&restricted)))
        .try_buffered(AT_ONCE);
    let mut making = pin!(making);
    while let Some(made) = making.try_next().await? {
        told.take(made, &mut shards, bag)?;
        bar.set_position(told.events);
    }
    told.shards = shards.end();
    Ok(told)
}

/// The feed up to a position as it is stored: what goes into each file, with the file's number.
fn pages(app: &App, until: Position) -> impl Stream<Item = Result<(u64, Vec<Recorded>), Failure>> {
    let (engine, school) = (engine(app), app.register.school);
    try_unfold(Some((1, None)), move |next| {
        let engine = Arc::clone(&engine);
        async move {
            let Some((number, after)) = next else { return Ok(None) };
            let mut stored = engine.read_all(school, after, IN_A_FILE, Filter::All).await?;
            stored.retain(|record| record.position <= until);
            let Some(last) = stored.last().map(|last| last.position) else { return Ok(None) };
            let next = (stored.len() == IN_A_FILE).then_some((number + 1, Some(last)));
            Ok(Some(((number, stored), next)))
        }
    })
}

/// The log below the seal.
fn engine(app: &App) -> Arc<dyn EventLog> {
    app.register.log.stored().unwrap_or_else(|| Arc::clone(&app.register.log))
}

async fn make(
    app: &App,
    bag: &Bag,
    number: u64,
    stored: Vec<Recorded>,
    restricted: Arc<Restricted>,
) -> Result<Made, Failure> {
    let name = format!("{FOLDER}{number:06}.ndjson");
    let there = bag.holds(&name);
    let page = if there { Page::only(stored) } else { Page::open(app, stored).await? };
    let folder = bag.folder().to_owned();
    let write = move || page.write(&folder, &name, there, &restricted);
    Ok(tokio::task::spawn_blocking(write).await??)
}

impl Told {
    fn take(&mut self, made: Made, shards: &mut Shards, bag: &Bag) -> Result<(), Failure> {
        self.events += made.leaves.len() as u64;
        self.unreadable += made.unreadable;
        self.sealed += made.sealed;
        for (recorded_at, leaf) in made.leaves {
            shards.add(recorded_at, leaf)?;
        }
        if let Some(held) = made.held {
            bag.hold(held)?;
        }
        Ok(())
    }
}

/// Some events in a row: as they are stored, and as the register shows them.
struct Page {
    stored: Vec<Recorded>,
    fingerprints: Vec<[u8; 32]>,
    opened: Vec<Recorded>,
    veiled: Vec<Event>,
}

impl Page {
    /// Of a file that is there already only what goes into the ledger is wanted.
    fn only(stored: Vec<Recorded>) -> Self {
        let (fingerprints, opened, veiled) = Default::default();
        Self { stored, fingerprints, opened, veiled }
    }

    async fn open(app: &App, stored: Vec<Recorded>) -> Result<Self, Failure> {
        let (log, school) = (&app.register.log, app.register.school);
        let opened = log.shown(school, stored.clone()).await?;
        let mut commands: Vec<CommandId> = stored.iter().map(|record| record.command).collect();
        commands.dedup();
        let found = engine(app).find_commands(school, &commands).await?;
        let mut known = Vec::with_capacity(commands.len());
        for (command, found) in commands.into_iter().zip(found) {
            let Some((_, print)) = found else { continue };
            known.push((command, masked(app.register.keys.as_deref(), school, command, print).await?));
        }
        let (mut known, mut current) = (known.into_iter(), None);
        let mut fingerprints = Vec::with_capacity(stored.len());
        for record in &stored {
            if current.is_none_or(|(command, _)| command != record.command) {
                current = known.next();
            }
            let (_, print) = current
                .filter(|(command, _)| *command == record.command)
                .ok_or_else(|| format!("l'evento {}: manca il suo comando", record.position.0))?;
            fingerprints.push(print);
        }
        // Only what a case says may be under a veil: the rest is decoded where it is written.
        let (upcasters, of_cases) =
            (event::upcasters(), |record: &&Recorded| record.stream.category() == "case");
        let cases = opened.iter().filter(of_cases).filter_map(|record| {
            let event = event::open(record.clone(), &upcasters);
            // What cannot be read is under the veil too, as what is erased is.
            event.or_else(|_| event::open(Recorded { data: vec![ERASED], ..record.clone() }, &upcasters)).ok()
        });
        let mut veiled = veil(&**log, &app.store, school, cases.collect()).await?;
        veiled.retain(|event| !matches!(event.fact, DomainEvent::Erased(_)));
        Ok(Self { stored, fingerprints, opened, veiled })
    }

    /// Makes the file, and the entries of the ledger.
    fn write(self, folder: &Path, name: &str, there: bool, restricted: &Restricted) -> Result<Made, String> {
        let leaf = |stored: &Recorded| {
            let record = registro_eventlog::codec::encode_record(stored);
            (stored.recorded_at, registro_eventlog::ledger::tree::leaf_hash(&record))
        };
        let sealed = self.stored.iter().filter(|stored| stored.data.first() == Some(&SEALED)).count() as u64;
        if there {
            let leaves = self.stored.iter().map(leaf).collect();
            return Ok(Made { leaves, unreadable: 0, sealed, held: None });
        }
        let upcasters = event::upcasters();
        let mut veiled = self.veiled.into_iter().peekable();
        let told = |error: std::io::Error| format!("{name}: {error}");
        let (mut file, mut text) = (Payload::create(folder, name).map_err(told)?, Vec::new());
        let (mut leaves, mut unreadable) = (Vec::with_capacity(self.stored.len()), 0);
        for ((stored, opened), print) in self.stored.iter().zip(self.opened).zip(&self.fingerprints) {
            let of_a_case = veiled.next_if(|event| event.envelope.position == stored.position);
            let event = of_a_case.or_else(|| event::open(opened, &upcasters).ok());
            unreadable += u64::from(event.is_none());
            let line =
                cloud_event::write(&mut text, stored, event.as_ref(), print, restricted.covers(stored))
                    .map_err(|error| format!("l'evento {}: {error}", stored.position.0))?;
            leaves.push((line.recorded_at, line.leaf));
            if LINES <= text.len() {
                file.write_all(&text).map_err(told)?;
                text.clear();
            }
        }
        file.write_all(&text).map_err(told)?;
        let held = file.finish().map_err(told)?;
        Ok(Made { leaves, unreadable, sealed, held: Some(held) })
    }
}
