//! What must be done, as of a day: the files of students, class and school, looked at with who is who and the calendar.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{
    self, ClassFile, Duty, Outlook, Owner, Pupil, SchoolFile, StudentFile, Whom, lesson_days_of_class,
    lesson_days_of_student,
};
use registro_domain::ids::{ClassId, PersonId};
use registro_projections::as_of::as_of;
use registro_projections::directory::Directory;
use registro_projections::duties::{ClassFiles, SchoolFiles, StudentFiles, files_of_year, key};
use registro_projections::model::{Key, ReadModel};

use crate::actor::Capacity;
use crate::answers::Moment;
use crate::app::App;
use crate::identity::Session;
use crate::refusal::Refusal;

/// Whose duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Student(PersonId),
    /// Those of the class itself, and of the students who are in it on the day asked about.
    Class(ClassId),
    /// Everything.
    School,
}

impl App {
    /// What there is to do, or was done, as of a day, by what the register said at a moment.
    pub async fn duties(&self, scope: Scope, on: Date, moment: Moment) -> Result<Vec<Duty>, Refusal> {
        let directory = self.directory_at(moment).await?;
        let year = SchoolYear::containing(on);
        let Ok(calendar) = directory.school.calendar(on) else { return Ok(Vec::new()) };
        let holidays = calendar.holidays();
        let of_school: Vec<Date> = calendar.lesson_days(&holidays).collect();
        let of_class: BTreeMap<ClassId, Vec<Date>> = directory
            .school
            .classes
            .iter()
            .filter(|(_, class)| class.year == year)
            .map(|(id, _)| (*id, lesson_days_of_class(&directory.school, *id, &of_school)))
            .collect();
        let lessons = |class: ClassId| of_class.get(&class).map_or(&[][..], Vec::as_slice);
        let outlook = Outlook { today: on, regulation: &self.register.regulation, holidays: &holidays };
        let mut duties = Vec::new();
        for (student, file) in self.files(scope, on, &directory, moment).await? {
            let Some(profile) = directory.person(student) else { continue };
            let pupil = Pupil {
                student,
                born_on: profile.born_on,
                annual_hours: profile.annual_hours.get(&year).copied().unwrap_or_default(),
                lesson_days: &lesson_days_of_student(profile, year, lessons),
            };
            duties.extend(duty::duties(&file, &pupil, outlook));
        }
        for class in of_class.keys().filter(|class| scope == Scope::School || scope == Scope::Class(**class))
        {
            let file: Option<ClassFile> = self.row_at::<ClassFiles>(&key(class.0, year), moment).await?;
            duties.extend(file.unwrap_or_default().duties(*class, lessons(*class), outlook));
        }
        if scope == Scope::School {
            let of_year = key(self.register.school.0, year);
            let file: Option<SchoolFile> = self.row_at::<SchoolFiles>(&of_year, moment).await?;
            duties.extend(file.unwrap_or_default().duties(calendar, outlook));
        }
        Ok(duties)
    }

    async fn files(
        &self,
        scope: Scope,
        on: Date,
        directory: &Directory,
        moment: Moment,
    ) -> Result<Vec<(PersonId, StudentFile)>, Refusal> {
        let year = SchoolYear::containing(on);
        if (scope, moment) == (Scope::School, Moment::Now) {
            return Ok(files_of_year(&self.store, self.register.school, year).await?);
        }
        let students: Vec<PersonId> = match scope {
            Scope::Student(student) => vec![student],
            Scope::Class(class) => directory.class_on(class, on).iter().map(|it| it.person).collect(),
            Scope::School => directory
                .people()
                .filter(|person| person.enrolments.iter().any(|enrolment| enrolment.year == year))
                .map(|person| person.person)
                .collect(),
        };
        let mut files = Vec::with_capacity(students.len());
        for student in students {
            let file = self.row_at::<StudentFiles>(&key(student.0, year), moment).await?;
            files.extend(file.map(|file| (student, file)));
        }
        Ok(files)
    }

    /// A row of a read model, now or as it stood.
    async fn row_at<M: ReadModel>(&self, key: &Key, moment: Moment) -> Result<Option<M::Row>, Refusal> {
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<M>(school, key).await?,
            Moment::At(until) => as_of::<M>(log, store, school, key, until).await?,
            Moment::BeforeAll => None,
        })
    }
}

/// The duties that somebody may ask about without saying whose.
pub fn own_scopes(session: &Session) -> Vec<Scope> {
    let Session { agent, directory, .. } = session;
    match agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => {
            vec![Scope::School]
        }
        Capacity::Teacher => {
            let classes = directory.school.classes.keys();
            classes.filter(|class| session.may_see_class(**class)).map(|class| Scope::Class(*class)).collect()
        }
        Capacity::Guardian => directory
            .children_of(agent.person)
            .filter(|child| session.may_see_student(child.person))
            .map(|child| Scope::Student(child.person))
            .collect(),
        Capacity::Student => vec![Scope::Student(agent.person)],
        Capacity::Dpo | Capacity::Auditor | Capacity::Technician | Capacity::Support => Vec::new(),
    }
}

/// Whether a person may see a duty of a student, a class or a school that she may see.
///
/// A teacher who is not the coordinator sees what is for teachers to do, a family what is for families.
pub fn may_see(session: &Session, duty: &Duty) -> bool {
    let Session { agent, directory, today, .. } = session;
    match agent.capacity {
        Capacity::Secretariat => !duty.kind.is_of_conduct(),
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Dpo | Capacity::Auditor => {
            true
        }
        Capacity::Teacher => {
            let class = match duty.whom {
                Whom::Student(student) => {
                    directory.person(student).and_then(|profile| profile.class_on(*today))
                }
                Whom::Class(class) => Some(class),
                Whom::School => None,
            };
            matches!(duty.kind.owner(), Owner::Teacher | Owner::SubjectTeacher)
                || class.is_some_and(|class| agent.coordinates(directory, class, *today))
        }
        Capacity::Guardian | Capacity::Student => duty.kind.owner() == Owner::Family,
        Capacity::Technician | Capacity::Support => false,
    }
}
