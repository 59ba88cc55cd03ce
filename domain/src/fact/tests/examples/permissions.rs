//! An example of every event of `permission`.

use crate::permission::PermissionEvent;

pub(in crate::fact::tests) fn permissions() -> Vec<PermissionEvent> {
    Vec::new()
}
