//! The school and its people: classes, subjects, who is enrolled where, who answers for whom, who teaches what.

use registro::cli::Failure;
use registro_domain::people::{Office, Profile};

use super::{Source, Tables, word};
use crate::table::Kind::{Date, Id, Integer, Text, Word};
use crate::table::{Cell, Table, class, field, maybe, person, subject};

pub(crate) static SCHOOL: Table = Table {
    name: "school",
    title: "La scuola",
    fields: &[
        field("school", Id, "identificativo della scuola nel registro"),
        maybe("name", Text, "nome"),
        maybe("mechanographic_code", Text, "codice meccanografico"),
    ],
    key: &["school"],
    foreign: &[],
};

pub(crate) static SUBJECTS: Table = Table {
    name: "subjects",
    title: "Le discipline",
    fields: &[field("subject", Text, "sigla della disciplina"), maybe("name", Text, "nome")],
    key: &["subject"],
    foreign: &[],
};

pub(crate) static CLASSES: Table = Table {
    name: "classes",
    title: "Le classi, ciascuna di un anno scolastico",
    fields: &[
        field("class", Id, "identificativo"),
        maybe("year", Integer, "anno in cui comincia l'anno scolastico"),
        maybe("label", Text, "nome, come 3B"),
        maybe("track", Text, "indirizzo"),
        maybe("annual_hours", Integer, "monte ore annuale"),
    ],
    key: &["class"],
    foreign: &[],
};

pub(crate) static PEOPLE: Table = Table {
    name: "people",
    title: "Le persone che il registro nomina; di una cancellata resta l'identificativo",
    fields: &[
        field("person", Id, "identificativo, casuale"),
        maybe("family_name", Text, "cognome"),
        maybe("given_name", Text, "nome"),
        maybe("born_on", Date, "data di nascita"),
    ],
    key: &["person"],
    foreign: &[],
};

pub(crate) static ENROLMENTS: Table = Table {
    name: "enrolments",
    title: "Chi è stato in quale classe, da quando a quando (compresi)",
    fields: &[
        field("student", Id, "studente"),
        field("class", Id, "classe"),
        field("year", Integer, "anno in cui comincia l'anno scolastico"),
        field("from", Date, "primo giorno"),
        maybe("until", Date, "ultimo giorno"),
        maybe("annual_hours", Integer, "monte ore personalizzato"),
    ],
    key: &["student", "class", "from"],
    foreign: &[person(&["student"]), class(&["class"])],
};

pub(crate) static GUARDIANS: Table = Table {
    name: "guardians",
    title: "Chi risponde di chi",
    fields: &[
        field("student", Id, "studente"),
        field("guardian", Id, "chi ne risponde"),
        field("relation", Word, "mother, father o tutor"),
        field("from", Date, "da quando"),
        maybe("until", Date, "fino a quando"),
    ],
    key: &["student", "guardian", "from"],
    foreign: &[person(&["student"]), person(&["guardian"])],
};

pub(crate) static OFFICES: Table = Table {
    name: "offices",
    title: "Chi ha quale incarico",
    fields: &[
        field("person", Id, "persona"),
        field("number", Integer, "numero d'ordine fra gli incarichi della persona"),
        field("office", Word, "incarico"),
        maybe("class", Id, "la classe, di chi coordina"),
        field("from", Date, "da quando"),
        maybe("until", Date, "fino a quando"),
    ],
    key: &["person", "number"],
    foreign: &[person(&["person"]), class(&["class"])],
};

pub(crate) static CHAIRS: Table = Table {
    name: "chairs",
    title: "Chi insegna che cosa, a quale classe",
    fields: &[
        field("teacher", Id, "docente"),
        field("number", Integer, "numero d'ordine fra le cattedre della persona"),
        field("class", Id, "classe"),
        field("subject", Text, "disciplina"),
        field("weekly_hours", Integer, "ore settimanali"),
        field("from", Date, "da quando"),
        maybe("until", Date, "fino a quando"),
    ],
    key: &["teacher", "number"],
    foreign: &[person(&["teacher"]), class(&["class"]), subject(&["subject"])],
};

pub(crate) static TIMETABLE: Table = Table {
    name: "timetable",
    title: "L'orario di ogni classe; vale da un giorno fino al successivo",
    fields: &[
        field("class", Id, "classe"),
        field("from", Date, "da quando vale"),
        field("weekday", Integer, "giorno della settimana, 1 è lunedì"),
        field("period", Integer, "ora di lezione"),
        field("number", Integer, "numero d'ordine, se più discipline o docenti hanno la stessa ora"),
        field("subject", Text, "disciplina"),
        maybe("teacher", Id, "docente"),
    ],
    key: &["class", "from", "weekday", "period", "number"],
    foreign: &[class(&["class"]), subject(&["subject"]), person(&["teacher"])],
};

/// Last of all: by then it is known who is named in the other tables.
pub(super) fn put(source: &Source<'_>, tables: &mut Tables) -> Result<(), Failure> {
    let school = &source.directory.school;
    let (name, code) = match &school.name {
        Some((name, code)) => (Cell::text(name), Cell::text(code)),
        None => (Cell::Nothing, Cell::Nothing),
    };
    tables.put(&SCHOOL, vec![Cell::Id(source.app.register.school.0), name, code])?;
    for (id, class) in &school.classes {
        tables.put(
            &CLASSES,
            vec![
                (*id).into(),
                Cell::Integer(i64::from(class.year.0)),
                Cell::text(&class.label),
                Cell::text(&class.track),
                Cell::Integer(i64::from(class.annual_hours)),
            ],
        )?;
        for (from, week) in &class.weeks {
            timetable(tables, (*id).into(), *from, week)?;
        }
    }
    for profile in source.directory.people() {
        put_profile(tables, profile)?;
    }
    rest(source, tables)
}

fn timetable(
    tables: &mut Tables,
    class: Cell,
    from: jiff::civil::Date,
    week: &[registro_domain::school::Slot],
) -> Result<(), Failure> {
    let mut numbers = std::collections::BTreeMap::new();
    for slot in week {
        let nobody = [Cell::Nothing];
        let teachers: Vec<Cell> = slot.teachers.iter().map(|teacher| (*teacher).into()).collect();
        for teacher in if teachers.is_empty() { &nobody[..] } else { &teachers[..] } {
            let number = numbers.entry((slot.weekday, slot.period)).or_insert(0_u32);
            *number += 1;
            tables.put(
                &TIMETABLE,
                vec![
                    class.clone(),
                    from.into(),
                    Cell::Integer(i64::from(slot.weekday)),
                    Cell::Integer(i64::from(slot.period.0)),
                    (*number).into(),
                    (&slot.subject).into(),
                    teacher.clone(),
                ],
            )?;
        }
    }
    Ok(())
}

fn put_profile(tables: &mut Tables, profile: &Profile) -> Result<(), Failure> {
    let person = Cell::from(profile.person);
    tables.put(
        &PEOPLE,
        vec![
            Cell::Id(profile.person.0),
            Cell::text(&profile.family_name),
            Cell::text(&profile.given_name),
            profile.born_on.into(),
        ],
    )?;
    for enrolment in &profile.enrolments {
        let hours = profile.annual_hours.get(&enrolment.year).map(|hours| u32::from(*hours));
        let year = Cell::Integer(i64::from(enrolment.year.0));
        let (class, from, until) = (enrolment.class.into(), enrolment.from.into(), enrolment.until.into());
        tables.put(&ENROLMENTS, vec![person.clone(), class, year, from, until, hours.into()])?;
    }
    for held in &profile.guardians {
        let (guardian, relation) = (held.guardian.into(), word(&held.relation));
        tables
            .put(&GUARDIANS, vec![person.clone(), guardian, relation, held.from.into(), held.until.into()])?;
    }
    for (number, held) in (1_u32..).zip(&profile.offices) {
        let class = if let Office::Coordinator { class } = held.what { class.into() } else { Cell::Nothing };
        let (office, from, until) = (word(&held.what), held.from.into(), held.until.into());
        tables.put(&OFFICES, vec![person.clone(), number.into(), office, class, from, until])?;
    }
    for (number, held) in (1_u32..).zip(&profile.chairs) {
        tables.put(
            &CHAIRS,
            vec![
                person.clone(),
                number.into(),
                held.what.class.into(),
                (&held.what.subject).into(),
                Cell::Integer(i64::from(held.what.weekly_hours)),
                held.from.into(),
                held.until.into(),
            ],
        )?;
    }
    Ok(())
}

/// What other tables name, whether or not anything is left of it.
fn rest(source: &Source<'_>, tables: &mut Tables) -> Result<(), Failure> {
    let school = &source.directory.school;
    for (code, name) in &school.subjects {
        tables.put(&SUBJECTS, vec![code.into(), Cell::text(name)])?;
    }
    let named = std::mem::take(&mut tables.subjects);
    for code in named {
        if school.subjects.keys().all(|known| known.0 != code) {
            tables.put(&SUBJECTS, vec![Cell::Subject(code), Cell::Nothing])?;
        }
    }
    let named = std::mem::take(&mut tables.classes);
    for id in named {
        if school.classes.keys().all(|known| known.0 != id) {
            let row = vec![Cell::Id(id), Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing];
            tables.put(&CLASSES, row)?;
        }
    }
    let named = std::mem::take(&mut tables.people);
    for id in named {
        if source.directory.person(registro_domain::ids::PersonId(id)).is_none() {
            tables.put(&PEOPLE, vec![Cell::Id(id), Cell::Nothing, Cell::Nothing, Cell::Nothing])?;
        }
    }
    Ok(())
}
