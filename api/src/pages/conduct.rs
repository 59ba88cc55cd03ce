//! A student's notes, positive acts and times out of class: read by few, written and mended from here.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::NoteKind;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId};
use registro_domain::norm::Norm;
use registro_domain::people::Profile;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::conduct::{Annulment, Note, PositiveAct, Separation};
use serde::Deserialize;
use uuid::Uuid;

use super::student::{Tab, header};
use super::views_conduct::{ActRow, ConductPage, NoteRow, SeparationRow, Writing};
use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::conduct::{Act, Conduct as ConductCommand};
use crate::http::Web;
use crate::http::class_day::timetable;
use crate::http::record::carry_out;
use crate::http::sight::conduct_seen;
use crate::http::student::{Asked as When, seen_student_at};
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// Who writes notes, as the command says.
const WRITE_NOTES: [Capacity; 4] =
    [Capacity::Teacher, Capacity::Principal, Capacity::Deputy, Capacity::SiteLead];

/// What was just done, or as of which instant.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
    al: Option<String>,
}

/// An act as its form sends it: which of the fields there are depends on the act.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    act: What,
    year: Option<i16>,
    number: Option<FactNumber>,
    on: Option<Date>,
    #[serde(default)]
    period: String,
    kind: Option<NoteKind>,
    keeper: Option<PersonId>,
    #[serde(default)]
    called: bool,
    #[serde(default)]
    text: String,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Write,
    Rectify,
    Annul,
    State,
    Praise,
    AnnulPraise,
    Separate,
}

/// `GET /studenti/{id}/note`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<ConductPage, Problem> {
    page(&web, &session, student, &asked, None).await
}

/// `POST /studenti/{id}/note`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student_at(&session, student, &When::default())?;
    let number = form.number.map(|number| number.to_string()).unwrap_or_default();
    let fields = vec![
        ("number", number),
        ("text", form.text.clone()),
        ("reason", form.reason.clone()),
        ("on", form.on.map(|on| on.to_string()).unwrap_or_default()),
        ("period", form.period.clone()),
    ];
    let (id, act) = (CommandId(form.command), form.act);
    let outcome = match form.command(student) {
        Ok(command) => carry_out(&web, &session, id, command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        let to = format!("{}?fatto={}", address::student_conduct(student), act.done());
        return Ok(Redirect::to(&to).into_response());
    };
    let is_about_words = matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST);
    if !is_about_words || problem.waits_for_confirmation() {
        return Err(problem);
    }
    let returned = Returned {
        form: act.form(),
        reason: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        fields,
        against: Vec::new(),
    };
    let page = page(&web, &session, student, &Asked::default(), Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

impl What {
    fn done(self) -> &'static str {
        match self {
            What::Write => "nota",
            What::Rectify => "rettificata",
            What::Annul => "annullata",
            What::State => "dichiarazione",
            What::Praise => "atto-positivo",
            What::AnnulPraise => "atto-annullato",
            What::Separate => "fuori-dalla-classe",
        }
    }

    /// Where its form is in the page.
    fn form(self) -> &'static str {
        match self {
            What::Write => "scrivi-nota",
            What::Rectify | What::Annul | What::State => "note",
            What::Praise => "scrivi-atto",
            What::AnnulPraise => "atti",
            What::Separate => "scrivi-allontanamento",
        }
    }
}

fn done(code: &str) -> Option<&'static str> {
    match code {
        "nota" => Some("La nota è stata scritta: la vedono lo studente e la famiglia."),
        "rettificata" => Some("La nota è stata rettificata: ciò che diceva prima resta."),
        "annullata" => Some("La nota è stata annullata: resta, e non conta più."),
        "dichiarazione" => Some("La dichiarazione è accanto alla nota, che resta com’è."),
        "atto-positivo" => Some("L’atto positivo è stato annotato."),
        "atto-annullato" => Some("L’atto positivo è stato annullato."),
        "fuori-dalla-classe" => {
            Some("L’allontanamento dalla classe è stato annotato: lo valuta il dirigente.")
        }
        _ => None,
    }
}

impl Submitted {
    fn command(self, student: PersonId) -> Result<Command, Refusal> {
        let missing = || Refusal::Malformed("il modulo è incompleto".to_owned());
        let (year, on) = (self.year.map(SchoolYear).ok_or_else(missing), self.on.ok_or_else(missing));
        let number = self.number.ok_or_else(missing);
        let period = match self.period.as_str() {
            "" => None,
            period => Some(PeriodNumber(period.parse().map_err(|_| missing())?)),
        };
        let (text, reason) = (self.text, self.reason);
        let act = match self.act {
            What::Write => {
                let (on, kind) = (on?, self.kind.ok_or_else(missing)?);
                Act::WriteNote { on, period, kind, facts: text }
            }
            What::Rectify => Act::RectifyNote { year: year?, note: number?, facts: text, reason },
            What::Annul => Act::AnnulNote { year: year?, note: number?, reason },
            What::State => Act::AddStatement { year: year?, note: number?, statement: text },
            What::Praise => Act::RecordPositiveAct { on: on?, what: text },
            What::AnnulPraise => Act::AnnulPositiveAct { year: year?, positive_act: number?, reason },
            What::Separate => Act::RecordSeparation {
                on: on?,
                from: period.ok_or_else(missing)?,
                supervised_by: self.keeper.ok_or_else(missing)?,
                family_called: self.called,
            },
        };
        Ok(Command::Conduct(ConductCommand { student, act }))
    }
}

async fn page(
    web: &Web,
    session: &Session,
    student: PersonId,
    asked: &Asked,
    returned: Option<Returned>,
) -> Result<ConductPage, Problem> {
    let (profile, when) = seen_student_at(session, student, &When { as_of: asked.al.clone(), year: None })?;
    let moment = web.app.moment(when.instant).await?;
    let known = web.app.conduct(student, when.year, moment).await?;
    let known = conduct_seen(&web.app, session, (student, when.year), known).await?;
    let title = format!("Note di {}", profile.full_name());
    let mut layout = frame::layout(web, Some(session), &title, "/studenti");
    layout.as_of =
        when.instant.map(|instant| frame::as_of_banner(session, student, instant, address::student_conduct));
    let acts = Acts { session, profile, is_now: when.instant.is_none(), returned: returned.as_ref() };
    let mut notes: Vec<_> = known.iter().flat_map(|known| &known.notes).collect();
    notes.sort_by_key(|(number, note)| std::cmp::Reverse((note.on, **number)));
    let mut positive: Vec<_> = known.iter().flat_map(|known| &known.acts).collect();
    positive.sort_by_key(|(number, act)| std::cmp::Reverse((act.on, **number)));
    let mut separations: Vec<_> = known.iter().flat_map(|known| known.separations.values()).collect();
    separations.sort_by_key(|it| std::cmp::Reverse(it.on));
    let family = matches!(session.agent.capacity, Capacity::Guardian | Capacity::Student);
    Ok(ConductPage {
        layout,
        student: header(session, profile, &when, Tab::Conduct),
        done: asked.fatto.as_deref().and_then(done),
        intro: if family {
            "Le note le vedono lo studente, la famiglia, chi le scrive, il coordinatore e chi dirige la scuola. Chi \
             non è d’accordo può aggiungere una dichiarazione: la nota resta com’è."
        } else {
            "Una nota riporta fatti, di uno studente solo. La vedono lo studente, la famiglia, chi la scrive, il \
             coordinatore e chi dirige la scuola; gli altri docenti vedono soltanto le proprie."
        },
        action: address::student_conduct(student),
        year: when.year.0.to_string(),
        notes: notes.into_iter().map(|(number, note)| acts.note(*number, note)).collect(),
        acts: positive.into_iter().map(|(number, act)| acts.positive(*number, act)).collect(),
        separations: separations.into_iter().map(|it| separation(session, it)).collect(),
        writing: acts.writing(),
        returned,
    })
}

/// Who looks, and what she may do.
struct Acts<'a> {
    session: &'a Session,
    profile: &'a Profile,
    is_now: bool,
    returned: Option<&'a Returned>,
}

impl Acts<'_> {
    fn written(&self, form: &str, field: &str) -> String {
        Returned::written(self.returned, form, field)
    }

    fn command(&self, may: bool) -> Option<String> {
        (may && self.is_now).then(|| CommandId::of_a_form().to_string())
    }

    fn is_author(&self, author: PersonId) -> bool {
        self.session.agent.capacity == Capacity::Teacher && self.session.agent.person == author
    }

    fn leads(&self) -> bool {
        matches!(self.session.agent.capacity, Capacity::Principal | Capacity::Deputy)
    }

    fn note(&self, number: FactNumber, note: &Note) -> NoteRow {
        let Session { agent, today, regulation, directory, .. } = self.session;
        let name = |person| directory.name(person);
        let stands = note.annulled.is_none();
        let rectifies = self.is_author(note.author) || agent.capacity == Capacity::Principal;
        let states = matches!(agent.capacity, Capacity::Guardian | Capacity::Student)
            && self.profile.justifier(agent.person, *today, regulation).is_ok();
        let mut changes: Vec<String> = note
            .rectifications
            .iter()
            .map(|it| {
                let by = name(it.by);
                format!("diceva «{}», {} rettificata da {by}: {}", it.withdrawn, on_day(it.on), it.reason)
            })
            .collect();
        changes.extend(note.annulled.as_ref().map(|gone| format!("annullata {}", self.gone(gone))));
        let open = self.written("note", "number") == number.to_string();
        let hour = note.period.map_or(String::new(), |period| format!(", {period} ora"));
        NoteRow {
            number: number.to_string(),
            kind: frame::capital(sentence::note_kind(note.kind)),
            facts: note.facts.to_string(),
            when: format!("{}{hour}", long_date(note.on)),
            by: name(note.author),
            changes,
            annulled: !stands,
            statements: note
                .statements
                .iter()
                .map(|it| format!("{}, {}: «{}»", name(it.by), on_day(it.on), it.text))
                .collect(),
            event_href: address::event(note.position),
            rectify: self.command(rectifies && stands),
            annul: self.command((self.is_author(note.author) || self.leads()) && stands),
            state: self.command(states),
            written: if open { self.written("note", "text") } else { String::new() },
            reason: if open { self.written("note", "reason") } else { String::new() },
            open,
        }
    }

    fn gone(&self, gone: &Annulment) -> String {
        format!("{} da {}: {}", on_day(gone.on), self.session.name(gone.by), gone.reason)
    }

    fn positive(&self, number: FactNumber, act: &PositiveAct) -> ActRow {
        ActRow {
            number: number.to_string(),
            what: act.what.to_string(),
            when: long_date(act.on),
            by: self.session.name(act.author),
            annulled: act.annulled.as_ref().map(|gone| self.gone(gone)),
            event_href: address::event(act.position),
            annul: self.command((self.is_author(act.author) || self.leads()) && act.annulled.is_none()),
        }
    }

    fn writing(&self) -> Option<Writing> {
        let Session { agent, today, directory, .. } = self.session;
        let writes =
            WRITE_NOTES.contains(&agent.capacity) && self.session.may_see_student(self.profile.person);
        if !writes || !self.is_now {
            return None;
        }
        let class = self.profile.class_on(*today);
        let hours = class.and_then(|class| timetable(directory, class, *today).ok());
        let period = self.written("scrivi-nota", "period");
        let none = Chosen { value: String::new(), label: "nessuna".to_owned(), selected: period.is_empty() };
        let hours = hours.into_iter().flat_map(|day| day.hours).map(|hour| {
            let value = hour.period.0.to_string();
            let selected = value == period;
            Chosen { value, label: format!("{} ora", hour.period), selected }
        });
        let kind = |value: &str, kind| Chosen {
            value: value.to_owned(),
            label: sentence::note_kind(kind).to_owned(),
            selected: false,
        };
        let on = match self.written("scrivi-nota", "on") {
            on if on.is_empty() => today.to_string(),
            on => on,
        };
        Some(Writing {
            note: CommandId::of_a_form().to_string(),
            praise: CommandId::of_a_form().to_string(),
            separate: CommandId::of_a_form().to_string(),
            on,
            last: today.to_string(),
            periods: std::iter::once(none).chain(hours).collect(),
            kinds: vec![
                kind("educational", NoteKind::Educational),
                kind("disciplinary", NoteKind::Disciplinary),
            ],
            keepers: self.keepers(),
            note_norm: frame::norm(Norm::SoberWords),
            separation_norm: frame::norm(Norm::SentOutInCustody),
            facts: self.written("scrivi-nota", "text"),
            what: self.written("scrivi-atto", "text"),
        })
    }

    /// Whoever works at school today, by name.
    fn keepers(&self) -> Vec<Chosen> {
        let Session { directory, today, .. } = self.session;
        let works =
            |it: &&Profile| it.chairs_on(*today).next().is_some() || it.holds_office(*today, |_| true);
        let mut keepers: Vec<Chosen> = directory
            .people()
            .filter(works)
            .map(|it| Chosen { value: it.person.to_string(), label: it.full_name(), selected: false })
            .collect();
        keepers.sort_by(|a, b| a.label.cmp(&b.label));
        keepers
    }
}

fn separation(session: &Session, it: &Separation) -> SeparationRow {
    let name = |person| session.name(person);
    SeparationRow {
        when: format!("dalla {} ora di {}", it.from, long_date(it.on)),
        by: format!("mandato fuori da {}, affidato a {}", name(it.author), name(it.supervised_by)),
        called: if it.family_called { "famiglia avvisata subito" } else { "famiglia da avvisare" },
        event_href: address::event(it.position),
    }
}
