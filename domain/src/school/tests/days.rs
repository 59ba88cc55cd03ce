//! Which days of a class have lessons, and with which hours: those of that day, not of today.

use super::*;
use crate::calendar::NoLesson;

fn hours(class: ClassId, on: &str) -> Vec<(u8, String)> {
    lessons_of(class, on).hours.into_iter().map(|hour| (hour.period.0, hour.subject.0)).collect()
}

#[test]
fn a_day_has_the_hours_of_the_timetable_in_force_that_day() {
    // A5-03: the last Wednesday of the old timetable, and the first of the new one.
    assert_eq!(hours(IN_3B, "2026-01-07").len(), 6);
    assert_eq!(hours(IN_3B, "2026-01-14").len(), 5);
    let monday = lessons_of(IN_3B, "2026-01-12"); // The day of the change itself.
    assert_eq!((monday.starts(), monday.ends()), (Some(at("08:05")), Some(at("14:00"))));
    assert_eq!(monday.hour(PeriodNumber(4)).map(|hour| hour.teachers.len()), Some(2));
    assert_eq!(hours(IN_4A, "2025-11-12")[0], (1, "FIS".to_owned()));
}

#[test]
fn a_new_bell_changes_the_hours_from_its_day_only() {
    let mut short = bell();
    short.periods.retain(|period| period.number < 6);
    short.periods[4].ends = at("12:50");
    let school = evolve(
        SCHOOL.clone(),
        &SchoolEvent::BellScheduleSet { bell: short, from: day("2025-11-13"), because: vec![] },
    );
    let ends = |on| school.class_day(IN_3B, day(on), &Holidays::national()).map(|day| day.ends());
    assert_eq!(ends("2025-11-12"), Ok(Some(at("14:00"))));
    assert_eq!(ends("2025-11-13"), Ok(Some(at("12:50"))));
}

/// T-5, T-7: the first day of lessons and the day before, the last and the day after, every kind of day between.
#[test]
fn a_day_without_lessons_is_refused_with_its_reason() {
    let (first_day, last_day) = (day("2025-09-15"), day("2026-06-08"));
    let closure = |on, from, to, reason: &str| NoLesson::Closure {
        day: day(on),
        from: day(from),
        to: day(to),
        reason: reason.to_owned(),
    };
    let christmas = |on| closure(on, "2025-12-23", "2026-01-06", "vacanze di Natale");
    let easter = |on| closure(on, "2026-04-02", "2026-04-07", "vacanze di Pasqua");
    let holiday = |on, name: &str| NoLesson::Holiday { day: day(on), name: name.to_owned() };
    for (on, why) in [
        ("2025-09-12", Some(NoLesson::BeforeFirstDay { day: day("2025-09-12"), first_day })),
        ("2025-09-15", None),
        ("2025-11-15", Some(NoLesson::Saturday { day: day("2025-11-15") })),
        ("2025-11-16", Some(NoLesson::Sunday { day: day("2025-11-16") })),
        ("2025-12-05", None),
        ("2025-12-08", Some(holiday("2025-12-08", "Immacolata Concezione"))),
        ("2025-12-09", None),
        ("2025-12-22", None),
        ("2025-12-23", Some(christmas("2025-12-23"))),
        ("2025-12-25", Some(holiday("2025-12-25", "Natale"))),
        ("2026-01-05", Some(christmas("2026-01-05"))),
        ("2026-01-07", None),
        ("2026-04-01", None),
        ("2026-04-02", Some(easter("2026-04-02"))),
        ("2026-04-07", Some(easter("2026-04-07"))),
        ("2026-04-08", None),
        ("2026-06-02", Some(holiday("2026-06-02", "Festa della Repubblica"))),
        ("2026-06-08", None),
        ("2026-06-09", Some(NoLesson::AfterLastDay { day: day("2026-06-09"), last_day })),
    ] {
        let refused = class_day(IN_3B, on).err();
        assert_eq!(refused, why.map(Rejection::NoLesson), "{on}");
    }
}

#[test]
fn a_refusal_for_a_holiday_rests_on_the_holidays_and_any_other_on_the_calendar() {
    for (on, norm) in [
        ("2025-12-08", Norm::Holidays), // T-7
        ("2025-11-16", Norm::Holidays),
        ("2025-11-15", Norm::LessonDays), // T-2: Saturday is not a holiday, only a day without lessons here.
        ("2025-12-23", Norm::LessonDays), // T-5
        ("2025-09-12", Norm::LessonDays),
        ("2026-06-09", Norm::LessonDays),
    ] {
        assert_eq!(class_day(IN_3B, on).map_err(|refusal| refusal.norm()), Err(norm), "{on}");
    }
}

#[test]
fn a_day_outside_the_published_years_is_refused() {
    let no_calendar = |on, year| Err(Rejection::NoCalendar { on: day(on), year: SchoolYear(year) });
    assert_eq!(class_day(IN_3B, "2025-08-31"), no_calendar("2025-08-31", 2024));
    assert_eq!(class_day(IN_3B, "2026-09-01"), no_calendar("2026-09-01", 2026));
    // The last day of the year has a calendar, and no lessons.
    assert!(matches!(class_day(IN_3B, "2026-08-31"), Err(Rejection::NoLesson(_))));
}

#[test]
fn a_class_has_no_lessons_in_another_year_nor_without_a_timetable_or_a_bell() {
    let holidays = Holidays::national();
    let next = SchoolCalendar { year: SchoolYear(2026), ..crate::calendar::lazio_2026_27(Week::FiveDays) };
    let publish_next = Command::PublishCalendar { calendar: next, on: day("2026-07-01") };
    let mut commands = everything();
    commands.push(publish_next);
    let school = school_after(&commands);
    let on = day("2026-09-15");
    assert_eq!(
        school.class_day(IN_3B, on, &holidays),
        Err(Rejection::ClassOfAnotherYear { label: text("3B"), year: SchoolYear(2025), on })
    );
    assert_eq!(school.class_day(ClassId(uuid::Uuid::nil()), on, &holidays), Err(Rejection::UnknownClass));

    let on = day("2025-11-12");
    let without = school_after(&[publish(Week::SixDays), open(IN_3B, "3B", 1056)]);
    assert_eq!(without.class_day(IN_3B, on, &holidays), Err(Rejection::NoTimetable { on }));
    let no_bell = School { bells: BTreeMap::new(), ..SCHOOL.clone() };
    assert_eq!(no_bell.class_day(IN_3B, on, &holidays), Err(Rejection::NoTimetable { on }));

    // Six days of school, five of this class.
    let six_days = evolve(
        SCHOOL.clone(),
        &SchoolEvent::CalendarPublished {
            calendar: lazio_2025_26(Week::SixDays),
            on: day("2025-09-01"),
            because: vec![],
        },
    );
    let on = day("2025-11-15");
    assert_eq!(
        six_days.class_day(IN_3B, on, &holidays),
        Err(Rejection::NoHoursThatDay { on, weekday: Weekday::Saturday })
    );
}

#[test]
fn a_timetable_holds_from_its_day() {
    let on = day("2025-09-15");
    let later = school_after(&[
        publish(Week::FiveDays),
        ring(bell(), "2025-09-01"),
        list("ITA"),
        open(IN_3B, "3B", 1056),
        timetable(IN_3B, "2025-09-16", vec![slot(1, 1, "ITA", &[]), slot(2, 1, "ITA", &[])]),
    ]);
    assert_eq!(later.class_day(IN_3B, on, &Holidays::national()), Err(Rejection::NoTimetable { on }));
    assert!(later.class_day(IN_3B, day("2025-09-16"), &Holidays::national()).is_ok());
}
