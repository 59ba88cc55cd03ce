//! A place of read models to test on, in either engine, and what stands in its tables.

use registro_eventlog::event::Position;
use registro_projections::store::{ReadStore, migrate};
use sqlx::{AssertSqlSafe, ConnectOptions, Row as _};
use tempfile::TempDir;

use crate::log::postgres::{Database, SERVING};

/// Table, key and row, or position.
pub(super) type Row = (String, Vec<u8>, Vec<u8>);

pub(super) enum Place {
    File(TempDir),
    Server(Box<Database>),
}

/// Runs a query of strings and bytes on whichever engine it is.
macro_rules! ask {
    ($place:expr, $statement:expr, $of_row:expr) => {
        match $place {
            Place::File(dir) => {
                let file = sqlx::sqlite::SqliteConnectOptions::new().filename(dir.path().join("read.db"));
                let mut connection =
                    file.busy_timeout(std::time::Duration::from_secs(30)).connect().await.unwrap();
                let found = sqlx::query(AssertSqlSafe($statement)).fetch_all(&mut connection).await.unwrap();
                found.iter().map($of_row).collect::<Vec<_>>()
            }
            Place::Server(database) => {
                let mut connection = database.as_role(SERVING).await;
                // As the register asks: `store::postgres::settings`.
                let settings = "SELECT set_config('search_path', 'registro_read', false), set_config('enable_seqscan', 'off', false)";
                sqlx::query(settings).execute(&mut connection).await.unwrap();
                let found = sqlx::query(AssertSqlSafe($statement)).fetch_all(&mut connection).await.unwrap();
                found.iter().map($of_row).collect::<Vec<_>>()
            }
        }
    };
}

impl Place {
    pub(super) fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    /// None where there is no server to be had and none is required.
    pub(super) async fn both() -> Option<[Self; 2]> {
        let database = Database::new().await?;
        migrate(&database.owner(), SERVING).await.unwrap();
        Some([Self::file(), Self::Server(Box::new(database))])
    }

    /// As another process would.
    pub(super) async fn open(&self) -> ReadStore {
        match self {
            Place::File(dir) => ReadStore::open(&dir.path().join("read.db")).await.unwrap(),
            Place::Server(database) => ReadStore::open_postgres(&database.address()).await.unwrap(),
        }
    }

    /// Every row of the live tables, in order, and the index from rows to events.
    pub(super) async fn rows(&self) -> Vec<Row> {
        let names = match self {
            Place::File(_) => "SELECT name FROM sqlite_master WHERE type = 'view'",
            Place::Server(_) => "SELECT viewname::text FROM pg_views WHERE schemaname = 'registro_read'",
        };
        let mut names: Vec<String> = ask!(self, names.to_owned(), |row| row.get(0));
        names.retain(|name| !["touched", "checkpoint", "parked"].contains(&name.as_str()));
        names.sort();
        assert!(10 < names.len(), "{names:?}");
        let mut rows = Vec::new();
        for name in names {
            let all = format!("SELECT key, row FROM {name} ORDER BY school, key");
            rows.extend(ask!(self, all, |row| (name.clone(), row.get(0), row.get(1))));
        }
        let touched = "SELECT model, key, position, further FROM touched".to_owned();
        let lines = ask!(self, touched, |row| (row.get(0), row.get(1), row.get(2), row.get(3)));
        let mut behind: Vec<Row> = lines.into_iter().flat_map(unfolded).collect();
        behind.sort_unstable();
        rows.extend(behind);
        rows
    }

    /// What every index is on, whatever the generation.
    pub(super) async fn indexes(&self) -> Vec<String> {
        let texts = match self {
            Place::File(_) => "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
            Place::Server(_) => "SELECT indexdef FROM pg_indexes WHERE schemaname = 'registro_read'",
        };
        let texts: Vec<String> = ask!(self, texts.to_owned(), |row| row.get(0));
        let mut plain: Vec<String> =
            texts.iter().map(|text| text.replace(|c: char| c.is_ascii_digit(), "")).collect();
        plain.sort_unstable();
        plain
    }

    /// How rows of a school are looked for by the rest of a question.
    pub(super) async fn plan(&self, table: &str, rest: &str) -> String {
        let (explain, at) = match self {
            Place::File(_) => ("EXPLAIN QUERY PLAN", 3),
            Place::Server(_) => ("EXPLAIN (COSTS OFF)", 0),
        };
        let rows = format!("{explain} SELECT row FROM {table} WHERE school = ? {rest}").replace('?', "'1'");
        let steps: Vec<String> = ask!(self, rows, |row| row.get(at));
        steps.join("\n")
    }

    /// The time of every lease is over.
    pub(super) async fn lapse(&self) {
        ask!(self, "UPDATE lease SET until = 0 RETURNING token".to_owned(), drop);
    }

    /// Somebody else has every lease, and holds it for long.
    pub(super) async fn take_over(&self) {
        let take =
            "UPDATE lease SET token = token + 1, holder = 'another', until = 9000000000000 RETURNING token";
        assert!(!ask!(self, take.to_owned(), drop).is_empty(), "there was no lease");
    }

    /// How far the generation beside the live one is.
    pub(super) async fn unfinished(&self) -> Option<Position> {
        let newest = "SELECT id FROM generation WHERE live = 0".to_owned();
        let id: i64 = ask!(self, newest, |row| row.get(0)).into_iter().max()?;
        let position = format!("SELECT position FROM checkpoint_{id}");
        let position: i64 = ask!(self, position, |row| row.get(0)).into_iter().max()?;
        Some(Position(u64::try_from(position).unwrap()))
    }
}

/// One row for each event of a line: pages, and so lines, may be cut differently.
fn unfolded((model, key, first, further): (String, Vec<u8>, i64, Vec<u8>)) -> Vec<Row> {
    let steps: Vec<u64> = postcard::from_bytes(&further).unwrap();
    let mut at = u64::try_from(first).unwrap();
    let mut places = vec![at];
    places.extend(steps.into_iter().map(|step| {
        at += step;
        at
    }));
    places.into_iter().map(|at| (model.clone(), key.clone(), at.to_be_bytes().to_vec())).collect()
}

pub(super) fn same(expected: &[Row], found: &[Row]) {
    assert_eq!(expected.len(), found.len());
    for (expected, found) in expected.iter().zip(found) {
        assert_eq!(expected, found);
    }
}
