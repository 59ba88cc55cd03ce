//! Rows into the tables, many in one statement, and the two look-ups that a batch needs.

use std::fmt::Write as _;
use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, SqliteConnection, query, query_as};

use super::stage::{CommandKey, EventRow, Known, Stage, Stream, StreamKey};
use super::{engine, integer, read, uuid_of};
use crate::event::{CommandId, StreamName, Version};
use crate::log::{Appended, LogError};

/// Rows for one statement: any number of them is a few statements, each a message to the thread that has the connection. Not any
/// size, so that every statement stays prepared.
const CHUNKS: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];
/// Rows of all tables that are written by one message.
const FEW: usize = 8;

const BEGIN: &str = "BEGIN IMMEDIATE;";

/// How rows get into one table.
struct Insert {
    table: &'static str,
    row: String,
    /// The prepared texts, one for each size.
    chunks: [Arc<str>; CHUNKS.len()],
}

impl Insert {
    fn into(table: &'static str, columns: usize) -> Self {
        let row = format!("({})", vec!["?"; columns].join(", "));
        let mut insert = Self { table, row, chunks: Default::default() };
        insert.chunks = CHUNKS.map(|rows| insert.text(rows).into());
        insert
    }

    /// The statement that inserts so many rows; of none there is none.
    fn text(&self, rows: usize) -> String {
        if rows == 0 {
            return String::new();
        }
        format!("INSERT INTO {} VALUES {};", self.table, vec![self.row.as_str(); rows].join(", "))
    }

    async fn all<T>(
        &self,
        connection: &mut SqliteConnection,
        mut rows: impl ExactSizeIterator<Item = T>,
        bind: impl Fn(Bound, T) -> Bound,
    ) -> Result<(), sqlx::Error> {
        for (size, text) in CHUNKS.into_iter().zip(&self.chunks) {
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

    /// Begins a transaction and writes what is staged; its events are handed over, the rest is still needed once it is
    /// committed.
    pub(super) async fn write(
        &self,
        connection: &mut SqliteConnection,
        stage: &mut Stage,
    ) -> Result<(), sqlx::Error> {
        let events = std::mem::take(&mut stage.events).into_iter();
        let (streams, commands) = (stage.new_streams.iter(), stage.commands.iter());
        if streams.len() + events.len() + commands.len() <= FEW {
            let text = [
                BEGIN,
                &self.stream.text(streams.len()),
                &self.event.text(events.len()),
                &self.command.text(commands.len()),
            ]
            .concat();
            let together = streams.fold(query(AssertSqlSafe(text)), bind_stream);
            commands.fold(events.fold(together, bind_event), bind_command).execute(connection).await?;
            return Ok(());
        }
        query(BEGIN).execute(&mut *connection).await?;
        self.stream.all(connection, streams, bind_stream).await?;
        self.event.all(connection, events, bind_event).await?;
        self.command.all(connection, commands, bind_command).await
    }
}

fn bind_stream(insert: Bound, (row, (school, name)): &(i64, StreamKey)) -> Bound {
    insert.bind(*row).bind(*school).bind(name.as_str().to_owned())
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

fn bind_command(
    insert: Bound,
    ((school, id), (appended, fingerprint)): (&CommandKey, &(Appended, [u8; 32])),
) -> Bound {
    insert
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
