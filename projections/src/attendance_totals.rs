//! How many hours has a student missed this year, and how many are left before the line of three quarters?

mod figures;
mod fold;
mod known;
mod query;
mod year;

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::attendance::Fact;
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::{DomainEvent, attendance_student};
use registro_domain::hours::{MissedHour, Share, Warning, WarningLevels};
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::people::PersonEvent;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};

pub use figures::{Figure, supporting};
pub use known::{FactState, Foretold, Justified, KnownFact, Reserve, Status};
pub use query::closest_to_the_line;
pub use year::of_year;

pub struct AttendanceTotals;

/// A student's year. Hours are whole, as the policy stored with each event counted them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub student: PersonId,
    pub year: SchoolYear,
    pub class: Option<ClassId>,
    /// Declared, personalised.
    pub annual_hours: u16,
    /// The hours missed on each day that has a fact.
    pub days: BTreeMap<Date, Vec<MissedHour>>,
    pub facts: BTreeMap<FactNumber, KnownFact>,
    /// Hours that derogations take from those missed, by the event that took them.
    pub excused: BTreeMap<FactNumber, u16>,
    pub foretold: Vec<Foretold>,
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

impl Totals {
    /// Before the first event of the year.
    pub fn empty(student: PersonId, year: SchoolYear) -> Self {
        let (days, facts, excused) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Totals { student, year, class: None, annual_hours: 0, days, facts, excused, foretold: Vec::new() }
    }

    pub fn hours_missed(&self) -> u32 {
        self.days.values().map(|hours| u32::try_from(hours.len()).unwrap_or(u32::MAX)).sum()
    }

    /// "Deroga: n ore".
    pub fn hours_excused(&self) -> u32 {
        self.excused.values().map(|hours| u32::from(*hours)).sum()
    }

    /// The hours that count against the three quarters: those missed, but for those of a derogation (A5-05).
    pub fn hours_counted(&self) -> u32 {
        self.hours_missed().saturating_sub(self.hours_excused())
    }

    /// Hours whose fact has an accepted justification. They count as missed all the same.
    pub fn hours_justified(&self) -> u32 {
        let accepted = |hour: &&MissedHour| self.facts.get(&hour.fact).is_some_and(KnownFact::is_justified);
        u32::try_from(self.days.values().flatten().filter(accepted).count()).unwrap_or(u32::MAX)
    }

    pub fn hours_unjustified(&self) -> u32 {
        self.hours_missed() - self.hours_justified()
    }

    /// Late entries that stand, counted or not towards a sanction.
    pub fn late_entries(&self) -> u32 {
        let late =
            |fact: &&KnownFact| fact.state == FactState::Stands && matches!(fact.fact, Fact::Entry { .. });
        u32::try_from(self.facts.values().filter(late).count()).unwrap_or(u32::MAX)
    }

    pub fn hours_of_subject(&self, subject: &SubjectCode) -> u32 {
        self.hours_by_subject().get(subject).copied().unwrap_or(0)
    }

    pub fn hours_by_subject(&self) -> BTreeMap<&SubjectCode, u32> {
        let mut hours = BTreeMap::new();
        for hour in self.days.values().flatten() {
            *hours.entry(&hour.subject).or_default() += 1;
        }
        hours
    }

    /// Whole hours that may still be missed; negative beyond the line.
    pub fn hours_left(&self, share: Share) -> i64 {
        share.minutes_left(u32::from(self.annual_hours) * 60, self.hours_counted() * 60).div_euclid(60)
    }

    /// Hours missed out of those that may be, in percent, rounded down.
    pub fn percent_used(&self, share: Share) -> u32 {
        share.percent_used(u32::from(self.annual_hours) * 60, self.hours_counted() * 60)
    }

    /// How near the line the student is.
    pub fn warning(&self, levels: WarningLevels, share: Share) -> Warning {
        levels.warning(share, u32::from(self.annual_hours) * 60, self.hours_counted() * 60)
    }
}

impl ReadModel for AttendanceTotals {
    const NAME: &'static str = "attendance_totals";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("year", Kind::Integer),
        ("class", Kind::Blob),
        ("annual", Kind::Integer),
        ("missed", Kind::Integer),
    ];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Totals;

    fn keys(event: &Event) -> Vec<Key> {
        match &event.fact {
            DomainEvent::Attendance(fact) => {
                let year = SchoolYear::containing(event.envelope.effective_on);
                vec![key(attendance_student(fact), year)]
            }
            DomainEvent::Person(
                PersonEvent::Enrolled { student, year, .. }
                | PersonEvent::Moved { student, year, .. }
                | PersonEvent::AnnualHoursSet { student, year, .. },
            ) => vec![key(*student, *year)],
            DomainEvent::Person(
                PersonEvent::Registered { .. }
                | PersonEvent::Left { .. }
                | PersonEvent::ResponsibilityHeld { .. }
                | PersonEvent::ResponsibilityLimited { .. }
                | PersonEvent::OfficeAssigned { .. }
                | PersonEvent::ChairAssigned { .. }
                | PersonEvent::DisclosureRequested { .. }
                | PersonEvent::DisclosureObjected { .. }
                | PersonEvent::ObjectionWithdrawn { .. }
                | PersonEvent::ResponsibilityEnded { .. }
                | PersonEvent::OfficeEnded { .. }
                | PersonEvent::ChairEnded { .. }
                | PersonEvent::FiscalCodeLinked { .. }
                | PersonEvent::FileReceived { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => Vec::new(),
        }
    }

    fn fold(row: Option<Totals>, _key: &Key, event: &Event) -> Option<Totals> {
        match &event.fact {
            DomainEvent::Attendance(fact) => {
                let year = SchoolYear::containing(event.envelope.effective_on);
                let row = row.unwrap_or_else(|| Totals::empty(attendance_student(fact), year));
                Some(fold::attendance(row, fact))
            }
            DomainEvent::Person(PersonEvent::Enrolled { student, year, class, annual_hours, .. }) => {
                let row = row.unwrap_or_else(|| Totals::empty(*student, *year));
                Some(Totals { class: Some(*class), annual_hours: *annual_hours, ..row })
            }
            DomainEvent::Person(PersonEvent::Moved { class, .. }) => {
                row.map(|row| Totals { class: Some(*class), ..row })
            }
            DomainEvent::Person(PersonEvent::AnnualHoursSet { hours, .. }) => {
                row.map(|row| Totals { annual_hours: *hours, ..row })
            }
            DomainEvent::Person(
                PersonEvent::Registered { .. }
                | PersonEvent::Left { .. }
                | PersonEvent::ResponsibilityHeld { .. }
                | PersonEvent::ResponsibilityLimited { .. }
                | PersonEvent::OfficeAssigned { .. }
                | PersonEvent::ChairAssigned { .. }
                | PersonEvent::DisclosureRequested { .. }
                | PersonEvent::DisclosureObjected { .. }
                | PersonEvent::ObjectionWithdrawn { .. }
                | PersonEvent::ResponsibilityEnded { .. }
                | PersonEvent::OfficeEnded { .. }
                | PersonEvent::ChairEnded { .. }
                | PersonEvent::FiscalCodeLinked { .. }
                | PersonEvent::FileReceived { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => row,
        }
    }

    fn columns(_key: &Key, row: &Totals) -> Vec<Column> {
        vec![
            Column::Integer(i64::from(row.year.0)),
            row.class.map_or(Column::Blob(Vec::new()), |class| class.0.into()),
            Column::Integer(i64::from(row.annual_hours)),
            Column::Integer(i64::from(row.hours_counted())),
        ]
    }
}

#[cfg(test)]
mod tests;
