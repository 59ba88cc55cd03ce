//! Permissions asked for: late entries and early exits.

use registro::cli::Failure;
use registro_projections::permissions::{Permissions, Status};

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Date, Id, Integer, Word};
use crate::table::{Cell, Table, class, field, maybe, person};

pub(crate) static PERMISSIONS: Table = Table {
    name: "permissions",
    title: "Le richieste di permesso",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero della richiesta nell'anno dello studente"),
        field("class", Id, "classe"),
        field("on", Date, "giorno per cui è chiesto"),
        field("by", Id, "chi l'ha chiesto"),
        field("requested_on", Date, "quando"),
        field("status", Word, "pending, decided o withdrawn"),
        maybe("outcome", Word, "l'esito"),
    ],
    key: &["student", "year", "number"],
    foreign: &[person(&["student"]), person(&["by"]), class(&["class"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Permissions>,
) -> Result<(), Failure> {
    for (number, asked) in &row.requests {
        let (status, outcome) = match &asked.status {
            Status::Pending => ("pending", Cell::Nothing),
            Status::Decided { outcome, .. } => ("decided", word(outcome)),
            Status::Withdrawn { .. } => ("withdrawn", Cell::Nothing),
        };
        tables.put(
            &PERMISSIONS,
            vec![
                row.student.into(),
                Cell::Integer(i64::from(row.year.0)),
                (*number).into(),
                asked.class.into(),
                asked.on.into(),
                asked.by.into(),
                asked.requested_on.into(),
                Cell::word(status),
                outcome,
            ],
        )?;
    }
    Ok(())
}
