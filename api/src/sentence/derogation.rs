//! Derogation, in Italian.

use registro_domain::derogation::DerogationEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &DerogationEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &DerogationEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &DerogationEvent) -> Option<&Text> {
    None
}
