//! A CSV file whose columns somebody else has named. No cell of it is carried out by a spreadsheet.

use registro::cli::Failure;

use crate::bag::{Bag, Payload};
use crate::table::harmless;

pub(super) struct Sheet {
    csv: csv::Writer<Payload>,
    columns: usize,
}

impl Sheet {
    /// `header` are the columns, separated by commas.
    pub(super) fn create(bag: &Bag, name: &str, header: &str) -> Result<Self, Failure> {
        let mut csv = csv::Writer::from_writer(bag.create(name)?);
        csv.write_record(header.split(','))?;
        Ok(Self { csv, columns: header.split(',').count() })
    }

    pub(super) fn put(&mut self, row: &[&str]) -> Result<(), Failure> {
        if row.len() != self.columns {
            return Err(format!("{} celle per {} colonne", row.len(), self.columns).into());
        }
        Ok(self.csv.write_record(row.iter().map(|cell| harmless(cell)))?)
    }

    pub(super) fn finish(self, bag: &Bag) -> Result<(), Failure> {
        let payload = self.csv.into_inner().map_err(|error| error.into_error())?;
        Ok(bag.hold(payload.finish()?)?)
    }
}
