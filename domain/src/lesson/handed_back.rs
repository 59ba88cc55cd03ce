//! A planned test handed back to the class, corrected (`verifica restituita`).

use jiff::civil::Date;

use super::{LessonEvent, Lessons, Rejection};
use crate::hours::ClassDay;
use crate::ids::{PeriodNumber, PersonId};
use crate::norm::Norm;

/// When, and how many were graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandBack {
    pub on: Date,
    pub graded: u16,
}

/// By who planned it, or a colleague who has the hour; on the day of the test or later.
///
/// Norm: reg. istituto, art. 29, c. 7 lett. b (A12-10). Late is better than never: what is late is told by the duty.
pub(super) fn hand_back(
    lessons: &Lessons,
    day: &ClassDay,
    period: PeriodNumber,
    teacher: PersonId,
    back: HandBack,
    today: Date,
) -> Result<Vec<LessonEvent>, Rejection> {
    let on = day.on;
    let by = lessons.tests.get(&period).ok_or(Rejection::NoTest { on, period })?;
    let has_the_hour = day.hour(period).is_some_and(|hour| hour.teachers.contains(&teacher));
    if *by != teacher && !has_the_hour {
        return Err(Rejection::NotTheirHour { on, period });
    }
    if today < back.on {
        return Err(Rejection::InTheFuture { on: back.on, today });
    }
    if back.on < on {
        return Err(Rejection::BackBefore { on, back_on: back.on });
    }
    if lessons.handed_back.contains_key(&period) {
        return Ok(Vec::new());
    }
    Ok(vec![LessonEvent::TestHandedBack {
        class: day.class,
        on,
        period,
        teacher,
        graded: back.graded,
        handed_back_on: back.on,
        because: vec![Norm::MarksInTime],
    }])
}
