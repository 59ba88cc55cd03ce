//! What lies before the acts about data: an event named by its position, an instant, a breach's stream.

use jiff::Timestamp;
use registro_domain::ids::BreachId;
use registro_eventlog::event::{Position, StreamName};
use registro_projections::event::{self, Event};

use super::{Desk, stream};
use crate::refusal::Refusal;

pub fn breach_stream(breach: BreachId) -> Result<StreamName, Refusal> {
    stream(format!("breach-{breach}"))
}

impl Desk<'_> {
    pub fn instant(&self) -> Timestamp {
        self.register.clock.now()
    }

    pub async fn event_at(&self, position: Position) -> Result<Option<Event>, Refusal> {
        let found = self.register.log.read_at(self.register.school, &[position]).await?;
        let recorded = found.into_iter().next();
        Ok(recorded.map(|recorded| event::open(recorded, &event::upcasters())).transpose()?)
    }
}
