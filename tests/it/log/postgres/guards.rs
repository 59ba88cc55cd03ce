//! The database itself refuses what no log may do, whoever asks; and a database that cannot be trusted is not opened.

use registro_eventlog::event::{Expected, SchoolId};
use registro_eventlog::log::{AppendError, EventLog, LogError};
use registro_eventlog::postgres::{PostgresLog, migrate};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, raw_sql};
use uuid::Uuid;

use super::super::contract::{append, assert_dense, exactly, write};
use super::{Database, OWNER, SERVING};

async fn run(connection: &mut PgConnection, statements: &str) -> Result<(), sqlx::Error> {
    connection.execute(raw_sql(AssertSqlSafe(statements.to_owned()))).await.map(drop)
}

/// What each statement is answered with.
async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    run(connection, statement).await.expect_err(statement).to_string()
}

/// What the log says of a database that it does not open.
async fn distrust(database: &Database) -> String {
    match database.open().await.err() {
        Some(LogError::Untrusted(why)) => why,
        Some(LogError::Corrupt { what, place }) => format!("{what}: {place}"),
        Some(other) => panic!("{other}"),
        None => panic!("it was opened"),
    }
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
        "SELECT next_place FROM registro_log.append(ARRAY(SELECT id FROM registro_log.school), \
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    )
    .fetch_one(&mut serving)
    .await
    .unwrap();
    assert_eq!(next, 1);
    subject.write(school, "case-1").await;
    subject.log.close().await;
}

/// The function's own checks, for a caller who numbers events wrongly.
#[tokio::test]
async fn the_one_way_in_takes_no_hole_and_no_double() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let before = subject.everything(school).await;
    let mut serving = database.as_role(SERVING).await;
    // place, stream's place, position, version, instant, and what is said to each.
    let (silent, place, version) = ("", "not the next place", "not the next version");
    let attempts = [
        (0, 1, 0, 1, 0, silent), // The head is elsewhere.
        (2, 1, 2, 1, 0, silent),
        (1, 0, 1, 0, 0, silent), // The stream is elsewhere.
        (1, 2, 1, 2, 0, silent),
        (1, 1, 2, 1, 0, place),
        (1, 1, 0, 1, 0, "duplicate key"),
        (1, 1, 1, 2, 0, version),
        (1, 1, 1, 0, 0, version),
        (1, 1, 1, 1, -1, place), // Time goes back.
    ];
    for (head, stream, position, number, instant, expected) in attempts {
        let call = format!(
            "SELECT * FROM registro_log.append(ARRAY(SELECT id FROM registro_log.school), ARRAY[{head}], \
             ARRAY(SELECT id FROM registro_log.school), ARRAY['case-1'], ARRAY[{stream}], ARRAY[1], ARRAY[{position}], \
             ARRAY[{number}], ARRAY(SELECT recorded_at + {instant} FROM registro_log.head), ARRAY[gen_random_uuid()], \
             ARRAY['x'::bytea], ARRAY(SELECT id FROM registro_log.school), ARRAY[gen_random_uuid()], \
             ARRAY[sha256('x')], ARRAY[{position}], ARRAY[{position}], ARRAY[0], NULL, NULL)"
        );
        let done: Result<Vec<_>, _> = sqlx::query(AssertSqlSafe(call.as_str())).fetch_all(&mut serving).await;
        match done {
            Ok(rows) => assert!(expected.is_empty() && rows.is_empty(), "{call}"),
            Err(error) => {
                assert!(!expected.is_empty() && error.to_string().contains(expected), "{call}: {error}");
            }
        }
    }
    assert_eq!(subject.everything(school).await, before);
    for setting in ["synchronous_commit = off", "default_transaction_isolation = 'repeatable read'"] {
        run(&mut serving, &format!("SET {setting}")).await.unwrap();
        let opened = "SELECT * FROM registro_log.append(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
                      NULL, NULL, NULL, NULL, NULL, NULL, NULL, ARRAY[gen_random_uuid()], ARRAY[false])";
        run(&mut serving, opened).await.expect_err(setting);
        run(&mut serving, "RESET ALL").await.unwrap();
    }
    subject.log.close().await;
}

#[tokio::test]
async fn a_log_without_its_guards_is_not_opened() {
    let Some(database) = Database::new().await else { return };
    let body = "AS $$ BEGIN RETURN NULL; END $$";
    let silenced =
        format!("CREATE OR REPLACE FUNCTION registro_log.refuse() RETURNS trigger LANGUAGE plpgsql {body}");
    let tamperings = [
        "DROP TRIGGER event_is_never_changed ON registro_log.event",
        "ALTER TABLE registro_log.event DISABLE TRIGGER event_is_never_changed",
        "ALTER TABLE registro_log.event ENABLE TRIGGER event_is_never_changed",
        "ALTER TABLE registro_log.head DISABLE TRIGGER USER",
        silenced.as_str(),
        "DROP INDEX registro_log.event_by_category",
        "DROP INDEX registro_log.event_by_stream",
        "ALTER TABLE registro_log.command DROP CONSTRAINT command_pkey",
        "ALTER TABLE registro_log.event ADD COLUMN note text",
        "ALTER TABLE registro_log.event SET UNLOGGED",
        "ALTER TABLE registro_log.event ENABLE ROW LEVEL SECURITY",
        "CREATE RULE forgetful AS ON INSERT TO registro_log.event DO INSTEAD NOTHING",
        "CREATE TRIGGER forgetful BEFORE INSERT ON registro_log.event EXECUTE FUNCTION registro_log.refuse()",
        "CREATE TABLE public.others () INHERITS (registro_log.event)",
        "CREATE FUNCTION registro_log.append(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION registro_log.append SECURITY INVOKER",
        "ALTER FUNCTION registro_log.append RESET search_path",
        "INSERT INTO registro_log.migration (number) VALUES (99)",
    ];
    for tampering in tamperings {
        let mut owner = database.as_role(OWNER).await;
        run(&mut owner, &format!("BEGIN; {tampering}")).await.unwrap_or_else(|e| panic!("{tampering}: {e}"));
        run(&mut owner, "COMMIT").await.unwrap();
        let why = distrust(&database).await;
        assert!(why.contains("its tables are"), "{tampering}: {why}");
        assert!(PostgresLog::open_read_only(&database.address()).await.is_err(), "{tampering}");
        // As it was, for the next.
        run(&mut owner, "DROP SCHEMA registro_log CASCADE; DROP TABLE IF EXISTS public.others")
            .await
            .unwrap();
        owner.close().await.unwrap();
        migrate(&database.owner(), SERVING).await.unwrap();
    }
    database.open().await.unwrap().close().await;
}

#[tokio::test]
async fn a_log_to_which_others_were_let_is_not_opened() {
    let Some(database) = Database::new().await else { return };
    let grants = [
        ("GRANT INSERT ON registro_log.event TO registro_test", "may write to event"),
        ("GRANT UPDATE (next) ON registro_log.head TO registro_test", "may write to head"),
        ("GRANT TRUNCATE ON registro_log.event TO PUBLIC", "may write to event"),
        ("GRANT DELETE ON registro_log.event TO pg_monitor", "pg_monitor has DELETE on event"),
        (
            "GRANT UPDATE (record) ON registro_log.event TO pg_monitor",
            "pg_monitor has UPDATE on event.record",
        ),
        ("GRANT CREATE ON SCHEMA registro_log TO registro_test", "may create objects in the schema"),
        ("GRANT CREATE ON SCHEMA registro_log TO pg_monitor", "pg_monitor may create in the schema"),
        ("GRANT EXECUTE ON FUNCTION registro_log.append TO PUBLIC", "everybody may append"),
    ];
    let mut owner = database.as_role(OWNER).await;
    for (grant, expected) in grants {
        run(&mut owner, grant).await.unwrap();
        let why = distrust(&database).await;
        assert!(why.contains(expected), "{grant}: {why}");
        run(&mut owner, &grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")).await.unwrap();
    }
    run(&mut owner, "REVOKE EXECUTE ON FUNCTION registro_log.append FROM registro_test").await.unwrap();
    assert!(distrust(&database).await.contains("may not append"));
    migrate(&database.owner(), SERVING).await.unwrap();
    database.open().await.unwrap().close().await;
}

/// Roles are the server's, so this server is the test's own.
#[tokio::test]
async fn a_role_that_could_do_more_is_not_served() {
    let Some(database) = Database::restartable().await else { return };
    let mut superuser = database.as_superuser().await;
    let roles = [
        ("ALTER ROLE registro_test SUPERUSER", "ALTER ROLE registro_test NOSUPERUSER", "is a superuser"),
        (
            "ALTER ROLE registro_test CREATEROLE",
            "ALTER ROLE registro_test NOCREATEROLE",
            "member of other roles",
        ),
        (
            "GRANT registro_test_owner TO registro_test; ALTER ROLE registro_test NOINHERIT",
            "REVOKE registro_test_owner FROM registro_test; ALTER ROLE registro_test INHERIT",
            "may act as the owner of",
        ),
        (
            "GRANT pg_write_all_data TO registro_test",
            "REVOKE pg_write_all_data FROM registro_test",
            "may write to",
        ),
        (
            "GRANT pg_execute_server_program TO registro_test",
            "REVOKE pg_execute_server_program FROM registro_test",
            "outside of the database",
        ),
        (
            "ALTER ROLE registro_test_owner SUPERUSER",
            "ALTER ROLE registro_test_owner NOSUPERUSER",
            "is a superuser",
        ),
        (
            "ALTER FUNCTION registro_log.refuse OWNER TO postgres",
            "ALTER FUNCTION registro_log.refuse OWNER TO registro_test_owner",
            "owned by another role",
        ),
    ];
    for (given, taken, expected) in roles {
        run(&mut superuser, given).await.unwrap();
        let why = distrust(&database).await;
        assert!(why.contains(expected), "{given}: {why}");
        run(&mut superuser, taken).await.unwrap();
    }
    // One who only plays the part: the session is still the superuser's, or the owner's.
    run(&mut superuser, "GRANT registro_test TO registro_test_owner").await.unwrap();
    for other in ["postgres", OWNER] {
        let url = database.options(other).to_url_lossy();
        let address = format!("{url}&options=-c%20role%3D{SERVING}");
        let refused = PostgresLog::open(&address.parse().unwrap(), database.clock.clone()).await.err();
        assert!(matches!(refused, Some(LogError::Untrusted(_))), "{other}: {refused:?}");
    }
    run(&mut superuser, "REVOKE registro_test FROM registro_test_owner").await.unwrap();
    let refused = migrate(&database.address_of("postgres"), SERVING).await;
    assert!(matches!(refused, Err(LogError::Untrusted(_))), "{refused:?}");
    let refused = migrate(&database.owner(), "nobody_of_that_name").await;
    assert!(matches!(refused, Err(LogError::Untrusted(_))), "{refused:?}");
    let refused = migrate(&database.owner(), OWNER).await;
    assert!(matches!(refused, Err(LogError::Untrusted(_))), "{refused:?}");
    database.open().await.unwrap().close().await;
}

/// Settings are the server's, so this server is the test's own.
#[tokio::test]
async fn a_server_that_may_lose_what_it_commits_is_not_written() {
    let Some(database) = Database::restartable().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let mut superuser = database.as_superuser().await;
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        run(&mut superuser, &format!("ALTER SYSTEM SET {setting} = off")).await.unwrap();
        run(&mut superuser, "SELECT pg_reload_conf()").await.unwrap();
        let mut refused = None;
        for _ in 0..100 {
            // The server's processes hear of it a moment later.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            refused = database.open().await.err();
            if refused.is_some() {
                break;
            }
        }
        let Some(LogError::Untrusted(why)) = refused else { panic!("{setting}: {refused:?}") };
        assert!(why.contains(setting), "{why}");
        // A log that was open before takes nothing more either, and goes on when things are right again.
        let sent = append([write("case-2", Expected::NoStream, 1)]);
        let outcome = subject.log.append(school, sent).await;
        assert!(matches!(outcome, Err(AppendError::Log(LogError::Engine(..)))), "{setting}: {outcome:?}");
        run(&mut superuser, &format!("ALTER SYSTEM RESET {setting}")).await.unwrap();
        run(&mut superuser, "SELECT pg_reload_conf()").await.unwrap();
        // Reading is another matter.
        PostgresLog::open_read_only(&database.address()).await.unwrap().close().await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    subject.write(school, "case-1").await;
    assert_dense(&subject.everything(school).await);
    subject.log.close().await;
}

#[tokio::test]
async fn a_head_that_is_not_where_its_feed_ends_is_not_believed() {
    let Some(database) = Database::new().await else { return };
    for (what, tampering) in [
        ("ahead", "UPDATE registro_log.head SET next = next + 1"),
        ("later", "UPDATE registro_log.head SET next = next + 1, recorded_at = recorded_at + 1"),
        // Behind, as after a restore of some of the tables.
        ("behind", "DELETE FROM registro_log.event WHERE position = 2"),
        ("lost", "DELETE FROM registro_log.head WHERE true"),
        (
            "another's",
            "UPDATE registro_log.event SET record = (SELECT record FROM registro_log.event WHERE position = 1) \
                       WHERE position = 2",
        ),
        ("garbled", "UPDATE registro_log.event SET record = 'x' WHERE position = 2"),
    ] {
        let subject = database.subject().await;
        let school = subject.school().await;
        for _ in 0..3 {
            subject.write(school, "case-1").await;
        }
        subject.log.close().await;
        let mut owner = database.as_role(OWNER).await;
        // The owner can take the guards away and put them back.
        for table in ["event", "head"] {
            run(&mut owner, &format!("ALTER TABLE registro_log.{table} DISABLE TRIGGER USER")).await.unwrap();
        }
        run(&mut owner, tampering).await.unwrap();
        for (table, trigger) in [
            ("event", "event_is_never_changed"),
            ("head", "head_is_never_removed"),
            ("head", "head_only_goes_forward"),
        ] {
            let put_back = format!("ALTER TABLE registro_log.{table} ENABLE ALWAYS TRIGGER {trigger}");
            run(&mut owner, &put_back).await.unwrap();
        }
        let why = distrust(&database).await;
        assert!(why.contains("head of the feed"), "{what}: {why}");
        run(&mut owner, "DROP SCHEMA registro_log CASCADE").await.unwrap();
        migrate(&database.owner(), SERVING).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_without_a_log_says_so_and_migrating_twice_does_no_harm() {
    let Some(database) = Database::new().await else { return };
    let mut owner = database.as_role(OWNER).await;
    run(&mut owner, "DROP SCHEMA registro_log CASCADE").await.unwrap();
    assert!(distrust(&database).await.contains("there is no log in it"));
    // Two owners at once.
    let address = database.owner();
    let (one, other) = tokio::join!(migrate(&address, SERVING), migrate(&address, SERVING));
    let mut made = [one.unwrap(), other.unwrap()].concat();
    assert_eq!(made, [1]);
    made = migrate(&address, SERVING).await.unwrap();
    assert_eq!(made, Vec::<i32>::new());
    // The owner does not serve.
    let refused = PostgresLog::open(&address, database.clock.clone()).await.err();
    assert!(matches!(refused, Some(LogError::Untrusted(_))), "{refused:?}");
    // Other tables of the database are none of our business.
    run(&mut owner, "CREATE SCHEMA mine; CREATE TABLE mine.notes (text text)").await.unwrap();
    database.open().await.unwrap().close().await;
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
