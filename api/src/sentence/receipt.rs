//! Receipt, in Italian.

use registro_domain::receipt::ReceiptEvent;
use registro_domain::text::Text;
use registro_projections::directory::Directory;

pub(super) fn sentence(_event: &ReceiptEvent, _directory: &Directory) -> String {
    String::new()
}

pub(super) fn heading(_event: &ReceiptEvent) -> (&'static str, &'static str) {
    ("", "file")
}

/// The reason that the author gave.
pub(super) fn reason(_event: &ReceiptEvent) -> Option<&Text> {
    None
}
