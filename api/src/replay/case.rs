//! A case at a moment: how it stood, its steps, its clocks.

use registro_domain::ids::CaseId;
use registro_domain::text::italian_day;
use registro_projections::event::Event;

use super::{Acts, At, Lines, Thing, ended, is_told};
use crate::access;
use crate::answers::Moment;
use crate::docket::text::outcome;
use crate::http::Web;
use crate::http::sight::may_see_case_file;
use crate::identity::Session;
use crate::pages::case_view::standing_text;
use crate::refusal::Refusal;

/// Whoever reads the file reads all of its acts; who is no longer informed, those of when she was.
pub(super) async fn acts(web: &Web, session: &Session, case: CaseId) -> Result<Acts, Refusal> {
    let file = web.app.case(case, Moment::Now).await?;
    let file = file.filter(|file| may_see_case_file(session, file)).ok_or(Refusal::NotFound("il caso"))?;
    access::of(file.student);
    let ended = ended(web, session, Thing::Case(case)).await?;
    let mut events: Vec<Event> = web.app.acts_of(&file).await?.into_iter().map(|(_, event)| event).collect();
    events.retain(|event| is_told(ended, event.envelope.recorded_at));
    Ok(Acts { of_files: events.iter().map(|event| event.envelope.position).collect(), events })
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
