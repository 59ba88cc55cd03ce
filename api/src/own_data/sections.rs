//! The information of art. 15, par. 1 and 2, made from the catalogue of what the register does.

use std::collections::BTreeSet;

use registro_domain::processing::{Activity, Processing};
use registro_domain::retention::{Class, Starts};

use super::{Consultation, Entry, Section};

/// Letters a-h and par. 2, for whoever is in these acts.
///
/// Norm: C3-01.
pub(super) fn sections(acts: &[Entry], consultations: &[Consultation]) -> Vec<Section> {
    let catalogue = Processing::adopted();
    let held: BTreeSet<&str> = acts.iter().map(|act| act.activity.as_str()).collect();
    let activities: Vec<&Activity> = catalogue
        .activities()
        .map(|(_, activity)| activity)
        .filter(|activity| held.contains(activity.title.as_str()))
        .collect();
    let each = |says: &dyn Fn(&Activity) -> String| -> Vec<String> {
        activities.iter().map(|activity| format!("{}: {}", activity.title, says(activity))).collect()
    };
    let section = |reference, title, says| Section { reference, title, says };
    let general = &catalogue.controller;
    let mut purposes = each(&|it| it.purpose.clone());
    purposes.push(format!("Base giuridica: {}", general.basis));
    let special = activities.iter().any(|activity| activity.special);
    purposes.extend(special.then(|| format!("Per le categorie particolari: {}", general.special_basis)));
    let mut recipients = each(&|it| {
        let outside = it.recipients.join(", ");
        let outside = if outside.is_empty() { "nessuno" } else { &outside };
        format!("nella scuola {}; fuori {outside}", it.seen_by.join(", "))
    });
    recipients.push(format!("Consultazioni annotate: {}, elencate più avanti", consultations.len()));
    vec![
        section("art. 15, par. 1, lett. a", "Finalità", purposes),
        section("art. 15, par. 1, lett. b", "Categorie di dati", each(&|it| it.data.clone())),
        section("art. 15, par. 1, lett. c", "Destinatari", recipients),
        section(
            "art. 15, par. 1, lett. d",
            "Per quanto tempo",
            each(&|it| it.retention().map(term).unwrap_or_default()),
        ),
        section("art. 15, par. 1, lett. e", "Diritti", vec![general.rights.clone()]),
        section("art. 15, par. 1, lett. f", "Reclamo", vec![general.complaint.clone()]),
        section("art. 15, par. 1, lett. g", "Origine dei dati", each(&|it| it.source.clone())),
        section(
            "art. 15, par. 1, lett. h",
            "Decisioni automatizzate",
            vec![general.automated_decisions.clone()],
        ),
        section("art. 15, par. 2", "Trasferimenti", vec![general.transfers.clone()]),
        section(
            "art. 15, par. 3",
            "Copia dei dati",
            vec![format!("{} atti, con ciò che dicevano prima di essere corretti", acts.len())],
        ),
    ]
}

/// How long a class is kept, in words.
pub fn term(class: &Class) -> String {
    let years = if class.years == 1 { "un anno".to_owned() } else { format!("{} anni", class.years) };
    match class.starts {
        Starts::Never => "sempre".to_owned(),
        Starts::Leaving => format!("{years} da quando si lascia la scuola"),
        Starts::SchoolYear => format!("{years} dalla fine dell'anno scolastico"),
        Starts::Closing => format!("{years} da quando la pratica si chiude"),
    }
}
