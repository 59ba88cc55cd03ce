//! An event as a fold sees it: its envelope and what it says.

mod old;

use registro_domain::fact::{Concern, DomainEvent, Erased};
use registro_domain::ids::{CaseId, PersonId};
use registro_eventlog::codec::CodecError;
use registro_eventlog::event::Recorded;
use registro_eventlog::upcast::{Upcast, Upcasters};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub envelope: Recorded,
    pub fact: DomainEvent,
}

impl Event {
    /// The case in whose stream it stands.
    pub fn case(&self) -> Option<CaseId> {
        self.envelope.stream.as_str().strip_prefix("case-")?.parse().ok().map(CaseId)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("event {position} of {stream} ({kind}) cannot be read")]
    Unreadable { position: u64, stream: String, kind: String, source: CodecError },
    #[error("event {position} stands in a stream of no known subject: {stream}")]
    UnknownSubject { position: u64, stream: String },
}

/// The shapes of old releases, brought to today's.
pub fn upcasters() -> Upcasters {
    Upcasters::new([
        ("exit-recorded.v1", old::exit_recorded_v1 as Upcast),
        ("justification-submitted.v1", old::justification_submitted_v1),
    ])
}

/// Reads what the log holds, old shapes upcast. The subject follows from the stream's category.
pub fn open(recorded: Recorded, upcasters: &Upcasters) -> Result<Event, ReadError> {
    read(recorded, upcasters).map_err(|(_, why)| why)
}

/// The same, with what could not be read given back.
pub(crate) fn read(recorded: Recorded, upcasters: &Upcasters) -> Result<Event, (Box<Recorded>, ReadError)> {
    let fact = match recorded.stream.category() {
        "attendance" => upcasters.decode_current(&recorded).map(DomainEvent::Attendance),
        "lesson" => upcasters.decode_current(&recorded).map(DomainEvent::Lesson),
        "person" => upcasters.decode_current(&recorded).map(DomainEvent::Person),
        "school" => upcasters.decode_current(&recorded).map(DomainEvent::School),
        "permission" => upcasters.decode_current(&recorded).map(DomainEvent::Permission),
        "derogation" => upcasters.decode_current(&recorded).map(DomainEvent::Derogation),
        "device" => upcasters.decode_current(&recorded).map(DomainEvent::Device),
        "conduct" => upcasters.decode_current(&recorded).map(DomainEvent::Conduct),
        "assessment" => upcasters.decode_current(&recorded).map(DomainEvent::Assessment),
        "contact" => upcasters.decode_current(&recorded).map(DomainEvent::Contact),
        "vigilance" => upcasters.decode_current(&recorded).map(DomainEvent::Vigilance),
        "notice" => upcasters.decode_current(&recorded).map(DomainEvent::Notice),
        "receipt" => upcasters.decode_current(&recorded).map(DomainEvent::Receipt),
        "case" => upcasters.decode_current(&recorded).map(DomainEvent::Case),
        "scrutiny" => upcasters.decode_current(&recorded).map(DomainEvent::Scrutiny),
        "guarantee" => upcasters.decode_current(&recorded).map(DomainEvent::GuaranteeBody),
        "conflict" => upcasters.decode_current(&recorded).map(DomainEvent::Conflict),
        "erasure" => upcasters.decode_current(&recorded).map(DomainEvent::Erasure),
        "breach" => upcasters.decode_current(&recorded).map(DomainEvent::Breach),
        "request" => upcasters.decode_current(&recorded).map(DomainEvent::Request),
        "consultation" => upcasters.decode_current(&recorded).map(DomainEvent::Consultation),
        _ => {
            let (position, stream) = (recorded.position.0, recorded.stream.to_string());
            return Err((Box::new(recorded), ReadError::UnknownSubject { position, stream }));
        }
    };
    match fact {
        Ok(fact) => Ok(Event { envelope: recorded, fact }),
        Err(CodecError::Erased) => {
            let fact = DomainEvent::Erased(remains(&recorded));
            Ok(Event { envelope: recorded, fact })
        }
        Err(source) => {
            let (position, stream) = (recorded.position.0, recorded.stream.to_string());
            let why = ReadError::Unreadable { position, stream, kind: recorded.kind.clone(), source };
            Err((Box::new(recorded), why))
        }
    }
}

/// What the envelope of an erased event still says.
fn remains(recorded: &Recorded) -> Erased {
    let concern =
        |role: &str| if role == Concern::Subject.name() { Concern::Subject } else { Concern::Named };
    let about = recorded.about.iter().map(|about| (PersonId(about.person), concern(&about.role))).collect();
    Erased { effective_on: recorded.effective_on, about }
}
