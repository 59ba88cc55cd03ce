//! A justification, by who holds responsibility that day or by the adult student.

use jiff::civil::Date;
use registro_domain::attendance::{Brought, Command as Attendance, Evidence, JustificationGround};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::people::JustifierFor;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Justify {
    pub student: PersonId,
    /// The day of the fact.
    pub on: Date,
    pub number: FactNumber,
    pub ground: JustificationGround,
    /// What somebody of the school has seen: a parent in person, a certificate.
    #[serde(default = "nothing")]
    pub evidence: Evidence,
    /// Who brought it to school; not given by who justifies from the register.
    #[serde(default)]
    pub by: Option<PersonId>,
}

fn nothing() -> Evidence {
    Evidence::None
}

impl Justify {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = match self.by {
            None => {
                // Nobody attests her own presence, or her own certificate.
                if self.evidence != Evidence::None {
                    let why = "il genitore in presenza e il certificato li annota chi li riceve a scuola";
                    return Err(Refusal::NotAllowed(why.to_owned()));
                }
                asking(desk, self.student)?
            }
            Some(by) => {
                desk.acts_as(&[Capacity::Teacher, Capacity::Secretariat, Capacity::Principal])?;
                if self.evidence == Evidence::None {
                    let why = "per conto di altri si annota solo ciò che è portato a scuola";
                    return Err(Refusal::NotAllowed(why.to_owned()));
                }
                desk.student(self.student)?.justifier(by, desk.today, desk.regulation())?
            }
        };
        let (number, on) = (self.number, desk.today);
        let brought = Brought { ground: self.ground, evidence: self.evidence };
        let command = Attendance::Justify { number, by, brought, on };
        desk.decide_attendance(by.student(), SchoolYear::containing(self.on), &command).await
    }
}

/// Whoever asks, as somebody who may justify for the student today.
pub(super) fn asking(desk: &Desk<'_>, student: PersonId) -> Result<JustifierFor, Refusal> {
    desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
    let profile = desk.acted_for(student)?;
    Ok(profile.justifier(desk.agent.person, desk.today, desk.regulation())?)
}
