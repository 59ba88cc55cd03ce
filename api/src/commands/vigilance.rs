//! What the school does to watch over attendance: the monthly review, collective absences, the report of minors.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::ClassId;
use registro_domain::text::lint::Place;
use registro_domain::vigilance::{Act as Done, Command};
use serde::{Deserialize, Serialize};

use super::contact::protocol_number;
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Desk, Vigilance as Years, vigilance_stream};
use crate::refusal::Refusal;

/// An act of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vigilance {
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// `month` is any day of it.
    ReviewAttendance {
        month: Date,
        families_told: u16,
    },
    /// After the collective absence of a day.
    SetReadmissionRule {
        class: ClassId,
        absence: Date,
        rule: String,
    },
    ConsiderCollectiveAbsences {
        class: ClassId,
        outcome: String,
    },
    ReportMinors {
        students: u16,
        protocol: String,
    },
}

impl Vigilance {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let on = desk.today;
        let (day, act) = match &self.act {
            Act::ReviewAttendance { month, families_told } => {
                desk.acts_as(&[Capacity::Secretariat, Capacity::Principal])?;
                (*month, Done::ReviewAttendance { month: *month, families_told: *families_told })
            }
            Act::SetReadmissionRule { class, absence, rule } => {
                desk.acts_as(&[Capacity::Principal])?;
                let class = desk.class_day(*class, *absence)?.class;
                let rule = desk.typed(Place::Board, "modalità di riammissione", rule, LONGEST_TEXT)?;
                (*absence, Done::SetReadmissionRule { class, absence: *absence, rule })
            }
            Act::ConsiderCollectiveAbsences { class, outcome } => {
                if desk.agent.capacity != Capacity::Teacher || !desk.coordinates(*class) {
                    desk.acts_as(&[Capacity::Principal])?;
                }
                if !desk.directory.school.classes.contains_key(class) {
                    return Err(Refusal::NotFound("la classe"));
                }
                let outcome = desk.typed(Place::Board, "esito", outcome, LONGEST_TEXT)?;
                (on, Done::ConsiderCollectiveAbsences { class: *class, outcome })
            }
            Act::ReportMinors { students, protocol } => {
                desk.acts_as(&[Capacity::Secretariat, Capacity::Principal])?;
                (on, Done::ReportMinors { students: *students, protocol: protocol_number(protocol)? })
            }
        };
        let year = SchoolYear::containing(day);
        desk.decide::<Years>(&vigilance_stream(year)?, &Command { year, on, act }).await
    }
}
