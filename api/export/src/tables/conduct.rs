//! What was written of a student's conduct.

use registro::cli::Failure;
use registro_projections::conduct::Conducts;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Date, Id, Integer, Text, Word};
use crate::table::{Cell, Table, class, field, maybe, person};

pub(crate) static NOTES: Table = Table {
    name: "notes",
    title: "Le note",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero della nota nell'anno dello studente"),
        field("class", Id, "classe"),
        field("on", Date, "giorno del fatto"),
        maybe("period", Integer, "ora di lezione"),
        field("author", Id, "chi l'ha scritta"),
        field("kind", Word, "educational o disciplinary"),
        field("facts", Text, "il fatto, come si legge ora"),
        field("statements", Integer, "osservazioni allegate"),
        maybe("annulled_on", Date, "da quando è annullata"),
    ],
    key: &["student", "year", "number"],
    foreign: &[person(&["student"]), person(&["author"]), class(&["class"])],
};

pub(crate) static ACTS: Table = Table {
    name: "positive_acts",
    title: "Gli atti positivi",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero dell'atto nell'anno dello studente"),
        field("class", Id, "classe"),
        field("on", Date, "giorno"),
        field("author", Id, "chi l'ha scritto"),
        field("what", Text, "che cosa"),
        maybe("annulled_on", Date, "da quando è annullato"),
    ],
    key: &["student", "year", "number"],
    foreign: &[person(&["student"]), person(&["author"]), class(&["class"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Conducts>,
) -> Result<(), Failure> {
    let (student, year) = (Cell::from(row.student), Cell::Integer(i64::from(row.year.0)));
    for (number, note) in &row.notes {
        tables.put(
            &NOTES,
            vec![
                student.clone(),
                year.clone(),
                (*number).into(),
                note.class.into(),
                note.on.into(),
                note.period.map(|period| u32::from(period.0)).into(),
                note.author.into(),
                word(&note.kind),
                Cell::text(note.facts.as_text()),
                Cell::count(note.statements.len()),
                note.annulled.as_ref().map(|annulled| annulled.on).into(),
            ],
        )?;
    }
    for (number, act) in &row.acts {
        tables.put(
            &ACTS,
            vec![
                student.clone(),
                year.clone(),
                (*number).into(),
                act.class.into(),
                act.on.into(),
                act.author.into(),
                Cell::text(act.what.as_text()),
                act.annulled.as_ref().map(|annulled| annulled.on).into(),
            ],
        )?;
    }
    Ok(())
}
