//! The ids of what is imported: the same each time for who has the school's key, and found by nobody else who guesses what it is
//! made of.

use std::sync::Arc;

use registro::cli::Failure;
use registro::linking;
use registro_eventlog::event::SchoolId;
use registro_eventlog::seal::KeyStore;
use uuid::{Builder, Uuid};

pub(super) struct Names {
    keys: Arc<KeyStore>,
    school: SchoolId,
    /// What the other register is called.
    source: String,
}

/// What is named.
#[derive(Clone, Copy)]
pub(super) enum Named {
    /// Every act of a file belongs to it.
    File,
    /// Whom the other register calls by a name.
    Person,
    Command,
}

impl Names {
    pub(super) fn new(keys: Arc<KeyStore>, school: SchoolId, source: &str) -> Self {
        Self { keys, school, source: source.to_owned() }
    }

    /// A UUID of version 8, from the keyed hash of the parts.
    pub(super) async fn of(&self, what: Named, parts: &[&[u8]]) -> Result<Uuid, Failure> {
        let what: &[u8] = match what {
            Named::File => b"registro/import-csv/file/v2\0",
            Named::Person => b"registro/import-csv/person/v2\0",
            Named::Command => b"registro/import-csv/command/v2\0",
        };
        let first = [what, self.school.0.as_bytes(), self.source.as_bytes(), b"\0"];
        let all = [&first[..], parts].concat();
        let hash = self.keys.hashed(self.school, &linking::scope("importazioni"), &all).await?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Ok(Builder::from_custom_bytes(bytes).into_uuid())
    }
}
