//! Notices, as they read now, and how many have opened them.

use registro::cli::Failure;
use registro_projections::notices::Notices;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Date, Id, Integer, Text, Word};
use crate::table::{Cell, Table, field, maybe, person};

pub(crate) static NOTICES: Table = Table {
    name: "notices",
    title: "Gli avvisi",
    fields: &[
        field("notice", Id, "identificativo"),
        field("on", Date, "giorno"),
        field("author", Id, "chi l'ha pubblicato"),
        field("kind", Word, "genere"),
        maybe("student", Id, "lo studente di cui parla"),
        field("title", Text, "titolo"),
        field("body", Text, "testo"),
        field("recipients", Integer, "destinatari"),
        field("receipts", Integer, "destinatari che l'hanno almeno aperto"),
        maybe("withdrawn_on", Date, "da quando è ritirato"),
    ],
    key: &["notice"],
    foreign: &[person(&["author"]), person(&["student"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Notices>,
) -> Result<(), Failure> {
    tables.put(
        &NOTICES,
        vec![
            Cell::Id(row.notice.0),
            row.on.into(),
            row.author.into(),
            word(&row.kind),
            row.student.into(),
            Cell::text(&row.title),
            Cell::text(&row.body),
            Cell::count(row.recipients.len()),
            Cell::count(row.receipts.len()),
            row.withdrawn.as_ref().map(|withdrawn| withdrawn.on).into(),
        ],
    )
}
