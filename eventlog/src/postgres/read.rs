//! What is read from the tables: whole records, asked for again while the server is away.

use std::collections::HashMap;
use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sqlx::postgres::{PgArguments, PgPool, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::{Row, query, query_as, query_scalar};
use uuid::Uuid;

use super::feeds::Feed;
use super::link::Trouble;
use super::{engine, instant_of, integer, position_of};
use crate::codec;
use crate::event::{CommandId, Position, Recorded, StreamName, Version};
use crate::log::{Appended, FoundCommand, LogError};

/// Of a command: id, first and last position, instant, fingerprint.
type CommandRow = (Uuid, i64, i64, i64, Vec<u8>);

/// Connections that only read.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) pool: PgPool,
    /// For how long a server that is away is asked again.
    pub(super) outage: Duration,
}

const PAUSE: Duration = Duration::from_millis(100);

impl Reader {
    /// Asks again while the connection is lost: a read that is repeated does no harm.
    pub(super) async fn again<T, F: Future<Output = Result<T, sqlx::Error>>>(
        &self,
        what: &'static str,
        ask: impl Fn(PgPool) -> F,
    ) -> Result<T, LogError> {
        let begun = Instant::now();
        loop {
            let error = match ask(self.pool.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let lost =
                matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Database(_));
            match Trouble::from(error) {
                Trouble::Lost(error) if lost && begun.elapsed() < self.outage && !self.pool.is_closed() => {
                    tracing::debug!(?error, "{what}: asked again");
                    tokio::time::sleep(PAUSE).await;
                }
                Trouble::Lost(error) | Trouble::Refused(error) => return Err(engine(what)(error)),
            }
        }
    }

    pub(super) async fn stream(
        &self,
        feed: &Feed,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        self.records(feed, || {
            query(
                "SELECT record FROM registro_log.event WHERE version >= $3 AND stream = \
                 (SELECT id FROM registro_log.stream WHERE school = $1 AND name = $2) ORDER BY version",
            )
            .bind(feed.row)
            .bind(stream.as_str().to_owned())
            .bind(integer(from.0))
        })
        .await
    }

    pub(super) async fn streams(
        &self,
        feed: &Feed,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        let names: Vec<String> = streams.iter().map(|stream| stream.as_str().to_owned()).collect();
        self.records(feed, || {
            query(
                // Name by name, whatever is thought of the tables' sizes: not through all streams of the school.
                "SELECT record FROM unnest($2::text[]) WITH ORDINALITY AS asked (name, number) \
                 CROSS JOIN LATERAL (SELECT id FROM registro_log.stream \
                 WHERE stream.school = $1 AND stream.name = asked.name LIMIT 1) AS found \
                 JOIN registro_log.event ON event.stream = found.id ORDER BY asked.number, event.version",
            )
            .bind(feed.row)
            .bind(names.clone())
        })
        .await
    }

    /// From the position `from` on, at most `limit`.
    pub(super) async fn all(&self, feed: &Feed, from: i64, limit: i64) -> Result<Vec<Recorded>, LogError> {
        self.records(feed, || {
            query(
                "SELECT record FROM registro_log.event WHERE school = $1 AND position >= $2 \
                 ORDER BY position LIMIT $3",
            )
            .bind(feed.row)
            .bind(from)
            .bind(limit)
        })
        .await
    }

    /// The same for some categories. Of a feed of which no more than a page is left, all is looked through; else the
    /// streams of those categories are, which must be few for that.
    pub(super) async fn categories(
        &self,
        feed: &Feed,
        from: i64,
        limit: i64,
        categories: &[&str],
    ) -> Result<Vec<Recorded>, LogError> {
        // No category has a hyphen.
        let named = categories.iter().filter(|named| !named.contains('-'));
        let categories: Vec<String> = named.map(|category| (*category).to_owned()).collect();
        let statement = if feed.next().saturating_sub(from) <= limit {
            "SELECT record FROM registro_log.event WHERE school = $1 AND position >= $2 AND category = ANY ($4) \
             ORDER BY position LIMIT $3"
        } else {
            // From `case` to before `case.` are the stream `case` and those of which the name begins with `case-`.
            "SELECT event.record FROM (SELECT place.position \
             FROM (SELECT DISTINCT unnest($4::text[]) COLLATE \"C\" AS category) AS asked \
             JOIN registro_log.stream ON stream.school = $1 \
             AND stream.name >= asked.category AND stream.name < asked.category || '.' \
             JOIN registro_log.event AS place ON place.stream = stream.id AND place.position >= $2 \
             ORDER BY place.position LIMIT $3) AS place \
             JOIN registro_log.event ON event.school = $1 AND event.position = place.position \
             ORDER BY place.position"
        };
        self.records(feed, || query(statement).bind(feed.row).bind(from).bind(limit).bind(categories.clone()))
            .await
    }

    pub(super) async fn at(&self, feed: &Feed, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let positions: Vec<i64> = positions.iter().map(|position| integer(position.0)).collect();
        self.records(feed, || {
            query(
                "SELECT record FROM (SELECT DISTINCT unnest($2::bigint[]) AS position) AS asked \
                 CROSS JOIN LATERAL (SELECT record FROM registro_log.event \
                 WHERE school = $1 AND event.position = asked.position LIMIT 1) AS found ORDER BY asked.position",
            )
            .bind(feed.row)
            .bind(positions.clone())
        })
        .await
    }

    async fn records(
        &self,
        feed: &Feed,
        asked: impl Fn() -> Query<'static, Postgres, PgArguments>,
    ) -> Result<Vec<Recorded>, LogError> {
        let decoded = self.again("cannot read events", |pool| {
            let asked = asked().try_map(|row: PgRow| {
                codec::decode_record(row.try_get(0)?).map_err(|error| sqlx::Error::Decode(error.into()))
            });
            async move { asked.fetch_all(&pool).await }
        });
        decoded.await.map_err(|error| {
            if let LogError::Engine(_, source) = &error
                && source.downcast_ref().is_some_and(undecodable)
            {
                return LogError::Corrupt {
                    what: "record",
                    place: format!("school {}: {source}", feed.id.0),
                };
            }
            error
        })
    }

    /// Instants do not go backwards along the feed, so the last one in time is found by halving.
    pub(super) async fn position_at(
        &self,
        feed: &Feed,
        instant: Timestamp,
    ) -> Result<Option<Position>, LogError> {
        let count: i64 = self
            .again("cannot look for an instant", |pool| async move {
                // Every place before `low` was recorded by then, none from `high` on. Each middle is looked for by itself, and not
                // among all places of the school.
                query_scalar(
                    "WITH RECURSIVE half (low, high) AS ( \
                     SELECT 0::bigint, next FROM registro_log.head WHERE school = $1 \
                     UNION ALL SELECT \
                     CASE WHEN e.recorded_at <= $2 THEN e.position + 1 ELSE half.low END, \
                     CASE WHEN e.recorded_at <= $2 THEN half.high ELSE e.position END \
                     FROM half CROSS JOIN LATERAL (SELECT position, recorded_at FROM registro_log.event \
                     WHERE school = $1 AND position = half.low + (half.high - half.low) / 2 LIMIT 1) AS e \
                     WHERE half.low < half.high) \
                     SELECT low FROM half WHERE low >= high",
                )
                .bind(feed.row)
                .bind(instant.as_microsecond())
                .fetch_one(&pool)
                .await
            })
            .await?;
        count.checked_sub(1).filter(|last| 0 <= *last).map(position_of).transpose()
    }

    pub(super) async fn command(
        &self,
        feed: &Feed,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let found: Option<(i64, i64, i64, Vec<u8>)> = self
            .again("cannot look for a command", |pool| async move {
                query_as(
                    "SELECT first, last, recorded_at, fingerprint FROM registro_log.command \
                     WHERE school = $1 AND id = $2",
                )
                .bind(feed.row)
                .bind(command.0)
                .fetch_optional(&pool)
                .await
            })
            .await?;
        found.map(|(first, last, recorded_at, print)| answer(first, last, recorded_at, &print)).transpose()
    }

    /// What is known of each of these commands, in the order given.
    pub(super) async fn commands(
        &self,
        feed: &Feed,
        commands: &[CommandId],
    ) -> Result<Vec<FoundCommand>, LogError> {
        let names: Vec<Uuid> = commands.iter().map(|command| command.0).collect();
        let names = &names;
        let rows: Vec<CommandRow> = self
            .again("cannot look for commands", |pool| async move {
                query_as(
                    // With `id = ANY`, planned when there were some hundred commands, all of a school would be read.
                    "SELECT found.* FROM unnest($2::uuid[]) AS asked (id) CROSS JOIN LATERAL \
                     (SELECT id, first, last, recorded_at, fingerprint FROM registro_log.command \
                     WHERE school = $1 AND command.id = asked.id LIMIT 1) AS found",
                )
                .bind(feed.row)
                .bind(names)
                .fetch_all(&pool)
                .await
            })
            .await?;
        let mut found = HashMap::with_capacity(rows.len());
        for (id, first, last, recorded_at, print) in rows {
            found.insert(CommandId(id), answer(first, last, recorded_at, &print)?);
        }
        Ok(commands.iter().map(|command| found.get(command).copied()).collect())
    }
}

fn undecodable(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Decode(_))
}

/// A stored command as the answer that its retry gets.
pub(super) fn answer(
    first: i64,
    last: i64,
    recorded_at: i64,
    fingerprint: &[u8],
) -> Result<(Appended, [u8; 32]), LogError> {
    let corrupt = || LogError::Corrupt { what: "command", place: format!("positions {first} to {last}") };
    let appended = Appended {
        first: position_of(first)?,
        last: position_of(last)?,
        recorded_at: instant_of(recorded_at)?,
        repeated: true,
    };
    Ok((appended, fingerprint.try_into().map_err(|_| corrupt())?))
}
