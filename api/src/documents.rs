//! The school's documents as values: what each says, under which norms, who signs it, and on which event of the register it
//! rests. A page shows the value, a program beside this one makes a PDF/A of it (decision 0026).

mod act;
mod appeal;
mod attendance;
mod dossier;
mod evidence;
mod impact;
mod phone_call;
mod privacy_notice;
mod program;
mod report_card;
mod sanction;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_domain::people::Office;
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde::Serialize;
use serde_json::Value;

use crate::app::App;
use crate::http::proof;
use crate::refusal::Refusal;

pub use act::has_document;
pub use dossier::of_own_data;
pub use evidence::Proved;
pub(crate) use evidence::report;
pub(crate) use program::pdf;
pub use program::{BUILT_BY, NotMade, is_there};

/// The name of this form of the model: another one has another number. The program knows one.
pub const FORMAT: &str = "registro-documento/1";
/// Who signs for the school.
const PRINCIPAL: &str = "Il Dirigente scolastico";

/// Each has a template of its name in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `Certificato di frequenza`.
    Attendance,
    /// `Pagella`.
    ReportCard,
    /// The letter by which a sanction is communicated.
    Sanction,
    /// `Fonogramma`.
    PhoneCall,
    /// The letter with the outcome of an appeal.
    Appeal,
    /// The copy of art. 15.
    Dossier,
    /// The report of a bundle of evidence.
    Evidence,
    /// What is said of the processing of personal data: a notice, the data for an impact assessment.
    Processing,
}

#[derive(Clone, Debug, Serialize)]
pub struct Document {
    pub format: &'static str,
    pub kind: Kind,
    pub title: String,
    /// In one sentence, for catalogues.
    pub summary: String,
    pub school: School,
    /// Nobody in it exists.
    pub synthetic: bool,
    pub drawn_up_on: Date,
    /// Whom a letter goes to.
    pub to: Vec<String>,
    pub blocks: Vec<Block>,
    pub norms: Vec<String>,
    pub signature: Option<Signature>,
    pub proof: Option<Proof>,
    /// The same for machines, where there is more than the text says.
    pub data: Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct School {
    pub name: String,
    /// `Codice meccanografico`.
    pub code: String,
    pub year: String,
}

/// A part of what a document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    Heading(String),
    Text(String),
    /// A name and a value each.
    Facts(Vec<(String, String)>),
    List(Vec<String>),
    Table(Table),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    pub caption: String,
    pub head: Vec<&'static str>,
    /// Of each column, in proportion; none is as wide as it needs.
    pub widths: Vec<Option<u8>>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    pub office: String,
    pub name: String,
    /// What is still lacking.
    pub note: &'static str,
}

/// On what a document rests.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    pub position: Position,
    /// The short code of the receipt.
    pub code: String,
    /// Where it is checked, if the school has said where browsers find it.
    pub address: Option<String>,
}

impl App {
    /// A document with its heading and nothing in it.
    async fn blank(
        &self,
        directory: &Directory,
        kind: Kind,
        title: String,
        on: Date,
    ) -> Result<Document, Refusal> {
        let schools = self.register.log.schools().await?;
        let synthetic = schools.iter().any(|known| known.id == self.register.school && known.synthetic);
        let (name, code) = directory.school.name.clone().map_or_else(
            || ("Istituto".to_owned(), String::new()),
            |(name, code)| (name.to_string(), code.to_string()),
        );
        Ok(Document {
            format: FORMAT,
            kind,
            summary: title.clone(),
            title,
            school: School { name, code, year: SchoolYear::containing(on).to_string() },
            synthetic,
            drawn_up_on: on,
            to: Vec::new(),
            blocks: Vec::new(),
            norms: Vec::new(),
            signature: None,
            proof: None,
            data: Value::Null,
        })
    }

    /// What a document that rests on an event is checked by.
    async fn proof_of(&self, event: &Event) -> Result<Option<Proof>, Refusal> {
        let position = event.envelope.position;
        let code = proof::code(self, event).await?;
        let address = |code: &str| {
            let url = self.register.public_url()?;
            Some(format!("{url}/prove?atto={}&codice={code}", position.0))
        };
        Ok(code.map(|code| Proof { position, address: address(&code), code }))
    }
}

impl Document {
    /// The day of it, as it is written on it.
    pub fn day(&self) -> String {
        italian_day(self.drawn_up_on)
    }

    fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    fn heading(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Heading(text.into()));
        self
    }

    fn facts<const N: usize>(mut self, facts: [(&str, String); N]) -> Self {
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        self.blocks.push(Block::Facts(facts.map(|(name, value)| (name.to_owned(), value)).collect()));
        self
    }

    fn list(mut self, lines: Vec<String>) -> Self {
        if !lines.is_empty() {
            self.blocks.push(Block::List(lines));
        }
        self
    }

    fn table(
        mut self,
        caption: &str,
        columns: &[(&'static str, Option<u8>)],
        rows: Vec<Vec<String>>,
    ) -> Self {
        let (head, widths) = columns.iter().copied().unzip();
        if !rows.is_empty() {
            self.blocks.push(Block::Table(Table { caption: caption.to_owned(), head, widths, rows }));
        }
        self
    }

    fn under(mut self, norms: &[Norm]) -> Self {
        self.norms.extend(norms.iter().map(ToString::to_string));
        self.norms.dedup();
        self
    }

    /// Norms that no event cites.
    fn resting_on(mut self, norms: &[&str]) -> Self {
        self.norms.extend(norms.iter().map(|norm| (*norm).to_owned()));
        self
    }

    fn signed_by_principal(self, directory: &Directory) -> Self {
        let on = self.drawn_up_on;
        let holds = |office| matches!(office, Office::Principal);
        let principal = directory.people().find(|profile| profile.holds_office(on, holds));
        let name = principal.map(|profile| profile.full_name()).unwrap_or_default();
        self.signed(PRINCIPAL, name, "Firma da apporre: il registro non firma per nessuno")
    }

    fn signed(mut self, office: &str, name: String, note: &'static str) -> Self {
        self.signature = Some(Signature { office: office.to_owned(), name, note });
        self
    }
}

fn names(people: &[PersonId], directory: &Directory) -> Vec<String> {
    people.iter().map(|person| directory.name(*person)).collect()
}
