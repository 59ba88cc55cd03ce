//! A class, or some of its students, at an activity that counts as attendance: one command, one day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, Command as Attendance, Destination, Outing};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use serde::{Deserialize, Serialize};

use super::absence::scope;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordActivity {
    pub class: ClassId,
    pub on: Date,
    /// The whole class if not given.
    #[serde(default)]
    pub students: Option<BTreeSet<PersonId>>,
    pub activity: Kind,
    /// The hours away from class; the whole day if not given.
    #[serde(default)]
    pub periods: Option<BTreeSet<PeriodNumber>>,
    /// The hours done, of those away; all of them if not given.
    #[serde(default)]
    pub hours: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Kind {
    Trip { last_day: Date },
    Citizenship,
    Reflection,
    School,
}

impl RecordActivity {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[
            Capacity::Principal,
            Capacity::Deputy,
            Capacity::SiteLead,
            Capacity::Secretariat,
            Capacity::Teacher,
        ])?;
        if !desk.asking().may_see_class(self.class) {
            return Err(Refusal::NotFound("la classe"));
        }
        let day = desk.class_day(self.class, self.on)?;
        let enrolled: BTreeSet<PersonId> =
            desk.directory.class_on(self.class, self.on).iter().map(|student| student.person).collect();
        let students = self.students.as_ref().unwrap_or(&enrolled);
        if students.is_empty() {
            return Err(Refusal::Malformed("va indicato almeno uno studente".to_owned()));
        }
        if !students.is_subset(&enrolled) {
            return Err(Refusal::NotFound("lo studente"));
        }
        let to = match self.activity {
            Kind::Trip { last_day } if last_day < self.on => {
                let why = "il viaggio finirebbe prima del giorno indicato";
                return Err(Refusal::Malformed(why.to_owned()));
            }
            Kind::Trip { last_day } => {
                let calendar = desk.directory.school.calendar(self.on)?.clone();
                Destination::Trip { last_day, calendar }
            }
            Kind::Citizenship => Destination::Citizenship,
            Kind::Reflection => Destination::Reflection,
            Kind::School => Destination::School,
        };
        let away = scope(self.periods.as_ref());
        let all = match &away {
            AbsenceScope::WholeDay => day.hours.len(),
            AbsenceScope::Hours(periods) => periods.len(),
        };
        let hours = self.hours.unwrap_or(u8::try_from(all).unwrap_or(u8::MAX));
        let (outing, year) = (Outing { to, away, hours }, SchoolYear::containing(self.on));
        desk.bring_attendance(students, year).await?;
        for student in students {
            let (student, day, outing, today) = (*student, day.clone(), outing.clone(), desk.today);
            let command = Attendance::RecordActivity { student, day, outing, today };
            desk.decide_attendance(student, year, &command).await?;
        }
        Ok(())
    }
}
