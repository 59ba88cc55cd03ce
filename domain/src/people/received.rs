//! The file of a student that came from another school: by its hash, with its sanctions that are final.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{PersonEvent, Profile, Rejection};
use crate::norm::Norm;
use crate::text::Text;

/// Of a file as it came, in hexadecimal (SHA-256): whoever has the file can show that it is the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FileHash(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("l'impronta SHA-256 di un file ha 64 cifre esadecimali")]
pub struct NotAFileHash;

impl TryFrom<String> for FileHash {
    type Error = NotAFileHash;

    fn try_from(written: String) -> Result<Self, NotAFileHash> {
        let hash = written.trim().to_ascii_lowercase();
        let is_hash = hash.len() == 64 && hash.bytes().all(|c| c.is_ascii_hexdigit());
        if is_hash { Ok(Self(hash)) } else { Err(NotAFileHash) }
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> Self {
        hash.0
    }
}

/// A sanction of another school, in that school's words: its letters and bodies are not this school's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedSanction {
    pub decided_on: Date,
    pub what: Text,
}

/// What came, from which school, on which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedFile {
    pub school: Text,
    pub on: Date,
    pub file: FileHash,
    pub sanctions: Vec<ReceivedSanction>,
}

/// Norm: nota MIUR 3602/2008 (B1-11): sanctions follow the student who changes school; interpretation 0065.
pub(super) fn receive(
    profile: &Profile,
    received: &ReceivedFile,
    today: Date,
) -> Result<Vec<PersonEvent>, Rejection> {
    if profile.enrolments.is_empty() {
        return Err(Rejection::NotAStudent);
    }
    if today < received.on {
        return Err(Rejection::NotReceivedYet { on: received.on });
    }
    if let Some(later) = received.sanctions.iter().find(|it| received.on < it.decided_on) {
        return Err(Rejection::DecidedAfterwards { on: received.on, decided_on: later.decided_on });
    }
    if let Some(before) = profile.received.iter().find(|before| before.file == received.file) {
        let refusal = Rejection::ReceivedOtherwise { on: before.on };
        return if before == received { Ok(Vec::new()) } else { Err(refusal) };
    }
    let ReceivedFile { school, on, file, sanctions } = received.clone();
    let (student, because) = (profile.person, vec![Norm::SanctionsFollow]);
    Ok(vec![PersonEvent::FileReceived { student, school, on, sha256: file, sanctions, because }])
}
