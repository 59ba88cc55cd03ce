//! A student's year at a moment: hours, notes, grades, measures.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::people::{Profile, Sight};
use registro_eventlog::event::Position;
use registro_projections::attendance_totals::Totals;
use registro_projections::conduct::{Conduct, Note};
use registro_projections::grades::{Grade, Grades};

use super::{Acts, At, Lines, is_told};
use crate::access;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::http::sight::{conduct_seen, grades_seen, may_see_case_file};
use crate::identity::Session;
use crate::pages::case_view::standing_text;
use crate::policy::Record;
use crate::refusal::Refusal;
use crate::sentence;

/// The acts of her trail. Who sees only what stood before a day is told nothing later.
pub(super) async fn acts(web: &Web, session: &Session, student: PersonId) -> Result<Acts, Refusal> {
    let ended = match session.sees_of(student) {
        Sight::Everything => None,
        Sight::Before(day) => Some(day),
        Sight::Nothing => return Err(Refusal::NotFound("lo studente")),
    };
    let known = session.directory.person(student).is_some_and(|profile| !profile.enrolments.is_empty());
    if !known {
        return Err(Refusal::NotFound("lo studente"));
    }
    access::of(student);
    let acts = web.app.trail(student.0, Moment::Now).await?;
    let told = acts.iter().filter(|act| is_told(ended, act.recorded_at));
    let positions: Vec<Position> = told.map(|act| act.position).collect();
    let mut of_files = BTreeSet::new();
    for file in web.app.cases_of(student, Moment::Now).await? {
        if may_see_case_file(session, &file) {
            of_files.extend(file.acts.iter().map(|(_, position)| *position));
        }
    }
    Ok(Acts { events: web.app.events(&positions).await?, of_files })
}

pub(super) async fn lines(
    web: &Web,
    session: &Session,
    student: PersonId,
    At { moment, on }: At,
    about: Date,
) -> Result<Lines, Refusal> {
    let year = year_of(session.directory.person(student), about);
    let mut lines = Lines::new();
    if session.asking().hides_record(Record::Attendance, student, year) {
        lines.push(("Assenze e ritardi".to_owned(), "dato limitato".to_owned()));
    } else if let Some(totals) = web.app.totals(student, year, moment).await? {
        attendance(web, &totals, &mut lines);
    }
    let known = web.app.conduct(student, year, moment).await?;
    match conduct_seen(&web.app, session, (student, year), known).await {
        Ok(Some(known)) => conduct(&known, &mut lines),
        // Who may not read it is told the rest.
        Ok(None) | Err(Refusal::NotFound(_)) => {}
        Err(refusal) => return Err(refusal),
    }
    if let Some(known) = grades_seen(session, web.app.grades(student, year, moment).await?) {
        grades(session, &known, &mut lines);
    }
    for file in web.app.cases_of(student, moment).await? {
        if may_see_case_file(session, &file) {
            let opened = file.opened_on;
            let docket = web.app.docket(file, &session.directory, moment, on).await?;
            lines.push((format!("Caso del {}", short(opened)), standing_text(docket.standing)));
        }
    }
    Ok(lines)
}

/// The school year that a day is read in: its own or, if she was not enrolled then, the last before it, the first of all.
fn year_of(profile: Option<&Profile>, on: Date) -> SchoolYear {
    let own = SchoolYear::containing(on);
    let years = || profile.into_iter().flat_map(|known| &known.enrolments).map(|enrolment| enrolment.year);
    years().filter(|year| *year <= own).max().or_else(|| years().min()).unwrap_or(own)
}

fn short(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

fn attendance(web: &Web, totals: &Totals, lines: &mut Lines) {
    let share = web.app.register.regulation.attendance_share(totals.year.last_day());
    let mut line = |what: &str, value: String| lines.push((what.to_owned(), value));
    line("Ore perse", totals.hours_missed().to_string());
    line("Ore giustificate", totals.hours_justified().to_string());
    line("Ore non giustificate", totals.hours_unjustified().to_string());
    line("Ore in deroga", totals.hours_excused().to_string());
    line("Ritardi", totals.late_entries().to_string());
    line("Ore annuali", totals.annual_hours.to_string());
    line("Ore intere residue", totals.hours_left(share).to_string());
}

fn conduct(known: &Conduct, lines: &mut Lines) {
    for (number, note) in &known.notes {
        lines.push((format!("Nota n. {} del {}", number.0, short(note.on)), of_note(note)));
    }
    for (number, act) in &known.acts {
        let gone = if act.annulled.is_some() { ", annullato" } else { "" };
        lines.push((
            format!("Atto positivo n. {} del {}", number.0, short(act.on)),
            format!("{}{gone}", act.what),
        ));
    }
    for (number, it) in &known.separations {
        let what = format!("Allontanamento dall'aula n. {} del {}", number.0, short(it.on));
        lines.push((what, format!("dalla {} ora", it.from.0)));
    }
}

fn of_note(note: &Note) -> String {
    let mut text = note.facts.to_string();
    match note.rectifications.len() {
        0 => {}
        1 => text += " (rettificata)",
        times => text += &format!(" (rettificata {times} volte)"),
    }
    if !note.statements.is_empty() {
        text += &format!(" · dichiarazioni: {}", note.statements.len());
    }
    if note.annulled.is_some() {
        text += " · annullata";
    }
    text
}

fn grades(session: &Session, known: &Grades, lines: &mut Lines) {
    for subject in known.subjects() {
        let given: Vec<String> =
            known.of_subject(subject).into_iter().map(|(_, grade)| of_grade(grade)).collect();
        lines.push((format!("Voti di {}", subject_name(session, subject)), given.join(" · ")));
    }
}

fn of_grade(grade: &Grade) -> String {
    let worth = sentence::worth(grade.mark);
    let changed = if grade.corrections.is_empty() { "" } else { ", corretto" };
    let gone = if grade.stands() { "" } else { ", annullato" };
    let hidden = if grade.published_on.is_none() { ", non pubblicato" } else { "" };
    format!("{worth} ({}{changed}{gone}{hidden})", short(grade.on))
}
