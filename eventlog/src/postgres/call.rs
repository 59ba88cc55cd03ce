//! What the writer says to the database: the functions that are the only ways in, and the two look-ups that a batch needs.

use sqlx::error::DatabaseError;
use sqlx::{PgConnection, query, query_as, query_scalar};
use uuid::Uuid;

use super::read::answer;
use super::stage::{Columns, CommandKey, Known, StreamKey};
use super::{head_of, version_of};
use crate::event::{CommandId, SchoolId, StreamName};

/// A school's row, the place of its next event, and the instant of its last.
type HeadRow = (i64, i64, Option<i64>);

/// Stores a batch where it was thought to belong. False: the database is not as it was believed to be, and nothing was
/// stored.
pub(super) async fn store(connection: &mut PgConnection, columns: Columns) -> Result<bool, sqlx::Error> {
    let stored = match (&columns.stream_names[..], &columns.ids[..]) {
        ([_], [_]) => store_one(connection, columns).await,
        _ => store_lists(connection, columns).await,
    };
    match stored {
        Err(sqlx::Error::Database(said)) if is_elsewhere(&*said) => Ok(false),
        other => other,
    }
}

/// One event of one stream.
async fn store_one(connection: &mut PgConnection, columns: Columns) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT registro_log.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(only(columns.schools))
        .bind(only(columns.positions))
        .bind(only(columns.instants))
        .bind(only(columns.stream_names))
        .bind(only(columns.versions))
        .bind(only(columns.ids))
        .bind(only(columns.records))
        .bind(only(columns.commands))
        .bind(only(columns.fingerprints))
        .fetch_one(connection)
        .await
}

/// What a list of one holds. Of any other nothing is sent, which is no place in the log.
fn only<T>(list: Vec<T>) -> Option<T> {
    let one: Result<[T; 1], _> = list.try_into();
    one.ok().map(|[one]| one)
}

async fn store_lists(connection: &mut PgConnection, columns: Columns) -> Result<bool, sqlx::Error> {
    let Columns {
        schools,
        places,
        nexts,
        earliest,
        latest,
        stream_schools,
        stream_names,
        stream_places,
        stream_nexts,
        event_streams,
        positions,
        versions,
        instants,
        ids,
        records,
        command_schools,
        commands,
        fingerprints,
        firsts,
        lasts,
        command_instants,
    } = columns;
    let call = query_scalar(
        "SELECT registro_log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21)",
    );
    call.bind(schools)
        .bind(places)
        .bind(nexts)
        .bind(earliest)
        .bind(latest)
        .bind(stream_schools)
        .bind(stream_names)
        .bind(stream_places)
        .bind(stream_nexts)
        .bind(event_streams)
        .bind(positions)
        .bind(versions)
        .bind(instants)
        .bind(ids)
        .bind(records)
        .bind(command_schools)
        .bind(commands)
        .bind(fingerprints)
        .bind(firsts)
        .bind(lasts)
        .bind(command_instants)
        .fetch_one(connection)
        .await
}

/// Did somebody else come in between, or is a command there already?
fn is_elsewhere(said: &dyn DatabaseError) -> bool {
    said.code().as_deref() == Some("40001") || said.constraint() == Some("command_pkey")
}

/// Locks the heads of schools until the transaction ends, and tells where they are.
pub(super) async fn hold(connection: &mut PgConnection, schools: Vec<i64>) -> Result<Known, sqlx::Error> {
    let heads: Vec<HeadRow> =
        query_as("SELECT of_school, next_place, last_instant FROM registro_log.hold($1)")
            .bind(schools)
            .fetch_all(connection)
            .await?;
    let mut known = Known::default();
    for (school, next, instant) in heads {
        let head = head_of(next, instant).map_err(|error| sqlx::Error::Decode(error.into()))?;
        known.heads.insert(school, head);
    }
    Ok(known)
}

/// Opens a school, unless it is open.
pub(super) async fn open(
    connection: &mut PgConnection,
    school: SchoolId,
    synthetic: bool,
) -> Result<(), sqlx::Error> {
    let call = query("SELECT registro_log.open_school($1, $2)").bind(school.0).bind(synthetic);
    call.execute(connection).await.map(drop)
}

/// Adds to what is known the streams and commands asked for that the database holds.
pub(super) async fn look_up(
    connection: &mut PgConnection,
    known: &mut Known,
    streams: Vec<StreamKey>,
    commands: Vec<CommandKey>,
) -> Result<(), sqlx::Error> {
    let corrupt = |error: crate::log::LogError| sqlx::Error::Decode(error.into());
    let (schools, names): (Vec<i64>, Vec<String>) =
        streams.into_iter().map(|(school, name)| (school, String::from(name))).unzip();
    let found: Vec<(i64, String, i64)> = query_as(
        "SELECT s.school, s.name, e.version FROM unnest($1::bigint[], $2::text[]) AS asked (school, name) \
         JOIN registro_log.stream AS s ON s.school = asked.school AND s.name = asked.name \
         CROSS JOIN LATERAL (SELECT version FROM registro_log.event WHERE stream = s.id \
         ORDER BY version DESC LIMIT 1) AS e",
    )
    .bind(schools)
    .bind(names)
    .fetch_all(&mut *connection)
    .await?;
    for (school, name, last) in found {
        let name = StreamName::new(name).map_err(|error| sqlx::Error::Decode(error.into()))?;
        known.streams.insert((school, name), version_of(last).map_err(corrupt)?);
    }
    let (schools, ids): (Vec<i64>, Vec<Uuid>) =
        commands.into_iter().map(|(school, CommandId(id))| (school, id)).unzip();
    type Command = (i64, Uuid, i64, i64, i64, Vec<u8>);
    let found: Vec<Command> = query_as(
        "SELECT c.school, c.id, c.first, c.last, c.recorded_at, c.fingerprint \
         FROM unnest($1::bigint[], $2::uuid[]) AS asked (school, id) \
         JOIN registro_log.command AS c ON c.school = asked.school AND c.id = asked.id",
    )
    .bind(schools)
    .bind(ids)
    .fetch_all(connection)
    .await?;
    for (school, id, first, last, recorded_at, fingerprint) in found {
        let answer = answer(first, last, recorded_at, &fingerprint).map_err(corrupt)?;
        known.commands.insert((school, CommandId(id)), answer);
    }
    Ok(())
}
