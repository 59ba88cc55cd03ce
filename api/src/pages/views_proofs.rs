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
    /// The time stamps of the last days, newest first.
    pub stamps: Vec<StampRow>,
    /// The document that somebody comes from, by the code on it.
    pub from: Option<FromDocument>,
}

/// A day's time stamp.
#[derive(Clone, Debug)]
pub struct StampRow {
    /// As it is written.
    pub day: String,
    /// What there is.
    pub told: String,
    /// Where its files are, without their ending.
    pub address: String,
    /// Whether the authority has answered.
    pub stamped: bool,
}

/// What a document says of the event that it rests on.
#[derive(Clone, Debug)]
pub struct FromDocument {
    pub position: u64,
    pub code: String,
    /// Where the receipt is, for who may read the event.
    pub receipt: String,
}
