//! The same events as postcard and as JSON: bytes, and the time to read them back. Interleaved, medians of rounds.

use std::time::Instant;

use registro_domain::fact::DomainEvent;
use registro_eventlog::codec;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::EventLog;
use registro_projections::event::{open, upcasters};

use crate::{Failure, all, row};

const ROUNDS: usize = 9;

pub(crate) async fn compare(log: &dyn EventLog, school: SchoolId) -> Result<(), Failure> {
    let recorded = all(log, school).await?;
    let upcasters = upcasters();
    let mut json = Vec::with_capacity(recorded.len());
    for event in &recorded {
        json.push(match open(event.clone(), &upcasters)?.fact {
            DomainEvent::School(said) => serde_json::to_vec(&said)?,
            DomainEvent::Person(said) => serde_json::to_vec(&said)?,
            DomainEvent::Lesson(said) => serde_json::to_vec(&said)?,
            DomainEvent::Attendance(said) => serde_json::to_vec(&said)?,
            DomainEvent::Permission(said) => serde_json::to_vec(&said)?,
            DomainEvent::Derogation(said) => serde_json::to_vec(&said)?,
            DomainEvent::Device(said) => serde_json::to_vec(&said)?,
            DomainEvent::Conduct(said) => serde_json::to_vec(&said)?,
            DomainEvent::Assessment(said) => serde_json::to_vec(&said)?,
            DomainEvent::Contact(said) => serde_json::to_vec(&said)?,
            DomainEvent::Vigilance(said) => serde_json::to_vec(&said)?,
            DomainEvent::Notice(said) => serde_json::to_vec(&said)?,
            DomainEvent::Receipt(said) => serde_json::to_vec(&said)?,
            DomainEvent::Case(said) => serde_json::to_vec(&said)?,
            DomainEvent::Scrutiny(said) => serde_json::to_vec(&said)?,
            DomainEvent::GuaranteeBody(said) => serde_json::to_vec(&said)?,
            DomainEvent::Conflict(said) => serde_json::to_vec(&said)?,
            DomainEvent::Erasure(said) => serde_json::to_vec(&said)?,
            DomainEvent::Request(said) => serde_json::to_vec(&said)?,
            DomainEvent::Breach(said) => serde_json::to_vec(&said)?,
            DomainEvent::Consultation(said) => serde_json::to_vec(&said)?,
            DomainEvent::Erased(_) => Vec::new(),
        });
    }
    let (mut binary_times, mut json_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for event in &recorded {
            binary(&event.kind, event.stream.category(), &event.data)?;
        }
        binary_times.push(begun.elapsed());
        let begun = Instant::now();
        for (event, text) in recorded.iter().zip(&json) {
            text_form(event.stream.category(), text)?;
        }
        json_times.push(begun.elapsed());
    }
    binary_times.sort();
    json_times.sort();
    let count = recorded.len() as f64;
    let size = |bytes: usize| format!("{:.0} bytes", bytes as f64 / count);
    let (binary, text) = (binary_times[ROUNDS / 2].as_secs_f64(), json_times[ROUNDS / 2].as_secs_f64());
    row("payload, postcard", &size(recorded.iter().map(|event| event.data.len()).sum()));
    row("payload, JSON", &size(json.iter().map(Vec::len).sum()));
    row("payloads decoded/s, postcard", &format!("{:.0}", count / binary));
    row("payloads decoded/s, JSON", &format!("{:.0}", count / text));
    row("postcard against JSON", &format!("{:.1} times as fast", text / binary));
    Ok(())
}

/// The event of a category, whichever way its data are read.
macro_rules! of_category {
    ($category:expr, $read:expr) => {
        match $category {
            "school" => DomainEvent::School($read),
            "person" => DomainEvent::Person($read),
            "lesson" => DomainEvent::Lesson($read),
            "attendance" => DomainEvent::Attendance($read),
            "permission" => DomainEvent::Permission($read),
            "derogation" => DomainEvent::Derogation($read),
            "device" => DomainEvent::Device($read),
            "conduct" => DomainEvent::Conduct($read),
            "assessment" => DomainEvent::Assessment($read),
            "contact" => DomainEvent::Contact($read),
            "vigilance" => DomainEvent::Vigilance($read),
            "notice" => DomainEvent::Notice($read),
            "receipt" => DomainEvent::Receipt($read),
            "case" => DomainEvent::Case($read),
            "scrutiny" => DomainEvent::Scrutiny($read),
            "guarantee" => DomainEvent::GuaranteeBody($read),
            "conflict" => DomainEvent::Conflict($read),
            "erasure" => DomainEvent::Erasure($read),
            "request" => DomainEvent::Request($read),
            "breach" => DomainEvent::Breach($read),
            "consultation" => DomainEvent::Consultation($read),
            other => return Err(format!("no events are of {other}").into()),
        }
    };
}

fn binary(kind: &str, category: &str, data: &[u8]) -> Result<DomainEvent, Failure> {
    Ok(of_category!(category, codec::decode(kind, data)?))
}

fn text_form(category: &str, text: &[u8]) -> Result<DomainEvent, Failure> {
    Ok(of_category!(category, serde_json::from_slice(text)?))
}
