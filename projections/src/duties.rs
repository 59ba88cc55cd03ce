//! What must be done, by whom, by when? The files that the answer is derived from: of each student, class and school.
//!
//! Nothing of the answer is stored, since it changes with the day on which one asks.

use registro_domain::attendance::AttendanceEvent;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::ConductEvent;
use registro_domain::contact::ContactEvent;
use registro_domain::derogation::DerogationEvent;
use registro_domain::device::DeviceEvent;
use registro_domain::duty::{ClassFile, Place, SchoolFile, StudentFile};
use registro_domain::fact::{DomainEvent, attendance_student};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::lesson::LessonEvent;
use registro_domain::notice::NoticeEvent;
use registro_domain::permission::PermissionEvent;
use registro_domain::vigilance::VigilanceEvent;
use registro_eventlog::event::SchoolId;
use uuid::Uuid;

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{Answer, ReadStore, StoreError, decode};

pub struct StudentFiles;
pub struct ClassFiles;
pub struct SchoolFiles;

/// Of a student, a class or the school, in a school year.
pub fn key(subject: Uuid, year: SchoolYear) -> Key {
    Key::new(subject).year(year.0)
}

fn key_of(subject: Uuid, event: &Event) -> Key {
    key(subject, SchoolYear::containing(event.envelope.effective_on))
}

fn place(event: &Event) -> Place {
    Place(event.envelope.position.0)
}

/// The year that stands at the end of a key.
fn year_column(key: &Key) -> Vec<Column> {
    let year = key.0.last_chunk().map_or(0, |year| i16::from_be_bytes(*year));
    vec![Column::Integer(i64::from(year))]
}

/// The student whom an event that may matter to her duties is about.
fn student_of(event: &DomainEvent) -> Option<PersonId> {
    match event {
        DomainEvent::Attendance(event) => Some(attendance_student(event)),
        DomainEvent::Permission(
            PermissionEvent::Requested { student, .. }
            | PermissionEvent::Decided { student, .. }
            | PermissionEvent::Withdrawn { student, .. },
        )
        | DomainEvent::Derogation(
            DerogationEvent::Requested { student, .. }
            | DerogationEvent::Decided { student, .. }
            | DerogationEvent::Revoked { student, .. },
        )
        | DomainEvent::Device(
            DeviceEvent::BagRequested { student, .. }
            | DeviceEvent::BagDecided { student, .. }
            | DeviceEvent::UseAllowed { student, .. }
            | DeviceEvent::UseEnded { student, .. }
            | DeviceEvent::Withheld { student, .. }
            | DeviceEvent::FamilyTold { student, .. }
            | DeviceEvent::Returned { student, .. },
        )
        | DomainEvent::Conduct(
            ConductEvent::NoteWritten { student, .. }
            | ConductEvent::NoteAnnulled { student, .. }
            | ConductEvent::SeparationRecorded { student, .. },
        )
        | DomainEvent::Contact(
            ContactEvent::FamilyTold { student, .. }
            | ContactEvent::FonogrammaProtocolled { student, .. }
            | ContactEvent::AuthorityInformed { student, .. }
            | ContactEvent::MayorsWarning { student, .. }
            | ContactEvent::AbsencesFlagged { student, .. }
            | ContactEvent::ProposalConsidered { student, .. },
        ) => Some(*student),
        DomainEvent::Case(event) => Some(event.heading().student),
        DomainEvent::Notice(NoticeEvent::Published { student, fulfils, .. }) => {
            student.filter(|_| fulfils.is_some())
        }
        DomainEvent::Notice(
            NoticeEvent::Corrected { .. } | NoticeEvent::Withdrawn { .. } | NoticeEvent::Addressed { .. },
        )
        | DomainEvent::Conduct(
            ConductEvent::NoteRectified { .. }
            | ConductEvent::StatementAdded { .. }
            | ConductEvent::PositiveActRecorded { .. }
            | ConductEvent::PositiveActAnnulled { .. },
        )
        | DomainEvent::Assessment(_)
        | DomainEvent::School(_)
        | DomainEvent::Person(_)
        | DomainEvent::Lesson(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Receipt(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_)
        | DomainEvent::Erased(_) => None,
    }
}

/// The class whose collective absences or planned tests an event may change.
fn class_of(event: &DomainEvent) -> Option<ClassId> {
    match event {
        DomainEvent::Attendance(
            AttendanceEvent::Classified { class, .. }
            | AttendanceEvent::Annulled { class, .. }
            | AttendanceEvent::EntryRecorded { class, turns: Some(_), .. }
            | AttendanceEvent::ActivityRecorded { class, turns: Some(_), .. },
        )
        | DomainEvent::Vigilance(
            VigilanceEvent::ReadmissionRuleSet { class, .. }
            | VigilanceEvent::CollectiveAbsencesConsidered { class, .. },
        )
        | DomainEvent::Lesson(
            LessonEvent::TestPlanned { class, .. }
            | LessonEvent::TestCalledOff { class, .. }
            | LessonEvent::TestHandedBack { class, .. },
        ) => Some(*class),
        DomainEvent::Vigilance(
            VigilanceEvent::AttendanceReviewed { .. } | VigilanceEvent::MinorsReported { .. },
        )
        | DomainEvent::Attendance(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Device(_)
        | DomainEvent::Conduct(_)
        | DomainEvent::Assessment(_)
        | DomainEvent::Contact(_)
        | DomainEvent::Notice(_)
        | DomainEvent::School(_)
        | DomainEvent::Person(_)
        | DomainEvent::Lesson(
            LessonEvent::RollCalled { .. }
            | LessonEvent::Signed { .. }
            | LessonEvent::HomeworkAssigned { .. }
            | LessonEvent::TopicCorrected { .. }
            | LessonEvent::SignatureAnnulled { .. },
        )
        | DomainEvent::Receipt(_)
        | DomainEvent::Case(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_)
        | DomainEvent::Erased(_) => None,
    }
}

impl ReadModel for StudentFiles {
    const NAME: &'static str = "student_file";
    const REVISION: u32 = 3;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("year", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, year"];
    type Row = StudentFile;

    fn keys(event: &Event) -> Vec<Key> {
        student_of(&event.fact).map(|student| key_of(student.0, event)).into_iter().collect()
    }

    fn fold(row: Option<StudentFile>, _key: &Key, event: &Event) -> Option<StudentFile> {
        Some(row.unwrap_or_default().fold(place(event), &event.fact))
    }

    fn columns(key: &Key, _row: &StudentFile) -> Vec<Column> {
        year_column(key)
    }
}

impl ReadModel for ClassFiles {
    const NAME: &'static str = "class_file";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("year", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &[];
    type Row = ClassFile;

    fn keys(event: &Event) -> Vec<Key> {
        class_of(&event.fact).map(|class| key_of(class.0, event)).into_iter().collect()
    }

    fn fold(row: Option<ClassFile>, _key: &Key, event: &Event) -> Option<ClassFile> {
        Some(row.unwrap_or_default().fold(place(event), &event.fact))
    }

    fn columns(key: &Key, _row: &ClassFile) -> Vec<Column> {
        year_column(key)
    }
}

impl ReadModel for SchoolFiles {
    const NAME: &'static str = "school_file";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("year", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &[];
    type Row = SchoolFile;

    fn keys(event: &Event) -> Vec<Key> {
        match &event.fact {
            DomainEvent::Vigilance(
                VigilanceEvent::AttendanceReviewed { year, .. } | VigilanceEvent::MinorsReported { year, .. },
            ) => vec![key(event.envelope.school.0, *year)],
            DomainEvent::Vigilance(
                VigilanceEvent::ReadmissionRuleSet { .. }
                | VigilanceEvent::CollectiveAbsencesConsidered { .. },
            )
            | DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => Vec::new(),
        }
    }

    fn fold(row: Option<SchoolFile>, _key: &Key, event: &Event) -> Option<SchoolFile> {
        Some(row.unwrap_or_default().fold(place(event), &event.fact))
    }

    fn columns(key: &Key, _row: &SchoolFile) -> Vec<Column> {
        year_column(key)
    }
}

/// Every student of whom something was recorded in a year, with her file.
pub async fn files_of_year(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
) -> Result<Vec<(PersonId, StudentFile)>, StoreError> {
    let files = "SELECT key, row FROM student_file WHERE school = ? AND year = ? ORDER BY key";
    let answers = store.select(files, &[school.into(), Column::Integer(i64::from(year.0))]).await?;
    let of_row = |row: &Answer| {
        let student = row.blob(0)?.first_chunk().map_or(Uuid::nil(), |id| Uuid::from_bytes(*id));
        Ok((PersonId(student), decode(row.blob(1)?)?))
    };
    answers.iter().map(of_row).collect()
}
