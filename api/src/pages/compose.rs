//! Writing a notice in two steps: what it says and to whom, then who that is today, then it is published.

use axum::Form;
use axum::extract::Query;
use axum::response::Redirect;
use registro_domain::duty::DutyKind;
use registro_domain::ids::{ClassId, NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Matter, NoticeKind, Role};
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::board::what_is_asked;
use super::notice::{lines, paragraphs};
use super::views_board::{Choice, ComposePage, Family, PreviewPage};
use super::{address, frame};
use crate::commands::Command;
use crate::commands::family_notice::TellFamily;
use crate::commands::notice::{FOR_THE_SCHOOL, Publish, writes};
use crate::http::Web;
use crate::http::classes::seen_classes;
use crate::http::notice_audiences::preview;
use crate::http::query;
use crate::http::record::carry_out;
use crate::http::student::seen_student;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// To whose family, and which duty that fulfils.
#[derive(Debug, Deserialize)]
pub struct Asked {
    studente: Option<PersonId>,
    adempimento: Option<DutyKind>,
}

/// The duties of which a family is told on the board, as the form offers them.
const DUTIES: [(&str, DutyKind, &str); 5] = [
    ("tell-of-fifth-delay", DutyKind::TellOfFifthDelay, "quinto ritardo"),
    ("tell-of-three-unjustified", DutyKind::TellOfThreeUnjustified, "tre assenze ingiustificate"),
    ("tell-of-ten-days", DutyKind::TellOfTenDays, "dieci giorni di assenza ingiustificata"),
    ("tell-of-hours-left", DutyKind::TellOfHoursLeft, "ore di assenza ancora disponibili"),
    ("tell-of-truancy", DutyKind::TellOfTruancy, "frequenza dell’obbligo"),
];

const MATTERS: [(&str, &str); 4] = [
    ("attendance", "assenze, ritardi, ore"),
    ("discipline", "comportamento"),
    ("inclusion", "percorso personale"),
    ("personal", "altro che lo riguarda"),
];

/// Where a family is told of what a duty asks, on the board.
pub(super) fn to_tell(student: PersonId, duty: DutyKind) -> String {
    let page = address::write_to_the_family(student);
    match DUTIES.iter().find(|(_, kind, _)| *kind == duty) {
        Some((value, ..)) => format!("{page}&adempimento={value}"),
        None => page,
    }
}

/// `GET /bacheca/nuova`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<ComposePage, Problem> {
    let capacity = session.agent.capacity;
    if !writes(capacity) {
        return Err(Refusal::NotAllowed(format!("come {capacity} non si scrive in bacheca")).into());
    }
    let family = match asked.studente {
        Some(student) => Some(family(&session, student, asked.adempimento)?),
        None => None,
    };
    let mut layout = frame::layout(&web, Some(&session), "Nuova comunicazione", "/bacheca");
    layout.breadcrumbs = frame::crumbs(&[("Bacheca", "/bacheca".to_owned())], "Nuova comunicazione");
    let classes = seen_classes(&session, session.today).into_iter();
    let roles = [Role::Guardians, Role::Students, Role::Teachers, Role::Offices];
    Ok(ComposePage {
        layout,
        family,
        classes: classes.map(|(id, class)| choice(id.to_string(), class.label.as_str(), false)).collect(),
        for_the_school: FOR_THE_SCHOOL.contains(&session.agent.capacity),
        roles: roles
            .map(|role| {
                choice(written(role), &frame::capital(sentence::notice::role(role)), role == Role::Guardians)
            })
            .into(),
    })
}

fn family(session: &Session, student: PersonId, duty: Option<DutyKind>) -> Result<Family, Problem> {
    let profile = seen_student(session, student)?;
    let duties = DUTIES.map(|(value, kind, label)| choice(value.to_owned(), label, Some(kind) == duty));
    let matters = MATTERS.map(|(value, label)| choice(value.to_owned(), label, value == "attendance"));
    let (student, name) = (student.to_string(), profile.full_name());
    Ok(Family { student, name, matters: matters.into(), duties: duties.into() })
}

fn choice(value: String, label: &str, chosen: bool) -> Choice {
    Choice { value, label: label.to_owned(), chosen }
}

/// `POST /bacheca/anteprima`: nothing is recorded.
pub(crate) async fn show(
    web: Web,
    session: Session,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<PreviewPage, Problem> {
    let command = Written(&fields).command(NoticeId(Uuid::new_v4()))?;
    let (title, body, audience, student, kind, asks) = if let Command::TellFamily(it) = &command {
        let audience = Audience::Family { student: it.student };
        (&it.title, &it.body, audience, Some(it.student), NoticeKind::Family, it.asks)
    } else if let Command::Publish(it) = &command {
        (&it.title, &it.body, it.audience.clone(), it.student, it.kind, it.asks)
    } else {
        return Err(Refusal::Malformed("il modulo non si legge".to_owned()).into());
    };
    let members = preview(&session, &audience, student)?;
    let counts = [Role::Guardians, Role::Students, Role::Teachers, Role::Offices].into_iter();
    let counts = counts.map(|role| (role, members.iter().filter(|member| member.role == role).count()));
    let name = |person| session.name(person);
    let mut names: Vec<String> = members
        .iter()
        .map(|member| format!("{} ({})", name(member.recipient.person), sentence::notice::role(member.role)))
        .collect();
    names.sort();
    let mut layout = frame::layout(&web, Some(&session), "Anteprima", "/bacheca");
    layout.breadcrumbs = frame::crumbs(&[("Bacheca", "/bacheca".to_owned())], "Anteprima");
    let made = [("notice", Uuid::new_v4()), ("command", CommandId::of_a_form().0)];
    let made = made.map(|(name, id)| (name.to_owned(), id.to_string()));
    Ok(PreviewPage {
        layout,
        kind: sentence::notice::kind(kind).to_owned(),
        title: title.clone(),
        paragraphs: paragraphs(body),
        asked: what_is_asked(asks),
        audience: sentence::notice::audience(&audience, &session.directory),
        total: members.len(),
        counts: counts
            .filter(|(_, count)| 0 < *count)
            .map(|(role, count)| format!("{}: {count}", sentence::notice::role(role)))
            .collect(),
        names,
        fields: fields.into_iter().chain(made).collect(),
    })
}

/// `POST /bacheca`.
pub(crate) async fn publish(
    web: Web,
    session: Session,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Redirect, Problem> {
    let written = Written(&fields);
    let (id, notice) = (CommandId(written.one("command")?), NoticeId(written.one("notice")?));
    carry_out(&web, &session, id, written.command(notice)?, None, true).await?;
    Ok(Redirect::to("/bacheca?fatto=pubblicata"))
}

/// What the form of a notice says: fields may come more than once.
struct Written<'a>(&'a [(String, String)]);

impl Written<'_> {
    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        let of_name = self.0.iter().filter(move |(field, _)| field == name);
        of_name.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> String {
        lines(self.all(name).next().unwrap_or_default())
    }

    fn one<T: DeserializeOwned>(&self, name: &str) -> Result<T, Refusal> {
        let value = self.all(name).next();
        value.ok_or_else(|| Refusal::Malformed(format!("manca {name}"))).and_then(read)
    }

    fn every<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Refusal> {
        self.all(name).map(read).collect()
    }

    fn asks(&self) -> Result<Asks, Refusal> {
        let by = self.all("by").next().map(query::day).transpose()?;
        match self.text("asks").as_str() {
            "acknowledgement" => Ok(Asks::Acknowledgement { by }),
            "answer" => Ok(Asks::Answer { by }),
            _ => Ok(Asks::Nothing),
        }
    }

    fn command(&self, notice: NoticeId) -> Result<Command, Refusal> {
        let (title, body, asks) = (self.text("title"), self.text("body"), self.asks()?);
        if self.all("student").next().is_none() {
            let roles: Vec<Role> = self.every("role")?;
            let audience = if self.all("school").next().is_some() {
                Audience::School { roles }
            } else {
                Audience::Classes { classes: self.every::<ClassId>("class")?, roles }
            };
            let kind =
                if self.text("kind") == "circular" { NoticeKind::Circular } else { NoticeKind::Notice };
            let protocol = self.all("protocol").next().map(str::to_owned);
            let (matter, student) = (Matter::General, None);
            return Ok(Command::Publish(Publish {
                notice,
                kind,
                matter,
                protocol,
                title,
                body,
                audience,
                student,
                asks,
            }));
        }
        let (student, matter) = (self.one::<PersonId>("student")?, self.one::<Matter>("matter")?);
        if self.all("duty").next().is_some() {
            let fulfils = self.one::<DutyKind>("duty")?;
            return Ok(Command::TellFamily(TellFamily {
                notice,
                student,
                fulfils,
                matter,
                title,
                body,
                asks,
            }));
        }
        Ok(Command::Publish(Publish {
            notice,
            kind: NoticeKind::Family,
            matter,
            protocol: None,
            title,
            body,
            audience: Audience::Family { student },
            student: Some(student),
            asks,
        }))
    }
}

fn read<T: DeserializeOwned>(written: &str) -> Result<T, Refusal> {
    let unreadable = |_| Refusal::Malformed(format!("non si legge: {written}"));
    serde_json::from_value(written.into()).map_err(unreadable)
}

fn written(role: Role) -> String {
    match role {
        Role::Guardians => "guardians",
        Role::Students => "students",
        Role::Teachers => "teachers",
        Role::Offices => "offices",
    }
    .to_owned()
}
