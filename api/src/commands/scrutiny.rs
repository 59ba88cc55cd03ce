//! A class's scrutiny: called, prepared by teachers, deliberated by the council, closed, published.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::assessment;
use registro_domain::ids::{ClassId, PersonId, Protocol, SubjectCode};
use registro_domain::scrutiny::{
    Act as Asked, Admission, Average, Command, CourseYear, EssayOutcome, EssayTerm, Outcome, Proposed,
    ScrutinyPeriod, SubjectGrade, Votes, WholeGrade,
};
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Assessments, Desk, Scrutinies, assessment_stream, scrutiny_stream};
use crate::outlook::year_is_valid;
use crate::refusal::Refusal;

/// An act of a class's scrutiny of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scrutiny {
    pub class: ClassId,
    pub period: ScrutinyPeriod,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    Open {
        covers_from: Date,
        covers_to: Date,
        sits_on: Date,
    },
    /// The average that each proposal rests on is read from the grades of the period.
    ProposeGrades {
        subject: SubjectCode,
        grades: Vec<ProposedGrade>,
    },
    ProposeBehaviour {
        students: Vec<BehaviourGrade>,
    },
    FreezeDossier {},
    DeliberateGrades {
        students: Vec<StudentGrades>,
        votes: Votes,
    },
    /// `sub_iudice`: of each student, whether her dossier has a sanction that is not final.
    DeliberateBehaviour {
        students: Vec<BehaviourGrade>,
        votes: Votes,
    },
    DeliberateCredit {
        student: PersonId,
        points: u8,
        votes: Votes,
    },
    AssignActivity {
        student: PersonId,
        activity: String,
    },
    AssignEssay {
        student: PersonId,
        topic: String,
        term: EssayTerm,
    },
    AssessEssay {
        student: PersonId,
        outcome: EssayOutcome,
        votes: Votes,
    },
    DeliberateAdmission {
        student: PersonId,
        outcome: Outcome,
        #[serde(default)]
        reasons: Option<String>,
        votes: Votes,
    },
    Close {
        protocol: Protocol,
    },
    Reopen {
        reason: String,
    },
    Publish {
        visible_from: Date,
    },
    IssueCard {
        student: PersonId,
        protocol: Protocol,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedGrade {
    pub student: PersonId,
    pub value: WholeGrade,
    #[serde(default)]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BehaviourGrade {
    pub student: PersonId,
    pub value: WholeGrade,
    pub reasons: String,
    #[serde(default)]
    pub sub_iudice: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudentGrades {
    pub student: PersonId,
    pub grades: Vec<SubjectGrade>,
}

/// Who calls and presides over a council.
const PRESIDENTS: [Capacity; 2] = [Capacity::Principal, Capacity::Deputy];

impl Scrutiny {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        self.may(desk)?;
        for asked in self.asked(desk).await? {
            let command = self.command(desk, asked).await?;
            desk.decide::<Scrutinies>(&scrutiny_stream(self.class, self.period)?, &command).await?;
        }
        Ok(())
    }

    /// The council deliberates; what it deliberated is written by who presides over it or by the coordinator, who keeps
    /// its minutes.
    fn may(&self, desk: &Desk<'_>) -> Result<(), Refusal> {
        match &self.act {
            Act::Open { .. } | Act::Close { .. } | Act::Reopen { .. } | Act::Publish { .. } => {
                desk.acts_as(&PRESIDENTS)
            }
            Act::IssueCard { .. } => {
                desk.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::Secretariat])
            }
            Act::ProposeGrades { .. } => desk.acts_as(&[Capacity::Teacher]),
            Act::ProposeBehaviour { .. } => self.coordinates(desk),
            Act::FreezeDossier {}
            | Act::DeliberateGrades { .. }
            | Act::DeliberateBehaviour { .. }
            | Act::DeliberateCredit { .. }
            | Act::AssignActivity { .. }
            | Act::AssignEssay { .. }
            | Act::AssessEssay { .. }
            | Act::DeliberateAdmission { .. } => {
                if desk.agent.capacity == Capacity::Teacher {
                    self.coordinates(desk)
                } else {
                    desk.acts_as(&PRESIDENTS)
                }
            }
        }
    }

    fn coordinates(&self, desk: &Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        if desk.coordinates(self.class) {
            return Ok(());
        }
        Err(Refusal::NotAllowed("chi chiede non è il coordinatore della classe".to_owned()))
    }

    /// A class as its council decides on it: on the day of the sitting.
    async fn command(&self, desk: &mut Desk<'_>, act: Asked) -> Result<Command, Refusal> {
        let sits_on = desk.scrutiny(self.class, self.period).await?.sits_on();
        let (on, directory) = (desk.today, &desk.directory);
        let known = directory.school.classes.get(&self.class).ok_or(Refusal::NotFound("la classe"))?;
        let course = CourseYear::of_label(known.label.as_str()).ok_or_else(|| {
            Refusal::Malformed(format!("la classe {} non dice l'anno di corso", known.label))
        })?;
        let day = sits_on.unwrap_or(on);
        let members = directory.class_on(self.class, day).iter().map(|student| student.person).collect();
        let subjects = subjects_on(known, day);
        let (class, period, year) = (self.class, self.period, known.year);
        Ok(Command { class, year, period, course, members, subjects, on, act })
    }

    async fn asked(&self, desk: &mut Desk<'_>) -> Result<Vec<Asked>, Refusal> {
        let typed =
            |desk: &mut Desk<'_>, what, text: &str| desk.typed(Place::Person, what, text, LONGEST_TEXT);
        let by = desk.agent.person;
        Ok(match &self.act {
            Act::Open { covers_from, covers_to, sits_on } => {
                let (covers_from, covers_to, sits_on) = (*covers_from, *covers_to, *sits_on);
                vec![Asked::Open { covers_from, covers_to, sits_on }]
            }
            Act::ProposeGrades { subject, grades } => vec![self.proposed(desk, subject, grades).await?],
            Act::ProposeBehaviour { students } => {
                let mut asked = Vec::new();
                for BehaviourGrade { student, value, reasons, .. } in students {
                    let reasons = typed(desk, "motivi", reasons)?;
                    asked.push(Asked::ProposeBehaviour { student: *student, by, value: *value, reasons });
                }
                asked
            }
            Act::FreezeDossier {} => vec![Asked::FreezeDossier { read_at: desk.head() }],
            Act::DeliberateGrades { students, votes } => {
                let asked = students.iter().map(|StudentGrades { student, grades }| {
                    let (student, grades) = (*student, grades.clone());
                    Asked::DeliberateGrades { student, grades, votes: *votes }
                });
                asked.collect()
            }
            Act::DeliberateBehaviour { students, votes } => {
                let mut asked = Vec::new();
                for BehaviourGrade { student, value, reasons, sub_iudice } in students {
                    let reasons = typed(desk, "motivi", reasons)?;
                    let (student, value, sub_iudice, votes) = (*student, *value, *sub_iudice, *votes);
                    asked.push(Asked::DeliberateBehaviour { student, value, reasons, sub_iudice, votes });
                }
                asked
            }
            Act::DeliberateCredit { student, points, votes } => {
                vec![Asked::DeliberateCredit { student: *student, points: *points, votes: *votes }]
            }
            Act::AssignActivity { student, activity } => {
                vec![Asked::AssignActivity {
                    student: *student,
                    activity: typed(desk, "attività", activity)?,
                }]
            }
            Act::AssignEssay { student, topic, term } => {
                let topic = typed(desk, "tema dell'elaborato", topic)?;
                vec![Asked::AssignEssay { student: *student, topic, term: *term }]
            }
            Act::AssessEssay { student, outcome, votes } => {
                vec![Asked::AssessEssay { student: *student, outcome: *outcome, votes: *votes }]
            }
            Act::DeliberateAdmission { student, outcome, reasons, votes } => {
                let reasons: Option<Text> =
                    reasons.as_deref().map(|reasons| typed(desk, "motivi", reasons)).transpose()?;
                let year_is_valid = self.year_is_valid(desk, *student).await?;
                let (student, outcome, votes) = (*student, outcome.clone(), *votes);
                let admission = Admission { student, outcome, reasons, year_is_valid, votes };
                vec![Asked::DeliberateAdmission(admission)]
            }
            Act::Close { protocol } => vec![Asked::Close { protocol: *protocol }],
            Act::Reopen { reason } => vec![Asked::Reopen { by, reason: typed(desk, "motivo", reason)? }],
            Act::Publish { visible_from } => vec![Asked::Publish { visible_from: *visible_from }],
            Act::IssueCard { student, protocol } => {
                vec![Asked::IssueCard { student: *student, read_at: desk.head(), protocol: *protocol }]
            }
        })
    }

    /// A column of proposals, each with the average of the student's grades of that subject in the period.
    async fn proposed(
        &self,
        desk: &mut Desk<'_>,
        subject: &SubjectCode,
        grades: &[ProposedGrade],
    ) -> Result<Asked, Refusal> {
        let by = desk.agent.person;
        let taught = desk.directory.person(by).is_some_and(|teacher| {
            let mut chairs = teacher.chairs_on(desk.today);
            chairs.any(|chair| chair.class == self.class && chair.subject == *subject)
        });
        let opening = desk.scrutiny(self.class, self.period).await?.opening;
        let covers = |on| opening.is_some_and(|days| days.covers_from <= on && on <= days.covers_to);
        let year = desk.directory.school.classes.get(&self.class).map(|class| class.year);
        let year = year.ok_or(Refusal::NotFound("la classe"))?;
        let mut column = Vec::new();
        for ProposedGrade { student, value, reason } in grades {
            let reason = match reason {
                Some(reason) => Some(desk.typed(Place::Grade, "motivo", reason, LONGEST_TEXT)?),
                None => None,
            };
            let known = desk.state::<Assessments>(&assessment_stream(*student, year)?).await?;
            let counted = known
                .grades
                .values()
                .filter(|grade| grade.subject == *subject && grade.annulled_on.is_none() && covers(grade.on));
            let average = assessment::average(counted.map(|grade| grade.mark));
            let average = average.and_then(|average| Average::try_from(average.0).ok());
            column.push(Proposed { student: *student, value: *value, average, reason });
        }
        Ok(Asked::ProposeGrades { subject: subject.clone(), by, teaches: taught, grades: column })
    }

    async fn year_is_valid(&self, desk: &mut Desk<'_>, student: PersonId) -> Result<bool, Refusal> {
        let known = desk.directory.school.classes.get(&self.class).ok_or(Refusal::NotFound("la classe"))?;
        let year = known.year;
        desk.student(student)?;
        let attendance = desk.attendance(student, year).await?.clone();
        year_is_valid(&desk.directory, desk.regulation(), student, year, &attendance, desk.today)
    }
}

/// The subjects in the week of a class that is in force on a day.
pub(crate) fn subjects_on(class: &registro_domain::school::Class, on: Date) -> BTreeSet<SubjectCode> {
    let week = class.weeks.range(..=on).next_back().map(|(_, week)| week.as_slice()).unwrap_or_default();
    week.iter().map(|slot| slot.subject.clone()).collect()
}
