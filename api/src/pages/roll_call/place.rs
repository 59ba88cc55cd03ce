//! Which class and hour a teacher stands before: hers by the timetable and the clock, or a colleague's whose place she takes.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan as _};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::LessonHour;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};

use crate::http::class_day::{holidays, timetable};
use crate::identity::Session;

/// How long before its bell a colleague's hour can be opened.
const BEFORE_THE_BELL: SignedDuration = SignedDuration::from_mins(10);

/// A class in an hour of a day, and in whose place the teacher stands there.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) class: ClassId,
    pub(super) on: Date,
    pub(super) hour: LessonHour,
    pub(super) substitutes: Option<PersonId>,
}

impl Place {
    /// Whether this is the hour going on.
    pub(super) fn is_now(&self, now: DateTime) -> bool {
        self.on == now.date() && goes_on(&self.hour, now)
    }
}

/// What was asked for, as far as the teacher may have it.
pub(super) enum Found {
    Place(Place),
    /// An hour of others: whose place does she take?
    Whose(LessonHour),
    Nothing,
}

/// The teacher's own hours of a day, in all her classes, in order of time.
pub(super) fn own_hours(session: &Session, on: Date) -> Vec<Place> {
    let Session { agent, directory, .. } = session;
    let year = SchoolYear::containing(on);
    let classes = directory.school.classes.iter().filter(|(_, class)| class.year == year);
    let mut hours: Vec<Place> = classes
        .filter_map(|(class, _)| timetable(directory, *class, on).ok())
        .flat_map(|day| {
            day.hours.into_iter().map(move |hour| Place { class: day.class, on, hour, substitutes: None })
        })
        .filter(|place| place.hour.teachers.contains(&agent.person))
        .collect();
    hours.sort_by_key(|place| (place.hour.starts, place.class));
    hours
}

/// The first of the teacher's hours still to begin, today or on a day to come.
pub(super) fn next(session: &Session, now: DateTime) -> Option<Place> {
    let today = now.date();
    let to_come = |place: &Place| now < place.on.to_datetime(place.hour.starts);
    if let Some(place) = own_hours(session, today).into_iter().find(to_come) {
        return Some(place);
    }
    let calendar = session.directory.school.calendar(today).ok()?;
    let holidays = holidays(&session.directory, today);
    let mut day = today.checked_add(1.day()).ok()?;
    while day <= calendar.last_day {
        if calendar.is_lesson_day(&holidays, day)
            && let Some(place) = own_hours(session, day).into_iter().next()
        {
            return Some(place);
        }
        day = day.checked_add(1.day()).ok()?;
    }
    None
}

/// An hour by its class and number. Who is not in its timetable names the colleague whose place she takes, on the day
/// itself and not before the bell: a substitution opens the class for its hour, and nothing else of it.
pub(super) fn asked(
    session: &Session,
    now: DateTime,
    class: ClassId,
    on: Date,
    period: PeriodNumber,
    colleague: Option<PersonId>,
) -> Found {
    let day = timetable(&session.directory, class, on).ok();
    let Some(hour) = day.and_then(|day| day.hour(period).cloned()) else { return Found::Nothing };
    let place = |substitutes| Found::Place(Place { class, on, hour: hour.clone(), substitutes });
    if hour.teachers.contains(&session.agent.person) {
        return place(None);
    }
    let bell = on.to_datetime(hour.starts).saturating_sub(BEFORE_THE_BELL);
    if on != now.date() || now < bell {
        return Found::Nothing;
    }
    match colleague {
        Some(colleague) if hour.teachers.contains(&colleague) => place(Some(colleague)),
        Some(_) => Found::Nothing,
        None => Found::Whose(hour),
    }
}

pub(super) fn goes_on(hour: &LessonHour, now: DateTime) -> bool {
    hour.starts <= now.time() && now.time() < hour.ends
}
