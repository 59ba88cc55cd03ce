//! Justifying a fact, and deciding on a justification, from the page of the student.

use axum::Form;
use axum::extract::Path;
use axum::response::{Redirect, Response};
use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, Evidence, Fact, JustificationGround, Term};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::people::Profile;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::attendance_totals::{FactState, Justified, KnownFact, Totals};
use serde::Deserialize;
use uuid::Uuid;

use super::address;
use super::family::{self, SUBMITTED, TO_JUSTIFY};
use super::views_family::Returned;
use super::views_justify::{Choice, FactForm, ToDecide, ToJustify};
use super::views_text::long_date;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::justification::Justify;
use crate::commands::justification_decision::DecideJustification;
use crate::commands::justification_withdrawal::WithdrawJustification;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::student::seen_student;
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;

/// Facts shown with a form, the latest first.
const SHOWN: usize = 30;

/// A justification as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    number: FactNumber,
    on: Date,
    ground: JustificationGround,
}

/// A justification taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    command: Uuid,
    number: FactNumber,
    on: Date,
}

/// A decision as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    command: Uuid,
    number: FactNumber,
    on: Date,
    outcome: Outcome,
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Accepted,
    Refused,
}

/// `POST /studenti/{id}/giustificazioni`.
pub(crate) async fn submit(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Submitted { command, number, on, ground } = form;
    let justify =
        Command::Justify(Justify { student, on, number, ground, evidence: Evidence::None, by: None });
    let outcome = carry_out(&web, &session, CommandId(command), justify, None, true).await;
    let returned = Returned { form: TO_JUSTIFY, ..Returned::default() };
    family::answer(&web, &session, student, outcome, "presentata", returned).await
}

/// `POST /studenti/{id}/giustificazioni/ritiro`.
pub(crate) async fn withdraw(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Withdrawn>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Withdrawn { command, number, on } = form;
    let withdraw = Command::WithdrawJustification(WithdrawJustification { student, on, number });
    let outcome = carry_out(&web, &session, CommandId(command), withdraw, None, true).await;
    let returned = Returned { form: SUBMITTED, ..Returned::default() };
    family::answer(&web, &session, student, outcome, "ritirata", returned).await
}

/// `POST /studenti/{id}/esiti`.
pub(crate) async fn decide(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Decided>,
) -> Result<Redirect, Problem> {
    seen_student(&session, student)?;
    let Decided { command, number, on, outcome, reason } = form;
    let (refused_because, done) = match outcome {
        Outcome::Accepted => (None, "accolta"),
        Outcome::Refused => (Some(reason), "respinta"),
    };
    let decide = Command::DecideJustification(DecideJustification { student, on, number, refused_because });
    carry_out(&web, &session, CommandId(command), decide, None, true).await?;
    Ok(Redirect::to(&format!("{}?fatto={done}", address::student(student))))
}

/// What was just done, in a sentence.
pub(super) fn done(code: &str) -> Option<&'static str> {
    match code {
        "presentata" => Some("La giustificazione è stata registrata: un docente la esaminerà."),
        "accolta" => Some("La giustificazione è stata accolta."),
        "respinta" => Some("La giustificazione è stata respinta, con il motivo."),
        _ => None,
    }
}

/// The facts that the person may justify today.
pub(super) fn to_justify(web: &Web, session: &Session, profile: &Profile, totals: &Totals) -> Vec<ToJustify> {
    let regulation = &web.app.register.regulation;
    let acts = matches!(session.agent.capacity, Capacity::Guardian | Capacity::Student);
    if !acts || profile.justifier(session.agent.person, session.today, regulation).is_err() {
        return Vec::new();
    }
    let awaited = |known: &KnownFact| {
        if known.kind == AbsenceKind::Collective || matches!(known.fact, Fact::Activity { .. }) {
            return false;
        }
        matches!(known.justification, Justified::No | Justified::Withdrawn | Justified::Refused)
    };
    let action = format!("{}/giustificazioni", address::student(totals.student));
    standing(totals, awaited)
        .map(|(number, known)| {
            let missed = totals.days.get(&known.on).into_iter().flatten();
            let missed = missed.filter(|hour| hour.fact == number).count();
            ToJustify {
                what: sentence::fact(&known.fact),
                day_text: long_date(known.on),
                hours_text: if missed == 0 { String::new() } else { lost(missed) },
                term_text: term_text(known, session.today),
                refused: known.justification == Justified::Refused,
                form: form(&action, number, known.on),
            }
        })
        .collect()
}

/// The justifications that the person may decide on.
pub(super) fn to_decide(session: &Session, totals: &Totals) -> Vec<ToDecide> {
    if !matches!(session.agent.capacity, Capacity::Teacher | Capacity::Principal) {
        return Vec::new();
    }
    let action = format!("{}/esiti", address::student(totals.student));
    standing(totals, |known| known.justification == Justified::Submitted)
        .map(|(number, known)| ToDecide {
            what: sentence::fact(&known.fact),
            day_text: format!("{} · {}", long_date(known.on), standing_of(known)),
            form: form(&action, number, known.on),
        })
        .collect()
}

fn standing(
    totals: &Totals,
    is: impl Fn(&KnownFact) -> bool,
) -> impl Iterator<Item = (FactNumber, &KnownFact)> {
    let mut facts: Vec<_> = totals.facts.iter().map(|(number, known)| (*number, known)).collect();
    facts.sort_by_key(|(number, known)| std::cmp::Reverse((known.on, *number)));
    facts.into_iter().filter(move |(_, known)| known.state == FactState::Stands && is(known)).take(SHOWN)
}

pub(super) fn form(action: &str, number: FactNumber, on: Date) -> FactForm {
    let command = CommandId::of_a_form().to_string();
    FactForm { action: action.to_owned(), number: number.0, on: on.to_string(), command }
}

/// By when a fact is justified; beyond that, that it still may be.
fn term_text(known: &KnownFact, today: Date) -> String {
    let Some(due) = known.reserve.map(|reserve| reserve.justify_by) else { return String::new() };
    let late = due < today;
    let beyond = if late { ": puoi presentarla ancora, oltre il termine decide una persona" } else { "" };
    format!("{}{beyond}", family::term(due, late))
}

/// How a justification that was presented stands.
pub(super) fn standing_of(known: &KnownFact) -> String {
    match known.term {
        Some(Term::Late { due }) => format!("presentata oltre il termine, che era {}", on_day(due)),
        Some(Term::InTime) | None => "presentata in tempo".to_owned(),
    }
}

fn lost(missed: usize) -> String {
    if missed == 1 { "1 ora persa".to_owned() } else { format!("{missed} ore perse") }
}

/// The grounds as a form offers them.
pub(super) fn grounds() -> Vec<Choice> {
    [
        ("family", JustificationGround::Family),
        ("health", JustificationGround::Health),
        ("transport", JustificationGround::Transport),
        ("other", JustificationGround::Other),
    ]
    .map(|(value, ground)| Choice { value, label: sentence::justification_ground(ground) })
    .to_vec()
}
