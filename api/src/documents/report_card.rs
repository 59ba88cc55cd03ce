//! `Pagella`: what the council deliberated of a student, as it stood when it was issued.

use registro_domain::ids::SubjectCode;
use registro_domain::scrutiny::{Judged, ScrutinyEvent};
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use serde_json::json;

use super::{Document, Kind};
use crate::answers::Moment;
use crate::app::App;
use crate::pages::results::said;
use crate::refusal::Refusal;

impl App {
    pub(super) async fn report_card(
        &self,
        directory: &Directory,
        issued: &ScrutinyEvent,
    ) -> Result<Option<Document>, Refusal> {
        let ScrutinyEvent::CardIssued { class, period, student, on, read_at, protocol, because } = issued
        else {
            return Ok(None);
        };
        let minutes = self.scrutiny(*class, *period, Moment::At(Position(*read_at))).await?;
        let published = minutes.as_ref().and_then(|minutes| minutes.visible_on(*on));
        let Some(judged) = published.and_then(|published| published.results.get(student)) else {
            return Ok(None);
        };
        let title = format!("Pagella, {}", period.italian());
        let mut document = self
            .blank(directory, Kind::ReportCard, title, *on)
            .await?
            .facts([
                ("Studente", directory.name(*student)),
                ("Classe", directory.class_label(*class)),
                ("Rilasciata il", italian_day(*on)),
                ("Protocollo", protocol.to_string()),
            ])
            .heading("Valutazioni")
            .table(
                "Voti deliberati dal consiglio di classe",
                &[("Materia", Some(4)), ("Voto", Some(1))],
                grades(directory, judged),
            )
            .list(said(judged))
            .text("Il sigillo elettronico, che fa valere la pagella fuori dal registro, non è apposto dal registro.")
            .under(because)
            .signed_by_principal(directory);
        document.data = json!({
            "student": student, "class": class, "period": period, "protocol": protocol.to_string(),
            "grades": judged.grades, "behaviour": judged.behaviour, "credit": judged.credit,
            "outcome": judged.outcome, "average": judged.average().map(|it| it.to_string()),
        });
        Ok(Some(document))
    }
}

fn grades(directory: &Directory, judged: &Judged) -> Vec<Vec<String>> {
    let name = |code: &SubjectCode| {
        directory.school.subjects.get(code).map_or_else(|| code.to_string(), ToString::to_string)
    };
    let row = |name: String, value: String| vec![name, value];
    let mut rows: Vec<_> =
        judged.grades.iter().map(|(code, value)| row(name(code), value.to_string())).collect();
    rows.extend(
        judged.behaviour.as_ref().map(|given| row("Comportamento".to_owned(), given.value.to_string())),
    );
    rows.extend(judged.average().map(|average| row("Media".to_owned(), average.to_string())));
    rows
}
