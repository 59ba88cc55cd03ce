//! Under which key an event is sealed, and which events say that keys were to be destroyed.

use registro_domain::calendar::SchoolYear;
use registro_domain::erasure::{ErasureEvent, Target};
use registro_domain::retention::{Keyed, Retention};
use registro_eventlog::codec;
use registro_eventlog::event::{NewEvent, Recorded, StreamName};
use registro_eventlog::seal::{KeyId, Policy, Scope};
use uuid::Uuid;

/// Stored in the clear: it tells an erasure from a loss.
pub(crate) const CONDEMNS: &str = "erasure-approved.v1";
/// The same: or an older erasure would seem not to have been carried out once its own request is erased.
const DONE: &str = "erasure-executed.v1";
/// Sealed alone: when the case that it took out of the file is erased, this must still be read, or nothing would hide what is
/// left of it.
const EXPUNGES: &str = "case-expunged.v1";
/// The same: a sanction that another school's judge annuls goes without the rest of the person's record.
const RECEIVED: &str = "student-file-received.v1";
/// What is of no known category is sealed all the same, and kept with the school's registers.
const OTHERS: &str = "registro";

/// The retention plan as adopted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByRetention;

impl Policy for ByRetention {
    fn scope(&self, stream: &StreamName, event: &NewEvent, id: Uuid) -> Option<Scope> {
        if [CONDEMNS, DONE].contains(&event.kind.as_str()) {
            return None;
        }
        let subject = event.about.iter().find(|about| about.role == "subject").map(|about| about.person);
        let (class, part, owned) = place(stream, &event.kind, event.effective_on, id);
        Some(Scope { owner: subject.filter(|_| owned), class, part })
    }

    fn destructions(&self) -> &'static [&'static str] {
        &["erasure"]
    }

    fn condemned(&self, recorded: &Recorded) -> Vec<KeyId> {
        if recorded.kind != CONDEMNS {
            return Vec::new();
        }
        match codec::decode(&recorded.kind, &recorded.data) {
            Ok(ErasureEvent::Approved { keys, .. }) => keys.into_iter().map(|key| KeyId(key.0)).collect(),
            Ok(
                ErasureEvent::Requested { .. }
                | ErasureEvent::Restricted { .. }
                | ErasureEvent::RestrictionLifted { .. }
                | ErasureEvent::Assessed { .. }
                | ErasureEvent::Refused { .. }
                | ErasureEvent::Executed { .. },
            )
            | Err(_) => Vec::new(),
        }
    }
}

/// What an event is erased and restricted with.
pub fn target_of(record: &Recorded) -> Target {
    let (class, part, _) = place(&record.stream, &record.kind, record.effective_on, record.id.0);
    Target { class: class.to_owned(), part }
}

/// What a whole stream is restricted with, where it has a key of its own.
pub fn target_of_stream(stream: &StreamName) -> Option<Target> {
    let (category, _) = Retention::adopted().of_category(stream.category())?;
    let whole = Target { class: category.class.clone(), part: stream.to_string() };
    (category.keyed == Keyed::Stream).then_some(whole)
}

/// The class, the part of it that shares a key, and whether that part is one person's.
fn place(stream: &StreamName, kind: &str, on: jiff::civil::Date, id: Uuid) -> (&'static str, String, bool) {
    match Retention::adopted().of_category(stream.category()) {
        Some((category, _)) => match category.keyed {
            Keyed::Stream if [EXPUNGES, RECEIVED].contains(&kind) => {
                (&category.class, format!("{stream}/{id}"), true)
            }
            Keyed::Stream => (&category.class, stream.to_string(), true),
            Keyed::Act => (&category.class, format!("{stream}/{id}"), true),
            Keyed::SchoolYear => (
                &category.class,
                format!("{}-{}", stream.category(), SchoolYear::containing(on).slug()),
                false,
            ),
        },
        None => (OTHERS, stream.to_string(), true),
    }
}
