//! The conflicts about the regulation that were brought before the Organo di garanzia.

use jiff::civil::{Date, DateTime};
use registro_domain::conflict::Answer as Said;
use registro_domain::ids::{ConflictId, PersonId, Protocol};
use registro_domain::text::Text;
use registro_projections::rule_conflicts::ConflictFile;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::page::{Page, Paged};
use super::student::Named;
use crate::guarantee;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    conflicts: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    conflict: ConflictId,
    by: Named<PersonId>,
    filed_at: DateTime,
    protocol: Protocol,
    rule: Text,
    question: Text,
    sits_at: Option<DateTime>,
    members: Vec<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Decided>,
    told: Vec<PersonId>,
}

#[derive(Serialize, ToSchema)]
struct Decided {
    at: DateTime,
    answer: Said,
    reasons: Text,
}

/// `GET /api/v1/rule-conflicts`: those that the person may read, the first brought first.
pub(crate) async fn list(web: Web, session: Session, page: Page) -> Result<Paged<Answer>, Problem> {
    let mut files = web.app.rule_conflicts().await?;
    files.retain(|file| may_see(&session, file));
    let (files, next) = page.of(files, |file| file.id.0.to_string())?;
    let conflicts = files.iter().filter_map(|file| stated(&session, file)).collect();
    Ok(page.answer(Answer { on: session.today, conflicts }, next))
}

/// A conflict is read by who brought it, who judges it, who was told of it, and who leads the school, keeps its files or
/// watches over it.
pub fn may_see(session: &Session, file: &ConflictFile) -> bool {
    let me = session.agent.person;
    let all = session.asking().may_read(Matter::RuleConflict, &About::school());
    let presides = guarantee::president(&session.directory, session.today, &session.regulation) == Some(me);
    let conflict = &file.conflict;
    let mut members = conflict.convened.iter().flat_map(|it| &it.members);
    all || presides
        || conflict.filed.as_ref().is_some_and(|filed| filed.by == me)
        || conflict.told.contains(&me)
        || members.any(|member| member.person == me)
}

fn stated(session: &Session, file: &ConflictFile) -> Option<Stated> {
    let conflict = &file.conflict;
    let filed = conflict.filed.as_ref()?;
    Some(Stated {
        conflict: file.id,
        by: Named { id: filed.by, name: session.name(filed.by) },
        filed_at: filed.at,
        protocol: filed.protocol,
        rule: filed.rule.clone(),
        question: filed.question.clone(),
        sits_at: conflict.convened.as_ref().map(|it| it.sits_at),
        members: conflict.convened.iter().flat_map(|it| &it.members).map(|it| it.person).collect(),
        decided: conflict.decided.as_ref().map(|it| Decided {
            at: it.at,
            answer: it.answer,
            reasons: it.reasons.clone(),
        }),
        told: conflict.told.clone(),
    })
}
