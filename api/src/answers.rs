//! The register's answers, now or as it stood: the same for pages, JSON and command line.

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::CaseSummary;
use registro_domain::fact::{Concern, Said as _};
use registro_domain::ids::{CaseId, ClassId, PersonId};
use registro_eventlog::event::Position;
use registro_projections::as_of::{as_of, behind};
use registro_projections::attendance_totals::{self, AttendanceTotals, Figure, Totals};
use registro_projections::audit_trail::{self, Act};
use registro_projections::cases::{self, CaseFile, Cases};
use registro_projections::class_day::{self, ClassDay, ClassDays};
use registro_projections::conduct::{self, Conduct, Conducts};
use registro_projections::devices::{self, Device, Devices};
use registro_projections::directory::Directory;
use registro_projections::event::{self, Event};
use registro_projections::expunction::veil;
use registro_projections::grade_changes::{self, Changes, GradeChanges};
use registro_projections::grades::{self, GradeBook, Grades};
use registro_projections::permissions::{self, Asked, Permissions};
use registro_projections::rule_conflicts::{self, ConflictFile};

use crate::access;
use crate::app::App;
use crate::http::class_day::holidays;
use crate::refusal::Refusal;

/// Which moment of the register's history an answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Now,
    /// When the feed had reached this position.
    At(Position),
    /// Before anything was recorded.
    BeforeAll,
}

impl App {
    /// The moment of an instant: the register as it stood then.
    pub async fn moment(&self, as_of: Option<Timestamp>) -> Result<Moment, Refusal> {
        let Some(instant) = as_of else { return Ok(Moment::Now) };
        let position = self.register.log.position_at(self.register.school, instant).await?;
        access::stands_on(instant, position);
        let Some(position) = position else { return Ok(Moment::BeforeAll) };
        // The index from rows to events must have got there, or the answer would leave some out.
        self.wait_for(position).await?;
        Ok(Moment::At(position))
    }

    /// The last position that an answer about `moment` may rest on.
    fn until(&self, moment: Moment) -> Option<Position> {
        match moment {
            Moment::Now => *self.seen.borrow(),
            Moment::At(position) => Some(position),
            Moment::BeforeAll => None,
        }
    }

    pub async fn totals(
        &self,
        student: PersonId,
        year: SchoolYear,
        moment: Moment,
    ) -> Result<Option<Totals>, Refusal> {
        let key = attendance_totals::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<AttendanceTotals>(school, &key).await?,
            Moment::At(until) => as_of::<AttendanceTotals>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    pub async fn class_day(
        &self,
        class: ClassId,
        on: Date,
        moment: Moment,
    ) -> Result<Option<ClassDay>, Refusal> {
        let key = class_day::key(class, on);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<ClassDays>(school, &key).await?,
            Moment::At(until) => as_of::<ClassDays>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// What is known of a student's phone in a school year.
    pub async fn device(
        &self,
        student: PersonId,
        year: SchoolYear,
        moment: Moment,
    ) -> Result<Option<Device>, Refusal> {
        let key = devices::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<Devices>(school, &key).await?,
            Moment::At(until) => as_of::<Devices>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// What was written of a student's conduct in a school year.
    pub async fn conduct(
        &self,
        student: PersonId,
        year: SchoolYear,
        moment: Moment,
    ) -> Result<Option<Conduct>, Refusal> {
        let key = conduct::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<Conducts>(school, &key).await?,
            Moment::At(until) => as_of::<Conducts>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// A student's grades of a school year, whoever may see which.
    pub async fn grades(
        &self,
        student: PersonId,
        year: SchoolYear,
        moment: Moment,
    ) -> Result<Option<Grades>, Refusal> {
        let key = grades::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<GradeBook>(school, &key).await?,
            Moment::At(until) => as_of::<GradeBook>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// What was changed in the grades that a teacher gave.
    pub async fn grade_changes_of(
        &self,
        author: PersonId,
        year: SchoolYear,
    ) -> Result<Option<Changes>, Refusal> {
        let key = grade_changes::key_of_author(author, year);
        Ok(self.store.row::<GradeChanges>(self.register.school, &key).await?)
    }

    /// What was changed near a scrutiny, in the whole school.
    pub async fn grade_changes_near_scrutinies(&self, year: SchoolYear) -> Result<Option<Changes>, Refusal> {
        let key = grade_changes::key_near_scrutinies(self.register.school, year);
        Ok(self.store.row::<GradeChanges>(self.register.school, &key).await?)
    }

    /// The students whose phones the school holds, the longest held first.
    pub async fn held_devices(&self) -> Result<Vec<Device>, Refusal> {
        Ok(devices::held(&self.store, self.register.school).await?)
    }

    pub async fn permissions(
        &self,
        student: PersonId,
        year: SchoolYear,
        moment: Moment,
    ) -> Result<Option<Asked>, Refusal> {
        let key = permissions::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<Permissions>(school, &key).await?,
            Moment::At(until) => as_of::<Permissions>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// The students with a request of permission that waits for a decision.
    pub async fn pending_permissions(&self, today: Date) -> Result<Vec<Asked>, Refusal> {
        Ok(permissions::pending(&self.store, self.register.school, today).await?)
    }

    /// The acts on a person's, a class's or the school's record, as the trail stood.
    pub async fn trail(&self, subject: uuid::Uuid, moment: Moment) -> Result<Vec<Act>, Refusal> {
        let Some(until) = self.until(moment) else { return Ok(Vec::new()) };
        Ok(audit_trail::of_subject(&self.store, self.register.school, subject, until).await?)
    }

    /// The events behind one figure of a student's year, as it stood.
    pub async fn why(
        &self,
        student: PersonId,
        year: SchoolYear,
        figure: &Figure,
        moment: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(until) = self.until(moment) else { return Ok(Vec::new()) };
        let key = attendance_totals::key(student, year);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        let events = behind::<AttendanceTotals>(log, store, school, &key, until).await?;
        Ok(attendance_totals::supporting(figure, events))
    }

    /// The events behind a class's day, as it stood.
    pub async fn why_class_day(
        &self,
        class: ClassId,
        on: Date,
        moment: Moment,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(until) = self.until(moment) else { return Ok(Vec::new()) };
        let key = class_day::key(class, on);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(behind::<ClassDays>(log, store, school, &key, until).await?)
    }

    /// The events at these positions of the feed.
    pub async fn events(&self, positions: &[Position]) -> Result<Vec<Event>, Refusal> {
        let upcasters = event::upcasters();
        let recorded = self.register.log.read_at(self.register.school, positions).await?;
        let events: Result<Vec<Event>, Refusal> =
            recorded.into_iter().map(|recorded| Ok(event::open(recorded, &upcasters)?)).collect();
        let events = events?;
        for (person, concern) in events.iter().flat_map(|event| event.fact.about()) {
            if concern == Concern::Subject {
                access::asked(person);
            }
        }
        Ok(veil(&*self.register.log, &self.store, self.register.school, events).await?)
    }

    /// A case, as it stood. An expunged one is known at every moment as expunged.
    pub async fn case(&self, case: CaseId, moment: Moment) -> Result<Option<CaseFile>, Refusal> {
        let key = cases::key(case);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        let file = match moment {
            Moment::Now => store.row::<Cases>(school, &key).await?,
            Moment::At(until) => as_of::<Cases>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        };
        if let Some(file) = &file {
            access::asked(file.student);
        }
        Ok(file)
    }

    /// A student's cases, as they stood, without those expunged since.
    pub async fn cases_of(&self, student: PersonId, moment: Moment) -> Result<Vec<CaseFile>, Refusal> {
        let now = cases::of_student(&self.store, self.register.school, student).await?;
        if moment == Moment::Now {
            return Ok(now);
        }
        let mut then = Vec::new();
        for file in now {
            then.extend(self.case(file.id, moment).await?);
        }
        Ok(then)
    }

    /// The same, in what other subjects may know of them on a day.
    pub async fn summaries_of(
        &self,
        student: PersonId,
        moment: Moment,
        today: Date,
    ) -> Result<Vec<CaseSummary>, Refusal> {
        let directory = self.register.directory().await?;
        let (regulation, holidays) = (&self.register.regulation, holidays(&directory, today));
        let files = self.cases_of(student, moment).await?;
        Ok(files.iter().filter_map(|file| file.case.summary(today, regulation, &holidays)).collect())
    }

    /// Every conflict about the regulation.
    pub async fn rule_conflicts(&self) -> Result<Vec<ConflictFile>, Refusal> {
        Ok(rule_conflicts::of_school(&self.store, self.register.school).await?)
    }

    /// The cases opened in a school year.
    pub async fn cases_of_year(&self, year: SchoolYear) -> Result<Vec<CaseFile>, Refusal> {
        Ok(cases::of_year(&self.store, self.register.school, year).await?)
    }

    /// Who was who at a moment.
    pub async fn directory_at(&self, moment: Moment) -> Result<std::sync::Arc<Directory>, Refusal> {
        Ok(match moment {
            Moment::Now => self.register.directory().await?,
            Moment::At(until) => {
                Directory::as_of(&*self.register.log, self.register.school, until).await?.into()
            }
            Moment::BeforeAll => std::sync::Arc::default(),
        })
    }
}
