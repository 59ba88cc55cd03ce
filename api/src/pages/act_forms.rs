//! The forms of acts: a new one, what becomes of it when it is sent, and how it comes back with what was written.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use registro_eventlog::event::CommandId;
use uuid::Uuid;

use super::cases::about_words;
use super::views_cases::{ActForm, Field, Kind};
use super::views_family::Returned;
use crate::commands::Command;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

pub(super) fn form(
    act: &'static str,
    title: &'static str,
    button: &'static str,
    fields: Vec<Field>,
) -> ActForm {
    ActForm { act, command: CommandId::of_a_form().to_string(), title, button, fields, ..ActForm::default() }
}

/// The form that came back is open, with what was written in it; if none did, the first one is.
pub(super) fn returning(mut forms: Vec<ActForm>, returned: Option<&Returned>) -> Vec<ActForm> {
    let open = returned.map(|returned| returned.form).or_else(|| forms.first().map(|form| form.act));
    for form in &mut forms {
        form.open = Some(form.act) == open;
        let back = returned.filter(|returned| returned.form == form.act);
        for (name, value) in back.iter().flat_map(|back| &back.fields) {
            for field in form.fields.iter_mut().filter(|field| field.name == *name) {
                fill_in(field, value);
            }
        }
    }
    forms
}

fn fill_in(field: &mut Field, value: &str) {
    match &mut field.kind {
        Kind::One(choices) => choices.iter_mut().for_each(|choice| choice.selected = choice.value == value),
        Kind::Many(choices) => {
            choices.iter_mut().filter(|choice| choice.value == value).for_each(|it| it.selected = true);
        }
        Kind::Tick(ticked) => *ticked = value == "true",
        Kind::Line | Kind::Text | Kind::Day | Kind::Moment | Kind::Number => {
            value.clone_into(&mut field.value)
        }
    }
}

/// Carries out what was sent by a form of a page.
///
/// `None`: it is done. Otherwise the form comes back with what was written, and with the status of its refusal, unless the
/// refusal is not about what was written, or waits for a confirmation: those have pages of their own.
pub(super) async fn carried_out(
    web: &Web,
    session: &Session,
    made: Result<(Uuid, Command), Refusal>,
    form: &'static str,
    written: Vec<(&'static str, String)>,
) -> Result<Option<(StatusCode, Returned)>, Problem> {
    let outcome = match made {
        Ok((id, command)) => carry_out(web, session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else { return Ok(None) };
    match about_words(&problem, form, written) {
        Some(returned) => Ok(Some((problem.status, returned))),
        None => Err(problem),
    }
}

/// Back to a page, which says that it was done.
pub(super) fn done(href: &str) -> Response {
    Redirect::to(&format!("{href}?fatto=1")).into_response()
}
