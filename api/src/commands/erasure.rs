//! Data to be erased: asked for, restricted, assessed against the retention plan, approved by another person.

use jiff::civil::Date;
use registro_domain::erasure::{Command, Exception, Ground, Key, Request, RestrictionGround, Target};
use registro_domain::ids::{ErasureId, PersonId, Protocol};
use registro_domain::retention::{Keep, Retention};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Desk, Erasures, erasure_stream};
use crate::refusal::Refusal;

/// An act in an erasure. Who asks gives it its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    pub erasure: ErasureId,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Ask {
        person: PersonId,
        targets: Vec<Target>,
        ground: Ground,
        reasons: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Restrict {
        ground: RestrictionGround,
    },
    LiftRestriction {
        reasons: String,
    },
    Assess {
        reasons: String,
        #[serde(default)]
        authorisation: Option<Protocol>,
    },
    Approve {},
    Refuse {
        exception: Exception,
        reasons: String,
    },
    /// The register does it by itself, once the keys are gone: nobody asks for it.
    #[serde(skip_deserializing)]
    Execute {
        keys: u32,
    },
}

impl Erasure {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let stream = erasure_stream(self.erasure)?;
        let command = self.command(desk).await?;
        let (by, now) = (desk.agent.person, desk.now());
        let request = Request { erasure: self.erasure, by, now, command };
        desk.decide::<Erasures>(&stream, &request).await?;
        if let Command::Approve { keys } = &request.command
            && !keys.is_empty()
        {
            // Nothing refused it, and it is not recorded yet: what is recorded from here on is not condemned.
            desk.retire(keys).await?;
        }
        Ok(())
    }

    async fn command(&self, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let offices = [Capacity::Dpo, Capacity::Principal, Capacity::Secretariat];
        let decides = [Capacity::Dpo, Capacity::Principal];
        Ok(match &self.act {
            Act::Ask { person, targets, ground, reasons, protocol } => {
                desk.acts_as(&offices)?;
                desk.directory.person(*person).ok_or(Refusal::NotFound("la persona"))?;
                if !targets.is_empty() && desk.keys_of(*person, targets).await?.is_empty() {
                    return Err(Refusal::NotFound(
                        "fra i dati di questa persona, qualcuno di quelli indicati",
                    ));
                }
                Command::Ask {
                    person: *person,
                    targets: targets.clone(),
                    ground: *ground,
                    reasons: desk.typed(Place::Person, "motivo", reasons, LONGEST_TEXT)?,
                    protocol: *protocol,
                }
            }
            Act::Restrict { ground } => {
                desk.acts_as(&offices)?;
                Command::Restrict { ground: *ground }
            }
            Act::LiftRestriction { reasons } => {
                desk.acts_as(&decides)?;
                let reasons = desk.typed(Place::Person, "motivo", reasons, LONGEST_TEXT)?;
                Command::LiftRestriction { reasons }
            }
            Act::Assess { reasons, authorisation } => {
                desk.acts_as(&decides)?;
                let reasons = desk.typed(Place::Person, "valutazione", reasons, LONGEST_TEXT)?;
                let (kept, needs_authorisation) = self.plan_says(desk).await?;
                Command::Assess { kept, needs_authorisation, authorisation: *authorisation, reasons }
            }
            Act::Approve {} => {
                desk.acts_as(&decides)?;
                Command::Approve { keys: self.keys(desk).await? }
            }
            Act::Refuse { exception, reasons } => {
                desk.acts_as(&decides)?;
                let reasons = desk.typed(Place::Person, "motivo", reasons, LONGEST_TEXT)?;
                Command::Refuse { exception: *exception, reasons }
            }
            // It follows from the approval, whatever office who approved holds by now.
            Act::Execute { keys } => Command::Execute { keys: *keys },
        })
    }

    /// Until when the retention plan keeps each target, and whether their disposal must be authorised.
    async fn plan_says(&self, desk: &mut Desk<'_>) -> Result<(Vec<Keep>, bool), Refusal> {
        let state = desk.state::<Erasures>(&erasure_stream(self.erasure)?).await?;
        let Some(asked) = state.requested.clone() else { return Ok((Vec::new(), false)) };
        let left = desk.directory.person(asked.person).and_then(|profile| profile.left_on());
        let asked_on = asked.at.date();
        let classes = asked.targets.iter().map(|target| Retention::adopted().class(&target.class));
        let classes: Option<Vec<_>> = classes.collect();
        let classes = classes.ok_or(Refusal::NotFound("la classe di conservazione"))?;
        let written = |target: &Target| written_on(&target.part).unwrap_or(asked_on);
        let kept =
            asked.targets.iter().zip(&classes).map(|(target, class)| class.keep(written(target), left));
        Ok((kept.collect(), classes.iter().any(|class| class.authorised)))
    }

    async fn keys(&self, desk: &mut Desk<'_>) -> Result<Vec<Key>, Refusal> {
        let state = desk.state::<Erasures>(&erasure_stream(self.erasure)?).await?;
        let to_decide = state.assessed.is_some() && state.approved.is_none();
        let Some(asked) = state.requested.clone().filter(|_| to_decide) else {
            return Ok(Vec::new()); // Whatever it is, it is decided without keys.
        };
        desk.keys_of(asked.person, &asked.targets).await
    }
}

/// A day of the school year that a stream's name ends with, such as `attendance-…-2025`.
pub(crate) fn written_on(part: &str) -> Option<Date> {
    let stream = part.split_once('/').map_or(part, |(stream, _)| stream);
    let (_, year) = stream.rsplit_once('-').filter(|(_, year)| year.len() == 4)?;
    Date::new(year.parse().ok()?, 10, 1).ok()
}
