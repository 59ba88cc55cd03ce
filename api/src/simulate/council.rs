//! What a council finds when it sits: the acts of a scrutiny, filled in with what the register knows at that moment.
//!
//! Only what was recorded before the moment counts, so that a year that was stopped in the middle of a sitting goes on
//! with the same words.

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

    /// Whether a student attended three quarters of the year, by what was recorded before this moment.
    async fn is_valid(&self, student: PersonId) -> Result<bool, Refusal> {
        let stream = attendance_stream(student, self.year)?;
        let empty = (Attendance::default(), 0);
        let (known, _) = read(self.register, &stream, empty, self.at, |state, event| {
            if let DomainEvent::Attendance(said) = event { attendance::evolve(state, said) } else { state }
        })
        .await?;
        let directory = self.register.directory().await?;
        year_is_valid(&directory, &self.register.regulation, student, self.year, &known, self.on)
    }

    async fn admission(&self, student: PersonId) -> Result<Option<Act>, Refusal> {
        if self.judged(student).is_some_and(|judged| judged.outcome.is_some()) {
            return Ok(None);
        }
        if !self.is_valid(student).await? {
            return Ok(Some(excluded(student)));
        }
        Ok(self.judged(student).map(|judged| self.outcome(student, judged)))
    }

    /// What a council deliberates of who was assessed.
    fn outcome(&self, student: PersonId, judged: &Judged) -> Act {
        let low: BTreeSet<SubjectCode> =
            judged.grades.iter().filter(|(_, it)| is_low(**it)).map(|(it, _)| it.clone()).collect();
        let behaviour = judged.behaviour.as_ref().map(|given| given.value);
        let six = behaviour.is_some_and(is_six) && self.course.0 != LAST_YEAR;
        let refused = |ground, reasons| {
            deliberate(student, Outcome::NotAdmitted { ground }, Some(reasons), BY_MAJORITY)
        };
        if behaviour.is_some_and(is_low) {
            return refused(Ground::Behaviour, "voto di comportamento inferiore a sei, come da verbale");
        }
        match low.len() {
            0 if six && !judged.essay_passed() => {
                deliberate(student, Outcome::Suspended { subjects: low, essay: true }, None, BY_MAJORITY)
            }
            0 => deliberate(student, Outcome::Admitted, None, UNANIMOUS),
            1 if self.course.0 == LAST_YEAR => {
                let reasons = "una sola insufficienza, con un percorso in crescita";
                deliberate(student, Outcome::Admitted, Some(reasons), BY_THE_PRESIDENT)
            }
            number if self.course.0 == LAST_YEAR || SUSPENDS_UP_TO < number => {
                refused(Ground::Subjects, "insufficienze numerose e gravi, come da verbale")
            }
            _ => deliberate(student, Outcome::Suspended { subjects: low, essay: six }, None, BY_MAJORITY),
        }
    }

    fn essay(&self, student: PersonId, due: Date) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.essay.is_none())?;
        let is_due = match &judged.outcome.as_ref()?.outcome {
            Outcome::Suspended { essay, .. } => *essay,
            Outcome::Admitted => is_six(judged.behaviour.as_ref()?.value),
            Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences => false,
        };
        let term = if self.course.0 == LAST_YEAR { EssayTerm::AtExam } else { EssayTerm::By { due } };
        let topic = "le regole della convivenza a scuola e nella Costituzione".to_owned();
        is_due.then_some(Act::AssignEssay { student, topic, term })
    }

    /// The lower points of the band; the higher ones with nine in behaviour and an average beyond the half of it.
    fn credit(&self, student: PersonId) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.credit.is_none())?;
        if judged.outcome.as_ref()?.outcome != Outcome::Admitted {
            return None;
        }
        let (average, behaviour): (Average, WholeGrade) =
            (judged.average()?, judged.behaviour.as_ref()?.value);
        let band = self.register.regulation.credit_bands(self.on).band(average, self.course)?;
        let is_high = 50 <= average.hundredths() % 100
            && self.register.regulation.top_of_band_behaviour(self.on) <= behaviour.tenths();
        let points = if is_high { band.to } else { band.from };
        Some(Act::DeliberateCredit { student, points, votes: UNANIMOUS })
    }

    /// Of the first student who is admitted.
    fn correction(&self) -> Option<Act> {
        let admitted = |(_, judged): &(&PersonId, &Judged)| {
            judged.outcome.as_ref().is_some_and(|last| last.outcome == Outcome::Admitted)
        };
        let (student, judged) = self.scrutiny.students.iter().find(admitted)?;
        let mut grades: Vec<SubjectGrade> = judged
            .grades
            .iter()
            .map(|(subject, value)| SubjectGrade { subject: subject.clone(), value: *value })
            .collect();
        let corrected = grades.iter_mut().find(|given| given.value.tenths() < 10)?;
        corrected.value = WholeGrade::try_from(corrected.value.tenths() + 1).ok()?;
        let students = vec![StudentGrades { student: *student, grades }];
        Some(Act::DeliberateGrades { students, votes: UNANIMOUS })
    }

    fn assessment(&self, student: PersonId) -> Option<Act> {
        let essay = self.judged(student)?.essay.as_ref().filter(|essay| essay.assessed.is_none())?;
        let EssayTerm::By { due } = essay.term else { return None };
        let outcome = match self.draw("essay", student).below(10) {
            0 if due < self.on => EssayOutcome::NotDelivered,
            1 if due < self.on => EssayOutcome::Insufficient,
            _ => EssayOutcome::Passed,
        };
        Some(Act::AssessEssay { student, outcome, votes: UNANIMOUS })
    }

    fn made_up(&self, student: PersonId) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.awaits_resolution())?;
        let subjects = judged.suspended.as_ref().filter(|subjects| !subjects.is_empty())?;
        if self.draw("made up for", student).below(10) < 2 {
            return None;
        }
        let grades = judged.grades.iter().map(|(subject, value)| {
            let value = if subjects.contains(subject) { six(*value) } else { *value };
            SubjectGrade { subject: subject.clone(), value }
        });
        let students = vec![StudentGrades { student, grades: grades.collect() }];
        Some(Act::DeliberateGrades { students, votes: UNANIMOUS })
    }

    /// Of a judgement that was suspended, or that a correction left open. Before the summer nobody has made up for a
    /// subject yet.
    async fn resolution(&self, student: PersonId) -> Result<Option<Act>, Refusal> {
        let Some(judged) = self.judged(student) else { return Ok(None) };
        let is_open = judged.outcome.is_none() && !judged.grades.is_empty();
        if !is_open && !judged.awaits_resolution() {
            return Ok(None);
        }
        if !judged.awaits_resolution() {
            return self.admission(student).await;
        }
        if !self.is_valid(student).await? {
            return Ok(Some(excluded(student)));
        }
        let low = judged.grades.values().any(|value| is_low(*value));
        let essay = judged.essay.as_ref().map(|essay| essay.assessed);
        let is_over = self.year.last_day().month() <= self.on.month();
        Ok(match essay {
            _ if low && !is_over => None,
            _ if low => Some(deliberate(
                student,
                Outcome::NotAdmitted { ground: Ground::Subjects },
                Some("le insufficienze non sono state recuperate"),
                BY_MAJORITY,
            )),
            None | Some(Some(EssayOutcome::Passed)) => {
                Some(deliberate(student, Outcome::Admitted, None, UNANIMOUS))
            }
            Some(Some(EssayOutcome::Insufficient | EssayOutcome::NotDelivered)) => Some(deliberate(
                student,
                Outcome::NotAdmitted { ground: Ground::Essay },
                Some("l'elaborato non è stato superato"),
                BY_MAJORITY,
            )),
            Some(None) => None,
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

fn excluded(student: PersonId) -> Act {
    let reasons = "ore di assenza oltre un quarto dell'orario annuale, senza deroghe sufficienti";
    deliberate(student, Outcome::ExcludedForAbsences, Some(reasons), UNANIMOUS)
}

fn is_low(grade: WholeGrade) -> bool {
    grade.tenths() < SIX
}

fn is_six(grade: WholeGrade) -> bool {
    grade.tenths() == SIX
}

fn six(instead_of: WholeGrade) -> WholeGrade {
    WholeGrade::try_from(SIX).unwrap_or(instead_of)
}

fn deliberate(student: PersonId, outcome: Outcome, reasons: Option<&str>, votes: Votes) -> Act {
    Act::DeliberateAdmission { student, outcome, reasons: reasons.map(str::to_owned), votes }
}
