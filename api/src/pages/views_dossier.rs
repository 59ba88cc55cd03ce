//! The behaviour dossiers of a class, a report card, and a student's school fees.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Layout, Link, NormRef};
use super::views_student::StudentHeader;

/// The behaviour dossiers that a council reads.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "behaviour_dossier.html")]
pub struct DossierPage {
    /// The frame.
    pub layout: Layout,
    /// "3B".
    pub class_name: String,
    /// "scrutinio finale".
    pub period: String,
    /// When and how they were read.
    pub read: String,
    /// The scrutiny, the dossier of the other period.
    pub links: Vec<Link>,
    /// By name.
    pub students: Vec<DossierOf>,
    /// The norms under which they are made.
    pub norms: Vec<NormRef>,
}

/// One student's dossier.
#[derive(Clone, Debug, Default)]
pub struct DossierOf {
    /// Its place in the page.
    pub anchor: String,
    pub name: String,
    /// In sentences.
    pub summary: Vec<String>,
    /// By day.
    pub entries: Vec<EntryRow>,
}

/// One thing that happened.
#[derive(Clone, Debug, Default)]
pub struct EntryRow {
    pub day: String,
    /// "nota disciplinare", "atto positivo", "sanzione".
    pub kind: String,
    pub what: String,
    /// "definitiva", "impugnata (sub iudice)", "annullata: non si considera".
    pub standing: String,
    /// Whether it counts for nothing: the words say it too.
    pub annulled: bool,
}

/// A report card, to be printed.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "report_card.html")]
pub struct ReportCardPage {
    /// The frame.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// "Scrutinio finale".
    pub title: String,
    /// When it was issued and under which number, or that it was not.
    pub issued: String,
    /// By name.
    pub grades: Vec<(String, String)>,
    pub behaviour: String,
    pub average: Option<String>,
    /// What was deliberated beside the grades.
    pub said: Vec<String>,
    /// Where it is as PDF/A; none where nobody makes one.
    pub file: Option<String>,
    /// How the program that makes it is built.
    pub built_by: &'static str,
    /// That it has no seal yet.
    pub note: &'static str,
    pub norm: NormRef,
}

/// A student's results and school fees.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "results.html")]
pub struct ResultsPage {
    /// The frame.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// The scrutinies that are published.
    pub results: Vec<ResultPart>,
    /// None before the final results.
    pub fees: Option<FeesPart>,
    /// Path of the form that asks about fees.
    pub action: String,
}

/// The results of one scrutiny.
#[derive(Clone, Debug, Default)]
pub struct ResultPart {
    pub title: String,
    pub grades: Vec<(String, String)>,
    pub behaviour: String,
    pub average: Option<String>,
    pub said: Vec<String>,
    /// The report card, once issued.
    pub card_href: Option<String>,
}

/// Whether fees are to be paid.
#[derive(Clone, Debug, Default)]
pub struct FeesPart {
    /// The answer in a sentence.
    pub answer: String,
    pub checks: Vec<FeeCheck>,
    /// What a person should look at again.
    pub flags: Vec<(String, NormRef)>,
    /// "iscrizione: 6,04 €".
    pub due: Vec<String>,
    /// As asked.
    pub income: String,
    pub repeating: &'static str,
}

#[derive(Clone, Debug, Default)]
pub struct FeeCheck {
    pub what: String,
    pub met: bool,
    pub norm: NormRef,
}
