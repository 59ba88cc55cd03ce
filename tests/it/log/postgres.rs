//! The contract, kept by the log in PostgreSQL; and what only a server, or several processes, can get wrong.

mod binary;
mod cut;
mod faults;
mod guards;
mod held;
mod processes;
mod secured;
mod server;
mod trust;

use std::sync::Arc;

use registro_eventlog::log::LogError;
use registro_eventlog::postgres::{Address, Patience, PostgresLog, migrate};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, raw_sql};
use uuid::Uuid;

use self::server::{Server, connect};
use super::contract::{Subject, TestClock, append, concurrency, copied, feed, model};

pub(crate) const OWNER: &str = "registro_test_owner";
pub(crate) const SERVING: &str = "registro_test";
/// Of both roles, where the server asks for one.
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

    /// With the two roles, and nothing in it.
    async fn empty_on(server: Option<Server>, superuser: PgConnectOptions) -> Self {
        // A server of the test's own has a database that nobody else uses.
        let name = match server {
            Some(_) => "postgres".to_owned(),
            None => format!("registro_test_{}", Uuid::new_v4().simple()),
        };
        let mut connection = connect(&superuser.clone().database("postgres")).await;
        for role in [OWNER, SERVING] {
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

    pub(crate) fn owner(&self) -> Address {
        self.address_of(OWNER)
    }

    pub(crate) fn address(&self) -> Address {
        self.address_of(SERVING)
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

/// One check of the contract, on a database of its own.
async fn kept(check: impl AsyncFnOnce(&Subject)) {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    check(&subject).await;
    subject.log.close().await;
}

#[tokio::test]
async fn expected_versions() {
    kept(append::expected_versions).await;
}

#[tokio::test]
async fn what_is_recorded() {
    kept(append::what_is_recorded).await;
}

#[tokio::test]
async fn a_retry_is_the_same_append() {
    kept(append::a_retry_is_the_same_append).await;
}

#[tokio::test]
async fn sixteen_at_once_are_one() {
    kept(append::sixteen_at_once_are_one).await;
}

#[tokio::test]
async fn all_or_nothing() {
    kept(append::all_or_nothing).await;
}

#[tokio::test]
async fn what_is_never_taken() {
    kept(append::what_is_never_taken).await;
}

#[tokio::test]
async fn payloads_of_every_kind() {
    kept(append::payloads_of_every_kind).await;
}

#[tokio::test]
async fn every_checkpoint_resumes() {
    kept(feed::every_checkpoint_resumes).await;
}

#[tokio::test]
async fn nothing_is_nothing() {
    kept(feed::nothing_is_nothing).await;
}

#[tokio::test]
async fn an_unknown_school_is_said_to_be_unknown() {
    kept(feed::an_unknown_school_is_said_to_be_unknown).await;
}

#[tokio::test]
async fn a_filter_is_the_feed_filtered() {
    kept(feed::a_filter_is_the_feed_filtered).await;
}

#[tokio::test]
async fn positions_are_read_in_the_order_of_the_feed() {
    kept(feed::positions_are_read_in_the_order_of_the_feed).await;
}

#[tokio::test]
async fn an_instant_has_its_position() {
    kept(feed::an_instant_has_its_position).await;
}

#[tokio::test]
async fn time_never_goes_back() {
    kept(feed::time_never_goes_back).await;
}

#[tokio::test]
async fn subscribers_hear_of_every_commit() {
    kept(feed::subscribers_hear_of_every_commit).await;
}

#[tokio::test]
async fn schools_stand_side_by_side() {
    kept(feed::schools_stand_side_by_side).await;
}

#[tokio::test]
async fn synthetic_is_for_ever() {
    kept(feed::synthetic_is_for_ever).await;
}

#[tokio::test]
async fn a_closed_log_takes_no_more() {
    kept(feed::a_closed_log_takes_no_more).await;
}

#[tokio::test]
async fn a_copy_is_the_same_feed() {
    kept(copied::a_copy_is_the_same_feed).await;
}

#[tokio::test]
async fn a_copy_leaves_what_is_not_its_own() {
    kept(copied::a_copy_leaves_what_is_not_its_own).await;
}

#[tokio::test]
async fn an_import_does_not_go_back_in_time() {
    kept(copied::an_import_does_not_go_back_in_time).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_sees_a_hole() {
    kept(concurrency::no_reader_sees_a_hole).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_order_is_kept_in_order() {
    kept(concurrency::what_is_sent_in_order_is_kept_in_order).await;
}

#[test]
fn it_behaves_like_the_plainest_log() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(database) = runtime.block_on(Database::new()) else { return };
    let subject = runtime.block_on(database.subject());
    model::it_behaves_like_the_plainest_log(&runtime, &subject, 64);
}
