//! Telling beforehand of a long absence, from the page of the student.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use registro_domain::attendance::JustificationGround;
use registro_domain::ids::PersonId;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::attendance_totals::Foretold;
use serde::Deserialize;
use uuid::Uuid;

use super::address;
use super::family::{LONG_ABSENCE, answer, choices};
use super::views_family::{ForetellForm, Returned};
use super::views_text::long_date;
use crate::commands::Command;
use crate::commands::foretold_absence::Foretell;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::student::seen_student;
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;

/// Illness is not foretold.
const GROUNDS: [(&str, JustificationGround); 2] =
    [("family", JustificationGround::Family), ("other", JustificationGround::Other)];

/// A long absence as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    from: Date,
    until: Date,
    ground: JustificationGround,
}

/// `POST /studenti/{id}/assenze-previste`.
pub(crate) async fn submit(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Submitted { command, from, until, ground } = form;
    let written = GROUNDS.iter().find(|(_, known)| *known == ground).map(|(name, _)| *name);
    let returned = Returned {
        form: LONG_ABSENCE,
        fields: vec![
            ("from", from.to_string()),
            ("until", until.to_string()),
            ("ground", written.unwrap_or_default().to_owned()),
        ],
        ..Returned::default()
    };
    let foretell = Command::Foretell(Foretell { student, from, until, ground });
    let outcome = carry_out(&web, &session, CommandId(command), foretell, None, true).await;
    answer(&web, &session, student, outcome, "preannunciata", returned).await
}

/// The form, empty or as it came back.
pub(super) fn form(session: &Session, student: PersonId, returned: Option<&Returned>) -> ForetellForm {
    let written = |field| Returned::written(returned, LONG_ABSENCE, field);
    let grounds = GROUNDS.map(|(value, ground)| (value, sentence::justification_ground(ground)));
    ForetellForm {
        action: format!("{}/assenze-previste", address::student(student)),
        command: CommandId::of_a_form().to_string(),
        over: session.regulation.foretold_absence_over(session.today),
        from: written("from"),
        until: written("until"),
        grounds: choices(&grounds, &written("ground")),
    }
}

/// "da lunedì 1º dicembre 2025 a martedì 9 dicembre 2025, comunicata il 12 novembre 2025".
pub(super) fn told(foretold: &Foretold) -> String {
    let [from, until] = [foretold.from, foretold.until].map(long_date);
    format!("da {from} a {until}, comunicata {}", on_day(foretold.told_on))
}
