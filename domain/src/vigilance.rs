//! What the school did in a school year to watch over attendance (`vigilanza`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::ClassId;
use crate::norm::Norm;
use crate::text::{Text, italian_day, month_name, on_day};

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VigilanceEvent {
    /// The secretariat went through a month's absences and told the families in writing.
    #[serde(rename = "attendance-reviewed.v1")]
    AttendanceReviewed {
        year: SchoolYear,
        on: Date,
        /// The first day of the month reviewed.
        month: Date,
        families_told: u16,
        because: Vec<Norm>,
    },
    /// How the students of a class come back after a collective absence. A later one takes its place.
    #[serde(rename = "readmission-rule-set.v1")]
    ReadmissionRuleSet {
        year: SchoolYear,
        class: ClassId,
        on: Date,
        /// The day of the collective absence.
        absence: Date,
        rule: Text,
        because: Vec<Norm>,
    },
    /// A person looked at a class's repeated collective absences, and decided.
    #[serde(rename = "collective-absences-considered.v1")]
    CollectiveAbsencesConsidered {
        year: SchoolYear,
        class: ClassId,
        on: Date,
        outcome: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "enrolled-minors-reported.v1")]
    MinorsReported { year: SchoolYear, on: Date, students: u16, protocol: Text, because: Vec<Norm> },
}

/// What was done in the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vigilance {
    /// How many events there were: the version of the next one.
    pub length: u32,
    /// The months reviewed, by their first day: when, and how many families were told.
    pub reviews: BTreeMap<Date, Review>,
    /// The rule in force for a class after a collective absence.
    pub readmissions: BTreeMap<(ClassId, Date), Text>,
    pub considered: BTreeSet<(ClassId, Date, Text)>,
    pub minors: Minors,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    pub on: Date,
    pub families_told: u16,
}

/// The yearly report of the enrolled minors to the mayor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Minors {
    #[default]
    NotReported,
    Reported {
        on: Date,
        students: u16,
        protocol: Text,
    },
}

pub fn evolve(mut state: Vigilance, event: &VigilanceEvent) -> Vigilance {
    state.length += 1;
    match event {
        VigilanceEvent::AttendanceReviewed { month, on, families_told, .. } => {
            state.reviews.insert(*month, Review { on: *on, families_told: *families_told });
        }
        VigilanceEvent::ReadmissionRuleSet { class, absence, rule, .. } => {
            state.readmissions.insert((*class, *absence), rule.clone());
        }
        VigilanceEvent::CollectiveAbsencesConsidered { class, on, outcome, .. } => {
            state.considered.insert((*class, *on, outcome.clone()));
        }
        VigilanceEvent::MinorsReported { on, students, protocol, .. } => {
            let (on, students, protocol) = (*on, *students, protocol.clone());
            state.minors = Minors::Reported { on, students, protocol };
        }
    }
    state
}

/// What the school does in `year`, on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub year: SchoolYear,
    pub on: Date,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Any day of the month reviewed.
    ReviewAttendance {
        month: Date,
        families_told: u16,
    },
    SetReadmissionRule {
        class: ClassId,
        absence: Date,
        rule: Text,
    },
    ConsiderCollectiveAbsences {
        class: ClassId,
        outcome: Text,
    },
    ReportMinors {
        students: u16,
        protocol: Text,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} è fuori dall'anno scolastico {year}", day = on_day(*day))]
    OutsideYear { day: Date, year: SchoolYear },
    #[error("{name} {number} non è ancora iniziato: oggi è {now}", name = month_name(*month), number = month.year(), now = on_day(*on))]
    MonthToCome { month: Date, on: Date },
    #[error("le assenze di {name} {number} sono già state controllate {then}", name = month_name(*month), number = month.year(), then = on_day(*reviewed_on))]
    AlreadyReviewed { month: Date, reviewed_on: Date },
    #[error("l'assenza collettiva del {day} non è ancora avvenuta: oggi è {now}", day = italian_day(*absence), now = on_day(*on))]
    AbsenceToCome { absence: Date, on: Date },
    #[error("non c'è nessuno studente da comunicare")]
    NoStudents,
    #[error("i minori iscritti del {year} sono già stati comunicati {day} (protocollo {protocol})", day = on_day(*on))]
    AlreadyReported { year: SchoolYear, on: Date, protocol: Text },
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::OutsideYear { .. } => "outside-year",
            Rejection::MonthToCome { .. } => "month-to-come",
            Rejection::AlreadyReviewed { .. } => "already-reviewed",
            Rejection::AbsenceToCome { .. } => "absence-to-come",
            Rejection::NoStudents => "no-students",
            Rejection::AlreadyReported { .. } => "already-reported",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::OutsideYear { .. } => Norm::TwoTimes,
            Rejection::MonthToCome { .. } | Rejection::AlreadyReviewed { .. } => Norm::MonthlyReview,
            Rejection::AbsenceToCome { .. } => Norm::ReadmissionAfterCollective,
            Rejection::NoStudents | Rejection::AlreadyReported { .. } => Norm::EnrolledMinorsReported,
        }
    }
}

pub fn decide(state: &Vigilance, command: &Command) -> Result<Vec<VigilanceEvent>, Rejection> {
    let Command { year, on, act } = command;
    match act {
        Act::ReviewAttendance { month, families_told } => review(state, *year, *month, *families_told, *on),
        Act::SetReadmissionRule { class, absence, rule } => {
            set_readmission_rule(state, *year, *class, *absence, rule, *on)
        }
        Act::ConsiderCollectiveAbsences { class, outcome } => {
            Ok(consider_collective_absences(state, *year, *class, outcome, *on))
        }
        Act::ReportMinors { students, protocol } => report_minors(state, *year, *students, protocol, *on),
    }
}

/// Norm: A3-10. One review a month; the month may still be running.
fn review(
    state: &Vigilance,
    year: SchoolYear,
    month: Date,
    families_told: u16,
    on: Date,
) -> Result<Vec<VigilanceEvent>, Rejection> {
    inside(year, month)?;
    let month = month.first_of_month();
    if on < month {
        return Err(Rejection::MonthToCome { month, on });
    }
    match state.reviews.get(&month) {
        Some(known) if known.families_told == families_told => Ok(Vec::new()),
        Some(known) => Err(Rejection::AlreadyReviewed { month, reviewed_on: known.on }),
        None => Ok(vec![VigilanceEvent::AttendanceReviewed {
            year,
            on,
            month,
            families_told,
            because: vec![Norm::MonthlyReview],
        }]),
    }
}

/// Norm: A4-02. The principal's; set again, the later one holds.
fn set_readmission_rule(
    state: &Vigilance,
    year: SchoolYear,
    class: ClassId,
    absence: Date,
    rule: &Text,
    on: Date,
) -> Result<Vec<VigilanceEvent>, Rejection> {
    inside(year, absence)?;
    if on < absence {
        return Err(Rejection::AbsenceToCome { absence, on });
    }
    if state.readmissions.get(&(class, absence)) == Some(rule) {
        return Ok(Vec::new());
    }
    let (rule, because) = (rule.clone(), vec![Norm::ReadmissionAfterCollective]);
    Ok(vec![VigilanceEvent::ReadmissionRuleSet { year, class, on, absence, rule, because }])
}

/// Norm: A4-03. What follows for trips and behaviour is for people to decide: here is what they decided.
fn consider_collective_absences(
    state: &Vigilance,
    year: SchoolYear,
    class: ClassId,
    outcome: &Text,
    on: Date,
) -> Vec<VigilanceEvent> {
    if state.considered.contains(&(class, on, outcome.clone())) {
        return Vec::new();
    }
    let (outcome, because) = (outcome.clone(), vec![Norm::RepeatedAbsencesWeigh]);
    vec![VigilanceEvent::CollectiveAbsencesConsidered { year, class, on, outcome, because }]
}

/// Norm: B5-05. Once a year; late is better than never.
fn report_minors(
    state: &Vigilance,
    year: SchoolYear,
    students: u16,
    protocol: &Text,
    on: Date,
) -> Result<Vec<VigilanceEvent>, Rejection> {
    if students == 0 {
        return Err(Rejection::NoStudents);
    }
    match &state.minors {
        Minors::Reported { students: known, protocol: given, .. }
            if (*known, given) == (students, protocol) =>
        {
            Ok(Vec::new())
        }
        Minors::Reported { on, protocol, .. } => {
            Err(Rejection::AlreadyReported { year, on: *on, protocol: protocol.clone() })
        }
        Minors::NotReported => Ok(vec![VigilanceEvent::MinorsReported {
            year,
            on,
            students,
            protocol: protocol.clone(),
            because: vec![Norm::EnrolledMinorsReported],
        }]),
    }
}

fn inside(year: SchoolYear, day: Date) -> Result<(), Rejection> {
    if SchoolYear::containing(day) == year { Ok(()) } else { Err(Rejection::OutsideYear { day, year }) }
}

#[cfg(test)]
mod tests;
