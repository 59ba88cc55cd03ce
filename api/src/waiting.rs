//! What waits for the principal: duties by norm, clocks of cases, appeals, grades that a scrutiny would miss. Of today, as the
//! register stands; it is counted for the whole school once for each position of the feed, and told as each may see it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{Duty, DutyKind, Status};
use registro_domain::ids::{CaseId, ClassId, PersonId, SubjectCode};
use registro_domain::norm::Norm;
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_eventlog::event::Position;
use registro_projections::breaches;
use registro_projections::cases::CaseFile;
use registro_projections::directory::Directory;

use crate::answers::Moment;
use crate::app::App;
use crate::commands::scrutiny::subjects_on;
use crate::docket::{self, Docket, is_over};
use crate::duties::{Scope, may_see};
use crate::guarantee::{Stage, awaits, open_appeals, stage};
use crate::http::Web;
use crate::http::class_day::holidays;
use crate::http::sight::may_see_case_file;
use crate::identity::Session;
use crate::policy::{About, Matter, Record};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Counted over the whole school, whoever asks.
#[derive(Debug, Default)]
pub struct Counted {
    /// Those not done.
    duties: Vec<Duty>,
    missing: Vec<Missing>,
    /// The recent cases in which something is waited for.
    cases: Vec<Followed>,
}

/// A case, with the days that are waited for in it.
#[derive(Debug)]
struct Followed {
    file: CaseFile,
    clocks: Vec<docket::Clock>,
}

/// The last count.
#[derive(Clone, Default)]
pub struct Count(Arc<Mutex<Option<Last>>>);

#[derive(Clone)]
struct Last {
    at: Option<Position>,
    on: Date,
    /// The next hour by which a breach is to be notified: past it the same acts come to another count.
    until: Option<Timestamp>,
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
pub(crate) async fn waiting(web: &Web, session: &Session) -> Result<Waiting, Problem> {
    let counted = counted(web, session).await?;
    let mut clocks: Vec<Clock> = Vec::new();
    for Followed { file, clocks: of_case } in
        counted.cases.iter().filter(|it| may_see_case_file(session, &it.file))
    {
        clocks.extend(of_case.iter().map(|clock| Clock {
            case: file.id,
            student: file.student,
            what: clock.what,
            until: clock.until,
            norm: clock.norm,
        }));
    }
    clocks.sort_by_key(|clock| clock.until);
    let files = counted.cases.iter().map(|it| &it.file);
    let appeals = open_appeals(session, files).into_iter().filter_map(|(file, number)| {
        let appeal = file.case.appeals.get(&number)?;
        let stage = stage(file, appeal, session.today);
        let decide_by = appeal.filing.said.decide_by;
        Some(Pending { case: file.id, student: file.student, decide_by, stage })
    });
    Ok(Waiting {
        duties: by_norm(counted.duties.iter().filter(|duty| may_see(session, duty))),
        clocks,
        appeals: appeals.collect(),
        missing: of_readers(session, &counted),
    })
}

/// The grades that the scrutinies would miss, alone.
pub(crate) async fn missing_grades(web: &Web, session: &Session) -> Result<Vec<Missing>, Problem> {
    let counted = counted(web, session).await?;
    Ok(of_readers(session, &counted))
}

/// Those of the classes whose grades she reads, without the students whose grades are kept from her.
fn of_readers(session: &Session, counted: &Counted) -> Vec<Missing> {
    let asking = session.asking();
    let reads_grades = |class| asking.may_read(Matter::Grade, &About::class(class));
    let told = |it: &Missing| {
        let year = SchoolYear::containing(it.sits_on);
        let mut it = it.clone();
        it.students.retain(|student| !asking.hides_record(Record::Grades, *student, year));
        it
    };
    let told = counted.missing.iter().filter(|it| reads_grades(it.class)).map(told);
    told.filter(|it| !it.students.is_empty()).collect()
}

async fn counted(web: &Web, session: &Session) -> Result<Arc<Counted>, Refusal> {
    if !session.may_see_school() {
        return Err(Refusal::NotFound("il cruscotto"));
    }
    web.app.counted(session.today).await
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
    async fn counted(&self, today: Date) -> Result<Arc<Counted>, Refusal> {
        let position = *self.seen.borrow();
        let last = self.count.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let now = self.register.clock.now();
        let still = |last: &Last| {
            (last.at, last.on) == (position, today) && last.until.is_none_or(|until| now <= until)
        };
        if let Some(last) = last.filter(still) {
            return Ok(last.counted);
        }
        // Who is who is asked after the position is read: what is kept under a position is never older than it.
        let directory = self.register.directory().await?;
        let mut duties = self.duties(Scope::School, today, Moment::Now).await?;
        duties.retain(|duty| matches!(duty.status, Status::Due | Status::Overdue));
        let missing = self.missing_grades(&directory, today).await?;
        let cases = self.followed(&directory, today).await?;
        let counted = Arc::new(Counted { duties, missing, cases });
        let breaches = breaches::of_school(&self.store, self.register.school).await?;
        let hours = breaches.iter().filter_map(|file| Some(file.breach.recorded.as_ref()?.notify_by));
        let until = hours.filter(|notify_by| now <= *notify_by).min();
        let last = Last { at: position, on: today, until, counted: Arc::clone(&counted) };
        *self.count.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
        Ok(counted)
    }

    async fn followed(&self, directory: &Directory, today: Date) -> Result<Vec<Followed>, Refusal> {
        let (regulation, holidays) = (&self.register.regulation, holidays(directory, today));
        let mut followed = Vec::new();
        for file in self.recent_cases(today).await? {
            let awaits = file.case.appeals.values().any(|appeal| awaits(&file, appeal, today));
            let it = if is_over(file.case.standing(today, regulation, &holidays)) {
                Followed { file, clocks: Vec::new() }
            } else {
                let Docket { file, clocks, .. } = self.docket(file, directory, Moment::Now, today).await?;
                Followed { file, clocks }
            };
            if awaits || !it.clocks.is_empty() {
                followed.push(it);
            }
        }
        Ok(followed)
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
