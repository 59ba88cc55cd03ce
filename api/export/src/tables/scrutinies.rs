//! Scrutinies: when each sits, what the council deliberated of each student.

use registro::cli::Failure;
use registro_domain::scrutiny::Outcome;
use registro_projections::scrutinies::Scrutinies;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Boolean, Date, Id, Integer, Text, Word};
use crate::table::{Cell, Foreign, Table, class, field, maybe, person, subject};

const SITTING: Foreign =
    Foreign { fields: &["class", "period"], table: "scrutinies", reference: &["class", "period"] };

pub(crate) static SITTINGS: Table = Table {
    name: "scrutinies",
    title: "Gli scrutini",
    fields: &[
        field("class", Id, "classe"),
        field("period", Word, "interim o final"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        maybe("sits_on", Date, "giorno della seduta"),
        maybe("closed_on", Date, "giorno della chiusura"),
        maybe("published_on", Date, "giorno dell'ultima pubblicazione"),
        maybe("visible_from", Date, "da quando le famiglie vedono i risultati"),
    ],
    key: &["class", "period"],
    foreign: &[class(&["class"])],
};

pub(crate) static GRADES: Table = Table {
    name: "scrutiny_grades",
    title: "I voti deliberati",
    fields: &[
        field("class", Id, "classe"),
        field("period", Word, "interim o final"),
        field("student", Id, "studente"),
        field("subject", Text, "disciplina"),
        field("grade", Integer, "voto in decimi"),
    ],
    key: &["class", "period", "student", "subject"],
    foreign: &[SITTING, person(&["student"]), subject(&["subject"])],
};

pub(crate) static OUTCOMES: Table = Table {
    name: "scrutiny_outcomes",
    title: "Comportamento, credito ed esito di ogni studente",
    fields: &[
        field("class", Id, "classe"),
        field("period", Word, "interim o final"),
        field("student", Id, "studente"),
        maybe("behaviour", Integer, "voto di comportamento"),
        maybe("sub_iudice", Boolean, "se riposa su una sanzione non definitiva"),
        maybe("credit", Integer, "credito scolastico"),
        maybe("outcome", Word, "admitted, suspended, not-admitted o excluded-for-absences"),
        maybe("suspended_in", Text, "discipline del giudizio sospeso"),
    ],
    key: &["class", "period", "student"],
    foreign: &[SITTING, person(&["student"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, Scrutinies>,
) -> Result<(), Failure> {
    let (class, period) = (Cell::from(row.class), Cell::word(row.period.name()));
    let published = row.published.last();
    tables.put(
        &SITTINGS,
        vec![
            class.clone(),
            period.clone(),
            Cell::Integer(i64::from(row.year.0)),
            row.scrutiny.sits_on().into(),
            row.scrutiny.closed_on().into(),
            published.map(|published| published.on).into(),
            published.map(|published| published.visible_from).into(),
        ],
    )?;
    for (student, judged) in &row.scrutiny.students {
        for (subject, grade) in &judged.grades {
            let grade = u32::from(grade.tenths()).into();
            tables.put(
                &GRADES,
                vec![class.clone(), period.clone(), (*student).into(), subject.into(), grade],
            )?;
        }
        let outcome = judged.outcome.as_ref().map(|deliberated| &deliberated.outcome);
        let suspended = match outcome {
            Some(Outcome::Suspended { subjects, .. }) => {
                let codes: Vec<&str> = subjects.iter().map(|subject| subject.0.as_str()).collect();
                Cell::Text(codes.join(" "))
            }
            Some(Outcome::Admitted | Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences) | None => {
                Cell::Nothing
            }
        };
        tables.put(
            &OUTCOMES,
            vec![
                class.clone(),
                period.clone(),
                (*student).into(),
                judged.behaviour.as_ref().map(|it| u32::from(it.value.tenths())).into(),
                judged.behaviour.as_ref().map(|it| it.sub_iudice).into(),
                judged.credit.as_ref().map(|(points, ..)| u32::from(*points)).into(),
                outcome.map_or(Cell::Nothing, word),
                suspended,
            ],
        )?;
    }
    Ok(())
}
