//! The columns of proposals: a teacher's subjects, and behaviour for the coordinator.

use registro_domain::ids::SubjectCode;
use registro_domain::scrutiny::Scrutiny;
use registro_eventlog::event::CommandId;
use registro_projections::grades::Seen;

use super::Table;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::pages::class_grades::own;
use crate::pages::views_scrutiny::{ProposalColumn, ProposalRow};
use crate::problem::Problem;

/// Until the day of the sitting, a column for each subject that the teacher has in the class.
pub(super) async fn columns(web: &Web, table: &Table<'_>) -> Result<Vec<ProposalColumn>, Problem> {
    let session = table.session;
    let Some(opening) = table.scrutiny().and_then(|scrutiny| scrutiny.opening) else { return Ok(Vec::new()) };
    let in_time = table.is_open() && session.today <= opening.sits_on;
    let hers: Vec<SubjectCode> = own(session, table.class);
    let hers: Vec<SubjectCode> =
        hers.into_iter().filter(|it| in_time && table.subjects.contains(it)).collect();
    if hers.is_empty() {
        return Ok(Vec::new());
    }
    let grades = web.app.grades_of_class(session, table.class, Moment::Now).await?;
    let columns = hers.iter().map(|subject| {
        let rows = table.students.iter().map(|student| {
            let known = grades.iter().find(|(whose, _)| whose == student).and_then(|(_, it)| it.as_ref());
            let average = known
                .and_then(|known| known.average(subject, opening.covers_from, opening.covers_to, Seen::All));
            let proposal = table.judged(*student).and_then(|judged| judged.proposals.get(subject));
            let rounded = average.map(|average| ((average.0 + 50) / 100).to_string());
            ProposalRow {
                id: student.to_string(),
                name: session.name(*student),
                average: average.map(|average| average.to_string()),
                value: proposal.map(|it| it.value.to_string()).or(rounded).unwrap_or_default(),
                reasons: proposal
                    .and_then(|it| it.reason.as_ref().map(ToString::to_string))
                    .unwrap_or_default(),
            }
        });
        ProposalColumn {
            command: CommandId::of_a_form().to_string(),
            subject: subject.to_string(),
            name: subject_name(session, subject),
            rows: rows.collect(),
        }
    });
    Ok(columns.collect())
}

/// The behaviour grades that the coordinator proposes, until the day of the sitting.
pub(super) fn behaviour(table: &Table<'_>) -> Option<ProposalColumn> {
    let sits_on = table.scrutiny().and_then(Scrutiny::sits_on)?;
    if !table.coordinates() || !table.is_open() || sits_on < table.session.today {
        return None;
    }
    let rows = table.students.iter().map(|student| {
        let proposed = table.judged(*student).and_then(|judged| judged.behaviour_proposed.clone());
        let (value, reasons) = proposed.map_or((String::new(), String::new()), |(value, reasons)| {
            (value.to_string(), reasons.to_string())
        });
        let (id, name) = (student.to_string(), table.session.name(*student));
        ProposalRow { id, name, average: None, value, reasons }
    });
    Some(ProposalColumn {
        command: CommandId::of_a_form().to_string(),
        subject: String::new(),
        name: "comportamento".to_owned(),
        rows: rows.collect(),
    })
}
