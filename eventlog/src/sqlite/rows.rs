//! Rows into the tables, many in one statement, and the two look-ups that a batch needs.

use std::fmt::Write as _;
use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, SqliteConnection, query, query_as};

use super::stage::{CommandKey, EventRow, Known, Stage, Stream, StreamKey};
use super::{engine, integer, read, uuid_of};
use crate::event::{CommandId, StreamName, Version};
use crate::log::LogError;

/// Rows for one statement: any number of them is a few statements, each a message to the thread that has the connection. Not any
/// size, so that every statement stays prepared.
const CHUNKS: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];

/// The prepared texts of one table, one for each size.
struct Insert([Arc<str>; CHUNKS.len()]);

impl Insert {
    fn into(table: &str, columns: usize) -> Self {
        let row = format!("({})", vec!["?"; columns].join(", "));
        Self(
            CHUNKS.map(|rows| {
                format!("INSERT INTO {table} VALUES {}", vec![row.as_str(); rows].join(", ")).into()
            }),
        )
    }

    async fn all<T>(
        &self,
        connection: &mut SqliteConnection,
        rows: impl ExactSizeIterator<Item = T>,
        bind: impl Fn(Bound, T) -> Bound,
    ) -> Result<(), sqlx::Error> {
        let mut rows = rows;
        for (size, text) in CHUNKS.into_iter().zip(&self.0) {
            while size <= rows.len() {
                let insert = query(AssertSqlSafe(Arc::clone(text)));
                rows.by_ref().take(size).fold(insert, &bind).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }
}

type Bound = Query<'static, Sqlite, SqliteArguments>;

pub(super) struct Inserts {
    stream: Insert,
    event: Insert,
    command: Insert,
}

impl Inserts {
    pub(super) fn new() -> Self {
        Self {
            stream: Insert::into("stream (id, school, name)", 3),
            event: Insert::into(
                "event (school, position, stream, version, category, recorded_at, id, record)",
                8,
            ),
            command: Insert::into("command (school, id, fingerprint, first, last, recorded_at)", 6),
        }
    }

    /// Writes what is staged; its events are handed over, the rest is still needed once it is committed.
    pub(super) async fn write(
        &self,
        connection: &mut SqliteConnection,
        stage: &mut Stage,
    ) -> Result<(), sqlx::Error> {
        let streams = stage.new_streams.iter();
        self.stream
            .all(connection, streams, |insert, (row, (school, name))| {
                insert.bind(*row).bind(*school).bind(name.as_str().to_owned())
            })
            .await?;
        let events = std::mem::take(&mut stage.events).into_iter();
        self.event.all(connection, events, bind_event).await?;
        let commands = stage.commands.iter();
        self.command
            .all(connection, commands, |insert, ((school, id), (appended, fingerprint))| {
                insert
                    .bind(*school)
                    .bind(id.0.as_bytes().to_vec())
                    .bind(fingerprint.to_vec())
                    .bind(integer(appended.first.0))
                    .bind(integer(appended.last.0))
                    .bind(appended.recorded_at.as_microsecond())
            })
            .await
    }
}

fn bind_event(insert: Bound, event: EventRow) -> Bound {
    insert
        .bind(event.school)
        .bind(integer(event.position))
        .bind(event.stream)
        .bind(integer(event.version))
        .bind(event.category)
        .bind(event.recorded_at)
        .bind(event.id.to_vec())
        .bind(event.record)
}

/// Adds to what is known the streams asked for, and the commands that the database holds.
pub(super) async fn look_up(
    connection: &mut SqliteConnection,
    known: &mut Known,
    streams: &[StreamKey],
    commands: &[CommandKey],
) -> Result<(), LogError> {
    if !streams.is_empty() {
        known.streams.extend(streams.iter().map(|asked| (asked.clone(), None)));
        let found: Vec<(i64, String, i64, i64)> = query_as(
            "SELECT s.school, s.name, s.id, (SELECT max(version) FROM event WHERE stream = s.id) \
             FROM json_each(?) AS asked CROSS JOIN stream AS s \
             ON s.school = asked.value ->> 0 AND s.name = asked.value ->> 1",
        )
        .bind(pairs(streams.iter().map(|(school, name)| (*school, name.as_str()))))
        .fetch_all(&mut *connection)
        .await
        .map_err(engine("cannot look for the streams of a batch"))?;
        for (school, name, row, last) in found {
            let corrupt = |_| LogError::Corrupt { what: "stream", place: format!("row {row}") };
            let last = Version(u64::try_from(last).map_err(corrupt)?);
            let name = StreamName::new(name)
                .map_err(|_| LogError::Corrupt { what: "name of a stream", place: format!("row {row}") })?;
            known.streams.insert((school, name), Some(Stream { row, last }));
        }
    }
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
