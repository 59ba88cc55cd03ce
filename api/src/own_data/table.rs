//! Tables that a spreadsheet opens, and in which nothing is executed.

use super::{Concerns, OwnData};
use crate::clock::wall;
use crate::refusal::Refusal;

/// A cell that a spreadsheet would take for a formula begins with an apostrophe, which it does not show.
pub fn harmless(cell: &str) -> String {
    let runs = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

pub(super) fn acts(content: &OwnData) -> Result<Vec<u8>, Refusal> {
    let header = [
        "posizione",
        "tipo",
        "attività",
        "riguarda",
        "giorno",
        "registrato",
        "da",
        "che cosa",
        "norme",
        "sostituito da",
        "cancellato",
    ];
    let rows = content.acts.iter().map(|act| {
        let concerns = match act.concerns {
            Concerns::Subject => "l'interessato",
            Concerns::Named => "altra persona, che lo nomina",
        };
        let later: Vec<String> = act.superseded_by.iter().map(|at| at.0.to_string()).collect();
        vec![
            act.position.0.to_string(),
            act.kind.clone(),
            act.activity.clone(),
            concerns.to_owned(),
            act.effective_on.to_string(),
            wall(act.recorded_at).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            act.by.clone(),
            act.says.clone(),
            act.because.join("; "),
            later.join(" "),
            if act.erased { "sì" } else { "no" }.to_owned(),
        ]
    });
    written(&header, rows)
}

pub(super) fn consultations(content: &OwnData) -> Result<Vec<u8>, Refusal> {
    let rows = content.consultations.iter().map(|access| {
        vec![
            wall(access.at).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            access.by.clone(),
            access.purpose.clone(),
            access.data.join(", "),
            access.outcome.clone(),
        ]
    });
    written(&["quando", "da", "scopo", "dati", "esito"], rows)
}

fn written(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Refusal> {
    let failed = |error: csv::Error| Refusal::Unavailable(Box::new(error));
    let mut table = csv::WriterBuilder::new()
        .delimiter(b';') // What a spreadsheet in Italian expects: with another, it would take a cell apart.
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    table.write_record(header).map_err(failed)?;
    for row in rows {
        table.write_record(row.iter().map(|cell| harmless(cell))).map_err(failed)?;
    }
    table.into_inner().map_err(|error| Refusal::Unavailable(error.to_string().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_executes_no_cell() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("+39", "'+39"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("Rossi, Anna", "Rossi, Anna"),
            ("7-", "7-"),
            ("", ""),
        ] {
            assert_eq!(harmless(typed), written);
        }
    }
}
