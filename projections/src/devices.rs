//! Which phones does the school hold, since when, and where may a student's phone be?

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use registro_domain::calendar::SchoolYear;
use registro_domain::device::{BagOutcome, DeviceEvent, Found, Keeper};
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_eventlog::event::SchoolId;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel, day_number};
use crate::store::{ReadStore, StoreError};

pub struct Devices;

/// One student's phone in one school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub student: PersonId,
    pub year: SchoolYear,
    /// The last request to keep it in the bag.
    pub bag: Option<BagRequest>,
    pub uses: BTreeMap<FactNumber, Use>,
    pub withheld: BTreeMap<FactNumber, Withheld>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagRequest {
    pub number: FactNumber,
    pub on: Date,
    pub decided: Option<(Date, BagOutcome)>,
}

/// The days on which it may be used, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub from: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    pub class: ClassId,
    pub on: Date,
    pub at: Time,
    pub found: Found,
    pub handed_to: Keeper,
    pub told: Vec<(Date, PersonId)>,
    pub returned: Option<(Date, PersonId)>,
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

impl Device {
    fn empty(student: PersonId, year: SchoolYear) -> Self {
        Device { student, year, bag: None, uses: BTreeMap::new(), withheld: BTreeMap::new() }
    }

    /// What the school still holds, the first withheld first.
    pub fn held(&self) -> impl Iterator<Item = (FactNumber, &Withheld)> {
        let held = self.withheld.iter().filter(|(_, withheld)| withheld.returned.is_none());
        held.map(|(number, withheld)| (*number, withheld))
    }

    fn held_since(&self) -> Option<Date> {
        self.held().map(|(_, withheld)| withheld.on).min()
    }
}

impl ReadModel for Devices {
    const NAME: &'static str = "devices";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("held_since", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, held_since"];
    type Row = Device;

    fn keys(event: &Event) -> Vec<Key> {
        of_student(event).map(|(student, year, _)| key(student, year)).into_iter().collect()
    }

    fn fold(row: Option<Device>, _key: &Key, event: &Event) -> Option<Device> {
        let Some((student, year, said)) = of_student(event) else { return row };
        let mut row = row.unwrap_or_else(|| Device::empty(student, year));
        match said {
            DeviceEvent::BagRequested { number, on, .. } => {
                row.bag = Some(BagRequest { number: *number, on: *on, decided: None });
            }
            DeviceEvent::BagDecided { on, outcome, .. } => {
                if let Some(request) = &mut row.bag {
                    request.decided = Some((*on, outcome.clone()));
                }
            }
            DeviceEvent::UseAllowed { number, on, until, .. } => {
                row.uses.insert(*number, Use { from: *on, until: *until });
            }
            DeviceEvent::UseEnded { number, on, .. } => {
                if let Some(held) = row.uses.get_mut(number) {
                    held.until = Some(on.saturating_sub(1.day()));
                }
            }
            DeviceEvent::Withheld { class, on, at, number, found, handed_to, .. } => {
                let (class, on, at, found, handed_to) = (*class, *on, *at, *found, *handed_to);
                let withheld = Withheld { class, on, at, found, handed_to, told: Vec::new(), returned: None };
                row.withheld.insert(*number, withheld);
            }
            DeviceEvent::FamilyTold { number, on, told, .. } => {
                if let Some(withheld) = row.withheld.get_mut(number) {
                    withheld.told.push((*on, *told));
                }
            }
            DeviceEvent::Returned { number, on, to, .. } => {
                if let Some(withheld) = row.withheld.get_mut(number) {
                    withheld.returned = Some((*on, *to));
                }
            }
        }
        Some(row)
    }

    fn columns(_key: &Key, row: &Device) -> Vec<Column> {
        vec![Column::Integer(row.held_since().map_or(0, day_number))]
    }
}

/// Whose phone an event is about, and in which school year.
fn of_student(event: &Event) -> Option<(PersonId, SchoolYear, &DeviceEvent)> {
    let DomainEvent::Device(said) = &event.fact else { return None };
    let (student, _) = *said.about().first()?;
    // The stream's year: a phone withheld in June may be given back in September.
    let year = event.envelope.stream.as_str().rsplit('-').next()?.parse().ok()?;
    Some((student, SchoolYear(year), said))
}

/// Every student whose phone the school holds, the longest held first.
pub async fn held(store: &ReadStore, school: SchoolId) -> Result<Vec<Device>, StoreError> {
    store.rows::<Devices>(school, "AND 0 < held_since ORDER BY held_since, key", &[]).await
}

#[cfg(test)]
mod tests;
