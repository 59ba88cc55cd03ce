//! The database itself refuses what no log may do, whoever asks.

use std::time::Duration;

use registro_eventlog::event::{Expected, SchoolId};
use registro_eventlog::log::{AppendError, EventLog, LogError};
use registro_eventlog::postgres::PostgresLog;
use sqlx::{AssertSqlSafe, Executor, PgConnection, raw_sql};
use uuid::Uuid;

use super::super::contract::{append, assert_dense, exactly, write};
use super::{Database, OWNER, SERVING};

pub(super) async fn run(connection: &mut PgConnection, statements: &str) -> Result<(), sqlx::Error> {
    connection.execute(raw_sql(AssertSqlSafe(statements.to_owned()))).await.map(drop)
}

/// What each statement is answered with.
async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    run(connection, statement).await.expect_err(statement).to_string()
}

#[tokio::test]
async fn not_even_its_owner_changes_or_removes_anything() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    for _ in 0..3 {
        subject.write(school, "case-1").await;
    }
    let before = subject.everything(school).await;
    let mut owner = database.as_role(OWNER).await;
    run(&mut owner, "SET search_path = registro_log").await.unwrap();
    let attempts = [
        "UPDATE event SET recorded_at = 0",
        "UPDATE event SET record = 'x' WHERE position = 1",
        "UPDATE event SET record = 'x' WHERE false",
        "DELETE FROM event",
        "DELETE FROM event WHERE position = 2",
        "TRUNCATE event",
        "TRUNCATE school CASCADE",
        "TRUNCATE stream, event, command",
        "UPDATE stream SET name = 'case-2'",
        "DELETE FROM stream",
        "UPDATE command SET last = 9",
        "DELETE FROM command",
        "UPDATE school SET synthetic = true",
        "DELETE FROM school",
        "DELETE FROM head",
        "TRUNCATE head",
        "UPDATE head SET next = next - 1",
        "UPDATE head SET next = next",
        "UPDATE head SET next = next + 1, recorded_at = recorded_at - 1",
        "UPDATE migration SET number = 9",
        "INSERT INTO event SELECT * FROM event WHERE position = 1 ON CONFLICT (school, position) DO UPDATE SET record = 'x'",
        "MERGE INTO event USING (VALUES (1)) AS v (n) ON true WHEN MATCHED THEN DELETE",
    ];
    for attempt in attempts {
        let message = refusal(&mut owner, attempt).await;
        assert!(message.contains("the log is append-only"), "{attempt}: {message}");
    }
    // Nor in a session that replays what was done elsewhere, which only a superuser may declare.
    let mut superuser = database.as_superuser().await;
    let attempt = "SET session_replication_role = replica; DELETE FROM registro_log.event";
    assert!(refusal(&mut superuser, attempt).await.contains("the log is append-only"));
    assert_eq!(subject.everything(school).await, before);
    subject.write(school, "case-1").await;
    subject.log.close().await;
}

#[tokio::test]
async fn who_serves_may_read_and_append_and_nothing_else() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let mut serving = database.as_role(SERVING).await;
    let attempts = [
        "INSERT INTO registro_log.school (uuid, synthetic) VALUES (gen_random_uuid(), false)",
        "INSERT INTO registro_log.event SELECT * FROM registro_log.event",
        "INSERT INTO registro_log.command SELECT * FROM registro_log.command",
        "UPDATE registro_log.head SET next = next + 1",
        "SELECT FROM registro_log.head FOR UPDATE",
        "BEGIN; LOCK registro_log.event IN EXCLUSIVE MODE",
        "UPDATE registro_log.event SET record = 'x'",
        "DELETE FROM registro_log.event",
        "TRUNCATE registro_log.event",
        "ALTER TABLE registro_log.event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_is_never_changed ON registro_log.event",
        "DROP TABLE registro_log.event",
        "CREATE TABLE registro_log.note (text text)",
        "CREATE FUNCTION registro_log.append() RETURNS void LANGUAGE sql AS ''",
        "SELECT setval('registro_log.school_id_seq', 1)",
        "CREATE TRIGGER mine BEFORE INSERT ON registro_log.event EXECUTE FUNCTION registro_log.refuse()",
    ];
    for attempt in attempts {
        let message = refusal(&mut serving, attempt).await;
        run(&mut serving, "ROLLBACK").await.unwrap();
        assert!(
            message.contains("permission denied") || message.contains("must be owner"),
            "{attempt}: {message}"
        );
    }
    // Tables of the caller do not stand in for those of the log.
    run(&mut serving, "CREATE TEMPORARY TABLE head AS SELECT 1::bigint AS school, 0::bigint AS next")
        .await
        .unwrap();
    run(&mut serving, "SET search_path = pg_temp, registro_log").await.unwrap();
    let next: i64 = sqlx::query_scalar(
        "SELECT next_place FROM registro_log.hold(ARRAY(SELECT id FROM registro_log.school))",
    )
    .fetch_one(&mut serving)
    .await
    .unwrap();
    assert_eq!(next, 1);
    subject.write(school, "case-1").await;
    subject.log.close().await;
}

/// One event of `case-1` for the one school there is: the school's place and next place, those of the stream, then
/// position, version, and how much later than the head.
fn call(
    [head, head_next]: [i64; 2],
    [stream, stream_next]: [i64; 2],
    [position, version, instant]: [i64; 3],
    command: &str,
) -> String {
    format!(
        "SELECT registro_log.append(ARRAY(SELECT id FROM registro_log.school), ARRAY[{head}], ARRAY[{head_next}], \
         ARRAY(SELECT recorded_at + {instant} FROM registro_log.head), \
         ARRAY(SELECT recorded_at + {instant} FROM registro_log.head), \
         ARRAY[1], ARRAY['case-1'], ARRAY[{stream}], ARRAY[{stream_next}], ARRAY[1], ARRAY[{position}], \
         ARRAY[{version}], ARRAY(SELECT recorded_at + {instant} FROM registro_log.head), \
         ARRAY[gen_random_uuid()], ARRAY['x'::bytea], ARRAY[1], ARRAY[{command}], ARRAY[sha256('x')], \
         ARRAY[{position}], ARRAY[{position}], ARRAY[0])"
    )
}

/// The same by itself: the school's place, the stream's, and how much later than the head.
fn call_one([place, version, instant]: [i64; 3], command: &str) -> String {
    format!(
        "SELECT registro_log.append_one((SELECT id FROM registro_log.school), {place}, \
         (SELECT recorded_at + {instant} FROM registro_log.head), 'case-1', {version}, gen_random_uuid(), 'x', \
         {command}, sha256('x'))"
    )
}

const NEW: &str = "gen_random_uuid()";

/// What the functions see for themselves.
#[tokio::test]
async fn who_numbers_events_wrongly_stores_nothing() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let before = subject.everything(school).await;
    let mut serving = database.as_role(SERVING).await;
    // What is said to each.
    let (silent, place) = ("", "not the next place");
    let (elsewhere, double) = ("its head is elsewhere", "duplicate key");
    let attempts = [
        ([0, 1], [1, 2], 0, 1, 0, silent), // The head is elsewhere.
        ([2, 3], [1, 2], 2, 1, 0, silent),
        ([1, 2], [0, 1], 1, 0, 0, silent), // The stream is elsewhere.
        ([1, 2], [2, 3], 1, 2, 0, silent),
        ([1, 2], [1, 0], 1, 1, 0, silent), // It goes back.
        ([1, 1], [1, 2], 1, 1, 0, "the log is append-only"),
        ([1, 2], [1, 2], 2, 1, 0, place),
        ([1, 2], [1, 2], 0, 1, 0, place),
        ([0, 2], [1, 2], 0, 1, 0, silent),
        ([1, 3], [1, 2], 1, 1, 0, place),
        ([1, 3], [1, 3], 2, 2, 0, place),
        ([1, 2], [1, 2], 1, 2, 0, place),
        ([1, 2], [1, 2], 1, 0, 0, place),
        ([1, 2], [1, 1], 1, 1, 0, place),
        ([1, 2], [1, 2], 1, 1, -1, elsewhere), // Time goes back.
    ];
    let known = "(SELECT id FROM registro_log.command)";
    let calls = attempts
        .map(|(head, stream, position, version, instant, expected)| {
            (call(head, stream, [position, version, instant], NEW), expected)
        })
        .into_iter()
        .chain([(call([1, 2], [1, 2], [1, 1, 0], known), double)]);
    for (call, expected) in calls {
        let stored: Result<bool, _> =
            sqlx::query_scalar(AssertSqlSafe(call.as_str())).fetch_one(&mut serving).await;
        match stored {
            Ok(stored) => assert!(expected.is_empty() && !stored, "{call}"),
            Err(error) => {
                assert!(!expected.is_empty() && error.to_string().contains(expected), "{call}: {error}");
            }
        }
    }
    // The school's place, the stream's, and how much later than the head.
    for elsewhere in [[0, 1, 0], [2, 1, 0], [-1, 1, 0], [1, 0, 0], [1, 2, 0], [1, -1, 0], [1, 1, -1]] {
        let call = call_one(elsewhere, NEW);
        let stored: bool = sqlx::query_scalar(AssertSqlSafe(call)).fetch_one(&mut serving).await.unwrap();
        assert!(!stored, "{elsewhere:?}");
    }
    assert!(refusal(&mut serving, &call_one([1, 1, 0], known)).await.contains(double));
    assert_eq!(subject.everything(school).await, before);
    for setting in ["synchronous_commit = off", "default_transaction_isolation = 'repeatable read'"] {
        run(&mut serving, &format!("SET {setting}")).await.unwrap();
        let opened = "SELECT registro_log.open_school(gen_random_uuid(), false)";
        run(&mut serving, opened).await.expect_err(setting);
        run(&mut serving, &call_one([1, 1, 0], NEW)).await.expect_err(setting);
        run(&mut serving, "RESET ALL").await.unwrap();
    }
    subject.log.close().await;
}

/// What a call saw of heads and streams holds until its commit, or it is refused.
#[tokio::test]
async fn whoever_comes_in_between_is_found_out() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let lists = |place| call([place, place + 1], [place, place + 1], [place, place, 0], NEW);
    let one = |place| call_one([place, place, 0], NEW);

    let late = beside(&database, lists(1), lists(1)).await.expect_err("the head has moved");
    assert!(late.to_string().contains("its head is elsewhere"));
    assert!(!beside(&database, one(2), one(2)).await.expect("one event is only not stored"));
    let heads: Vec<i64> = sqlx::query_scalar("SELECT next FROM registro_log.head")
        .fetch_all(&mut database.as_superuser().await)
        .await
        .unwrap();
    assert_eq!(heads, [3]);
    subject.log.close().await;
}

/// What a call is answered that looks before another one commits, and waits for it.
async fn beside(database: &Database, first: String, second: String) -> Result<bool, sqlx::Error> {
    let (mut early, mut late) = (database.as_role(SERVING).await, database.as_role(SERVING).await);
    run(&mut early, &format!("BEGIN; {first}")).await.unwrap();
    let late =
        tokio::spawn(async move { sqlx::query_scalar(AssertSqlSafe(second)).fetch_one(&mut late).await });
    let mut superuser = database.as_superuser().await;
    let waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() \
                 AND wait_event_type = 'Lock')";
    let waiting = async {
        while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&mut superuser).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it waits for the head");
    run(&mut early, "COMMIT").await.unwrap();
    late.await.unwrap()
}

/// A full disk looks like this: the insert fails, the batch is taken back, and the log goes on.
#[tokio::test]
async fn what_the_database_refuses_is_taken_back() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let mut owner = database.as_role(OWNER).await;
    run(
        &mut owner,
        "CREATE SCHEMA other; CREATE FUNCTION other.full() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$; \
         CREATE TRIGGER disk BEFORE INSERT ON registro_log.command FOR EACH ROW WHEN (NEW.last - NEW.first = 2) \
         EXECUTE FUNCTION other.full()",
    )
    .await
    .unwrap();

    let refused = append([write("case-1", exactly(0), 1), write("case-2", Expected::NoStream, 2)]);
    for _ in 0..2 {
        let outcome = subject.log.append(school, refused.clone()).await;
        assert!(matches!(outcome, Err(AppendError::Log(LogError::Engine(..)))), "{outcome:?}");
        assert_eq!(subject.everything(school).await.len(), 1);
    }
    subject.write(school, "case-2").await;
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
    subject.log.close().await;
}

#[tokio::test]
async fn readers_beside_the_writer_see_its_commits() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let reader = PostgresLog::open_read_only(&database.address()).await.unwrap();
    let mut heard = reader.subscribe(school).await.unwrap();
    let last = subject.write(school, "case-1").await.last;
    heard.wait_for(|head| head.is_some_and(|head| head.position == last)).await.unwrap();
    let later = subject.school().await;
    subject.write(later, "lesson-1").await;
    for school in [school, later] {
        let feed = reader.read_all(school, None, 9, registro_eventlog::log::Filter::All).await.unwrap();
        assert_eq!(feed, subject.everything(school).await);
    }
    assert_eq!(reader.schools().await.unwrap(), subject.log.schools().await.unwrap());
    let refused = reader.append(school, append([write("case-1", exactly(1), 1)])).await;
    assert!(matches!(refused, Err(AppendError::Log(LogError::ReadOnly))));
    assert!(matches!(reader.open_school(SchoolId(Uuid::new_v4()), false).await, Err(LogError::ReadOnly)));
    reader.open_school(school, false).await.unwrap();
    reader.close().await;
    subject.write(school, "case-1").await;
    subject.log.close().await;
}
