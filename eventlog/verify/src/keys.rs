//! Data keys that were handed in: each must be the one that its name commits to, and open what is sealed under it.
//!
//! A file of lines, the name in hex and the key in base 64. AES-GCM alone does not commit to its key: one ciphertext can be made
//! to open as two texts under two. The name stands in the record, and so in the tree.

use std::collections::HashMap;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::database::{self, Unreadable};
use crate::record::Record;
use crate::report::Report;

const COMMITMENT: &[u8] = b"registro/data-key/v1\0";
const CONTEXT: &[u8] = b"registro/event/v1\0";
/// Format byte of sealed data, and what stands before the ciphertext: it, the key's name, a nonce.
pub(crate) const SEALED: u8 = 0x02;
const HEADER: usize = 1 + 32 + 12;

/// Keys by their names.
pub(crate) struct Keys(HashMap<[u8; 32], LessSafeKey>);

impl Keys {
    /// Those of a file whose names are their own. Another's name is refused, aloud.
    pub(crate) fn read(text: &str, report: &mut Report) -> Result<Self, String> {
        let mut keys = HashMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let malformed = || format!("non è una chiave: {line}");
            let (name, key) = line.split_once(' ').ok_or_else(malformed)?;
            let key = STANDARD.decode(key.trim()).map_err(|_| malformed())?;
            let commitment: [u8; 32] =
                Sha256::new().chain_update(COMMITMENT).chain_update(&key).finalize().into();
            let written: String = commitment.iter().map(|byte| format!("{byte:02x}")).collect();
            if written != name {
                report
                    .refused
                    .push(format!("la chiave consegnata come {name} è un'altra: il suo nome non la impegna"));
                continue;
            }
            let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| malformed())?;
            keys.insert(commitment, LessSafeKey::new(key));
        }
        Ok(Self(keys))
    }

    /// Opens everything that is sealed under one of them.
    pub(crate) fn against_database(
        &self,
        path: &Path,
        school: [u8; 16],
        report: &mut Report,
    ) -> Result<(), Unreadable> {
        let (mut opened, mut others, mut number) = (0u64, 0u64, 0u64);
        let mut wrong = Vec::new();
        database::each(path, school, |bytes| {
            if let Some(record) = Record::read(bytes) {
                match self.opens(&record) {
                    Some(true) => opened += 1,
                    Some(false) => wrong.push(number),
                    None if record.data.first() == Some(&SEALED) => others += 1,
                    None => {}
                }
            }
            number += 1;
        })?;
        for event in &wrong {
            report.finds(*event, "la chiave che l'evento nomina non apre i suoi dati");
        }
        if wrong.is_empty() && !self.0.is_empty() {
            report.proved.push(format!(
                "le {} chiavi consegnate sono quelle che i loro nomi impegnano, e aprono i {opened} eventi cifrati con esse",
                self.0.len()
            ));
        }
        if 0 < others {
            report.not_proved.push(format!(
                "che cosa dicono {others} eventi cifrati con chiavi non consegnate, o distrutte"
            ));
        }
        Ok(())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.0.keys()
    }

    /// None if it is not sealed under one of these.
    pub(crate) fn opens(&self, record: &Record<'_>) -> Option<bool> {
        let (&SEALED, rest) = record.data.split_first()? else { return None };
        let name: &[u8; 32] = rest.first_chunk()?;
        let key = self.0.get(name)?;
        let Some((header, sealed)) = record.data.split_at_checked(HEADER) else { return Some(false) };
        let Ok(nonce) = Nonce::try_assume_unique_for_key(&header[33..]) else { return Some(false) };
        let mut sealed = sealed.to_vec();
        Some(key.open_in_place(nonce, Aad::from(associated(record, name)), &mut sealed).is_ok())
    }
}

/// What is bound to the data of an event: `docs/keys.md`.
fn associated(record: &Record<'_>, key: &[u8; 32]) -> Vec<u8> {
    let mut bytes = CONTEXT.to_vec();
    bytes.extend_from_slice(&record.school);
    bytes.extend_from_slice(&record.version.to_be_bytes());
    for text in [record.stream, record.kind] {
        // Lengths of a record are below 65,536.
        bytes.extend_from_slice(&(text.len() as u16).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(key);
    bytes
}
