//! A sanction is deliberated.

use jiff::civil::Date;
use registro_domain::case::{
    Body, Command, Deliberation, Exclusion, GraveGrounds, Intent, Item, Letter, Measure, Plan, Repair,
    Sanction, Tally,
};
use registro_domain::ids::{ClassId, PersonId};
use serde::{Deserialize, Serialize};

use super::Found;
use super::opening::charge;
use super::sitting::decides;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deliberate {
    pub body: Body,
    pub letter: Letter,
    pub item: Item,
    pub sanction: Sanction,
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
    #[serde(default)]
    pub repair: Option<Repaired>,
    pub intent: Intent,
    #[serde(default)]
    pub mitigating: Option<String>,
    #[serde(default)]
    pub aggravating: Option<String>,
    /// Who presided, of a council; who writes, if not given.
    #[serde(default)]
    pub chair: Option<PersonId>,
    #[serde(default)]
    pub present: Vec<PersonId>,
    #[serde(default)]
    pub abstained: Vec<PersonId>,
    #[serde(default)]
    pub tally: Option<Tally>,
    #[serde(default)]
    pub reasons: Option<String>,
    #[serde(default)]
    pub plan: Option<Planned>,
    /// From when the removal would be done: the hours of lessons that the plan must fill are those of the class from that
    /// day on; from the day after, if not given.
    #[serde(default)]
    pub from: Option<Date>,
    #[serde(default)]
    pub grave: Option<GraveReasons>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Repaired {
    Work { on: Date, what: String },
    Payment { cents: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Planned {
    Reflection { teachers: Vec<PersonId>, hours: u16 },
    Citizenship { host: String, agreement: String, hours: u16 },
    SchoolCommunity { unavailability: String, hours: u16 },
    Recovery { with: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraveReasons {
    pub evidence: String,
    pub no_reintegration: String,
}

impl Deliberate {
    pub(super) fn command(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        decides(found, self.body, desk)?;
        let (body, sanction, intent, tally) = (self.body, self.sanction, self.intent, self.tally);
        let optional = |desk: &mut Desk<'_>, what, typed: &Option<String>| {
            let typed = typed.as_ref().filter(|typed| !typed.trim().is_empty());
            typed.map(|typed| found.typed(desk, what, typed)).transpose()
        };
        let repair = match &self.repair {
            None => None,
            Some(Repaired::Payment { cents }) => Some(Repair::Payment { cents: *cents }),
            Some(Repaired::Work { on, what }) => {
                Some(Repair::Work { on: *on, what: found.typed(desk, "riparazione", what)? })
            }
        };
        let from = self.from.or(found.on.tomorrow().ok());
        let hours = sanction.days().zip(from).map(|(days, from)| lesson_hours(desk, found.class, from, days));
        let grave = match &self.grave {
            None => None,
            Some(GraveReasons { evidence, no_reintegration }) => Some(GraveGrounds {
                evidence: found.typed(desk, "elementi concreti e precisi", evidence)?,
                no_reintegration: found.typed(desk, "perché non può essere reinserito", no_reintegration)?,
            }),
        };
        let deliberation = Deliberation {
            body,
            charge: charge(self.letter, self.item)?,
            measure: Measure { sanction, exclusions: self.exclusions.clone(), repair },
            intent,
            mitigating: optional(desk, "attenuanti", &self.mitigating)?,
            aggravating: optional(desk, "aggravanti", &self.aggravating)?,
            chair: self.chair.unwrap_or(desk.agent.person),
            present: self.present.clone(),
            abstained: self.abstained.clone(),
            tally,
            reasons: optional(desk, "motivazione", &self.reasons)?,
            plan: self.plan.as_ref().map(|plan| plan.plan(found, desk)).transpose()?,
            lesson_hours: hours.unwrap_or_default(),
            grave,
            remand_of: None,
        };
        Ok(Command::Deliberate { deliberation })
    }
}

impl Planned {
    fn plan(&self, found: &Found, desk: &mut Desk<'_>) -> Result<Plan, Refusal> {
        Ok(match self {
            Planned::Reflection { teachers, hours } => {
                Plan::Reflection { teachers: teachers.clone(), hours: *hours }
            }
            Planned::Citizenship { host, agreement, hours } => Plan::Citizenship {
                host: found.typed(desk, "ente ospitante", host)?,
                agreement: found.typed(desk, "convenzione", agreement)?,
                hours: *hours,
            },
            Planned::SchoolCommunity { unavailability, hours } => Plan::SchoolCommunity {
                unavailability: found.typed(desk, "indisponibilità degli enti", unavailability)?,
                hours: *hours,
            },
            Planned::Recovery { with } => Plan::Recovery { with: found.typed(desk, "percorso", with)? },
        })
    }
}

/// The hours of lessons of a class on its next days of lessons.
fn lesson_hours(desk: &Desk<'_>, class: ClassId, from: Date, days: u16) -> u16 {
    let Ok(calendar) = desk.directory.school.calendar(from) else { return 0 };
    let holidays = calendar.holidays();
    let lessons = calendar.lesson_days(&holidays).filter(|day| from <= *day);
    let of_the_class = lessons.filter_map(|day| desk.class_day(class, day).ok());
    let hours: usize = of_the_class.take(usize::from(days)).map(|day| day.hours.len()).sum();
    u16::try_from(hours).unwrap_or(u16::MAX)
}
