//! Reading what was read: by whose data, by reader, by kind and by day.

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_eventlog::access::{Cursor, Month};

use super::entry::{Entry, Kind, Who};
use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;
use crate::sign_in::message;

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
        let days = (filter.from, filter.to);
        let looked = self.look_back(days, before, limit, |at, data| {
            if data.is_some_and(message::is_one) {
                return None;
            }
            let entry = data.and_then(Entry::decode);
            filter.admits(entry.as_ref()).then_some(Found { at, entry })
        });
        let (found, next) = looked.await?;
        Ok(Consulted { found: found.into_iter().map(|(_, found)| found).collect(), next })
    }

    /// What `picked` picks of the rows of some days, the newest first, from `before` on into the past; and where the next
    /// question begins, if there may be more.
    pub(crate) async fn look_back<T>(
        &self,
        (first, last): (Option<Date>, Option<Date>),
        before: Option<Cursor>,
        limit: usize,
        picked: impl Fn(Timestamp, Option<&[u8]>) -> Option<T>,
    ) -> Result<(Vec<(Timestamp, T)>, Option<Cursor>), Refusal> {
        let day = |at: Timestamp| clock::wall(at).date();
        let newest = before.map(|before| Month::of(day(before.at())));
        let mut months = self.access.months()?;
        months.retain(|month| {
            newest.is_none_or(|newest| *month <= newest)
                && last.is_none_or(|last| *month <= Month::of(last))
                && first.is_none_or(|first| Month::of(first) <= *month)
        });
        let mut found = Vec::new();
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
                    if last.is_some_and(|last| last < on) {
                        continue;
                    }
                    if first.is_some_and(|first| on < first) {
                        return Ok((found, None)); // The others are older still.
                    }
                    found.extend(picked(kept.at, kept.data.as_deref()).map(|picked| (kept.at, picked)));
                    if found.len() == limit || looked_at == LOOKED_AT {
                        return Ok((found, Some(kept.cursor)));
                    }
                }
                if ends {
                    break;
                }
            }
        }
        Ok((found, None))
    }
}
