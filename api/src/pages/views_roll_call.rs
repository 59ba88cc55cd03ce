//! The roll call of an hour as a form: a row per student, present unless it is said otherwise.

/// The form of a teacher in charge of the hour going on.
#[derive(Clone, Debug, Default)]
pub struct RollCallForm {
    /// Path of the form.
    pub action: String,
    /// "3ª ora, 10:00–11:00, matematica".
    pub hour_text: String,
    /// Number of the hour.
    pub period: u8,
    /// The day, `aaaa-mm-gg`.
    pub on: String,
    /// The time proposed for who is late, `HH:MM`.
    pub now: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// The students enrolled, by surname.
    pub students: Vec<RollCallRow>,
}

/// A student to be called.
#[derive(Clone, Debug, Default)]
pub struct RollCallRow {
    /// Id of the student: part of the names of the fields.
    pub id: String,
    /// Surname and name.
    pub name: String,
    /// Whether the register has her absent now: the choice proposed.
    pub absent: bool,
    /// What is known of the day, if anything: "ingresso alle 08:20". Then nothing is asked.
    pub known: Option<String>,
}
