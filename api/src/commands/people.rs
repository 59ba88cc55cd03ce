//! The secretariat keeps people's records: registration, enrolment, responsibility, offices, chairs.

use std::sync::Arc;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId, SubjectCode};
use registro_domain::people::{
    Chair, Command as Person, FileHash, NotAFileHash, Office, ReceivedFile, ReceivedSanction, Relation,
};
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// Acts on one person's record; all of them happen, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    pub person: PersonId,
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Register {
        given_name: String,
        family_name: String,
        born_on: Date,
    },
    Enrol {
        class: ClassId,
        from: Date,
        annual_hours: u16,
    },
    Leave {
        last_day: Date,
        reason: String,
    },
    SetAnnualHours {
        year: SchoolYear,
        hours: u16,
        reason: String,
    },
    HoldResponsibility {
        guardian: PersonId,
        relation: Relation,
        from: Date,
    },
    LimitResponsibility {
        guardian: PersonId,
        from: Date,
        until: Option<Date>,
        order: String,
    },
    EndResponsibility {
        guardian: PersonId,
        last_day: Date,
        reason: String,
    },
    AssignOffice {
        office: Office,
        from: Date,
        until: Option<Date>,
    },
    AssignChair {
        class: ClassId,
        subject: SubjectCode,
        weekly_hours: u8,
        from: Date,
        until: Option<Date>,
    },
    EndOffice {
        office: Office,
        last_day: Date,
    },
    EndChair {
        class: ClassId,
        subject: SubjectCode,
        last_day: Date,
    },
    /// What came with a student from another school.
    ReceiveFile {
        school: String,
        on: Date,
        sha256: String,
        sanctions: Vec<FinalSanction>,
    },
}

/// Final, in the words of the school that gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalSanction {
    pub decided_on: Date,
    pub what: String,
}

impl People {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.administers()?;
        for act in &self.acts {
            let command = act.command(self.person, desk)?;
            desk.decide_person(self.person, &command).await?;
        }
        Ok(())
    }
}

impl Act {
    fn command(&self, person: PersonId, desk: &mut Desk<'_>) -> Result<Person, Refusal> {
        let directory = Arc::clone(&desk.directory);
        let known = |class: &ClassId| {
            let known = directory.school.classes.contains_key(class);
            if known { Ok(*class) } else { Err(Refusal::NotFound("la classe")) }
        };
        Ok(match self {
            Act::Register { given_name, family_name, born_on } => Person::Register {
                person,
                given_name: Text::new("nome", given_name, LONGEST_NAME)?,
                family_name: Text::new("cognome", family_name, LONGEST_NAME)?,
                born_on: *born_on,
                on: desk.today,
            },
            Act::Enrol { class, from, annual_hours } => {
                let (class, from, annual_hours) = (known(class)?, *from, *annual_hours);
                Person::Enrol { class, year: SchoolYear::containing(from), from, annual_hours }
            }
            Act::Leave { last_day, reason } => {
                let reason = desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?;
                Person::Leave { year: SchoolYear::containing(*last_day), last_day: *last_day, reason }
            }
            Act::SetAnnualHours { year, hours, reason } => {
                let reason = desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?;
                Person::SetAnnualHours { year: *year, hours: *hours, reason, on: desk.today }
            }
            Act::HoldResponsibility { guardian, relation, from } => {
                if desk.directory.person(*guardian).is_none() {
                    return Err(Refusal::NotFound("il genitore"));
                }
                Person::HoldResponsibility { guardian: *guardian, relation: *relation, from: *from }
            }
            Act::LimitResponsibility { guardian, from, until, order } => {
                let order = Text::new("provvedimento", order, LONGEST_TEXT)?;
                Person::LimitResponsibility { guardian: *guardian, from: *from, until: *until, order }
            }
            Act::EndResponsibility { guardian, last_day, reason } => {
                let reason = desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?;
                Person::EndResponsibility { guardian: *guardian, last_day: *last_day, reason }
            }
            Act::ReceiveFile { school, on, sha256, sanctions } => {
                let hash: Result<FileHash, NotAFileHash> = sha256.clone().try_into();
                let told = sanctions.iter().map(|it| {
                    let what = desk.typed(Place::Person, "sanzione", &it.what, LONGEST_TEXT)?;
                    Ok(ReceivedSanction { decided_on: it.decided_on, what })
                });
                let sanctions = told.collect::<Result<Vec<_>, Refusal>>()?;
                let received = ReceivedFile {
                    school: Text::new("nome della scuola", school, LONGEST_NAME)?,
                    on: *on,
                    file: hash.map_err(|why| Refusal::Malformed(why.to_string()))?,
                    sanctions,
                };
                Person::ReceiveFile { received, today: desk.today }
            }
            Act::EndOffice { office, last_day } => Person::EndOffice { office: *office, last_day: *last_day },
            Act::EndChair { class, subject, last_day } => {
                Person::EndChair { class: *class, subject: subject.clone(), last_day: *last_day }
            }
            Act::AssignOffice { office, from, until } => {
                if let Office::Coordinator { class } = office {
                    known(class)?;
                }
                Person::AssignOffice { office: *office, from: *from, until: *until }
            }
            Act::AssignChair { class, subject, weekly_hours, from, until } => {
                let (class, subject, weekly_hours) = (known(class)?, subject.clone(), *weekly_hours);
                let chair = Chair { class, subject, weekly_hours };
                Person::AssignChair { chair, from: *from, until: *until }
            }
        })
    }
}
