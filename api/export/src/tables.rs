//! The tables of an export: the school, its people and what the read models hold, row by row.

mod attendance;
mod cases;
mod conduct;
mod grades;
mod lessons;
mod notices;
mod permissions;
mod restrictions;
mod roster;
mod scrutinies;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro::app::App;
use registro::cli::Failure;
use registro_domain::calendar::Holidays;
use registro_domain::ids::PersonId;
use registro_domain::people::Profile;
use registro_projections::directory::Directory;
use registro_projections::model::ReadModel;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::bag::Bag;
use crate::restricted::Restricted;
use crate::table::{Cell, Table, Writer};

/// Every table, in the order of their documentation.
pub(crate) const ALL: [&Table; 25] = [
    &roster::SCHOOL,
    &roster::SUBJECTS,
    &roster::CLASSES,
    &roster::PEOPLE,
    &roster::ENROLMENTS,
    &roster::GUARDIANS,
    &roster::OFFICES,
    &roster::CHAIRS,
    &roster::TIMETABLE,
    &attendance::TOTALS,
    &attendance::HOURS,
    &attendance::FACTS,
    &grades::GRADES,
    &grades::CHANGES,
    &conduct::NOTES,
    &conduct::ACTS,
    &scrutinies::SITTINGS,
    &scrutinies::GRADES,
    &scrutinies::OUTCOMES,
    &cases::CASES,
    &lessons::LESSONS,
    &lessons::HOMEWORK,
    &notices::NOTICES,
    &permissions::PERMISSIONS,
    &restrictions::RESTRICTIONS,
];

/// Rows of a read model that are in memory at a time.
const PAGE: u32 = 256;

/// What stands behind the rows.
pub(crate) struct Source<'a> {
    pub app: &'a App,
    pub directory: &'a Directory,
    /// The day of the last event: what a day decides is decided for that one, whenever it is exported.
    pub on: Date,
    pub holidays: Holidays,
    /// What is not for others, whom the forms of [`crate::formats`] are for.
    pub restricted: Restricted,
}

impl<'a> Source<'a> {
    pub(crate) fn new(app: &'a App, directory: &'a Directory, restricted: Restricted) -> Self {
        let on = app.register.head().map_or_else(|| app.register.today(), |head| day_of(head.recorded_at));
        let holidays = registro::http::class_day::holidays(directory, on);
        Self { app, directory, on, holidays, restricted }
    }

    /// The people whom others may be told of.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Profile> {
        self.directory.people().filter(|profile| !self.restricted.person(profile.person))
    }

    pub(crate) fn person(&self, person: PersonId) -> Option<&Profile> {
        self.directory.person(person).filter(|profile| !self.restricted.person(profile.person))
    }
}

/// The civil day of an instant.
fn day_of(instant: jiff::Timestamp) -> Date {
    registro::clock::wall(instant).date()
}

/// The tables as they are being written.
pub(crate) struct Tables {
    writers: BTreeMap<&'static str, Writer>,
    /// Named somewhere: each gets a row, with or without anything in it.
    people: BTreeSet<Uuid>,
    classes: BTreeSet<Uuid>,
    subjects: BTreeSet<String>,
}

impl Tables {
    fn put(&mut self, table: &'static Table, row: Vec<Cell>) -> Result<(), Failure> {
        for cell in &row {
            match cell {
                Cell::Person(person) => drop(self.people.insert(*person)),
                Cell::Class(class) => drop(self.classes.insert(*class)),
                Cell::Subject(subject) if !self.subjects.contains(subject) => {
                    self.subjects.insert(subject.clone());
                }
                Cell::Nothing
                | Cell::Text(_)
                | Cell::Word(_)
                | Cell::Integer(_)
                | Cell::Decimal(_)
                | Cell::Boolean(_)
                | Cell::Date(_)
                | Cell::Id(_)
                | Cell::Subject(_) => {}
            }
        }
        let writer = self.writers.get_mut(table.name).ok_or_else(|| format!("tabella {}", table.name))?;
        writer.put(row)
    }
}

/// Writes every table. Returns how many rows each has.
pub(crate) async fn export(source: &Source<'_>, bag: &Bag) -> Result<BTreeMap<&'static str, u64>, Failure> {
    let mut writers = BTreeMap::new();
    for table in ALL {
        writers.insert(table.name, Writer::create(bag.folder(), table)?);
    }
    let (people, classes, subjects) = Default::default();
    let mut tables = Tables { writers, people, classes, subjects };
    scan(source, &mut tables, attendance::put).await?;
    scan(source, &mut tables, grades::put).await?;
    scan(source, &mut tables, conduct::put).await?;
    scan(source, &mut tables, scrutinies::put).await?;
    scan(source, &mut tables, cases::put).await?;
    scan(source, &mut tables, lessons::put).await?;
    scan(source, &mut tables, notices::put).await?;
    scan(source, &mut tables, permissions::put).await?;
    scan(source, &mut tables, restrictions::put).await?;
    roster::put(source, &mut tables)?;
    let mut rows = BTreeMap::new();
    for (name, writer) in tables.writers {
        rows.insert(name, writer.rows);
        writer.finish(bag)?;
    }
    Ok(rows)
}

/// Every row of a read model, a page in memory.
async fn scan<M: ReadModel>(
    source: &Source<'_>,
    tables: &mut Tables,
    put: fn(&Source<'_>, &mut Tables, Told<'_, M>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (store, school) = (&source.app.store, source.app.register.school);
    let mut after = None;
    loop {
        let page = store.scan::<M>(school, after.as_ref(), PAGE).await?;
        for (_, row) in &page {
            put(source, tables, Told(row))?;
        }
        match page.into_iter().next_back() {
            Some((last, _)) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// A row of a read model.
struct Told<'a, M: ReadModel>(&'a M::Row);

/// The word that a value is stored as; of one with fields, the word that says which it is.
pub(crate) fn word(value: &impl Serialize) -> Cell {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Cell::Word(word),
        Ok(Value::Object(fields)) => fields.keys().next().map_or(Cell::Nothing, Cell::word),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | Err(_) => Cell::Nothing,
    }
}
