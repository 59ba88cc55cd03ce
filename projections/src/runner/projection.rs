//! One read model at work: loads the rows that a page touches, folds, writes them back.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::marker::PhantomData;

use registro_eventlog::event::{Position, SchoolId};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{Bulk, Generation, Known, StoreError, Tx, decode, position};

/// Rows kept in memory between pages; beyond that they are read again when touched.
const ROWS_KEPT: usize = 20_000;

/// A read model without its row type, so that the runner holds all of them.
#[async_trait::async_trait]
pub(super) trait Folding: Send + Sync {
    fn name(&self) -> &'static str;
    fn revision(&self) -> u32;
    /// The statements that make its empty table, `_G` standing for the generation.
    fn ddl(&self) -> Vec<String>;
    async fn apply(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError>;
    fn keys(&self, event: &Event) -> Vec<Key>;
    /// The positions of the events that a row was folded from.
    async fn behind(
        &self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        key: &Key,
    ) -> Result<Vec<Position>, StoreError>;
    /// Folds a row from its whole history, in which `late` was left out so far.
    async fn refold(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        key: &Key,
        history: &[Event],
        late: &Event,
    ) -> Result<(), StoreError>;
    /// A school of which nothing is stored: there are no rows to load.
    fn begin(&mut self, school: SchoolId);
    fn forget(&mut self, school: SchoolId);
}

pub(super) struct Projection<M: ReadModel> {
    /// By school; `None` is a row that is known not to be stored.
    rows: HashMap<SchoolId, HashMap<Key, Option<M::Row>>>,
    /// Schools of which every stored row is in memory.
    whole: HashSet<SchoolId>,
    model: PhantomData<M>,
}

impl<M: ReadModel> Default for Projection<M> {
    fn default() -> Self {
        Self { rows: HashMap::new(), whole: HashSet::new(), model: PhantomData }
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
            M::COLUMNS.iter().map(|(name, kind)| format!("{name} {} NOT NULL, ", kind.name())).collect();
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
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError> {
        let touched: Vec<(Key, &Event)> =
            events.iter().flat_map(|event| M::keys(event).into_iter().map(move |key| (key, event))).collect();
        let keys: BTreeSet<&Key> = touched.iter().map(|(key, _)| key).collect();
        if ROWS_KEPT < self.rows.values().map(HashMap::len).sum::<usize>() + keys.len() {
            self.rows.clear();
            self.whole.clear();
        }
        self.load(tx, generation, school, &keys).await?;
        let rows = self.rows.entry(school).or_default();
        for (key, event) in &touched {
            match rows.get_mut(key) {
                Some(row) => *row = M::fold(row.take(), key, event),
                None => drop(rows.insert(key.clone(), M::fold(None, key, event))),
            }
        }
        self.write(tx, generation, school, &keys).await?;
        write_touched::<M>(tx, generation, school, touched.iter().map(|(key, event)| (key, *event))).await
    }

    fn keys(&self, event: &Event) -> Vec<Key> {
        M::keys(event)
    }

    async fn behind(
        &self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        key: &Key,
    ) -> Result<Vec<Position>, StoreError> {
        let statement = generation.name(
            "SELECT position FROM touched_G WHERE school = ? AND model = ? AND key = ? ORDER BY position",
        );
        let model = Column::Text(M::NAME.to_owned());
        let rows = tx.fetch(&statement, &[school.into(), model, key.into()]).await?;
        rows.iter().map(|row| Ok(position(row.integer(0)?))).collect()
    }

    async fn refold(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        key: &Key,
        history: &[Event],
        late: &Event,
    ) -> Result<(), StoreError> {
        let row = history.iter().fold(None, |row, event| M::fold(row, key, event));
        self.rows.entry(school).or_default().insert(key.clone(), row);
        self.write(tx, generation, school, &BTreeSet::from([key])).await?;
        write_touched::<M>(tx, generation, school, std::iter::once((key, late))).await
    }

    fn begin(&mut self, school: SchoolId) {
        self.whole.insert(school);
    }

    fn forget(&mut self, school: SchoolId) {
        self.rows.remove(&school);
        self.whole.remove(&school);
    }
}

impl<M: ReadModel> Projection<M> {
    /// Reads the rows of `keys` that are not in memory.
    async fn load(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        keys: &BTreeSet<&Key>,
    ) -> Result<(), StoreError> {
        if self.whole.contains(&school) {
            return Ok(());
        }
        let rows = self.rows.entry(school).or_default();
        let unknown: Vec<&Key> = keys.iter().copied().filter(|key| !rows.contains_key(*key)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let select = generation.name(&format!("SELECT key, row FROM {}_G WHERE school = ? AND key", M::NAME));
        for row in tx.of_keys(&select, &school.into(), &unknown).await? {
            rows.insert(Key(row.blob(0)?.to_vec()), Some(decode(row.blob(1)?)?));
        }
        Ok(())
    }

    async fn write(
        &self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        keys: &BTreeSet<&Key>,
    ) -> Result<(), StoreError> {
        let (mut stored, mut gone) = (Vec::with_capacity(keys.len()), Vec::new());
        for key in keys {
            match self.rows.get(&school).and_then(|rows| rows.get(*key)).and_then(Option::as_ref) {
                Some(row) => {
                    let mut values = Vec::with_capacity(M::COLUMNS.len() + 2);
                    values.push(Column::from(*key));
                    values.extend(M::columns(key, row));
                    values.push(Column::Blob(postcard::to_allocvec(row)?));
                    stored.push(values);
                }
                None => gone.push(*key),
            }
        }
        if !gone.is_empty() {
            let delete = generation.name(&format!("DELETE FROM {}_G WHERE school = ? AND key", M::NAME));
            tx.of_keys(&delete, &school.into(), &gone).await?;
        }
        let columns: Vec<(&str, Kind)> = std::iter::once(("key", Kind::Blob))
            .chain(M::COLUMNS.iter().copied())
            .chain([("row", Kind::Blob)])
            .collect();
        let bulk = Bulk {
            table: generation.name(&format!("{}_G", M::NAME)),
            shared: &[("school", school.into())],
            columns: &columns,
            key: "school, key",
            known: Known::Replaced,
        };
        Ok(tx.store(&bulk, &stored).await?)
    }
}

/// The index from a row to the events behind it: what `as_of` and *why* read.
async fn write_touched<'a, M: ReadModel>(
    tx: &mut Tx,
    generation: Generation,
    school: SchoolId,
    touched: impl Iterator<Item = (&'a Key, &'a Event)>,
) -> Result<(), StoreError> {
    let mut touched: Vec<(&Key, Position)> =
        touched.map(|(key, event)| (key, event.envelope.position)).collect();
    touched.sort_unstable(); // As the table has them: neighbours go to one page of the file.
    let rows: Vec<Vec<Column>> =
        touched.into_iter().map(|(key, position)| vec![key.into(), position.into()]).collect();
    let bulk = Bulk {
        table: generation.name("touched_G"),
        shared: &[("school", school.into()), ("model", Column::Text(M::NAME.to_owned()))],
        columns: &[("key", Kind::Blob), ("position", Kind::Integer)],
        key: "school, model, key, position",
        known: Known::Kept,
    };
    Ok(tx.store(&bulk, &rows).await?)
}
