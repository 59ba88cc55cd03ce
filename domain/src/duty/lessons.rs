//! On which days of a year a student has lessons: those of the class that she was in that day.

use jiff::civil::Date;

use crate::calendar::SchoolYear;
use crate::ids::ClassId;
use crate::people::Profile;
use crate::school::School;

/// The lesson days of a class, in order: those of the school on which its week of that time has an hour.
///
/// Norm: T-5.
pub fn lesson_days_of_class(school: &School, class: ClassId, of_school: &[Date]) -> Vec<Date> {
    let Some(known) = school.classes.get(&class) else { return Vec::new() };
    let has_hours = |day: &Date| {
        let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or_default();
        let week = known.weeks.range(..=*day).next_back();
        week.is_some_and(|(_, week)| week.iter().any(|slot| slot.weekday == weekday))
    };
    of_school.iter().copied().filter(has_hours).collect()
}

/// The lesson days of a student. `of_class` gives those of one class.
pub fn lesson_days_of_student<'a>(
    student: &Profile,
    year: SchoolYear,
    of_class: impl Fn(ClassId) -> &'a [Date],
) -> Vec<Date> {
    let enrolments = student.enrolments.iter().filter(|enrolment| enrolment.year == year);
    enrolments
        .flat_map(|there| {
            let days = of_class(there.class).iter().copied();
            days.filter(|day| there.from <= *day && there.until.is_none_or(|until| *day <= until))
        })
        .collect()
}
