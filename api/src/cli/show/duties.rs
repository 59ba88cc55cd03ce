//! `registro show duties`: what must be done, as of a day.

use clap::Args;
use jiff::civil::Date;
use registro_domain::duty::{Duty, Status, Whom};
use registro_projections::directory::Directory;

use super::{Failure, Shown, one_class, one_student};
use crate::answers::Moment;
use crate::app::App;
use crate::duties::Scope;
use crate::http::duties::stated;
use crate::sentence;

#[derive(Debug, Args)]
pub(super) struct Duties {
    /// Di uno studente: identificativo, o parte del nome
    #[arg(long, value_name = "STUDENTE")]
    student: Option<String>,
    /// Di una classe e dei suoi studenti: identificativo, o nome (3B)
    #[arg(long, value_name = "CLASSE", conflicts_with = "student")]
    class: Option<String>,
    /// A quale giorno: oggi, se non è detto
    #[arg(long, value_name = "GIORNO")]
    on: Option<Date>,
    /// Anche quelli compiuti
    #[arg(long)]
    done: bool,
}

impl Duties {
    pub(super) async fn show(
        &self,
        app: &App,
        directory: &Directory,
        moment: Moment,
    ) -> Result<Shown, Failure> {
        let on = self.on.unwrap_or_else(|| app.register.today());
        let scope = match (&self.student, &self.class) {
            (Some(named), _) => Scope::Student(one_student(directory, named)?.person),
            (None, Some(named)) => Scope::Class(one_class(directory, named, on)?),
            (None, None) => Scope::School,
        };
        let mut duties = app.duties(scope, on, moment).await?;
        duties.retain(|duty| self.done || duty.is_open());
        duties.sort_by_key(|duty| (duty.due.unwrap_or(Date::MAX), duty.arose_on, duty.whom, duty.kind));
        let mut text = format!("Adempimenti al {on}: {}\n", duties.len());
        for duty in &duties {
            text += &line(duty, directory);
        }
        let duties: Vec<_> = duties.iter().map(|duty| stated(duty, directory, on)).collect();
        Ok((serde_json::json!({ "on": on, "duties": duties }), text))
    }
}

fn line(duty: &Duty, directory: &Directory) -> String {
    let whom = match duty.whom {
        Whom::Student(student) => directory.name(student),
        Whom::Class(class) => format!("classe {}", directory.class_label(class)),
        Whom::School => "scuola".to_owned(),
    };
    let due = duty.due.map_or_else(|| "senza termine".to_owned(), |due| due.to_string());
    let stands = match duty.status {
        Status::Done { on, .. } => format!("compiuto {on}"),
        Status::NotYetDue => format!("non ancora · {due}"),
        Status::Due => format!("entro {due}"),
        Status::Overdue => format!("scaduto {due}"),
    };
    let cause: Vec<u64> = duty.cause.iter().map(|place| place.0).collect();
    format!(
        "  {stands} · {} · {whom} · spetta a: {} · {} · eventi {cause:?}\n",
        sentence::duty(duty.kind),
        sentence::owner(duty.kind.owner()),
        duty.kind.norm(),
    )
}
