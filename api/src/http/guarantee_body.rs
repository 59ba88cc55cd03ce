//! Who sits on the Organo di garanzia.

use axum::Json;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::Seat;
use registro_domain::guarantee_body::{self, Designation, Flag};
use registro_domain::ids::PersonId;
use serde::Serialize;
use utoipa::ToSchema;

use super::student::Named;
use crate::guarantee;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// The body of today; no term, if there is none.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    term: Option<SchoolYear>,
    until: Option<Date>,
    president: Option<Named<PersonId>>,
    members: Vec<Member>,
    flags: Vec<Flagged>,
}

#[derive(Serialize, ToSchema)]
struct Member {
    #[serde(flatten)]
    person: Named<PersonId>,
    seat: Seat,
    alternate: bool,
    designated_by: Designation,
    from: Date,
    until: Date,
}

/// What is not as it should be.
#[derive(Serialize, ToSchema)]
#[serde(tag = "flag", rename_all = "kebab-case")]
enum Flagged {
    Vacant { seat: Seat, missing: usize },
    NoAlternate { seat: Seat },
    ParentNotElected { parent: PersonId },
}

/// `GET /api/v1/guarantee-body`: known to the whole school.
pub(crate) async fn get(session: Session) -> Result<Json<Answer>, Problem> {
    if !session.asking().may_read(Matter::GuaranteeBody, &About::school()) {
        return Err(Refusal::NotFound("la pagina").into());
    }
    let Session { directory, today, regulation, .. } = &session;
    let named = |person| Named { id: person, name: directory.name(person) };
    let body = directory.guarantee_body(*today, regulation);
    let members = body.map(|(_, body)| body.roster(*today)).unwrap_or_default();
    let flags = body.map(|(_, body)| body.flags(*today, regulation)).unwrap_or_default();
    Ok(Json(Answer {
        on: *today,
        term: body.map(|(term, _)| term),
        until: body.map(|(term, _)| guarantee_body::last_day(term, regulation)),
        president: guarantee::president(directory, *today, regulation).map(named),
        members: members
            .into_iter()
            .map(|it| Member {
                person: named(it.person),
                seat: it.seat,
                alternate: it.alternate,
                designated_by: it.designated_by,
                from: it.from,
                until: it.until,
            })
            .collect(),
        flags: flags
            .into_iter()
            .map(|flag| match flag {
                Flag::Vacant { seat, missing } => Flagged::Vacant { seat, missing },
                Flag::NoAlternate { seat } => Flagged::NoAlternate { seat },
                Flag::ParentNotElected { parent } => Flagged::ParentNotElected { parent },
            })
            .collect(),
    }))
}
