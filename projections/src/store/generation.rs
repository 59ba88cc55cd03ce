//! Generations: sets of tables that were folded by the same code.

use super::{Index, ReadStore, StoreError, Tx};
use crate::model::Column;

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS generation (\
    id INTEGER NOT NULL PRIMARY KEY, revisions TEXT NOT NULL, live INTEGER NOT NULL)";

/// Tables that every generation has beside those of its read models.
const COMMON: [(&str, &str); 3] = [
    // The events behind a row, one line for all that a page had of them: the first, and how far each next one is.
    (
        "touched",
        "(school BLOB NOT NULL, model TEXT NOT NULL, key BLOB NOT NULL, position INTEGER NOT NULL, \
         further BLOB NOT NULL, PRIMARY KEY (school, model, key, position)) STRICT, WITHOUT ROWID",
    ),
    // `recorded_at` is of the event at `position`; the last two say what the last catch-up folded before its last page, and how long that took.
    (
        "checkpoint",
        "(school BLOB NOT NULL, position INTEGER NOT NULL, event BLOB NOT NULL, recorded_at INTEGER NOT NULL, \
         folded INTEGER NOT NULL, millis INTEGER NOT NULL, PRIMARY KEY (school)) STRICT, WITHOUT ROWID",
    ),
    (
        "parked",
        "(school BLOB NOT NULL, position INTEGER NOT NULL, stream TEXT NOT NULL, kind TEXT NOT NULL, \
         error TEXT NOT NULL, parked_at INTEGER NOT NULL, PRIMARY KEY (school, position)) STRICT, WITHOUT ROWID",
    ),
];

/// What read models have of their own in every generation: the names of their tables, the statements that make those, and
/// their indexes. `_G` stands for the generation.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) names: Vec<&'static str>,
    pub(crate) tables: Vec<String>,
    pub(crate) indexes: Vec<Index>,
}

/// A set of tables, all folded by the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generation(pub i64);

impl Generation {
    /// Raised whenever the tables that are common to all read models change, or what is made with every table.
    pub(crate) const SHAPE: u32 = 4;

    /// Writes the generation into a statement: `touched_G` becomes `touched_3`.
    pub(crate) fn name(self, statement: &str) -> String {
        statement.replace("_G", &format!("_{}", self.0))
    }

    fn index(self, index: &Index) -> Index {
        Index { table: self.name(&index.table), name: self.name(&index.name), columns: index.columns }
    }
}

impl From<Generation> for Column {
    fn from(generation: Generation) -> Self {
        Column::Integer(generation.0)
    }
}

impl ReadStore {
    /// The live generation and the revisions it was folded with.
    pub async fn live(&self) -> Result<Option<(Generation, String)>, StoreError> {
        let newest = "SELECT id, revisions FROM generation WHERE live = 1 ORDER BY id DESC LIMIT 1";
        let rows = self.select(newest, &[]).await?;
        rows.first().map(|row| Ok((Generation(row.integer(0)?), row.text(1)?))).transpose()
    }

    /// The error that tells a runner to open again, if its generation is not there any more.
    pub(crate) async fn moved(&self, generation: Generation) -> Result<Option<StoreError>, StoreError> {
        let there = self.select("SELECT id FROM generation WHERE id = ?", &[generation.into()]).await?;
        Ok(there.is_empty().then_some(StoreError::GenerationMoved))
    }

    /// Drops what was begun and not finished: some of what was folded into it may not be read any more.
    pub(crate) async fn abandon_unfinished(&self, names: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.alone().await?;
        for begun in tx.fetch("SELECT id FROM generation WHERE live = 0 ORDER BY id", &[]).await? {
            let begun = Generation(begun.integer(0)?);
            tx.run("DELETE FROM generation WHERE id = ?", &[begun.into()]).await?;
            for name in every(names) {
                tx.define(&begun.name(&format!("DROP TABLE IF EXISTS {name}_G"))).await?;
            }
            tx.run("DELETE FROM lease WHERE generation = ?", &[begun.into()]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The unfinished generation that the same code had begun, or the empty tables of a new one. `shown`, it is the first
    /// that readers see, and there must be none yet. Else it is still without indexes.
    pub(crate) async fn begin_generation(
        &self,
        revisions: &str,
        of: &Tables,
        shown: bool,
    ) -> Result<Generation, StoreError> {
        let mut tx = self.begin().await?;
        tx.alone().await?;
        if shown {
            let live = tx.fetch("SELECT id FROM generation WHERE live = 1", &[]).await?;
            if !live.is_empty() {
                return Err(StoreError::GenerationMoved);
            }
        }
        let same = [Column::Text(revisions.to_owned())];
        let begun = "SELECT id FROM generation WHERE live = 0 AND revisions = ? ORDER BY id DESC LIMIT 1";
        if let Some(begun) = tx.fetch(begun, &same).await?.first() {
            let begun = Generation(begun.integer(0)?);
            if shown {
                index(&mut tx, begun, of).await?;
                show(&mut tx, begun, &of.names).await?;
                tx.commit().await?;
            }
            return Ok(begun);
        }
        let make = "INSERT INTO generation (id, revisions, live) \
                    SELECT coalesce(max(id), 0) + 1, CAST(? AS TEXT), 0 FROM generation RETURNING id";
        let made = tx.fetch(make, &same).await?;
        let id = made.first().ok_or(StoreError::GenerationMoved)?.integer(0)?;
        let generation = Generation(id);
        let common = COMMON.iter().map(|(name, columns)| format!("CREATE TABLE {name}_G {columns}"));
        for table in of.tables.iter().cloned().chain(common) {
            tx.define(&generation.name(&table)).await?;
        }
        if shown {
            index(&mut tx, generation, of).await?;
            show(&mut tx, generation, &of.names).await?;
        }
        tx.commit().await?;
        Ok(generation)
    }

    /// Makes the indexes of a generation that is filled: sorted, they take a fraction of what it takes to keep them in order
    /// row by row. Each by itself, so that whoever folds the live one waits for one at a time.
    pub(crate) async fn index(&self, generation: Generation, of: &Tables) -> Result<(), StoreError> {
        for index in &of.indexes {
            self.pool.make_index(&generation.index(index)).await?;
        }
        let tables: Vec<String> =
            every(&of.names).map(|name| generation.name(&format!("{name}_G"))).collect();
        Ok(self.pool.count(&tables).await?)
    }

    /// Shows a generation to readers and drops the others, in one transaction, if no school would go back by it: false, and
    /// nothing is done, if the live one has gone further meanwhile.
    pub(crate) async fn switch(&self, to: Generation, names: &[&str]) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        tx.alone().await?;
        let others =
            tx.fetch("SELECT id, live FROM generation WHERE id <> ? ORDER BY id", &[to.into()]).await?;
        for other in &others {
            // From here on nobody folds into it.
            tx.run("DELETE FROM generation WHERE id = ?", &[Column::Integer(other.integer(0)?)]).await?;
        }
        for other in &others {
            if other.integer(1)? == 1 && ahead(&mut tx, Generation(other.integer(0)?), to).await? {
                return Ok(false);
            }
        }
        show(&mut tx, to, names).await?;
        for other in &others {
            let other = Generation(other.integer(0)?);
            for name in every(names) {
                tx.define(&other.name(&format!("DROP TABLE IF EXISTS {name}_G"))).await?;
            }
            tx.run("DELETE FROM lease WHERE generation = ?", &[other.into()]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

async fn index(tx: &mut Tx, generation: Generation, of: &Tables) -> Result<(), StoreError> {
    for index in &of.indexes {
        tx.index(&generation.index(index)).await?;
    }
    Ok(())
}

fn every<'a>(names: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    names.iter().copied().chain(COMMON.iter().map(|(name, _)| *name))
}

/// Is there a school that `live` has folded further than `next`?
async fn ahead(tx: &mut Tx, live: Generation, next: Generation) -> Result<bool, StoreError> {
    let behind = format!(
        "SELECT 1 FROM checkpoint_{0} AS live WHERE NOT EXISTS (SELECT 1 FROM checkpoint_{1} AS next \
         WHERE next.school = live.school AND live.position <= next.position) LIMIT 1",
        live.0, next.0
    );
    Ok(!tx.fetch(&behind, &[]).await?.is_empty())
}

async fn show(tx: &mut Tx, generation: Generation, names: &[&str]) -> Result<(), StoreError> {
    for name in every(names) {
        let view = format!("DROP VIEW IF EXISTS {name}; CREATE VIEW {name} AS SELECT * FROM {name}_G");
        tx.define(&generation.name(&view)).await?;
    }
    tx.run("UPDATE generation SET live = 1 WHERE id = ?", &[generation.into()]).await?;
    Ok(())
}
