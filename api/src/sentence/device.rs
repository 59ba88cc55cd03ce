//! Device, in Italian.

use registro_domain::device::DeviceEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &DeviceEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &DeviceEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &DeviceEvent) -> Option<&Text> {
    None
}
