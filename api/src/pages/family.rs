//! What a family must do now and may ask, on the page of the student; and a form of it that is refused comes back.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::attendance::AbsenceKind;
use registro_domain::duty::{Duty, DutyKind, Matter, Status};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::people::Profile;
use registro_domain::text::on_day;
use registro_projections::attendance_totals::{FactState, Justified, KnownFact, Totals};
use registro_projections::inbox::Pending;

use super::views_duties::Chosen;
use super::views_family::{FactRow, Family, Returned, Task};
use super::views_student::StudentPage;
use super::views_text::long_date;
use super::{address, ask_permission, foretell, frame, justify, student};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::duties::{Scope, may_see};
use crate::http::Web;
use crate::http::notices::received;
use crate::http::permissions::is_hidden;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::register::Outcome;
use crate::sentence;

/// The forms of the page, by their place in it.
pub(super) const TO_JUSTIFY: &str = "da-giustificare";
pub(super) const SUBMITTED: &str = "giustificazioni-presentate";
pub(super) const PERMISSIONS: &str = "permessi";
pub(super) const LONG_ABSENCE: &str = "assenza-lunga";
pub(super) const COLLECTIVE: &str = "assenze-collettive";

/// The family's part, for a family and for nobody else.
pub(super) async fn part(
    web: &Web,
    session: &Session,
    profile: &Profile,
    totals: &Totals,
    returned: Option<&Returned>,
) -> Result<Option<Family>, Problem> {
    let Session { agent, today, regulation, .. } = session;
    let student = totals.student;
    if !matches!(agent.capacity, Capacity::Guardian | Capacity::Student) || !session.may_see_student(student)
    {
        return Ok(None);
    }
    let refusal = profile.justifier(agent.person, *today, regulation).err();
    let acts = refusal.is_none();
    let asked = web.app.permissions(student, totals.year, Moment::Now).await?;
    let asked = asked.filter(|asked| !is_hidden(session, asked));
    Ok(Some(Family {
        tasks: tasks(web, session, student).await?,
        only_reads: refusal.map(|refusal| format!("{}.", frame::capital(&refusal.to_string()))),
        submitted: submitted(totals, acts),
        collective: collective(totals, acts, returned),
        permission: acts.then(|| ask_permission::form(session, student, returned)),
        requests: ask_permission::requests(session, asked.as_ref(), acts),
        foretell: acts.then(|| foretell::form(session, student, returned)),
        foretold: totals.foretold.iter().map(foretell::told).collect(),
    }))
}

async fn tasks(web: &Web, session: &Session, student: PersonId) -> Result<Vec<Task>, Problem> {
    let mut duties = web.app.duties(Scope::Student(student), session.today, Moment::Now).await?;
    duties.retain(|duty| duty.is_open() && may_see(session, duty));
    duties.sort_by_key(|duty| (duty.due.unwrap_or(Date::MAX), duty.arose_on));
    let mut tasks: Vec<Task> = duties.iter().map(task).collect();
    let board = received(web, session).await?;
    let pending: Vec<Pending> = board.iter().map(|received| received.pending(session.today)).collect();
    let first = pending.iter().filter_map(|pending| match pending {
        Pending::Late { by } | Pending::Asked { by: Some(by) } => Some(*by),
        Pending::Asked { by: None } | Pending::Nothing => None,
    });
    let first = first.min();
    let waiting = pending.iter().filter(|pending| **pending != Pending::Nothing).count();
    if waiting != 0 {
        let late = pending.iter().any(|pending| matches!(pending, Pending::Late { .. }));
        tasks.push(Task {
            what: if waiting == 1 {
                "rispondere a 1 comunicazione".to_owned()
            } else {
                format!("rispondere a {waiting} comunicazioni")
            },
            about: String::new(),
            term: first.map_or_else(String::new, |by| term(by, late)),
            late,
            href: Some("/bacheca".to_owned()),
            link: "Apri la bacheca",
        });
    }
    Ok(tasks)
}

fn task(duty: &Duty) -> Task {
    let late = duty.status == Status::Overdue;
    let justifies = duty.kind == DutyKind::Justify;
    Task {
        what: sentence::duty(duty.kind).to_owned(),
        about: match duty.matter {
            Matter::Fact { on, .. } | Matter::Absence(on) | Matter::Test { on, .. } => long_date(on),
            Matter::Year
            | Matter::Level(_)
            | Matter::Month(_)
            | Matter::Act { .. }
            | Matter::Request(_)
            | Matter::Breach(_) => String::new(),
        },
        term: match duty.due {
            Some(due) if late && justifies => {
                format!("{}: oltre il termine decide una persona", term(due, late))
            }
            Some(due) => term(due, late),
            None => "al rientro in classe".to_owned(),
        },
        late,
        href: justifies.then(|| format!("#{TO_JUSTIFY}")),
        link: "Giustifica",
    }
}

/// "entro l'11 novembre 2025", "il termine era l'11 novembre 2025".
pub(super) fn term(due: Date, late: bool) -> String {
    if late { format!("il termine era {}", on_day(due)) } else { format!("entro {}", on_day(due)) }
}

fn standing(totals: &Totals, is: impl Fn(&KnownFact) -> bool) -> Vec<(FactNumber, &KnownFact)> {
    let facts = totals.facts.iter().map(|(number, known)| (*number, known));
    let mut facts: Vec<_> =
        facts.filter(|(_, known)| known.state == FactState::Stands && is(known)).collect();
    facts.sort_by_key(|(number, known)| std::cmp::Reverse((known.on, *number)));
    facts
}

fn submitted(totals: &Totals, acts: bool) -> Vec<FactRow> {
    let action = format!("{}/giustificazioni/ritiro", address::student(totals.student));
    let facts = standing(totals, |known| known.justification == Justified::Submitted);
    facts
        .into_iter()
        .map(|(number, known)| FactRow {
            what: sentence::fact(&known.fact),
            day_text: long_date(known.on),
            standing: justify::standing_of(known),
            written: String::new(),
            form: acts.then(|| justify::form(&action, number, known.on)),
        })
        .collect()
}

fn collective(totals: &Totals, acts: bool, returned: Option<&Returned>) -> Vec<FactRow> {
    let action = format!("{}/contestazioni", address::student(totals.student));
    let facts = standing(totals, |known| known.kind == AbsenceKind::Collective);
    facts
        .into_iter()
        .map(|(number, known)| {
            let came_back = Returned::written(returned, COLLECTIVE, "number") == number.to_string();
            FactRow {
                what: sentence::fact(&known.fact),
                day_text: long_date(known.on),
                standing: if known.contested { "contestata, da esaminare" } else { "dichiarata collettiva" }
                    .to_owned(),
                written: if came_back {
                    Returned::written(returned, COLLECTIVE, "grounds")
                } else {
                    String::new()
                },
                form: (acts && !known.contested).then(|| justify::form(&action, number, known.on)),
            }
        })
        .collect()
}

/// A choice of a form, as it was written or else the first.
pub(super) fn choices(offered: &[(&str, &str)], written: &str) -> Vec<Chosen> {
    let chosen = |(value, label): &(&str, &str)| Chosen {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        selected: *value == written,
    };
    offered.iter().map(chosen).collect()
}

/// After an act of the family's: back to the page, or the page again with the form as it was written and the reason.
/// Words that wait for a confirmation are asked about as everywhere.
pub(super) async fn answer(
    web: &Web,
    session: &Session,
    student: PersonId,
    outcome: Result<Outcome, Problem>,
    done: &str,
    returned: Returned,
) -> Result<Response, Problem> {
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto={done}", address::student(student))).into_response()),
        Err(problem)
            if problem.status == StatusCode::UNPROCESSABLE_ENTITY && !problem.waits_for_confirmation() =>
        {
            let reason = format!("{}.", frame::capital(&problem.detail));
            let norm = problem.norm.map(frame::norm);
            come_back(web, session, student, Returned { reason, norm, ..returned }).await
        }
        Err(problem) => Err(problem),
    }
}

/// The page with a form that came back.
pub(super) async fn come_back(
    web: &Web,
    session: &Session,
    student: PersonId,
    returned: Returned,
) -> Result<Response, Problem> {
    let page: StudentPage =
        student::page(web, session, student, &student::Parameters::default(), Some(returned)).await?;
    Ok(problem::shown(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// What was just done, in a sentence.
pub(super) fn done(code: &str) -> Option<&'static str> {
    match code {
        "ritirata" => Some("La giustificazione è stata ritirata."),
        "permesso-chiesto" => Some("La richiesta di permesso è stata registrata: la decide una persona."),
        "permesso-ritirato" => Some("La richiesta di permesso è stata ritirata."),
        "preannunciata" => {
            Some("L’assenza lunga è stata preannunciata: al rientro si giustifica come ogni assenza.")
        }
        "contestata" => Some("La contestazione è stata registrata: la esamina una persona."),
        _ => None,
    }
}
