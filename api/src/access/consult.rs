//! Reading what was read: by whose data, by reader, by kind and by day.

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_eventlog::access::{Cursor, Month};

use super::entry::{Entry, Kind, Who};
use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;

/// Rows read from the files at a time.
const PAGE: u32 = 2_000;
/// Rows looked at in one answer: the next one goes on from there.
const LOOKED_AT: usize = 200_000;

#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub person: Option<PersonId>,
    pub reader: Option<PersonId>,
    pub kind: Option<Kind>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct Found {
    pub at: Timestamp,
    /// `None`: its key is gone, or it is of a form that this version does not know.
    pub entry: Option<Entry>,
}

/// Some of what was found, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Consulted {
    pub found: Vec<Found>,
    /// Where the next question begins, if there may be more.
    pub next: Option<Cursor>,
}

impl Filter {
    fn admits(&self, entry: Option<&Entry>) -> bool {
        let Some(entry) = entry else {
            return self.person.is_none() && self.reader.is_none() && self.kind.is_none();
        };
        self.person.is_none_or(|person| entry.persons.contains(&person))
            && self.kind.is_none_or(|kind| entry.kinds.contains(&kind))
            && self.reader.is_none_or(|reader| match &entry.who {
                Who::Person { person, .. } => *person == reader,
                Who::Operator(_) => false,
            })
    }
}

impl App {
    /// The accesses that a filter admits, from `before` on into the past.
    pub async fn accesses(
        &self,
        filter: &Filter,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<Consulted, Refusal> {
        let day = |at: Timestamp| clock::wall(at).date();
        let last = before.map(|before| Month::of(day(before.at())));
        let mut months = self.access.months()?;
        months.retain(|month| {
            last.is_none_or(|last| *month <= last)
                && filter.to.is_none_or(|to| *month <= Month::of(to))
                && filter.from.is_none_or(|from| Month::of(from) <= *month)
        });
        let mut consulted = Consulted::default();
        let mut looked_at = 0;
        for month in months.into_iter().rev() {
            let mut from = before;
            loop {
                let page = self.access.read(self.register.school, month, from, PAGE).await?;
                let ends = page.len() < PAGE as usize;
                for kept in page {
                    looked_at += 1;
                    from = Some(kept.cursor);
                    let on = day(kept.at);
                    if filter.to.is_some_and(|to| to < on) {
                        continue;
                    }
                    if filter.from.is_some_and(|from| on < from) {
                        return Ok(consulted); // The others are older still.
                    }
                    let entry = kept.data.as_deref().and_then(Entry::decode);
                    if filter.admits(entry.as_ref()) {
                        consulted.found.push(Found { at: kept.at, entry });
                    }
                    if consulted.found.len() == limit || looked_at == LOOKED_AT {
                        consulted.next = Some(kept.cursor);
                        return Ok(consulted);
                    }
                }
                if ends {
                    break;
                }
            }
        }
        Ok(consulted)
    }
}
