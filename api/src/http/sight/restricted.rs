//! What is left of a record without what is restricted of it.
//!
//! Norm: C4-05: GDPR, art. 18.

use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_eventlog::event::{Recorded, Version};
use registro_projections::conduct::Conduct;

use crate::app::App;
use crate::desk::conduct_stream;
use crate::refusal::Refusal;

/// What is told in the place of data that are restricted, where leaving them out would say something else.
pub const RESTRICTED: &str =
    "Dati limitati (GDPR, art. 18): si conservano, e li legge solo chi decide sulla limitazione.";

/// What is written of a student's conduct, without the acts that are hidden: each has a key of its own.
pub(crate) async fn conduct_without(
    app: &App,
    (student, year): (PersonId, SchoolYear),
    known: Option<Conduct>,
    hides: impl Fn(&Recorded) -> bool,
) -> Result<Option<Conduct>, Refusal> {
    let Some(mut known) = known else { return Ok(None) };
    let (log, school) = (&app.register.log, app.register.school);
    for record in log.read_stream(school, &conduct_stream(student, year)?, Version(0)).await? {
        if hides(&record) {
            let number = FactNumber(u32::try_from(record.version.0).unwrap_or(u32::MAX));
            known.notes.remove(&number);
            known.acts.remove(&number);
            known.separations.remove(&number);
        }
    }
    Ok(Some(known))
}
