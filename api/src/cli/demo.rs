//! The demo: a small synthetic school, and one of its days played today.

use jiff::civil::{DateTime, datetime};

use crate::simulate::Plan;

/// A file of its own, unless the settings name another; one with a real school in it is refused.
pub(super) const LOG: &str = "sqlite://registro-demo.db";

/// The moment at which the demo begins: the third hour of the last Friday of lessons has just begun,
/// and its roll has yet to be called.
const BEGINS: DateTime = datetime(2026, 6, 5, 10, 0, 30, 0);

/// Four classes of twenty-eight, so that the first page opens soon and a roll is as long as rolls are.
pub(super) fn plan() -> Plan {
    let mut plan = Plan::new(112, 4, 2025);
    plan.until = Some(BEGINS);
    plan
}

pub(super) fn begins() -> jiff::Timestamp {
    crate::clock::instant(BEGINS)
}
