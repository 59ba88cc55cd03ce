//! Where a teacher's grades are, and what was changed in them; for the principal, what was changed near a scrutiny.

use registro_projections::grade_changes::Change;

use super::views_grades::{ChangeRow, MyGradesPage};
use super::views_layout::Link;
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::actor::Capacity;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// `GET /voti`.
pub(crate) async fn get(web: Web, session: Session) -> Result<MyGradesPage, Problem> {
    let changes = web.app.told_grade_changes(&session).await?;
    let teaches = session.agent.capacity == Capacity::Teacher;
    Ok(MyGradesPage {
        layout: frame::layout(&web, Some(&session), "Voti", "/voti"),
        registers: registers(&session),
        changes_text: if teaches {
            "Le correzioni e gli annullamenti dell’ultimo mese sui voti che hai dato: prima quelli fatti da altri."
        } else {
            "Le correzioni e gli annullamenti dell’ultimo mese fatti vicino a uno scrutinio."
        },
        changes: changes.iter().map(|change| row(&session, change)).collect(),
    })
}

/// One for each chair of today.
fn registers(session: &Session) -> Vec<Link> {
    let Session { agent, directory, today, .. } = session;
    let profile = directory.person(agent.person).filter(|_| agent.capacity == Capacity::Teacher);
    let chairs = profile.into_iter().flat_map(|profile| profile.chairs_on(*today));
    let mut registers: Vec<Link> = chairs
        .map(|chair| Link {
            label: format!(
                "{} · {}",
                directory.class_label(chair.class),
                subject_name(session, &chair.subject)
            ),
            href: address::class_grades(chair.class, &chair.subject),
        })
        .collect();
    registers.sort_by(|a, b| a.label.cmp(&b.label));
    registers
}

fn row(session: &Session, change: &Change) -> ChangeRow {
    let was = sentence::worth(change.withdrawn);
    let (done, what) = match change.mark {
        Some(mark) => ("corretto", format!("da {was} a {}", sentence::worth(mark))),
        None => ("annullato", format!("era {was}")),
    };
    let directory = &session.directory;
    ChangeRow {
        student: Link {
            label: directory.name(change.student),
            href: address::student_grades(change.student),
        },
        about: format!(
            "{} · {} · voto del {}",
            directory.class_label(change.class),
            subject_name(session, &change.subject),
            short_date(change.on)
        ),
        what,
        who: format!("{done} da {} {}", directory.name(change.by), long_date(change.changed_on)),
        reason: change.reason.to_string(),
        by_another: change.by != change.author,
        near: change.near_scrutiny.map(|on| format!("vicino allo scrutinio di {}", long_date(on))),
        event_href: address::event(change.position),
    }
}

/// What a teacher is told on the page that she opens first: that somebody else changed a grade of hers.
pub(super) async fn told(web: &Web, session: &Session) -> Result<Option<Link>, Refusal> {
    let changes = web.app.told_grade_changes(session).await?;
    let by_others = changes.iter().filter(|change| change.by != change.author).count();
    Ok(match by_others {
        0 => None,
        1 => Some(Link {
            label: "Un tuo voto è stato cambiato da altri".to_owned(),
            href: "/voti".to_owned(),
        }),
        many => {
            let label = format!("{many} tuoi voti sono stati cambiati da altri");
            Some(Link { label, href: "/voti".to_owned() })
        }
    })
}
