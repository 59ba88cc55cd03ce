//! An example of every event of `contact`.

use crate::contact::ContactEvent;

pub(in crate::fact::tests) fn contacts() -> Vec<ContactEvent> {
    Vec::new()
}
