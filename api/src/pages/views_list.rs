//! The list behind a figure: a table with any columns.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Layout, Link};

/// A list. The first cell of a row names it.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "list.html")]
pub struct ListPage {
    /// The frame.
    pub layout: Layout,
    /// Heading: "Assenti di venerdì 5 giugno 2026".
    pub heading: String,
    /// What is in the list and what is not, in one sentence; may be empty.
    pub intro: String,
    /// Caption of the table: "87 studenti assenti alle 09:42".
    pub caption: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// What to say instead of an empty table.
    pub empty_text: String,
    /// The events and norms behind the list, if they can be asked.
    pub why_href: Option<String>,
    /// Other lists near this one.
    pub related: Vec<Link>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Text of the cell.
    pub text: String,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
    /// Numbers are aligned to the right.
    pub numeric: bool,
}
