//! A model becomes a file. The same model gives the same bytes.

use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Dict, IntoValue, Smart};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::model::{Model, Unreadable};

const TEMPLATES: [(&str, &str); 9] = [
    ("frame.typ", include_str!("../templates/frame.typ")),
    ("attendance.typ", include_str!("../templates/attendance.typ")),
    ("report-card.typ", include_str!("../templates/report-card.typ")),
    ("sanction.typ", include_str!("../templates/sanction.typ")),
    ("phone-call.typ", include_str!("../templates/phone-call.typ")),
    ("appeal.typ", include_str!("../templates/appeal.typ")),
    ("dossier.typ", include_str!("../templates/dossier.typ")),
    ("evidence.typ", include_str!("../templates/evidence.typ")),
    ("processing.typ", include_str!("../templates/processing.typ")),
];

#[derive(Debug, thiserror::Error)]
pub enum NotTypeset {
    #[error("il modello non si legge")]
    Model(#[from] Unreadable),
    #[error("l'indirizzo di verifica non sta in un codice QR")]
    Address(#[from] QrError),
    #[error("il modello non è completo")]
    Template(#[from] TypstAsLibError),
    /// What the standards demand and the document lacks.
    #[error("il documento non si scrive come PDF/A-3a e PDF/UA-1: {0}")]
    Standard(String),
}

/// The file of a model.
pub fn typeset(model: &[u8]) -> Result<Vec<u8>, NotTypeset> {
    let head = Model::read(model)?;
    let mut inputs = Dict::new();
    inputs.insert("model".into(), Bytes::new(model.to_vec()).into_value());
    let address = head.proof.and_then(|proof| proof.address);
    let qr = address.map(|address| qr(&address)).transpose()?;
    inputs.insert("qr".into(), qr.map(|svg| Bytes::new(svg.into_bytes())).into_value());

    let engine = TypstEngine::builder()
        .fonts(typst_assets::fonts().map(Bytes::new))
        .with_static_source_file_resolver(TEMPLATES)
        .build();
    let document: PagedDocument = engine.compile_with_input(head.kind.template(), inputs).output?;
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| NotTypeset::Standard(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{:?} {} {}", head.kind, head.drawn_up_on, head.title)),
        creator: Smart::Custom(Some(format!("registro-documents {}", env!("CARGO_PKG_VERSION")))),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| NotTypeset::Standard(told(&errors)))
}

fn qr(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(true).build())
}

fn told(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}
