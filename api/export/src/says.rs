//! What an event says, as JSON under its stored name.

use registro_domain::fact::DomainEvent;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

pub(crate) struct Says<'a>(pub &'a DomainEvent);

impl Serialize for Says<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            DomainEvent::School(said) => said.serialize(serializer),
            DomainEvent::Person(said) => said.serialize(serializer),
            DomainEvent::Lesson(said) => said.serialize(serializer),
            DomainEvent::Attendance(said) => said.serialize(serializer),
            DomainEvent::Permission(said) => said.serialize(serializer),
            DomainEvent::Derogation(said) => said.serialize(serializer),
            DomainEvent::Device(said) => said.serialize(serializer),
            DomainEvent::Conduct(said) => said.serialize(serializer),
            DomainEvent::Assessment(said) => said.serialize(serializer),
            DomainEvent::Contact(said) => said.serialize(serializer),
            DomainEvent::Vigilance(said) => said.serialize(serializer),
            DomainEvent::Notice(said) => said.serialize(serializer),
            DomainEvent::Receipt(said) => said.serialize(serializer),
            DomainEvent::Case(said) => said.serialize(serializer),
            DomainEvent::Scrutiny(said) => said.serialize(serializer),
            DomainEvent::GuaranteeBody(said) => said.serialize(serializer),
            DomainEvent::Conflict(said) => said.serialize(serializer),
            DomainEvent::Erasure(said) => said.serialize(serializer),
            DomainEvent::Request(said) => said.serialize(serializer),
            DomainEvent::Breach(said) => said.serialize(serializer),
            DomainEvent::Consultation(said) => said.serialize(serializer),
            DomainEvent::Erased(_) => serializer.serialize_map(Some(0))?.end(),
        }
    }
}
