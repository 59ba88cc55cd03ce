//! An example of every event of `derogation`.

use crate::derogation::DerogationEvent;

pub(in crate::fact::tests) fn derogations() -> Vec<DerogationEvent> {
    Vec::new()
}
