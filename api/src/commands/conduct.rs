//! A student's conduct: notes and what the family states about them, positive acts, times out of class.

use jiff::civil::Date;
use registro_domain::author::By;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::{Command, NoteKind, NoteText, Rejection, Separating, Writing};
use registro_domain::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use registro_domain::people;
use registro_domain::text::lint::{Category, Finding, Place, Severity};
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::audience::Day;
use crate::desk::{Conducts, Desk, conduct_stream};
use crate::refusal::Refusal;

/// An act about one student's conduct. There is no other way to say whom it is about, nor to whom it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conduct {
    pub student: PersonId,
    pub act: Act,
}

/// `note` and `positive_act` are facts of `year`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    WriteNote {
        on: Date,
        #[serde(default)]
        period: Option<PeriodNumber>,
        kind: NoteKind,
        facts: String,
    },
    RectifyNote {
        year: SchoolYear,
        note: FactNumber,
        facts: String,
        reason: String,
    },
    AnnulNote {
        year: SchoolYear,
        note: FactNumber,
        reason: String,
    },
    AddStatement {
        year: SchoolYear,
        note: FactNumber,
        statement: String,
    },
    RecordPositiveAct {
        on: Date,
        what: String,
    },
    AnnulPositiveAct {
        year: SchoolYear,
        positive_act: FactNumber,
        reason: String,
    },
    /// Out of class from this hour to the end of the day, with who keeps her.
    RecordSeparation {
        on: Date,
        from: PeriodNumber,
        supervised_by: PersonId,
        family_called: bool,
    },
}

impl Conduct {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let (year, command) = self.act.command(self.student, desk).await?;
        desk.decide::<Conducts>(&conduct_stream(self.student, year)?, &command).await
    }
}

impl Act {
    /// With the school year whose stream it is for.
    async fn command(
        &self,
        student: PersonId,
        desk: &mut Desk<'_>,
    ) -> Result<(SchoolYear, Command), Refusal> {
        let (author, today) = (desk.agent.person, desk.today);
        Ok(match self {
            Act::WriteNote { on, period, kind, facts } => {
                let class = may_write(desk, student, *on).await?;
                let writing = Writing {
                    student,
                    class,
                    on: *on,
                    period: *period,
                    hours: hours(desk, class, *on),
                    author,
                    kind: *kind,
                    facts: about_one(desk, Place::Person, student, "nota", facts)?,
                    today,
                };
                (SchoolYear::containing(*on), Command::WriteNote(writing))
            }
            Act::RectifyNote { year, note, facts, reason } => {
                let by = may_change(desk, student, *year, *note).await?;
                let facts = about_one(desk, Place::Person, student, "nota", facts)?;
                let reason = about_one(desk, Place::Person, student, "motivo", reason)?;
                (*year, Command::RectifyNote { student, note: *note, facts, reason, by, today })
            }
            Act::AnnulNote { year, note, reason } => {
                let by = may_change(desk, student, *year, *note).await?;
                let reason = about_one(desk, Place::Person, student, "motivo", reason)?;
                (*year, Command::AnnulNote { student, note: *note, reason, by, today })
            }
            Act::AddStatement { year, note, statement } => {
                desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
                let by = desk.acted_for(student)?.justifier(author, today, desk.regulation())?;
                let statement = about_one(desk, Place::Person, student, "dichiarazione", statement)?;
                (*year, Command::AddStatement { by, note: *note, statement, today })
            }
            Act::RecordPositiveAct { on, what } => {
                let class = may_write(desk, student, *on).await?;
                let what = about_one(desk, Place::Person, student, "atto positivo", what)?;
                let command = Command::RecordPositiveAct { student, class, on: *on, author, what, today };
                (SchoolYear::containing(*on), command)
            }
            Act::AnnulPositiveAct { year, positive_act, reason } => {
                let by = may_change(desk, student, *year, *positive_act).await?;
                let reason = about_one(desk, Place::Person, student, "motivo", reason)?;
                (*year, Command::AnnulPositiveAct { student, act: *positive_act, reason, by, today })
            }
            Act::RecordSeparation { on, from, supervised_by, family_called } => {
                let class = may_write(desk, student, *on).await?;
                if !works_here(desk, *supervised_by, *on) {
                    return Err(Rejection::NotSupervised.into());
                }
                let separating = Separating {
                    student,
                    class,
                    on: *on,
                    from: *from,
                    hours: hours(desk, class, *on),
                    author,
                    supervised_by: *supervised_by,
                    family_called: *family_called,
                    today,
                };
                (SchoolYear::containing(*on), Command::RecordSeparation(separating))
            }
        })
    }
}

/// Whoever teaches the student's class, stood in it that day, or leads the school; with the class of that day.
async fn may_write(desk: &mut Desk<'_>, student: PersonId, on: Date) -> Result<ClassId, Refusal> {
    desk.acts_as(&[Capacity::Teacher, Capacity::Principal, Capacity::Deputy, Capacity::SiteLead])?;
    let known = desk.directory.person(student).ok_or(Refusal::NotFound("lo studente"))?;
    let class = known.class_on(on);
    if desk.student(student).is_err() {
        let class = class.ok_or(Refusal::NotFound("lo studente"))?;
        let me = desk.agent.person;
        let signed = desk.lessons(class, on).await?.signatures.keys().any(|(_, signer)| *signer == me);
        if !signed {
            return Err(Refusal::NotFound("lo studente"));
        }
    }
    class.ok_or(people::Rejection::NotEnrolled { on }.into())
}

/// Who changes what was written: its author, also when she no longer teaches the class, or who leads the school.
async fn may_change(
    desk: &mut Desk<'_>,
    student: PersonId,
    year: SchoolYear,
    number: FactNumber,
) -> Result<By, Refusal> {
    let by = by(desk)?;
    let known = desk.state::<Conducts>(&conduct_stream(student, year)?).await?;
    let note = known.notes.get(&number).map(|note| note.author);
    let author = note.or(known.acts.get(&number).map(|act| act.author));
    if author != Some(by.person()) {
        desk.student(student)?;
    }
    Ok(by)
}

/// In which capacity the agent changes what somebody wrote of a student.
pub(super) fn by(desk: &Desk<'_>) -> Result<By, Refusal> {
    desk.acts_as(&[Capacity::Teacher, Capacity::Principal, Capacity::Deputy])?;
    let person = desk.agent.person;
    Ok(match desk.agent.capacity {
        Capacity::Principal => By::Principal(person),
        Capacity::Deputy => By::Deputy(person),
        Capacity::Teacher
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Guardian
        | Capacity::Student
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => By::Teacher(person),
    })
}

/// What is typed about one student: linted, and naming no other. A mate's family name alone may be another word.
///
/// Norm: A12-04, C6.
pub(super) fn about_one(
    desk: &mut Desk<'_>,
    place: Place,
    student: PersonId,
    what: &'static str,
    typed: &str,
) -> Result<NoteText, Refusal> {
    let text = desk.typed(place, what, typed, LONGEST_TEXT)?;
    let directory = std::sync::Arc::clone(&desk.directory);
    let today = desk.today;
    let class = directory.person(student).and_then(|profile| profile.class_on(today));
    let classes: Vec<ClassId> = class.into_iter().collect();
    let day = Day { directory: &directory, regulation: desk.regulation(), on: today };
    for words in day.family_names(&text, &classes, Some(student)) {
        let (category, severity) = (Category::StudentName, Severity::Warn);
        desk.doubts(Finding { what, category, severity, words });
    }
    let students = directory.people().filter(|profile| profile.class_on(today).is_some());
    Ok(NoteText::about(student, students, text).map_err(Rejection::from)?)
}

/// The hours of a class's day; none on a day without lessons.
fn hours(desk: &Desk<'_>, class: ClassId, on: Date) -> Vec<PeriodNumber> {
    let day = desk.class_day(class, on).map(|day| day.hours).unwrap_or_default();
    day.iter().map(|hour| hour.period).collect()
}

fn works_here(desk: &Desk<'_>, person: PersonId, on: Date) -> bool {
    let profile = desk.directory.person(person);
    profile.is_some_and(|it| it.chairs_on(on).next().is_some() || it.holds_office(on, |_| true))
}
