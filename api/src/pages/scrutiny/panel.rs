//! One student before the council: her dossier, what was said of her, and the forms of who writes it down.

use registro_domain::consequences::{Consequence, of_behaviour};
use registro_domain::ids::PersonId;
use registro_domain::scrutiny::{EssayTerm, Judged, Outcome, Scrutiny, ScrutinyPeriod, Standing};
use registro_eventlog::event::CommandId;

use super::Table;
use crate::actor::Capacity;
use crate::dossier::ReadAt;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::http::scrutinies::course_of;
use crate::http::sight::sits_in_council;
use crate::pages::behaviour_dossier::summary;
use crate::pages::frame;
use crate::pages::views_duties::Chosen;
use crate::pages::views_scrutiny::{
    AdmissionForm, BehaviourForm, CreditForm, EssayForm, GradeInput, GradesForm, StudentPanel,
};
use crate::problem::Problem;
use crate::sentence::scrutiny::{essay_outcome, essay_term, outcome_name};

/// What may become of a student, as the form names it.
const OUTCOMES: [(&str, &str); 6] = [
    ("admitted", "Ammissione"),
    ("suspended", "Giudizio sospeso (per le insufficienze e per l’elaborato, se dovuto)"),
    ("subjects", "Non ammissione per i voti delle materie"),
    ("behaviour", "Non ammissione per il comportamento"),
    ("essay", "Non ammissione per l’elaborato"),
    ("excluded", "Esclusione per assenze"),
];

fn command() -> String {
    CommandId::of_a_form().to_string()
}

pub(super) async fn of(web: &Web, table: &Table<'_>, student: PersonId) -> Result<StudentPanel, Problem> {
    let session = table.session;
    let judged = table.judged(student).cloned().unwrap_or_default();
    let day = table.scrutiny().and_then(Scrutiny::sits_on).unwrap_or(session.today);
    let course = course_of(session, table.class);
    let follows: Vec<Consequence> = judged
        .behaviour
        .as_ref()
        .zip(course)
        .map(|(given, course)| of_behaviour(given.value, table.period, course, day, &session.regulation))
        .unwrap_or_default();
    let said_follows = course.map(|course| {
        let of = |it: &Consequence| {
            (frame::capital(it.says()), frame::norm(it.norm(course, day, &session.regulation)))
        };
        follows.iter().map(of).collect()
    });
    let (mut dossier, mut sub_iudice) = (Vec::new(), false);
    if let Some(minutes) = table.minutes.as_ref().filter(|_| sits_in_council(session, table.class)) {
        let read = ReadAt::of(Some(minutes), session.today);
        let known = web.app.dossier(student, minutes.year, read).await?;
        (dossier, sub_iudice) = (summary(&known), known.is_sub_iudice());
    }
    let mut panel = StudentPanel {
        id: student.to_string(),
        name: session.name(student),
        dossier,
        said: said(&judged),
        follows: said_follows.unwrap_or_default(),
        ..StudentPanel::default()
    };
    if table.writes() && table.has_sat() {
        forms(table, &judged, &follows, sub_iudice, &mut panel);
    }
    let issues =
        matches!(session.agent.capacity, Capacity::Principal | Capacity::Deputy | Capacity::Secretariat);
    let is_visible = table.scrutiny().is_some_and(|scrutiny| scrutiny.is_visible_on(session.today));
    panel.card = (issues && is_visible && table.judged(student).is_some()).then(command);
    Ok(panel)
}

/// What was deliberated, in sentences.
fn said(judged: &Judged) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(given) = &judged.behaviour {
        let open = if given.sub_iudice { " (sub iudice)" } else { "" };
        said.push(format!("Comportamento {}{open}: {}", given.value, given.reasons));
    }
    if let Some(activity) = &judged.activity {
        said.push(format!("Attività di cittadinanza: {activity}"));
    }
    if let Some(essay) = &judged.essay {
        let assessed = essay.assessed.map(|it| format!("; {}", essay_outcome(it))).unwrap_or_default();
        said.push(format!("Elaborato su «{}», {}{assessed}", essay.topic, essay_term(essay.term)));
    }
    if let Some(last) = &judged.outcome {
        let reasons = last.reasons.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        said.push(format!("{}{reasons}", frame::capital(&outcome_name(&last.outcome))));
    }
    if let Some((points, average, band)) = judged.credit {
        said.push(format!("Credito {points} (media {average}, fascia {}–{})", band.from, band.to));
    }
    let cards = judged.cards.iter();
    said.extend(cards.map(|(_, protocol)| format!("Pagella rilasciata, protocollo {protocol}")));
    said
}

fn forms(
    table: &Table<'_>,
    judged: &Judged,
    follows: &[Consequence],
    sub_iudice: bool,
    panel: &mut StudentPanel,
) {
    let is_final = table.period == ScrutinyPeriod::Final;
    let taken_up = judged.awaits_resolution();
    let is_open = table.is_open();
    if is_open || taken_up {
        let rows = table.subjects.iter().map(|subject| {
            let given = judged.grades.get(subject).copied();
            let value = given.or(judged.proposals.get(subject).map(|proposal| proposal.value));
            GradeInput {
                subject: subject.to_string(),
                name: subject_name(table.session, subject),
                value: value.map(|value| value.to_string()).unwrap_or_default(),
            }
        });
        panel.grades = Some(GradesForm { command: command(), rows: rows.collect() });
    }
    if is_open {
        let proposed = judged.behaviour_proposed.clone();
        let given = judged.behaviour.clone().map(|given| (given.value, given.reasons));
        let (value, reasons) = given.or(proposed).map_or_else(
            || (String::new(), String::new()),
            |(value, reasons)| (value.to_string(), reasons.to_string()),
        );
        panel.behaviour = Some(BehaviourForm { command: command(), value, reasons, sub_iudice });
    }
    panel.activity = follows.contains(&Consequence::CitizenshipActivity).then(command);
    if !is_final {
        return;
    }
    let at_exam = follows.contains(&Consequence::ExamEssay);
    let assessed = judged.essay.as_ref().is_some_and(|essay| essay.assessed.is_some());
    if is_open && !assessed && (at_exam || follows.contains(&Consequence::SuspendedForEssay)) {
        let year = table.minutes.as_ref().map(|minutes| minutes.year.last_day().to_string());
        panel.essay = Some(EssayForm { command: command(), at_exam, last: year.unwrap_or_default() });
    }
    let essay = judged.essay.as_ref();
    let waits = essay.is_some_and(|it| it.assessed.is_none() && it.term != EssayTerm::AtExam);
    panel.assess = waits.then(command);
    if is_open || taken_up {
        let outcomes = OUTCOMES.into_iter().map(|(value, label)| Chosen {
            value: value.to_owned(),
            label: label.to_owned(),
            selected: false,
        });
        panel.admission = Some(AdmissionForm { command: command(), outcomes: outcomes.collect() });
    }
    panel.credit = credit(table, judged);
}

/// The points that the band of the average allows.
fn credit(table: &Table<'_>, judged: &Judged) -> Option<CreditForm> {
    let is_closed = matches!(table.standing(), Standing::Closed { .. });
    let is_left = judged.suspended.is_some() && judged.credit.is_none();
    if judged.outcome.as_ref()?.outcome != Outcome::Admitted || (is_closed && !is_left) {
        return None;
    }
    let day = table.scrutiny()?.sits_on()?;
    let average = judged.average()?;
    let regulation = &table.session.regulation;
    let band = regulation.credit_bands(day).band(average, course_of(table.session, table.class)?)?;
    let top = regulation.top_of_band_behaviour(day) <= judged.behaviour.as_ref()?.value.tenths();
    let highest = if top { band.to } else { band.to.saturating_sub(1) };
    let points = (band.from..=highest.max(band.from)).map(|points| Chosen {
        value: points.to_string(),
        label: points.to_string(),
        selected: judged.credit.is_some_and(|(known, ..)| known == points),
    });
    let average = format!("media {average}");
    Some(CreditForm { command: command(), points: points.collect(), average })
}
