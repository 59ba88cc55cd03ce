//! What waits for the principal: duties by norm, clocks of cases, appeals, grades that a scrutiny would miss. Of today, as the
//! register stands; what counts the whole school is counted once for each position of the feed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{Duty, DutyKind, Status};
use registro_domain::ids::{CaseId, ClassId, PersonId, SubjectCode};
use registro_domain::norm::Norm;
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;

use crate::answers::Moment;
use crate::app::App;
use crate::commands::scrutiny::subjects_on;
use crate::duties::{Scope, may_see};
use crate::guarantee::{Stage, stage};
use crate::http::Web;
use crate::http::cases::dockets_of_year;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Counted over the whole school, whoever asks.
#[derive(Debug, Default)]
pub struct Counted {
    /// Those not done.
    duties: Vec<Duty>,
    missing: Vec<Missing>,
}

/// The last count.
#[derive(Clone, Default)]
pub struct Count(Arc<Mutex<Option<Last>>>);

#[derive(Clone)]
struct Last {
    at: Option<Position>,
    on: Date,
    counted: Arc<Counted>,
}

/// Duties of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToDo {
    pub kind: DutyKind,
    pub norm: Norm,
    pub overdue: usize,
    pub due: usize,
    /// The day since which the oldest is overdue.
    pub since: Option<Date>,
}

/// A day that is waited for in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub case: CaseId,
    pub student: PersonId,
    pub what: &'static str,
    pub until: Date,
    pub norm: Norm,
}

/// An appeal to the Organo di garanzia about which something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub case: CaseId,
    pub student: PersonId,
    pub decide_by: Date,
    pub stage: Stage,
}

/// Who has no grade in a subject, of the days that a scrutiny covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub class: ClassId,
    pub period: ScrutinyPeriod,
    pub sits_on: Date,
    pub subject: SubjectCode,
    pub students: Vec<PersonId>,
}

/// What waits, as somebody may see it.
pub struct Waiting {
    /// Overdue first, the most of them first.
    pub duties: Vec<ToDo>,
    /// The nearest first.
    pub clocks: Vec<Clock>,
    pub appeals: Vec<Pending>,
    pub missing: Vec<Missing>,
}

/// What waits for whoever sees the school's day.
pub async fn waiting(web: &Web, session: &Session) -> Result<Waiting, Problem> {
    if !session.may_see_school() {
        return Err(Refusal::NotFound("il cruscotto").into());
    }
    let counted = web.app.counted(&session.directory, session.today).await?;
    let mut clocks = Vec::new();
    for docket in dockets_of_year(web, session, SchoolYear::containing(session.today)).await? {
        clocks.extend(docket.clocks.iter().map(|clock| Clock {
            case: docket.file.id,
            student: docket.file.student,
            what: clock.what,
            until: clock.until,
            norm: clock.norm,
        }));
    }
    clocks.sort_by_key(|clock| clock.until);
    let appeals = web.app.open_appeals(session).await?.into_iter().filter_map(|(file, number)| {
        let appeal = file.case.appeals.get(&number)?;
        let stage = stage(&file, appeal, session.today);
        let decide_by = appeal.filing.said.decide_by;
        Some(Pending { case: file.id, student: file.student, decide_by, stage })
    });
    let reads_grades = |class| session.asking().may_read(Matter::Grade, &About::class(class));
    Ok(Waiting {
        duties: by_norm(counted.duties.iter().filter(|duty| may_see(session, duty))),
        clocks,
        appeals: appeals.collect(),
        missing: counted.missing.iter().filter(|it| reads_grades(it.class)).cloned().collect(),
    })
}

fn by_norm<'a>(duties: impl Iterator<Item = &'a Duty>) -> Vec<ToDo> {
    let mut kinds: BTreeMap<DutyKind, ToDo> = BTreeMap::new();
    for duty in duties {
        let kind = duty.kind;
        let none = ToDo { kind, norm: kind.norm(), overdue: 0, due: 0, since: None };
        let to_do = kinds.entry(kind).or_insert(none);
        match duty.status {
            Status::Overdue => {
                to_do.overdue += 1;
                to_do.since = to_do.since.into_iter().chain(duty.due).min();
            }
            Status::Due => to_do.due += 1,
            Status::Done { .. } | Status::NotYetDue => {}
        }
    }
    let mut kinds: Vec<ToDo> = kinds.into_values().filter(|it| 0 < it.overdue + it.due).collect();
    kinds.sort_by_key(|it| (std::cmp::Reverse(it.overdue), std::cmp::Reverse(it.due)));
    kinds
}

impl App {
    async fn counted(&self, directory: &Directory, today: Date) -> Result<Arc<Counted>, Refusal> {
        let position = *self.seen.borrow();
        let last = self.count.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.filter(|last| (last.at, last.on) == (position, today)) {
            return Ok(last.counted);
        }
        let mut duties = self.duties(Scope::School, today, Moment::Now).await?;
        duties.retain(|duty| matches!(duty.status, Status::Due | Status::Overdue));
        let counted = Arc::new(Counted { duties, missing: self.missing_grades(directory, today).await? });
        let last = Last { at: position, on: today, counted: Arc::clone(&counted) };
        *self.count.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
        Ok(counted)
    }

    /// Of the scrutinies that were called and not yet closed.
    async fn missing_grades(&self, directory: &Directory, today: Date) -> Result<Vec<Missing>, Refusal> {
        let year = SchoolYear::containing(today);
        let mut missing = Vec::new();
        let classes = directory.school.classes.iter().filter(|(_, class)| class.year == year);
        for (class, known) in classes {
            for period in ScrutinyPeriod::BOTH {
                let minutes = self.scrutiny(*class, period, Moment::Now).await?;
                let Some(scrutiny) = minutes.map(|minutes| minutes.scrutiny) else { continue };
                let Some(opening) = scrutiny.opening.filter(|_| scrutiny.closed_on().is_none()) else {
                    continue;
                };
                let mut without: BTreeMap<SubjectCode, Vec<PersonId>> = BTreeMap::new();
                for student in directory.class_on(*class, opening.covers_to.min(today)) {
                    let given = self.grades(student.person, year, Moment::Now).await?;
                    let covered = |on: Date| opening.covers_from <= on && on <= opening.covers_to;
                    for subject in subjects_on(known, opening.covers_to) {
                        let has = given.iter().flat_map(|given| given.of_subject(&subject));
                        if !has.into_iter().any(|(_, grade)| grade.stands() && covered(grade.on)) {
                            without.entry(subject).or_default().push(student.person);
                        }
                    }
                }
                missing.extend(without.into_iter().map(|(subject, students)| Missing {
                    class: *class,
                    period,
                    sits_on: opening.sits_on,
                    subject,
                    students,
                }));
            }
        }
        missing.sort_by_key(|it| (it.sits_on, directory.class_label(it.class), it.subject.clone()));
        Ok(missing)
    }
}
