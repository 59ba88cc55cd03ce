//! Vigilance, in Italian.

use registro_domain::text::Text;
use registro_domain::vigilance::VigilanceEvent;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &VigilanceEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &VigilanceEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &VigilanceEvent) -> Option<&Text> {
    None
}
