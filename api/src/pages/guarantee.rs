//! The desk of the Organo di garanzia: what waits, who is on it, and the forms of who keeps it.

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::case::{Appeal, Seat};
use registro_domain::guarantee_body::{self, Flag, place};
use registro_domain::ids::{ConflictId, PersonId};
use registro_domain::text::{italian_day, on_day};
use registro_eventlog::event::CommandId;
use registro_projections::cases::CaseFile;
use registro_projections::rule_conflicts::ConflictFile;
use serde::Deserialize;
use uuid::Uuid;

use super::appeal::days_text;
use super::case_forms::fields::{choice, day, line, one, people, protocol, text, tick};
use super::cases::about_words;
use super::sent::{Fields, Sent, incomplete};
use super::views_cases::{ActForm, Field};
use super::views_family::Returned;
use super::views_guarantee::{AppealRow, ConflictRow, GuaranteePage, SeatRow};
use super::views_layout::Link;
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::guarantee_body::GuaranteeBody;
use crate::commands::rule_conflict::{Act, RuleConflict};
use crate::guarantee::{self, Stage, may_look, stage};
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::rule_conflicts::may_see;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// How near the last day of an appeal is for it to be told so.
const NEAR: i32 = 3;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /organo-di-garanzia`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<GuaranteePage, Problem> {
    page(&web, &session, asked.fatto.map(|_| "L’atto è stato registrato."), None).await
}

/// `POST /organo-di-garanzia`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let sent = Sent(fields);
    let outcome = match sent.of_the_body() {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}?fatto=1", address::GUARANTEE)).into_response());
    };
    let written = ["from", "last_day", "reason", "rule", "question", "protocol"];
    let written = written.into_iter().filter_map(|name| Some((name, sent.get(name)?.to_owned()))).collect();
    let Some(returned) = about_words(&problem, form(&sent), written) else { return Err(problem) };
    let page = page(&web, &session, None, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

fn form(sent: &Sent) -> &'static str {
    let act = sent.get("act").unwrap_or_default();
    ["appoint", "end", "replace", "bring"].into_iter().find(|known| *known == act).unwrap_or("da-fare")
}

impl Sent {
    fn of_the_body(&self) -> Result<(Uuid, Command), Refusal> {
        let command = match form(self) {
            "appoint" => Command::GuaranteeBody(GuaranteeBody::Appoint {
                person: self.value("person")?,
                seat: self.value("seat")?,
                alternate: self.ticked("alternate"),
                designated_by: self.value("designated_by")?,
                from: self.value("from")?,
            }),
            "end" => Command::GuaranteeBody(GuaranteeBody::End {
                person: self.value("person")?,
                last_day: self.value("last_day")?,
                reason: self.text("reason")?,
            }),
            "replace" => Command::GuaranteeBody(GuaranteeBody::Replace {
                leaves: self.value("leaves")?,
                enters: self.value("person")?,
                designated_by: self.value("designated_by")?,
                from: self.value("from")?,
                reason: self.text("reason")?,
            }),
            "bring" => Command::RuleConflict(RuleConflict {
                conflict: ConflictId(self.id()?),
                at: None,
                act: Act::File {
                    by: self.value("person")?,
                    rule: self.text("rule")?,
                    question: self.text("question")?,
                    protocol: self.some_value("protocol")?,
                },
            }),
            _ => return Err(incomplete()),
        };
        Ok((self.id()?, command))
    }
}

async fn page(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<GuaranteePage, Problem> {
    if !may_look(session) {
        return Err(Refusal::NotFound("la pagina").into());
    }
    let Session { directory, today, regulation, .. } = session;
    let open = web.app.open_appeals(session).await?;
    let conflicts = web.app.rule_conflicts().await?;
    let body = directory.guarantee_body(*today, regulation);
    let roster = body.map(|(_, body)| body.roster(*today)).unwrap_or_default();
    let flags = body.map(|(_, body)| body.flags(*today, regulation)).unwrap_or_default();
    let president = guarantee::president(directory, *today, regulation);
    let presiding = president.filter(|_| !roster.iter().any(|it| it.seat == Seat::President));
    let presiding = presiding.map(|person| SeatRow {
        name: session.name(person),
        seat: "presidente".to_owned(),
        designated: "è il dirigente scolastico".to_owned(),
        days: String::new(),
    });
    let seats = roster.iter().map(|it| SeatRow {
        name: session.name(it.person),
        seat: format!("{}{}", place(it.seat), if it.alternate { ", supplente" } else { "" }),
        designated: sentence::designation(it.designated_by, it.seat).to_owned(),
        days: format!("dal {} al {}", italian_day(it.from), italian_day(it.until)),
    });
    let rows = open.iter().filter_map(|(file, number)| Some((file, file.case.appeals.get(number)?)));
    Ok(GuaranteePage {
        layout: frame::layout(web, Some(session), "Organo di garanzia", address::GUARANTEE),
        done,
        appeals: rows.map(|(file, appeal)| row(session, file, appeal)).collect(),
        conflicts: conflicts
            .iter()
            .filter(|file| may_see(session, file))
            .map(|file| conflict(session, file))
            .collect(),
        term: body.map_or_else(
            || "nessun componente è stato nominato".to_owned(),
            |(term, _)| {
                format!("in carica fino al {}", italian_day(guarantee_body::last_day(term, regulation)))
            },
        ),
        seats: presiding.into_iter().chain(seats).collect(),
        flags: flags.into_iter().map(|flag| told(session, flag)).collect(),
        action: address::GUARANTEE.to_owned(),
        forms: forms(session, returned.as_ref()),
        returned,
    })
}

fn row(session: &Session, file: &CaseFile, appeal: &Appeal) -> AppealRow {
    let filing = &appeal.filing.said;
    let decision = file.case.decisions.get(&filing.of);
    let sanction = decision.map(|it| it.deliberation.measure.sanction.italian()).unwrap_or_default();
    let by = session.name(filing.by);
    let stage = stage(file, appeal, session.today);
    let (term, is_urgent) = match stage {
        Stage::Pending { days_left } => {
            let until = on_day(filing.decide_by);
            (format!("si decide entro {until}: {}", days_text(days_left)), days_left <= NEAR)
        }
        Stage::Silent => {
            let until = italian_day(filing.decide_by);
            (format!("il termine del {until} è passato: la sanzione è confermata"), true)
        }
        Stage::Decided | Stage::Withdrawn | Stage::WithoutObject => ("deciso o ritirato".to_owned(), false),
    };
    let mut flags = Vec::new();
    if filing.grounds.is_none() {
        flags.push("Il ricorso non dice i motivi: giudica l’organo.");
    }
    if filing.late.is_some() {
        flags.push("Presentato oltre il termine, che la comunicazione non diceva: l’organo valuta se l’errore è scusabile.");
    }
    let outside = decision.is_some_and(|it| it.deliberation.charge.letter().is_outside_school_list());
    if outside {
        flags.push("La lettera non è fra quelle che il regolamento elenca: per legge il ricorso è ammesso.");
    }
    AppealRow {
        student: Link { label: session.name(file.student), href: address::appeal(file.id) },
        class_name: session.directory.class_label(file.class),
        what: format!("{sanction}; ricorre {by}, {}", italian_day(appeal.filing.at.date())),
        term,
        is_urgent,
        next: next(session, appeal, stage),
        flags,
    }
}

fn next(session: &Session, appeal: &Appeal, stage: Stage) -> String {
    let sat = appeal.sittings.iter().any(|act| appeal.is_valid(act, &session.regulation));
    match stage {
        Stage::Pending { .. } if sat => "da decidere".to_owned(),
        Stage::Pending { .. } => match appeal.convened() {
            Some(act) => format!("convocato per {}", on_day(act.said.sits_at.date())),
            None => format!("da convocare entro {}", on_day(appeal.filing.said.convene_by)),
        },
        Stage::Silent | Stage::Decided => {
            let by = appeal.filing.said.by;
            let told = appeal.communicated.iter().any(|act| act.said.to.contains(&by));
            (if told { "la sanzione può riprendere" } else { "da comunicare" }).to_owned()
        }
        Stage::Withdrawn => "ritirato: la sanzione può riprendere".to_owned(),
        Stage::WithoutObject => "senza più oggetto".to_owned(),
    }
}

fn conflict(session: &Session, file: &ConflictFile) -> ConflictRow {
    let known = &file.conflict;
    let filed = known.filed.as_ref();
    let standing = match (&known.decided, &known.convened) {
        (Some(decided), _) => {
            format!("{}, {}", sentence::answered(decided.answer), italian_day(decided.at.date()))
        }
        (None, Some(convened)) => format!("convocato per {}", on_day(convened.sits_at.date())),
        (None, None) => "da convocare".to_owned(),
    };
    ConflictRow {
        rule: Link {
            label: filed.map(|filed| filed.rule.to_string()).unwrap_or_default(),
            href: address::rule_conflict(file.id),
        },
        by: filed.map_or_else(String::new, |filed| {
            format!("di {}, {}", session.name(filed.by), italian_day(filed.at.date()))
        }),
        standing,
    }
}

fn told(session: &Session, flag: Flag) -> String {
    match flag {
        Flag::Vacant { seat, missing: 1 } => format!("Manca chi ha il posto di {}.", place(seat)),
        Flag::Vacant { seat, missing } => {
            format!("Mancano {missing} componenti per il posto di {}.", place(seat))
        }
        Flag::NoAlternate { seat } => format!("Nessun supplente per il posto di {}.", place(seat)),
        Flag::ParentNotElected { parent } => {
            let name = session.name(parent);
            format!("{name}, genitore, non è stato eletto: la legge lo vuole di norma eletto.")
        }
    }
}

/// The forms of who keeps the roster and takes in what is brought.
fn forms(session: &Session, returned: Option<&Returned>) -> Vec<ActForm> {
    if !matches!(session.agent.capacity, Capacity::Principal | Capacity::Secretariat) {
        return Vec::new();
    }
    let Session { directory, today, regulation, .. } = session;
    let everybody = || {
        let known =
            directory.people().filter(|it| !guarantee::seats_of(directory, it.person, *today).is_empty());
        people(session, known.map(|it| it.person), false)
    };
    let roster: Vec<PersonId> =
        guarantee::roster(directory, *today, regulation).iter().map(|it| it.person).collect();
    let on_it = || people(session, roster.iter().copied(), false);
    let seats = [Seat::Teacher, Seat::Student, Seat::Parent, Seat::President];
    let seats = seats.map(|seat| choice(super::sent::stored(&seat), place(seat))).to_vec();
    let by = [
        ("teachers-board", "Collegio dei docenti"),
        ("student-committee", "Comitato studentesco"),
        ("institute-council", "Consiglio di istituto"),
        ("election", "elezione"),
        ("principal", "delega del dirigente"),
    ];
    let by = || one("designated_by", "Designato da", by.map(|(value, label)| choice(value, label)).to_vec());
    let form = |act, title, button, fields: Vec<Field>| {
        let open = returned.is_some_and(|returned| returned.form == act);
        let back = returned.filter(|_| open);
        let fields = fields.into_iter().map(|mut field| {
            let written = back.and_then(|it| it.fields.iter().find(|(name, _)| *name == field.name));
            if let Some((_, value)) = written {
                field.value.clone_from(value);
            }
            field
        });
        let (command, fields) = (CommandId::of_a_form().to_string(), fields.collect());
        ActForm { act, command, title, button, fields, open, ..ActForm::default() }
    };
    let mut forms = vec![form(
        "appoint",
        "Nomina un componente",
        "Nomina",
        vec![
            one("person", "Chi", everybody()),
            one("seat", "Posto", seats),
            tick("alternate", "Supplente", false),
            by(),
            day("from", "Dal", *today),
        ],
    )];
    if !roster.is_empty() {
        forms.push(form(
            "replace",
            "Sostituisci un componente per il resto della durata",
            "Sostituisci",
            vec![
                one("leaves", "Chi lascia", on_it()),
                one("person", "Chi entra", everybody()),
                by(),
                day("from", "Dal", *today),
                line("reason", "Motivo"),
            ],
        ));
        forms.push(form(
            "end",
            "Registra che un componente cessa",
            "Registra",
            vec![
                one("person", "Chi", on_it()),
                day("last_day", "Ultimo giorno", *today),
                line("reason", "Motivo"),
            ],
        ));
    }
    forms.push(form(
        "bring",
        "Registra un conflitto sul regolamento",
        "Registra",
        vec![
            one("person", "Chi lo porta", everybody()),
            line("rule", "Quale regola"),
            text("question", "La questione"),
            protocol(),
        ],
    ));
    forms
}
