//! Notice, in Italian.

use registro_domain::notice::NoticeEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &NoticeEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &NoticeEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &NoticeEvent) -> Option<&Text> {
    None
}
