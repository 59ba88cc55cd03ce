//! Signed checkpoints against each other and against a history: what they prove, what they do not, where it differs.

use std::path::Path;

use crate::carried::Carried;
use crate::folder::Folder;
use crate::history::History;
use crate::merkle;
use crate::note::Checkpoint;
use crate::report::Report;
use crate::shards::{self, Shard};

/// A checkpoint that the policy accepts.
#[derive(Debug)]
pub(crate) struct Anchor {
    /// The file it came in.
    pub(crate) name: String,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) year: i64,
    pub(crate) witnessed: bool,
}

/// Two that nobody could have signed of one history.
pub(crate) fn against_each_other(anchors: &[&Anchor], report: &mut Report) {
    for (place, one) in anchors.iter().enumerate() {
        for other in &anchors[place + 1..] {
            let same = one.year == other.year && one.checkpoint.size == other.checkpoint.size;
            if same && one.checkpoint.root != other.checkpoint.root {
                report.refused.push(format!(
                    "{} e {} firmano due storie diverse della stessa lunghezza: la scuola ha firmato una biforcazione",
                    one.name, other.name
                ));
            }
        }
    }
}

/// Whether the history is the one that was signed, and from which event on it is not.
pub(crate) fn against_history(
    anchors: &[Anchor],
    carried: &Carried,
    school: &str,
    history: &History,
    tiles: Option<&Path>,
    report: &mut Report,
) {
    let shards = shards::of(history, school);
    let mut anchored = 0;
    let mut sorted: Vec<&Anchor> = anchors.iter().collect();
    sorted.sort_by_key(|anchor| (anchor.year, anchor.checkpoint.size));
    for anchor in sorted {
        let Some(shard) = shards.iter().find(|shard| shard.year == anchor.year) else {
            report.finds(
                history.events(),
                format!("mancano tutti gli eventi dell'anno {} che {} firma", anchor.year, anchor.name),
            );
            continue;
        };
        let Checkpoint { size, root, .. } = &anchor.checkpoint;
        if shard.size() < *size {
            report.finds(
                shard.event(shard.size()),
                format!(
                    "la storia finisce prima: {} firma {size} righe dell'anno {}, qui ce ne sono {}",
                    anchor.name,
                    anchor.year,
                    shard.size()
                ),
            );
        }
        let found = merkle::roots(shard.leaves(history), &[*size]).pop().flatten();
        if found == Some(*root) {
            anchored = anchored.max(shard.events(*size));
            report.proved.push(format!(
                "gli eventi da 0 a {} sono quelli che {} ha firmato{}",
                shard.events(*size).saturating_sub(1),
                anchor.name,
                if anchor.witnessed { ", con i testimoni che la politica chiede" } else { "" }
            ));
        } else {
            differs(anchor, shard, history, tiles, anchored, report);
        }
    }
    if let Some(tiles) = tiles {
        tiles_against_history(tiles, &shards, history, report);
    }
    limits(anchors, carried, anchored, history, report);
}

/// Where a history parts from what was signed.
fn differs(
    anchor: &Anchor,
    shard: &Shard,
    history: &History,
    tiles: Option<&Path>,
    anchored: u64,
    report: &mut Report,
) {
    let Checkpoint { size, root, .. } = &anchor.checkpoint;
    let folder = tiles.map(|tiles| Folder::of(tiles, anchor.year));
    let signed = folder.and_then(|folder| folder.leaves(*size).ok());
    // The tiles may be believed if they lead to the signed root.
    let signed = signed
        .filter(|leaves| merkle::roots(leaves.iter().copied(), &[*size]).pop().flatten() == Some(*root));
    if let Some(signed) = signed {
        let differs = signed.iter().zip(shard.leaves(history)).position(|(signed, found)| *signed != found);
        if let Some(leaf) = differs {
            report.finds(
                shard.event(leaf as u64),
                format!("non è l'evento firmato in {} (lo dicono i tasselli del libro mastro)", anchor.name),
            );
        }
        return;
    }
    if shard.size() < *size {
        return; // Said already, with the event.
    }
    let from = anchored.max(shard.first);
    let own = history.findings.iter().find(|finding| from <= finding.event).map(|finding| finding.event);
    match own {
        Some(event) => report.finds(event, format!("la storia non è quella firmata in {}", anchor.name)),
        None => report.finds(
            from,
            format!(
                "fra qui e l'evento {} la storia non è quella firmata in {}; senza i tasselli del libro mastro (--tiles) \
                 non si può dire quale evento è cambiato",
                shard.events(*size).saturating_sub(1),
                anchor.name
            ),
        ),
    }
}

/// The hashes that are published, against the events.
fn tiles_against_history(tiles: &Path, shards: &[Shard], history: &History, report: &mut Report) {
    for shard in shards {
        let folder = Folder::of(tiles, shard.year);
        let Some(claimed) = folder.claimed() else {
            report.not_proved.push(format!("nel libro mastro l'anno {} non ha un checkpoint", shard.year));
            continue;
        };
        let size = claimed.size.min(shard.size());
        let leaves = match folder.leaves(size) {
            Ok(leaves) => leaves,
            Err(leaf) => {
                report.finds(shard.event(leaf), "un tassello del libro mastro manca o è troncato");
                continue;
            }
        };
        if shard.size() < claimed.size {
            report.finds(shard.event(shard.size()), "il libro mastro contiene eventi che qui mancano");
        }
        if let Some(leaf) = folder.first_bad_tile(&leaves) {
            report.finds(
                shard.event(leaf),
                "un tassello del libro mastro è alterato: il livello superiore lo smentisce",
            );
        }
        let differs = leaves.iter().zip(shard.leaves(history)).position(|(tile, found)| *tile != found);
        match differs {
            Some(leaf) => {
                let what = "l'evento e il tassello del libro mastro non corrispondono";
                report.finds(shard.event(leaf as u64), what);
            }
            None => {
                report.proved.push(format!("i tasselli dell'anno {} sono quelli degli eventi", shard.year))
            }
        }
    }
}

/// What nobody should read into the answer.
fn limits(anchors: &[Anchor], carried: &Carried, anchored: u64, history: &History, report: &mut Report) {
    if anchors.is_empty() && carried.all().next().is_some() {
        report.not_proved.push(
            "nessun checkpoint conservato fuori: oltre le righe firmate da quelli che la ricevuta o il pacchetto portano, una \
             storia riscritta, e coerente, non si distinguerebbe"
                .into(),
        );
    } else if anchors.is_empty() {
        report.not_proved.push(
            "nessun checkpoint consegnato: una storia riscritta per intero, e coerente, non si distinguerebbe".into(),
        );
        report.unread.push("senza un checkpoint conservato fuori nessun evento è provato".into());
    } else if anchored < history.events() && report.findings.is_empty() {
        report.not_proved.push(format!(
            "la coda, dall'evento {anchored} al {}: nessuna firma consegnata la copre",
            history.events() - 1
        ));
    }
    if anchors.iter().any(|anchor| !anchor.witnessed) {
        report.not_proved.push(
            "nessun testimone: un checkpoint vecchio ma valido, o una biforcazione mostrata a un altro, non si vedrebbe"
                .into(),
        );
    }
    report.not_proved.push(
        "ciò che fu scritto prima che il primo checkpoint lasciasse la scuola, e se era vero quando fu scritto".into(),
    );
}
