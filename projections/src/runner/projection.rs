//! One read model at work: loads the rows that a page touches, folds, writes them back.

use std::collections::{BTreeSet, HashMap};
use std::marker::PhantomData;

use registro_eventlog::event::SchoolId;
use sqlx::{AssertSqlSafe, QueryBuilder, Row, Sqlite, Transaction};

use crate::event::Event;
use crate::model::{Column, Key, ReadModel};
use crate::store::{Generation, StoreError};

/// Rows kept in memory between pages; beyond that they are read again when touched.
const ROWS_KEPT: usize = 20_000;
/// Rows or keys in one statement.
const CHUNK: usize = 250;

/// A read model without its row type, so that the runner holds all of them.
#[async_trait::async_trait]
pub(super) trait Folding: Send + Sync {
    fn name(&self) -> &'static str;
    fn revision(&self) -> u32;
    /// The statements that make its empty table, `_G` standing for the generation.
    fn ddl(&self) -> Vec<String>;
    async fn apply(
        &mut self,
        tx: &mut Transaction<'_, Sqlite>,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError>;
    fn forget(&mut self);
}

pub(super) struct Projection<M: ReadModel> {
    rows: HashMap<(SchoolId, Key), Option<M::Row>>,
    model: PhantomData<M>,
}

impl<M: ReadModel> Default for Projection<M> {
    fn default() -> Self {
        Self { rows: HashMap::new(), model: PhantomData }
    }
}

#[async_trait::async_trait]
impl<M: ReadModel> Folding for Projection<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn revision(&self) -> u32 {
        M::REVISION
    }

    fn ddl(&self) -> Vec<String> {
        let columns: String =
            M::COLUMNS.iter().map(|(name, kind)| format!("{name} {kind} NOT NULL, ")).collect();
        let table = format!(
            "CREATE TABLE {}_G (school BLOB NOT NULL, key BLOB NOT NULL, {columns}row BLOB NOT NULL, \
             PRIMARY KEY (school, key)) STRICT, WITHOUT ROWID",
            M::NAME
        );
        let indexes =
            (0..).zip(M::INDEXES).map(|(n, on)| format!("CREATE INDEX {0}_{n}_G ON {0}_G ({on})", M::NAME));
        std::iter::once(table).chain(indexes).collect()
    }

    async fn apply(
        &mut self,
        tx: &mut Transaction<'_, Sqlite>,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError> {
        let touched: Vec<(Key, &Event)> =
            events.iter().flat_map(|event| M::keys(event).into_iter().map(move |key| (key, event))).collect();
        let keys: BTreeSet<&Key> = touched.iter().map(|(key, _)| key).collect();
        if ROWS_KEPT < self.rows.len() + keys.len() {
            self.rows.clear();
        }
        self.load(tx, generation, school, &keys).await?;
        for (key, event) in &touched {
            let row = self.rows.entry((school, key.clone())).or_default();
            *row = M::fold(row.take(), key, event);
        }
        self.write(tx, generation, school, &keys).await?;
        write_touched::<M>(tx, generation, school, &touched).await
    }

    fn forget(&mut self) {
        self.rows.clear();
    }
}

impl<M: ReadModel> Projection<M> {
    /// Reads the rows of `keys` that are not in memory.
    async fn load(
        &mut self,
        tx: &mut Transaction<'_, Sqlite>,
        generation: Generation,
        school: SchoolId,
        keys: &BTreeSet<&Key>,
    ) -> Result<(), StoreError> {
        let unknown: Vec<&Key> =
            keys.iter().copied().filter(|key| !self.rows.contains_key(&(school, (*key).clone()))).collect();
        for chunk in unknown.chunks(CHUNK) {
            let select = generation.name(&format!("SELECT key, row FROM {}_G WHERE school = ", M::NAME));
            let mut query = QueryBuilder::<Sqlite>::new(select);
            query.push_bind(school.0.as_bytes().to_vec()).push(" AND key IN (");
            let mut list = query.separated(", ");
            for key in chunk {
                list.push_bind(key.0.clone());
            }
            query.push(")");
            for row in query.build().fetch_all(&mut **tx).await? {
                let folded: M::Row = postcard::from_bytes(row.get::<&[u8], _>(1))?;
                self.rows.insert((school, Key(row.get(0))), Some(folded));
            }
        }
        Ok(())
    }

    async fn write(
        &self,
        tx: &mut Transaction<'_, Sqlite>,
        generation: Generation,
        school: SchoolId,
        keys: &BTreeSet<&Key>,
    ) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            match self.rows.get(&(school, (*key).clone())) {
                Some(Some(row)) => rows.push((*key, M::columns(key, row), postcard::to_allocvec(row)?)),
                Some(None) | None => {
                    let delete =
                        generation.name(&format!("DELETE FROM {}_G WHERE school = ? AND key = ?", M::NAME));
                    sqlx::query(AssertSqlSafe(delete))
                        .bind(school.0.as_bytes().as_slice())
                        .bind(key.0.as_slice())
                        .execute(&mut **tx)
                        .await?;
                }
            }
        }
        let names: String = M::COLUMNS.iter().map(|(name, _)| format!("{name}, ")).collect();
        let insert = generation.name(&format!("REPLACE INTO {}_G (school, key, {names}row) ", M::NAME));
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Sqlite>::new(insert.as_str());
            query.push_values(chunk, |mut values, (key, columns, row)| {
                values.push_bind(school.0.as_bytes().to_vec()).push_bind(key.0.clone());
                for column in columns {
                    match column {
                        Column::Blob(bytes) => values.push_bind(bytes.clone()),
                        Column::Integer(integer) => values.push_bind(*integer),
                        Column::Text(text) => values.push_bind(text.clone()),
                    };
                }
                values.push_bind(row.clone());
            });
            query.build().execute(&mut **tx).await?;
        }
        Ok(())
    }
}

/// The index from a row to the events behind it: what `as_of` and *why* read.
async fn write_touched<M: ReadModel>(
    tx: &mut Transaction<'_, Sqlite>,
    generation: Generation,
    school: SchoolId,
    touched: &[(Key, &Event)],
) -> Result<(), StoreError> {
    let insert = generation.name("INSERT OR IGNORE INTO touched_G (school, model, key, position) ");
    for chunk in touched.chunks(CHUNK) {
        let mut query = QueryBuilder::<Sqlite>::new(insert.as_str());
        query.push_values(chunk, |mut values, (key, event)| {
            let position = i64::try_from(event.envelope.position.0).unwrap_or(i64::MAX);
            values
                .push_bind(school.0.as_bytes().to_vec())
                .push_bind(M::NAME)
                .push_bind(key.0.clone())
                .push_bind(position);
        });
        query.build().execute(&mut **tx).await?;
    }
    Ok(())
}
