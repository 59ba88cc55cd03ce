//! What is kept of sign-ins: who came in when and at which level, who was refused and why, which messages were exchanged.
//! It stands among the accesses of its month, and goes with them.
//!
//! Of the provider's words the identity token is kept as it was signed. Of what it says of the person (which has the
//! `codice fiscale`) only the names of the statements are: the register keeps no such code, not even here.

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_eventlog::access::{Cursor, Month};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;

/// Not an access's (see [`crate::access::entry`]). Then postcard: new variants come last.
const FORMAT: u8 = 0x02;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    SignedIn,
    Refused,
    CapacityChosen,
    SignedOut,
    SignedOutEverywhere,
    SignedOutByProvider,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub what: What,
    pub person: Option<PersonId>,
    pub session: Option<Uuid>,
    pub capacity: String,
    pub level: u8,
    /// The issuer; empty in a demo.
    pub provider: String,
    /// What was asked of it, without the secrets.
    pub request: String,
    /// The identity token.
    pub answer: String,
    /// The names of what it said of the person.
    pub claims: Vec<String>,
    /// Why not.
    pub reason: String,
}

impl Message {
    pub fn of(what: What) -> Self {
        Self {
            what,
            person: None,
            session: None,
            capacity: String::new(),
            level: 0,
            provider: String::new(),
            request: String::new(),
            answer: String::new(),
            claims: Vec::new(),
            reason: String::new(),
        }
    }

    /// `None`: something else.
    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes.strip_prefix(&[FORMAT])?).ok()
    }
}

/// Whether a row of the access log is one of these.
pub fn is_one(data: &[u8]) -> bool {
    data.first() == Some(&FORMAT)
}

/// Which are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub person: Option<PersonId>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl App {
    /// Keeps a message. It is durable when this returns.
    pub async fn keep(&self, message: &Message) -> Result<(), Refusal> {
        let bytes = postcard::to_extend(message, vec![FORMAT]);
        let bytes = bytes.map_err(|error| Refusal::Unavailable(Box::new(error)))?;
        let at = self.register.clock.now();
        let month = Month::of(clock::wall(at).date());
        Ok(self.access.append(self.register.school, month, at, &bytes).await?)
    }

    /// The messages that a filter admits, the newest first, from `before` on into the past.
    pub async fn sign_ins(
        &self,
        filter: &Filter,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<(Timestamp, Message)>, Option<Cursor>), Refusal> {
        self.look_back((filter.from, filter.to), before, limit, |_, data| {
            let message = Message::decode(data?)?;
            filter.person.is_none_or(|person| message.person == Some(person)).then_some(message)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are kept for years: these bytes stay readable.
    #[test]
    fn what_was_written_is_read() {
        let message = Message {
            person: Some(PersonId(Uuid::from_u128(7))),
            level: 2,
            claims: vec!["sub".to_owned()],
            reason: "not-linked".to_owned(),
            ..Message::of(What::Refused)
        };
        let bytes = postcard::to_extend(&message, vec![FORMAT]).expect("bytes");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let written = "0201011000000000000000000000000000000007000002000000010373756 20a6e6f742d6c696e6b6564";
        assert_eq!(hex, written.replace(' ', ""));
        assert_eq!(Message::decode(&bytes), Some(message));
        assert!(is_one(&bytes) && !is_one(&[0x01]) && !is_one(&[]));
    }
}
