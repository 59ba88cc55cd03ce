//! Restricted data are shown to nobody but who decides on them.
//!
//! Norm: C4-05: GDPR, art. 18.

use std::collections::BTreeSet;

use registro_domain::calendar::SchoolYear;

use registro_domain::erasure::Target;
use registro_domain::ids::{FactNumber, PersonId};
use registro_eventlog::event::{Recorded, Version};
use registro_projections::conduct::Conduct;
use registro_projections::erasures;
use registro_projections::event::Event;

use crate::actor::Capacity;
use crate::app::App;
use crate::desk::conduct_stream;
use crate::identity::Session;
use crate::refusal::Refusal;
use crate::sealing::target_of;

/// What this person may not see, though she may see the rest.
pub struct Restricted(BTreeSet<Target>);

impl Restricted {
    pub async fn for_whom(app: &App, session: &Session) -> Result<Self, Refusal> {
        let targets = match session.agent.capacity {
            Capacity::Principal | Capacity::Dpo => BTreeSet::new(),
            Capacity::Deputy
            | Capacity::SiteLead
            | Capacity::Secretariat
            | Capacity::Teacher
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => erasures::restricted(&app.store, app.register.school).await?,
        };
        Ok(Self(targets))
    }

    pub fn covers(&self, event: &Event) -> bool {
        self.covers_record(&event.envelope)
    }

    fn covers_record(&self, record: &Recorded) -> bool {
        !self.0.is_empty() && self.0.contains(&target_of(record))
    }

    /// What is written of a student's conduct, without what is restricted of it.
    pub async fn conduct(
        &self,
        app: &App,
        student: PersonId,
        year: SchoolYear,
        known: Option<Conduct>,
    ) -> Result<Option<Conduct>, Refusal> {
        if self.0.is_empty() {
            return Ok(known);
        }
        let Some(mut known) = known else { return Ok(None) };
        let (log, school) = (&app.register.log, app.register.school);
        for record in log.read_stream(school, &conduct_stream(student, year)?, Version(0)).await? {
            if self.covers_record(&record) {
                let number = FactNumber(u32::try_from(record.version.0).unwrap_or(u32::MAX));
                known.notes.remove(&number);
                known.acts.remove(&number);
                known.separations.remove(&number);
            }
        }
        Ok(Some(known))
    }
}
