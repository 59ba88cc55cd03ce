//! The contract, kept by the log in PostgreSQL; and what only a server, or several processes, can get wrong.

mod binary;
mod cut;
mod faults;
mod guards;
mod heirs;
mod held;
mod keys;
mod plans;
mod processes;
mod restored;
mod secured;
mod server;
mod trust;

use std::sync::Arc;

use registro_eventlog::log::LogError;
use registro_eventlog::postgres::{Address, Patience, PostgresLog, migrate};
use registro_eventlog::seal;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, raw_sql};
use uuid::Uuid;

use self::server::{Server, connect};
use super::contract::{Subject, TestClock, keeps_the_contract};

pub(crate) const OWNER: &str = "registro_test_owner";
pub(crate) const SERVING: &str = "registro_test";
/// Keeps the keys, and has nothing to do with the log.
pub(crate) const KEEPER: &str = "registro_test_keys";
/// Of all roles, where the server asks for one.
const PASSWORD: &str = "registro-test";

/// A database of its own for a test, gone when the test is over.
pub(crate) struct Database {
    /// The server that was started for it; none if the environment names one.
    server: Option<Server>,
    superuser: PgConnectOptions,
    name: String,
    clock: Arc<TestClock>,
}

impl Database {
    /// None, said loudly, where there is no server to be had and none is required.
    pub(crate) async fn new() -> Option<Self> {
        if let Some(url) = std::env::var_os("REGISTRO_TEST_POSTGRES") {
            let url = url.into_string().expect("REGISTRO_TEST_POSTGRES is text");
            let superuser = url.parse().expect("REGISTRO_TEST_POSTGRES is the URL of a superuser");
            return Some(Self::on(None, superuser).await);
        }
        Self::restartable().await
    }

    /// On a server of its own, which the test may stop.
    async fn restartable() -> Option<Self> {
        let server = Server::start().await?;
        let superuser = server.superuser();
        Some(Self::on(Some(server), superuser).await)
    }

    async fn on(server: Option<Server>, superuser: PgConnectOptions) -> Self {
        let database = Self::empty_on(server, superuser).await;
        migrate(&database.owner(), SERVING).await.unwrap();
        database
    }

    /// With the roles, and nothing in it.
    async fn empty_on(server: Option<Server>, superuser: PgConnectOptions) -> Self {
        // A server of the test's own has a database that nobody else uses.
        let name = match server {
            Some(_) => "postgres".to_owned(),
            None => format!("registro_test_{}", Uuid::new_v4().simple()),
        };
        let mut connection = connect(&superuser.clone().database("postgres")).await;
        for role in [OWNER, SERVING, KEEPER] {
            let made = format!(
                "DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'; \
                 EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            );
            connection.execute(raw_sql(AssertSqlSafe(made))).await.unwrap();
        }
        let created = match server {
            Some(_) => format!("ALTER DATABASE {name} OWNER TO {OWNER}"),
            None => format!("CREATE DATABASE {name} OWNER {OWNER}"),
        };
        connection.execute(raw_sql(AssertSqlSafe(created))).await.unwrap();
        connection.close().await.unwrap();
        Self { server, superuser, name, clock: TestClock::new() }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("a server of its own")
    }

    fn options(&self, role: &str) -> PgConnectOptions {
        self.superuser.clone().database(&self.name).username(role).password(PASSWORD)
    }

    fn address_of(&self, role: &str) -> Address {
        self.options(role).to_url_lossy().as_str().parse().unwrap()
    }

    pub(crate) fn url(&self, role: &str) -> String {
        self.options(role).to_url_lossy().to_string()
    }

    pub(crate) fn owner(&self) -> Address {
        self.address_of(OWNER)
    }

    pub(crate) fn address(&self) -> Address {
        self.address_of(SERVING)
    }

    /// The key store, its tables made.
    pub(crate) async fn keys(&self) -> Address {
        seal::server::migrate(&self.owner(), KEEPER).await.unwrap();
        self.address_of(KEEPER)
    }

    /// A connection past the log, as one of the roles, or as the superuser.
    pub(crate) async fn as_role(&self, role: &str) -> PgConnection {
        connect(&self.options(role)).await
    }

    async fn as_superuser(&self) -> PgConnection {
        connect(&self.superuser.clone().database(&self.name)).await
    }

    async fn open(&self) -> Result<Arc<PostgresLog>, LogError> {
        PostgresLog::open(&self.address(), self.clock.clone()).await.map(Arc::new)
    }

    async fn open_with(&self, patience: Patience) -> Arc<PostgresLog> {
        Arc::new(PostgresLog::open_with(&self.address(), self.clock.clone(), patience).await.unwrap())
    }

    async fn subject(&self) -> Subject {
        Subject { log: self.open().await.unwrap(), clock: self.clock.clone() }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.server.is_some() {
            return; // Gone with its server.
        }
        let (superuser, name) = (self.superuser.clone().database("postgres"), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let mut connection = superuser.connect().await?;
                let dropped = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                connection.execute(raw_sql(AssertSqlSafe(dropped))).await?;
                connection.close().await
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the test's database was left behind");
        }
    }
}

async fn opened() -> Option<(Database, Subject)> {
    let database = Database::new().await?;
    let subject = database.subject().await;
    Some((database, subject))
}

keeps_the_contract!(opened, 64);
