//! The record of processing activities (GDPR, art. 30), the notices (art. 13-14) and what an impact assessment (art. 35) begins
//! from: documents made from the catalogue of events, so that none of them says other than what is stored.

use std::fmt::Write as _;

use registro_domain::processing::{Activity, Controller, Processing};
use serde::Serialize;

use crate::own_data::term;

/// The record, activity by activity.
#[derive(Serialize)]
pub struct Record<'a> {
    #[serde(flatten)]
    pub controller: &'a Controller,
    pub activities: Vec<Recorded<'a>>,
}

#[derive(Serialize)]
pub struct Recorded<'a> {
    pub name: &'a str,
    #[serde(flatten)]
    pub activity: &'a Activity,
    /// Why it is lawful.
    pub lawful: String,
    pub kept: String,
    pub kept_because: &'a str,
    /// What an impact assessment looks at first.
    pub minors: bool,
}

/// Norm: C5-01.
pub fn record(catalogue: &Processing) -> Record<'_> {
    let stated = |(name, activity)| recorded(catalogue, name, activity);
    Record { controller: &catalogue.controller, activities: catalogue.activities().map(stated).collect() }
}

/// One activity, with what follows from its category.
pub fn recorded<'a>(catalogue: &'a Processing, name: &'a str, activity: &'a Activity) -> Recorded<'a> {
    let class = activity.retention();
    Recorded {
        name,
        activity,
        lawful: catalogue.controller.basis_of(activity),
        kept: class.map(term).unwrap_or_default(),
        kept_because: class.map(|class| class.source.as_str()).unwrap_or_default(),
        minors: activity.subjects.iter().any(|whose| whose == "studenti"),
    }
}

/// The same, to be read.
pub fn record_as_text(catalogue: &Processing) -> String {
    let record = record(catalogue);
    let mut text = String::from("Registro delle attività di trattamento (GDPR, art. 30)\n\n");
    for it in &record.activities {
        writeln!(text, "{}", it.activity.title).expect("a string grows");
        for (name, value) in lines(it) {
            writeln!(text, "  {name}: {value}").expect("a string grows");
        }
        text.push('\n');
    }
    let Controller { transfers, automated_decisions, security, .. } = record.controller;
    text + &format!("Trasferimenti: {transfers}\nDecisioni: {automated_decisions}\nSicurezza: {security}\n")
}

/// What is said of one activity, name and value.
pub fn lines(it: &Recorded<'_>) -> Vec<(&'static str, String)> {
    let activity = it.activity;
    vec![
        ("Finalità", activity.purpose.clone()),
        ("Di chi", activity.subjects.join(", ")),
        ("Dati", activity.data.clone()),
        ("Categorie particolari", if activity.special { "sì" } else { "no" }.to_owned()),
        ("Base giuridica", it.lawful.clone()),
        ("Conservazione", format!("{} ({})", it.kept, it.kept_because)),
        ("Chi vede", activity.seen_by.join(", ")),
        ("Destinatari", none_or(&activity.recipients)),
        ("Origine", activity.source.clone()),
        ("Eventi", activity.kinds.join(", ")),
    ]
}

pub fn none_or(list: &[String]) -> String {
    if list.is_empty() { "nessuno fuori della scuola".to_owned() } else { list.join(", ") }
}
