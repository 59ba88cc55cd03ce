//! What the school did in a school year to watch over attendance, and what it still has to do.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Duty, DutyKind, Matter, Outlook, Place, Status, Whom};
use crate::calendar::{SchoolCalendar, SchoolYear};
use crate::fact::DomainEvent;
use crate::vigilance::VigilanceEvent;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolFile {
    /// The month reviewed, when, and the event.
    reviews: Vec<(Date, Date, Place)>,
    reported: Vec<(Date, Place)>,
}

impl SchoolFile {
    /// What an event of the school year adds.
    pub fn fold(mut self, place: Place, event: &DomainEvent) -> SchoolFile {
        match event {
            DomainEvent::Vigilance(VigilanceEvent::AttendanceReviewed { on, month, .. }) => {
                self.reviews.push((*month, *on, place));
            }
            DomainEvent::Vigilance(VigilanceEvent::MinorsReported { on, .. }) => {
                self.reported.push((*on, place));
            }
            DomainEvent::Vigilance(
                VigilanceEvent::ReadmissionRuleSet { .. }
                | VigilanceEvent::CollectiveAbsencesConsidered { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
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
        }
        self
    }

    /// The school's own duties of a year, from its calendar.
    pub fn duties(&self, calendar: &SchoolCalendar, outlook: Outlook<'_>) -> Vec<Duty> {
        let mut duties = self.reviews(calendar, outlook);
        duties.extend(self.report(calendar.year, outlook));
        duties
    }

    /// Norm: reg. istituto, art. 16, Assenze, c. 5 (A3-10): within each month of lessons.
    fn reviews(&self, calendar: &SchoolCalendar, outlook: Outlook<'_>) -> Vec<Duty> {
        let mut duties = Vec::new();
        let mut begins = calendar.first_day.first_of_month();
        while begins <= calendar.last_day && begins <= outlook.today {
            let every = outlook.regulation.review_every(begins).max(1);
            let next = begins.saturating_add(every.months());
            let ends = next.saturating_sub(1.day());
            let within = |month: Date| begins <= month && month < next;
            let done = self.reviews.iter().find(|(month, on, _)| within(*month) && *on <= outlook.today);
            let open = outlook.open(Some(begins), Some(ends));
            duties.push(Duty {
                kind: DutyKind::ReviewAttendance,
                whom: Whom::School,
                matter: Matter::Month(begins),
                cause: Vec::new(),
                arose_on: begins.max(calendar.first_day).min(ends),
                due: Some(ends),
                status: done.map_or(open, |(_, on, by)| Status::Done { on: *on, by: *by }),
            });
            begins = next;
        }
        duties
    }

    /// Norm: D.Lgs. 297/1994, art. 114, c. 1-2 (B5-05): once a year.
    fn report(&self, year: SchoolYear, outlook: Outlook<'_>) -> Option<Duty> {
        let arose_on = year.first_day();
        let by = outlook.regulation.minors_reported_by(arose_on);
        let this_year = Date::new(arose_on.year(), by.month, by.day).ok();
        let due = this_year.filter(|due| arose_on <= *due);
        let due = due.or_else(|| Date::new(arose_on.year() + 1, by.month, by.day).ok())?;
        let done = self.reported.iter().find(|(on, _)| *on <= outlook.today);
        let open = outlook.open(Some(arose_on), Some(due));
        (arose_on <= outlook.today).then(|| Duty {
            kind: DutyKind::ReportMinors,
            whom: Whom::School,
            matter: Matter::Year,
            cause: Vec::new(),
            arose_on,
            due: Some(due),
            status: done.map_or(open, |(on, by)| Status::Done { on: *on, by: *by }),
        })
    }
}
