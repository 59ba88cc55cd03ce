//! How many hours has a student missed this year, and how many are left before the line of three quarters?

mod year;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro_domain::attendance::{AttendanceEvent, Fact, JustificationOutcome};
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::{DomainEvent, attendance_student};
use registro_domain::hours::{MissedHour, Share, Warning, WarningLevels};
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::people::PersonEvent;
use registro_eventlog::event::SchoolId;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use crate::event::Event;
use crate::model::{Column, Key, ReadModel};
use crate::store::{ReadStore, StoreError};

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
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFact {
    pub on: Date,
    pub fact: Fact,
    pub state: FactState,
    pub justification: Justified,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactState {
    Stands,
    TurnedInto(FactNumber),
    Annulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Justified {
    No,
    Submitted,
    Accepted,
    Refused,
}

/// A figure that can be asked why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    HoursMissed,
    HoursJustified,
    HoursUnjustified,
    HoursLeft,
    HoursOfSubject(SubjectCode),
    LateEntries,
    AnnualHours,
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

impl Totals {
    fn empty(student: PersonId, year: SchoolYear) -> Self {
        let (days, facts) = (BTreeMap::new(), BTreeMap::new());
        Totals { student, year, class: None, annual_hours: 0, days, facts }
    }

    pub fn hours_missed(&self) -> u32 {
        self.days.values().map(|hours| u32::try_from(hours.len()).unwrap_or(u32::MAX)).sum()
    }

    /// Hours whose fact has an accepted justification. They count as missed all the same.
    pub fn hours_justified(&self) -> u32 {
        let accepted = |hour: &&MissedHour| {
            self.facts.get(&hour.fact).is_some_and(|fact| fact.justification == Justified::Accepted)
        };
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
        share.minutes_left(u32::from(self.annual_hours) * 60, self.hours_missed() * 60).div_euclid(60)
    }

    /// Hours missed out of those that may be, in percent, rounded down.
    pub fn percent_used(&self, share: Share) -> u32 {
        share.percent_used(u32::from(self.annual_hours) * 60, self.hours_missed() * 60)
    }

    /// How near the line the student is.
    pub fn warning(&self, levels: WarningLevels, share: Share) -> Warning {
        levels.warning(share, u32::from(self.annual_hours) * 60, self.hours_missed() * 60)
    }

    fn set_day(&mut self, on: Date, missed: &[MissedHour]) {
        self.days.insert(on, missed.to_vec());
    }

    fn add(&mut self, number: FactNumber, on: Date, fact: Fact) {
        let (state, justification) = (FactState::Stands, Justified::No);
        self.facts.insert(number, KnownFact { on, fact, state, justification });
    }
}

impl ReadModel for AttendanceTotals {
    const NAME: &'static str = "attendance_totals";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("year", "INTEGER"), ("class", "BLOB"), ("annual", "INTEGER"), ("missed", "INTEGER")];
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
                | PersonEvent::ChairEnded { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_) => Vec::new(),
        }
    }

    fn fold(row: Option<Totals>, _key: &Key, event: &Event) -> Option<Totals> {
        match &event.fact {
            DomainEvent::Attendance(fact) => {
                let year = SchoolYear::containing(event.envelope.effective_on);
                let row = row.unwrap_or_else(|| Totals::empty(attendance_student(fact), year));
                Some(fold_attendance(row, fact))
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
                | PersonEvent::ChairEnded { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_) => row,
        }
    }

    fn columns(_key: &Key, row: &Totals) -> Vec<Column> {
        vec![
            Column::Integer(i64::from(row.year.0)),
            row.class.map_or(Column::Blob(Vec::new()), |class| class.0.into()),
            Column::Integer(i64::from(row.annual_hours)),
            Column::Integer(i64::from(row.hours_missed())),
        ]
    }
}

fn fold_attendance(mut row: Totals, event: &AttendanceEvent) -> Totals {
    match event {
        AttendanceEvent::AbsenceRecorded { on, number, scope, missed, .. } => {
            row.add(*number, *on, Fact::Absence { scope: scope.clone() });
            row.set_day(*on, missed);
        }
        AttendanceEvent::EntryRecorded { on, number, at, admitted_from, ground, turns, missed, .. } => {
            if let Some(absence) = turns.and_then(|turned| row.facts.get_mut(&turned)) {
                absence.state = FactState::TurnedInto(*number);
            }
            row.add(*number, *on, Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground });
            row.set_day(*on, missed);
        }
        AttendanceEvent::ExitRecorded { on, number, at, reason, collection, missed, .. } => {
            row.add(*number, *on, Fact::Exit { at: *at, reason: *reason, collection: *collection });
            row.set_day(*on, missed);
        }
        AttendanceEvent::Corrected { on, number, fact, missed, .. } => {
            if let Some(known) = row.facts.get_mut(number) {
                known.fact = fact.clone();
            }
            row.set_day(*on, missed);
        }
        AttendanceEvent::Annulled { on, number, missed, .. } => {
            for (other, known) in &mut row.facts {
                if other == number {
                    known.state = FactState::Annulled;
                } else if known.state == FactState::TurnedInto(*number) {
                    known.state = FactState::Stands;
                }
            }
            row.set_day(*on, missed);
        }
        AttendanceEvent::Restamped { on, missed, .. } => row.set_day(*on, missed),
        AttendanceEvent::ActivityRecorded { on, number, activity, hours, missed, .. } => {
            row.add(*number, *on, Fact::Activity { activity: *activity, hours: *hours });
            row.set_day(*on, missed);
        }
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. } => {}
        AttendanceEvent::JustificationSubmitted { number, .. } => {
            if let Some(known) = row.facts.get_mut(number) {
                known.justification = Justified::Submitted;
            }
        }
        AttendanceEvent::JustificationDecided { number, outcome, .. } => {
            if let Some(known) = row.facts.get_mut(number) {
                known.justification = match outcome {
                    JustificationOutcome::Accepted => Justified::Accepted,
                    JustificationOutcome::Refused { .. } => Justified::Refused,
                };
            }
        }
    }
    row
}

/// The events, of all those of a student's year, that stand behind a figure.
pub fn supporting(figure: &Figure, mut events: Vec<Event>) -> Vec<Event> {
    events.retain(|event| supports(figure, event));
    if let Figure::HoursOfSubject(subject) = figure {
        let of_subject = |event: &&Event| counted(event).iter().any(|hour| hour.subject == *subject);
        let days: BTreeSet<Date> =
            events.iter().filter(of_subject).map(|event| event.envelope.effective_on).collect();
        // Whole days: an event that takes the last hour of the subject away no longer names it.
        events.retain(|event| days.contains(&event.envelope.effective_on));
    }
    events
}

/// Whether an event may change a figure. Of a subject's hours, whether it counts hours of any subject.
fn supports(figure: &Figure, event: &Event) -> bool {
    let fact = match &event.fact {
        DomainEvent::Attendance(fact) => fact,
        DomainEvent::Person(_) => return matches!(figure, Figure::AnnualHours | Figure::HoursLeft),
        DomainEvent::School(_)
        | DomainEvent::Lesson(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Device(_)
        | DomainEvent::Contact(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Notice(_)
        | DomainEvent::Receipt(_) => return false,
    };
    match figure {
        Figure::AnnualHours => false,
        Figure::HoursMissed | Figure::HoursLeft | Figure::HoursOfSubject(_) => !justifies(fact),
        Figure::HoursJustified | Figure::HoursUnjustified => true,
        Figure::LateEntries => match fact {
            AttendanceEvent::EntryRecorded { .. } => true,
            AttendanceEvent::Corrected { withdrawn, .. } | AttendanceEvent::Annulled { withdrawn, .. } => {
                matches!(withdrawn, Fact::Entry { .. })
            }
            AttendanceEvent::AbsenceRecorded { .. }
            | AttendanceEvent::ExitRecorded { .. }
            | AttendanceEvent::Restamped { .. }
            | AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::ActivityRecorded { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
            | AttendanceEvent::Classified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => false,
        },
    }
}

/// Justifying changes no hour: it is counted as before.
fn justifies(fact: &AttendanceEvent) -> bool {
    matches!(
        fact,
        AttendanceEvent::JustificationSubmitted { .. } | AttendanceEvent::JustificationDecided { .. }
    )
}

/// The hours of the day that an event counts as missed.
fn counted(event: &Event) -> &[MissedHour] {
    let DomainEvent::Attendance(fact) = &event.fact else { return &[] };
    match fact {
        AttendanceEvent::AbsenceRecorded { missed, .. }
        | AttendanceEvent::EntryRecorded { missed, .. }
        | AttendanceEvent::ExitRecorded { missed, .. }
        | AttendanceEvent::Corrected { missed, .. }
        | AttendanceEvent::Annulled { missed, .. }
        | AttendanceEvent::Restamped { missed, .. }
        | AttendanceEvent::ActivityRecorded { missed, .. } => missed,
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. }
        | AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. } => &[],
    }
}

/// The students of a year who have missed at least so many percent of the hours that may be, most first.
pub async fn closest_to_the_line(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
    share: Share,
    percent: u32,
) -> Result<Vec<Totals>, StoreError> {
    // missed / (annual × allowed share) ≥ percent / 100, in whole numbers.
    let rows = sqlx::query(
        "SELECT row FROM attendance_totals WHERE school = ? AND year = ? AND annual > 0 AND missed > 0 \
         AND missed * 100 * ? >= annual * ? * ? ORDER BY CAST(missed AS REAL) / annual DESC, key",
    )
    .bind(school.0.as_bytes().as_slice())
    .bind(i64::from(year.0))
    .bind(i64::from(share.denominator))
    .bind(i64::from(percent))
    .bind(i64::from(share.denominator - share.numerator))
    .fetch_all(store.pool())
    .await?;
    rows.iter().map(|row| store.decode::<Totals>(row.get::<&[u8], _>(0))).collect()
}

#[cfg(test)]
mod tests;
