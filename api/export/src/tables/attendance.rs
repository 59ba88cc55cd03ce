//! A student's year: totals, every hour missed, every fact with what became of it.

use registro::cli::Failure;
use registro_domain::attendance::Fact;
use registro_projections::attendance_totals::{AttendanceTotals, FactState, Justified};

use super::{Source, Tables, Told, word};
use crate::table::Kind::{Date, Id, Integer, Text, Word};
use crate::table::{Cell, Table, class, field, maybe, person, subject};

pub(crate) static TOTALS: Table = Table {
    name: "attendance_totals",
    title: "Le ore di assenza di ogni studente in un anno scolastico",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        maybe("class", Id, "ultima classe"),
        field("annual_hours", Integer, "monte ore annuale personalizzato"),
        field("hours_missed", Integer, "ore di assenza"),
        field("hours_excused", Integer, "ore tolte dal conto da una deroga"),
        field("hours_counted", Integer, "ore che contano per i tre quarti"),
        field("hours_justified", Integer, "ore di assenza giustificate"),
        field("late_entries", Integer, "ingressi in ritardo"),
    ],
    key: &["student", "year"],
    foreign: &[person(&["student"]), class(&["class"])],
};

pub(crate) static HOURS: Table = Table {
    name: "attendance_hours",
    title: "Ogni ora di assenza",
    fields: &[
        field("student", Id, "studente"),
        field("on", Date, "giorno"),
        field("period", Integer, "ora di lezione"),
        field("subject", Text, "disciplina"),
        field("fact", Integer, "numero del fatto da cui viene"),
    ],
    key: &["student", "on", "period"],
    foreign: &[person(&["student"]), subject(&["subject"])],
};

pub(crate) static FACTS: Table = Table {
    name: "attendance_facts",
    title: "Assenze, ingressi, uscite e attività, con quello che ne è stato",
    fields: &[
        field("student", Id, "studente"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("number", Integer, "numero del fatto nell'anno dello studente"),
        field("on", Date, "giorno"),
        field("kind", Word, "absence, entry, exit, activity o recovery-missed"),
        field("state", Word, "stands, turned o annulled"),
        maybe("turned_into", Integer, "il fatto che ne ha preso il posto"),
        field("justification", Word, "no, submitted, withdrawn, accepted o refused"),
        field("absence_kind", Word, "individual o collective"),
    ],
    key: &["student", "year", "number"],
    foreign: &[person(&["student"])],
};

pub(super) fn put(
    _source: &Source<'_>,
    tables: &mut Tables,
    Told(row): Told<'_, AttendanceTotals>,
) -> Result<(), Failure> {
    let (student, year) = (Cell::from(row.student), Cell::Integer(i64::from(row.year.0)));
    tables.put(
        &TOTALS,
        vec![
            student.clone(),
            year.clone(),
            row.class.into(),
            u32::from(row.annual_hours).into(),
            row.hours_missed().into(),
            row.hours_excused().into(),
            row.hours_counted().into(),
            row.hours_justified().into(),
            row.late_entries().into(),
        ],
    )?;
    for (on, hours) in &row.days {
        for hour in hours {
            let period = u32::from(hour.period.0).into();
            let cells = vec![student.clone(), (*on).into(), period, (&hour.subject).into(), hour.fact.into()];
            tables.put(&HOURS, cells)?;
        }
    }
    for (number, known) in &row.facts {
        let (state, turned) = match known.state {
            FactState::Stands => ("stands", Cell::Nothing),
            FactState::TurnedInto(other) => ("turned", other.into()),
            FactState::Annulled => ("annulled", Cell::Nothing),
        };
        let kind = match &known.fact {
            Fact::Absence { .. } => "absence",
            Fact::Entry { .. } => "entry",
            Fact::Exit { .. } => "exit",
            Fact::Activity { .. } => "activity",
            Fact::RecoveryMissed { .. } => "recovery-missed",
        };
        let justification = match known.justification {
            Justified::No => "no",
            Justified::Submitted => "submitted",
            Justified::Withdrawn => "withdrawn",
            Justified::Accepted => "accepted",
            Justified::Refused => "refused",
        };
        tables.put(
            &FACTS,
            vec![
                student.clone(),
                year.clone(),
                (*number).into(),
                known.on.into(),
                Cell::word(kind),
                Cell::word(state),
                turned,
                Cell::word(justification),
                word(&known.kind),
            ],
        )?;
    }
    Ok(())
}
