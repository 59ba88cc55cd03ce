//! One connection to the server: how it is made, what it may wait for, and what its errors mean.

use std::future::Future;
use std::io;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgDatabaseError, PgSeverity};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, query_as, query_scalar, raw_sql,
};

use super::Address;

/// How long a log waits for its server before it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection to be made.
    pub connect: Duration,
    /// For the answer to a call. The server gives up on it a little sooner, by itself.
    pub answer: Duration,
    /// For a server that is away, counted from when an append or a read was asked for.
    pub outage: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(12),
            outage: Duration::from_secs(15),
        }
    }
}

/// What went wrong between us and the server.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server said no: nothing of the statement was done, and the connection is as good as before.
    Refused(sqlx::Error),
    /// The connection is of no more use. The last statement may have been done, or may be done yet.
    Lost(sqlx::Error),
}

impl From<sqlx::Error> for Trouble {
    /// Only an error of a statement is certain. A FATAL one may follow a commit, and silence says nothing.
    fn from(error: sqlx::Error) -> Self {
        let Some(said) = error.as_database_error() else { return Self::Lost(error) };
        let said = said.downcast_ref::<PgDatabaseError>();
        match said.severity() {
            // The server has become a replica, and will not take anything any more.
            _ if said.code() == "25006" => Self::Lost(error),
            PgSeverity::Panic | PgSeverity::Fatal => Self::Lost(error),
            PgSeverity::Error
            | PgSeverity::Warning
            | PgSeverity::Notice
            | PgSeverity::Debug
            | PgSeverity::Info
            | PgSeverity::Log => Self::Refused(error),
        }
    }
}

impl Trouble {
    pub(super) fn error(self) -> sqlx::Error {
        match self {
            Self::Refused(error) | Self::Lost(error) => error,
        }
    }
}

/// A server process, told from every other by the moment when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Backend {
    pid: i32,
    /// Microseconds since 1970.
    began: Option<i64>,
}

/// The writer's connection.
pub(super) struct Link {
    connection: PgConnection,
    pub(super) backend: Backend,
    patience: Patience,
    used: Instant,
}

/// A connection that has been idle for longer is looked at before it is used: a firewall may have forgotten it.
const IDLE: Duration = Duration::from_secs(20);

impl Link {
    pub(super) async fn open(address: &Address, patience: Patience) -> Result<Self, Trouble> {
        let server = patience.answer * 5 / 6;
        let options = settings(&address.options).options([
            ("default_transaction_isolation", "read committed".to_owned()),
            ("statement_timeout", server.as_millis().to_string()),
            // Whoever holds a head and says nothing more loses it in half that time.
            ("lock_timeout", (server * 3 / 4).as_millis().to_string()),
            ("idle_in_transaction_session_timeout", (server / 2).as_millis().to_string()),
        ]);
        let opened = async {
            let mut connection = options.connect().await?;
            // Not shown to a session that plays another role, which is not let in anyway.
            let (pid, began): (i32, Option<i64>) = query_as(
                "SELECT pg_backend_pid(), (SELECT (extract(epoch FROM backend_start) * 1e6)::bigint \
                 FROM pg_stat_activity WHERE pid = pg_backend_pid())",
            )
            .fetch_one(&mut connection)
            .await?;
            Ok((connection, Backend { pid, began }))
        };
        let (connection, backend) = within(patience.connect, opened).await?;
        Ok(Self { connection, backend, patience, used: Instant::now() })
    }

    /// The connection, and the time that an answer on it may take.
    pub(super) fn use_it(&mut self) -> (&mut PgConnection, Duration) {
        self.used = Instant::now();
        (&mut self.connection, self.patience.answer)
    }

    /// A statement without parameters and without an answer.
    pub(super) async fn say(&mut self, statement: &'static str) -> Result<(), Trouble> {
        let (connection, time) = self.use_it();
        within(time, connection.execute(raw_sql(statement))).await.map(drop)
    }

    /// Is the connection still there? Asked only if it has not been used for a while.
    pub(super) async fn is_there(&mut self) -> bool {
        self.used.elapsed() < IDLE || self.answers().await
    }

    /// Is the connection still there?
    pub(super) async fn answers(&mut self) -> bool {
        self.used = Instant::now();
        within(self.patience.connect, self.connection.ping()).await.is_ok()
    }

    pub(super) async fn close(self) {
        // A server that is gone has closed it before us.
        let _ = within(self.patience.connect, self.connection.close()).await;
    }

    /// Ends a server process of an earlier connection, and waits until it is gone: then it holds no head and commits
    /// nothing any more.
    pub(super) async fn dismiss(&mut self, backend: Backend) -> Result<(), Trouble> {
        let wait = i64::try_from(self.patience.connect.as_millis() / 2).unwrap_or(i64::MAX);
        let there = "FROM pg_stat_activity \
                     WHERE pid = $1 AND (extract(epoch FROM backend_start) * 1e6)::bigint IS NOT DISTINCT FROM $2";
        let ended = format!("SELECT pg_terminate_backend(pid, $3) {there}");
        let (connection, time) = self.use_it();
        let asked = query_scalar(AssertSqlSafe(ended)).bind(backend.pid).bind(backend.began).bind(wait);
        let ended: Option<bool> = within(time, asked.fetch_optional(connection)).await?;
        match ended {
            Some(false) => Err(Trouble::Lost(timed_out("a server process of before does not end"))),
            Some(true) | None => Ok(()),
        }
    }
}

/// What every connection of a log is set to. Every question has its index and goes through it row by row: a plan that was
/// made while the tables were empty does not know, and is made once.
pub(super) fn settings(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().options([
        ("search_path", "pg_catalog"),
        ("client_min_messages", "warning"),
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_material", "off"),
        ("enable_bitmapscan", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("jit", "off"),
    ])
}

pub(super) async fn within<T>(
    time: Duration,
    future: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(time, future).await {
        Ok(answer) => answer.map_err(Trouble::from),
        Err(_) => Err(Trouble::Lost(timed_out("no answer from the server"))),
    }
}

fn timed_out(what: &'static str) -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, what))
}
