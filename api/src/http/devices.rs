//! Phones: those that the school holds, and what is known of one student's.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::{Date, Time};
use registro_domain::calendar::SchoolYear;
use registro_domain::device::{BagOutcome, Found, Keeper};
use registro_domain::ids::{FactNumber, PersonId};
use registro_projections::devices::{Device, Withheld};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::sight::may_see_exemption;
use super::student::{Asked, Named, seen_student_at};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::Record;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// The phones that the school holds.
#[derive(Serialize, ToSchema)]
pub struct HeldAnswer {
    on: Date,
    held: Vec<Held>,
}

#[derive(Serialize, ToSchema)]
struct Held {
    student: Named<PersonId>,
    year: SchoolYear,
    #[serde(flatten)]
    phone: Phone,
}

/// One student's phone in a school year.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: PersonId,
    year: SchoolYear,
    bag: Option<Bag>,
    /// The days on which it may be used: absent for whoever may not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    uses: Vec<Use>,
    withheld: Vec<Phone>,
}

#[derive(Serialize, ToSchema)]
struct Bag {
    request: FactNumber,
    on: Date,
    decided_on: Option<Date>,
    outcome: Option<BagOutcome>,
}

#[derive(Serialize, ToSchema)]
struct Use {
    number: FactNumber,
    from: Date,
    until: Option<Date>,
}

/// A phone withheld, as its fact says, and what became of it.
#[derive(Serialize, ToSchema)]
struct Phone {
    number: FactNumber,
    class: String,
    on: Date,
    at: Time,
    found: Found,
    handed_to: Keeper,
    told: Vec<Told>,
    returned: Option<Told>,
}

#[derive(Serialize, ToSchema)]
struct Told {
    on: Date,
    to: Named<PersonId>,
}

/// `GET /api/v1/devices/held`.
pub(crate) async fn held(web: Web, session: Session) -> Result<Json<HeldAnswer>, Problem> {
    if !session.may_see_school() {
        return Err(Refusal::NotFound("l'elenco").into());
    }
    let mut students = web.app.held_devices().await?;
    students.retain(|device| !is_hidden(&session, device));
    let held = students.iter().flat_map(|device| {
        device.held().map(|(number, withheld)| Held {
            student: named(&session, device.student),
            year: device.year,
            phone: phone(&session, number, withheld),
        })
    });
    Ok(Json(HeldAnswer { on: session.today, held: held.collect() }))
}

/// `GET /api/v1/students/{id}/devices`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let device = web.app.device(student, when.year, moment).await?;
    let Some(device) = device.filter(|device| !is_hidden(&session, device)) else {
        let (bag, uses, withheld) = (None, Vec::new(), Vec::new());
        return Ok(Json(Answer { student, year: when.year, bag, uses, withheld }));
    };
    Ok(Json(answer(&session, &device)))
}

fn is_hidden(session: &Session, device: &Device) -> bool {
    session.asking().hides_record(Record::Devices, device.student, device.year)
}

fn answer(session: &Session, device: &Device) -> Answer {
    let bag = device.bag.as_ref().map(|request| Bag {
        request: request.number,
        on: request.on,
        decided_on: request.decided.as_ref().map(|(on, _)| *on),
        outcome: request.decided.as_ref().map(|(_, outcome)| outcome.clone()),
    });
    let seen = may_see_exemption(session, device.student);
    let uses = device.uses.iter().filter(|_| seen);
    let uses = uses.map(|(number, held)| Use { number: *number, from: held.from, until: held.until });
    let withheld = device.withheld.iter().map(|(number, withheld)| phone(session, *number, withheld));
    let (student, year) = (device.student, device.year);
    Answer { student, year, bag, uses: uses.collect(), withheld: withheld.collect() }
}

fn phone(session: &Session, number: FactNumber, withheld: &Withheld) -> Phone {
    let told = |(on, to): &(Date, PersonId)| Told { on: *on, to: named(session, *to) };
    Phone {
        number,
        class: session.directory.class_label(withheld.class),
        on: withheld.on,
        at: withheld.at,
        found: withheld.found,
        handed_to: withheld.handed_to,
        told: withheld.told.iter().map(told).collect(),
        returned: withheld.returned.as_ref().map(told),
    }
}

fn named(session: &Session, person: PersonId) -> Named<PersonId> {
    Named { id: person, name: session.name(person) }
}
