//! What is restricted: it goes with the register, and who reads it here must know.
//!
//! Norm: C4-05: GDPR, art. 18.

use registro::cli::Failure;
use registro_projections::erasures::Erasures;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Id, Integer, Text, Word};
use crate::table::{Cell, Table, field, person};

pub(crate) static RESTRICTIONS: Table = Table {
    name: "restrictions",
    title: "I dati il cui trattamento è limitato (GDPR, art. 18): si conservano e non si mostrano, se non a chi decide su di loro",
    fields: &[
        field("request", Id, "la richiesta di cancellazione a cui la limitazione è legata"),
        field("number", Integer, "numero d'ordine fra i dati della richiesta"),
        field("person", Id, "di chi sono"),
        field("class", Text, "classe di conservazione"),
        field("part", Text, "la parte: un flusso di eventi (`subject`), o un suo atto dopo la barra"),
        field("ground", Word, "perché"),
    ],
    key: &["request", "number"],
    foreign: &[person(&["person"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Erasures>,
) -> Result<(), Failure> {
    let (Some(ground), Some(asked)) = (&row.erasure.restricted, &row.erasure.requested) else {
        return Ok(());
    };
    for (number, target) in (1_u32..).zip(&asked.targets) {
        tables.put(
            &RESTRICTIONS,
            vec![
                Cell::Id(row.id.0),
                number.into(),
                asked.person.into(),
                Cell::Text(target.class.clone()),
                Cell::Text(target.part.clone()),
                word(ground),
            ],
        )?;
    }
    Ok(())
}
