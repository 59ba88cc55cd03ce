//! Contact, in Italian.

use registro_domain::contact::ContactEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &ContactEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &ContactEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &ContactEvent) -> Option<&Text> {
    None
}
