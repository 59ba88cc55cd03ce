//! What is contested of a case: the appeal to the Organo di garanzia, the complaint, the court, with the forms of who may
//! act.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::case::contest::{self, conflicts};
use registro_domain::case::{Appeal, Convocation, Member};
use registro_domain::guarantee_body::{compose, place};
use registro_domain::ids::CaseId;
use registro_domain::norm::Norm;
use registro_domain::text::{italian_day, italian_time, on_day};
use registro_eventlog::event::CommandId;
use serde::Deserialize;

use super::appeal_forms::{Forms, GROUNDS};
use super::case_view::{standing_text, step_row};
use super::sent::{Fields, Sent, stored};
use super::views_family::Returned;
use super::views_guarantee::{AppealPage, AppealView, Proposed, TermRow};
use super::views_layout::Link;
use super::{address, appeal_sent, frame};
use crate::docket::Docket;
use crate::guarantee::{self, Stage, stage};
use crate::http::Web;
use crate::http::cases::seen_case_at;
use crate::http::class_day::holidays;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::{self, Problem};

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /casi/{id}/ricorso`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<AppealPage, Problem> {
    let done = asked.fatto.map(|_| "L’atto è stato registrato: è tra gli atti del caso.");
    page(&web, &session, case, done, None).await
}

/// `POST /casi/{id}/ricorso`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let docket = seen_case_at(&web, &session, case, None).await?;
    let sent = Sent(fields);
    let outcome = match sent.contest(case, &docket.file) {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        // Nobody reads any more a case that was just expunged.
        let to = match appeal_sent::form(&sent) {
            "expunge" => address::CASES.to_owned(),
            _ => format!("{}?fatto=1", address::appeal(case)),
        };
        return Ok(Redirect::to(&to).into_response());
    };
    let Some(returned) = appeal_sent::returned(&problem, &sent) else { return Err(problem) };
    let page = page(&web, &session, case, None, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

async fn page(
    web: &Web,
    session: &Session,
    case: CaseId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<AppealPage, Problem> {
    let docket = seen_case_at(web, session, case, None).await?;
    let file = &docket.file;
    let forms = Forms { session, file, returned: returned.as_ref() };
    let decision = file.case.last_decision();
    let sanction = decision
        .map_or_else(|| "nessuna sanzione".to_owned(), |decision| decision.measure.sanction.italian());
    let name = session.name(file.student);
    Ok(AppealPage {
        layout: frame::layout(web, Some(session), "Ricorso", address::CASES),
        done,
        student: Link { label: name, href: address::case(case) },
        class_name: session.directory.class_label(file.class),
        sanction,
        standing: standing_text(docket.standing),
        terms: terms(session, &docket),
        appeals: file.case.appeals.values().rev().map(|appeal| view(session, &docket, appeal)).collect(),
        elsewhere: elsewhere(&docket),
        proposed: proposed(session, &docket, &forms),
        action: address::appeal(case),
        forms: forms.all(),
        returned,
    })
}

/// Until when the person may appeal, as it was communicated to her, and the days that her appeal waits for.
fn terms(session: &Session, docket: &Docket) -> Vec<TermRow> {
    let file = &docket.file;
    let mut terms = Vec::new();
    let Some(decision) = file.case.in_force() else { return terms };
    let hers = decision.communicated_to(session.agent.person);
    if let Some(communicated) = hers.or_else(|| decision.communications.last()) {
        let on = communicated.at.date();
        let holidays = holidays(&session.directory, on);
        let until = session.regulation.appeal_term(on).last_day(on, &holidays);
        let to = if hers.is_some() { "le è stata comunicata" } else { "è stata comunicata" };
        terms.push(TermRow {
            text: format!("La sanzione {to} il {}: si ricorre entro {}.", italian_day(on), on_day(until)),
            norm: frame::norm(Norm::AppealWithinTerm),
        });
    }
    for appeal in file.case.appeals.values() {
        if let Stage::Pending { days_left } = stage(file, appeal, session.today) {
            let until = on_day(appeal.filing.said.decide_by);
            terms.push(TermRow {
                text: format!("L’Organo di garanzia decide entro {until}: {}.", days_text(days_left)),
                norm: frame::norm(Norm::SilenceConfirms),
            });
        }
        if let Some(told) = appeal.communicated.iter().map(|act| act.said.complain_until).max() {
            terms.push(TermRow {
                text: format!(
                    "Il reclamo all’Ufficio scolastico regionale si presenta entro {}.",
                    on_day(told)
                ),
                norm: frame::norm(Norm::RegionalTerm),
            });
        }
    }
    if decision.stayed_by.is_some() {
        let left = decision.days_left().count();
        terms.push(TermRow {
            text: format!(
                "La sanzione è sospesa: {} giorni eseguiti, {left} da eseguire.",
                decision.executed.len()
            ),
            norm: frame::norm(Norm::AppealStays),
        });
    }
    terms
}

pub(super) fn days_text(left: i32) -> String {
    match left {
        0 => "è l’ultimo giorno".to_owned(),
        1 => "manca un giorno".to_owned(),
        many => format!("mancano {many} giorni"),
    }
}

fn view(session: &Session, docket: &Docket, appeal: &Appeal) -> AppealView {
    let file = &docket.file;
    let filing = &appeal.filing.said;
    let grounds = filing.grounds.as_ref().map(|grounds| {
        let named = |kind: &str| GROUNDS.iter().find(|(name, _)| *name == kind).map(|(_, label)| *label);
        let kinds: Vec<&str> = grounds.kinds.iter().filter_map(|kind| named(&stored(kind))).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!("{}: ", kinds.join(", ")) };
        format!("{kinds}{}", grounds.text)
    });
    let steps = contest::steps(&file.case, filing.of, session.today, &session.regulation);
    // The steps of the appeals against one sanction come together, as many for each.
    let of_it: Vec<_> = file.case.appeals.values().filter(|it| it.filing.said.of == filing.of).collect();
    let each = steps.len().checked_div(of_it.len()).unwrap_or_default();
    let at = of_it.iter().position(|it| it.filing.number == appeal.filing.number).unwrap_or_default();
    let steps = steps.iter().skip(at * each).take(each).map(|step| step_row(docket, step));
    AppealView {
        title: format!("Ricorso di {}, {}", session.name(filing.by), italian_day(appeal.filing.at.date())),
        standing: standing(docket, appeal, session),
        grounds,
        members: appeal.members().iter().map(|member| seated(session, member)).collect(),
        steps: steps.collect(),
    }
}

fn standing(docket: &Docket, appeal: &Appeal, session: &Session) -> String {
    let convened = appeal.convened().map_or_else(
        || "da convocare".to_owned(),
        |act| {
            let Convocation { sits_at, .. } = act.said;
            let day = on_day(sits_at.date());
            format!("convocato per {day} alle {}", italian_time(sits_at.time()))
        },
    );
    match stage(&docket.file, appeal, session.today) {
        Stage::Pending { .. } => format!("in corso: {convened}"),
        Stage::Silent => format!(
            "nessuna decisione entro il {}: la sanzione è confermata",
            italian_day(appeal.filing.said.decide_by)
        ),
        Stage::Decided => {
            let ruling = appeal.ruling.as_ref();
            ruling.map_or_else(String::new, |act| {
                let outcome = crate::sentence::ruling(&act.said);
                format!("{outcome} ({}): {}", italian_day(act.at.date()), act.said.reasons)
            })
        }
        Stage::Withdrawn => "ritirato".to_owned(),
        Stage::WithoutObject => "senza più oggetto: la sanzione è stata annullata".to_owned(),
    }
}

/// A member by name and place, with whom she replaces and why.
pub(super) fn seated(session: &Session, member: &Member) -> String {
    let name = session.name(member.person);
    let replaces = member.replaces.map_or_else(String::new, |replaced| {
        format!(", al posto di {}, che {}", session.name(replaced.person), replaced.why.italian())
    });
    format!("{name}, {}{replaces}", place(member.seat))
}

/// The body as it would sit, for who convenes it.
fn proposed(session: &Session, docket: &Docket, forms: &Forms<'_>) -> Option<Proposed> {
    let (_, appeal) = forms.current().filter(|(_, appeal)| appeal.convened().is_none())?;
    if !guarantee::reads_all(session) {
        return None;
    }
    let Session { directory, regulation, today, .. } = session;
    if !matches!(stage(&docket.file, appeal, *today), Stage::Pending { .. }) {
        return None;
    }
    let student = directory.person(docket.file.student)?;
    let panel = guarantee::panel(directory, student, *today, regulation)?;
    let conflicts = conflicts(&docket.file.case, &panel);
    let composed = compose(&panel.roster, panel.president, &conflicts, regulation, *today);
    let norm = frame::norm(Norm::GuaranteeSubstitutes);
    Some(match composed {
        Ok(members) => {
            let members = members.iter().map(|member| seated(session, member)).collect();
            Proposed { members, refused: None, norm }
        }
        Err(refused) => {
            Proposed { members: Vec::new(), refused: Some(frame::capital(&refused.to_string())), norm }
        }
    })
}

fn elsewhere(docket: &Docket) -> Vec<String> {
    let case = &docket.file.case;
    let mut lines = Vec::new();
    for complained in case.complaints.values() {
        let filed = italian_day(complained.complaint.at.date());
        let said = |upheld: bool| if upheld { "accolto" } else { "respinto" };
        let standing = match (&complained.decided, &complained.opinion) {
            (Some(act), _) => format!("{} il {}", said(act.said), italian_day(act.at.date())),
            (None, Some(act)) => {
                format!(
                    "parere del {}: {}; si attende la decisione",
                    italian_day(act.at.date()),
                    said(act.said)
                )
            }
            (None, None) => format!("parere entro il {}", italian_day(complained.opinion_by)),
        };
        lines.push(format!("Reclamo del {filed}: {standing}."));
    }
    for act in &case.orders {
        let expunge = if act.said.expunge { ", con espunzione degli atti" } else { "" };
        lines.push(format!(
            "{}, {}: sanzione annullata{expunge}.",
            act.said.order,
            italian_day(act.at.date())
        ));
    }
    lines
}
