//! The board: what is on it for whoever asks, one notice in full, what she published.

use axum::Json;
use axum::extract::Path;
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Matter, NoticeKind};
use registro_domain::receipt::Receipt;
use registro_eventlog::event::CommandId;
use registro_projections::inbox::{self, Pending, Received};
use registro_projections::notices::{self, Line, Notices, Posted};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::page::{Page, Paged};
use super::record::carry_out;
use super::sight::{
    Addressed, is_to_many, may_read_notice, oversees_all_notices, oversees_notice, receives_notice,
};
use crate::commands::{Command, receipt};
use crate::desk::notice_stream;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Notices listed of those published.
const LISTED: i64 = 200;

/// What is on the board for whoever asks.
#[derive(Serialize, ToSchema)]
pub struct Board {
    on: Date,
    notices: Vec<OnBoard>,
}

#[derive(Serialize, ToSchema)]
struct OnBoard {
    notice: NoticeId,
    on: Date,
    kind: NoticeKind,
    title: String,
    from: String,
    asks: Asks,
    /// What is still asked of her as of today: `nothing`, `asked`, `late`.
    pending: &'static str,
    corrected: bool,
    withdrawn: Option<Date>,
    receipt: Receipt,
}

/// What whoever asks has published.
#[derive(Serialize, ToSchema)]
pub struct Published {
    notices: Vec<Line>,
}

/// One notice in full.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    notice: NoticeId,
    on: Date,
    published_at: Timestamp,
    author: PersonId,
    from: String,
    kind: NoticeKind,
    matter: Matter,
    protocol: Option<String>,
    title: String,
    body: String,
    audience: Audience,
    student: Option<PersonId>,
    asks: Asks,
    corrections: Vec<Corrected>,
    withdrawn: Option<Withdrawn>,
    /// What whoever asks did with it, if it is for her.
    mine: Option<Mine>,
    /// What each recipient did with it: for its author and for the school.
    recipients: Option<Vec<Theirs>>,
}

#[derive(Serialize, ToSchema)]
struct Corrected {
    at: Timestamp,
    withdrawn_title: String,
    withdrawn_body: String,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct Withdrawn {
    on: Date,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct Mine {
    answers_for: Vec<PersonId>,
    #[serde(flatten)]
    receipt: Receipt,
}

#[derive(Serialize, ToSchema)]
struct Theirs {
    person: PersonId,
    name: String,
    answers_for: Vec<PersonId>,
    #[serde(flatten)]
    receipt: Receipt,
}

/// `GET /api/v1/notices`.
pub(crate) async fn list(web: Web, session: Session, page: Page) -> Result<Paged<Board>, Problem> {
    let on = session.today;
    let all = received(&web, &session).await?;
    let (received, next) = page.of(all, |received| received.notice.0.to_string())?;
    let notices = received.into_iter().map(|received| OnBoard {
        notice: received.notice,
        on: received.on,
        kind: received.kind,
        from: session.name(received.author),
        asks: received.asks,
        pending: match received.pending(on) {
            Pending::Nothing => "nothing",
            Pending::Asked { .. } => "asked",
            Pending::Late { .. } => "late",
        },
        corrected: received.corrected,
        withdrawn: received.withdrawn,
        title: received.title.to_string(),
        receipt: received.receipt,
    });
    Ok(page.answer(Board { on, notices: notices.collect() }, next))
}

/// `GET /api/v1/notices/published`: one's own, or all of them for whoever keeps them for the school.
pub(crate) async fn published(web: Web, session: Session, page: Page) -> Result<Paged<Published>, Problem> {
    let all = published_by(&web, &session).await?;
    let (notices, next) = page.of(all, |line| line.notice.0.to_string())?;
    Ok(page.answer(Published { notices }, next))
}

/// `GET /api/v1/notices/{id}`. A recipient who asks for it has opened it.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
) -> Result<Json<Answer>, Problem> {
    let Seen { posted, oversees, .. } = seen(&web, &session, notice).await?;
    let name = |person| session.name(person);
    let receipts = || {
        let theirs = posted.recipients.iter().map(|recipient| Theirs {
            person: recipient.person,
            name: name(recipient.person),
            answers_for: recipient.answers_for.clone(),
            receipt: posted.receipt(recipient.person),
        });
        theirs.collect()
    };
    let me = session.agent.person;
    let mine = posted
        .recipient(me)
        .map(|recipient| Mine { answers_for: recipient.answers_for.clone(), receipt: posted.receipt(me) });
    Ok(Json(Answer {
        notice,
        on: posted.on,
        published_at: posted.recorded_at,
        author: posted.author,
        from: name(posted.author),
        kind: posted.kind,
        matter: posted.matter,
        protocol: posted.protocol.as_ref().map(ToString::to_string),
        title: posted.title.to_string(),
        body: posted.body.to_string(),
        audience: posted.audience.clone(),
        student: posted.student,
        asks: posted.asks,
        corrections: posted
            .corrections
            .iter()
            .map(|correction| Corrected {
                at: correction.recorded_at,
                withdrawn_title: correction.title.to_string(),
                withdrawn_body: correction.body.to_string(),
                reason: correction.reason.to_string(),
            })
            .collect(),
        withdrawn: posted
            .withdrawn
            .as_ref()
            .map(|withdrawn| Withdrawn { on: withdrawn.on, reason: withdrawn.reason.to_string() }),
        mine,
        recipients: oversees.then(receipts),
    }))
}

/// A notice that whoever asks may read.
pub struct Seen {
    pub posted: Posted,
    /// Whether she also sees what others did with it.
    pub oversees: bool,
    pub receives: bool,
}

/// Reads a notice, and records that a recipient opened it. What is not for her does not exist.
pub(crate) async fn seen(web: &Web, session: &Session, notice: NoticeId) -> Result<Seen, Problem> {
    let mut seen = look(web, session, notice).await?;
    if seen.receives && seen.posted.receipt(session.agent.person).opened.is_none() {
        let open = Command::OpenNotice(receipt::Open { notice });
        carry_out(web, session, CommandId::fresh(), open, None, true).await?;
        seen = look(web, session, notice).await?;
    }
    Ok(seen)
}

/// Reads a notice without a trace of it, for a program or a form that only needs to know that it is there.
pub(crate) async fn look(web: &Web, session: &Session, notice: NoticeId) -> Result<Seen, Problem> {
    let (store, school) = (&web.app.store, web.app.register.school);
    let posted = store.row::<Notices>(school, &notices::key(notice)).await?;
    let posted = posted.ok_or(Refusal::NotFound("la comunicazione"))?;
    let addressed = Addressed {
        author: posted.author,
        to_many: is_to_many(&posted.audience),
        recipients: posted.recipients.iter().map(|recipient| recipient.person).collect(),
        student: posted.student,
    };
    if !may_read_notice(session, &addressed) || is_hidden(session, notice) {
        return Err(Refusal::NotFound("la comunicazione").into());
    }
    let is_recipient = addressed.recipients.contains(&session.agent.person);
    let receives = receives_notice(session, is_recipient, posted.student);
    Ok(Seen { oversees: oversees_notice(session, &addressed), receives, posted })
}

/// What is on the board for whoever asks, the latest first.
pub(crate) async fn received(web: &Web, session: &Session) -> Result<Vec<Received>, Problem> {
    let mut received = inbox::of(&web.app.store, web.app.register.school, session.agent.person).await?;
    received.retain(|received| {
        receives_notice(session, true, received.student) && !is_hidden(session, received.notice)
    });
    Ok(received)
}

/// What whoever asks published; everything, for whoever keeps it for the school.
pub(crate) async fn published_by(web: &Web, session: &Session) -> Result<Vec<Line>, Problem> {
    let me = session.agent.person;
    let author = (!oversees_all_notices(session)).then_some(me);
    let mut lines = notices::published(&web.app.store, web.app.register.school, author, LISTED).await?;
    lines.retain(|line| !is_hidden(session, line.notice));
    Ok(lines)
}

/// Whether a notice is kept from the person: what it says of the one student whom it is about is restricted.
fn is_hidden(session: &Session, notice: NoticeId) -> bool {
    notice_stream(notice).is_ok_and(|stream| session.asking().hides_whole_stream(&stream))
}
