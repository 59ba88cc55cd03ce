//! Why a figure is what it is: the events and the norms that made it.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{EventRef, Layout, Link, NormRef};

/// The reasons of a figure on a page of their own, for figures that are not a student's.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "why.html")]
pub struct WhyPage {
    /// The frame.
    pub layout: Layout,
    /// The reasons.
    pub why: Why,
    /// Back to the page that shows the figure.
    pub back: Link,
}

/// The reasons of one figure: also a section of the page of a student.
#[derive(Clone, Debug, Default)]
pub struct Why {
    /// The figure: "Ore perse".
    pub label: String,
    /// Its value with its unit: "198 ore".
    pub value: String,
    /// How it is counted, in one or two sentences.
    pub method: String,
    /// The norms of the method.
    pub norms: Vec<NormRef>,
    /// The events, in the order of the facts.
    pub rows: Vec<WhyRow>,
    /// How many events there are in all, when `rows` holds only some of them.
    pub total_rows: usize,
}

/// One event that the figure rests upon.
#[derive(Clone, Debug, Default)]
pub struct WhyRow {
    /// The day of the fact, `gg/mm/aaaa`.
    pub effective_text: String,
    /// When it was recorded, `gg/mm/aaaa hh:mm`.
    pub recorded_text: String,
    /// How late it was recorded, if it was: "3 giorni dopo".
    pub late_text: Option<String>,
    /// Who recorded it.
    pub actor: String,
    /// In which capacity.
    pub capacity: String,
    /// What it says, an Italian sentence: "Assente per l'intera giornata".
    pub what: String,
    /// What it adds to the figure, with its sign: "+6", "−2", "0".
    pub contribution: String,
    /// The norms applied.
    pub norms: Vec<NormRef>,
    /// The event.
    pub event: EventRef,
}
