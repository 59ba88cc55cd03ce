//! The school's own record: foundation, calendar, bell, regulation, subjects, classes, timetables.

use jiff::civil::Date;
use registro_domain::calendar::{SchoolCalendar, SchoolYear};
use registro_domain::ids::{ClassId, SubjectCode};
use registro_domain::regulation::BellSchedule;
use registro_domain::school::{Command as Domain, Slot};
use registro_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::refusal::Refusal;

/// Characters of a name.
const LONGEST_NAME: usize = 200;

/// Acts on the school's record; all of them happen, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Found { name: String, mechanographic_code: String },
    PublishCalendar { calendar: SchoolCalendar },
    SetBellSchedule { bell: BellSchedule, from: Date },
    AdoptRegulation { version: String, from: Date },
    ListSubject { subject: SubjectCode, name: String },
    OpenClass { class: ClassId, year: SchoolYear, label: String, track: String, annual_hours: u16 },
    SetTimetable { class: ClassId, from: Date, week: Vec<Slot> },
}

impl School {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.administers()?;
        for act in &self.acts {
            let command = act.command(desk.today)?;
            desk.decide_school(&command).await?;
        }
        Ok(())
    }
}

impl Act {
    fn command(&self, on: Date) -> Result<Domain, Refusal> {
        Ok(match self {
            Act::Found { name, mechanographic_code } => Domain::Found {
                name: Text::new("nome della scuola", name, LONGEST_NAME)?,
                mechanographic_code: Text::new("codice meccanografico", mechanographic_code, LONGEST_NAME)?,
                on,
            },
            Act::PublishCalendar { calendar } => Domain::PublishCalendar { calendar: calendar.clone(), on },
            Act::SetBellSchedule { bell, from } => {
                Domain::SetBellSchedule { bell: bell.clone(), from: *from }
            }
            Act::AdoptRegulation { version, from } => Domain::AdoptRegulation {
                version: Text::new("versione", version, LONGEST_NAME)?,
                from: *from,
            },
            Act::ListSubject { subject, name } => {
                let name = Text::new("materia", name, LONGEST_NAME)?;
                Domain::ListSubject { subject: subject.clone(), name, on }
            }
            Act::OpenClass { class, year, label, track, annual_hours } => Domain::OpenClass {
                class: *class,
                year: *year,
                label: Text::new("sezione", label, LONGEST_NAME)?,
                track: Text::new("indirizzo", track, LONGEST_NAME)?,
                annual_hours: *annual_hours,
                on,
            },
            Act::SetTimetable { class, from, week } => {
                Domain::SetTimetable { class: *class, from: *from, week: week.clone() }
            }
        })
    }
}
