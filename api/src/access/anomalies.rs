//! What is unusual in the access log: three rules, each of which says why. None says that somebody did wrong: that is for a person
//! to find out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use registro_domain::ids::PersonId;
use registro_projections::directory::Directory;
use serde::Serialize;

use super::consult::{Filter, Found};
use super::entry::{Entry, Who};
use crate::actor::Capacity;
use crate::app::App;
use crate::clock::wall;
use crate::refusal::Refusal;

/// Persons whose data somebody reads one by one within an hour, from which it is told: more than two classes.
const MANY: usize = 60;
/// An access that tells of more persons at once is a list, and not a look at each.
const ONE_BY_ONE: usize = 3;
/// Hours at which those who work at the school do not usually read.
const NIGHT: (i8, i8) = (6, 22);
/// Days that are looked at, if it is not said which.
const DAYS: i64 = 7;
/// And at most, since all of their accesses are looked at together.
const MOST_DAYS: i64 = 31;
/// Accesses read at a time.
const PAGE: usize = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    ManyInAnHour,
    AtNight,
    NotHerClass,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Anomaly {
    pub rule: Rule,
    /// When it began.
    pub at: Timestamp,
    pub reader: PersonId,
    pub reader_name: String,
    pub capacity: Capacity,
    /// Whose data.
    pub persons: Vec<PersonId>,
    /// Why it is here, in Italian.
    pub why: String,
}

/// One access by a person.
struct Read<'a> {
    at: Timestamp,
    reader: PersonId,
    capacity: Capacity,
    entry: &'a Entry,
}

impl App {
    /// What is unusual in the accesses of some days, the first first.
    pub async fn anomalies(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<Anomaly>, Refusal> {
        let to = to.unwrap_or_else(|| self.register.today());
        let from = from.unwrap_or_else(|| to.saturating_sub(DAYS.days()));
        if to < from || from.saturating_add(MOST_DAYS.days()) < to {
            let why = format!("si guardano al più {MOST_DAYS} giorni per volta");
            return Err(Refusal::Malformed(why));
        }
        let filter = Filter { from: Some(from), to: Some(to), ..Filter::default() };
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.accesses(&filter, cursor, PAGE).await?;
            found.extend(page.found);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        found.reverse();
        Ok(unusual(&found, &*self.register.directory().await?))
    }
}

fn unusual(found: &[Found], directory: &Directory) -> Vec<Anomaly> {
    let reads: Vec<Read<'_>> = found
        .iter()
        .filter_map(|found| {
            let entry = found.entry.as_ref()?;
            let Who::Person { person, capacity, .. } = entry.who else { return None };
            Some(Read { at: found.at, reader: person, capacity, entry })
        })
        .collect();
    let mut all = many_in_an_hour(&reads, directory);
    all.extend(reads.iter().filter_map(|read| at_night(read, directory)));
    all.extend(reads.iter().filter_map(|read| not_her_class(read, directory)));
    all.sort_by_key(|anomaly| (anomaly.at, anomaly.rule, anomaly.reader));
    all
}

fn many_in_an_hour(reads: &[Read<'_>], directory: &Directory) -> Vec<Anomaly> {
    type Hour<'a> = (PersonId, String, &'a str);
    let mut hours: BTreeMap<Hour<'_>, (Timestamp, Capacity, BTreeSet<PersonId>)> = BTreeMap::new();
    for read in reads.iter().filter(|read| read.entry.persons.len() <= ONE_BY_ONE) {
        let hour = wall(read.at).strftime("%Y-%m-%dT%H").to_string();
        let seen = hours.entry((read.reader, hour, read.capacity.name()));
        let (_, _, persons) = seen.or_insert_with(|| (read.at, read.capacity, BTreeSet::new()));
        persons.extend(read.entry.persons.iter().filter(|person| **person != read.reader));
    }
    let many = hours.into_iter().filter(|(_, (_, _, persons))| MANY <= persons.len());
    many.map(|((reader, ..), (at, capacity, persons))| {
        let why = format!("{} persone guardate una per una in un'ora (soglia {MANY})", persons.len());
        anomaly(Rule::ManyInAnHour, (at, reader, capacity), persons.into_iter().collect(), why, directory)
    })
    .collect()
}

fn at_night(read: &Read<'_>, directory: &Directory) -> Option<Anomaly> {
    let hour = wall(read.at).hour();
    let (from, to) = NIGHT;
    let family = matches!(read.capacity, Capacity::Guardian | Capacity::Student);
    let of_others = read.entry.persons.iter().any(|person| *person != read.reader);
    if family || !of_others || (from <= hour && hour < to) {
        return None;
    }
    let why = format!("consultazione fra le {to}:00 e le {from}:00 da parte di chi lavora nella scuola");
    Some(of(Rule::AtNight, read, read.entry.persons.clone(), why, directory))
}

/// Whom a teacher looked at whose class she had not that day.
fn not_her_class(read: &Read<'_>, directory: &Directory) -> Option<Anomaly> {
    if read.capacity != Capacity::Teacher || ONE_BY_ONE < read.entry.persons.len() {
        return None;
    }
    let on = wall(read.at).date();
    let teacher = directory.person(read.reader)?;
    let others = read.entry.persons.iter().copied().filter(|person| {
        let class = directory.person(*person).and_then(|profile| profile.class_on(on));
        class.is_some_and(|class| {
            use registro_domain::people::Office;
            !teacher.chairs_on(on).any(|chair| chair.class == class)
                && !teacher.holds_office(on, |office| office == Office::Coordinator { class })
        })
    });
    let others: Vec<PersonId> = others.collect();
    if others.is_empty() {
        return None;
    }
    let why = "studente di una classe in cui quel giorno il docente non insegna".to_owned();
    Some(of(Rule::NotHerClass, read, others, why, directory))
}

fn of(rule: Rule, read: &Read<'_>, persons: Vec<PersonId>, why: String, directory: &Directory) -> Anomaly {
    anomaly(rule, (read.at, read.reader, read.capacity), persons, why, directory)
}

fn anomaly(
    rule: Rule,
    (at, reader, capacity): (Timestamp, PersonId, Capacity),
    persons: Vec<PersonId>,
    why: String,
    directory: &Directory,
) -> Anomaly {
    Anomaly { rule, at, reader, reader_name: directory.name(reader), capacity, persons, why }
}
