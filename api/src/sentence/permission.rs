//! Permission, in Italian.

use registro_domain::permission::PermissionEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &PermissionEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &PermissionEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &PermissionEvent) -> Option<&Text> {
    None
}
