//! Acts with legal effect: the ledger signs them at once, and not within the minute.

use registro_eventlog::log::Write;

/// From the moment of these a term runs, or a result stands.
const AT_ONCE: [&str; 4] =
    ["sanction-communicated.v1", "case-acquitted.v1", "scrutiny-closed.v1", "results-published.v1"];

/// Whether what was written is to be signed at once.
pub fn at_once(writes: &[Write]) -> bool {
    let kinds = writes.iter().flat_map(|write| &write.events).map(|event| event.kind.as_str());
    kinds.into_iter().any(|kind| AT_ONCE.contains(&kind))
}
