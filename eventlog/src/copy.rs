//! Copying a school's feed from one log to another, whatever engines keep them.
//!
//! The copy is the same feed: order, ids, instants, versions, commands with their fingerprints, bytes. Positions too, where both
//! engines count them one by one. Before a copy goes on, what the target holds of the school is compared with the
//! source event by event; and what was written is read again before the next page is. So it can be broken off
//! anywhere and begun again, and a target that holds anything else is left as it is.

use std::iter::zip;

use futures::future::try_join_all;

use crate::event::{Expected, NewEvent, Position, Recorded, SchoolId, Version};
use crate::log::{Append, AppendError, EventLog, Filter, LogError, School, Write};

/// Events read, written and read again at a time. A command with more is taken whole.
const PAGE: usize = 2_048;

/// What became of a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Events that the target held already, found to be the same.
    pub found: u64,
    /// Events written, and found to be the same when read again.
    pub written: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("cannot read the source")]
    Source(#[source] LogError),
    #[error("cannot read the target")]
    Target(#[source] LogError),
    #[error("the target did not take the event at {position:?} of the source")]
    Refused { position: Position, source: AppendError },
    #[error(
        "school {school:?}: the target holds something else than the source, whose event is at {position:?}"
    )]
    Differs { school: SchoolId, position: Position },
    #[error("school {0:?}: the target holds events that the source does not")]
    Beyond(SchoolId),
    /// A log that stores what it should not have.
    #[error("the events at {0:?} are not those of a command of the source")]
    NoCommand(Position),
}

/// Copies what the source holds of a school and the target does not, up to the source's head when this is called or a
/// little beyond. `progress` is told how many events stand in the target.
///
/// # Errors
/// The target keeps what was written before an error, and a later call goes on from there.
pub async fn copy_school(
    from: &dyn EventLog,
    to: &dyn EventLog,
    school: School,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Copied, CopyError> {
    to.open_school(school.id, school.synthetic).await.map_err(CopyError::Target)?;
    let mut copied = Copied::default();
    let (mut read, mut held) = (None, None);
    loop {
        let page = page(from, school.id, read).await?;
        let Some(last) = page.last().map(|event| event.position) else { break };
        let there = read_on(to, school.id, held, page.len()).await.map_err(CopyError::Target)?;
        same(school.id, &page, &there)?;
        let missing = &page[there.len()..];
        copied.found += there.len() as u64;
        held = there.last().map(|event| event.position).or(held);
        if let Some(next) = missing.first() {
            // An engine that does not store a command at once may hold a part of it: sent again, it is completed.
            let begun = there.iter().rev().take_while(|event| event.command == next.command).count();
            write(from, to, school.id, &page[there.len() - begun..]).await?;
            let written = read_on(to, school.id, held, missing.len()).await.map_err(CopyError::Target)?;
            same(school.id, missing, &written)?;
            if written.len() < missing.len() {
                return Err(CopyError::Differs {
                    school: school.id,
                    position: missing[written.len()].position,
                });
            }
            copied.written += written.len() as u64;
            held = written.last().map(|event| event.position).or(held);
        }
        read = Some(last);
        progress(copied.found + copied.written);
    }
    let beyond = read_on(to, school.id, held, 1).await.map_err(CopyError::Target)?;
    if beyond.is_empty() { Ok(copied) } else { Err(CopyError::Beyond(school.id)) }
}

/// Compares what the target holds of a school with the source, and writes nothing. Returns how many events it holds.
///
/// # Errors
/// Unless what it holds is how the source begins.
pub async fn compare_school(
    from: &dyn EventLog,
    to: &dyn EventLog,
    school: SchoolId,
) -> Result<u64, CopyError> {
    let known = to.schools().await.map_err(CopyError::Target)?;
    if known.iter().all(|known| known.id != school) {
        return Ok(0);
    }
    let (mut read, mut held, mut found) = (None, None, 0);
    loop {
        let there = read_on(to, school, held, PAGE).await.map_err(CopyError::Target)?;
        let Some(last) = there.last() else { return Ok(found) };
        held = Some(last.position);
        let source = read_on(from, school, read, there.len()).await.map_err(CopyError::Source)?;
        same(school, &source, &there)?;
        if source.len() < there.len() {
            return Err(CopyError::Beyond(school));
        }
        read = source.last().map(|event| event.position);
        found += there.len() as u64;
    }
}

async fn read_on(
    log: &dyn EventLog,
    school: SchoolId,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<Recorded>, LogError> {
    log.read_all(school, after, limit, Filter::All).await
}

/// A page of the source's feed that ends where a command ends.
async fn page(
    from: &dyn EventLog,
    school: SchoolId,
    after: Option<Position>,
) -> Result<Vec<Recorded>, CopyError> {
    let mut limit = PAGE;
    loop {
        let mut page = read_on(from, school, after, limit).await.map_err(CopyError::Source)?;
        let Some(last) = page.last() else { return Ok(page) };
        let (end, _) = command_of(from, last).await?;
        if end != last.position {
            let cut = last.command;
            page.truncate(page.iter().rposition(|event| event.command != cut).map_or(0, |at| at + 1));
        }
        if !page.is_empty() {
            return Ok(page);
        }
        limit *= 2;
    }
}

/// Where the command of an event ends, and its fingerprint.
async fn command_of(from: &dyn EventLog, event: &Recorded) -> Result<(Position, [u8; 32]), CopyError> {
    let found = from.find_command(event.school, event.command).await.map_err(CopyError::Source)?;
    let (appended, fingerprint) = found.ok_or(CopyError::NoCommand(event.position))?;
    Ok((appended.last, fingerprint))
}

/// Positions aside, is the target's part the beginning of the source's? It may be shorter.
fn same(school: SchoolId, source: &[Recorded], target: &[Recorded]) -> Result<(), CopyError> {
    for (source, target) in zip(source, target) {
        let target = Recorded { position: source.position, ..target.clone() };
        if target != *source {
            return Err(CopyError::Differs { school, position: source.position });
        }
    }
    Ok(())
}

/// Imports whole commands, in order.
async fn write(
    from: &dyn EventLog,
    to: &dyn EventLog,
    school: SchoolId,
    events: &[Recorded],
) -> Result<(), CopyError> {
    let commands: Vec<&[Recorded]> = events.chunk_by(|one, next| one.command == next.command).collect();
    let known = try_join_all(commands.iter().map(|events| command_of(from, &events[0]))).await?;
    let imports = zip(commands, known).map(|(events, (_, fingerprint))| async move {
        let first = &events[0];
        let imported = to.import(school, append_of(events, fingerprint), first.recorded_at).await;
        imported.map_err(|source| CopyError::Refused { position: first.position, source })
    });
    try_join_all(imports).await.map(drop)
}

/// The append that these events were made from.
fn append_of(events: &[Recorded], fingerprint: [u8; 32]) -> Append {
    let writes = events.chunk_by(|one, next| one.stream == next.stream).map(|events| Write {
        stream: events[0].stream.clone(),
        expected: Expected::from(events[0].version.0.checked_sub(1).map(Version)),
        events: events.iter().map(new_event).collect(),
    });
    let first = &events[0];
    Append {
        command: first.command,
        fingerprint,
        correlation: first.correlation,
        actor: first.actor.clone(),
        writes: writes.collect(),
    }
}

fn new_event(event: &Recorded) -> NewEvent {
    NewEvent {
        kind: event.kind.clone(),
        effective_on: event.effective_on,
        about: event.about.clone(),
        data: event.data.clone(),
    }
}
