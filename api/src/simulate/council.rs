//! What a council finds when it sits: the acts of a scrutiny, filled in with what the register knows at that moment.
//!
//! Only what was recorded before the moment counts, so that a year that was stopped in the middle of a sitting goes on
//! with the same words.

mod outcomes;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::assessment::{self, Assessment};
use registro_domain::attendance::{self, Attendance};
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{ClassId, PersonId, Protocol, SubjectCode};
use registro_domain::scrutiny::{
    self, Average, CourseYear, EssayOutcome, EssayTerm, Ground, Judged, Outcome, Scrutiny, ScrutinyPeriod,
    Standing, SubjectGrade, Votes, WholeGrade,
};
use registro_eventlog::event::{StreamName, Version};
use registro_projections::event;

use self::outcomes::{is_low, is_six, six};
use super::draw::{Dice, key};
use crate::commands::Command;
use crate::commands::scrutiny::{Act, BehaviourGrade, ProposedGrade, Scrutiny as Sent, StudentGrades};
use crate::desk::{assessment_stream, attendance_stream, scrutiny_stream};
use crate::outlook::year_is_valid;
use crate::refusal::Refusal;
use crate::register::Register;

/// An act that somebody is to do, unless nothing of it is found to be done.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    Call {
        period: ScrutinyPeriod,
        covers: (Date, Date),
        sits_on: Date,
    },
    /// With the grades to propose where the register has no average.
    Column {
        period: ScrutinyPeriod,
        subject: SubjectCode,
        grades: Vec<(PersonId, WholeGrade)>,
    },
    ProposeBehaviour {
        period: ScrutinyPeriod,
        students: Vec<(PersonId, WholeGrade)>,
    },
    Freeze {
        period: ScrutinyPeriod,
    },
    Grades {
        period: ScrutinyPeriod,
        students: Vec<PersonId>,
    },
    Behaviour {
        period: ScrutinyPeriod,
        students: Vec<PersonId>,
    },
    Activity {
        period: ScrutinyPeriod,
        student: PersonId,
    },
    Admission {
        student: PersonId,
    },
    Essay {
        student: PersonId,
        due: Date,
    },
    Credit {
        student: PersonId,
    },
    Close {
        period: ScrutinyPeriod,
        protocol: u32,
    },
    Reopen,
    /// A grade that was transcribed amiss.
    Correct,
    Assess {
        student: PersonId,
    },
    /// The subjects of a suspended judgement, after the summer.
    MadeUp {
        student: PersonId,
    },
    Resolve {
        student: PersonId,
    },
    Publish {
        period: ScrutinyPeriod,
        visible_from: Date,
    },
    Card {
        period: ScrutinyPeriod,
        student: PersonId,
        number: u32,
    },
}

impl Ask {
    fn period(&self) -> ScrutinyPeriod {
        match self {
            Ask::Call { period, .. }
            | Ask::Column { period, .. }
            | Ask::ProposeBehaviour { period, .. }
            | Ask::Freeze { period }
            | Ask::Grades { period, .. }
            | Ask::Behaviour { period, .. }
            | Ask::Activity { period, .. }
            | Ask::Close { period, .. }
            | Ask::Publish { period, .. }
            | Ask::Card { period, .. } => *period,
            Ask::Admission { .. }
            | Ask::Essay { .. }
            | Ask::Credit { .. }
            | Ask::Reopen
            | Ask::Correct
            | Ask::Assess { .. }
            | Ask::MadeUp { .. }
            | Ask::Resolve { .. } => ScrutinyPeriod::Final,
        }
    }

    /// The command that stands for it until it is filled in.
    pub(crate) fn placeholder(&self, class: ClassId) -> Command {
        Command::Scrutiny(Sent { class, period: self.period(), act: Act::FreezeDossier {} })
    }
}

/// Reads the register for the councils, in order of time.
pub(crate) struct Councils {
    dice: Dice,
    known: BTreeMap<(ClassId, ScrutinyPeriod), (Scrutiny, u64)>,
}

/// A class's council at a moment.
struct Sitting<'a> {
    register: &'a Register,
    period: ScrutinyPeriod,
    scrutiny: Scrutiny,
    year: SchoolYear,
    course: CourseYear,
    on: Date,
    at: Timestamp,
    dice: Dice,
}

impl Councils {
    pub(crate) fn new(dice: Dice) -> Self {
        Self { dice, known: BTreeMap::new() }
    }

    /// The command that is sent, if one is.
    pub(crate) async fn command(
        &mut self,
        register: &Register,
        class: ClassId,
        ask: &Ask,
        (on, at): (Date, Timestamp),
    ) -> Result<Option<Command>, Refusal> {
        let period = ask.period();
        let stream = scrutiny_stream(class, period)?;
        let (known, next) = self.known.remove(&(class, period)).unwrap_or_default();
        let (scrutiny, next) = read(register, &stream, (known, next), at, |state, event| {
            if let DomainEvent::Scrutiny(said) = event { scrutiny::evolve(state, said) } else { state }
        })
        .await?;
        self.known.insert((class, period), (scrutiny.clone(), next));
        let directory = register.directory().await?;
        let known = directory.school.classes.get(&class).ok_or(Refusal::NotFound("la classe"))?;
        let course = CourseYear::of_label(known.label.as_str()).ok_or(Refusal::NotFound("la classe"))?;
        let year = known.year;
        let sitting = Sitting { register, period, scrutiny, year, course, on, at, dice: self.dice };
        let act = sitting.act(ask).await?;
        Ok(act.map(|act| Command::Scrutiny(Sent { class, period, act })))
    }
}

/// A stream folded on, with what was recorded before a moment.
async fn read<S>(
    register: &Register,
    stream: &StreamName,
    (mut state, mut next): (S, u64),
    at: Timestamp,
    evolve: impl Fn(S, &DomainEvent) -> S,
) -> Result<(S, u64), Refusal> {
    let upcasters = event::upcasters();
    for recorded in register.log.read_stream(register.school, stream, Version(next)).await? {
        if at <= recorded.recorded_at {
            break;
        }
        next += 1;
        state = evolve(state, &event::open(recorded, &upcasters)?.fact);
    }
    Ok((state, next))
}

const UNANIMOUS: Votes = Votes { in_favour: 9, against: 0, decided_by_president: false };
const BY_MAJORITY: Votes = Votes { in_favour: 6, against: 3, decided_by_president: false };
const BY_THE_PRESIDENT: Votes = Votes { in_favour: 4, against: 4, decided_by_president: true };
/// What these people know of the law: the register knows it better.
const SIX: u8 = 6;
const LAST_YEAR: u8 = 5;
/// With more insufficient subjects than these a council does not suspend, but refuses.
const SUSPENDS_UP_TO: usize = 3;

impl Sitting<'_> {
    async fn act(&self, ask: &Ask) -> Result<Option<Act>, Refusal> {
        Ok(match ask {
            Ask::Call { covers: (covers_from, covers_to), sits_on, .. } => {
                let (covers_from, covers_to, sits_on) = (*covers_from, *covers_to, *sits_on);
                Some(Act::Open { covers_from, covers_to, sits_on })
            }
            Ask::Column { subject, grades, .. } => Some(self.column(subject, grades).await?),
            Ask::ProposeBehaviour { students, .. } => {
                let students = self.behaviour_proposed(students);
                let of = |(student, value): (PersonId, WholeGrade)| behaviour(student, value);
                Some(Act::ProposeBehaviour { students: students.into_iter().map(of).collect() })
            }
            Ask::Freeze { .. } => Some(Act::FreezeDossier {}),
            Ask::Grades { students, .. } => {
                let mut given = Vec::new();
                for student in self.assessed(students).await? {
                    given.push(StudentGrades { student, grades: self.grades(student) });
                }
                Some(Act::DeliberateGrades { students: given, votes: UNANIMOUS })
            }
            Ask::Behaviour { students, .. } => {
                let assessed = self.assessed(students).await?;
                let proposed = assessed.into_iter().filter_map(|student| {
                    let (value, _) = self.judged(student)?.behaviour_proposed.as_ref()?;
                    Some(behaviour(student, *value))
                });
                Some(Act::DeliberateBehaviour { students: proposed.collect(), votes: BY_MAJORITY })
            }
            Ask::Activity { student, .. } => self.below_six(*student).then(|| Act::AssignActivity {
                student: *student,
                activity: "percorso di approfondimento di educazione civica, dieci ore".to_owned(),
            }),
            Ask::Admission { student } => self.admission(*student).await?,
            Ask::Essay { student, due } => self.essay(*student, *due),
            Ask::Credit { student } => self.credit(*student),
            Ask::Close { protocol, .. } => {
                let is_open = match self.scrutiny.standing {
                    Standing::Closed { resumed, .. } => resumed,
                    Standing::Open | Standing::Reopened => true,
                };
                is_open.then(|| Act::Close { protocol: self.protocol(*protocol) })
            }
            Ask::Reopen => Some(Act::Reopen { reason: "un voto trascritto in modo errato".to_owned() }),
            Ask::Correct => self.correction(),
            Ask::Assess { student } => self.assessment(*student),
            Ask::MadeUp { student } => self.made_up(*student),
            Ask::Resolve { student } => self.resolution(*student).await?,
            Ask::Publish { visible_from, .. } => match self.scrutiny.standing {
                Standing::Closed { published: false, .. } => {
                    Some(Act::Publish { visible_from: *visible_from })
                }
                Standing::Closed { published: true, .. } | Standing::Open | Standing::Reopened => None,
            },
            Ask::Card { student, number, .. } => {
                let protocol = Protocol { number: 60_000 + number, year: self.on.year() };
                self.judged(*student).map(|_| Act::IssueCard { student: *student, protocol })
            }
        })
    }

    fn judged(&self, student: PersonId) -> Option<&Judged> {
        self.scrutiny.students.get(&student)
    }

    fn protocol(&self, number: u32) -> Protocol {
        Protocol { number, year: self.on.year() }
    }

    fn draw(&self, what: &str, student: PersonId) -> super::draw::Draw {
        let whom = student.0.as_u64_pair().1;
        self.dice.draw(what, whom, key(self.on))
    }

    /// The average of the period, rounded as teachers do; what was drawn, where there is none.
    async fn column(&self, subject: &SubjectCode, grades: &[(PersonId, WholeGrade)]) -> Result<Act, Refusal> {
        let mut column = Vec::new();
        for (student, drawn) in grades {
            let stream = assessment_stream(*student, self.year)?;
            let empty = (Assessment::default(), 0);
            let (known, _) = read(self.register, &stream, empty, self.at, |state, event| {
                if let DomainEvent::Assessment(said) = event {
                    assessment::evolve(state, said)
                } else {
                    state
                }
            })
            .await?;
            let counted = known.grades.values().filter(|grade| {
                grade.subject == *subject && grade.annulled_on.is_none() && self.scrutiny.covers(grade.on)
            });
            let average = assessment::average(counted.map(|grade| grade.mark));
            let rounded = average.and_then(|average| u8::try_from((average.0 + 50) / 100).ok());
            let rounded = rounded.and_then(|tenths| WholeGrade::try_from(tenths.max(3)).ok());
            column.push(ProposedGrade { student: *student, value: rounded.unwrap_or(*drawn), reason: None });
        }
        Ok(Act::ProposeGrades { subject: subject.clone(), grades: column })
    }

    /// Those who are not excluded for their absences: at the interim scrutiny, all.
    async fn assessed(&self, students: &[PersonId]) -> Result<Vec<PersonId>, Refusal> {
        let mut assessed = Vec::new();
        for student in students {
            if self.period == ScrutinyPeriod::Interim || self.is_valid(*student).await? {
                assessed.push(*student);
            }
        }
        Ok(assessed)
    }

    /// As drawn; but a six is for somebody whose subjects suffice, so that the essay decides.
    fn behaviour_proposed(&self, drawn: &[(PersonId, WholeGrade)]) -> Vec<(PersonId, WholeGrade)> {
        let mut proposed = drawn.to_vec();
        let suffices = |student: PersonId| {
            self.judged(student).is_some_and(|it| it.proposals.values().all(|it| !is_low(it.value)))
        };
        let six = proposed.iter().position(|(student, value)| is_six(*value) && !suffices(*student));
        let other =
            proposed.iter().position(|(student, value)| SIX + 1 < value.tenths() && suffices(*student));
        if let (Some(six), Some(other)) = (six, other) {
            let value = proposed[six].1;
            proposed[six].1 = proposed[other].1;
            proposed[other].1 = value;
        }
        proposed
    }

    /// As proposed; one five alone is raised by the council, now and then.
    fn grades(&self, student: PersonId) -> Vec<SubjectGrade> {
        let proposals = self.judged(student).map(|judged| judged.proposals.clone()).unwrap_or_default();
        let low: Vec<u8> = proposals.values().map(|it| it.value.tenths()).filter(|it| *it < SIX).collect();
        let is_raised = low == [5] && self.draw("raised by the council", student).below(2) == 0;
        let given = proposals.into_iter().map(|(subject, proposal)| {
            let raised = is_raised && proposal.value.tenths() == 5;
            SubjectGrade { subject, value: if raised { six(proposal.value) } else { proposal.value } }
        });
        given.collect()
    }

    fn below_six(&self, student: PersonId) -> bool {
        let judged = self.judged(student);
        judged.is_some_and(|judged| {
            judged.activity.is_none() && judged.behaviour.as_ref().is_some_and(|given| is_low(given.value))
        })
    }
}

fn behaviour(student: PersonId, value: WholeGrade) -> BehaviourGrade {
    let reasons = match value.tenths() {
        9 | 10 => "rispetto costante degli impegni e delle persone sull'intero anno",
        7 | 8 => "rispetto degli impegni e delle persone, con qualche richiamo nell'anno",
        _ => "richiami ripetuti e impegni disattesi nell'anno, come dal fascicolo",
    };
    BehaviourGrade { student, value, reasons: reasons.to_owned(), sub_iudice: false }
}
