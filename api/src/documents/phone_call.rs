//! `Fonogramma`: that the school telephoned, when, with whom, about what.

use jiff::civil::Date;
use registro_domain::contact::{Channel, ContactEvent};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::{italian_day, italian_time};
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde_json::json;

use super::{Document, Kind};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::app::App;
use crate::refusal::Refusal;
use crate::sentence;

impl App {
    pub(super) async fn phone_call(
        &self,
        directory: &Directory,
        said: &ContactEvent,
        event: &Event,
    ) -> Result<Option<Document>, Refusal> {
        let ContactEvent::FamilyTold { student, on, number, duty, channel, because } = said else {
            return Ok(None);
        };
        let Channel::Phone { at, told, protocol } = channel else { return Ok(None) };
        // A number given afterwards is of another act: the paper says on which day.
        let (given, given_on) = match protocol {
            Some(protocol) => (Some(protocol.to_string()), None),
            None => self.protocol_of(*student, *number).await?.unzip(),
        };
        let matter = sentence::about(*duty);
        let class = directory.person(*student).and_then(|profile| profile.class_on(*on));
        let actor = &event.envelope.actor;
        let mut document = self
            .blank(directory, Kind::PhoneCall, format!("Fonogramma del {}", italian_day(*on)), *on)
            .await?
            .facts([
                ("Studente", directory.name(*student)),
                ("Classe", class.map(|class| directory.class_label(class)).unwrap_or_default()),
                ("Giorno e ora", format!("{}, ore {}", italian_day(*on), italian_time(*at))),
                ("Persona informata", directory.name(*told)),
                ("Oggetto", format!("Comunicazione {matter}")),
                (
                    "Protocollo",
                    given.unwrap_or_else(|| "non ancora assegnato: il fonogramma è incompleto".to_owned()),
                ),
                ("Protocollato il", given_on.map(italian_day).unwrap_or_default()),
            ])
            .text(format!(
                "Il giorno {} alle ore {} la scuola ha informato per telefono {} {matter}.",
                italian_day(*on),
                italian_time(*at),
                directory.name(*told),
            ))
            .under(because)
            .signed(
                Capacity::italian_of(&actor.capacity),
                directory.name(PersonId(actor.person)),
                "Chi ha telefonato",
            );
        document.data = json!({ "student": student, "on": on, "at": at, "told": told, "duty": duty,
            "by": actor.person, "capacity": actor.capacity });
        Ok(Some(document))
    }

    /// The protocol number that a call was given afterwards, and the day.
    async fn protocol_of(
        &self,
        student: PersonId,
        call: FactNumber,
    ) -> Result<Option<(String, Date)>, Refusal> {
        let acts = self.trail(student.0, Moment::Now).await?;
        let named = acts.iter().filter(|act| act.kind.starts_with("fonogramma-protocolled."));
        let positions: Vec<_> = named.map(|act| act.position).collect();
        let found = self.events(&positions).await?;
        Ok(found.into_iter().find_map(|event| {
            let DomainEvent::Contact(ContactEvent::FonogrammaProtocolled { number, protocol, on, .. }) =
                event.fact
            else {
                return None;
            };
            (number == call).then(|| (protocol.to_string(), on))
        }))
    }
}
