//! A database that cannot be trusted is not opened: without its guards, open to others, on a server that may lose what
//! it commits, or with a head that its feed belies.

use registro_eventlog::event::Expected;
use registro_eventlog::log::{AppendError, EventLog, LogError};
use registro_eventlog::postgres::{PostgresLog, migrate};
use sqlx::{ConnectOptions, Connection};

use super::super::contract::{append, assert_dense, write};
use super::guards::run;
use super::{Database, OWNER, SERVING};

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
        "DROP INDEX registro_log.event_by_stream",
        "ALTER TABLE registro_log.event ALTER category DROP NOT NULL",
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

/// Its owner was here with a later program.
#[tokio::test]
async fn a_database_of_another_version_is_not_served() {
    let Some(database) = Database::new().await else { return };
    let mut owner = database.as_role(OWNER).await;
    run(&mut owner, "INSERT INTO registro_log.migration (number) VALUES (2)").await.unwrap();
    let why = distrust(&database).await;
    assert!(why.contains("of version 2, this program knows version 1"), "{why}");
}
