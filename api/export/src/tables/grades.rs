//! Grades, and every value that was changed.

use registro::cli::Failure;
use registro_projections::grades::GradeBook;

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Boolean, Date, Decimal, Id, Integer, Text, Word};
use crate::table::{Cell, Foreign, Table, class, field, maybe, person, subject};

pub(crate) static GRADES: Table = Table {
    name: "grades",
    title: "I voti",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero del voto nell'anno dello studente"),
        field("class", Id, "classe"),
        field("subject", Text, "disciplina"),
        field("on", Date, "giorno della prova"),
        field("kind", Word, "written, oral o practical"),
        field("mark", Decimal, "voto in decimi, come vale ora"),
        field("weight", Integer, "peso in percento"),
        field("counts", Boolean, "se fa media"),
        field("author", Id, "docente"),
        maybe("comment", Text, "giudizio"),
        field("entered_on", Date, "giorno in cui fu scritto"),
        maybe("published_on", Date, "da quando la famiglia lo vede"),
        maybe("annulled_on", Date, "da quando è annullato"),
    ],
    key: &["student", "year", "number"],
    foreign: &[person(&["student"]), person(&["author"]), class(&["class"]), subject(&["subject"])],
};

pub(crate) static CHANGES: Table = Table {
    name: "grade_changes",
    title: "Le correzioni dei voti",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero del voto"),
        field("step", Integer, "prima, seconda… correzione"),
        field("on", Date, "giorno"),
        field("by", Id, "chi l'ha corretto"),
        field("withdrawn", Decimal, "valore ritirato"),
        field("mark", Decimal, "valore nuovo"),
        field("reason", Text, "motivo"),
    ],
    key: &["student", "year", "number", "step"],
    foreign: &[
        person(&["student"]),
        person(&["by"]),
        Foreign {
            fields: &["student", "year", "number"],
            table: "grades",
            reference: &["student", "year", "number"],
        },
    ],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, GradeBook>,
) -> Result<(), Failure> {
    let (student, year) = (Cell::from(row.student), Cell::Integer(i64::from(row.year.0)));
    for (number, grade) in &row.grades {
        let comment = grade.comment.as_ref().map_or(Cell::Nothing, Cell::text);
        tables.put(
            &GRADES,
            vec![
                student.clone(),
                year.clone(),
                (*number).into(),
                grade.class.into(),
                (&grade.subject).into(),
                grade.on.into(),
                word(&grade.kind),
                Cell::Decimal(i64::from(grade.mark.value.0)),
                u32::from(grade.mark.weight).into(),
                grade.mark.counts.into(),
                grade.author.into(),
                comment,
                grade.entered_on.into(),
                grade.published_on.into(),
                grade.annulled.as_ref().map(|annulled| annulled.on).into(),
            ],
        )?;
        for (step, change) in (1_u32..).zip(&grade.corrections) {
            tables.put(
                &CHANGES,
                vec![
                    student.clone(),
                    year.clone(),
                    (*number).into(),
                    step.into(),
                    change.on.into(),
                    change.by.into(),
                    Cell::Decimal(i64::from(change.withdrawn.value.0)),
                    Cell::Decimal(i64::from(change.mark.value.0)),
                    Cell::text(&change.reason),
                ],
            )?;
        }
    }
    Ok(())
}
