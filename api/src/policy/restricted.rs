//! What is restricted: it is kept, and shown to nobody but those whom the table names. Every answer that tells of a person's
//! record asks here, whether it tells acts, a row of a read model, a list or a number.
//!
//! Restrictions are those of today, at whatever moment the record is asked for.
//!
//! Norm: C4-05: GDPR, art. 18; interpretation 0060.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::erasure::Target;
use registro_domain::ids::{CaseId, PersonId};
use registro_eventlog::event::{Recorded, StreamName};
use registro_projections::directory::Directory;

use super::{About, Asking, Matter};
use crate::desk::{
    assessment_stream, attendance_stream, case_stream, derogation_stream, device_stream, permission_stream,
};
use crate::refusal::Refusal;
use crate::sealing::{target_of, target_of_stream};

/// A student's record of a school year that has a key of its own, and so is restricted as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Attendance,
    Derogations,
    Permissions,
    Devices,
    Grades,
}

/// Whether what a stream says of somebody is restricted, whoever asks: then it is not used either.
pub fn is_restricted(directory: &Directory, stream: &StreamName, of: PersonId) -> bool {
    directory.has_restricted_data(of)
        && target_of_stream(stream).is_some_and(|part| is_part_restricted(directory, &part, of))
}

/// The same of one act.
pub fn is_act_restricted(directory: &Directory, act: &Recorded, of: PersonId) -> bool {
    directory.has_restricted_data(of) && is_part_restricted(directory, &target_of(act), of)
}

fn is_part_restricted(directory: &Directory, part: &Target, of: PersonId) -> bool {
    directory.whose_are_restricted(part).any(|person| person == of)
}

impl Asking<'_> {
    /// Whether an act is kept from her.
    pub fn hides(&self, act: &Recorded) -> bool {
        // Whose key seals it: the first whom it is about.
        let subject = act.about.iter().find(|about| about.role == "subject");
        subject.map(|about| PersonId(about.person)).is_some_and(|subject| {
            is_act_restricted(self.directory, act, subject) && !self.reads_restricted(subject)
        })
    }

    /// Whether what a stream says of somebody is kept from her.
    pub fn hides_stream(&self, stream: &StreamName, of: PersonId) -> bool {
        is_restricted(self.directory, stream, of) && !self.reads_restricted(of)
    }

    /// Whether a stream that is of one person only, whoever she is, is kept from her.
    pub fn hides_whole_stream(&self, stream: &StreamName) -> bool {
        let part = target_of_stream(stream);
        let mut whose = part.iter().flat_map(|part| self.directory.whose_are_restricted(part));
        whose.any(|person| !self.reads_restricted(person))
    }

    /// Whether a student's record of a year is kept from her.
    pub fn hides_record(&self, record: Record, student: PersonId, year: SchoolYear) -> bool {
        if !self.directory.has_restricted_data(student) {
            return false;
        }
        let stream = match record {
            Record::Derogations => derogation_stream(student, year),
            Record::Attendance => attendance_stream(student, year),
            Record::Permissions => permission_stream(student, year),
            Record::Devices => device_stream(student, year),
            Record::Grades => assessment_stream(student, year),
        };
        self.hides_made(stream, student)
    }

    /// Whether a case is kept from her.
    pub fn hides_case(&self, case: CaseId, student: PersonId) -> bool {
        self.directory.has_restricted_data(student) && self.hides_made(case_stream(case), student)
    }

    /// A stream that cannot be named is shown to nobody.
    fn hides_made(&self, stream: Result<StreamName, Refusal>, of: PersonId) -> bool {
        match stream {
            Ok(stream) => self.hides_stream(&stream, of),
            Err(_) => true,
        }
    }

    /// Whether where a student was on a day is kept from her. Not on the day itself: whoever answers for her at school must
    /// know whether she is there.
    pub fn hides_day(&self, student: PersonId, day: Date) -> bool {
        day < self.on() && self.hides_record(Record::Attendance, student, SchoolYear::containing(day))
    }

    /// Whether anything of somebody's data is kept from her.
    pub fn hides_anything_of(&self, person: PersonId) -> bool {
        self.directory.has_restricted_data(person) && !self.reads_restricted(person)
    }

    fn reads_restricted(&self, person: PersonId) -> bool {
        self.may_read(Matter::Restricted, &About::student(person))
    }
}
