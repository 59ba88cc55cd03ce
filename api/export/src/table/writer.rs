//! Writes a table twice, row by row: as CSV and as Parquet.

use std::path::Path;

use registro::cli::Failure;

use super::parquet::Columns;
use super::{Cell, Table};
use crate::bag::{Bag, Held, Payload};

pub(crate) struct Writer {
    pub table: &'static Table,
    csv: csv::Writer<Payload>,
    columns: Columns,
    pub rows: u64,
}

impl Writer {
    pub(crate) fn create(folder: &Path, table: &'static Table) -> Result<Self, Failure> {
        let mut csv = csv::Writer::from_writer(Payload::create(folder, &csv_name(table))?);
        csv.write_record(table.fields.iter().map(|field| field.name))?;
        let columns = Columns::create(folder, table)?;
        Ok(Self { table, csv, columns, rows: 0 })
    }

    /// `row` has a cell for every column.
    pub(crate) fn put(&mut self, row: Vec<Cell>) -> Result<(), Failure> {
        if row.len() != self.table.fields.len() {
            return Err(format!("tabella {}: {} celle", self.table.name, row.len()).into());
        }
        for cell in &row {
            self.csv.write_field(cell.written().unwrap_or_default())?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        self.columns.put(&row)?;
        self.rows += 1;
        Ok(())
    }

    pub(crate) fn finish(self, bag: &Bag) -> Result<(), Failure> {
        let csv: Payload = self.csv.into_inner().map_err(|error| error.into_error())?;
        let held: [Held; 2] = [csv.finish()?, self.columns.finish()?];
        for held in held {
            bag.hold(held)?;
        }
        Ok(())
    }
}

/// From the folder of the bag.
pub(crate) fn csv_name(table: &Table) -> String {
    format!("data/tables/{}.csv", table.name)
}
