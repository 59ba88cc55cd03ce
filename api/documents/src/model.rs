//! What of a model must be so, whatever it says: the form, the kind, the day. The rest is read by the templates.

use jiff::civil::Date;
use serde::Deserialize;

/// The name of the form of the model; `docs/documents.md` says what stands in it.
pub(crate) const FORMAT: &str = "registro-documento/1";

/// A whole school life as the copy of art. 15 is some megabytes.
pub const LONGEST_MODEL_BYTES: u64 = 64 << 20;

/// Which document it is: each has a template of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `certificato di frequenza`.
    Attendance,
    /// `pagella`.
    ReportCard,
    /// The letter by which a sanction is communicated.
    Sanction,
    /// `fonogramma`.
    PhoneCall,
    /// Outcome of an appeal.
    Appeal,
    /// The copy of art. 15 of the GDPR.
    Dossier,
    /// What a bundle of evidence shows.
    Evidence,
    /// `informativa`, and what an impact assessment begins from.
    Processing,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Attendance,
        Kind::ReportCard,
        Kind::Sanction,
        Kind::PhoneCall,
        Kind::Appeal,
        Kind::Dossier,
        Kind::Evidence,
        Kind::Processing,
    ];

    pub fn template(self) -> &'static str {
        match self {
            Kind::Attendance => "attendance.typ",
            Kind::ReportCard => "report-card.typ",
            Kind::Sanction => "sanction.typ",
            Kind::PhoneCall => "phone-call.typ",
            Kind::Appeal => "appeal.typ",
            Kind::Dossier => "dossier.typ",
            Kind::Evidence => "evidence.typ",
            Kind::Processing => "processing.typ",
        }
    }
}

/// The head of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct Model {
    format: String,
    pub kind: Kind,
    pub title: String,
    pub drawn_up_on: Date,
    pub proof: Option<Proof>,
}

/// Which event the document rests on.
#[derive(Clone, Debug, Deserialize)]
pub struct Proof {
    /// Where it is checked; a code for cameras is made of it.
    pub address: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("il modello non è JSON della forma {FORMAT}")]
    Shape(#[from] serde_json::Error),
    #[error("il modello è della forma {0:?}: questo programma conosce {FORMAT}")]
    Format(String),
}

impl Model {
    pub fn read(bytes: &[u8]) -> Result<Model, Unreadable> {
        let model: Model = serde_json::from_slice(bytes)?;
        if model.format != FORMAT {
            return Err(Unreadable::Format(model.format));
        }
        Ok(model)
    }
}
