//! Disciplinary cases as the register shows them: of one that was taken out of the file, only that it was.

use registro::cli::Failure;
use registro_projections::cases::Cases;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Boolean, Date, Id, Word};
use crate::table::{Cell, Table, class, field, maybe, person};

pub(crate) static CASES: Table = Table {
    name: "cases",
    title: "I procedimenti disciplinari, come stanno nel giorno dell'ultimo evento",
    fields: &[
        field("case", Id, "identificativo"),
        field("expunged", Boolean, "tolto dal fascicolo per ordine del giudice: non se ne dice altro"),
        maybe("student", Id, "studente"),
        maybe("class", Id, "classe"),
        maybe("opened_on", Date, "giorno della segnalazione"),
        maybe("fact_on", Date, "giorno del fatto"),
        maybe("letter", Word, "lettera della tabella delle infrazioni"),
        maybe("sanction", Word, "la sanzione che vale, o che fu annullata"),
        maybe("decided_on", Date, "giorno della decisione"),
        maybe(
            "standing",
            Word,
            "under-way, without-sanction, not-communicated, appealable, under-appeal, under-complaint, final, \
             referred-back o annulled",
        ),
    ],
    key: &["case"],
    foreign: &[person(&["student"]), class(&["class"])],
};

pub(super) fn put(
    source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Cases>,
) -> Result<(), Failure> {
    let case = Cell::Id(row.id.0);
    if row.is_expunged() {
        let mut cells = vec![case, true.into()];
        cells.resize(CASES.fields.len(), Cell::Nothing);
        return tables.put(&CASES, cells);
    }
    let summary = row.case.summary(source.on, &source.app.register.regulation, &source.holidays);
    let measure = summary.as_ref().and_then(|summary| summary.measure.as_ref());
    tables.put(
        &CASES,
        vec![
            case,
            false.into(),
            row.student.into(),
            row.class.into(),
            row.opened_on.into(),
            summary.as_ref().map(|summary| summary.fact_on).into(),
            summary.as_ref().map_or(Cell::Nothing, |summary| word(&summary.charge.letter())),
            measure.map_or(Cell::Nothing, |measure| word(&measure.sanction)),
            summary.as_ref().and_then(|summary| summary.decided_on).into(),
            summary.as_ref().map_or(Cell::Nothing, |summary| Cell::word(standing(summary.standing))),
        ],
    )
}

fn standing(standing: registro_domain::case::Standing) -> &'static str {
    use registro_domain::case::Standing;
    match standing {
        Standing::UnderWay => "under-way",
        Standing::WithoutSanction => "without-sanction",
        Standing::NotCommunicated => "not-communicated",
        Standing::Appealable { .. } => "appealable",
        Standing::UnderAppeal { .. } => "under-appeal",
        Standing::UnderComplaint => "under-complaint",
        Standing::Final => "final",
        Standing::ReferredBack => "referred-back",
        Standing::Annulled => "annulled",
        Standing::Expunged => "expunged",
    }
}
