//! Grades: a column of a class entered at once, and what happens to one afterwards.

use jiff::civil::Date;
use registro_domain::assessment::{
    Command, Entering, GradeKind, Mark, Rejection, Scrutiny, Tenths, Test, teaches,
};
use registro_domain::author::By;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::conduct::{about_one, by};
use crate::actor::Capacity;
use crate::desk::{Assessments, Desk, assessment_stream};
use crate::refusal::Refusal;

/// The whole of a mark that counts as any other.
pub(super) const fn whole() -> u16 {
    100
}

pub(super) const fn yes() -> bool {
    true
}

/// Grades of one class, in one subject, of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterGrades {
    pub class: ClassId,
    pub subject: SubjectCode,
    pub on: Date,
    pub kind: GradeKind,
    /// In percent.
    #[serde(default = "whole")]
    pub weight: u16,
    /// Whether it is in averages, or only informs.
    #[serde(default = "yes")]
    pub counts: bool,
    /// The planned test that they are of.
    #[serde(default)]
    pub test: Option<Test>,
    /// Whether families see them at once; an oral mark is always seen.
    #[serde(default)]
    pub publish: bool,
    pub grades: Vec<Given>,
}

/// One student's. The value is in hundredths of a mark: `650` is six and a half.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub student: PersonId,
    pub value: Tenths,
    #[serde(default)]
    pub comment: Option<String>,
}

/// What happens to one grade of `year`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    pub student: PersonId,
    pub year: SchoolYear,
    pub grade: FactNumber,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Publish {},
    /// What is not given stays as it was.
    Correct {
        value: Tenths,
        #[serde(default)]
        weight: Option<u16>,
        #[serde(default)]
        counts: Option<bool>,
        reason: String,
    },
    Annul {
        reason: String,
    },
    AddStatement {
        statement: String,
    },
}

impl EnterGrades {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        if !desk.directory.school.classes.contains_key(&self.class) {
            return Err(Refusal::NotFound("la classe"));
        }
        let teaches = teaches_here(desk, self.class, &self.subject, self.on).await?;
        for given in &self.grades {
            self.give(desk, given, teaches).await?;
        }
        Ok(())
    }

    /// Whoever does not teach the class is told so, and nothing of who is in it.
    pub(super) async fn give(
        &self,
        desk: &mut Desk<'_>,
        given: &Given,
        teaches: bool,
    ) -> Result<(), Refusal> {
        let student = given.student;
        if !teaches {
            return Err(Rejection::NotTaught { on: self.on, subject: self.subject.clone() }.into());
        }
        let comment = given.comment.as_deref().filter(|comment| !comment.trim().is_empty());
        let comment = comment.map(|typed| about_a_grade(desk, student, "commento", typed)).transpose()?;
        let enrolled = desk.directory.person(student).and_then(|profile| profile.class_on(self.on));
        let entering = Entering {
            student,
            class: self.class,
            enrolled,
            subject: self.subject.clone(),
            on: self.on,
            author: desk.agent.person,
            teaches,
            kind: self.kind,
            mark: Mark { value: given.value, weight: self.weight, counts: self.counts },
            test: self.test,
            comment,
            publish: self.publish,
            scrutiny: scrutiny(desk, self.class, self.on).await?,
            today: desk.today,
        };
        let stream = assessment_stream(student, SchoolYear::containing(self.on))?;
        let decided = desk.decide::<Assessments>(&stream, &Command::Enter(entering)).await;
        decided.map_err(|refusal| refusal.of_student(desk.directory.name(student)))
    }
}

impl Grade {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let stream = assessment_stream(self.student, self.year)?;
        let command = self.command(desk).await?;
        desk.decide::<Assessments>(&stream, &command).await
    }

    async fn command(&self, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let (student, grade, today) = (self.student, self.grade, desk.today);
        Ok(match &self.act {
            Act::Publish {} => {
                let (by, _) = self.may_change(desk).await?;
                Command::Publish { student, grade, by, today }
            }
            Act::Correct { value, weight, counts, reason } => {
                let (by, known) = self.may_change(desk).await?;
                let mark = Mark {
                    value: *value,
                    weight: weight.unwrap_or(known.mark.weight),
                    counts: counts.unwrap_or(known.mark.counts),
                };
                let reason = about_a_grade(desk, student, "motivo", reason)?;
                let scrutiny = scrutiny(desk, known.class, known.on).await?;
                Command::Correct { student, grade, mark, reason, by, scrutiny, today }
            }
            Act::Annul { reason } => {
                let (by, known) = self.may_change(desk).await?;
                let reason = about_a_grade(desk, student, "motivo", reason)?;
                let scrutiny = scrutiny(desk, known.class, known.on).await?;
                Command::Annul { student, grade, reason, by, scrutiny, today }
            }
            Act::AddStatement { statement } => {
                desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
                let profile = desk.acted_for(student)?;
                let by = profile.justifier(desk.agent.person, today, desk.regulation())?;
                let statement = about_one(desk, Place::Person, student, "dichiarazione", statement)?;
                Command::AddStatement { by, grade, statement: statement.as_text().clone(), today }
            }
        })
    }

    /// Who changes the grade, and the grade as it stands. Its author may, also when she no longer teaches the class.
    async fn may_change(&self, desk: &mut Desk<'_>) -> Result<(By, Known), Refusal> {
        let by = by(desk)?;
        let stream = assessment_stream(self.student, self.year)?;
        let known = desk.state::<Assessments>(&stream).await?.grades.get(&self.grade);
        let known = known.map(|it| (it.author, Known { class: it.class, on: it.on, mark: it.mark }));
        if known.map(|(author, _)| author) != Some(by.person()) {
            desk.student(self.student)?;
        }
        let (_, known) = known.ok_or(Rejection::NoGrade(self.grade))?;
        Ok((by, known))
    }
}

/// What of a grade its change needs.
#[derive(Clone, Copy)]
struct Known {
    class: ClassId,
    on: Date,
    mark: Mark,
}

/// Words about a grade: nothing of conduct without a second look, and no other student's name.
///
/// Norm: A7-07, A12-04.
fn about_a_grade(
    desk: &mut Desk<'_>,
    student: PersonId,
    what: &'static str,
    typed: &str,
) -> Result<Text, Refusal> {
    Ok(about_one(desk, Place::Grade, student, what, typed)?.as_text().clone())
}

/// Whether the agent teaches a subject to a class on a day: by her chair, or by what she signed.
pub(super) async fn teaches_here(
    desk: &mut Desk<'_>,
    class: ClassId,
    subject: &SubjectCode,
    on: Date,
) -> Result<bool, Refusal> {
    let directory = std::sync::Arc::clone(&desk.directory);
    let Some(teacher) = directory.person(desk.agent.person) else { return Ok(false) };
    Ok(match desk.class_day(class, on) {
        Ok(day) => {
            let lessons = desk.lessons(class, on).await?;
            teaches(teacher, class, subject, on, Some((&day, lessons)))
        }
        Err(_) => teaches(teacher, class, subject, on, None),
    })
}

/// The scrutiny of a class for the period of a day, if one was called. Closed, it is the one that counts.
async fn scrutiny(desk: &mut Desk<'_>, class: ClassId, on: Date) -> Result<Option<Scrutiny>, Refusal> {
    let mut found: Option<Scrutiny> = None;
    for period in ScrutinyPeriod::BOTH {
        let known = desk.scrutiny(class, period).await?;
        if let Some(sits_on) = known.sits_on().filter(|_| known.covers(on)) {
            let closed_on = known.closed_on();
            if closed_on.is_some() || found.is_none() {
                found = Some(Scrutiny { sits_on, closed_on });
            }
        }
    }
    Ok(found)
}
