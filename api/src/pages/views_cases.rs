//! Disciplinary cases: a list, one case's file, a student's measures, and the forms of the acts that may be done.

use askama::Template;
use askama_web::WebTemplate;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::{Layout, Link, NormRef};
use super::views_student::StudentHeader;

/// The cases of the year that the person may read.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "cases.html")]
pub struct CaseListPage {
    /// The frame.
    pub layout: Layout,
    /// "2025/26".
    pub year_text: String,
    /// Those that wait for something, then the others; the last opened first.
    pub open: Vec<CaseRow>,
    pub closed: Vec<CaseRow>,
}

/// A case in a list.
#[derive(Clone, Debug, Default)]
pub struct CaseRow {
    /// Whose: the link to the file.
    pub student: Link,
    pub class_name: String,
    /// As what it is charged, and the day of the fact.
    pub fact: String,
    /// The sanction, if there is one.
    pub measure: Option<String>,
    /// "ricorribile fino al 2 dicembre 2025".
    pub standing: String,
    /// The next step, or nothing.
    pub next: Option<String>,
    /// The first day waited for.
    pub clock: Option<String>,
    /// How many steps are lacking, in words; none if all is in order.
    pub failed: Option<String>,
}

/// A case's file: as an audit officer looks at it, with the forms of who may act.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "case.html")]
pub struct CasePage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    pub student: Link,
    pub class_name: String,
    /// "Caso del 3 novembre 2025".
    pub title: String,
    pub standing: String,
    /// As what it is charged, or was reported.
    pub charge: Option<String>,
    /// What the table gives for it.
    pub table: Option<String>,
    pub table_norm: NormRef,
    /// Heavier letters, and what they would rest on.
    pub proposals: Vec<ProposalRow>,
    pub clocks: Vec<ClockRow>,
    /// The present cycle first.
    pub cycles: Vec<CycleView>,
    /// The first act first.
    pub acts: Vec<CaseActRow>,
    /// All that it takes to verify the case elsewhere, for who may take it away.
    pub evidence: Option<Link>,
    /// Where the sanction is contested, once there is one.
    pub contest: Option<Link>,
    /// Path of the forms.
    pub action: String,
    pub forms: Vec<ActForm>,
}

#[derive(Clone, Debug, Default)]
pub struct ProposalRow {
    pub text: String,
    pub cases: Vec<Link>,
    pub norm: NormRef,
}

#[derive(Clone, Debug, Default)]
pub struct ClockRow {
    pub what: String,
    pub day_text: String,
    pub norm: NormRef,
}

/// The steps from the report, or a referral back, to a sanction.
#[derive(Clone, Debug, Default)]
pub struct CycleView {
    pub title: String,
    /// In words: how many passed, lack, are to come.
    pub summary: String,
    pub steps: Vec<StepRow>,
}

#[derive(Clone, Debug, Default)]
pub struct StepRow {
    pub name: String,
    pub verdict: Mark,
    /// Why it is lacking, or by when it is due.
    pub detail: String,
    pub acts: Vec<Link>,
    pub norm: NormRef,
}

/// Told by word, icon and colour.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    pub label: &'static str,
    pub icon: &'static str,
    pub class: &'static str,
}

#[derive(Clone, Debug, Default)]
pub struct CaseActRow {
    pub number: String,
    pub title: &'static str,
    pub icon: &'static str,
    pub sentence: String,
    /// When it was done.
    pub when: String,
    /// When it was recorded, if on another day.
    pub late: Option<String>,
    pub event_href: String,
}

/// A student's cases, and reporting another.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "measures.html")]
pub struct MeasuresPage {
    /// The frame.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// Who reads this, in a sentence.
    pub intro: &'static str,
    pub cases: Vec<CaseRow>,
    /// From other schools.
    pub received: Vec<ReceivedView>,
    /// Path of the form.
    pub action: String,
    /// Reporting a fact, for who may.
    pub forms: Vec<ActForm>,
}

/// A file from another school.
#[derive(Clone, Debug, Default)]
pub struct ReceivedView {
    pub school: String,
    pub on: String,
    pub hash: String,
    /// Final ones, with their day.
    pub sanctions: Vec<String>,
}

/// The form of an act. Sent twice, it is one command.
#[derive(Clone, Debug, Default)]
pub struct ActForm {
    /// As it is sent, and the place of the form in the page.
    pub act: &'static str,
    pub command: String,
    pub title: &'static str,
    /// What to know before.
    pub intro: String,
    pub hidden: Vec<(&'static str, String)>,
    pub fields: Vec<Field>,
    pub button: &'static str,
    /// Shown open: the next to do, or one that came back.
    pub open: bool,
}

/// A field of a form.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub value: String,
    pub required: bool,
}

#[derive(Clone, Debug, Default)]
pub enum Kind {
    #[default]
    Line,
    Text,
    Day,
    Moment,
    Number,
    /// Ticked or not.
    Tick(bool),
    One(Vec<Chosen>),
    Many(Vec<Chosen>),
}
