//! A transaction held open between taking its position and its commit. A reader of positions from a sequence skips the
//! event; that shows that the check can fail. Ours does not.

use std::time::Duration;

use registro_eventlog::event::{Expected, Position, SchoolId};
use registro_eventlog::log::Filter;
use sqlx::{AssertSqlSafe, Executor, PgConnection, query_scalar, raw_sql};

use super::super::contract::{Subject, append, assert_dense, write};
use super::{Database, OWNER, SERVING};

/// A log, as far as this check can see it.
trait Feed {
    /// Appends one event in a transaction that stays open.
    async fn begin(&self, connection: &mut PgConnection);
    /// Appends another event, by another writer.
    async fn append(&self);
    /// The positions after one, in order.
    async fn after(&self, position: i64) -> Vec<i64>;
}

/// Follows a feed while a transaction is held open, and gives the positions that the reader saw and those that there
/// were in the end.
async fn followed(feed: &impl Feed, holding: &mut PgConnection) -> (Vec<i64>, Vec<i64>) {
    let mut seen = Vec::new();
    feed.begin(holding).await;
    let appending = feed.append();
    tokio::pin!(appending);
    let mut appended = false;
    for round in 0..20 {
        tokio::select! {
            () = &mut appending, if !appended => appended = true,
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
        seen.extend(feed.after(seen.last().copied().unwrap_or(-1)).await);
        if round == 10 {
            holding.execute("COMMIT").await.unwrap();
        }
    }
    if !appended {
        appending.await;
    }
    seen.extend(feed.after(seen.last().copied().unwrap_or(-1)).await);
    (seen, feed.after(-1).await)
}

/// What logs on PostgreSQL do when nobody thought of it.
struct Naive<'a>(&'a Database);

impl Feed for Naive<'_> {
    async fn begin(&self, connection: &mut PgConnection) {
        connection.execute("BEGIN").await.unwrap();
        connection.execute("INSERT INTO public.naive DEFAULT VALUES").await.unwrap();
    }

    async fn append(&self) {
        let mut other = self.0.as_role(OWNER).await;
        other.execute("INSERT INTO public.naive DEFAULT VALUES").await.unwrap();
    }

    async fn after(&self, position: i64) -> Vec<i64> {
        query_scalar("SELECT position FROM public.naive WHERE position > $1 ORDER BY position")
            .bind(position)
            .fetch_all(&mut self.0.as_role(OWNER).await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_reader_of_a_sequence_skips_what_was_held_open() {
    let Some(database) = Database::new().await else { return };
    let mut holding = database.as_role(OWNER).await;
    holding
        .execute("CREATE TABLE public.naive (position bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 0) PRIMARY KEY)")
        .await
        .unwrap();
    let (seen, there) = followed(&Naive(&database), &mut holding).await;
    assert_eq!(there, [0, 1]);
    assert_eq!(seen, [1], "the check no longer catches a feed that skips");
}

struct Ours {
    subject: Subject,
    school: SchoolId,
}

impl Feed for Ours {
    /// Another process of ours, stopped in the middle of its commit.
    async fn begin(&self, connection: &mut PgConnection) {
        connection.execute("BEGIN").await.unwrap();
        let next: i64 =
            query_scalar("SELECT next FROM registro_log.head").fetch_one(&mut *connection).await.unwrap();
        let record = self.subject.everything(self.school).await[0].clone();
        let bytes = registro_eventlog::codec::encode_record(&registro_eventlog::event::Recorded {
            position: Position(u64::try_from(next).unwrap()),
            stream: super::super::contract::stream("case-held"),
            ..record
        });
        let call = format!(
            "SELECT registro_log.append(ARRAY(SELECT id FROM registro_log.school), ARRAY[{next}], ARRAY[{next} + 1], \
             ARRAY(SELECT recorded_at FROM registro_log.head), ARRAY(SELECT recorded_at FROM registro_log.head), \
             ARRAY[1], ARRAY['case-held'], ARRAY[0], ARRAY[1], ARRAY[1], ARRAY[{next}], ARRAY[0], \
             ARRAY(SELECT recorded_at FROM registro_log.head), ARRAY[gen_random_uuid()], ARRAY[$1], ARRAY[1], \
             ARRAY[gen_random_uuid()], ARRAY[sha256('x')], ARRAY[{next}], ARRAY[{next}], \
             ARRAY(SELECT recorded_at FROM registro_log.head))"
        );
        let stored: bool = query_scalar(AssertSqlSafe(call)).bind(bytes).fetch_one(connection).await.unwrap();
        assert!(stored);
    }

    async fn append(&self) {
        let sent = append([write("case-other", Expected::NoStream, 1)]);
        self.subject.log.append(self.school, sent).await.unwrap();
    }

    async fn after(&self, position: i64) -> Vec<i64> {
        let after = u64::try_from(position).ok().map(Position);
        let page = self.subject.log.read_all(self.school, after, 9, Filter::All).await.unwrap();
        page.iter().map(|record| i64::try_from(record.position.0).unwrap()).collect()
    }
}

#[tokio::test]
async fn our_reader_skips_nothing_that_was_held_open() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let ours = Ours { subject, school };
    let mut holding = database.as_role(SERVING).await;
    let (seen, there) = followed(&ours, &mut holding).await;
    assert_eq!((seen, there), (vec![0, 1, 2], vec![0, 1, 2]));
    let feed = ours.subject.everything(school).await;
    assert_dense(&feed);
    assert_eq!(feed[1].stream.as_str(), "case-held");
    ours.subject.log.close().await;
}

/// A process that holds a head and says nothing more loses it after a while: the others go on.
#[tokio::test]
async fn a_writer_that_freezes_does_not_freeze_the_others_for_ever() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let (waiting, idle) = (subject.school().await, "SET idle_in_transaction_session_timeout = 500");
    let mut frozen = database.as_role(SERVING).await;
    frozen.execute(raw_sql(idle)).await.unwrap();
    frozen.execute("BEGIN").await.unwrap();
    let held = "SELECT registro_log.hold(ARRAY(SELECT id FROM registro_log.school))";
    frozen.execute(raw_sql(held)).await.unwrap();
    let begun = std::time::Instant::now();
    subject.write(school, "case-1").await;
    subject.write(waiting, "case-1").await;
    assert!(Duration::from_millis(300) < begun.elapsed());
    subject.log.close().await;
}
