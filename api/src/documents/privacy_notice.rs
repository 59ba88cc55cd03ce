//! The notice (`informativa`) to those whose data the school processes (GDPR, art. 13 and 14), made from the catalogue of events.

use registro_domain::processing::{Activity, Audience, Origin, Processing};
use registro_projections::directory::Directory;
use serde::Serialize;
use serde_json::json;

use super::{Document, Kind};
use crate::app::App;
use crate::processing::{Recorded, none_or, recorded};
use crate::refusal::Refusal;

/// What the school has not said is not left out.
const NOT_SAID: &str = "da indicare: la scuola non l’ha ancora scritto nella configurazione";

/// An activity as a notice tells it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    recorded: Recorded<'a>,
    origin: Origin,
}

impl App {
    /// The notice to students and families, or to the staff.
    ///
    /// Norm: C5-01; interpretation 0064.
    pub async fn privacy_notice(
        &self,
        directory: &Directory,
        audience: Audience,
    ) -> Result<Document, Refusal> {
        let catalogue = Processing::adopted();
        let general = &catalogue.controller;
        let to = match audience {
            Audience::Families => "studenti e famiglie",
            Audience::Staff => "personale della scuola",
        };
        let title = format!("Informativa sul trattamento dei dati personali: {to}");
        let contacts = self.register.contacts();
        let said = |contact: &Option<String>| contact.clone().unwrap_or_else(|| NOT_SAID.to_owned());
        let blank = self.blank(directory, Kind::Processing, title, self.register.today()).await?;
        let school = blank.school.name.clone();
        let mut document = blank
            .heading("Chi tratta i dati")
            .facts([
                ("Titolare del trattamento", school),
                ("Come si raggiunge il titolare", said(&contacts.school)),
                ("Come si raggiunge il responsabile della protezione dei dati", said(&contacts.dpo)),
            ])
            .heading("Perché la scuola può trattarli")
            .text(format!("{}.", general.basis))
            .text(format!("Per le categorie particolari di dati: {}.", general.special_basis));
        for (name, activity, origin) in catalogue.told_to(audience) {
            document = told(document, &recorded(catalogue, name, activity), origin);
        }
        let told: Vec<Told<'_>> = catalogue
            .told_to(audience)
            .map(|(name, activity, origin)| Told { recorded: recorded(catalogue, name, activity), origin })
            .collect();
        document.data = json!({ "audience": audience, "controller": general, "contacts": contacts,
            "activities": told });
        Ok(document
            .heading("Trasferimenti e decisioni automatizzate")
            .list(vec![general.transfers.clone(), general.automated_decisions.clone()])
            .heading("I diritti, e come si esercitano")
            .list(vec![general.rights.clone(), general.exercise.clone(), general.complaint.clone()])
            .resting_on(&["GDPR, art. 13", "GDPR, art. 14"]))
    }
}

fn told(document: Document, it: &Recorded<'_>, origin: Origin) -> Document {
    let activity = it.activity;
    document.heading(activity.title.clone()).facts([
        ("Finalità", activity.purpose.clone()),
        ("Dati", activity.data.clone()),
        ("Categorie particolari", if activity.special { "sì".to_owned() } else { String::new() }),
        ("Da chi si hanno", from_whom(origin, activity)),
        ("Se darli è obbligatorio", activity.obligatory.clone()),
        ("Chi li vede nella scuola", activity.seen_by.join(", ")),
        ("A chi si comunicano", none_or(&activity.recipients)),
        ("Per quanto tempo", it.kept.clone()),
    ])
}

fn from_whom(origin: Origin, activity: &Activity) -> String {
    let source = &activity.source;
    match origin {
        Origin::Themselves => "da chi riceve questa informativa (art. 13)".to_owned(),
        Origin::Others => format!("da altri (art. 14): {source}"),
        Origin::Both => {
            format!("in parte da chi riceve questa informativa, in parte da altri (art. 13 e 14): {source}")
        }
    }
}
