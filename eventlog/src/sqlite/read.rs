//! What is read from the tables: whole records, each decoded while SQLite steps to the next.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Row, query, query_as, query_scalar};

use super::feeds::Feed;
use super::{engine, instant_of, integer};
use crate::codec;
use crate::event::{CommandId, Position, Recorded, StreamName, Version};
use crate::log::{Appended, FoundCommand, LogError};

pub(super) async fn stream(
    readers: &SqlitePool,
    feed: &Feed,
    stream: &StreamName,
    from: Version,
) -> Result<Vec<Recorded>, LogError> {
    let statement = "SELECT record FROM event \
                     WHERE stream = (SELECT id FROM stream WHERE school = ? AND name = ?) AND version >= ? \
                     ORDER BY version";
    let asked = query(statement).bind(feed.row).bind(stream.as_str()).bind(integer(from.0));
    records(readers, feed, asked).await
}

pub(super) async fn streams(
    readers: &SqlitePool,
    feed: &Feed,
    streams: &[StreamName],
) -> Result<Vec<Recorded>, LogError> {
    // A name is of letters, digits and marks that JSON does not escape.
    let names: Vec<String> = streams.iter().map(|stream| format!("\"{stream}\"")).collect();
    let statement = "SELECT record FROM json_each(?2) AS asked \
                     CROSS JOIN stream ON stream.school = ?1 AND stream.name = asked.value \
                     CROSS JOIN event ON event.stream = stream.id ORDER BY asked.key, event.version";
    records(readers, feed, query(statement).bind(feed.row).bind(format!("[{}]", names.join(",")))).await
}

/// From the position `from` on, at most `limit`.
pub(super) async fn all(
    readers: &SqlitePool,
    feed: &Feed,
    from: i64,
    limit: i64,
) -> Result<Vec<Recorded>, LogError> {
    // SQLite plans a statement anew each time a bare parameter of LIMIT is bound; of a sum it does not.
    let statement =
        "SELECT record FROM event WHERE school = ? AND position >= ? ORDER BY position LIMIT ? + 0";
    records(readers, feed, query(statement).bind(feed.row).bind(from).bind(limit)).await
}

/// The same for some categories. Of a feed of which no more than a page is left, all is looked through; else the streams
/// of those categories are, which must be few for that.
pub(super) async fn categories(
    readers: &SqlitePool,
    feed: &Feed,
    from: i64,
    limit: i64,
    categories: &[&str],
) -> Result<Vec<Recorded>, LogError> {
    // No category has a hyphen.
    let categories: Vec<&str> = categories.iter().copied().filter(|named| !named.contains('-')).collect();
    if categories.is_empty() {
        return Ok(Vec::new());
    }
    let next = feed.head.borrow().map_or(0, |head| integer(head.position.0) + 1);
    let asked = |before: &str, after: &str| {
        let each: Vec<String> =
            (4..).take(categories.len()).map(|n| format!("{before}?{n}{after}")).collect();
        each.join(", ")
    };
    let statement = if next.saturating_sub(from) <= limit {
        format!(
            "SELECT record FROM event WHERE school = ?1 AND position >= ?2 AND category IN ({}) \
             ORDER BY position LIMIT ?3 + 0",
            asked("", "")
        )
    } else {
        // From `case` to before `case.` are the stream `case` and those of which the name begins with `case-`.
        format!(
            "SELECT event.record FROM (SELECT place.position \
             FROM (SELECT DISTINCT column1 AS category FROM (VALUES {})) AS asked \
             CROSS JOIN stream ON stream.school = ?1 \
             AND stream.name >= asked.category AND stream.name < asked.category || '.' \
             CROSS JOIN event AS place ON place.stream = stream.id AND place.position >= ?2 \
             ORDER BY place.position LIMIT ?3 + 0) AS place \
             CROSS JOIN event ON event.school = ?1 AND event.position = place.position ORDER BY place.position",
            asked("(", ")")
        )
    };
    // Only the number of categories shapes the statement; their names are parameters.
    let mut question = query(AssertSqlSafe(statement)).bind(feed.row).bind(from).bind(limit);
    for category in categories {
        question = question.bind(category);
    }
    records(readers, feed, question).await
}

pub(super) async fn at(
    readers: &SqlitePool,
    feed: &Feed,
    positions: &[Position],
) -> Result<Vec<Recorded>, LogError> {
    let mut list = String::from("[");
    for (number, position) in positions.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(list, "{comma}{}", integer(position.0)).expect("a String takes any text");
    }
    list.push(']');
    let statement = "SELECT record FROM event \
                     WHERE school = ? AND position IN (SELECT value FROM json_each(?)) ORDER BY position";
    records(readers, feed, query(statement).bind(feed.row).bind(list)).await
}

async fn records(
    readers: &SqlitePool,
    feed: &Feed,
    asked: Query<'_, Sqlite, SqliteArguments>,
) -> Result<Vec<Recorded>, LogError> {
    let mut last = None;
    let decoded = asked.try_map(|row: SqliteRow| {
        let record =
            codec::decode_record(row.try_get(0)?).map_err(|error| sqlx::Error::Decode(error.into()))?;
        last = Some(record.position);
        Ok(record)
    });
    decoded.fetch_all(readers).await.map_err(|error| {
        if let sqlx::Error::Decode(cause) = &error {
            let place = format!("school {}, next after {last:?}: {cause}", feed.id.0);
            return LogError::Corrupt { what: "record", place };
        }
        engine("cannot read events")(error)
    })
}

/// Instants do not go backwards along the feed, so the last one in time is found by halving.
pub(super) async fn position_at(
    readers: &SqlitePool,
    feed: &Feed,
    instant: Timestamp,
) -> Result<Option<Position>, LogError> {
    let failed = "cannot look for an instant";
    let mut reader = readers.acquire().await.map_err(engine(failed))?;
    let count: i64 = query_scalar("SELECT coalesce(max(position) + 1, 0) FROM event WHERE school = ?")
        .bind(feed.row)
        .fetch_one(&mut *reader)
        .await
        .map_err(engine(failed))?;
    // Every place before `low` was recorded by then, none from `high` on.
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        let recorded_at: i64 =
            query_scalar("SELECT recorded_at FROM event WHERE school = ? AND position = ?")
                .bind(feed.row)
                .bind(middle)
                .fetch_one(&mut *reader)
                .await
                .map_err(engine(failed))?;
        if instant_of(recorded_at)? <= instant { low = middle + 1 } else { high = middle }
    }
    Ok(low.checked_sub(1).and_then(|last| u64::try_from(last).ok()).map(Position))
}

pub(super) async fn command(
    readers: &SqlitePool,
    feed: &Feed,
    command: CommandId,
) -> Result<Option<(Appended, [u8; 32])>, LogError> {
    let statement = "SELECT first, last, recorded_at, fingerprint FROM command WHERE school = ? AND id = ?";
    let found: Option<(i64, i64, i64, Vec<u8>)> = query_as(statement)
        .bind(feed.row)
        .bind(command.0.as_bytes().as_slice())
        .fetch_optional(readers)
        .await
        .map_err(engine("cannot look for a command"))?;
    found.map(|(first, last, recorded_at, print)| answer(first, last, recorded_at, &print)).transpose()
}

/// Of a command: id, first and last position, instant, fingerprint.
type CommandRow = (Vec<u8>, i64, i64, i64, Vec<u8>);

/// What is known of each of these commands, in the order given.
pub(super) async fn commands(
    readers: &SqlitePool,
    feed: &Feed,
    commands: &[CommandId],
) -> Result<Vec<FoundCommand>, LogError> {
    let names: Vec<String> = commands.iter().map(|command| format!("\"{}\"", command.0.simple())).collect();
    let statement = "SELECT id, first, last, recorded_at, fingerprint FROM command \
                     WHERE school = ? AND id IN (SELECT unhex(value) FROM json_each(?))";
    let rows: Vec<CommandRow> = query_as(statement)
        .bind(feed.row)
        .bind(format!("[{}]", names.join(",")))
        .fetch_all(readers)
        .await
        .map_err(engine("cannot look for commands"))?;
    let mut found = HashMap::with_capacity(rows.len());
    for (id, first, last, recorded_at, print) in rows {
        found.insert(id, answer(first, last, recorded_at, &print)?);
    }
    Ok(commands.iter().map(|command| found.get(command.0.as_bytes().as_slice()).copied()).collect())
}

/// A stored command as the answer that its retry gets.
pub(super) fn answer(
    first: i64,
    last: i64,
    recorded_at: i64,
    fingerprint: &[u8],
) -> Result<(Appended, [u8; 32]), LogError> {
    let corrupt = || LogError::Corrupt { what: "command", place: format!("positions {first} to {last}") };
    let position = |number: i64| u64::try_from(number).map(Position).map_err(|_| corrupt());
    let appended = Appended {
        first: position(first)?,
        last: position(last)?,
        recorded_at: instant_of(recorded_at)?,
        repeated: true,
    };
    Ok((appended, fingerprint.try_into().map_err(|_| corrupt())?))
}
