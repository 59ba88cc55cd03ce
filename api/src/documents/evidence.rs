//! The report of a bundle of evidence: a case act by act, for who has no register before her.

use registro_domain::case::Verdict;
use registro_domain::fact::Said;
use registro_domain::ids::FactNumber;
use registro_domain::norm::Norm;
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde_json::json;

use super::{Document, Kind};
use crate::actor::Capacity;
use crate::app::App;
use crate::clock::wall;
use crate::docket::Docket;
use crate::http::cases;
use crate::pages::case_view::{detail, mark, standing_text};
use crate::refusal::Refusal;
use crate::sentence;

/// An act of the bundle with the short code of its receipt.
#[derive(Clone, Debug)]
pub struct Proved {
    pub position: Position,
    pub code: String,
}

/// What the bundle of a case shows.
pub(crate) async fn report(
    app: &App,
    directory: &Directory,
    docket: &Docket,
    acts: &[(FactNumber, Event)],
    proved: &[Proved],
) -> Result<Document, Refusal> {
    let file = &docket.file;
    let student = directory.name(file.student);
    let mut document = app
        .blank(directory, Kind::Evidence, format!("Fascicolo di prove: caso di {student}"), docket.on)
        .await?
        .facts([
            ("Caso", file.id.to_string()),
            ("Studente", student),
            ("Classe", directory.class_label(file.class)),
            ("Addebito", docket.charge.map(|charge| charge.to_string()).unwrap_or_default()),
            ("Come sta il caso", standing_text(docket.standing)),
            ("Situazione al", italian_day(docket.on)),
        ])
        .text(
            "La relazione si legge senza il registro. Non prova niente da sé: provano le ricevute che le stanno accanto, \
             ciascuna con il codice scritto qui, e si verificano con la chiave pubblica della scuola avuta per altra via.",
        )
        .heading("Gli atti")
        .table(
            "Ogni atto del caso, nell'ordine in cui fu registrato",
            &[
                ("N.", None),
                ("Giorno", None),
                ("Registrato", None),
                ("Chi, in quale veste", Some(2)),
                ("Che cosa dice", Some(5)),
                ("Norme", Some(2)),
                ("Codice", None),
            ],
            acts.iter().map(|(_, event)| act(event, directory, proved)).collect(),
        );
    for cycle in &docket.cycles {
        let rows = cycle.steps.iter().map(|step| {
            let outcome = [mark(&step.outcome).label.to_owned(), detail(&step.outcome)];
            let outcome: Vec<String> = outcome.into_iter().filter(|part| !part.is_empty()).collect();
            vec![step.name.to_owned(), outcome.join(": "), step.norm.to_string()]
        });
        let missing =
            cycle.steps.iter().filter(|step| matches!(step.outcome, Verdict::Failed { .. })).count();
        document = document
            .heading("I passi del procedimento")
            .text(format!("Passi che mancano: {missing}."))
            .table(
                "Che cosa la procedura chiede, e come è andata",
                &[("Passo", Some(3)), ("Esito", Some(3)), ("Norma", Some(3))],
                rows.collect(),
            );
    }
    if let Some((_, last)) = acts.last() {
        document.proof = app.proof_of(last).await?;
    }
    document.data = json!(cases::answer(docket, acts, directory)?);
    Ok(document.under(&[Norm::ProtocolNumber]))
}

fn act(event: &Event, directory: &Directory, proved: &[Proved]) -> Vec<String> {
    let envelope = &event.envelope;
    let code = proved.iter().find(|it| it.position == envelope.position).map(|it| it.code.clone());
    let norms: Vec<&str> = event.fact.because().iter().map(|norm| norm.row()).collect();
    vec![
        envelope.position.0.to_string(),
        italian_day(envelope.effective_on),
        wall(envelope.recorded_at).strftime("%d/%m/%Y %H:%M:%S").to_string(),
        format!(
            "{}, {}",
            directory.name(registro_domain::ids::PersonId(envelope.actor.person)),
            Capacity::italian_of(&envelope.actor.capacity)
        ),
        sentence::act(&event.fact, directory),
        norms.join(", "),
        code.unwrap_or_default(),
    ]
}
