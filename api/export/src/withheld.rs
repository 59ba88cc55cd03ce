//! The records of cases that were taken out of the file: the register needs them to go on elsewhere, and nobody else is told
//! them. They go beside the keys, sealed under a key that is of the bag alone, and not at all without keys.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use registro::app::App;
use registro::cli::Failure;
use registro::desk::case_stream;
use registro_eventlog::codec::encode_record;
use registro_eventlog::event::{Position, SchoolId, Version};
use registro_eventlog::ledger::tree::{Hash, leaf_hash};
use registro_eventlog::seal::{KeyStore, Scope};
use registro_projections::cases;
use serde::{Deserialize, Serialize};

use crate::bag::{Bag, Checked};
use crate::cloud_event::{Stored, record_of};
use crate::prints::masked;

const NAME: &str = "data/keys/withheld";
/// The class of the key, which no register takes.
pub(crate) const CLASS: &str = "consegna";
const CONTEXT: &[u8] = b"registro/export-withheld/v1\0";

/// A record and the fingerprint of its command, masked as elsewhere; both in base 64.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Withheld {
    record: String,
    fingerprint: String,
}

fn scope() -> Scope {
    Scope { owner: None, class: CLASS, part: "procedimenti-tolti".to_owned() }
}

fn context(school: SchoolId) -> Vec<u8> {
    [CONTEXT, school.0.as_bytes()].concat()
}

/// What the events of an export up to a position leave out: of every case that was expunged, all but the act that did it.
pub(crate) async fn of_school(app: &App, until: Position) -> Result<Vec<Withheld>, Failure> {
    let (log, school) = (&app.register.log, app.register.school);
    let engine = log.stored().unwrap_or_else(|| log.clone());
    let mut withheld = Vec::new();
    for file in cases::expunged(&app.store, school).await? {
        let records = engine.read_stream(school, &case_stream(file.id)?, Version(0)).await?;
        let acts: Vec<Position> = file.acts.iter().map(|(_, at)| *at).collect();
        for record in records.iter().filter(|it| it.position <= until && !acts.contains(&it.position)) {
            let found = engine.find_command(school, record.command).await?;
            let (_, fingerprint) =
                found.ok_or_else(|| format!("l'evento {}: manca il suo comando", record.position.0))?;
            let keys = app.register.keys.as_deref();
            let fingerprint = masked(keys, school, record.command, fingerprint).await?;
            withheld.push(Withheld {
                record: BASE64_STANDARD.encode(encode_record(record)),
                fingerprint: BASE64_STANDARD.encode(fingerprint),
            });
        }
    }
    Ok(withheld)
}

/// Sealed under a key of the bag's own key store.
pub(crate) async fn sealed(
    store: &KeyStore,
    school: SchoolId,
    withheld: &[Withheld],
) -> Result<Vec<u8>, Failure> {
    let plain = serde_json::to_vec(withheld)?;
    Ok(store.close(school, &scope(), &context(school), &plain).await?)
}

pub(crate) fn put(sealed: &[u8], bag: &Bag) -> Result<(), Failure> {
    Ok(bag.add(NAME, sealed)?)
}

/// Those of a bag, by what stands in their place among its events.
pub(crate) async fn opened(
    bag: &Checked,
    school: SchoolId,
    store: &KeyStore,
) -> Result<HashMap<Hash, Stored>, Failure> {
    let Some(bytes) = bag.bytes(NAME)? else { return Ok(HashMap::new()) };
    let plain = store.open_closed(&context(school), &bytes).await;
    let plain = plain.map_err(|error| format!("{NAME}: non si apre ({error})"))?;
    let plain = plain.ok_or_else(|| format!("{NAME}: manca la sua chiave"))?;
    let listed: Vec<Withheld> = serde_json::from_slice(&plain).map_err(|error| format!("{NAME}: {error}"))?;
    let mut known = HashMap::with_capacity(listed.len());
    for Withheld { record, fingerprint } in listed {
        let record = BASE64_STANDARD.decode(record)?;
        let fingerprint = BASE64_STANDARD.decode(fingerprint)?;
        let fingerprint =
            fingerprint.try_into().map_err(|_| format!("{NAME}: un'impronta non è di 32 byte"))?;
        let stored = Stored { record: record_of(&record)?, fingerprint };
        known.insert(leaf_hash(&record), stored);
    }
    Ok(known)
}
