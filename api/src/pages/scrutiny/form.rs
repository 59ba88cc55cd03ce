//! What the forms of a scrutiny stand for, as commands.

use jiff::civil::Date;
use registro_domain::consequences::{Consequence, of_behaviour};
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::scrutiny::{
    EssayOutcome, EssayTerm, Ground, Outcome, Scrutiny, SubjectGrade, Votes, WholeGrade,
};

use super::{Fields, Table};
use crate::commands::Command;
use crate::commands::scrutiny::{Act, BehaviourGrade, ProposedGrade, Scrutiny as Sent, StudentGrades};
use crate::dossier::ReadAt;
use crate::http::Web;
use crate::http::scrutinies::course_of;
use crate::refusal::Refusal;

pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
}

fn unread(what: &str) -> Refusal {
    Refusal::Malformed(format!("{what} non si legge"))
}

fn grade(typed: &str) -> Result<WholeGrade, Refusal> {
    let tenths: u8 = typed.parse().map_err(|_| unread("un voto"))?;
    WholeGrade::try_from(tenths).map_err(|refusal| Refusal::Malformed(refusal.to_string()))
}

fn day(fields: &Fields, name: &str) -> Result<Date, Refusal> {
    field(fields, name).parse().map_err(|_| unread("una data"))
}

fn votes(fields: &Fields) -> Result<Votes, Refusal> {
    let number = |name| field(fields, name).parse().map_err(|_| unread("il voto del consiglio"));
    let decided_by_president = !field(fields, "president").is_empty();
    Ok(Votes { in_favour: number("for")?, against: number("against")?, decided_by_president })
}

fn student(fields: &Fields) -> Result<PersonId, Refusal> {
    field(fields, "student").parse().map(PersonId).map_err(|_| unread("lo studente"))
}

fn text(fields: &Fields) -> String {
    field(fields, "text").to_owned()
}

/// The command of a form of the page.
pub(super) async fn command(web: &Web, table: &Table<'_>, fields: &Fields) -> Result<Command, Refusal> {
    let protocol = || field(fields, "protocol").to_owned().try_into();
    let protocol = || protocol().map_err(|_| unread("il numero di protocollo (come 4711/2026)"));
    let act = match field(fields, "act") {
        "open" => Act::Open {
            covers_from: day(fields, "covers_from")?,
            covers_to: day(fields, "covers_to")?,
            sits_on: day(fields, "sits_on")?,
        },
        "propose" => Act::ProposeGrades {
            subject: SubjectCode(field(fields, "subject").to_owned()),
            grades: proposed(table, fields)?,
        },
        "propose-behaviour" => Act::ProposeBehaviour { students: behaviours(table, fields)? },
        "freeze" => Act::FreezeDossier {},
        "all" => Act::DeliberateGrades { students: as_proposed(table), votes: votes(fields)? },
        "grades" => {
            let grades = table.subjects.iter().map(|subject| {
                let value = grade(field(fields, &format!("g-{subject}")))?;
                Ok(SubjectGrade { subject: subject.clone(), value })
            });
            let grades: Result<Vec<SubjectGrade>, Refusal> = grades.collect();
            let of = StudentGrades { student: student(fields)?, grades: grades? };
            Act::DeliberateGrades { students: vec![of], votes: votes(fields)? }
        }
        "behaviour" => {
            let student = student(fields)?;
            let (value, reasons) = (grade(field(fields, "value"))?, text(fields));
            let sub_iudice = is_sub_iudice(web, table, student).await?;
            let of = BehaviourGrade { student, value, reasons, sub_iudice };
            Act::DeliberateBehaviour { students: vec![of], votes: votes(fields)? }
        }
        "activity" => Act::AssignActivity { student: student(fields)?, activity: text(fields) },
        "essay" => {
            let term = match field(fields, "due") {
                "" => EssayTerm::AtExam,
                _ => EssayTerm::By { due: day(fields, "due")? },
            };
            Act::AssignEssay { student: student(fields)?, topic: text(fields), term }
        }
        "assess" => {
            let outcome = match field(fields, "outcome") {
                "passed" => EssayOutcome::Passed,
                "insufficient" => EssayOutcome::Insufficient,
                "not-delivered" => EssayOutcome::NotDelivered,
                _ => return Err(unread("la valutazione dell'elaborato")),
            };
            Act::AssessEssay { student: student(fields)?, outcome, votes: votes(fields)? }
        }
        "admission" => {
            let student = student(fields)?;
            let outcome = outcome(table, student, field(fields, "outcome"))?;
            let reasons = Some(text(fields)).filter(|reasons| !reasons.is_empty());
            Act::DeliberateAdmission { student, outcome, reasons, votes: votes(fields)? }
        }
        "credit" => {
            let points = field(fields, "points").parse().map_err(|_| unread("il punteggio"))?;
            Act::DeliberateCredit { student: student(fields)?, points, votes: votes(fields)? }
        }
        "close" => Act::Close { protocol: protocol()? },
        "reopen" => Act::Reopen { reason: text(fields) },
        "publish" => Act::Publish { visible_from: day(fields, "visible_from")? },
        "card" => Act::IssueCard { student: student(fields)?, protocol: protocol()? },
        _ => return Err(unread("il modulo")),
    };
    Ok(Command::Scrutiny(Sent { class: table.class, period: table.period, act }))
}

/// Who is left blank has no proposal.
fn proposed(table: &Table<'_>, fields: &Fields) -> Result<Vec<ProposedGrade>, Refusal> {
    let mut grades = Vec::new();
    for student in &table.students {
        let typed = field(fields, &format!("v-{student}"));
        if typed.is_empty() {
            continue;
        }
        let reason = Some(field(fields, &format!("r-{student}")).to_owned()).filter(|it| !it.is_empty());
        grades.push(ProposedGrade { student: *student, value: grade(typed)?, reason });
    }
    Ok(grades)
}

fn behaviours(table: &Table<'_>, fields: &Fields) -> Result<Vec<BehaviourGrade>, Refusal> {
    let proposed = proposed(table, fields)?.into_iter().map(|ProposedGrade { student, value, reason }| {
        BehaviourGrade { student, value, reasons: reason.unwrap_or_default(), sub_iudice: false }
    });
    Ok(proposed.collect())
}

/// Everybody for whom each subject is proposed and nothing is deliberated.
fn as_proposed(table: &Table<'_>) -> Vec<StudentGrades> {
    let of = |student: &PersonId| {
        let judged = table.judged(*student).filter(|judged| judged.grades.is_empty())?;
        let grades: Option<Vec<SubjectGrade>> = table
            .subjects
            .iter()
            .map(|subject| {
                let value = judged.proposals.get(subject)?.value;
                Some(SubjectGrade { subject: subject.clone(), value })
            })
            .collect();
        Some(StudentGrades { student: *student, grades: grades? })
    };
    table.students.iter().filter_map(of).collect()
}

/// Whether the student's dossier, as it was frozen, has a sanction that is not final.
async fn is_sub_iudice(web: &Web, table: &Table<'_>, student: PersonId) -> Result<bool, Refusal> {
    let Some(minutes) = &table.minutes else { return Ok(false) };
    let read = ReadAt::of(Some(minutes), table.session.today);
    Ok(web.app.dossier(student, minutes.year, read).await?.is_sub_iudice())
}

/// An outcome with what the table says of it: the insufficient subjects, and whether an essay is due.
fn outcome(table: &Table<'_>, student: PersonId, name: &str) -> Result<Outcome, Refusal> {
    let session = table.session;
    let day = table.scrutiny().and_then(Scrutiny::sits_on).unwrap_or(session.today);
    Ok(match name {
        "admitted" => Outcome::Admitted,
        "suspended" => {
            let judged = table.judged(student).cloned().unwrap_or_default();
            let sufficient = session.regulation.sufficient_grade(day);
            let low = judged.grades.iter().filter(|(_, value)| value.tenths() < sufficient);
            let behaviour = judged.behaviour.as_ref().zip(course_of(session, table.class));
            let essay = behaviour.is_some_and(|(given, course)| {
                of_behaviour(given.value, table.period, course, day, &session.regulation)
                    .contains(&Consequence::SuspendedForEssay)
            });
            Outcome::Suspended { subjects: low.map(|(subject, _)| subject.clone()).collect(), essay }
        }
        "behaviour" => Outcome::NotAdmitted { ground: Ground::Behaviour },
        "subjects" => Outcome::NotAdmitted { ground: Ground::Subjects },
        "essay" => Outcome::NotAdmitted { ground: Ground::Essay },
        "excluded" => Outcome::ExcludedForAbsences,
        _ => return Err(unread("l'esito")),
    })
}
