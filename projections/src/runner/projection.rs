//! One read model at work: loads the rows that a page touches, folds, writes them back.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::marker::PhantomData;

use registro_eventlog::event::{Position, SchoolId};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::touched as index;
use crate::store::{Bulk, Generation, Index, Known, StoreError, Tables, Tx, decode};

/// What a row in memory takes beside its key and what is stored of it.
const ENTRY: usize = 64;

/// A read model without its row type, so that the runner holds all of them.
#[async_trait::async_trait]
pub(super) trait Folding: Send + Sync {
    fn name(&self) -> &'static str;
    fn revision(&self) -> u32;
    /// The statements that make its empty table, and its indexes, `_G` standing for the generation.
    fn tables(&self) -> Tables;
    /// Reads the rows that events touch and that are not in memory.
    async fn load(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError>;
    /// Folds events into rows in memory, and says what is then to be stored. Every row they touch has been read.
    fn fold(&mut self, school: SchoolId, events: &[Event]) -> Result<Folded, StoreError>;
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
    /// What the rows in memory take, in bytes of theirs as they are stored.
    fn weight(&self) -> usize;
    /// Forgets every row: each is read again when it is touched.
    fn lighten(&mut self);
}

pub(super) struct Projection<M: ReadModel> {
    /// By school.
    rows: HashMap<SchoolId, HashMap<Key, Kept<M::Row>>>,
    weight: usize,
    /// Schools of which every stored row is in memory.
    whole: HashSet<SchoolId>,
    model: PhantomData<M>,
}

struct Kept<R> {
    /// `None` is known not to be stored.
    row: Option<R>,
    weight: usize,
}

impl<M: ReadModel> Default for Projection<M> {
    fn default() -> Self {
        Self { rows: HashMap::new(), weight: 0, whole: HashSet::new(), model: PhantomData }
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

    fn tables(&self) -> Tables {
        let columns: String =
            M::COLUMNS.iter().map(|(name, kind)| format!("{name} {} NOT NULL, ", kind.name())).collect();
        let table = format!(
            "CREATE TABLE {}_G (school BLOB NOT NULL, key BLOB NOT NULL, {columns}row BLOB NOT NULL, \
             PRIMARY KEY (school, key)) STRICT, WITHOUT ROWID",
            M::NAME
        );
        let index = |(n, &columns): (u32, &&'static str)| Index {
            table: format!("{}_G", M::NAME),
            name: format!("{}_{n}_G", M::NAME),
            columns,
        };
        Tables {
            names: vec![M::NAME],
            tables: vec![table],
            indexes: (0..).zip(M::INDEXES).map(index).collect(),
        }
    }

    async fn load(
        &mut self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
        events: &[Event],
    ) -> Result<(), StoreError> {
        if self.whole.contains(&school) {
            return Ok(());
        }
        let touched = touched::<M>(events);
        let opened = touched.iter().filter(|(key, event)| M::opens(key, event)).map(|(key, _)| key);
        let opened: HashSet<&Key> = opened.collect();
        let keys: BTreeSet<&Key> = touched.iter().map(|(key, _)| key).collect();
        let rows = self.rows.entry(school).or_default();
        let unknown = keys.into_iter().filter(|key| !opened.contains(key) && !rows.contains_key(*key));
        let unknown: Vec<&Key> = unknown.collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let select = generation.name(&format!("SELECT key, row FROM {}_G WHERE school = ? AND key", M::NAME));
        for row in tx.of_keys(&select, &school.into(), &unknown).await? {
            let (key, stored) = (Key(row.blob(0)?.to_vec()), row.blob(1)?);
            let weight = ENTRY + key.0.len() + stored.len();
            self.weight += weight;
            rows.insert(key, Kept { row: Some(decode(stored)?), weight });
        }
        Ok(())
    }

    fn fold(&mut self, school: SchoolId, events: &[Event]) -> Result<Folded, StoreError> {
        let touched = touched::<M>(events);
        let rows = self.rows.entry(school).or_default();
        for (key, event) in &touched {
            match rows.get_mut(key) {
                Some(kept) => kept.row = M::fold(kept.row.take(), key, event),
                None => drop(rows.insert(key.clone(), Kept { row: M::fold(None, key, event), weight: 0 })),
            }
        }
        self.folded(school, touched.iter().map(|(key, event)| (key, event.envelope.position)).collect())
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
        let statement = generation
            .name("SELECT position, further FROM touched_G WHERE school = ? AND model = ? AND key = ?");
        let model = Column::Text(M::NAME.to_owned());
        index::positions(&tx.fetch(&statement, &[school.into(), model, key.into()]).await?)
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
        let kept = self.rows.entry(school).or_default().entry(key.clone());
        kept.or_insert(Kept { row: None, weight: 0 }).row = row;
        self.folded(school, vec![(key, late.envelope.position)])?.store(tx, generation, school).await
    }

    fn begin(&mut self, school: SchoolId) {
        self.whole.insert(school);
    }

    fn forget(&mut self, school: SchoolId) {
        let rows = self.rows.remove(&school).unwrap_or_default();
        self.weight -= rows.values().map(|kept| kept.weight).sum::<usize>();
        self.whole.remove(&school);
    }

    fn weight(&self) -> usize {
        self.weight
    }

    fn lighten(&mut self) {
        self.rows = HashMap::new();
        self.weight = 0;
        self.whole.clear();
    }
}

/// The rows that events touch, in the order of the events.
fn touched<M: ReadModel>(events: &[Event]) -> Vec<(Key, &Event)> {
    events.iter().flat_map(|event| M::keys(event).into_iter().map(move |key| (key, event))).collect()
}

impl<M: ReadModel> Projection<M> {
    /// Rows that were folded, as they are stored, and the events behind them.
    fn folded(&mut self, school: SchoolId, mut behind: Vec<(&Key, Position)>) -> Result<Folded, StoreError> {
        behind.sort_unstable(); // As the table has them: neighbours go to one page of the file.
        let mut folded =
            Folded { model: M::NAME, columns: M::COLUMNS, rows: vec![], gone: vec![], behind: vec![] };
        let rows = self.rows.entry(school).or_default();
        for of_key in behind.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((key, _)) = of_key.first() else { continue };
            let positions: Vec<Position> = of_key.iter().map(|(_, position)| *position).collect();
            if let Some([first, further]) = index::line(&positions)? {
                folded.behind.push(vec![Column::from(*key), first, further]);
            }
            let Some(kept) = rows.get_mut(*key) else { continue };
            let mut weight = ENTRY + key.0.len();
            match &kept.row {
                Some(row) => {
                    let mut values = Vec::with_capacity(M::COLUMNS.len() + 2);
                    values.push(Column::from(*key));
                    values.extend(M::columns(key, row));
                    let row = postcard::to_allocvec(row)?;
                    weight += row.len();
                    values.push(Column::Blob(row));
                    folded.rows.push(values);
                }
                None => folded.gone.push((*key).clone()),
            }
            self.weight = self.weight - kept.weight + weight;
            kept.weight = weight;
        }
        Ok(folded)
    }
}

/// What is to be stored of one read model.
pub(super) struct Folded {
    model: &'static str,
    columns: &'static [(&'static str, Kind)],
    rows: Vec<Vec<Column>>,
    gone: Vec<Key>,
    /// The index from a row to the events behind it: what `as_of` and *why* read.
    behind: Vec<Vec<Column>>,
}

impl Folded {
    pub(super) async fn store(
        self,
        tx: &mut Tx,
        generation: Generation,
        school: SchoolId,
    ) -> Result<(), StoreError> {
        if !self.gone.is_empty() {
            let delete = generation.name(&format!("DELETE FROM {}_G WHERE school = ? AND key", self.model));
            tx.of_keys(&delete, &school.into(), &self.gone.iter().collect::<Vec<_>>()).await?;
        }
        let columns: Vec<(&str, Kind)> = std::iter::once(("key", Kind::Blob))
            .chain(self.columns.iter().copied())
            .chain([("row", Kind::Blob)])
            .collect();
        let rows = Bulk {
            table: generation.name(&format!("{}_G", self.model)),
            shared: &[("school", school.into())],
            columns: &columns,
            key: "school, key",
            known: Known::Replaced,
        };
        tx.store(&rows, &self.rows).await?;
        let behind = Bulk {
            table: generation.name("touched_G"),
            shared: &[("school", school.into()), ("model", Column::Text(self.model.to_owned()))],
            columns: &[("key", Kind::Blob), ("position", Kind::Integer), ("further", Kind::Blob)],
            key: "school, model, key, position",
            known: Known::Kept,
        };
        Ok(tx.store(&behind, &self.behind).await?)
    }
}
