//! Lessons signed, with their topics, and the homework.

use registro::cli::Failure;
use registro_domain::lesson::Presence;
use registro_projections::class_day::ClassDays;

use super::{Source, Tables, Told};
use crate::table::Kind::{Date, Id, Integer, Text};
use crate::table::{Cell, Table, class, field, maybe, person, subject};

pub(crate) static LESSONS: Table = Table {
    name: "lessons",
    title: "Le lezioni firmate, con gli argomenti",
    fields: &[
        field("class", Id, "classe"),
        field("on", Date, "giorno"),
        field("period", Integer, "ora di lezione"),
        field("teacher", Id, "chi ha firmato"),
        maybe("subject", Text, "disciplina"),
        maybe("substitutes", Id, "il collega sostituito"),
        field("topic", Text, "argomento"),
    ],
    key: &["class", "on", "period", "teacher"],
    foreign: &[class(&["class"]), person(&["teacher"]), person(&["substitutes"]), subject(&["subject"])],
};

pub(crate) static HOMEWORK: Table = Table {
    name: "homework",
    title: "I compiti assegnati",
    fields: &[
        field("class", Id, "classe"),
        field("on", Date, "giorno in cui sono assegnati"),
        field("number", Integer, "numero d'ordine nel giorno"),
        field("teacher", Id, "docente"),
        field("subject", Text, "disciplina"),
        field("text", Text, "che cosa"),
        field("due_on", Date, "per quando"),
    ],
    key: &["class", "on", "number"],
    foreign: &[class(&["class"]), person(&["teacher"]), subject(&["subject"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, ClassDays>,
) -> Result<(), Failure> {
    let (class, on) = (Cell::from(row.class), Cell::from(row.on));
    for (period, hour) in &row.hours {
        for (teacher, signature) in &hour.signatures {
            let substitutes = match signature.presence {
                Presence::Timetable => Cell::Nothing,
                Presence::Substitution { of } => of.into(),
            };
            tables.put(
                &LESSONS,
                vec![
                    class.clone(),
                    on.clone(),
                    u32::from(period.0).into(),
                    (*teacher).into(),
                    hour.subject.as_ref().map_or(Cell::Nothing, Cell::from),
                    substitutes,
                    Cell::text(&signature.topic),
                ],
            )?;
        }
    }
    for (number, homework) in (1_u32..).zip(&row.homework) {
        tables.put(
            &HOMEWORK,
            vec![
                class.clone(),
                on.clone(),
                number.into(),
                homework.teacher.into(),
                (&homework.subject).into(),
                Cell::text(&homework.text),
                homework.due_on.into(),
            ],
        )?;
    }
    Ok(())
}
