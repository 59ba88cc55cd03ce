//! The ledger in an export: signed at once, since taking a school away is an act with effect, and copied as it is published, but
//! for its entries.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use registro::app::App;
use registro::cli::Failure;
use registro::settings::Settings;
use registro_eventlog::event::Position;
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::keeper::default_origin;
use registro_eventlog::ledger::note::Verifier;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::ledger::signer::{EVERY, Ledger};

use crate::bag::{Bag, Checked};
use crate::shards::Shards;

pub(crate) const FOLDER: &str = "data/ledger/";

/// Not copied: who holds the one signs in the school's name, and the other is of a process.
const KEPT: [&str; 2] = ["key", "lock"];
/// Not copied either: whole records, of expunged cases too, and all but those are in the lines of the events.
const ENTRIES: &str = "tile/entries";
/// Copied first, so that no checkpoint is ahead of the tiles that it is about.
const FIRST: [&str; 3] = ["checkpoint", "signed", "public-key"];

/// Has everything that there is signed, and gives the ledger's folder; `None` where none is kept.
pub(crate) async fn signed(settings: &Settings, app: &App) -> Result<Option<Shelf>, Failure> {
    let Some(folder) = &settings.ledger else { return Ok(None) };
    let school = app.register.school;
    let shelf = Shelf { folder: folder.join(school.0.to_string()) };
    match Ledger::open(Arc::clone(&app.register.log), school, &shelf.folder, EVERY).await {
        Ok(ledger) => ledger.close().await,
        // Whoever serves signs every minute.
        Err(LedgerError::InUse(_)) => {
            let head = app.register.head().map(|head| head.position);
            if !reaches(&shelf, head).await? {
                eprintln!(
                    "registro: il libro mastro è in servizio e non ha ancora firmato gli ultimi eventi: si copia com'è"
                );
            }
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Some(shelf))
}

async fn reaches(shelf: &Shelf, head: Option<Position>) -> Result<bool, Failure> {
    let second = Duration::from_secs(1);
    for _ in 0..(EVERY + EVERY / 2).as_secs() {
        if head <= shelf.last()? {
            return Ok(true);
        }
        tokio::time::sleep(second).await;
    }
    Ok(false)
}

/// Copies what is published, but for the entries: checkpoints, time stamps, the tiles of hashes.
pub(crate) fn copy(shelf: &Shelf, bag: &Bag) -> Result<(), Failure> {
    let is = |path: &Path, names: &[&str]| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| names.contains(&name))
    };
    let mut files = files_under(&shelf.folder)?;
    files.retain(|path| !is(path, &KEPT) && path.extension().is_none_or(|end| end != "new"));
    files.retain(|path| !path.ancestors().any(|above| above.ends_with(ENTRIES)));
    let (first, then): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is(path, &FIRST));
    for path in first.into_iter().chain(then) {
        let name = path.strip_prefix(&shelf.folder)?.to_str().ok_or("un nome che non è UTF-8")?;
        match bag.copy(&path, &format!("{FOLDER}{name}")) {
            // A partial tile that a whole one has replaced meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.exists() => {
                fs::remove_file(bag.folder().join(format!("{FOLDER}{name}")))?;
            }
            done => done?,
        }
    }
    Ok(())
}

fn files_under(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { waiting.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The trees of a feed under the name that its ledger has.
pub(crate) fn trees(
    shelf: Option<&Shelf>,
    school: registro_eventlog::event::SchoolId,
) -> Result<Shards, Failure> {
    let name = match shelf {
        Some(shelf) => shelf.verifier()?.name,
        None => default_origin(school),
    };
    Ok(Shards::new(name))
}

/// The trees of a bag's feed, which will meet what its ledger has signed.
pub(crate) fn trees_of(bag: &Checked, name: &str, year_files: &[String]) -> Result<(Shards, u64), Failure> {
    let mut trees = Shards::new(name.to_owned());
    let key = format!("{FOLDER}public-key");
    if bag.path(&key).is_none() {
        return Ok((trees, 0));
    }
    let verifier = Verifier::parse(bag.read(&key)?.trim())
        .map_err(|error| format!("{key}: non è una chiave pubblica ({error})"))?;
    let mut signed = 0;
    for file in year_files {
        let rest = file.strip_prefix(FOLDER).and_then(|rest| rest.strip_suffix("/checkpoint"));
        let Some(year) = rest.and_then(|year| year.parse::<i16>().ok()) else { continue };
        let of_year = verifier.named(registro_eventlog::ledger::shard::origin(&verifier.name, year));
        let checkpoint = registro_eventlog::ledger::note::Checkpoint::open(&bag.read(file)?, &of_year)
            .map_err(|error| format!("{file}: non è firmato dalla chiave della scuola ({error})"))?;
        trees.expect(year, &checkpoint);
        signed += 1;
    }
    Ok((trees, signed))
}
