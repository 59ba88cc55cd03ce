//! The owner's part: makes the tables, and lets the serving role in as far as it may come.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, query_scalar, raw_sql};

use super::link::settings;
use super::{Address, engine, trust};
use crate::log::LogError;

/// Each in its turn, never changed once released.
const MIGRATIONS: [(i32, &str); 1] = [(1, include_str!("../../migrations/0001_postgres_log.sql"))];

pub(super) const LATEST: i32 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Brings the tables of a database up to date, as the role that owns them, and grants `serving` what it needs to serve:
/// to read, and to call the functions that append. Says which migrations were made; repeating it is harmless.
pub async fn migrate(address: &Address, serving: &str) -> Result<Vec<i32>, LogError> {
    let failed = "cannot connect as the owner";
    let mut connection = settings(&address.options).connect().await.map_err(engine(failed))?;
    let done = migrate_on(&mut connection, serving).await;
    connection.close().await.map_err(engine(failed))?;
    done
}

async fn migrate_on(connection: &mut PgConnection, serving: &str) -> Result<Vec<i32>, LogError> {
    let failed = "cannot make the tables";
    let superuser: bool = query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        .fetch_one(&mut *connection)
        .await
        .map_err(engine(failed))?;
    if superuser {
        return Err(LogError::Untrusted("its owner must not be a superuser".to_owned()));
    }
    let known: bool = query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
        .bind(serving)
        .fetch_one(&mut *connection)
        .await
        .map_err(engine(failed))?;
    if !known {
        return Err(LogError::Untrusted(format!("the server knows no role {serving}")));
    }

    let mut transaction = connection.begin().await.map_err(engine(failed))?;
    // Two owners at once: the second finds the work done.
    raw_sql("SELECT pg_advisory_xact_lock(hashtext('registro_log'))")
        .execute(&mut *transaction)
        .await
        .map_err(engine(failed))?;
    let there: bool = query_scalar("SELECT to_regclass('registro_log.migration') IS NOT NULL")
        .fetch_one(&mut *transaction)
        .await
        .map_err(engine(failed))?;
    let version: i32 = if there {
        query_scalar("SELECT coalesce(max(number), 0) FROM registro_log.migration")
            .fetch_one(&mut *transaction)
            .await
            .map_err(engine(failed))?
    } else {
        0
    };
    let mut made = Vec::new();
    for (number, text) in MIGRATIONS.iter().filter(|(number, _)| version < *number) {
        raw_sql(*text).execute(&mut *transaction).await.map_err(engine(failed))?;
        made.push(*number);
    }
    trust::to_read(&mut transaction).await?;
    trust::serving_role(&mut transaction, serving).await?;
    let grants: String = query_scalar(
        "SELECT format('GRANT USAGE ON SCHEMA registro_log TO %1$I; \
         GRANT SELECT ON ALL TABLES IN SCHEMA registro_log TO %1$I; \
         GRANT EXECUTE ON FUNCTION registro_log.open_school, registro_log.hold, registro_log.append, \
         registro_log.append_one TO %1$I', $1::text)",
    )
    .bind(serving)
    .fetch_one(&mut *transaction)
    .await
    .map_err(engine(failed))?;
    // The server itself has quoted the name of the role.
    raw_sql(AssertSqlSafe(grants)).execute(&mut *transaction).await.map_err(engine(failed))?;
    transaction.commit().await.map_err(engine(failed))?;
    Ok(made)
}
