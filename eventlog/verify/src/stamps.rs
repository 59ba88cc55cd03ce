//! Time stamps (RFC 3161) beside the ledger: each must be over the checkpoint that is kept with it, and that checkpoint must
//! be the school's, of this history. The authority's own signature is not looked at: that takes its certificates.

use std::fs;
use std::path::Path;

use der::asn1::AnyRef;
use der::{Reader, SliceReader};
use sha2::{Digest, Sha256};

use crate::folder::years;
use crate::history::History;
use crate::merkle;
use crate::note::{Checkpoint, Key, Note};
use crate::report::Report;
use crate::shards;

/// 1.2.840.113549.1.9.16.1.4: what an authority signs.
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
/// 2.16.840.1.101.3.4.2.1
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// What a stamp says: the hash that it is over, and the time as it is written.
struct Stamp {
    imprint: Vec<u8>,
    time: String,
}

/// Looks at every stamp that the ledger's folder holds.
pub(crate) fn beside(ledger: &Path, school: &Key, history: &History, report: &mut Report) {
    let shards = shards::of(history, &school.name);
    let mut any = false;
    for year in years(ledger) {
        let folder = ledger.join(year.to_string()).join("timestamps");
        let mut days: Vec<String> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                Some(entry.ok()?.file_name().to_str()?.strip_suffix(".checkpoint")?.to_owned())
            })
            .collect();
        days.sort_unstable();
        for day in days {
            any = true;
            match of_day(&folder, &day, school, history, &shards) {
                Ok(told) => report.proved.push(told),
                Err(Found::Waiting) => report
                    .not_proved
                    .push(format!("la marca temporale del {day}: non è ancora arrivata dall'autorità")),
                Err(Found::Wrong(why)) => report.refused.push(format!("la marca temporale del {day}: {why}")),
            }
        }
    }
    if any {
        report.not_proved.push(
            "la firma dell'autorità sulle marche temporali: la verifica openssl ts -verify, con i certificati dell'autorità"
                .into(),
        );
    }
}

enum Found {
    Waiting,
    Wrong(&'static str),
}

fn of_day(
    folder: &Path,
    day: &str,
    school: &Key,
    history: &History,
    shards: &[shards::Shard],
) -> Result<String, Found> {
    use Found::Wrong;
    let text = fs::read(folder.join(format!("{day}.checkpoint")))
        .map_err(|_| Wrong("il checkpoint non si legge"))?;
    let note =
        std::str::from_utf8(&text).ok().and_then(Note::read).ok_or(Wrong("non c'è un checkpoint firmato"))?;
    let checkpoint = Checkpoint::read(&note.text).ok_or(Wrong("non c'è un checkpoint"))?;
    if !school.under(&checkpoint.origin).has_signed(&note) {
        return Err(Wrong("il checkpoint non è firmato dalla scuola"));
    }
    let shard = shards.iter().find(|shard| shard.origin == checkpoint.origin);
    let shard = shard.ok_or(Wrong("il checkpoint è di un altro libro mastro o di un anno che manca"))?;
    let found = merkle::roots(shard.leaves(history), &[checkpoint.size]).pop().flatten();
    if found != Some(checkpoint.root) {
        return Err(Wrong("il checkpoint marcato non è di questa storia"));
    }
    let response = match fs::read(folder.join(format!("{day}.tsr"))) {
        Ok(response) => response,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Found::Waiting),
        Err(_) => return Err(Wrong("non si legge")),
    };
    let stamp = read(&response).ok_or(Wrong("non è una risposta RFC 3161 su SHA-256"))?;
    if stamp.imprint[..] != Sha256::digest(&text)[..] {
        return Err(Wrong("non è di questo checkpoint"));
    }
    let told = fs::read_to_string(folder.join(format!("{day}.authority"))).unwrap_or_default();
    let mut told = told.lines();
    let authority = told.next().unwrap_or("ignota").to_owned();
    let label = match told.next() {
        Some("qualified") => "qualificata, secondo la scuola",
        Some(_) | None => "non qualificata",
    };
    Ok(format!(
        "la marca temporale del {day} ({label}, di {authority}) è del checkpoint di {} righe dell'anno {}, che è di questa \
         storia; ora dichiarata {}",
        checkpoint.size, shard.year, stamp.time
    ))
}

/// The stamp that a response holds: `TSTInfo`, in the content of its `SignedData`.
fn read(response: &[u8]) -> Option<Stamp> {
    let token = *parts(AnyRef::try_from(response).ok()?)?.get(1)?;
    let signed = parts(inner(*parts(token)?.get(1)?)?)?;
    let [kind, content] = parts(*signed.get(2)?)?.try_into().ok()?;
    if kind.value() != TST_INFO {
        return None;
    }
    // The explicit tag holds an OCTET STRING, and that the DER of the stamp.
    let info = parts(AnyRef::try_from(inner(content)?.value()).ok()?)?;
    let [algorithm, imprint] = parts(*info.get(2)?)?.try_into().ok()?;
    if parts(algorithm)?.first()?.value() != SHA256 {
        return None;
    }
    let time = std::str::from_utf8(info.get(4)?.value()).ok()?.to_owned();
    Some(Stamp { imprint: imprint.value().to_vec(), time })
}

/// What stands in an explicit tag.
fn inner(of: AnyRef<'_>) -> Option<AnyRef<'_>> {
    AnyRef::try_from(of.value()).ok()
}

fn parts(of: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(of.value()).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(reader.decode::<AnyRef<'_>>().ok()?);
    }
    Some(parts)
}
