//! The copy of art. 15 as a document: the same value that pages, JSON and CSV are made of.

use registro_domain::norm::Norm;
use registro_domain::text::italian_day;
use registro_projections::directory::Directory;

use super::{Document, Kind};
use crate::app::App;
use crate::clock::wall;
use crate::own_data::{Concerns, Entry, OwnData};
use crate::refusal::Refusal;

/// The copy that was composed for a request.
pub async fn of_own_data(app: &App, directory: &Directory, copy: &OwnData) -> Result<Document, Refusal> {
    let title = format!("Copia dei dati personali di {}", copy.name);
    let mut document = app
        .blank(directory, Kind::Dossier, title, copy.drawn_up_on)
        .await?
        .facts([
            ("Persona", copy.name.clone()),
            ("Richiesta", copy.request.to_string()),
            ("Composta il", italian_day(copy.drawn_up_on)),
            ("Atti", copy.acts.len().to_string()),
            ("Consultazioni", copy.consultations.len().to_string()),
        ])
        .text("I dati nella stessa forma in cui una macchina li legge sono allegati a questo file.");
    for section in &copy.sections {
        document =
            document.heading(format!("{} ({})", section.title, section.reference)).list(section.says.clone());
    }
    document = document
        .heading("Gli atti, con ciò che dicevano prima di essere corretti")
        .table(
            "Ogni atto che riguarda la persona o la nomina",
            &[
                ("N.", None),
                ("Giorno", None),
                ("Registrato", None),
                ("Da", Some(2)),
                ("Che cosa dice", Some(6)),
                ("Nota", Some(2)),
            ],
            copy.acts.iter().map(act).collect(),
        )
        .heading("Chi ha consultato i dati")
        .table(
            "Consultazioni, per ufficio",
            &[("Quando", None), ("Chi", Some(2)), ("Per quale fine", Some(4)), ("Quali dati", Some(2))],
            copy.consultations
                .iter()
                .map(|read| {
                    vec![instant(read.at), read.by.clone(), read.purpose.clone(), read.data.join(", ")]
                })
                .collect(),
        )
        .heading("Che cosa è omesso, e perché")
        .table(
            "Parti di un atto che non si danno",
            &[("Atto n.", None), ("Che cosa", Some(2)), ("Perché", Some(4))],
            copy.omissions
                .iter()
                .map(|left| vec![left.position.0.to_string(), left.what.clone(), left.why.clone()])
                .collect(),
        )
        .under(&[Norm::AccessToOwnData]);
    if let Some(last) = copy.until
        && let Some(event) = app.events(&[last]).await?.pop()
    {
        document.proof = app.proof_of(&event).await?;
    }
    document.data = serde_json::to_value(copy).map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    Ok(document)
}

fn act(act: &Entry) -> Vec<String> {
    let mut notes = Vec::new();
    if act.concerns == Concerns::Named {
        notes.push("la nomina".to_owned());
    }
    if !act.superseded_by.is_empty() {
        let later: Vec<String> = act.superseded_by.iter().map(|at| at.0.to_string()).collect();
        notes.push(format!("sostituito da {}", later.join(", ")));
    }
    if act.erased {
        notes.push("cancellato".to_owned());
    }
    vec![
        act.position.0.to_string(),
        italian_day(act.effective_on),
        instant(act.recorded_at),
        act.by.clone(),
        act.says.clone(),
        notes.join("; "),
    ]
}

fn instant(at: jiff::Timestamp) -> String {
    wall(at).strftime("%d/%m/%Y %H:%M").to_string()
}
