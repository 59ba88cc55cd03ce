//! Clients of a log in this process, whose history is kept.

use std::time::Instant;

use registro_eventlog::event::{Expected, SchoolId, Version};
use registro_eventlog::log::{Append, AppendError, Appended, EventLog, LogError};

use super::contract::{append, write};
use crate::history::{History, Known, Sent};

/// Sends an append and remembers what came of it.
async fn send(history: &History, log: &dyn EventLog, school: SchoolId, append: Append) -> Option<Appended> {
    let began = Instant::now();
    let command = append.command;
    let events = append.writes.iter().map(|write| write.events.len()).sum();
    let outcome = log.append(school, append).await;
    let known = match &outcome {
        Ok(appended) => Known::Acknowledged(appended.first.0, appended.last.0),
        Err(AppendError::Log(LogError::InDoubt(_))) => Known::Unknown,
        Err(
            AppendError::Conflict { .. }
            | AppendError::CommandReused(_)
            | AppendError::Invalid(_)
            | AppendError::Log(_),
        ) => Known::Refused,
    };
    history.sent(Sent { school, command, events, known, began, ended: Instant::now() });
    outcome.ok()
}

/// A client with two streams of its own: each command writes to both, and is sent again for as long as its outcome is
/// not known.
pub(super) struct Client {
    number: usize,
    /// The last version of both streams, as far as this client knows.
    last: Option<Version>,
}

impl Client {
    pub(super) fn new(number: usize) -> Self {
        Self { number, last: None }
    }

    /// One command; whether it was acknowledged in the end.
    pub(super) async fn step(&mut self, history: &History, log: &dyn EventLog, school: SchoolId) -> bool {
        let expected = Expected::from(self.last);
        let names =
            ["case", "lesson"].map(|category| format!("{category}-{}-{}", self.number, school.0.simple()));
        let sent = append(names.map(|name| write(&name, expected, 1)));
        let mut answer = send(history, log, school, sent.clone()).await;
        // Every other client asks again, with the same command, until it knows.
        for _ in 0..self.number % 2 * 3 {
            if answer.is_none() {
                answer = send(history, log, school, sent.clone()).await;
            }
        }
        if answer.is_some() {
            self.last = Some(expected.next());
            return true;
        }
        // Refused or in doubt: look where the streams are before the next command.
        if let Ok(stored) = log.read_stream(school, &sent.writes[0].stream, Version(0)).await {
            self.last = stored.last().map(|record| record.version);
        }
        false
    }
}
