//! Rows into the tables, many in one statement and one commit, and the two look-ups that a batch needs.

use std::fmt::Write as _;

use sqlx::{SqliteConnection, query_as};

use super::message::{Bound, Message, NotCommitted, insert};
use super::stage::{CommandKey, EventRow, Known, Stage, Stream, StreamKey};
use super::{engine, integer, read, uuid_of};
use crate::event::{CommandId, StreamName, Version};
use crate::log::{Appended, LogError};

/// Rows of a table in one statement, at most. As many as are left are rounded down to a power of two: any number of rows is a
/// few statements, which stay prepared.
const CHUNK: usize = 256;
/// So many rows of all tables, or fewer, go in one message.
const FEW: usize = 8;
/// Prepared statements that are kept: thirty of chunks, some 120 of a few rows, and the look-ups.
pub(super) const STATEMENTS: usize = 200;

/// The tables in the order in which they are written, and how many columns each has.
const TABLES: [(&str, usize); 3] = [
    ("stream (id, school, name)", 3),
    ("event (school, position, stream, version, category, recorded_at, id, record)", 8),
    ("command (school, id, fingerprint, first, last, recorded_at)", 6),
];

/// How many rows of each of the tables.
type Rows = [usize; TABLES.len()];

/// Stores what is staged in one transaction; its events are handed over, the rest is still needed once it is committed.
pub(super) async fn commit(connection: &mut SqliteConnection, stage: &mut Stage) -> Result<(), NotCommitted> {
    let (mut streams, mut commands) = (stage.new_streams.iter(), stage.commands.iter());
    let mut events = std::mem::take(&mut stage.events).into_iter();
    let messages = messages([streams.len(), events.len(), commands.len()]);
    for (number, rows) in (1..).zip(&messages) {
        let inserts = TABLES.into_iter().zip(*rows).filter(|(_, rows)| 0 < *rows);
        let inserts = inserts.map(|((table, columns), rows)| insert(table, columns, rows));
        let message = Message::new(inserts, number == 1, number == messages.len());
        let [of_streams, of_events, of_commands] = *rows;
        let bound = streams.by_ref().take(of_streams).fold(message.query(), bind_stream);
        let bound = events.by_ref().take(of_events).fold(bound, bind_event);
        let bound = commands.by_ref().take(of_commands).fold(bound, bind_command);
        message.execute(connection, bound).await?;
    }
    Ok(())
}

/// The rows of each message: a statement for each of its tables.
fn messages(rows: Rows) -> Vec<Rows> {
    let (mut full, mut filling) = (Vec::new(), Rows::default());
    for (table, mut left) in rows.into_iter().enumerate() {
        while 0 < left {
            let chunk = 1 << left.min(CHUNK).ilog2();
            let so_far: usize = filling.iter().sum();
            if so_far != 0 && FEW < so_far + chunk {
                full.push(std::mem::take(&mut filling));
            }
            filling[table] += chunk;
            left -= chunk;
        }
    }
    full.push(filling);
    full
}

fn bind_stream(bound: Bound, (row, (school, name)): &(i64, StreamKey)) -> Bound {
    bound.bind(*row).bind(*school).bind(name.as_str().to_owned())
}

fn bind_event(bound: Bound, event: EventRow) -> Bound {
    bound
        .bind(event.school)
        .bind(integer(event.position))
        .bind(event.stream)
        .bind(integer(event.version))
        .bind(event.category)
        .bind(event.recorded_at)
        .bind(event.id.to_vec())
        .bind(event.record)
}

fn bind_command(
    bound: Bound,
    ((school, id), (appended, fingerprint)): (&CommandKey, &(Appended, [u8; 32])),
) -> Bound {
    bound
        .bind(*school)
        .bind(id.0.as_bytes().to_vec())
        .bind(fingerprint.to_vec())
        .bind(integer(appended.first.0))
        .bind(integer(appended.last.0))
        .bind(appended.recorded_at.as_microsecond())
}

/// Adds the streams asked for to what is known.
pub(super) async fn look_up_streams(
    connection: &mut SqliteConnection,
    known: &mut Known,
    streams: &[StreamKey],
) -> Result<(), LogError> {
    if streams.is_empty() {
        return Ok(());
    }
    let found: Vec<(i64, String, i64, i64)> = query_as(
        "SELECT s.school, s.name, s.id, (SELECT max(version) FROM event WHERE stream = s.id) \
         FROM json_each(?) AS asked CROSS JOIN stream AS s \
         ON s.school = asked.value ->> 0 AND s.name = asked.value ->> 1",
    )
    .bind(pairs(streams.iter().map(|(school, name)| (*school, name.as_str()))))
    .fetch_all(connection)
    .await
    .map_err(engine("cannot look for the streams of a batch"))?;
    known.streams.extend(streams.iter().map(|asked| (asked.clone(), None)));
    for (school, name, row, last) in found {
        let corrupt = |_| LogError::Corrupt { what: "stream", place: format!("row {row}") };
        let last = Version(u64::try_from(last).map_err(corrupt)?);
        let name = StreamName::new(name)
            .map_err(|_| LogError::Corrupt { what: "name of a stream", place: format!("row {row}") })?;
        known.streams.insert((school, name), Some(Stream { row, last }));
    }
    Ok(())
}

/// Adds to what is known those of the commands that the database holds.
pub(super) async fn look_up_commands(
    connection: &mut SqliteConnection,
    known: &mut Known,
    commands: &[CommandKey],
) -> Result<(), LogError> {
    let asked: Vec<(i64, String)> =
        commands.iter().map(|(school, id)| (*school, id.0.simple().to_string())).collect();
    type Command = (i64, Vec<u8>, i64, i64, i64, Vec<u8>);
    let found: Vec<Command> = query_as(
        "SELECT c.school, c.id, c.first, c.last, c.recorded_at, c.fingerprint \
         FROM json_each(?) AS asked CROSS JOIN command AS c \
         ON c.school = asked.value ->> 0 AND c.id = unhex(asked.value ->> 1)",
    )
    .bind(pairs(asked.iter().map(|(school, id)| (*school, id.as_str()))))
    .fetch_all(connection)
    .await
    .map_err(engine("cannot look for the commands of a batch"))?;
    for (school, id, first, last, recorded_at, fingerprint) in found {
        known.commands.insert(
            (school, CommandId(uuid_of(&id)?)),
            read::answer(first, last, recorded_at, &fingerprint)?,
        );
    }
    Ok(())
}

/// `[[1,"a"],[2,"b"]]`. Names of streams and hexadecimal digits need no escaping.
fn pairs<'a>(pairs: impl Iterator<Item = (i64, &'a str)>) -> String {
    let mut list = String::from("[");
    for (number, (school, text)) in pairs.enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(list, "{comma}[{school},\"{text}\"]").expect("a String takes any text");
    }
    list.push(']');
    list
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CHUNK, FEW, messages};

    #[test]
    fn a_small_batch_is_one_message_and_a_large_one_a_few() {
        assert_eq!(messages([1, 4, 3]), [[1, 4, 3]]);
        assert_eq!(messages([0, 8, 1]), [[0, 8, 0], [0, 0, 1]]);
        assert_eq!(messages([2, 7, 1]), [[2, 6, 0], [0, 1, 1]]);
        assert_eq!(
            messages([0, 58, 33]),
            [[0, 32, 0], [0, 16, 0], [0, 8, 0], [0, 2, 0], [0, 0, 32], [0, 0, 1]]
        );
        assert_eq!(messages([0, 257, 1]), [[0, 256, 0], [0, 1, 1]]);
    }

    proptest! {
        #[test]
        fn every_row_goes_once_in_the_order_of_the_tables(rows in prop::array::uniform3(0_usize..700)) {
            let messages = messages(rows);
            for (table, rows) in rows.into_iter().enumerate() {
                prop_assert_eq!(messages.iter().map(|message| message[table]).sum::<usize>(), rows);
                // No row of a table follows one of a later table.
                let last = messages.iter().rposition(|message| 0 < message[table]);
                let later = |message: &[usize; 3]| message[table + 1..].iter().any(|rows| 0 < *rows);
                let first_later = messages.iter().position(later);
                prop_assert!(last.zip(first_later).is_none_or(|(last, first)| last <= first));
            }
            for message in &messages {
                let tables = message.iter().filter(|rows| 0 < **rows).count();
                let all: usize = message.iter().sum();
                prop_assert!(all <= FEW || (tables == 1 && all <= CHUNK && all.is_power_of_two()));
            }
        }
    }
}
