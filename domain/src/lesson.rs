//! A class's lessons on one day: roll calls and signatures, hour by hour, and the tests planned for it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::hours::{ClassDay, LessonHour};
use crate::ids::{PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::text::{Text, italian_day, on_day};

mod event;
mod handed_back;
mod planned;

pub use event::{LessonEvent, Presence};
pub use handed_back::HandBack;

/// What stands of a day of lessons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lessons {
    pub rolls: BTreeMap<PeriodNumber, Roll>,
    pub signatures: BTreeMap<(PeriodNumber, PersonId), Signature>,
    /// Signatures annulled and not signed again.
    pub annulled: BTreeSet<(PeriodNumber, PersonId)>,
    pub homework: Vec<(PersonId, SubjectCode, Text, Date)>,
    /// The hours with a test, each by the teacher who planned it.
    pub tests: BTreeMap<PeriodNumber, PersonId>,
    /// Hours whose test was called off and not planned again.
    pub called_off: BTreeSet<PeriodNumber>,
    /// The hours whose test was handed back, and when.
    pub handed_back: BTreeMap<PeriodNumber, Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    pub teacher: PersonId,
    pub absent: BTreeSet<PersonId>,
    pub late: BTreeSet<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub presence: Presence,
    pub topic: Text,
}

pub fn evolve(mut lessons: Lessons, event: &LessonEvent) -> Lessons {
    match event {
        LessonEvent::RollCalled { period, teacher, absent, late, .. } => {
            let roll = Roll { teacher: *teacher, absent: absent.clone(), late: late.clone() };
            lessons.rolls.insert(*period, roll);
        }
        LessonEvent::Signed { period, teacher, presence, topic, .. } => {
            let signature = Signature { presence: *presence, topic: topic.clone() };
            lessons.signatures.insert((*period, *teacher), signature);
            lessons.annulled.remove(&(*period, *teacher));
        }
        LessonEvent::HomeworkAssigned { teacher, subject, text, due_on, .. } => {
            lessons.homework.push((*teacher, subject.clone(), text.clone(), *due_on));
        }
        LessonEvent::TopicCorrected { period, teacher, topic, .. } => {
            if let Some(signature) = lessons.signatures.get_mut(&(*period, *teacher)) {
                signature.topic = topic.clone();
            }
        }
        LessonEvent::SignatureAnnulled { period, teacher, .. } => {
            lessons.signatures.remove(&(*period, *teacher));
            lessons.annulled.insert((*period, *teacher));
        }
        LessonEvent::TestPlanned { period, teacher, .. } => {
            lessons.tests.insert(*period, *teacher);
            lessons.called_off.remove(period);
        }
        LessonEvent::TestCalledOff { period, .. } => {
            lessons.tests.remove(period);
            lessons.called_off.insert(*period);
            lessons.handed_back.remove(period);
        }
        LessonEvent::TestHandedBack { period, handed_back_on, .. } => {
            lessons.handed_back.insert(*period, *handed_back_on);
        }
    }
    lessons
}

/// What is asked of a class's day. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    CallRoll {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        presence: Presence,
        enrolled: BTreeSet<PersonId>,
        absent: BTreeSet<PersonId>,
        late: BTreeSet<PersonId>,
        today: Date,
    },
    Sign {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        presence: Presence,
        topic: Text,
        today: Date,
    },
    AssignHomework {
        day: ClassDay,
        subject: SubjectCode,
        teacher: PersonId,
        text: Text,
        due_on: Date,
    },
    CorrectTopic {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        topic: Text,
        reason: Text,
    },
    AnnulSignature {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        reason: Text,
    },
    PlanTest {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        today: Date,
    },
    CallOffTest {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        today: Date,
    },
    HandBackTest {
        day: ClassDay,
        period: PeriodNumber,
        teacher: PersonId,
        back: HandBack,
        today: Date,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} non è ancora venuto: oggi è {now}", day = on_day(*on), now = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("{day} la {period} ora non è in orario", day = on_day(*on))]
    NoSuchHour { on: Date, period: PeriodNumber },
    #[error(
        "{day} alla {period} ora il docente non è in orario nella classe: va indicato il collega sostituito",
        day = on_day(*on)
    )]
    NotInCharge { on: Date, period: PeriodNumber },
    #[error("{day} alla {period} ora il collega sostituito non è in orario", day = on_day(*on))]
    NobodyToSubstitute { on: Date, period: PeriodNumber },
    #[error("{day} lo studente {student} non risulta nella classe", day = on_day(*on))]
    NotInClass { on: Date, student: PersonId },
    #[error("lo studente {0} risulta insieme assente e in ritardo")]
    AbsentAndLate(PersonId),
    #[error("{day} il docente non insegna {subject} alla classe", day = on_day(*on))]
    NotTaught { on: Date, subject: SubjectCode },
    #[error("i compiti del {day} non possono scadere {due}", day = italian_day(*on), due = on_day(*due_on))]
    DueBefore { on: Date, due_on: Date },
    #[error("{day} la {period} ora è già firmata con altri dati: si corregge con un motivo", day = on_day(*on))]
    AlreadySigned { on: Date, period: PeriodNumber },
    #[error("{day} alla {period} ora non c'è una firma del docente", day = on_day(*on))]
    NotSigned { on: Date, period: PeriodNumber },
    #[error("una verifica si programma per un giorno che deve venire: oggi è {now}", now = on_day(*today))]
    NotToCome { on: Date, today: Date },
    #[error("{day} alla {period} ora insegnano altri: la verifica la programma chi ha l'ora", day = on_day(*on))]
    NotTheirHour { on: Date, period: PeriodNumber },
    #[error("{day} alla {period} ora non è programmata una verifica", day = on_day(*on))]
    NoTest { on: Date, period: PeriodNumber },
    #[error("{day} è già passato: la verifica della {period} ora non si annulla più", day = on_day(*on))]
    TestIsPast { on: Date, period: PeriodNumber },
    #[error("la verifica del {day} non può essere restituita {back}", day = italian_day(*on), back = on_day(*back_on))]
    BackBefore { on: Date, back_on: Date },
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. }
            | Rejection::DueBefore { .. }
            | Rejection::NotToCome { .. }
            | Rejection::TestIsPast { .. }
            | Rejection::BackBefore { .. } => Norm::TwoTimes,
            Rejection::NoSuchHour { .. } | Rejection::NotInClass { .. } => Norm::HoursOfAbsence,
            Rejection::NotInCharge { .. }
            | Rejection::NobodyToSubstitute { .. }
            | Rejection::NotTaught { .. }
            | Rejection::NotTheirHour { .. }
            | Rejection::NoTest { .. }
            | Rejection::AbsentAndLate(_) => Norm::OnlyRegisterFunctions,
            Rejection::NotSigned { .. } | Rejection::AlreadySigned { .. } => Norm::CorrectionWithReason,
        }
    }
}

pub fn decide(lessons: &Lessons, command: &Command) -> Result<Vec<LessonEvent>, Rejection> {
    match command {
        Command::CallRoll { day, period, teacher, presence, enrolled, absent, late, today } => {
            let hour = hour(day, *period, *today)?;
            in_charge(day, hour, *teacher, *presence)?;
            if let Some(student) = absent.union(late).find(|student| !enrolled.contains(student)) {
                return Err(Rejection::NotInClass { on: day.on, student: *student });
            }
            if let Some(student) = absent.intersection(late).next() {
                return Err(Rejection::AbsentAndLate(*student));
            }
            let roll = Roll { teacher: *teacher, absent: absent.clone(), late: late.clone() };
            if lessons.rolls.get(period) == Some(&roll) {
                return Ok(Vec::new());
            }
            Ok(vec![LessonEvent::RollCalled {
                class: day.class,
                on: day.on,
                period: *period,
                subject: hour.subject.clone(),
                teacher: *teacher,
                presence: *presence,
                enrolled: u16::try_from(enrolled.len()).unwrap_or(u16::MAX),
                absent: roll.absent,
                late: roll.late,
                because: vec![Norm::OnlyRegisterFunctions],
            }])
        }
        Command::Sign { day, period, teacher, presence, topic, today } => {
            let hour = hour(day, *period, *today)?;
            in_charge(day, hour, *teacher, *presence)?;
            let signature = Signature { presence: *presence, topic: topic.clone() };
            match lessons.signatures.get(&(*period, *teacher)) {
                Some(known) if *known == signature => Ok(Vec::new()),
                Some(_) => Err(Rejection::AlreadySigned { on: day.on, period: *period }),
                None => Ok(vec![LessonEvent::Signed {
                    class: day.class,
                    on: day.on,
                    period: *period,
                    subject: hour.subject.clone(),
                    teacher: *teacher,
                    presence: *presence,
                    topic: topic.clone(),
                    because: vec![Norm::OnlyRegisterFunctions],
                }]),
            }
        }
        Command::AssignHomework { day, subject, teacher, text, due_on } => {
            let taught =
                day.hours.iter().any(|hour| hour.subject == *subject && hour.teachers.contains(teacher));
            if !taught && !lessons.signatures.keys().any(|(_, signer)| signer == teacher) {
                return Err(Rejection::NotTaught { on: day.on, subject: subject.clone() });
            }
            if *due_on <= day.on {
                return Err(Rejection::DueBefore { on: day.on, due_on: *due_on });
            }
            if lessons.homework.contains(&(*teacher, subject.clone(), text.clone(), *due_on)) {
                return Ok(Vec::new());
            }
            Ok(vec![LessonEvent::HomeworkAssigned {
                class: day.class,
                on: day.on,
                subject: subject.clone(),
                teacher: *teacher,
                text: text.clone(),
                due_on: *due_on,
                because: vec![Norm::OnlyRegisterFunctions],
            }])
        }
        Command::CorrectTopic { day, period, teacher, topic, reason } => {
            let signature = signed(lessons, day, *period, *teacher)?;
            if signature.topic == *topic {
                return Ok(Vec::new());
            }
            Ok(vec![LessonEvent::TopicCorrected {
                class: day.class,
                on: day.on,
                period: *period,
                teacher: *teacher,
                withdrawn: signature.topic.clone(),
                topic: topic.clone(),
                reason: reason.clone(),
                because: vec![Norm::CorrectionWithReason],
            }])
        }
        Command::AnnulSignature { day, period, teacher, reason } => {
            if lessons.annulled.contains(&(*period, *teacher)) {
                return Ok(Vec::new());
            }
            let signature = signed(lessons, day, *period, *teacher)?;
            Ok(vec![LessonEvent::SignatureAnnulled {
                class: day.class,
                on: day.on,
                period: *period,
                teacher: *teacher,
                withdrawn: signature.topic.clone(),
                reason: reason.clone(),
                because: vec![Norm::CorrectionWithReason],
            }])
        }
        Command::PlanTest { day, period, teacher, today } => {
            planned::plan(lessons, day, *period, *teacher, *today)
        }
        Command::CallOffTest { day, period, teacher, today } => {
            planned::call_off(lessons, day, *period, *teacher, *today)
        }
        Command::HandBackTest { day, period, teacher, back, today } => {
            handed_back::hand_back(lessons, day, *period, *teacher, *back, *today)
        }
    }
}

fn hour(day: &ClassDay, period: PeriodNumber, today: Date) -> Result<&LessonHour, Rejection> {
    if today < day.on {
        return Err(Rejection::InTheFuture { on: day.on, today });
    }
    day.hour(period).ok_or(Rejection::NoSuchHour { on: day.on, period })
}

/// By the timetable of that day, or in the place of somebody who is in it.
fn in_charge(
    day: &ClassDay,
    hour: &LessonHour,
    teacher: PersonId,
    presence: Presence,
) -> Result<(), Rejection> {
    match presence {
        Presence::Timetable if !hour.teachers.contains(&teacher) => {
            Err(Rejection::NotInCharge { on: day.on, period: hour.period })
        }
        Presence::Substitution { of } if !hour.teachers.contains(&of) => {
            Err(Rejection::NobodyToSubstitute { on: day.on, period: hour.period })
        }
        Presence::Timetable | Presence::Substitution { .. } => Ok(()),
    }
}

fn signed<'a>(
    lessons: &'a Lessons,
    day: &ClassDay,
    period: PeriodNumber,
    teacher: PersonId,
) -> Result<&'a Signature, Rejection> {
    lessons.signatures.get(&(period, teacher)).ok_or(Rejection::NotSigned { on: day.on, period })
}

#[cfg(test)]
mod tests;
