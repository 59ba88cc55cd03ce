//! What a log says of its year, counted event by event: to compare a simulated year with the public figures.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::attendance::AttendanceEvent;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::PersonId;
use registro_domain::lesson::LessonEvent;
use registro_domain::people::PersonEvent;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_projections::event;
use registro_projections::store::StoreError;

const PAGE: usize = 10_000;
const MINUTES: u32 = 60;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub events: u64,
    /// Events by the name that they are stored under.
    pub kinds: BTreeMap<String, u64>,
    pub students: u64,
    /// Hours that the students of the classes whose roll was called had that day, together.
    pub student_hours: u64,
    /// Hours missed, together.
    pub missed_hours: u64,
    /// Students beyond the line of the year's validity, without derogations.
    pub beyond_the_line: u64,
}

impl Figures {
    /// Hours missed, per 10,000 hours of lessons.
    pub fn absence_per_10_000(&self) -> u64 {
        self.missed_hours * 10_000 / self.student_hours.max(1)
    }

    /// Students beyond the line, per 10,000 students.
    pub fn beyond_per_10_000(&self) -> u64 {
        self.beyond_the_line * 10_000 / self.students.max(1)
    }
}

/// Reads a school's whole log.
pub async fn of(
    log: &dyn EventLog,
    school: SchoolId,
    regulation: &Regulation,
) -> Result<Figures, StoreError> {
    let upcasters = event::upcasters();
    let mut figures = Figures::default();
    let mut annual: BTreeMap<PersonId, u16> = BTreeMap::new();
    let mut missed: BTreeMap<(PersonId, Date), u64> = BTreeMap::new();
    let (mut after, mut last_day): (Option<Position>, Option<Date>) = (None, None);
    loop {
        let page = log.read_all(school, after, PAGE, Filter::All).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.position);
        for recorded in page {
            figures.events += 1;
            *figures.kinds.entry(recorded.kind.clone()).or_default() += 1;
            match event::open(recorded, &upcasters)?.fact {
                DomainEvent::School(_)
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
                | DomainEvent::Erased(_) => {}
                DomainEvent::Person(said) => annual_hours(&mut annual, &said),
                DomainEvent::Lesson(said) => {
                    if let LessonEvent::RollCalled { enrolled, on, .. } = said {
                        figures.student_hours += u64::from(enrolled);
                        last_day = last_day.max(Some(on));
                    }
                }
                DomainEvent::Attendance(said) => {
                    if let Some((student, on, hours)) = missed_hours(&said) {
                        missed.insert((student, on), hours);
                    }
                }
            }
        }
    }
    let mut totals: BTreeMap<PersonId, u64> = BTreeMap::new();
    for ((student, _), hours) in missed {
        *totals.entry(student).or_default() += hours;
    }
    figures.students = u64::try_from(annual.len()).unwrap_or(u64::MAX);
    figures.missed_hours = totals.values().sum();
    if let Some(last_day) = last_day {
        let share = regulation.attendance_share(last_day);
        let beyond = |(student, hours): (&PersonId, &u64)| {
            let annual = annual.get(student).copied().map_or(0, u32::from);
            !share.is_met(annual * MINUTES, u32::try_from(*hours).unwrap_or(u32::MAX / MINUTES) * MINUTES)
        };
        figures.beyond_the_line =
            u64::try_from(totals.iter().filter(|total| beyond(*total)).count()).unwrap_or(u64::MAX);
    }
    Ok(figures)
}

fn annual_hours(annual: &mut BTreeMap<PersonId, u16>, said: &PersonEvent) {
    match said {
        PersonEvent::Enrolled { student, annual_hours, .. } => {
            annual.insert(*student, *annual_hours);
        }
        PersonEvent::AnnualHoursSet { student, hours, .. } => {
            annual.insert(*student, *hours);
        }
        PersonEvent::Registered { .. }
        | PersonEvent::Moved { .. }
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
        | PersonEvent::FileReceived { .. } => {}
    }
}

/// The whole day's count after an event.
fn missed_hours(said: &AttendanceEvent) -> Option<(PersonId, Date, u64)> {
    match said {
        AttendanceEvent::AbsenceRecorded { student, on, missed, .. }
        | AttendanceEvent::EntryRecorded { student, on, missed, .. }
        | AttendanceEvent::ExitRecorded { student, on, missed, .. }
        | AttendanceEvent::Corrected { student, on, missed, .. }
        | AttendanceEvent::Annulled { student, on, missed, .. }
        | AttendanceEvent::Restamped { student, on, missed, .. }
        | AttendanceEvent::ActivityRecorded { student, on, missed, .. } => {
            Some((*student, *on, u64::try_from(missed.len()).unwrap_or_default()))
        }
        AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. }
        | AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. } => None,
    }
}
