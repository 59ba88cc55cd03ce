//! A document as a page, and as a file that needs nothing but itself.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::Layout;
use crate::documents::{Block, Document};

/// The page of a document.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "document.html")]
pub struct DocumentPage {
    /// The frame.
    pub layout: Layout,
    pub document: Document,
    /// Where it is as PDF/A; none where nobody makes one.
    pub file: Option<String>,
    /// How the program that makes it is built.
    pub built_by: &'static str,
}

/// A document that is read away from the register.
#[derive(Clone, Debug, Template)]
#[template(path = "document_alone.html")]
pub struct DocumentAlone<'a> {
    pub document: &'a Document,
}
