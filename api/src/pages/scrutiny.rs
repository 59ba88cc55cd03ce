//! A class's scrutiny: the table of the council, what each may do of it, and the panel of one student.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::ids::{ClassId, PersonId, SubjectCode};
use registro_domain::scrutiny::{Judged, Scrutiny, ScrutinyPeriod, Standing};
use registro_domain::text::{italian_day, on_day};
use registro_eventlog::event::CommandId;
use registro_projections::scrutinies::Minutes;
use serde::Deserialize;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::Link;
use super::views_scrutiny::{Cell, OpenForm, ScrutinyPage, TableRow, WholeForms};
use super::{address, frame};
use crate::actor::Capacity;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::http::record::carry_out;
use crate::http::scrutinies::seen_minutes;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence::scrutiny::outcome_name;

mod form;
mod panel;
mod proposals;

/// Which student is looked at, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    studente: Option<PersonId>,
    fatto: Option<String>,
}

/// The fields of a form.
pub type Fields = Vec<(String, String)>;

/// What is known of a scrutiny, for its page.
struct Table<'a> {
    session: &'a Session,
    class: ClassId,
    period: ScrutinyPeriod,
    minutes: Option<Minutes>,
    /// By name.
    students: Vec<PersonId>,
    /// Those that have a grade.
    subjects: Vec<SubjectCode>,
}

/// `GET /classi/{id}/scrutinio/{periodo}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path((class, period)): Path<(ClassId, String)>,
    Query(asked): Query<Asked>,
) -> Result<ScrutinyPage, Problem> {
    page(&web, &session, class, period_of(&period)?, &asked, None).await
}

/// `POST /classi/{id}/scrutinio/{periodo}`. Refused, the page says why.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path((class, period)): Path<(ClassId, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let period = period_of(&period)?;
    let table = Table::read(&web, &session, class, period).await?;
    let id = form::field(&fields, "command").parse().map(CommandId);
    let id = id.map_err(|_| Refusal::Malformed("il modulo è incompleto".to_owned()))?;
    let studente = form::field(&fields, "student").parse().ok().map(PersonId);
    let outcome = match form::command(&web, &table, &fields).await {
        Ok(command) => carry_out(&web, &session, id, command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        let student = studente.map(|student| format!("&studente={student}#studente")).unwrap_or_default();
        let to = format!("{}?fatto=registrato{student}", address::scrutiny(class, period));
        return Ok(Redirect::to(&to).into_response());
    };
    let is_about_it = matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST);
    if !is_about_it || problem.waits_for_confirmation() {
        return Err(problem);
    }
    let returned = Returned {
        form: if studente.is_some() { "studente" } else { "moduli" },
        reason: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        ..Returned::default()
    };
    let asked = Asked { studente, fatto: None };
    let page = page(&web, &session, class, period, &asked, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

pub(super) fn period_of(name: &str) -> Result<ScrutinyPeriod, Refusal> {
    let known = ScrutinyPeriod::BOTH.into_iter().find(|period| address::period(*period) == name);
    known.ok_or(Refusal::NotFound("lo scrutinio"))
}

impl<'a> Table<'a> {
    async fn read(
        web: &Web,
        session: &'a Session,
        class: ClassId,
        period: ScrutinyPeriod,
    ) -> Result<Self, Refusal> {
        let minutes = seen_minutes(web, session, class, period).await?;
        let day = minutes.as_ref().and_then(|it| it.scrutiny.sits_on()).unwrap_or(session.today);
        let students = session.directory.class_on(class, day).iter().map(|it| it.person).collect();
        let without = session.regulation.subjects_without_grade(day);
        let known = session.directory.school.classes.get(&class).ok_or(Refusal::NotFound("la classe"))?;
        let week = known.weeks.range(..=day).next_back().map(|(_, week)| week.as_slice());
        let subjects: std::collections::BTreeSet<SubjectCode> =
            week.unwrap_or_default().iter().map(|slot| slot.subject.clone()).collect();
        let subjects = subjects.into_iter().filter(|subject| !without.contains(subject)).collect();
        Ok(Table { session, class, period, minutes, students, subjects })
    }

    fn scrutiny(&self) -> Option<&Scrutiny> {
        self.minutes.as_ref().map(|minutes| &minutes.scrutiny)
    }

    fn judged(&self, student: PersonId) -> Option<&Judged> {
        self.scrutiny()?.students.get(&student)
    }

    fn standing(&self) -> Standing {
        self.scrutiny().map_or(Standing::Open, |scrutiny| scrutiny.standing)
    }

    fn is_open(&self) -> bool {
        matches!(self.standing(), Standing::Open | Standing::Reopened)
            && self.scrutiny().is_some_and(|scrutiny| scrutiny.opening.is_some())
    }

    fn has_sat(&self) -> bool {
        let sits_on = self.scrutiny().and_then(Scrutiny::sits_on);
        sits_on.is_some_and(|day| day <= self.session.today)
    }

    fn presides(&self) -> bool {
        matches!(self.session.agent.capacity, Capacity::Principal | Capacity::Deputy)
    }

    fn coordinates(&self) -> bool {
        let Session { agent, directory, today, .. } = self.session;
        agent.coordinates(directory, self.class, *today)
    }

    /// Whether the person writes down what the council deliberates.
    fn writes(&self) -> bool {
        self.presides() || self.coordinates()
    }

    /// How many teachers have a chair in the class.
    fn council(&self) -> usize {
        let on = self.session.today;
        let sits = |teacher: &&registro_domain::people::Profile| {
            teacher.chairs_on(on).any(|chair| chair.class == self.class)
        };
        self.session.directory.people().filter(sits).count()
    }

    /// How it stands, in sentences.
    fn status(&self) -> Vec<String> {
        let Some(scrutiny) = self.scrutiny().filter(|scrutiny| scrutiny.opening.is_some()) else {
            return vec!["Non è ancora convocato.".to_owned()];
        };
        let mut status: Vec<String> = scrutiny
            .opening
            .iter()
            .map(|opening| {
                format!(
                    "Convocato per il {}, sul periodo {} – {}.",
                    italian_day(opening.sits_on),
                    italian_day(opening.covers_from),
                    italian_day(opening.covers_to)
                )
            })
            .collect();
        match scrutiny.standing {
            Standing::Closed { on, protocol, resumed, .. } => {
                status.push(format!("Chiuso {}: verbale, protocollo {protocol}.", on_day(on)));
                if resumed {
                    status.push("Un giudizio sospeso è stato ripreso: attende il suo verbale.".to_owned());
                }
                if scrutiny.awaits_resolutions() {
                    status.push("Restano giudizi sospesi.".to_owned());
                }
            }
            Standing::Reopened => status.push("Riaperto per una correzione: si chiude di nuovo.".to_owned()),
            Standing::Open => {}
        }
        for told in self.minutes.iter().flat_map(|minutes| &minutes.published) {
            status.push(format!("Esiti visibili alle famiglie dal {}.", italian_day(told.visible_from)));
        }
        status
    }

    fn row(&self, student: PersonId) -> TableRow {
        let none = Judged::default();
        let judged = self.judged(student).unwrap_or(&none);
        let day = self.scrutiny().and_then(Scrutiny::sits_on).unwrap_or(self.session.today);
        let sufficient = self.session.regulation.sufficient_grade(day);
        let cell = |given: Option<u8>, proposed: Option<u8>| Cell {
            value: given.or(proposed).map(|tenths| tenths.to_string()),
            is_proposed: given.is_none() && proposed.is_some(),
            is_low: given.or(proposed).is_some_and(|tenths| tenths < sufficient),
        };
        let cells = self.subjects.iter().map(|subject| {
            let given = judged.grades.get(subject).map(|value| value.tenths());
            cell(given, judged.proposals.get(subject).map(|proposal| proposal.value.tenths()))
        });
        let behaviour = judged.behaviour.as_ref().map(|given| given.value.tenths());
        let proposed = judged.behaviour_proposed.as_ref().map(|(value, _)| value.tenths());
        TableRow {
            name: self.session.name(student),
            href: format!("{}?studente={student}#studente", address::scrutiny(self.class, self.period)),
            cells: cells.collect(),
            behaviour: cell(behaviour, proposed),
            average: judged.average().map(|average| average.to_string()),
            outcome: judged.outcome.as_ref().map(|last| outcome_name(&last.outcome)),
            credit: judged
                .credit
                .map(|(points, _, band)| format!("{points} (fascia {}–{})", band.from, band.to)),
        }
    }

    fn forms(&self) -> WholeForms {
        let command = |is_offered: bool| is_offered.then(|| CommandId::of_a_form().to_string());
        let today = self.session.today.to_string();
        let council = self.council().to_string();
        let none = WholeForms { today: today.clone(), council: council.clone(), ..WholeForms::default() };
        if !self.writes() {
            return none;
        }
        let scrutiny = self.scrutiny();
        let is_called = scrutiny.is_some_and(|scrutiny| scrutiny.opening.is_some());
        let dossier = scrutiny.is_some_and(|scrutiny| scrutiny.dossier.is_some());
        let (is_closed, resumed, published) = match self.standing() {
            Standing::Closed { resumed, published, .. } => (true, resumed, published),
            Standing::Open | Standing::Reopened => (false, false, false),
        };
        let undecided = self.students.iter().any(|student| {
            self.judged(*student).is_none_or(|it| it.grades.is_empty() && !it.proposals.is_empty())
        });
        let opening = scrutiny.and_then(|scrutiny| scrutiny.opening);
        let shown = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        WholeForms {
            open: (self.presides() && !is_closed && !self.has_sat()).then(|| OpenForm {
                command: CommandId::of_a_form().to_string(),
                covers_from: shown(opening.map(|days| days.covers_from)),
                covers_to: shown(opening.map(|days| days.covers_to)),
                sits_on: shown(opening.map(|days| days.sits_on)),
            }),
            freeze: command(is_called && !is_closed && !dossier),
            all: command(self.is_open() && self.has_sat() && undecided),
            close: command(self.presides() && self.has_sat() && (!is_closed || resumed)),
            reopen: command(self.presides() && is_closed),
            publish: command(self.presides() && is_closed && !published),
            today,
            council,
        }
    }
}

async fn page(
    web: &Web,
    session: &Session,
    class: ClassId,
    period: ScrutinyPeriod,
    asked: &Asked,
    returned: Option<Returned>,
) -> Result<ScrutinyPage, Problem> {
    let table = Table::read(web, session, class, period).await?;
    let label = session.directory.class_label(class);
    let title = frame::capital(period.italian());
    let path = address::scrutiny(class, period);
    let mut layout = frame::layout(web, Some(session), &format!("{title}, classe {label}"), "/classi");
    layout.breadcrumbs =
        frame::crumbs(&[("Classi", "/classi".to_owned()), (&label, address::class(class))], &title);
    let other = match period {
        ScrutinyPeriod::Interim => ScrutinyPeriod::Final,
        ScrutinyPeriod::Final => ScrutinyPeriod::Interim,
    };
    let links = vec![
        Link {
            label: "Fascicolo del comportamento".to_owned(),
            href: address::behaviour_dossier(class, period),
        },
        Link { label: frame::capital(other.italian()), href: address::scrutiny(class, other) },
    ];
    let subjects = table.subjects.iter().map(|subject| Chosen {
        value: subject.to_string(),
        label: subject_name(session, subject),
        selected: false,
    });
    let chosen = asked.studente.filter(|student| table.students.contains(student));
    let student = match chosen {
        Some(student) => Some(panel::of(web, &table, student).await?),
        None => None,
    };
    Ok(ScrutinyPage {
        layout,
        class_name: label,
        title,
        done: asked.fatto.as_ref().map(|_| "L’atto è stato registrato."),
        returned,
        status: table.status(),
        links,
        action: path,
        subjects: subjects.collect(),
        is_final: period == ScrutinyPeriod::Final,
        rows: table.students.iter().map(|student| table.row(*student)).collect(),
        student,
        columns: proposals::columns(web, &table).await?,
        behaviour: proposals::behaviour(&table),
        forms: table.forms(),
    })
}
