//! A planned test handed back to its class: the grades given or published, and the test closed, in one act.

use jiff::civil::Date;
use registro_domain::assessment::{Command, GradeKind, Test};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::{Command as Lesson, HandBack, Rejection};
use serde::{Deserialize, Serialize};

use super::conduct::by;
use super::grade::{EnterGrades, Given, teaches_here, whole, yes};
use crate::actor::Capacity;
use crate::desk::{Assessments, Desk, assessment_stream};
use crate::refusal::Refusal;

/// Grades entered before and not yet seen are published with the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandBackTest {
    pub class: ClassId,
    /// The day of the test.
    pub on: Date,
    pub period: PeriodNumber,
    #[serde(default = "written")]
    pub kind: GradeKind,
    #[serde(default = "whole")]
    pub weight: u16,
    #[serde(default = "yes")]
    pub counts: bool,
    pub grades: Vec<Given>,
}

const fn written() -> GradeKind {
    GradeKind::Written
}

impl HandBackTest {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let (teacher, today) = (desk.agent.person, desk.today);
        let day = desk.class_day(self.class, self.on)?;
        let subject = day.hour(self.period).map(|hour| hour.subject.clone());
        let subject = subject.ok_or(Rejection::NoSuchHour { on: self.on, period: self.period })?;
        let mut command = Lesson::HandBackTest {
            day,
            period: self.period,
            teacher,
            back: HandBack { on: today, graded: 0 },
            today,
        };
        // Before anything is graded: whether there is such a test, and whose it is.
        desk.check_lesson(self.class, self.on, &command).await?;
        let teaches = teaches_here(desk, self.class, &subject, self.on).await?;
        let test = Test { on: self.on, period: self.period };
        let entering = EnterGrades {
            class: self.class,
            subject,
            on: self.on,
            kind: self.kind,
            weight: self.weight,
            counts: self.counts,
            test: Some(test),
            publish: true,
            grades: Vec::new(),
        };
        for given in &self.grades {
            entering.give(desk, given, teaches).await?;
        }
        let graded = self.publish(desk, test).await?;
        if let Lesson::HandBackTest { back, .. } = &mut command {
            back.graded = graded;
        }
        desk.decide_lesson(self.class, self.on, &command).await
    }

    /// Publishes what is not, and counts what was graded.
    async fn publish(&self, desk: &mut Desk<'_>, test: Test) -> Result<u16, Refusal> {
        let (by, today) = (by(desk)?, desk.today);
        let students: Vec<PersonId> =
            desk.directory.class_on(self.class, self.on).iter().map(|student| student.person).collect();
        let mut graded = 0u16;
        for student in students {
            let stream = assessment_stream(student, SchoolYear::containing(self.on))?;
            let known = desk.state::<Assessments>(&stream).await?.of_test(self.class, test);
            let Some((grade, unseen)) = known.map(|(number, it)| (number, it.published_on.is_none())) else {
                continue;
            };
            graded = graded.saturating_add(1);
            if unseen {
                let publish = Command::Publish { student, grade, by, today };
                let decided = desk.decide::<Assessments>(&stream, &publish).await;
                decided.map_err(|refusal| refusal.of_student(desk.directory.name(student)))?;
            }
        }
        Ok(graded)
    }
}
