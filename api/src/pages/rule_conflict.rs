//! A conflict about the regulation before the Organo di garanzia.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::case::Ballot;
use registro_domain::conflict::Answer;
use registro_domain::ids::{ConflictId, PersonId};
use registro_domain::norm::Norm;
use registro_domain::regulation::VoteForm;
use registro_domain::text::{italian_day, italian_time, on_day};
use registro_eventlog::event::CommandId;
use registro_projections::rule_conflicts::ConflictFile;
use serde::Deserialize;
use uuid::Uuid;

use super::act_forms::{form, returning};
use super::appeal::seated;
use super::case_forms::fields::{
    choice, many, moment, nothing, number, one, optional, people, protocol, text, tick,
};
use super::cases::about_words;
use super::sent::{Fields, Sent, incomplete};
use super::views_cases::{ActForm, Field};
use super::views_family::Returned;
use super::views_guarantee::RuleConflictPage;
use super::views_layout::Link;
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::rule_conflict::{Act, RuleConflict};
use crate::guarantee;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::rule_conflicts::may_see;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /organo-di-garanzia/conflitti/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(conflict): Path<ConflictId>,
    Query(asked): Query<Asked>,
) -> Result<RuleConflictPage, Problem> {
    page(&web, &session, conflict, asked.fatto.map(|_| "L’atto è stato registrato."), None).await
}

/// `POST /organo-di-garanzia/conflitti/{id}`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(conflict): Path<ConflictId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    seen(&web, &session, conflict).await?;
    let sent = Sent(fields);
    let outcome = match sent.about_a_rule(conflict) {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}?fatto=1", address::rule_conflict(conflict))).into_response());
    };
    let written = ["at", "sits_at", "reasons", "protocol"];
    let written = written.into_iter().filter_map(|name| Some((name, sent.get(name)?.to_owned()))).collect();
    let Some(returned) = about_words(&problem, form_of(&sent), written) else { return Err(problem) };
    let page = page(&web, &session, conflict, None, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

fn form_of(sent: &Sent) -> &'static str {
    let act = sent.get("act").unwrap_or_default();
    ["convene", "sit", "answer", "tell"].into_iter().find(|known| *known == act).unwrap_or("da-fare")
}

const VOTES: [(Answer, &str, &str); 2] = [
    (Answer::Founded, "votes-founded", "Votano che è fondata"),
    (Answer::Unfounded, "votes-unfounded", "Votano che non lo è"),
];

impl Sent {
    fn about_a_rule(&self, conflict: ConflictId) -> Result<(Uuid, Command), Refusal> {
        let act = match form_of(self) {
            "convene" => {
                Act::Convene { sits_at: self.value("sits_at")?, unavailable: self.values("unavailable")? }
            }
            "sit" => Act::Sit { present: self.values("present")?, heard: Vec::new() },
            "answer" => Act::Decide {
                answer: self.value("answer")?,
                ballot: self.answers()?,
                reasons: self.some_text("reasons").unwrap_or_default(),
            },
            "tell" => Act::Communicate { to: self.values("to")?, protocol: self.some_value("protocol")? },
            _ => return Err(incomplete()),
        };
        let at = self.some_value("at")?;
        Ok((self.id()?, Command::RuleConflict(RuleConflict { conflict, at, act })))
    }

    fn answers(&self) -> Result<Ballot<Answer>, Refusal> {
        if self.get("secret").is_some() {
            let mut totals = Vec::new();
            for (answer, name, _) in VOTES {
                if self.get(name).is_some() {
                    totals.push((answer, self.number(name)?));
                }
            }
            return Ok(Ballot::Secret { totals, casting: self.some_value("casting")? });
        }
        let mut votes = Vec::new();
        for (answer, name, _) in VOTES {
            votes.extend(self.values::<PersonId>(name)?.into_iter().map(|voter| (voter, answer)));
        }
        Ok(Ballot::Open(votes))
    }
}

/// A conflict that the person may read.
async fn seen(web: &Web, session: &Session, conflict: ConflictId) -> Result<ConflictFile, Refusal> {
    let all = web.app.rule_conflicts().await?;
    let file = all.into_iter().find(|file| file.id == conflict && may_see(session, file));
    file.ok_or(Refusal::NotFound("il conflitto"))
}

async fn page(
    web: &Web,
    session: &Session,
    conflict: ConflictId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<RuleConflictPage, Problem> {
    let file = seen(web, session, conflict).await?;
    let known = &file.conflict;
    let filed = known.filed.as_ref().ok_or(Refusal::NotFound("il conflitto"))?;
    let convened = known.convened.as_ref();
    let decided = known.decided.as_ref().map(|it| {
        format!("{} ({}): {}", sentence::answered(it.answer), italian_day(it.at.date()), it.reasons)
    });
    let sits = convened.filter(|_| decided.is_none()).map_or_else(String::new, |it| {
        format!("; seduta {} alle {}", on_day(it.sits_at.date()), italian_time(it.sits_at.time()))
    });
    Ok(RuleConflictPage {
        layout: frame::layout(web, Some(session), "Conflitto sul regolamento", address::GUARANTEE),
        done,
        rule: filed.rule.to_string(),
        question: filed.question.to_string(),
        filed: format!(
            "portato da {} il {}, prot. {}{sits}",
            session.name(filed.by),
            italian_day(filed.at.date()),
            filed.protocol
        ),
        norm: frame::norm(Norm::RegulationConflicts),
        members: convened.iter().flat_map(|it| &it.members).map(|member| seated(session, member)).collect(),
        decided,
        acts: file
            .acts
            .iter()
            .map(|at| Link { label: format!("evento n. {}", at.0), href: address::event(*at) })
            .collect(),
        action: address::rule_conflict(conflict),
        forms: forms(session, &file, returned.as_ref()),
        returned,
    })
}

fn forms(session: &Session, file: &ConflictFile, returned: Option<&Returned>) -> Vec<ActForm> {
    let Session { agent, directory, today, regulation, .. } = session;
    let leads = agent.capacity == Capacity::Principal;
    let presides = leads || guarantee::president(directory, *today, regulation) == Some(agent.person);
    let keeps = leads || agent.capacity == Capacity::Secretariat;
    let known = &file.conflict;
    let mut forms = Vec::new();
    match (&known.decided, &known.convened) {
        (Some(_), _) if keeps && known.told.is_empty() => {
            let to = known.filed.iter().map(|filed| filed.by);
            let to = many("to", "A chi", people(session, to, true));
            forms.push(form("tell", "Comunica la decisione", "Comunica", vec![to, protocol()]));
        }
        (None, convened) if presides => {
            if let Some(convened) = convened {
                let members: Vec<PersonId> = convened.members.iter().map(|it| it.person).collect();
                let present = known.sat.as_ref().map(|sat| sat.present.clone());
                if let Some(present) = present.filter(|present| !present.is_empty()) {
                    forms.push(answer(session, &present));
                }
                let fields = vec![
                    Field { value: convened.sits_at.to_string(), ..moment("at", "Quando è cominciata") },
                    many("present", "Presenti", people(session, members, true)),
                ];
                forms.push(form("sit", "Registra la seduta", "Registra la seduta", fields));
            }
            let roster = guarantee::roster(directory, *today, regulation);
            let roster = people(session, roster.iter().map(|it| it.person), false);
            let fields = vec![moment("sits_at", "Seduta"), many("unavailable", "Chi non può venire", roster)];
            forms.push(form("convene", "Convoca l’Organo di garanzia", "Convoca", fields));
        }
        (Some(_) | None, _) => {}
    }
    returning(forms, returned)
}

fn answer(session: &Session, present: &[PersonId]) -> ActForm {
    let answers = || vec![choice("founded", "è fondata"), choice("unfounded", "non è fondata")];
    let mut fields = match session.regulation.guarantee_vote(session.today) {
        VoteForm::Open => {
            let present = people(session, present.iter().copied(), false);
            VOTES.map(|(_, name, label)| many(name, label, present.clone())).to_vec()
        }
        VoteForm::Secret => {
            let mut casting = answers();
            casting.insert(0, nothing("non c’è parità"));
            let mut fields = VOTES.map(|(_, name, label)| number(name, label, 0)).to_vec();
            fields.push(optional(one("casting", "A parità, il voto di chi presiede", casting)));
            fields.push(tick("secret", "Voto segreto", true));
            fields
        }
    };
    fields.push(one("answer", "La questione", answers()));
    fields.push(text("reasons", "Motivi"));
    form("answer", "Registra la decisione", "Registra la decisione", fields)
}
