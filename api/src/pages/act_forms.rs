//! The forms of acts: a new one, and how they come back with what was written.

use uuid::Uuid;

use super::views_cases::{ActForm, Field};
use super::views_family::Returned;

pub(super) fn form(
    act: &'static str,
    title: &'static str,
    button: &'static str,
    fields: Vec<Field>,
) -> ActForm {
    ActForm { act, command: Uuid::new_v4().to_string(), title, button, fields, ..ActForm::default() }
}

/// The form that came back is open, with what was written in it; if none did, the first one is.
pub(super) fn returning(mut forms: Vec<ActForm>, returned: Option<&Returned>) -> Vec<ActForm> {
    let open = returned.map(|returned| returned.form).or_else(|| forms.first().map(|form| form.act));
    for form in &mut forms {
        form.open = Some(form.act) == open;
        let back = returned.filter(|returned| returned.form == form.act);
        for (name, value) in back.iter().flat_map(|back| &back.fields) {
            for field in form.fields.iter_mut().filter(|field| field.name == *name) {
                field.value.clone_from(value);
            }
        }
    }
    forms
}
