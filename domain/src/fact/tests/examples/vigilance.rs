//! An example of every event of `vigilance`.

use crate::vigilance::VigilanceEvent;

pub(in crate::fact::tests) fn vigilance() -> Vec<VigilanceEvent> {
    Vec::new()
}
