//! Checkpoints that came with a receipt or a bundle, against what was kept outside the school: the history behind one must
//! be the history behind the other, and where nothing proves it, that is said.

use crate::anchors::Anchor;
use crate::history::History;
use crate::merkle;
use crate::report::Report;
use crate::shards;

/// Those of what was handed in together.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Each of them proves an event by its receipt.
    receipts: Vec<Anchor>,
    /// Those that lie beside the receipts.
    beside: Vec<Anchor>,
}

impl Carried {
    /// Many receipts lead to one checkpoint: it is kept once.
    pub(crate) fn of_receipt(&mut self, anchor: Anchor) {
        once(&mut self.receipts, anchor);
    }

    pub(crate) fn lies_beside(&mut self, anchor: Anchor) {
        once(&mut self.beside, anchor);
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Anchor> {
        self.receipts.iter().chain(&self.beside)
    }

    /// Without the history itself only trees of one size can be compared: a receipt holds no proof that one tree is the
    /// beginning of another.
    pub(crate) fn against_given(&self, given: &[Anchor], report: &mut Report) {
        for anchor in &self.receipts {
            match given.iter().find(|known| same_size(known, anchor)) {
                Some(known) if known.checkpoint.root == anchor.checkpoint.root => {
                    report.proved.push(format!(
                        "il checkpoint di {} è quello di {}: {} righe, la stessa radice",
                        anchor.name, known.name, anchor.checkpoint.size
                    ))
                }
                // Told by `anchors::against_each_other`.
                Some(_) => {}
                None => report.unread.push(not_compared(anchor, given)),
            }
        }
        for known in given.iter().filter(|known| !self.all().any(|anchor| same_size(known, anchor))) {
            report.unread.push(format!(
                "{} non è stato confrontato: firma {} righe dell'anno {}, e nessuna ricevuta ne porta altrettante; serve il libro \
                 mastro (--tiles) o una copia (--db)",
                known.name, known.checkpoint.size, known.year
            ));
        }
    }

    /// With the history each is looked for in it, as those that were kept outside are.
    pub(crate) fn against_history(&self, school: &str, history: &History, report: &mut Report) {
        let shards = shards::of(history, school);
        for anchor in self.all() {
            let size = anchor.checkpoint.size;
            let Some(shard) = shards.iter().find(|shard| shard.year == anchor.year && size <= shard.size())
            else {
                report.unread.push(format!(
                    "il checkpoint di {} non è stato confrontato: firma {size} righe dell'anno {}, più di quante ce ne siano \
                     nella storia consegnata",
                    anchor.name, anchor.year
                ));
                continue;
            };
            let found = merkle::roots(shard.leaves(history), &[size]).pop().flatten();
            if found == Some(anchor.checkpoint.root) {
                report.proved.push(format!(
                    "il checkpoint di {} ({size} righe dell'anno {}) è di questa storia",
                    anchor.name, anchor.year
                ));
            } else {
                report.refused.push(format!(
                    "il checkpoint di {} firma {size} righe dell'anno {} che non sono quelle di questa storia: una biforcazione",
                    anchor.name, anchor.year
                ));
            }
        }
    }
}

fn once(anchors: &mut Vec<Anchor>, anchor: Anchor) {
    if !anchors.iter().any(|known| known.checkpoint == anchor.checkpoint) {
        anchors.push(anchor);
    }
}

fn same_size(one: &Anchor, other: &Anchor) -> bool {
    one.year == other.year && one.checkpoint.size == other.checkpoint.size
}

fn not_compared(anchor: &Anchor, given: &[Anchor]) -> String {
    let kept: Vec<String> = given
        .iter()
        .map(|known| format!("{} ne firma {} dell'anno {}", known.name, known.checkpoint.size, known.year))
        .collect();
    format!(
        "il checkpoint di {} non è stato confrontato: firma {} righe dell'anno {}, {}; che siano della stessa storia lo provano \
         solo il libro mastro (--tiles) o una copia (--db)",
        anchor.name,
        anchor.checkpoint.size,
        anchor.year,
        kept.join(", ")
    )
}
