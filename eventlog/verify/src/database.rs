//! A copy of the SQLite database: the school's events in the order of their positions, each column against its record.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, OpenFlags, Row};
use uuid::Uuid;

use crate::commands::{self, Run};
use crate::history::History;
use crate::merkle::{self, Hash};
use crate::record::Record;

/// More threads than this only wait for the disk.
const MOST_THREADS: u64 = 8;
/// How often a thread says how far it is, in events.
const STEP: u64 = 4096;

/// What cannot be looked at. Not a finding: nothing is known of the history then.
pub(crate) type Unreadable = rusqlite::Error;

/// The schools that the copy holds.
pub(crate) fn schools(path: &Path) -> Result<Vec<[u8; 16]>, Unreadable> {
    let database = open(path)?;
    let mut asked = database.prepare("SELECT uuid FROM school ORDER BY uuid")?;
    asked.query_map([], |row| row.get(0))?.collect()
}

fn open(path: &Path) -> Result<Connection, Unreadable> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Reads a school's history on as many threads as there are parts. `seen` counts events meanwhile.
pub(crate) fn read(path: &Path, school: [u8; 16], seen: &AtomicU64) -> Result<History, Unreadable> {
    let database = open(path)?;
    let row: i64 = database.query_row("SELECT id FROM school WHERE uuid = ?", [school], |row| row.get(0))?;
    let rows: u64 =
        database.query_row("SELECT count(*) FROM event WHERE school = ?", [row], |row| row.get(0))?;
    let last: u64 = database.query_row(
        "SELECT coalesce(max(position) + 1, 0) FROM event WHERE school = ?",
        [row],
        |row| row.get(0),
    )?;
    let streams = streams(&database, row)?;
    let threads =
        std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64).min(MOST_THREADS);
    let part = last.div_ceil(threads).max(1);
    let parts: Vec<Result<Part, Unreadable>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|number| {
                let (from, to) = ((number * part).min(last), ((number + 1) * part).min(last));
                let streams = &streams;
                scope.spawn(move || Reader { school, streams, seen }.part(path, row, from, to))
            })
            .collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut parts: Vec<Part> = parts.into_iter().collect::<Result<_, _>>()?;
    let runs = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.commands)).collect();
    let mut history = joined(school, parts);
    commands::against_events(&database, row, runs, &mut history)?;
    history.findings.sort();
    if history.events() != rows {
        history.finds(history.events(), "il numero delle righe non è quello degli eventi letti");
    }
    Ok(history)
}

/// How many events a school has, for the progress bar.
pub(crate) fn count(path: &Path, school: [u8; 16]) -> Result<u64, Unreadable> {
    let asked = "SELECT count(*) FROM event WHERE school = (SELECT id FROM school WHERE uuid = ?)";
    open(path)?.query_row(asked, [school], |row| row.get(0))
}

/// One event's record as it stands, for a receipt.
pub(crate) fn record(path: &Path, school: [u8; 16], position: u64) -> Result<Option<Vec<u8>>, Unreadable> {
    let database = open(path)?;
    let asked =
        "SELECT record FROM event WHERE school = (SELECT id FROM school WHERE uuid = ?) AND position = ?";
    let mut found = database.prepare(asked)?;
    let mut rows = found.query((school, position))?;
    rows.next()?.map(|row| row.get(0)).transpose()
}

/// Every record of a school, in order.
pub(crate) fn each(path: &Path, school: [u8; 16], mut look: impl FnMut(&[u8])) -> Result<(), Unreadable> {
    let database = open(path)?;
    let mut asked = database.prepare(
        "SELECT record FROM event WHERE school = (SELECT id FROM school WHERE uuid = ?) ORDER BY position",
    )?;
    let mut rows = asked.query([school])?;
    while let Some(row) = rows.next()? {
        look(row.get_ref(0)?.as_blob()?);
    }
    Ok(())
}

fn streams(database: &Connection, school: i64) -> Result<HashMap<i64, String>, Unreadable> {
    let mut asked = database.prepare("SELECT id, name FROM stream WHERE school = ?")?;
    asked.query_map([school], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What one thread has read.
#[derive(Default)]
struct Part {
    leaves: Vec<Hash>,
    /// Number of the first event within this part of each school year.
    years: Vec<(i64, u64)>,
    findings: Vec<(u64, String)>,
    /// First and last version of each stream, with the number of the first.
    versions: HashMap<i64, (u64, u64, u64)>,
    recorded_at: Option<(i64, i64)>,
    commands: Vec<Run>,
}

struct Reader<'a> {
    school: [u8; 16],
    streams: &'a HashMap<i64, String>,
    seen: &'a AtomicU64,
}

/// The command and the stream of an event, and its number among that command's events in that stream.
#[derive(Clone, Copy, Default)]
struct Before {
    command: [u8; 16],
    stream: i64,
    index: u32,
}

impl Reader<'_> {
    fn part(&self, path: &Path, school: i64, from: u64, to: u64) -> Result<Part, Unreadable> {
        let database = open(path)?;
        let mut asked = database.prepare(
            "SELECT position, stream, version, category, recorded_at, id, record FROM event \
             WHERE school = ? AND position >= ? AND position < ? ORDER BY position",
        )?;
        let mut rows = asked.query((school, from, to))?;
        let mut part = Part::default();
        let mut before = self.before(&database, school, from)?;
        while let Some(row) = rows.next()? {
            let number = from + part.leaves.len() as u64;
            self.event(row, number, &mut part, &mut before)?;
            if (part.leaves.len() as u64).is_multiple_of(STEP) {
                self.seen.fetch_add(STEP, Ordering::Relaxed);
            }
        }
        Ok(part)
    }

    /// The event before this part: a command may go on across the cut.
    fn before(&self, database: &Connection, school: i64, from: u64) -> Result<Option<Before>, Unreadable> {
        let mut asked = database.prepare(
            "SELECT stream, record FROM event WHERE school = ? AND position < ? ORDER BY position DESC",
        )?;
        let mut rows = asked.query((school, from))?;
        let mut before: Option<Before> = None;
        while let Some(row) = rows.next()? {
            let stream = row.get(0)?;
            let Some(record) = Record::read(row.get_ref(1)?.as_blob()?) else { break };
            match &mut before {
                None => before = Some(Before { command: record.command, stream, index: 0 }),
                Some(run) if run.command == record.command && run.stream == stream => run.index += 1,
                Some(_) => break,
            }
        }
        Ok(before)
    }

    fn event(
        &self,
        row: &Row<'_>,
        number: u64,
        part: &mut Part,
        before: &mut Option<Before>,
    ) -> Result<(), Unreadable> {
        let bytes = row.get_ref(6)?.as_blob()?;
        part.leaves.push(merkle::leaf(bytes));
        let mut wrong = |what: &str| part.findings.push((number, what.to_owned()));
        let position: u64 = row.get(0)?;
        if position != number {
            wrong("la posizione non è quella che segue: un evento manca o è in più");
        }
        let Some(record) = Record::read(bytes) else {
            wrong("il contenuto non è un evento leggibile");
            part.years.extend(part.years.is_empty().then_some((i64::MIN, number)));
            return Ok(());
        };
        let (stream, version, recorded_at): (i64, u64, i64) = (row.get(1)?, row.get(2)?, row.get(4)?);
        if record.school != self.school {
            wrong("l'evento è di un'altra scuola");
        }
        if record.position != position {
            wrong("la colonna della posizione non corrisponde all'evento");
        }
        if self.streams.get(&stream).is_none_or(|name| name != record.stream) {
            wrong("la colonna del flusso non corrisponde all'evento");
        }
        if record.version != version {
            wrong("la colonna della versione non corrisponde all'evento");
        }
        if row.get_ref(3)?.as_str()? != record.category() {
            wrong("la colonna della categoria non corrisponde all'evento");
        }
        if record.recorded_at != recorded_at {
            wrong("la colonna dell'istante non corrisponde all'evento");
        }
        if row.get_ref(5)?.as_blob()? != record.id {
            wrong("la colonna dell'identificativo non corrisponde all'evento");
        }
        let goes_on = before.is_some_and(|it| it.command == record.command && it.stream == stream);
        let index = before.filter(|_| goes_on).map_or(0, |before| before.index + 1);
        if derived(&record, index) != record.id {
            wrong("l'identificativo non deriva dal comando: l'evento non è stato scritto dal registro");
        }
        *before = Some(Before { command: record.command, stream, index });
        commands::goes_on(&mut part.commands, record.command, number, record.recorded_at);
        match part.versions.get_mut(&stream) {
            Some((_, last, _)) => {
                if *last + 1 != record.version {
                    wrong("la versione non è quella che segue nel suo flusso");
                }
                *last = record.version;
            }
            None => {
                part.versions.insert(stream, (record.version, record.version, number));
            }
        }
        match &mut part.recorded_at {
            Some((_, last)) => {
                if record.recorded_at < *last {
                    part.findings.push((number, "l'istante è prima di quello dell'evento precedente".into()));
                }
                *last = record.recorded_at;
            }
            first => *first = Some((record.recorded_at, record.recorded_at)),
        }
        let year = record.year();
        if part.years.last().is_none_or(|(last, _)| *last != year) {
            part.years.push((year, number));
        }
        Ok(())
    }
}

/// UUIDv5, in the school's namespace, of command, number within it (four bytes) and stream.
fn derived(record: &Record<'_>, index: u32) -> [u8; 16] {
    let name = [&record.command[..], &index.to_be_bytes(), record.stream.as_bytes()].concat();
    Uuid::new_v5(&Uuid::from_bytes(record.school), &name).into_bytes()
}

fn joined(school: [u8; 16], parts: Vec<Part>) -> History {
    let mut history = History { school: Some(school), ..History::default() };
    let mut versions: HashMap<i64, u64> = HashMap::new();
    let mut recorded_at = i64::MIN;
    for part in parts {
        let begins = history.events();
        for (stream, (first, last, number)) in part.versions {
            let expected = versions.insert(stream, last).map_or(0, |last| last + 1);
            if first != expected {
                history.finds(number, "la versione non è quella che segue nel suo flusso");
            }
        }
        if let Some((first, last)) = part.recorded_at {
            if first < recorded_at {
                history.finds(begins, "l'istante è prima di quello dell'evento precedente");
            }
            recorded_at = last;
        }
        for (year, number) in part.years {
            if history.years.last().is_none_or(|(last, _)| *last != year) {
                history.years.push((year, number));
            }
        }
        for (number, what) in part.findings {
            history.finds(number, what);
        }
        history.leaves.extend(part.leaves);
    }
    history.findings.sort();
    history
}
