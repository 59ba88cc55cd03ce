//! The events of a bag, read as a log that gives nothing but them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use registro::cli::Failure;
use registro_eventlog::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use registro_eventlog::ledger::tree::Hash;
use registro_eventlog::log::{Append, AppendError, Appended, EventLog, Filter, Head, LogError, School};
use registro_eventlog::seal::KeyStore;
use tokio::sync::watch;

use crate::about::{About, Fingerprints};
use crate::bag::Checked;
use crate::cloud_event::{self, Entry, Stored};
use crate::events::{FOLDER, IN_A_FILE};
use crate::prints::masked;

/// A record has at most 65,535 bytes; what it says in JSON is not much longer.
const LONGEST_LINE: u64 = 4 << 20;
/// Files whose events are in memory: a command may begin in one and end in the next.
const KEPT: usize = 4;

pub(crate) struct BagLog {
    about: About,
    /// Records that are not among the events, by what stands in their place.
    withheld: HashMap<Hash, Stored>,
    /// The keys under which fingerprints are masked.
    mask: Option<Arc<KeyStore>>,
    /// The files, with the position of the first event of each.
    files: Vec<(Position, PathBuf, String)>,
    kept: Mutex<Vec<(usize, Arc<Chunk>)>>,
}

struct Chunk {
    events: Vec<Recorded>,
    fingerprints: HashMap<CommandId, [u8; 32]>,
}

impl BagLog {
    pub(crate) fn open(
        bag: &Checked,
        about: About,
        withheld: HashMap<Hash, Stored>,
        mask: Option<Arc<KeyStore>>,
    ) -> Result<Self, Failure> {
        let mut files: Vec<(Position, PathBuf, String)> = Vec::new();
        for name in bag.under(FOLDER) {
            let path = bag.path(&name).ok_or_else(|| format!("{name}: manca"))?;
            let first = lines(&path, &name, 1)?.pop().ok_or_else(|| format!("{name}: è vuoto"))?;
            let first = cloud_event::read(&first).map_err(|why| format!("{name}, riga 1: {why}"))?;
            if files.last().is_some_and(|(before, ..)| first.position() <= *before) {
                return Err(format!("{name}: gli eventi non sono in ordine").into());
            }
            files.push((first.position(), path, name));
        }
        Ok(Self { about, withheld, mask, files, kept: Mutex::default() })
    }

    /// A command's fingerprint as it was.
    async fn unmasked(&self, command: CommandId, print: [u8; 32]) -> Result<[u8; 32], LogError> {
        let school = SchoolId(self.about.school);
        let print = match (self.about.fingerprints, &self.mask) {
            (Fingerprints::Plain, _) => Ok(print),
            (Fingerprints::Masked, Some(keys)) => masked(Some(&**keys), school, command, print).await,
            (Fingerprints::Masked, None) => Err("la borsa non porta la chiave che le maschera".into()),
        };
        print.map_err(|error| LogError::Engine("the fingerprints of the bag", error))
    }

    /// The record of a line, and the fingerprint of its command.
    fn stored(&self, line: &[u8]) -> Result<(Recorded, [u8; 32]), String> {
        match cloud_event::read(line)? {
            Entry::Stored(stored) => {
                let Stored { record, fingerprint } = *stored;
                Ok((record, fingerprint))
            }
            Entry::Withheld { position, leaf } => {
                let known = self.withheld.get(&leaf).filter(|known| known.record.position == position);
                let known = known
                    .ok_or("è di un procedimento tolto dal fascicolo, e il suo record non è nella borsa")?;
                Ok((known.record.clone(), known.fingerprint))
            }
        }
    }

    fn chunk(&self, number: usize) -> Result<Arc<Chunk>, LogError> {
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, chunk)) = kept.iter().find(|(known, _)| *known == number) {
                return Ok(Arc::clone(chunk));
            }
        }
        let (_, path, name) = &self.files[number];
        let wrong = |place: String| LogError::Corrupt { what: "un evento della borsa", place };
        let school = SchoolId(self.about.school);
        let mut chunk = Chunk { events: Vec::new(), fingerprints: HashMap::new() };
        let read = lines(path, name, IN_A_FILE + 1).map_err(|error| wrong(error.to_string()))?;
        for (number, line) in (1..).zip(read) {
            let (event, print) =
                self.stored(&line).map_err(|why| wrong(format!("{name}, riga {number}: {why}")))?;
            let in_order = chunk.events.last().is_none_or(|before| before.position < event.position);
            if event.school != school || !in_order {
                return Err(wrong(format!("{name}, riga {number}: non è il seguito della scuola")));
            }
            if *chunk.fingerprints.entry(event.command).or_insert(print) != print {
                return Err(wrong(format!("{name}, riga {number}: due impronte di un comando")));
            }
            chunk.events.push(event);
        }
        let chunk = Arc::new(chunk);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if KEPT <= kept.len() {
            kept.remove(0);
        }
        kept.push((number, Arc::clone(&chunk)));
        Ok(chunk)
    }

    /// The file in which the event after a position is, if there is one.
    fn file_after(&self, after: Option<Position>) -> usize {
        self.files.partition_point(|(first, ..)| Some(*first) <= after).saturating_sub(1)
    }
}

/// At most so many lines; one that is too long, or one more than there may be, is refused.
fn lines(path: &PathBuf, name: &str, most: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let mut file = BufReader::new(File::open(path)?);
    let mut read = Vec::new();
    while read.len() < most {
        let mut line = Vec::new();
        let length = file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        if line.pop() != Some(b'\n') {
            return Err(format!("{name}: la riga {} non finisce, o è troppo lunga", read.len() + 1).into());
        }
        read.push(line);
    }
    if IN_A_FILE < read.len() {
        return Err(format!("{name}: più di {IN_A_FILE} righe").into());
    }
    Ok(read)
}

fn only_read() -> LogError {
    LogError::ReadOnly
}

#[async_trait]
impl EventLog for BagLog {
    async fn open_school(&self, _school: SchoolId, _synthetic: bool) -> Result<(), LogError> {
        Err(only_read())
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        Ok(vec![School { id: SchoolId(self.about.school), synthetic: self.about.synthetic }])
    }

    async fn append(&self, _school: SchoolId, _append: Append) -> Result<Appended, AppendError> {
        Err(only_read().into())
    }

    async fn import(
        &self,
        _school: SchoolId,
        _append: Append,
        _recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        Err(only_read().into())
    }

    /// Looks where the last events that were read are: whoever copies asks of those.
    async fn find_command(
        &self,
        _school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let numbers: Vec<usize> = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().rev().map(|(number, _)| *number).collect()
        };
        for number in numbers {
            let chunk = self.chunk(number)?;
            let Some(fingerprint) = chunk.fingerprints.get(&command) else { continue };
            let of_it = |event: &&Recorded| event.command == command;
            let (mut begins, mut ends) = (number, number);
            // It may have begun in the file before, and end in the next.
            while 0 < begins
                && self.chunk(begins)?.events.first().is_some_and(|event| event.command == command)
            {
                begins -= 1;
            }
            while ends + 1 < self.files.len()
                && self.chunk(ends)?.events.last().is_some_and(|event| event.command == command)
            {
                ends += 1;
            }
            let (mut first, mut last) = (None, None);
            for number in begins..=ends {
                let chunk = self.chunk(number)?;
                first = first.or_else(|| chunk.events.iter().find(of_it).cloned());
                last = chunk.events.iter().rfind(of_it).cloned().or(last);
            }
            let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
            let fingerprint = self.unmasked(command, *fingerprint).await?;
            let appended = Appended {
                first: first.position,
                last: last.position,
                recorded_at: first.recorded_at,
                repeated: true,
            };
            return Ok(Some((appended, fingerprint)));
        }
        Ok(None)
    }

    async fn read_stream(
        &self,
        _school: SchoolId,
        _stream: &StreamName,
        _from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        Err(only_read())
    }

    async fn read_all(
        &self,
        _school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let wanted = |event: &&Recorded| match filter {
            Filter::All => true,
            Filter::Categories(categories) => categories.contains(&event.stream.category()),
        };
        let mut page = Vec::with_capacity(limit.min(IN_A_FILE));
        for number in self.file_after(after)..self.files.len() {
            let chunk = self.chunk(number)?;
            let from = chunk.events.partition_point(|event| Some(event.position) <= after);
            let events = chunk.events[from..].iter().filter(wanted);
            page.extend(events.take(limit - page.len()).cloned());
            if page.len() == limit {
                break;
            }
        }
        Ok(page)
    }

    fn counts_events(&self) -> bool {
        self.about.counted
    }

    async fn read_at(&self, _school: SchoolId, _positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        Err(only_read())
    }

    async fn position_at(
        &self,
        _school: SchoolId,
        _instant: Timestamp,
    ) -> Result<Option<Position>, LogError> {
        Err(only_read())
    }

    async fn subscribe(&self, _school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Err(only_read())
    }

    async fn stopped(&self) {
        std::future::pending().await
    }

    async fn close(&self) {}
}
