//! The classes that the person may see, and the students of one.

use axum::extract::Path;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::ClassId;

use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::{address, frame};
use crate::http::Web;
use crate::http::class_day::seen_class;
use crate::http::classes::seen_classes;
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /classi`.
pub(crate) async fn get(web: Web, session: Session) -> ListPage {
    let today = session.today;
    let classes = seen_classes(&session, today);
    let rows = classes.iter().map(|(id, class)| {
        let students = session.directory.class_on(*id, today).len();
        vec![
            link(class.label.to_string(), address::class(*id)),
            text(class.track.to_string()),
            Cell { numeric: true, ..link(students.to_string(), address::class_students(*id)) },
        ]
    });
    ListPage {
        layout: frame::layout(&web, Some(&session), "Classi", "/classi"),
        heading: format!("Le classi del {}", SchoolYear::containing(today)),
        intro: "Ogni classe porta al suo giorno di oggi, il numero ai suoi studenti.".to_owned(),
        caption: format!("{} classi", classes.len()),
        columns: columns(&["Classe", "Indirizzo", "Studenti"]),
        rows: rows.collect(),
        empty_text: "Nessuna classe è affidata a questa persona.".to_owned(),
        why_href: None,
        related: Vec::new(),
    }
}

/// `GET /classi/{id}/studenti`.
pub(crate) async fn students(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
) -> Result<ListPage, Problem> {
    let known = seen_class(&session, class)?;
    let label = known.label.to_string();
    let students = session.directory.class_on(class, session.today);
    let rows = students.iter().map(|student| {
        let id = student.person;
        let page = session.may_see_student(id).then(|| address::student(id));
        let history = session.may_see_student(id).then(|| address::history(id));
        vec![
            Cell { text: student.full_name(), href: page, numeric: false },
            Cell { text: "Storia degli atti".to_owned(), href: history, numeric: false },
        ]
    });
    let heading = format!("Gli studenti della classe {label}");
    let mut layout = frame::layout(&web, Some(&session), &heading, "/classi");
    layout.breadcrumbs = frame::crumbs(&[("Classi", "/classi".to_owned())], &heading);
    Ok(ListPage {
        layout,
        intro: String::new(),
        caption: format!("{} studenti iscritti oggi", students.len()),
        columns: columns(&["Studente", "Storia"]),
        rows: rows.collect(),
        empty_text: "Nessuno studente è iscritto oggi alla classe.".to_owned(),
        why_href: None,
        related: vec![Link { label: format!("Il giorno della classe {label}"), href: address::class(class) }],
        heading,
    })
}

pub(super) fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn text(text: String) -> Cell {
    Cell { text, href: None, numeric: false }
}

pub(super) fn link(text: String, href: String) -> Cell {
    Cell { text, href: Some(href), numeric: false }
}

pub(super) fn number(number: impl ToString) -> Cell {
    Cell { text: number.to_string(), href: None, numeric: true }
}
