//! What waits for the principal: below the figures of her day, and the list of missing grades.

use jiff::civil::Date;
use registro_domain::norm::Norm;
use registro_domain::text::italian_day;

use super::duties::kind_name;
use super::views_layout::Link;
use super::views_waiting::{ClockRow, MissingRow, ToDoRow, WaitingView};
use super::{address, frame};
use crate::access;
use crate::guarantee::Stage;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::search::{Unusual, count};
use crate::sentence::duty;
use crate::waiting::{Clock, Missing, Pending, ToDo, waiting};

/// Rows shown of a long list.
const SHOWN: usize = 8;

/// What waits today.
pub(super) async fn view(web: &Web, session: &Session) -> Result<WaitingView, Problem> {
    let known = waiting(web, session).await?;
    let today = session.today;
    Ok(WaitingView {
        overdue: known.duties.iter().map(|it| it.overdue).sum(),
        duties: known.duties.iter().map(|it| to_do(it, today)).collect(),
        clocks: known.clocks.iter().take(SHOWN).map(|it| clock(session, it)).collect(),
        clocks_more: known.clocks.len().saturating_sub(SHOWN),
        appeals: known.appeals.iter().map(|it| appeal(session, it)).collect(),
        missing: known.missing.iter().take(SHOWN).map(|it| missing(session, it)).collect(),
        missing_in_all: known.missing.iter().map(|it| it.students.len()).sum(),
        missing_href: address::list("voti-mancanti", today),
        unusual: unusual(web, session).await?,
    })
}

fn to_do(it: &ToDo, today: Date) -> ToDoRow {
    let href = format!("/adempimenti?al={today}&di=tutti&che={}", kind_name(it.kind));
    ToDoRow {
        what: Link { label: frame::capital(duty(it.kind)), href },
        overdue: it.overdue,
        due: it.due,
        since: it.since.map(italian_day).unwrap_or_default(),
        norm: frame::norm(it.norm),
    }
}

fn clock(session: &Session, it: &Clock) -> ClockRow {
    // Her name is told, and not her id, by which the rest of the page is recorded.
    access::of(it.student);
    ClockRow {
        student: Link { label: session.name(it.student), href: address::case(it.case) },
        what: frame::capital(it.what),
        until: italian_day(it.until),
        left: left(session.today, it.until),
        passed: it.until < session.today,
        norm: frame::norm(it.norm),
    }
}

fn appeal(session: &Session, it: &Pending) -> ClockRow {
    access::of(it.student);
    let what = match it.stage {
        Stage::Pending { .. } => "da decidere",
        Stage::Silent => "termine passato in silenzio: la sanzione è confermata, da comunicare",
        Stage::Decided => "deciso: l’esito è da comunicare",
        Stage::Withdrawn => "ritirato: la sanzione può riprendere",
        Stage::WithoutObject => "senza oggetto",
    };
    ClockRow {
        student: Link { label: session.name(it.student), href: address::appeal(it.case) },
        what: frame::capital(what),
        until: italian_day(it.decide_by),
        left: left(session.today, it.decide_by),
        passed: it.decide_by < session.today,
        norm: frame::norm(Norm::SilenceConfirms),
    }
}

pub(super) fn missing(session: &Session, it: &Missing) -> MissingRow {
    let href = address::class_grades(it.class, &it.subject);
    MissingRow {
        class: Link { label: session.directory.class_label(it.class), href },
        subject: subject_name(session, &it.subject),
        students: it.students.len(),
        sits_on: italian_day(it.sits_on),
    }
}

/// How long there is until a day.
fn left(today: Date, until: Date) -> String {
    match (until - today).get_days() {
        0 => "oggi".to_owned(),
        1 => "domani".to_owned(),
        -1 => "scaduto ieri".to_owned(),
        days @ 2.. => format!("fra {days} giorni"),
        days => format!("scaduto da {} giorni", days.unsigned_abs()),
    }
}

/// For who may look at the school's acts one by one.
async fn unusual(web: &Web, session: &Session) -> Result<Vec<(String, String, String)>, Problem> {
    if !session.asking().may_read(Matter::Feed, &About::school()) {
        return Ok(Vec::new());
    }
    let today = session.today;
    let which = [Unusual::Late, Unusual::Correction, Unusual::BeforeScrutiny];
    let counted = count(web, session, today, &which).await?;
    let more = if counted.whole { "" } else { " o più" };
    let row = |(which, acts): (&Unusual, &usize)| {
        let href = format!("{}?insolito={}&dal={today}&al={today}", address::INSPECTION, which.name());
        (format!("Atti di oggi {}", which.italian()), format!("{acts}{more}"), href)
    };
    Ok(counted.acts.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn how_long_there_is_is_said_in_days() {
        let today = date(2025, 11, 12);
        let said = [12, 13, 15, 11, 9].map(|day| left(today, date(2025, 11, day)));
        assert_eq!(said, ["oggi", "domani", "fra 3 giorni", "scaduto ieri", "scaduto da 3 giorni"]);
    }
}
