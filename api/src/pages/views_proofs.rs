//! The page that checks receipts and checkpoints in the browser.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::Layout;

/// The form; what follows is the script's.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "proofs.html")]
pub struct ProofsPage {
    /// The frame.
    pub layout: Layout,
}
