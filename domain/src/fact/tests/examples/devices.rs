//! An example of every event of `device`.

use crate::device::DeviceEvent;

pub(in crate::fact::tests) fn devices() -> Vec<DeviceEvent> {
    Vec::new()
}
