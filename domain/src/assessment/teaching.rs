//! Who may give a class a grade in a subject on a day.

use jiff::civil::Date;

use crate::hours::ClassDay;
use crate::ids::{ClassId, SubjectCode};
use crate::lesson::Lessons;
use crate::people::Profile;

/// Whether a teacher has the chair of the subject in the class that day, or signed for an hour of it, in a colleague's
/// place too. `lessons` are those of `day`: none on a day without.
///
/// Norm: reg. istituto, art. 42, c. 4 (A12-01): marks in the correct way.
pub fn teaches(
    teacher: &Profile,
    class: ClassId,
    subject: &SubjectCode,
    on: Date,
    lessons: Option<(&ClassDay, &Lessons)>,
) -> bool {
    let has_chair = teacher.chairs_on(on).any(|chair| chair.class == class && chair.subject == *subject);
    let signed = lessons.is_some_and(|(day, lessons)| {
        let mut hers = lessons.signatures.keys().filter(|(_, signer)| *signer == teacher.person);
        hers.any(|(period, _)| day.hour(*period).is_some_and(|hour| hour.subject == *subject))
    });
    has_chair || signed
}
