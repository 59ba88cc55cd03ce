//! A student's results once they are published, her report cards, and whether school fees are to be paid.

use axum::extract::{Path, Query};
use registro_domain::fees::{Check, Condition, Exemption, ExemptionGround, Flag, Repeating};
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_domain::scrutiny::Judged;
use registro_domain::text::italian_day;
use serde::Deserialize;

use super::scrutiny::period_of;
use super::student::{Tab, header};
use super::views_dossier::{FeeCheck, FeesPart, ReportCardPage, ResultPart, ResultsPage};
use super::{address, frame};
use crate::documents;
use crate::dossier::Results;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::http::results::{Stated, StatedRepeating, seen_exemption, seen_results};
use crate::http::student::{Asked as When, seen_student_at};
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence::scrutiny::{essay_outcome, essay_term, outcome_name};

/// What the office knows of a family, for the fees.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    isee: String,
    #[serde(default)]
    ripetente: String,
}

/// `GET /studenti/{id}/scrutini`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<ResultsPage, Problem> {
    let (_, when) = seen_student_at(&session, student, &When::default())?;
    let (profile, results) = seen_results(&web, &session, student, None).await?;
    let mut layout = frame::layout(
        &web,
        Some(&session),
        &format!("Esiti di {}", profile.full_name()),
        &address::student(student),
    );
    layout.breadcrumbs = frame::crumbs(&[(&profile.full_name(), address::student(student))], "Esiti");
    let parts = results.iter().map(|told| {
        let has_card = !told.judged.cards.is_empty();
        ResultPart {
            title: frame::capital(told.period.italian()),
            grades: grades(&session, &told.judged),
            behaviour: behaviour(&told.judged),
            average: told.judged.average().map(|average| average.to_string()),
            said: said(&told.judged),
            card_href: has_card.then(|| address::report_card(student, told.period)),
        }
    });
    Ok(ResultsPage {
        layout,
        student: header(&session, profile, &when, Tab::Results),
        results: parts.collect(),
        fees: fees(&web, &session, student, &asked).await?,
        action: address::student_results(student),
    })
}

/// `GET /studenti/{id}/pagella/{periodo}`.
pub(crate) async fn card(
    web: Web,
    session: Session,
    Path((student, period)): Path<(PersonId, String)>,
) -> Result<ReportCardPage, Problem> {
    let period = period_of(&period)?;
    let (_, when) = seen_student_at(&session, student, &When::default())?;
    let (profile, results) = seen_results(&web, &session, student, None).await?;
    let told = results.iter().find(|told| told.period == period);
    let Results { judged, .. } = told.ok_or(Refusal::NotFound("la pagella"))?;
    let (issued_on, protocol) = judged.cards.last().ok_or(Refusal::NotFound("la pagella"))?;
    let title = format!("Pagella, {}", period.italian());
    let name = profile.full_name();
    let mut layout =
        frame::layout(&web, Some(&session), &format!("{title}, {name}"), &address::student(student));
    let steps = [(name.as_str(), address::student(student)), ("Esiti", address::student_results(student))];
    layout.breadcrumbs = frame::crumbs(&steps, &title);
    Ok(ReportCardPage {
        layout,
        student: header(&session, profile, &when, Tab::Results),
        title,
        issued: format!("Rilasciata il {}, protocollo {protocol}.", italian_day(*issued_on)),
        grades: grades(&session, judged),
        behaviour: behaviour(judged),
        average: judged.average().map(|average| average.to_string()),
        said: said(judged),
        file: documents::is_there().then(|| format!("{}/pdf", address::report_card(student, period))),
        built_by: documents::BUILT_BY,
        note: "Il sigillo elettronico, che la fa valere fuori dal registro, non è ancora apposto.",
        norm: frame::norm(Norm::ReportCard),
    })
}

fn grades(session: &Session, judged: &Judged) -> Vec<(String, String)> {
    let of =
        |(subject, value): (&registro_domain::ids::SubjectCode, &registro_domain::scrutiny::WholeGrade)| {
            (subject_name(session, subject), value.to_string())
        };
    judged.grades.iter().map(of).collect()
}

fn behaviour(judged: &Judged) -> String {
    judged.behaviour.as_ref().map_or_else(|| "—".to_owned(), |given| given.value.to_string())
}

/// What was deliberated beside the grades, in sentences for the family.
pub fn said(judged: &Judged) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(given) = &judged.behaviour {
        said.push(format!("Comportamento: {}.", given.reasons));
        if given.sub_iudice {
            said.push(
                "Il voto di comportamento tiene conto di una sanzione non ancora definitiva.".to_owned(),
            );
        }
    }
    if let Some(last) = &judged.outcome {
        let reasons = last.reasons.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        said.push(format!("Esito: {}{reasons}.", outcome_name(&last.outcome)));
    }
    if let Some(essay) = &judged.essay {
        let assessed = essay.assessed.map(|it| format!(", {}", essay_outcome(it))).unwrap_or_default();
        said.push(format!("Elaborato su «{}», {}{assessed}.", essay.topic, essay_term(essay.term)));
    }
    if let Some(activity) = &judged.activity {
        said.push(format!("Attività di cittadinanza: {activity}."));
    }
    if let Some((points, _, band)) = judged.credit {
        said.push(format!("Credito scolastico: {points} punti, nella fascia {}–{}.", band.from, band.to));
    }
    said
}

/// None before the final results, and for who is not told of fees.
async fn fees(
    web: &Web,
    session: &Session,
    student: PersonId,
    asked: &Asked,
) -> Result<Option<FeesPart>, Refusal> {
    let repeating = match asked.ripetente.as_str() {
        "si" => StatedRepeating::Yes,
        "malattia" => StatedRepeating::ForIllness,
        _ => StatedRepeating::No,
    };
    let income = asked.isee.trim().parse().ok();
    let stated = Stated { year: None, income, repeating };
    let (answer, due) = match seen_exemption(web, session, student, &stated).await {
        Ok(found) => found,
        Err(Refusal::NotFound(_)) => return Ok(None),
        Err(refusal) => return Err(refusal),
    };
    Ok(Some(FeesPart {
        answer: told(&answer).to_owned(),
        checks: answer.checks.iter().map(check).collect(),
        flags: answer.flags.iter().map(|it| (flag(*it).to_owned(), frame::norm(it.norm()))).collect(),
        due: due.into_iter().map(|(what, cents)| format!("{what}: {}", euro(cents))).collect(),
        income: asked.isee.clone(),
        repeating: match repeating {
            StatedRepeating::No => "no",
            StatedRepeating::Yes => "si",
            StatedRepeating::ForIllness => "malattia",
        },
    }))
}

fn told(answer: &Exemption) -> &'static str {
    match answer.ground {
        Some(ExemptionGround::Merit) => "Esonero per merito: si propone all’ufficio, che lo concede.",
        Some(ExemptionGround::Income) => "Esonero per reddito: si propone all’ufficio, che lo concede.",
        None => "Nessun esonero: una condizione manca.",
    }
}

fn check(check: &Check) -> FeeCheck {
    let what = match check.condition {
        Condition::Average { average, needed } => format!("media {average}, serve almeno {needed}"),
        Condition::Income { income: Some(income), threshold, from_year } => {
            format!("ISEE {income} €, al massimo {threshold} € dal {from_year}º anno")
        }
        Condition::Income { income: None, threshold, from_year } => {
            format!("ISEE non dichiarato; al massimo {threshold} € dal {from_year}º anno")
        }
        Condition::Behaviour { grade, needed } => format!("comportamento {grade}, serve almeno {needed}"),
        Condition::Sanction { days: 0, over } => {
            format!("nessun allontanamento definitivo; la più lunga sanzione non supera {over} giorni")
        }
        Condition::Sanction { days, over } => {
            format!("la più lunga sanzione definitiva è di {days} giorni, al massimo {over}")
        }
        Condition::Repeating { repeating: Repeating::No } => "non ripete l’anno".to_owned(),
        Condition::Repeating { repeating: Repeating::Yes } => "ripete l’anno".to_owned(),
        Condition::Repeating { repeating: Repeating::ForIllness } => {
            "ripete l’anno per malattia documentata".to_owned()
        }
    };
    FeeCheck { what, met: check.met, norm: frame::norm(check.condition.norm()) }
}

fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::RemovalReadAsSuspension => {
            "Un allontanamento dalle lezioni è stato letto come sospensione: lo conferma una persona"
        }
        Flag::SanctionNotFinal => "Una sanzione lunga non è definitiva: la risposta può cambiare",
    }
}

fn euro(cents: u32) -> String {
    format!("{},{:02} €", cents / 100, cents % 100)
}
