//! A notice or a circular, published to the audience of that day.

use std::collections::BTreeMap;

use registro_domain::ids::{ClassId, NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Command as Domain, Draft, Matter, NoticeKind};
use registro_domain::text::Text;
use registro_domain::text::lint::{Category, Finding, Place, Severity};
use serde::{Deserialize, Serialize};

use crate::actor::{Agent, Capacity};
use crate::audience::{Day, Member, staff_only};
use crate::desk::{Desk, Notices, notice_stream};
use crate::refusal::Refusal;

/// Characters of a title.
pub(super) const LONGEST_TITLE: usize = 200;
/// Characters of a notice.
pub(super) const LONGEST_BODY: usize = 10_000;
/// Characters of a protocol number.
const LONGEST_PROTOCOL: usize = 40;

/// Whoever writes for the whole school, and keeps what others wrote.
pub const FOR_THE_SCHOOL: [Capacity; 4] =
    [Capacity::Principal, Capacity::Deputy, Capacity::SiteLead, Capacity::Secretariat];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub notice: NoticeId,
    pub kind: NoticeKind,
    #[serde(default = "general")]
    pub matter: Matter,
    #[serde(default)]
    pub protocol: Option<String>,
    pub title: String,
    pub body: String,
    pub audience: Audience,
    /// The one student whom it identifies; of an audience that is her family, she need not be named again.
    #[serde(default)]
    pub student: Option<PersonId>,
    pub asks: Asks,
}

fn general() -> Matter {
    Matter::General
}

impl Publish {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        may_publish(desk.agent, today(desk), self.kind, &self.audience)?;
        let student = self.student.or(match self.audience {
            Audience::Family { student } => Some(student),
            Audience::School { .. } | Audience::Classes { .. } | Audience::Persons { .. } => None,
        });
        if let Some(student) = student {
            desk.student(student)?;
        }
        let members = today(desk).members(&self.audience, student);
        let place = place(student, staff_only(&self.audience, &members));
        // A number given by the protocol names an act; nobody's words.
        let protocol = self.protocol.as_deref();
        let protocol = protocol.map(|typed| Text::new("numero di protocollo", typed, LONGEST_PROTOCOL));
        let draft = Draft {
            kind: self.kind,
            matter: self.matter,
            protocol: protocol.transpose()?,
            title: desk.typed(place, "titolo", &self.title, LONGEST_TITLE)?,
            body: desk.typed(place, "testo", &self.body, LONGEST_BODY)?,
            audience: self.audience.clone(),
            student,
            asks: self.asks,
            fulfils: None,
        };
        publish(desk, self.notice, draft, members).await
    }
}

/// Publishes to an audience already computed.
pub(super) async fn publish(
    desk: &mut Desk<'_>,
    notice: NoticeId,
    draft: Draft,
    members: Vec<Member>,
) -> Result<(), Refusal> {
    let day = today(desk);
    let family = draft.student.map(|student| day.family(student)).unwrap_or_default();
    let named = named(desk, &draft.title, &draft.body, &draft.audience, draft.student);
    let recipients = members.into_iter().map(|member| member.recipient).collect();
    let (on, author) = (desk.today, desk.agent.person);
    let command = Domain::Publish { notice, on, author, draft, recipients, family, named };
    desk.decide::<Notices>(&notice_stream(notice)?, &command).await
}

pub(super) fn today<'a>(desk: &'a Desk<'_>) -> Day<'a> {
    Day { directory: &desk.directory, regulation: desk.regulation(), on: desk.today }
}

/// What is about a student is written as of a person; what is for staff alone may speak of their work.
pub(super) fn place(student: Option<PersonId>, staff_only: bool) -> Place {
    match student {
        Some(_) => Place::Person,
        None if staff_only => Place::Staff,
        None => Place::Board,
    }
}

/// The students whom the words name. A family name alone is doubtful: it may be another word.
pub(super) fn named(
    desk: &mut Desk<'_>,
    title: &Text,
    body: &Text,
    audience: &Audience,
    student: Option<PersonId>,
) -> BTreeMap<PersonId, String> {
    let day = today(desk);
    let named = day.named(&[title, body]);
    let classes: Vec<ClassId> = match audience {
        Audience::Classes { classes, .. } => classes.clone(),
        Audience::School { .. } | Audience::Persons { .. } | Audience::Family { .. } => {
            let about = student.and_then(|student| desk.directory.person(student));
            about.and_then(|about| about.class_on(desk.today)).into_iter().collect()
        }
    };
    let doubtful: Vec<Finding> = [("titolo", title), ("testo", body)]
        .into_iter()
        .flat_map(|(what, text)| {
            let words = day.family_names(text, &classes, student).into_iter();
            let (category, severity) = (Category::StudentName, Severity::Warn);
            words.map(move |words| Finding { what, category, severity, words })
        })
        .collect();
    doubtful.into_iter().for_each(|finding| desk.doubts(finding));
    named
}

/// Whether somebody of this capacity writes on the board at all.
pub fn writes(capacity: Capacity) -> bool {
    capacity == Capacity::Teacher || FOR_THE_SCHOOL.contains(&capacity)
}

/// Who may write to whom: a teacher to her classes and to the families of her students, the rest for the school.
pub fn may_publish(agent: Agent, day: Day<'_>, kind: NoticeKind, audience: &Audience) -> Result<(), Refusal> {
    let Day { directory, on, .. } = day;
    let asking = day.asked_by(agent);
    let for_the_school = FOR_THE_SCHOOL.contains(&agent.capacity);
    let teaches = agent.capacity == Capacity::Teacher && kind != NoticeKind::Circular;
    if !agent.holds(directory, on) || !(for_the_school || teaches) {
        return Err(Refusal::NotAllowed(format!("come {} non si può compiere questo atto", agent.capacity)));
    }
    match audience {
        Audience::School { .. } if !for_the_school => Err(Refusal::NotAllowed(
            "un docente scrive alle proprie classi, non a tutta la scuola".to_owned(),
        )),
        Audience::School { .. } => Ok(()),
        Audience::Classes { classes, .. } => {
            let may = |class: &ClassId| {
                directory.school.classes.contains_key(class) && asking.may_see_class(*class)
            };
            if classes.iter().all(may) { Ok(()) } else { Err(Refusal::NotFound("la classe")) }
        }
        Audience::Family { student } if asking.may_see_student(*student) => Ok(()),
        Audience::Family { .. } => Err(Refusal::NotFound("lo studente")),
        Audience::Persons { persons } => {
            let may = |person: &PersonId| {
                directory.person(*person).is_some()
                    && (for_the_school || day.may_be_written_to(agent, *person))
            };
            if persons.iter().all(may) { Ok(()) } else { Err(Refusal::NotFound("il destinatario")) }
        }
    }
}
