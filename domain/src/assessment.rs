//! One student's grades in one school year: entered, published, corrected and annulled, each value kept.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::author::By;
use crate::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use crate::people::JustifierFor;
use crate::text::{Text, on_day};

mod decide;
mod event;
mod mark;
mod rejection;
mod teaching;

pub use decide::decide;
pub use event::{AssessmentEvent, GradeKind, Test};
pub use mark::{Mark, NotATenth, Scale, Tenths, average};
pub use teaching::teaches;

/// A student's grades, as the rules need them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub grades: BTreeMap<FactNumber, Grade>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    pub class: ClassId,
    pub subject: SubjectCode,
    pub on: Date,
    pub author: PersonId,
    pub kind: GradeKind,
    pub mark: Mark,
    pub test: Option<Test>,
    pub published_on: Option<Date>,
    pub annulled_on: Option<Date>,
    pub statements: Vec<(PersonId, Text)>,
}

impl Assessment {
    fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }

    fn standing(&self) -> impl Iterator<Item = (FactNumber, &Grade)> {
        let standing = self.grades.iter().filter(|(_, grade)| grade.annulled_on.is_none());
        standing.map(|(number, grade)| (*number, grade))
    }

    /// The grade of a test that was planned, if it was given and stands.
    pub fn of_test(&self, class: ClassId, test: Test) -> Option<(FactNumber, &Grade)> {
        self.standing().find(|(_, grade)| (grade.class, grade.test) == (class, Some(test)))
    }
}

pub fn evolve(mut state: Assessment, event: &AssessmentEvent) -> Assessment {
    state.length += 1;
    match event {
        AssessmentEvent::Entered {
            class,
            subject,
            on,
            number,
            author,
            kind,
            mark,
            test,
            published,
            entered_on,
            ..
        } => {
            let grade = Grade {
                class: *class,
                subject: subject.clone(),
                on: *on,
                author: *author,
                kind: *kind,
                mark: *mark,
                test: *test,
                published_on: published.then_some(*entered_on),
                annulled_on: None,
                statements: Vec::new(),
            };
            state.grades.insert(*number, grade);
        }
        AssessmentEvent::Published { number, published_on, .. } => {
            if let Some(grade) = state.grades.get_mut(number) {
                grade.published_on = Some(*published_on);
            }
        }
        AssessmentEvent::Corrected { number, mark, .. } => {
            if let Some(grade) = state.grades.get_mut(number) {
                grade.mark = *mark;
            }
        }
        AssessmentEvent::Annulled { number, annulled_on, .. } => {
            if let Some(grade) = state.grades.get_mut(number) {
                grade.annulled_on = Some(*annulled_on);
            }
        }
        AssessmentEvent::StatementAdded { number, by, statement, .. } => {
            if let Some(grade) = state.grades.get_mut(number) {
                grade.statements.push((by.person(), statement.clone()));
            }
        }
    }
    state
}

/// What is asked about a student's grades. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Enter(Entering),
    /// The family sees it from now on.
    Publish {
        student: PersonId,
        grade: FactNumber,
        by: By,
        today: Date,
    },
    Correct {
        student: PersonId,
        grade: FactNumber,
        mark: Mark,
        reason: Text,
        by: By,
        scrutiny: Option<Scrutiny>,
        today: Date,
    },
    Annul {
        student: PersonId,
        grade: FactNumber,
        reason: Text,
        by: By,
        scrutiny: Option<Scrutiny>,
        today: Date,
    },
    /// By the adult student, or by who answers for a minor.
    AddStatement {
        by: JustifierFor,
        grade: FactNumber,
        statement: Text,
        today: Date,
    },
}

/// A grade of one student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entering {
    pub student: PersonId,
    pub class: ClassId,
    /// The class that the student was in on the day of the grade.
    pub enrolled: Option<ClassId>,
    pub subject: SubjectCode,
    pub on: Date,
    pub author: PersonId,
    /// Whether the author teaches the subject to the class that day: see [`teaches`].
    pub teaches: bool,
    pub kind: GradeKind,
    pub mark: Mark,
    pub test: Option<Test>,
    pub comment: Option<Text>,
    /// Whether the family sees it at once. An oral one is always seen.
    pub publish: bool,
    pub scrutiny: Option<Scrutiny>,
    pub today: Date,
}

/// The scrutiny of the class for the period that a day belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scrutiny {
    pub sits_on: Date,
    /// Closed and not reopened.
    pub closed_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} non è ancora venuto: oggi è {now}", day = on_day(*on), now = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("{value} non è un voto: si va da {} a {} per passi di {}", scale.lowest, scale.highest, scale.step)]
    NotAMark { value: Tenths, scale: Scale },
    #[error("un voto pesa da 1 a {at_most} per cento, non {weight}")]
    NotAWeight { weight: u16, at_most: u16 },
    #[error("{day} il docente non insegna {subject} alla classe", day = on_day(*on))]
    NotTaught { on: Date, subject: SubjectCode },
    #[error("{day} lo studente non era nella classe", day = on_day(*on))]
    NotInClass { on: Date },
    #[error("la verifica {then} è già valutata (voto n. {grade}): si corregge con un motivo", then = test.of_the_day())]
    AlreadyGraded { grade: FactNumber, test: Test },
    #[error("il fatto n. {0} non è un voto")]
    NoGrade(FactNumber),
    #[error("il voto n. {grade} è stato annullato {day}", day = on_day(*on))]
    GradeAnnulled { grade: FactNumber, on: Date },
    #[error("il voto n. {0} lo cambia solo chi l'ha dato, o il dirigente")]
    NotTheAuthor(FactNumber),
    #[error("il voto n. {0} non è ancora pubblicato")]
    NotPublished(FactNumber),
    #[error("lo scrutinio del periodo è chiuso dal {day}: i voti non si toccano se non è riaperto", day = crate::text::italian_day(*closed_on))]
    ScrutinyClosed { closed_on: Date },
}

#[cfg(test)]
mod tests;
