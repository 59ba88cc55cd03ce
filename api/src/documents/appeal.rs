//! The letter with the outcome of an appeal to the Organo di garanzia.

use jiff::civil::Date;
use registro_domain::case::{Appeal, Heading};
use registro_domain::ids::{FactNumber, PersonId, Protocol};
use registro_domain::text::{italian_day, on_day};
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use serde_json::json;

use super::{Document, Kind, names};
use crate::answers::Moment;
use crate::app::App;
use crate::refusal::Refusal;
use crate::sentence;

/// What the act says of it.
pub(super) struct Told<'a> {
    pub(super) appeal: FactNumber,
    pub(super) to: &'a [PersonId],
    /// Last day of a complaint.
    pub(super) until: Date,
    pub(super) protocol: Protocol,
    /// Where the act stands: what the case became afterwards the letter did not say.
    pub(super) at: Position,
}

impl App {
    pub(super) async fn appeal_outcome(
        &self,
        directory: &Directory,
        heading: &Heading,
        told: Told<'_>,
    ) -> Result<Option<Document>, Refusal> {
        let Some(file) = self.case(heading.case, Moment::At(told.at)).await? else { return Ok(None) };
        let Some(appeal) = file.case.appeals.get(&told.appeal) else { return Ok(None) };
        let filed = appeal.filing.said.protocol.map(|number| number.to_string());
        let mut document = self
            .blank(
                directory,
                Kind::Appeal,
                "Esito del ricorso all'Organo di garanzia".to_owned(),
                heading.at.date(),
            )
            .await?
            .facts([
                ("Studente", directory.name(heading.student)),
                ("Classe", directory.class_label(heading.class)),
                ("Protocollo", told.protocol.to_string()),
                ("Giorno del ricorso", italian_day(appeal.filing.at.date())),
                ("Protocollo del ricorso", filed.unwrap_or_default()),
            ])
            .text(outcome(appeal));
        if let Some(ruling) = &appeal.ruling {
            document = document.heading("Motivazione").text(ruling.said.reasons.to_string());
        }
        document.to = names(told.to, directory);
        document.data = json!({ "case": heading.case, "student": heading.student, "appeal": told.appeal, "to": told.to,
            "ruling": appeal.ruling.as_ref().map(|act| &act.said.outcome), "complain_until": told.until });
        let document = document.heading("Come si contesta").text(format!(
            "Contro la decisione si può proporre reclamo al direttore dell'Ufficio scolastico regionale entro {}.",
            on_day(told.until)
        ));
        Ok(Some(document.under(&heading.because).signed_by_principal(directory)))
    }
}

fn outcome(appeal: &Appeal) -> String {
    match &appeal.ruling {
        Some(ruling) => {
            let said = sentence::ruling(&ruling.said);
            let on = on_day(ruling.at.date());
            format!("{}{} {said}.", on[..1].to_uppercase(), &on[1..])
        }
        None => format!(
            "L'Organo di garanzia non ha deciso entro {}: la sanzione si ritiene confermata.",
            on_day(appeal.filing.said.decide_by)
        ),
    }
}
