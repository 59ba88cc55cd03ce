//! Where each student's year is heading, by the calendar and by each way of counting: for pages, JSON and command line.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use registro_domain::attendance::{Attendance, Fact, hours_missed};
use registro_domain::calendar::{Holidays, SchoolYear};
use registro_domain::forecast::{Forecast, YearSoFar};
use registro_domain::hours::{ClassDay, Policy, Share};
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::people::{self, Profile};
use registro_domain::regulation::Regulation;
use registro_projections::attendance_totals::{self, FactState, Totals};
use registro_projections::directory::Directory;

use crate::app::App;
use crate::refusal::Refusal;

/// The lesson days of a school year: none when no calendar was published.
pub struct LessonDays(Vec<Date>);

impl LessonDays {
    pub fn of(directory: &Directory, year: SchoolYear) -> Self {
        let calendar = directory.school.calendars.get(&year);
        let days = calendar.map(|calendar| calendar.lesson_days(&calendar.holidays()).collect());
        Self(days.unwrap_or_default())
    }

    /// When a student crosses the line at her present rate: only the days on which she is in a class count.
    pub fn forecast(&self, year: YearSoFar, profile: &Profile, share: Share, today: Date) -> Forecast {
        let (elapsed, to_come): (Vec<Date>, Vec<Date>) =
            self.0.iter().filter(|day| profile.class_on(**day).is_some()).partition(|day| **day <= today);
        year.forecast(share, u32::try_from(elapsed.len()).unwrap_or(u32::MAX), to_come)
    }
}

/// A student's year as it counts: without the hours in derogation.
pub fn year_so_far(totals: &Totals) -> YearSoFar {
    YearSoFar::of_hours(totals.annual_hours, totals.hours_missed(), totals.hours_excused())
}

/// Whether a student attended the share of her year that makes it valid, derogations taken into account, by what is known
/// of her attendance.
///
/// Norm: A5-01, A5-05.
pub fn year_is_valid(
    directory: &Directory,
    regulation: &Regulation,
    student: PersonId,
    year: SchoolYear,
    attendance: &Attendance,
    on: Date,
) -> Result<bool, Refusal> {
    let profile = directory.person(student).ok_or(Refusal::NotFound("lo studente"))?;
    let annual = profile.annual_hours.get(&year).copied().unwrap_or_default();
    let mut missed = 0;
    for day in attendance.by_day.keys() {
        let class = profile.class_on(*day).ok_or(people::Rejection::NotEnrolled { on: *day })?;
        let class_day = directory.school.class_day(class, *day, &Holidays::national())?;
        missed += u32::from(hours_missed(attendance, &class_day, regulation));
    }
    let counted = missed.saturating_sub(attendance.excused_hours());
    Ok(regulation.attendance_share(on).is_met(u32::from(annual) * 60, counted * 60))
}

/// What the same facts come to under each way of counting.
pub struct Counting {
    /// Facts of later days are left out.
    pub on: Date,
    pub year: SchoolYear,
    pub share: Share,
    pub adopted: Policy,
    /// How many students have a year.
    pub counted: usize,
    /// Those who are beyond the line, or will be at the present rate, in one way at least. Who comes first under
    /// any comes first.
    pub students: Vec<Compared>,
}

/// One student's year in each way of counting, in the order of [`Policy::ALL`].
pub struct Compared {
    pub student: PersonId,
    pub class: Option<ClassId>,
    pub annual_hours: u16,
    /// In derogation: taken off each way of counting (row A5-05).
    pub excused_hours: u32,
    pub ways: Vec<Way>,
}

pub struct Way {
    pub policy: Policy,
    pub year: YearSoFar,
    pub forecast: Forecast,
}

impl Way {
    pub fn crosses(&self) -> bool {
        matches!(self.forecast, Forecast::AlreadyBeyond | Forecast::Crosses(_))
    }
}

impl Compared {
    /// When the line is crossed, the earliest of all ways; a line already crossed comes before any day.
    fn first_crossed(&self) -> Option<Date> {
        let days = self.ways.iter().filter_map(|way| match way.forecast {
            Forecast::AlreadyBeyond => Some(Date::MIN),
            Forecast::Crosses(day) => Some(day),
            Forecast::TooEarly | Forecast::NotThisYear => None,
        });
        days.min()
    }
}

impl Counting {
    /// How many are beyond the line under a policy, and how many will be.
    pub fn crossing(&self, policy: Policy) -> (usize, usize) {
        let ways =
            || self.students.iter().flat_map(|student| &student.ways).filter(|way| way.policy == policy);
        let beyond = ways().filter(|way| way.forecast == Forecast::AlreadyBeyond).count();
        (beyond, ways().filter(|way| way.crosses()).count() - beyond)
    }
}

impl App {
    /// Who would cross the line under each way of counting, by what the register knows now of the days until `on`.
    pub async fn counting(&self, on: Date) -> Result<Counting, Refusal> {
        let register = &self.register;
        let year = SchoolYear::containing(on);
        let rows = attendance_totals::of_year(&self.store, register.school, year).await?;
        let directory = register.directory().await?;
        let share = register.regulation.attendance_share(on);
        let adopted = Policy::from(register.regulation.hours_counting(on));
        let lesson_days = LessonDays::of(&directory, year);
        let mut timetables = Timetables::of(&directory, year);
        let compared = rows.iter().filter_map(|totals| {
            let profile = directory.person(totals.student)?;
            let ways = minutes_missed(totals, profile, &mut timetables, adopted, on).into_iter();
            let excused = totals.hours_excused().saturating_mul(60);
            let ways = ways.map(|(policy, missed)| {
                let absent_minutes = missed.saturating_sub(excused);
                let year = YearSoFar { annual_minutes: u32::from(totals.annual_hours) * 60, absent_minutes };
                Way { policy, year, forecast: lesson_days.forecast(year, profile, share, on) }
            });
            let ways = ways.collect();
            let (student, class, annual_hours) = (totals.student, totals.class, totals.annual_hours);
            Some(Compared { student, class, annual_hours, excused_hours: totals.hours_excused(), ways })
        });
        let compared: Vec<Compared> = compared.collect();
        let counted = compared.len();
        let mut students: Vec<Compared> =
            compared.into_iter().filter(|student| student.first_crossed().is_some()).collect();
        students.sort_by_key(|student| (student.first_crossed(), student.student));
        Ok(Counting { on, year, share, adopted, counted, students })
    }
}

/// The timetable of each class on each day, made once.
pub struct Timetables<'a> {
    directory: &'a Directory,
    holidays: Holidays,
    days: HashMap<(ClassId, Date), Option<ClassDay>>,
}

impl<'a> Timetables<'a> {
    pub fn of(directory: &'a Directory, year: SchoolYear) -> Self {
        let calendar = directory.school.calendars.get(&year);
        let holidays = calendar.map_or_else(Holidays::national, |calendar| calendar.holidays());
        Self { directory, holidays, days: HashMap::new() }
    }

    fn day(&mut self, class: ClassId, on: Date) -> Option<&ClassDay> {
        let Self { directory, holidays, days } = self;
        let made = || directory.school.class_day(class, on, holidays).ok();
        days.entry((class, on)).or_insert_with(made).as_ref()
    }
}

/// The minutes missed until `on` in each way. The adopted one is not computed again: it is what the events say. So is
/// a day on which the class, as it is known now, has no lessons.
pub fn minutes_missed(
    totals: &Totals,
    profile: &Profile,
    timetables: &mut Timetables<'_>,
    adopted: Policy,
    on: Date,
) -> Vec<(Policy, u32)> {
    let mut facts: BTreeMap<Date, Vec<(FactNumber, &Fact)>> = BTreeMap::new();
    for (number, known) in totals.facts.iter().filter(|(_, known)| known.state == FactState::Stands) {
        facts.entry(known.on).or_default().push((*number, &known.fact));
    }
    let mut missed: Vec<(Policy, u32)> = Policy::ALL.map(|policy| (policy, 0)).to_vec();
    for (day, hours) in totals.days.range(..=on) {
        let stored = u32::try_from(hours.len()).unwrap_or(u32::MAX).saturating_mul(60);
        let timetable = profile.class_on(*day).and_then(|class| timetables.day(class, *day));
        for (policy, minutes) in &mut missed {
            *minutes += match (timetable, facts.get(day)) {
                (Some(timetable), Some(facts)) if *policy != adopted => {
                    policy.minutes_missed(timetable, facts)
                }
                (Some(_) | None, _) => stored,
            };
        }
    }
    missed
}
