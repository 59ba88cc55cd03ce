//! A case at a moment: how it stood, its steps, its clocks.

use registro_domain::ids::CaseId;
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::event::Event;

use super::{At, Lines};
use crate::answers::Moment;
use crate::docket::text::outcome;
use crate::http::Web;
use crate::http::sight::may_see_case_file;
use crate::identity::Session;
use crate::pages::case_view::standing_text;
use crate::refusal::Refusal;

pub(super) async fn events(web: &Web, session: &Session, case: CaseId) -> Result<Vec<Event>, Refusal> {
    let file = web.app.case(case, Moment::Now).await?;
    let file = file.filter(|file| may_see_case_file(session, file)).ok_or(Refusal::NotFound("il caso"))?;
    let positions: Vec<Position> = file.acts.iter().map(|(_, position)| *position).collect();
    web.app.events(&positions).await
}

pub(super) async fn lines(
    web: &Web,
    session: &Session,
    case: CaseId,
    At { moment, on }: At,
) -> Result<Lines, Refusal> {
    let Some(file) = web.app.case(case, moment).await? else { return Ok(Lines::new()) };
    if !may_see_case_file(session, &file) {
        return Ok(Lines::new());
    }
    let docket = web.app.docket(file, &session.directory, moment, on).await?;
    let mut lines = vec![("Stato".to_owned(), standing_text(docket.standing))];
    lines.extend(docket.charge.map(|charge| ("Addebito".to_owned(), charge.to_string())));
    let sanction = docket.file.case.last_decision().map(|decision| decision.measure.sanction.italian());
    lines.extend(sanction.map(|sanction| ("Sanzione deliberata".to_owned(), sanction)));
    for step in docket.cycles.last().into_iter().flat_map(|cycle| &cycle.steps) {
        lines.push((format!("Passo: {}", step.name), outcome(&step.outcome)));
    }
    let clocks = docket.clocks.iter();
    lines.extend(clocks.map(|clock| (format!("Termine: {}", clock.what), italian_day(clock.until))));
    lines.push(("Atti nel fascicolo".to_owned(), docket.file.acts.len().to_string()));
    Ok(lines)
}
