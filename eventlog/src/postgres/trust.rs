//! The checks at opening: is this our log, guarded as we left it, on a server that keeps what it commits, and opened by
//! a role that can do nothing but read and append?

use std::collections::BTreeSet;

use sqlx::{PgConnection, query_as, query_scalar};

use super::{engine, migrate};
use crate::log::LogError;

/// Lists what there is in the schema of the log.
const OBJECTS: &str = include_str!("../../migrations/postgres_objects.sql");
/// What there should be.
const EXPECTED: &str = include_str!("../../migrations/postgres_log.objects");

const OLDEST_SERVER: i32 = 150_000;

/// Everything that makes a log readable and its answers credible.
pub(super) async fn to_read(connection: &mut PgConnection) -> Result<(), LogError> {
    let failed = "cannot look at the database";
    let (server, there): (i32, bool) = query_as(
        "SELECT current_setting('server_version_num')::integer, to_regclass('registro_log.migration') IS NOT NULL",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(engine(failed))?;
    if server < OLDEST_SERVER {
        return Err(untrusted(format!("its server is older than PostgreSQL 15 ({server})")));
    }
    if !there {
        return Err(untrusted("there is no log in it: its owner has yet to run the migrations"));
    }
    let version: i32 = query_scalar("SELECT coalesce(max(number), 0) FROM registro_log.migration")
        .fetch_one(&mut *connection)
        .await
        .map_err(engine("cannot read the version of the tables"))?;
    if version != migrate::LATEST {
        return Err(untrusted(format!(
            "its tables are of version {version}, this program knows version {}",
            migrate::LATEST
        )));
    }
    let found: Vec<String> =
        query_scalar(OBJECTS).fetch_all(&mut *connection).await.map_err(engine(failed))?;
    differs(EXPECTED.lines().map(str::to_owned).collect(), found.into_iter().collect())
}

/// All that, and everything that makes an acknowledgement good.
pub(super) async fn to_write(connection: &mut PgConnection) -> Result<(), LogError> {
    let failed = "cannot look at the database";
    to_read(connection).await?;
    let settings: Option<String> = query_scalar(
        "SELECT CASE WHEN pg_is_in_recovery() THEN 'it is a replica' \
         WHEN current_setting('fsync') = 'off' THEN 'fsync is off' \
         WHEN current_setting('full_page_writes') = 'off' THEN 'full_page_writes is off' \
         WHEN current_setting('synchronous_commit') = 'off' THEN 'synchronous_commit is off' END",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(engine(failed))?;
    if let Some(reason) = settings {
        return Err(untrusted(format!("what it commits may be lost: {reason}")));
    }
    let (role, session): (String, String) = query_as("SELECT current_user::text, session_user::text")
        .fetch_one(&mut *connection)
        .await
        .map_err(engine(failed))?;
    if role != session {
        return Err(untrusted(format!("the session is {session}'s, who only plays the role {role}")));
    }
    serving_role(connection, &role).await?;
    let may: bool = query_scalar(
        "SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc AS p \
         WHERE p.pronamespace = 'registro_log'::regnamespace AND p.prosecdef",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(engine(failed))?;
    if !may {
        return Err(untrusted("the role that opened it may not append: its owner has yet to let it"));
    }
    others(connection).await
}

/// Refuses a role that could do more to the tables than append.
pub(super) async fn serving_role(connection: &mut PgConnection, role: &str) -> Result<(), LogError> {
    let reason: Option<String> = query_scalar(
        "SELECT reason FROM ( \
         SELECT 'is a superuser' AS reason FROM pg_roles WHERE rolname = $1 AND rolsuper \
         UNION ALL SELECT 'may make itself a member of other roles' FROM pg_roles WHERE rolname = $1 AND rolcreaterole \
         UNION ALL SELECT 'may act as the owner of ' || relname FROM pg_class \
            WHERE relnamespace = 'registro_log'::regnamespace AND pg_has_role($1, relowner, 'MEMBER') \
         UNION ALL SELECT 'may act as the owner of ' || proname FROM pg_proc \
            WHERE pronamespace = 'registro_log'::regnamespace AND pg_has_role($1, proowner, 'MEMBER') \
         UNION ALL SELECT 'may act as the owner of the schema' FROM pg_namespace \
            WHERE nspname = 'registro_log' AND pg_has_role($1, nspowner, 'MEMBER') \
         UNION ALL SELECT 'may act as the owner of the database' FROM pg_database \
            WHERE datname = current_database() AND pg_has_role($1, datdba, 'MEMBER') \
         UNION ALL SELECT 'may write to ' || relname FROM pg_class \
            WHERE relnamespace = 'registro_log'::regnamespace AND relkind IN ('r', 'p') \
            AND (has_table_privilege($1, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') \
                OR has_any_column_privilege($1, oid, 'INSERT, UPDATE, REFERENCES')) \
         UNION ALL SELECT 'may create objects in the schema' \
            WHERE has_schema_privilege($1, 'registro_log', 'CREATE') \
         UNION ALL SELECT 'may step outside of the database' FROM pg_roles AS r WHERE r.rolname IN \
            ('pg_write_server_files', 'pg_execute_server_program') AND pg_has_role($1, r.oid, 'MEMBER') \
         ) AS reasons LIMIT 1",
    )
    .bind(role)
    .fetch_optional(connection)
    .await
    .map_err(engine("cannot look at what a role may do"))?;
    match reason {
        None => Ok(()),
        Some(reason) => Err(untrusted(format!("the role {role} {reason}"))),
    }
}

/// Refuses a log to which anybody else but its owner was let.
async fn others(connection: &mut PgConnection) -> Result<(), LogError> {
    let reason: Option<String> = query_scalar(
        "SELECT reason FROM ( \
         SELECT coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'everybody') || ' has ' || a.privilege_type || ' on ' \
            || c.relname AS reason \
            FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a \
            WHERE c.relnamespace = 'registro_log'::regnamespace \
            AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT' \
         UNION ALL SELECT coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'everybody') || ' has ' || a.privilege_type \
            || ' on ' || c.relname || '.' || t.attname \
            FROM pg_class AS c JOIN pg_attribute AS t ON t.attrelid = c.oid \
            CROSS JOIN LATERAL aclexplode(t.attacl) AS a \
            WHERE c.relnamespace = 'registro_log'::regnamespace \
            AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT' \
         UNION ALL SELECT coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'everybody') || ' may create in the schema' \
            FROM pg_namespace AS n CROSS JOIN LATERAL aclexplode(n.nspacl) AS a \
            WHERE n.nspname = 'registro_log' AND a.grantee <> n.nspowner AND a.privilege_type <> 'USAGE' \
         UNION ALL SELECT 'everybody may append' FROM pg_proc AS p \
            CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a \
            WHERE p.pronamespace = 'registro_log'::regnamespace AND p.prosecdef AND a.grantee = 0 \
         UNION ALL SELECT 'its owner is a superuser' FROM pg_namespace AS n JOIN pg_roles AS r ON r.oid = n.nspowner \
            WHERE n.nspname = 'registro_log' AND r.rolsuper \
         UNION ALL SELECT c.relname || ' is owned by another role' FROM pg_class AS c \
            JOIN pg_namespace AS n ON n.oid = c.relnamespace \
            WHERE n.nspname = 'registro_log' AND c.relowner <> n.nspowner \
         UNION ALL SELECT p.proname || ' is owned by another role' FROM pg_proc AS p \
            JOIN pg_namespace AS n ON n.oid = p.pronamespace \
            WHERE n.nspname = 'registro_log' AND p.proowner <> n.nspowner \
         ) AS reasons LIMIT 1",
    )
    .fetch_optional(connection)
    .await
    .map_err(engine("cannot look at who was let to the tables"))?;
    reason.map_or(Ok(()), |reason| Err(untrusted(reason)))
}

fn differs(expected: BTreeSet<String>, found: BTreeSet<String>) -> Result<(), LogError> {
    let missing = expected.difference(&found).next().map(|line| format!("missing: {line}"));
    let added = found.difference(&expected).next().map(|line| format!("not ours: {line}"));
    match (missing, added) {
        (None, None) => Ok(()),
        (missing, added) => {
            let said: Vec<String> = missing.into_iter().chain(added).collect();
            Err(untrusted(format!("its tables are not as they were made ({})", said.join("; "))))
        }
    }
}

fn untrusted(why: impl Into<String>) -> LogError {
    LogError::Untrusted(why.into())
}
