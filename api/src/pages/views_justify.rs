//! What may be done about a justification on the page of a student: submit it, accept it, refuse it.

/// A fact that awaits a justification, with the form to submit it.
#[derive(Clone, Debug, Default)]
pub struct ToJustify {
    /// The fact: "assenza per l'intera giornata".
    pub what: String,
    /// The day in words: "giovedì 12 marzo 2026".
    pub day_text: String,
    /// "6 ore perse"; empty if none.
    pub hours_text: String,
    /// By when, or that the term has passed; empty while the student is not back.
    pub term_text: String,
    /// What became of the justification before, if it was refused.
    pub refused: bool,
    /// The form.
    pub form: FactForm,
}

/// A justification that a teacher may accept or refuse.
#[derive(Clone, Debug, Default)]
pub struct ToDecide {
    /// The fact.
    pub what: String,
    /// The day in words.
    pub day_text: String,
    /// The form.
    pub form: FactForm,
}

/// Where a form about a fact is sent, and what it carries out of sight.
#[derive(Clone, Debug, Default)]
pub struct FactForm {
    /// Path of the form.
    pub action: String,
    /// The fact's number.
    pub number: u32,
    /// The day of the fact, `aaaa-mm-gg`.
    pub on: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
}

/// A choice of a list.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// As it is sent.
    pub value: &'static str,
    /// As it is read.
    pub label: &'static str,
}
