//! Tests planned for an hour of a day to come (`verifiche programmate`), so that families and colleagues know.

use jiff::civil::Date;

use super::{LessonEvent, Lessons, Rejection};
use crate::hours::ClassDay;
use crate::ids::{PeriodNumber, PersonId};
use crate::norm::Norm;

/// Norm: reg. istituto, art. 42, c. 4 (A12-01); what is planned speaks against permissions (A2-02).
pub(super) fn plan(
    lessons: &Lessons,
    day: &ClassDay,
    period: PeriodNumber,
    teacher: PersonId,
    today: Date,
) -> Result<Vec<LessonEvent>, Rejection> {
    let on = day.on;
    let hour = day.hour(period).ok_or(Rejection::NoSuchHour { on, period })?;
    if !hour.teachers.contains(&teacher) {
        return Err(Rejection::NotTheirHour { on, period });
    }
    if lessons.tests.contains_key(&period) {
        return Ok(Vec::new());
    }
    if on <= today {
        return Err(Rejection::NotToCome { on, today });
    }
    Ok(vec![LessonEvent::TestPlanned {
        class: day.class,
        on,
        period,
        subject: hour.subject.clone(),
        teacher,
        planned_on: today,
        because: vec![Norm::OnlyRegisterFunctions],
    }])
}

/// By who planned it, or a colleague who has the hour; until the day itself, included.
pub(super) fn call_off(
    lessons: &Lessons,
    day: &ClassDay,
    period: PeriodNumber,
    teacher: PersonId,
    today: Date,
) -> Result<Vec<LessonEvent>, Rejection> {
    let on = day.on;
    let has_the_hour = day.hour(period).is_some_and(|hour| hour.teachers.contains(&teacher));
    match lessons.tests.get(&period) {
        None if lessons.called_off.contains(&period) => Ok(Vec::new()),
        None => Err(Rejection::NoTest { on, period }),
        Some(by) if *by != teacher && !has_the_hour => Err(Rejection::NotTheirHour { on, period }),
        Some(_) if on < today => Err(Rejection::TestIsPast { on, period }),
        Some(_) => Ok(vec![LessonEvent::TestCalledOff {
            class: day.class,
            on,
            period,
            teacher,
            because: vec![Norm::OnlyRegisterFunctions],
        }]),
    }
}
