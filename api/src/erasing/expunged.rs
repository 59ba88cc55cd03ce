//! What follows from an expunction: that the erasure of its keys is asked for. Two persons decide it, as any other; until then
//! the bytes stay, and are shown to nobody.

use registro_domain::case::CaseEvent;
use registro_domain::erasure::{Ground, Target};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{CaseId, ErasureId};
use registro_domain::retention::Retention;
use registro_eventlog::event::{CommandId, Version};
use registro_projections::event;
use uuid::Uuid;

use crate::actor::Agent;
use crate::app::App;
use crate::commands::Command;
use crate::commands::erasure::{Act, Erasure};
use crate::desk::case_stream;
use crate::refusal::Refusal;
use crate::register::Request;

/// Asks, in the name of whoever expunged the case; once, however often.
pub(crate) async fn ask(app: &App, agent: Agent, case: CaseId) -> Result<(), Refusal> {
    let register = &app.register;
    if register.keys.is_none() {
        return Ok(()); // Nothing is sealed: there is no key to destroy.
    }
    let stream = case_stream(case)?;
    let upcasters = event::upcasters();
    let mut ordered = None;
    for recorded in register.log.read_stream(register.school, &stream, Version(0)).await? {
        if let DomainEvent::Case(CaseEvent::CourtOrdered {
            heading, order, expunge: true, protocol, ..
        }) = event::open(recorded, &upcasters)?.fact
        {
            ordered = Some((heading.student, order, protocol));
        }
    }
    let class =
        Retention::adopted().of_category(stream.category()).map(|(category, _)| category.class.clone());
    let (Some((person, order, protocol)), Some(class)) = (ordered, class) else { return Ok(()) };
    let request = Request {
        id: CommandId(Uuid::new_v5(&case.0, b"erasure-of-what-was-expunged")),
        agent,
        command: Command::Erasure(Erasure {
            erasure: ErasureId(Uuid::new_v5(&case.0, b"erasure")),
            act: Act::Ask {
                person,
                targets: vec![Target { class, part: stream.to_string() }],
                ground: Ground::Order,
                reasons: format!("espunzione disposta dal giudice: {order}"),
                protocol: Some(protocol),
            },
        }),
        seen: None,
        correlation: None,
        confirmed: true,
    };
    register.execute(&request).await?;
    Ok(())
}
