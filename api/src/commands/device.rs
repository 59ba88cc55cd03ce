//! A student's phone: where it is kept, who may use it, withheld and given back.

use jiff::civil::{Date, Time};
use registro_domain::calendar::SchoolYear;
use registro_domain::device::{BagOutcome, Command, Found, Keeper, Standing, Withholding};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::contact::entitled;
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Desk, Devices, device_stream};
use crate::refusal::Refusal;

/// An act about one student's phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    pub student: PersonId,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    RequestBag {},
    DecideBag {
        year: SchoolYear,
        request: FactNumber,
        /// Why it is refused; authorised if not given.
        #[serde(default)]
        refused_because: Option<String>,
    },
    AllowUse {
        from: Date,
        #[serde(default)]
        until: Option<Date>,
    },
    EndUse {
        number: FactNumber,
        from: Date,
    },
    Withhold {
        on: Date,
        at: Time,
        found: Found,
        handed_to: Keeper,
    },
    /// `withheld` is the fact of `year` that withheld the phone.
    TellFamily {
        year: SchoolYear,
        withheld: FactNumber,
        told: PersonId,
        on: Date,
    },
    Return {
        year: SchoolYear,
        withheld: FactNumber,
        to: PersonId,
        on: Date,
    },
}

/// Who keeps withheld phones, and talks with the parents about them.
const KEEPERS: [Capacity; 3] = [Capacity::Principal, Capacity::Deputy, Capacity::SiteLead];

impl Device {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let (year, command) = self.act.command(self.student, desk)?;
        desk.decide::<Devices>(&device_stream(self.student, year)?, &command).await
    }
}

impl Act {
    /// With the school year whose stream it is for.
    fn command(&self, student: PersonId, desk: &mut Desk<'_>) -> Result<(SchoolYear, Command), Refusal> {
        let today = desk.today;
        Ok(match self {
            Act::RequestBag {} => {
                desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
                let profile = desk.directory.person(student).ok_or(Refusal::NotFound("lo studente"))?;
                // Whoever never answered for the student is not told that she exists.
                let asks = desk.agent.person;
                if asks != student && !profile.guardians.iter().any(|held| held.guardian == asks) {
                    return Err(Refusal::NotFound("lo studente"));
                }
                let by = profile.justifier(asks, today, desk.regulation())?;
                (SchoolYear::containing(today), Command::RequestBag { by, on: today })
            }
            Act::DecideBag { year, request, refused_because } => {
                desk.acts_as(&[Capacity::Principal])?;
                desk.student(student)?;
                let outcome = match refused_because {
                    None => BagOutcome::Authorised,
                    Some(reason) => BagOutcome::Refused {
                        reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?,
                    },
                };
                (*year, Command::DecideBag { student, request: *request, outcome, on: today })
            }
            Act::AllowUse { from, until } => {
                desk.acts_as(&[Capacity::Principal])?;
                desk.student(student)?;
                let (from, until) = (*from, *until);
                (SchoolYear::containing(from), Command::AllowUse { student, from, until })
            }
            Act::EndUse { number, from } => {
                desk.acts_as(&[Capacity::Principal])?;
                desk.student(student)?;
                let (number, from) = (*number, *from);
                (SchoolYear::containing(from), Command::EndUse { student, number, from })
            }
            Act::Withhold { on, at, found, handed_to } => {
                desk.acts_as(&[
                    Capacity::Teacher,
                    Capacity::Principal,
                    Capacity::Deputy,
                    Capacity::SiteLead,
                ])?;
                let class = desk.students_day(student, *on)?.class;
                let track = desk.directory.school.classes.get(&class).map(|class| class.track.clone());
                let withholding = Withholding {
                    student,
                    class,
                    track: track.ok_or(Refusal::NotFound("la classe"))?,
                    on: *on,
                    at: *at,
                    found: *found,
                    handed_to: *handed_to,
                    today,
                };
                (SchoolYear::containing(*on), Command::Withhold(withholding))
            }
            Act::TellFamily { year, withheld, told, on } => {
                desk.acts_as(&KEEPERS)?;
                let entitled = entitled(desk, student, *on)?;
                let (withheld, told, on) = (*withheld, *told, *on);
                (*year, Command::TellFamily { student, withheld, told, entitled, on, today })
            }
            Act::Return { year, withheld, to, on } => {
                desk.acts_as(&KEEPERS)?;
                let standing = Standing::of(*to, desk.student(student)?, *on, desk.regulation());
                let (withheld, to, on) = (*withheld, *to, *on);
                (*year, Command::Return { student, withheld, to, standing, on, today })
            }
        })
    }
}
