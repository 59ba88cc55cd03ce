//! The appeals about which the Organo di garanzia has something to do.

use jiff::civil::{Date, DateTime};
use registro_domain::case::{Conflict, Seat};
use registro_domain::ids::{CaseId, FactNumber, PersonId, Protocol};
use registro_projections::cases::CaseFile;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::page::{Page, Paged};
use super::student::Named;
use crate::guarantee::{Stage, may_look, stage, to_resume};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    appeals: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    case: CaseId,
    student: Named<PersonId>,
    appeal: FactNumber,
    /// The deliberation appealed against.
    of: FactNumber,
    by: Named<PersonId>,
    filed_at: DateTime,
    protocol: Option<Protocol>,
    /// The last day of the term, of an appeal filed after it that may be excused.
    #[serde(skip_serializing_if = "Option::is_none")]
    late: Option<Date>,
    without_grounds: bool,
    outside_school_list: bool,
    convene_by: Date,
    decide_by: Date,
    stage: &'static str,
    /// While it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    days_left: Option<i32>,
    suspends: bool,
    /// Whether what is left of the sanction may be taken up again.
    to_resume: bool,
    sits_at: Option<DateTime>,
    members: Vec<Member>,
}

#[derive(Serialize, ToSchema)]
struct Member {
    #[serde(flatten)]
    person: Named<PersonId>,
    seat: Seat,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<Replaced>,
}

#[derive(Serialize, ToSchema)]
struct Replaced {
    #[serde(flatten)]
    person: Named<PersonId>,
    why: Conflict,
}

/// `GET /api/v1/appeals`: all of them for who leads the school, keeps its files or watches over it; those on which she
/// sits for a member of the body.
pub(crate) async fn pending(web: Web, session: Session, page: Page) -> Result<Paged<Answer>, Problem> {
    if !may_look(&session) {
        return Err(Refusal::NotFound("l'elenco").into());
    }
    let open = web.app.open_appeals(&session).await?;
    let (open, next) = page.of(open, |(file, number)| format!("{}.{number}", file.id))?;
    let appeals = open.iter().filter_map(|(file, number)| stated(&session, file, *number)).collect();
    Ok(page.answer(Answer { on: session.today, appeals }, next))
}

fn stated(session: &Session, file: &CaseFile, number: FactNumber) -> Option<Stated> {
    let appeal = file.case.appeals.get(&number)?;
    let (today, filing) = (session.today, &appeal.filing.said);
    let decision = file.case.decisions.get(&filing.of)?;
    let stage = stage(file, appeal, today);
    Some(Stated {
        case: file.id,
        student: named(session, file.student),
        appeal: number,
        of: filing.of,
        by: named(session, filing.by),
        filed_at: appeal.filing.at,
        protocol: filing.protocol,
        late: filing.late,
        without_grounds: filing.grounds.is_none(),
        outside_school_list: decision.deliberation.charge.letter().is_outside_school_list(),
        convene_by: filing.convene_by,
        decide_by: filing.decide_by,
        stage: match stage {
            Stage::Pending { .. } => "pending",
            Stage::Silent => "silent",
            Stage::Decided => "decided",
            Stage::Withdrawn => "withdrawn",
            Stage::WithoutObject => "without-object",
        },
        days_left: if let Stage::Pending { days_left } = stage { Some(days_left) } else { None },
        suspends: decision.stayed_by.is_some(),
        to_resume: to_resume(file, today) == Some(filing.of),
        sits_at: appeal.convened().map(|act| act.said.sits_at),
        members: appeal
            .members()
            .into_iter()
            .map(|member| Member {
                person: named(session, member.person),
                seat: member.seat,
                replaces: member
                    .replaces
                    .map(|replaced| Replaced { person: named(session, replaced.person), why: replaced.why }),
            })
            .collect(),
    })
}

fn named(session: &Session, person: PersonId) -> Named<PersonId> {
    Named { id: person, name: session.name(person) }
}
