//! The schema of the read models in PostgreSQL: made by the owner of the database, filled by the role that serves.

use std::time::Duration;

use registro_eventlog::postgres::Address;
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, query_scalar, raw_sql};

use super::sql::for_postgres;
use super::{StoreError, generation, lease};

/// Makes the schema, as the role that owns the database, and lets `serving` make tables in it. The log's own schema
/// stays closed to it. Repeating it is harmless.
pub async fn migrate(address: &Address, serving: &str) -> Result<(), StoreError> {
    let mut connection = address.connect_options().connect().await?;
    let mut transaction = connection.begin().await?;
    raw_sql("CREATE SCHEMA IF NOT EXISTS registro_read; SET LOCAL search_path = registro_read")
        .execute(&mut *transaction)
        .await?;
    for table in [generation::TABLE, lease::TABLE] {
        raw_sql(AssertSqlSafe(for_postgres(table))).execute(&mut *transaction).await?;
    }
    let grants: String = query_scalar(
        "SELECT format('GRANT USAGE, CREATE ON SCHEMA registro_read TO %1$I; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON generation, lease TO %1$I', $1::text)",
    )
    .bind(serving)
    .fetch_one(&mut *transaction)
    .await?;
    // The server itself has quoted the name of the role.
    raw_sql(AssertSqlSafe(grants)).execute(&mut *transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

pub(super) fn settings(address: &Address, busy: Duration) -> PgConnectOptions {
    let busy = busy.as_millis().to_string();
    address.connect_options().options([
        ("search_path", "registro_read"),
        ("client_min_messages", "warning"),
        ("default_transaction_isolation", "read committed"),
        // What a crash of the server takes from here is folded again from the log.
        ("synchronous_commit", "off"),
        ("lock_timeout", busy.as_str()),
        // A process that freezes in the middle of a page loses it.
        ("idle_in_transaction_session_timeout", "20000"),
        // Every question has its index, and a plan that was made while the tables were empty does not know.
        ("enable_seqscan", "off"),
        ("jit", "off"),
    ])
}

/// Is the schema there, and may this role make tables in it?
pub(super) async fn ready(pool: &PgPool) -> Result<(), StoreError> {
    let may: Option<bool> = query_scalar(
        "SELECT has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = 'registro_read'",
    )
    .fetch_optional(pool)
    .await?;
    match may {
        Some(true) => Ok(()),
        Some(false) => Err(StoreError::NotReady("this role may not make tables in registro_read".to_owned())),
        None => Err(StoreError::NotReady("its owner has yet to make the schema registro_read".to_owned())),
    }
}

/// Whether a process before this one has made the tables of who signs in, and of what was folded again.
pub(super) async fn has_tables(pool: &PgPool) -> Result<bool, StoreError> {
    let all = "SELECT to_regclass('signed_in') IS NOT NULL AND to_regclass('signing_in') IS NOT NULL \
               AND to_regclass('cleansed') IS NOT NULL";
    Ok(query_scalar(all).fetch_one(pool).await?)
}
